"""Mail: delivering beside a bare loop of HTTP posts, and what waiting reminders cost.

The pretend carrier has one core; the sender, ours or the bare loop, and the store have the other. Both senders keep the
same number of requests in flight, and the carrier calls neither back.
"""

from __future__ import annotations

import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

import aiohttp
from rich.console import Console
from rich.table import Table

from hotline.app import make_carriers, make_store, make_turns
from hotline.carriers.twilio_settings import TwilioSettings
from hotline.commands import laptop
from hotline.commands.stand_ins import StandIn
from hotline.directory.files import importing
from hotline.mail.message import letter, mail_id, put
from hotline.mail.outbox import Outbox
from hotline.mail.reminders import Reminder, owe
from hotline.people.contacts import Contact
from hotline.people.seal import Seals
from hotline.settings import Settings
from hotline.store.store import Store
from hotline.turn.turns import Turns
from tests.mail.post import ROUTES
from tests.people.known import known
from workers.deliver import IN_FLIGHT, Delivery
from workers.reminders import BATCH, take_due

from .messages import ACCOUNT, HOTLINE, TOKEN
from .servers import LOAD_CORE, carrier

MESSAGES, ROUNDS = 20_000, 5
FEW, MANY = 1_000, 200_000  # reminders that wait
BODY = "Граница закрыта до утра. Новости: ГРАНИЦА"
CHUNK = 1_000  # people in one transaction
FAST = "900000"  # segments a second: no cap
DAY = 24 * 3600.0


@dataclass(slots=True)
class Course:
    """A way to send, and how long each of its rounds took in seconds."""

    name: str
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    os.sched_setaffinity(0, {LOAD_CORE})
    with tempfile.TemporaryDirectory() as name, carrier() as server:
        folder = Path(name)
        with laptop.store_in(folder):
            asyncio.run(_measure(_settings(folder, server.port)))


async def _measure(settings: Settings) -> None:
    store, seals = make_store(settings), Seals(settings.secret_key)
    console = Console(width=120)
    try:
        await store.start_clock(settings.now)
        await _delivery(console, settings, store, seals)
        await _reminders(console, settings, store, seals)
    finally:
        await store.close()


async def _delivery(console: Console, settings: Settings, store: Store, seals: Seals) -> None:
    people = [f"+7701{number:07}" for number in range(MESSAGES)]
    await _know(store, seals, people)
    ours, bare = Course("the outbox"), Course("bare loop of posts")
    share = MESSAGES // ROUNDS
    twilio, outbox = make_carriers(settings)["twilio"], Outbox(store, settings.keep_texts)
    delivery = Delivery(make_turns(settings, store), twilio, outbox)
    bytes_each, peak = [], 0.0
    async with aiohttp.ClientSession() as http:
        await _post(http, settings, people[:200])  # connections are open before the clock starts, for both
        for number in range(ROUNDS):
            mine = people[number * share : (number + 1) * share]
            empty = await _memory(store)
            await _queue(store, seals, mine)
            bytes_each.append((await _memory(store) - empty) / share)
            peak = peak or _peak()
            for course in (ours, bare) if number % 2 else (bare, ours):
                started = time.perf_counter()
                await (delivery.drain(600) if course is ours else _post(http, settings, mine))
                course.seconds.append(time.perf_counter() - started)
    await twilio.close()
    table = Table(title=f"{MESSAGES:,} messages each in {ROUNDS} rounds, {IN_FLIGHT} in flight")
    for heading in ("", "messages/s", "slowest", "fastest"):
        table.add_column(heading, justify="right" if heading else "left")
    for course in (ours, bare):
        rates = [share / seconds for seconds in course.seconds]
        table.add_row(course.name, f"{median(rates):,.0f}", f"{min(rates):,.0f}", f"{max(rates):,.0f}")
    console.print(table)
    ratios = [theirs / mine for mine, theirs in zip(ours.seconds, bare.seconds, strict=True)]
    span = f"{min(ratios):.2f} to {max(ratios):.2f}"
    reached = "reached" if median(ratios) >= 0.6 else "missed"
    console.print(f"outbox / bare = {median(ratios):.2f} ({span}), aim 0.60: {reached}")
    console.print(f"a message waiting takes {median(bytes_each):,.0f} bytes in the store, its text included")
    console.print(
        f"the sender's memory peaked at {_peak():.0f} MB, {_peak() - peak:.0f} more than before the first one"
    )


