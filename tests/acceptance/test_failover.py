"""The primary of three stores is killed in the middle of delivery; the sentinels name another one, and all goes on."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from rich.console import Console

from hotline.mail.outbox import FIRST_CHECK, LEASE
from hotline.pretend.carrier import replies
from hotline.pretend.faults import FaultPlan
from hotline.store.store import StoreAway
from tests.acceptance.house import load_sample, said, until
from tests.acceptance.mailroom import Mailroom, mailroom, phones
from tests.acceptance.sentinels import Guarded, guarded
from workers.deliver import CONFIRM

COUNT, RATE = 1000, 60
AGAIN = 15  # seconds until web and workers have to be at work with the new primary


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Guarded]:
    with guarded(tmp_path) as stores:
        yield stores


@pytest.mark.slow
@pytest.mark.parametrize("go", [Guarded.kill_primary, Guarded.lose_primary])
async def test_another_primary_takes_over_in_the_middle_of_delivery(
    stores: Guarded, tmp_path: Path, go: Callable[[Guarded], None]
) -> None:
    """Answers and messages come again in under 15 s; what a replica had confirmed is there; nobody is told twice."""
    await until(lambda: _is_ready(stores), "the sentinels know each other and the replicas")
    await load_sample(stores.url)
    async with mailroom(stores.url, tmp_path, FaultPlan(latency_seconds=0.05), rate=RATE) as room:
        called = phones(COUNT)
        await room.know(called)
        ids = await room.post(called, "alert")
        assert await room.store.confirm(5000) >= 1
        await room.hire(3, "worker")
        await room.has_sent(COUNT // 4)
        assert await _is_answered(room)

        killed = time.monotonic()
        await asyncio.to_thread(go, stores)
        await asyncio.gather(_delivers_again(room, killed), _answers_again(room, killed))
        await until(lambda: _is_reached(room), "the test's own connection has found the new primary")
        await room.ended(FIRST_CHECK, seconds=120)

        states = Counter(await room.states(list(ids.values())))
        Console().print(states)
        assert room.alive == 3
        assert room.twice() == []
        assert sorted(room.by_phone()) == called
        assert states == {("delivered", ""): COUNT}


@pytest.mark.slow
async def test_what_no_replica_has_confirmed_is_not_sent(stores: Guarded, tmp_path: Path) -> None:
    """Another store may have taken over, where others claim the same: it waits for the lease and a look."""
    await until(lambda: _is_ready(stores), "the sentinels know each other and the replicas")
    async with mailroom(stores.url, tmp_path) as room:
        called = phones(20)
        await room.know(called)
        stores.cut_off()
        ids = await room.post(called, "alert")
        await room.hire(1, "worker")
        await until(lambda: _are_claimed(room, ids), "all are claimed")
        await asyncio.sleep(3 * CONFIRM / 1000)  # that nothing happens takes time to see
        stores.join_again()
        assert room.sent() == []
        await room.ended(LEASE)
        assert room.twice() == []
        assert sorted(room.by_phone()) == called


async def _are_claimed(room: Mailroom, ids: Mapping[str, str]) -> bool:
    return {state for state, _ in await room.states(list(ids.values()))} == {"sending"}


async def _is_ready(stores: Guarded) -> bool:
    return await asyncio.to_thread(lambda: stores.ready)


async def _is_reached(room: Mailroom) -> bool:
    try:
        return await room.open() > 0
    except StoreAway:
        return False


async def _is_answered(room: Mailroom) -> bool:
    """Whether a text that has to be saved is."""
    return replies(await room.carrier.text(phones(1, 9_000_000)[0], "СТОП")) == (said("ru", "stop-done"),)


async def _answers_again(room: Mailroom, killed: float) -> None:
    assert not await _is_answered(room)
    await until(lambda: _is_answered(room), "the web process saves again", AGAIN)
    Console().print(f"web: {time.monotonic() - killed:.1f} s")


async def _delivers_again(room: Mailroom, killed: float) -> None:
    """What had been claimed before, up to a second's worth, may leave at once; the next ones need the new primary."""
    await room.has_sent(len(room.sent()) + 2 * RATE, AGAIN)
    Console().print(f"workers: {time.monotonic() - killed:.1f} s, {2 * RATE} messages included")
