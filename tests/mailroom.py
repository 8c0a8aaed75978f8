"""What the hotline sends by itself on an evening of the tests: the clock's jobs, a worker, and the carrier they use.

Over real HTTP: the worker posts to the pretend carrier's API, whose callbacks come in by the hotline's own door.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType

from starlette.applications import Starlette
from starlette.routing import Route

from hotline.app import make_carriers
from hotline.broadcasts.broadcast import Broadcasts
from hotline.broadcasts.reach import Reach
from hotline.carriers.base import Carrier
from hotline.carriers.twilio_settings import TwilioSettings
from hotline.doors.arrivals import Arrivals
from hotline.doors.webhook import Webhook
from hotline.mail.kinds import LANES
from hotline.mail.outbox import Outbox
from hotline.pretend.api import create_app
from hotline.pretend.carrier import PretendCarrier
from hotline.pretend.messages import Message
from hotline.store.keys import (
    BROADCASTS_CONFIRMED,
    BROADCASTS_ENDING,
    BROADCASTS_RUNNING,
    MAIL_SENDING,
    MAIL_SENT,
    REMINDERS,
    halt_key,
    waiting_key,
)
from hotline.store.store import Store, connect
from hotline.variables import Variables
from workers.broadcasts import list_confirmed, report_ended
from workers.deliver import Delivery
from workers.reconcile import Reconciliation
from workers.reminders import take_due

from .evening import Evening
from .serving import served

FAST = 100_000.0  # segments a second: the pace runs in real time, the evening does not
WAITING = [waiting_key("twilio", lane) for lane in LANES]
DUE = (REMINDERS, BROADCASTS_CONFIRMED, BROADCASTS_RUNNING, *WAITING, MAIL_SENDING, MAIL_SENT)


class Mailroom:
    """Works whenever something is due, at its time, as the clock would have it; `runs` says whether the clock does."""

    carrier: PretendCarrier
    twilio: Carrier
    store: Store
    outbox: Outbox
    delivery: Delivery
    reconciliation: Reconciliation

    def __init__(self, evening: Evening) -> None:
        self.runs = True
        self.behind = 0.0  # seconds by which the carrier's clock is late
        self._evening = evening
        self._opened = AsyncExitStack()
        self._shown = 0

    async def __aenter__(self) -> Mailroom:
        """A worker's own store and carrier, and the two servers."""
        own = self._evening.turns
        self.store = Store(connect(self._evening.redis_url), clock=lambda: self._evening.now)
        self._opened.push_async_callback(self.store.close)
        await self.store.start_clock(None)
        api = await self._opened.enter_async_context(served(self._carrier_app))
        variables = Variables({**own.settings.variables.environment, "TWILIO_API_BASE": api})
        settings = replace(own.settings, variables=variables, rates={"twilio": FAST})
        self.outbox = Outbox(self.store, settings.keep_texts)

        def hotline_app(url: str) -> Starlette:
            self.twilio = make_carriers(replace(settings, public_url=url))["twilio"]
            self._opened.push_async_callback(self.twilio.close)
            return Starlette(routes=[Route("/status/message", Webhook(self.twilio, Arrivals(own, self.outbox)))])

        await self._opened.enter_async_context(served(hotline_app))
        self.delivery = Delivery(own, self.twilio, self.outbox)
        self.reconciliation = Reconciliation(own, {"twilio": self.twilio}, self.outbox)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._opened.aclose()

    async def move(self, to: float) -> None:
        """Move the evening's clock to `to` (epoch seconds), and do on the way whatever is due, each at its time."""
        while self.runs and (due := await self._next()) is not None and due <= to:
            self._evening.now = max(self._evening.now, due)
            await self.work()
        self._evening.now = to
        if self.runs and await self.store.read("ZCARD", BROADCASTS_ENDING):
            await self.work()

    async def work(self) -> None:
        """The clock's jobs once: remind, list, deliver, look up, report; until the last callback is in."""
        turns = self._evening.turns
        broadcasts = Broadcasts(self.store, turns.seals)
        reach = Reach(self.store, turns.seals, turns.knowledge.snapshot, turns.settings.languages[0])
        await take_due(turns)
        await list_confirmed(broadcasts, reach, turns.settings)
        await self._deliver()
        if await report_ended(broadcasts, turns.seals, turns.knowledge.catalog, turns.settings):
            await self._deliver()

    async def _deliver(self) -> None:
        await self.delivery.drain()
        await self.carrier.settled()
        await self.reconciliation.run()

    def sent(self) -> list[Message]:
        """What phones got since the last time this was asked: by time, then by number."""
        fresh = list(self.carrier.messages)[self._shown :]
        self._shown += len(fresh)
        return sorted(fresh, key=lambda message: (message.created, message.to, message.body))

    async def _next(self) -> float | None:
        heads = {key: await self.store.read("ZRANGE", key, 0, 0, "WITHSCORES") for key in DUE}
        halted = float(await self.store.read("HGET", halt_key("twilio"), "until") or 0)
        return min(
            (max(due, halted) if key in WAITING else due for key, head in heads.items() for _, due in head),
            default=None,
        )

    def _carrier_app(self, url: str) -> Starlette:
        settings = TwilioSettings.read(self._evening.turns.settings.variables)
        self.carrier = PretendCarrier(
            account_sid=settings.account_sid,
            auth_token=settings.auth_token,
            number=settings.sender,
            base_url="",  # people text by `Evening.text`
            now=lambda: datetime.fromtimestamp(self._evening.now - self.behind, UTC),
        )
        return create_app(self.carrier)
