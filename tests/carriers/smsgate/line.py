"""The hotline's SMSGate carrier beside a pretend phone, or beside an API that answers as a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response as StarletteResponse
from starlette.routing import Route

from hotline.carriers.base import IncomingText, Outgoing, Request
from hotline.carriers.smsgate import PATH, Smsgate
from hotline.pretend.smsgate.webhooks import signature
from tests.pretend.smsgate.street import KEY, PASSWORD, START, USER, Posted, Street
from tests.serving import served
from tests.world import NUMBER, PERSON

MESSAGE = Outgoing("reply-1", PERSON, "ночлег в школе №5", validity_seconds=7200, priority=110)


def smsgate(url: str, **more: Any) -> Smsgate:
    given = {"user": USER, "password": PASSWORD, "signing_key": KEY, "number": NUMBER}
    return Smsgate(url=url, **given | more)


@asynccontextmanager
async def opened(url: str, **more: Any) -> AsyncIterator[Smsgate]:
    carrier = smsgate(url, **more)
    try:
        yield carrier
    finally:
        await carrier.close()


CARRIER = smsgate("http://127.0.0.1:9")
AT = START.timestamp()
PAYLOAD = {
    "messageId": "8a1f", "sender": PERSON, "recipient": None, "simNumber": 1, "phoneNumber": PERSON,
    "message": "НОЧЛЕГ", "receivedAt": "2022-09-25T21:39:58.000+05:00",
}  # fmt: skip
EVENT = {"id": "Ey6E", "webhookId": "w", "event": "sms:received", "deviceId": "d1", "payload": PAYLOAD}


def signed(body: bytes, at: float = AT, *, key: str = KEY, stamp: str | None = None) -> Request:
    stamp = str(int(at)) if stamp is None else stamp
    headers = {b"x-timestamp": stamp.encode(), b"x-signature": signature(key, body, stamp).encode()}
    return Request("POST", PATH, "", headers, body, AT)


def event(name: str = "sms:received", /, **payload: Any) -> Request:
    """A signed webhook of that event; `...` leaves a field of the payload out."""
    fields = {key: value for key, value in (PAYLOAD | payload).items() if value is not ...}
    return signed(orjson.dumps(EVENT | {"event": name, "payload": fields}))


def text(**payload: Any) -> IncomingText:
    arrived = CARRIER.receive(event(**payload))
    assert isinstance(arrived, IncomingText)
    return arrived


def request_of(posted: Posted, street: Street) -> Request:
    """A webhook of the pretend phone as the hotline's door hands it on, at the street's time."""
    headers = {name.encode(): value.encode() for name, value in posted.headers.items()}
    return Request("POST", PATH, "", headers, posted.body, street.time.timestamp())


@dataclass
class CannedApi:
    """An API that answers everything with the same, and what it was asked."""

    status: int = 202
    body: str | bytes = '{"id": "reply-1", "state": "Pending"}'
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)  # method, path with query, body
    url: str = ""


@asynccontextmanager
async def answering(status: int, body: str | bytes, **headers: str) -> AsyncIterator[CannedApi]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    api = CannedApi(status, body, named)

    async def answer(request: StarletteRequest) -> StarletteResponse:
        query = f"?{request.url.query}" if request.url.query else ""
        api.asked.append((request.method, request.url.path + query, await request.body()))
        return StarletteResponse(api.body, api.status, api.headers, media_type="application/json")

    routes = [Route("/{path:path}", answer, methods=["GET", "POST", "DELETE", "PATCH"])]
    async with served(lambda _: Starlette(routes=routes)) as url:
        api.url = url
        yield api
