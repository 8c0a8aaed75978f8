"""Everything dies, the carrier misbehaves: every message arrives once, and every record ends in what is true."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from hotline.mail.outbox import FIRST_CHECK
from hotline.pretend.carrier import replies
from hotline.pretend.faults import FaultPlan
from hotline.pretend.messages import Message
from tests.acceptance.house import said, until
from tests.acceptance.mailroom import Mailroom, mailroom, phones
from tests.acceptance.stoppable import StoppableStore, stoppable_store

FAULTS = FaultPlan(
    seed=2022,
    latency_seconds=0.05,
    too_many_requests=0.05,
    server_error_after_taking=0.05,
    cut_after_taking=0.05,
    callbacks_lost=0.1,
    callbacks_doubled=0.1,
    callbacks_out_of_order=0.2,
    codes={21610: 0.03, 30003: 0.03},
)
LATER = 60  # seconds: messages to those who stop or are forgotten before


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoppableStore]:
    with stoppable_store(tmp_path) as store:
        yield store


async def test_four_hundred_messages_arrive_once_whatever_dies(store: StoppableStore, tmp_path: Path) -> None:
    """Four workers and the store are killed; the clock is moved on when nothing is under way."""
    async with mailroom(store.url, tmp_path, FAULTS, rate=80) as room:
        await _survives(room, store, count=400, every=80, step=FIRST_CHECK)


@pytest.mark.slow
async def test_ten_thousand_messages_arrive_once_whatever_dies(store: StoppableStore, tmp_path: Path) -> None:
    """A worker is killed every few seconds, and the store once; all in real time."""
    async with mailroom(store.url, tmp_path, FAULTS, rate=140) as room:
        await _survives(room, store, count=10_000, every=400, step=0)


async def test_without_the_claim_messages_arrive_twice(store: StoppableStore, tmp_path: Path) -> None:
    """What the tests above show is due to the claim: without it nothing even needs to die."""
    async with mailroom(store.url, tmp_path, FaultPlan(latency_seconds=0.05)) as room:
        called = phones(60)
        await room.know(called)
        await room.hire(3, "tests/acceptance/no_claim.py", "worker")
        await room.post(called, "alert")
        await room.has_sent(61)
        assert room.twice()


async def _survives(room: Mailroom, store: StoppableStore, count: int, every: int, step: float) -> None:
    called, stopped, forgotten = phones(count), phones(10, 8_000_000), phones(10, 9_000_000)
    await room.know([*called, *stopped, *forgotten])
    ids = await room.post(called, "alert")
    ids |= await room.post([*stopped, *forgotten], "alert", later=LATER)
    await room.hire(3, "worker")
    for number, sent in enumerate(range(every, count - every, every)):
        await room.has_sent(sent)
        await room.replace(number)
        if number == 1:
            store.stop("killed")
            await asyncio.to_thread(store.back)
        if number == 2:
            await asyncio.gather(*(_told(room, phone, "СТОП", "stop-done") for phone in stopped))
            await asyncio.gather(*(_told(room, phone, "ЗАБУДЬ", "forget-done") for phone in forgotten))
    await room.ended(step, seconds=60 if step else 300)
    assert room.alive == 3

    states = dict(zip(ids, await room.states(list(ids.values())), strict=True))
    book = room.by_phone()
    _show(Counter((*states[phone], _truth(book.get(phone, []))) for phone in ids))
    expected = {phone: _expected(phone) for phone in called}
    expected |= {phone: [("dropped", "stopped", "nothing")] for phone in stopped}
    # Records of who was forgotten are cleared a minute later.
    expected |= {phone: [("dropped", "forgotten", "nothing"), ("erased", "", "nothing")] for phone in forgotten}
    wrong = {phone: (*states[phone], _truth(book.get(phone, []))) for phone in ids}
    wrong = {phone: found for phone, found in wrong.items() if found not in expected[phone]}
    assert wrong == {}
    counts = room.carrier.counts()
    Console().print(counts)


def _expected(phone: str) -> list[tuple[str, str, str]]:
    if FAULTS.refusal_code(phone):
        return [("failed", "21610", "nothing")]
    if FAULTS.delivery_code(phone):
        return [("failed", "30003", "undelivered")]
    return [("delivered", "", "delivered")]


def _truth(messages: list[Message]) -> str:
    """What a phone got, by the carrier's book."""
    return " and ".join(message.status for message in messages) or "nothing"


async def _told(room: Mailroom, phone: str, word: str, answer: str) -> None:
    """Have a person text a word, again while the answer is that it could not be saved."""

    async def done() -> bool:
        return replies(await room.carrier.text(phone, word)) == (said("ru", answer),)

    await until(done, f"{word} is saved")


def _show(counts: Counter[tuple[str, str, str]]) -> None:
    table = Table("outbox", "why", "carrier's book", "phones")
    for row, count in sorted(counts.items()):
        table.add_row(*row, str(count))
    Console().print(table)
