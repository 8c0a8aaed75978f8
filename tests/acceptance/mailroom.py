"""The whole hotline in processes of its own: web, workers and clock, before the pretend carrier and its book."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from hotline.commands.stand_ins import NUMBER
from hotline.mail.kinds import LANES
from hotline.mail.message import letter, mail_id, put
from hotline.people.contacts import Contact
from hotline.people.seal import Seals
from hotline.pretend.api import create_app
from hotline.pretend.carrier import PretendCarrier
from hotline.pretend.faults import FaultPlan
from hotline.pretend.messages import Message
from hotline.store.keys import CLOCK, MAIL_SENDING, MAIL_SENT, mail_key, waiting_key
from hotline.store.store import Command, Store, connect
from tests.acceptance.house import TOKEN, free_port, until
from tests.acceptance.processes import Processes, end
from tests.evening import SECRET, environment
from tests.mail.post import ROUTES
from tests.people.known import known
from tests.serving import served
from workers import jobs
from workers.queues import UPKEEP, enqueue_once
from workers.queues import connect as connect_blocking

NOON = "2022-09-25T12:00+05:00"  # nobody's quiet hours
SEALS = Seals(SECRET)
BODY = "Граница закрыта до утра."  # one segment
BATCH = 500


class Mailroom(Processes):
    """The whole hotline but for its clock, and what it sent by the carrier's own book."""

    def __init__(self, redis_url: str, carrier: PretendCarrier, settings: dict[str, str], log: Path) -> None:
        super().__init__(settings, log)
        self.carrier = carrier
        self.store = Store(connect(redis_url))
        self._redis_url = redis_url

    async def know(self, phones: Sequence[str]) -> None:
        """Have records of people with these numbers."""
        for start in range(0, len(phones), BATCH):
            await self.store.apply([_person(phone) for phone in phones[start : start + BATCH]])

    async def post(self, phones: Sequence[str], kind: str, *, body: str = BODY, later: float = 0) -> dict[str, str]:
        """Queue a message to each phone, `later` seconds from now; gives their ids by phone."""
        ids, now = {}, self.store.now()
        for start in range(0, len(phones), BATCH):
            commands: list[Command] = []
            for phone in phones[start : start + BATCH]:
                ids[phone] = mail_id(phone, kind, body)
                mail = letter(ids[phone], Contact(SEALS.pseudonym(phone), life="1"), ROUTES, kind, body, now + later)
                commands += put(SEALS, mail, body)
            await self.store.apply(commands)
        return ids

    async def waiting(self) -> int:
        """How many messages are due and unclaimed."""
        counts = [("ZCOUNT", waiting_key("twilio", lane), "-inf", repr(self.store.now())) for lane in LANES]
        return sum(await self.store.apply(counts))

    async def open(self) -> int:
        """How many messages have not come to their end."""
        waiting = [waiting_key("twilio", lane) for lane in LANES]
        return sum(await self.store.apply([("ZCARD", key) for key in (MAIL_SENDING, MAIL_SENT, *waiting)]))

    async def states(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """State and reason of each record; "erased" for one that is no more."""
        found: list[tuple[str, str]] = []
        for start in range(0, len(ids), BATCH):
            commands: list[Command] = [("HMGET", mail_key(id_), "state", "why") for id_ in ids[start : start + BATCH]]
            rows = await self.store.apply(commands)
            found += [((state or b"erased").decode(), (why or b"").decode()) for state, why in rows]
        return found

    async def pass_time(self, seconds: float) -> None:
        """Move the hotline's clock on, and have looked up what is due then. Only while nothing is being sent."""
        await self.store.apply([("INCRBYFLOAT", CLOCK, seconds)])
        await self.store.start_clock(None)
        await asyncio.to_thread(self.ask_for, jobs.reconcile)

    def ask_for(self, job: Callable[..., object]) -> None:
        """Have a job of upkeep done, as the clock would some time later."""
        with connect_blocking(self._redis_url) as redis:
            enqueue_once(job, UPKEEP, redis)

    async def ended(self, step: float, seconds: float = 60) -> None:
        """Until all messages came to their end; as often as nothing moves any more, the clock goes on by `step`."""
        deadline, still = time.monotonic() + seconds, Still()
        while await self.open():
            assert time.monotonic() < deadline, f"{await self.open()} messages did not come to an end"
            if step and still.since(await self.open(), len(self.carrier.messages), await self.waiting()) > 1.5:
                await self.pass_time(step)
            await asyncio.sleep(0.1)

    def sent(self) -> list[Message]:
        """What the carrier took, in order."""
        return [message for message in self.carrier.messages if message.direction == "outbound-api"]

    async def has_sent(self, count: int, seconds: float = 60) -> None:
        """Until the carrier took so many messages."""

        async def enough() -> bool:
            return len(self.carrier.messages) >= count <= len(self.sent())  # the first is cheap, the second exact

        await until(enough, f"{count} messages are sent", seconds)

    def by_phone(self) -> dict[str, list[Message]]:
        """The carrier's book."""
        book = defaultdict(list)
        for message in self.sent():
            book[message.to].append(message)
        return book

    def twice(self) -> list[str]:
        """Phones that got more than one message."""
        return [phone for phone, count in Counter(message.to for message in self.sent()).items() if count > 1]


class Still:
    """Tells for how long nothing has changed."""

    def __init__(self) -> None:
        self._last: tuple[int, ...] = ()
        self._since = time.monotonic()

    def since(self, *now: int) -> float:
        """Seconds since these figures were others."""
        if now != self._last:
            self._last, self._since = now, time.monotonic()
        return time.monotonic() - self._since


def phones(count: int, first: int = 0) -> list[str]:
    """Numbers of Kazakhstan."""
    return [f"+7701{number:07}" for number in range(first, first + count)]


@asynccontextmanager
async def mailroom(
    redis_url: str, folder: Path, faults: FaultPlan | None = None, *, rate: float = 1e5
) -> AsyncIterator[Mailroom]:
    """A web process, a clock and the carrier, no worker yet; `rate` in segments a second. All killed at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    carrier = PretendCarrier(
        account_sid=environment("")["TWILIO_ACCOUNT_SID"],
        auth_token=TOKEN,
        number=NUMBER,
        base_url=url,
        now=lambda: datetime.now(UTC),
        faults=faults,
    )
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(served(lambda _: create_app(carrier)))
        settings = environment(
            redis_url,
            HOTLINE_PUBLIC_URL=url,
            HOTLINE_NOW=NOON,
            HOTLINE_SEND_RATE=str(rate),
            TWILIO_FROM=NUMBER,
            TWILIO_API_BASE=api,
            PORT=str(port),
        )
        room = Mailroom(redis_url, carrier, settings, folder / "processes.log")
        stack.push_async_callback(room.store.close)
        await room.store.start_clock(datetime.fromisoformat(NOON).timestamp())
        stack.push_async_callback(room.dismiss)
        stack.push_async_callback(end, await room.start("clock"))
        await room.start_web()
        yield room


def _person(phone: str) -> Command:
    return known(SEALS, Contact(SEALS.pseudonym(phone), language="ru", life="1"), phone)
