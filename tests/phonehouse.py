"""The hotline by SMSGate alone: its web process, a worker, and a pretend phone in the street, all over real HTTP."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hotline.app import create_app, make_carriers, make_turns
from hotline.carriers.base import Carrier
from hotline.commands.laptop import EVENING
from hotline.mail.outbox import Outbox
from hotline.pretend.smsgate import api
from hotline.pretend.smsgate.gateway import PretendSmsGate
from hotline.pretend.smsgate.messages import Flavour
from hotline.settings import Settings
from hotline.turn.turns import Turns
from tests.acceptance.house import load_sample
from tests.evening import PERSON, SECRET
from tests.serving import served
from workers.deliver import Delivery
from workers.reconcile import Reconciliation

SIM, USER, PASSWORD, KEY = "+77010000077", "sms", "secret-1", "S3cret-88"
FAST = "100000"  # segments a second: as good as no pace


@dataclass
class PhoneClock:
    """The phone's clock, and the street's; `off` is the seconds by which it differs from the machine's."""

    off: float = 0.0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.off)


@dataclass
class PhoneHouse:
    """`gate` is the phone; `work` does what a worker does."""

    gate: PretendSmsGate
    clock: PhoneClock
    url: str
    settings: Settings
    turns: Turns
    carrier: Carrier
    outbox: Outbox

    async def text(self, body: str, number: str = PERSON) -> list[str]:
        """What that number gets upon a text."""
        before = len(self.gate.texts_to(number))
        self.gate.text(number, body)
        await self.gate.settled()
        await self.work()
        return self.gate.texts_to(number)[before:]

    async def work(self) -> None:
        """Send what is due, look up what is in doubt, and let the phone do its part."""
        await Delivery(self.turns, self.carrier, self.outbox).drain(5)
        await self.gate.settled()
        await Reconciliation(self.turns, {"smsgate": self.carrier}, self.outbox).run(1)


def smsgate_environment(redis_url: str, url: str, gateway: str, **more: str) -> dict[str, str]:
    """A hotline at `url` that knows no other carrier than the phone at `gateway`."""
    return {
        "REDIS_URL": redis_url,
        "HOTLINE_PUBLIC_URL": url,
        "HOTLINE_SECRET_KEY": SECRET,
        "HOTLINE_NOW": EVENING,
        "HOTLINE_CARRIERS": "smsgate",
        "SMSGATE_URL": gateway,
        "SMSGATE_USER": USER,
        "SMSGATE_PASSWORD": PASSWORD,
        "SMSGATE_SIGNING_KEY": KEY,
        "SMSGATE_NUMBER": SIM,
        "SMSGATE_RATE": FAST,
        "HOTLINE_COUNTRIES": "*",
        **more,
    }


@asynccontextmanager
async def phone_house(redis_url: str, flavour: Flavour = "phone", **more: str) -> AsyncIterator[PhoneHouse]:
    """All of it in the test's own event loop, with the sample data."""
    await load_sample(redis_url)
    clock = PhoneClock()
    gate = PretendSmsGate(flavour=flavour, user=USER, password=PASSWORD, signing_key=KEY, number=SIM, now=clock)
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(served(lambda url: api.create_app(gate))) + gate.base

        def web(url: str) -> object:
            return create_app(smsgate_environment(redis_url, url, gateway, **more))

        url = await stack.enter_async_context(served(web))  # type: ignore[arg-type] # it is an ASGI application
        gate.register(f"{url}/sms/smsgate")
        settings = Settings.read({**os.environ, **smsgate_environment(redis_url, url, gateway, **more)})
        turns, carrier = make_turns(settings), make_carriers(settings)["smsgate"]
        stack.push_async_callback(turns.store.close)
        stack.push_async_callback(carrier.close)
        await turns.start()
        yield PhoneHouse(gate, clock, url, settings, turns, carrier, Outbox(turns.store, settings.keep_texts))
