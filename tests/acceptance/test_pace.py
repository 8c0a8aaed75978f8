"""The pace by the carrier's own clock: three workers share it, and an alert passes what waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from hotline.pretend.messages import Message
from tests.acceptance.mailroom import Mailroom, mailroom, phones

pytestmark = [pytest.mark.slow, pytest.mark.alone]

RATE = 20  # segments a second
LONG = "Граница закрыта до утра. " * 4  # two segments


async def test_three_workers_keep_the_pace_for_some_seconds(redis_url: str, tmp_path: Path) -> None:
    """At least 98 % of the rate; never more than one segment over it in a second."""
    async with mailroom(redis_url, tmp_path, rate=RATE) as room:
        await _keep_pace(room, seconds=8)


async def test_three_workers_keep_the_pace_for_a_minute(redis_url: str, tmp_path: Path) -> None:
    async with mailroom(redis_url, tmp_path, rate=RATE) as room:
        await _keep_pace(room, seconds=60)


async def test_an_alert_behind_five_thousand_others_leaves_within_two_seconds(redis_url: str, tmp_path: Path) -> None:
    async with mailroom(redis_url, tmp_path, rate=RATE) as room:
        called = phones(5000)
        await room.know(called)
        await room.post(called, "news")
        await room.hire(3, "worker")
        await room.has_sent(3 * RATE)
        asked = time.monotonic()
        await room.post(called[-1:], "alert", body="Граница закрыта.")
        alert = await _arrived(room, "Граница закрыта.")
        Console().print(f"an alert left after {alert.taken - asked:.2f} s")
        assert alert.taken - asked < 2


async def _keep_pace(room: Mailroom, seconds: int) -> None:
    count = seconds * RATE
    called = phones(count + 3 * RATE)
    await room.know(called)
    await room.post(called[: count // 2], "news")
    await room.post(called[count // 2 : count // 2 + RATE], "news", body=LONG)
    await room.post(called[count // 2 + RATE :], "news")
    await room.hire(3, "worker")
    await room.has_sent(RATE)
    begin = time.monotonic()
    async with _machine() as machine:
        await room.has_sent(len(room.sent()) + count, seconds * 2)
    sent = [message for message in room.sent() if message.taken >= begin]
    rate, most = _rate(sent), _most_in_a_second(sent)
    Console().print(f"{rate:.2f} segments a second, {most} in the fullest second, machine {machine.late:.3f} s late")
    assert 0.98 * RATE <= rate <= RATE
    # What a machine with too much to do sends too late comes together with what it sends in time.
    assert most <= RATE + 1 + int(2 * machine.late * RATE)


@dataclass
class Machine:
    """By how many seconds this machine was late at most."""

    late: float = 0.0


@asynccontextmanager
async def _machine() -> AsyncIterator[Machine]:
    machine = Machine()

    async def watch() -> None:
        while True:
            due = time.monotonic() + 0.01
            await asyncio.sleep(0.01)
            machine.late = max(machine.late, time.monotonic() - due)

    watching = asyncio.create_task(watch())
    yield machine
    watching.cancel()


def _rate(sent: Sequence[Message]) -> float:
    """Segments a second from the first message to the last one."""
    return sum(message.segments for message in sent[:-1]) / (sent[-1].taken - sent[0].taken)


def _most_in_a_second(sent: Sequence[Message]) -> int:
    """Segments in the fullest second, wherever it begins."""
    most = within = start = 0
    for message in sent:
        within += message.segments
        while sent[start].taken <= message.taken - 1:
            within -= sent[start].segments
            start += 1
        most = max(most, within)
    return most


async def _arrived(room: Mailroom, body: str) -> Message:
    while True:
        await room.has_sent(len(room.sent()) + 1)
        for message in room.sent():
            if message.body == body:
                return message
