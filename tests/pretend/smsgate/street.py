"""A pretend SMSGate and a hotline that keeps what the phone posts to it, both over real HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import aiohttp
import orjson
from android_sms_gateway.client import AsyncAPIClient
from android_sms_gateway.domain import Message, MessageState, TextMessage
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotline.pretend.smsgate.api import create_app
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.gateway import PretendSmsGate
from hotline.pretend.smsgate.messages import Flavour
from tests.serving import served
from tests.world import NUMBER, PERSON

USER, PASSWORD, KEY = "sms", "secret", "S3cret-8"
SECOND_NUMBER = "+77020000000"
URALSK = timezone(timedelta(hours=5))
PEOPLE = [f"+7701{number:07d}" for number in range(1000)]
START = datetime(2022, 9, 25, 21, 40, tzinfo=URALSK)


@dataclass
class Posted:
    """A webhook as the hotline got it."""

    event: dict[str, Any]
    body: bytes
    headers: dict[str, str]  # names in lower case

    @property
    def name(self) -> str:
        return str(self.event["event"])

    @property
    def stamp(self) -> int:
        return int(self.headers["x-timestamp"])

    @property
    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = self.event["payload"]
        return payload


@dataclass
class Street:
    """The phone `gate`, whose API is at `api`, and what the hotline got of it."""

    http: aiohttp.ClientSession
    client: AsyncAPIClient
    gate: PretendSmsGate = field(init=False)
    api: str = ""
    posted: list[Posted] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # a webhook
    status: int = 204  # what the hotline answers
    strict: bool = False  # it answers 403 to what is dated more than ten minutes off
    time: datetime = START

    async def later(self, **time: float) -> None:
        """Moves the clock on, and lets all be done that is due by then."""
        self.time += timedelta(**time)
        await self.gate.settled()

    async def settled_with(self, **faults: Any) -> None:
        self.gate.faults = SmsGateFaults(**faults)
        await self.gate.settled()

    async def until_posted(self, count: int) -> None:
        """Until so many webhooks came, in the background."""
        async with asyncio.timeout(10):
            while len(self.posted) < count:
                self.arrived.clear()
                await self.arrived.wait()

    def events(self) -> list[str]:
        return [one.name for one in self.posted]

    def told(self) -> Counter[str]:
        return Counter(self.events())

    async def send(self, id_: str = "m1", to: str = PERSON, text: str = "a", **more: Any) -> MessageState:
        """By the official client."""
        message = Message(phone_numbers=[to], text_message=TextMessage(text), id=id_, **more)
        return await self.client.send(message, skip_phone_validation=True)

    async def state(self, id_: str = "m1") -> str:
        return str((await self.client.get_state(id_)).state.value)

    async def ask(self, method: str, path: str, password: str = PASSWORD, **more: Any) -> tuple[int, Any]:
        """By raw HTTP: the status and the JSON, None where the answer is none."""
        headers = {"Authorization": aiohttp.encode_basic_auth(USER, password)}
        async with self.http.request(method, self.api + path, headers=headers, **more) as answer:
            body = await answer.read()
            return answer.status, orjson.loads(body) if answer.content_type == "application/json" else None


@asynccontextmanager
async def standing(flavour: Flavour, **more: Any) -> AsyncIterator[Street]:
    """A street with a phone of that flavour, whose webhooks point at the hotline; `more` is for the gate."""

    async def receive(request: Request) -> Response:
        body = await request.body()
        posted = Posted(orjson.loads(body), body, dict(request.headers))
        if street.strict and abs(posted.stamp - street.time.timestamp()) > 600:
            return Response(status_code=403)
        street.posted.append(posted)
        street.arrived.set()
        return Response(status_code=street.status, headers={"Location": "/elsewhere"})

    async with aiohttp.ClientSession() as http, AsyncAPIClient(USER, PASSWORD, base_url="") as client:
        street = Street(http, client)
        street.gate = gate = PretendSmsGate(
            flavour=flavour, user=USER, password=PASSWORD, signing_key=KEY, number=NUMBER, now=lambda: street.time,
            **more,
        )  # fmt: skip
        async with (
            served(lambda _: Starlette(routes=[Route("/sms/smsgate", receive, methods=["POST"])])) as url,
            served(lambda _: create_app(gate)) as api,
        ):
            street.api = client.base_url = api + gate.base
            gate.register(f"{url}/sms/smsgate")
            yield street
