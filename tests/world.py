"""A hotline with fixed answers and the pretend carrier beside it, both over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import parse_qsl

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotline.carriers.base import Outgoing
from hotline.carriers.twilio import Twilio
from hotline.carriers.twilio_signature import Signatures
from hotline.pretend.api import create_app
from hotline.pretend.carrier import PretendCarrier
from hotline.pretend.faults import FaultPlan

ACCOUNT, TOKEN, NUMBER, PERSON = "AC" + "0" * 32, "12345", "+77010000000", "+77011234567"
GOOD = {"To": PERSON, "From": NUMBER, "Body": "a"}
START = datetime(2022, 9, 27, 19, 40, tzinfo=UTC)
API = f"/2010-04-01/Accounts/{ACCOUNT}"


def outgoing(body: str = "a", to: str = PERSON) -> Outgoing:
    """A message that the hotline sends."""
    return Outgoing("7f", to, body, 600)


@dataclass
class World:
    """A hotline that answers each path with a fixed document, and the carrier beside it."""

    documents: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # path: status, type, body
    received: list[tuple[str, dict[str, str], bool]] = field(default_factory=list)  # path, form, rightly signed
    time: datetime = START
    hotline: str = ""
    api: str = ""
    carrier: PretendCarrier = field(init=False)
    twilio: Twilio = field(init=False)
    http: aiohttp.ClientSession = field(init=False)

    def answer(self, path: str, inside: str) -> None:
        self.documents[path] = (200, "text/xml", f"<Response>{inside}</Response>")

    def hotline_app(self, url: str) -> Starlette:
        async def receive(request: Request) -> Response:
            form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
            asked = request.scope["raw_path"].decode() + (f"?{request.url.query}" if request.url.query else "")
            signed = Signatures(TOKEN).hold(url + asked, form, dict(request.scope["headers"]))
            self.received.append((asked, dict(form), signed))
            status, kind, body = self.documents.get(request.url.path, (204, "text/plain", ""))
            return Response(body, status, media_type=kind)

        return Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])

    def carrier_app(self, url: str) -> Starlette:
        self.carrier = self.fresh_carrier(FaultPlan())
        return create_app(self.carrier)

    def fresh_carrier(self, faults: FaultPlan, clock: Callable[[], float] = monotonic) -> PretendCarrier:
        """One more, without its API."""
        return PretendCarrier(
            account_sid=ACCOUNT, auth_token=TOKEN, number=NUMBER, base_url=f"{self.hotline}/", now=lambda: self.time,
            clock=clock, faults=faults,
        )  # fmt: skip

    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _, form, _ in self.received]

    async def ask(self, path: str, **query: str) -> tuple[int, dict[str, object]]:
        headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
        async with self.http.get(self.api + path, params=query, headers=headers) as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, **form: str) -> tuple[int, str]:
        headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
        async with self.http.post(self.api + path, data=form, headers=headers) as answer:
            return answer.status, await answer.text()