async def _reminders(console: Console, settings: Settings, store: Store, seals: Seals) -> None:
    await importing.write(store, importing.read(laptop.SAMPLE))
    turns = make_turns(settings, store)
    await turns.start()
    numbers = count(MESSAGES)
    empty = await _memory(store)
    costs: dict[int, list[float]] = {}
    for waiting in (FEW, MANY):
        await _owe(store, waiting)
        if waiting == MANY:
            each = (await _memory(store) - empty) / MANY
        costs[waiting] = [
            await _take(turns, seals, [f"+7701{next(numbers):07}" for _ in range(BATCH)]) for _ in range(ROUNDS)
        ]
    few, many = (1000 * median(costs[waiting]) for waiting in (FEW, MANY))
    reached = "reached" if many <= 1.5 * few else "missed"
    console.print(f"a reminder takes {each:.0f} bytes, of {MANY:,}")
    console.print(
        f"taking the {BATCH} that are due takes {few:.0f} ms with {FEW:,} waiting and {many:.0f} ms with {MANY:,}: "
        f"{many / few:.2f} times, aim at most 1.50: {reached}"
    )


async def _take(turns: Turns, seals: Seals, people: Sequence[str]) -> float:
    """Seconds for a batch of reminders, each of which opens its question."""
    await _know(turns.store, seals, people)
    now = turns.store.now()
    due = [owe(Reminder(seals.pseudonym(number), "1", "crossed"), now) for number in people]
    await turns.store.apply([command for commands in due for command in commands])
    started = time.perf_counter()
    assert await take_due(turns) == len(people)
    return time.perf_counter() - started


async def _owe(store: Store, amount: int) -> None:
    """So many reminders that are not due yet."""
    later = store.now() + DAY
    for start in range(0, amount, CHUNK):
        rows = [
            Reminder(f"{number:032x}", f"{number:08x}", "papers-due", "2022-10-24/7")
            for number in range(start, start + CHUNK)
        ]
        await store.apply([command for number, row in enumerate(rows) for command in owe(row, later + start + number)])


async def _know(store: Store, seals: Seals, people: Sequence[str]) -> None:
    for start in range(0, len(people), CHUNK):
        chunk = people[start : start + CHUNK]
        contacts = [Contact(seals.pseudonym(number), language="ru", life="1") for number in chunk]
        await store.apply([known(seals, *one) for one in zip(contacts, chunk, strict=True)])


async def _queue(store: Store, seals: Seals, people: Sequence[str]) -> None:
    for start in range(0, len(people), CHUNK):
        contacts = [Contact(seals.pseudonym(number), life="1") for number in people[start : start + CHUNK]]
        letters = [letter(mail_id("bench", one.id), one, ROUTES, "reply", BODY, store.now()) for one in contacts]
        await store.apply([command for mail in letters for command in put(seals, mail, BODY)])


async def _post(http: aiohttp.ClientSession, settings: Settings, people: Sequence[str]) -> None:
    """The same messages by bare posts, as many in flight."""
    url = f"{TwilioSettings.read(settings.variables).api_base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
    waiting = iter(people)

    async def send() -> None:
        for number in waiting:
            form = {"To": number, "From": HOTLINE, "Body": BODY, "StatusCallback": f"{settings.public_url}/status"}
            async with http.post(url, data=form, headers=headers) as answer:
                assert answer.status == 201, await answer.text()
                await answer.json()

    await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))


async def _memory(store: Store) -> int:
    """Bytes that the store's data takes."""
    return int((await store.read("INFO", "memory"))["used_memory_dataset"])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _settings(folder: Path, port: int) -> Settings:
    given = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": HOTLINE}
    own = {"HOTLINE_SEND_RATE": FAST, "HOTLINE_NOW": "2022-09-26T12:00+05:00", "HOTLINE_UNASKED_A_DAY": "100"}
    return Settings.read(laptop.demo_environment(folder, own, 8000, StandIn("twilio", port)) | given)
