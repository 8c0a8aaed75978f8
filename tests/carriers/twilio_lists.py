"""What Twilio's API answers of messages, as a test words it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotline.carriers.base import SendError
from hotline.carriers.twilio import Twilio
from tests.serving import served
from tests.world import ACCOUNT, NUMBER, PERSON, TOKEN, outgoing

MESSAGE = outgoing("ночлег в школе №5")
SERVICE = "MG" + "1" * 32
ENDLESS = "Mon, 99999999999999999999 Sep 2022 19:40:00 +0000"  # a date that no clock reaches


def twilio(api_base: str, service: str | None = None) -> Twilio:
    return Twilio(
        account_sid=ACCOUNT, auth_token=TOKEN, public_url="https://hotline.example", api_base=api_base,
        sender=None if service else NUMBER, messaging_service_sid=service,
    )  # fmt: skip


def entry(sid: str, **fields: object) -> dict[str, object]:
    usual = {
        "to": PERSON,
        "from": NUMBER,
        "direction": "outbound-api",
        "body": MESSAGE.body,
        "status": "queued",
        "error_code": None,
    }
    return {"sid": sid, **usual, **fields}


def listing(*entries: dict[str, object], **more: object) -> str:
    return json.dumps({"messages": entries, "page_size": 1000, "next_page_uri": None, **more})


@asynccontextmanager
async def twilio_answering(answer: Callable[[Request], tuple[int, str]]) -> AsyncIterator[tuple[Twilio, list[str]]]:
    """The client of an API that answers each GET so, and the queries it was asked."""
    asked: list[str] = []

    async def get(request: Request) -> Response:
        asked.append(request.url.query)
        status, body = answer(request)
        return Response(body, status, media_type="application/json")

    async with served(lambda url: Starlette(routes=[Route("/{path:path}", get)])) as url:
        carrier = twilio(url)
        yield carrier, asked
        await carrier.close()


async def failure(asking: Any) -> SendError:
    with pytest.raises(SendError) as caught:
        await asking
    return caught.value
