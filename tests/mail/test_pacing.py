"""The pace at which messages leave, counted in segments and shared by all workers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from hotline.mail.pacing import HORIZON, SHARE
from hotline.store.keys import pace_key
from tests.mail.post import Post, posting


@pytest.fixture
async def post(redis_url: str) -> AsyncIterator[Post]:
    async with posting(redis_url, rate=20) as post:
        yield post


async def test_a_batch_is_spread_evenly_and_no_further_than_the_horizon(post: Post) -> None:
    """At 20 segments a second one second's worth is given away; the rest is told when to come again."""
    for number in range(60):
        await post.put(str(number), body="hello")
    batch = await post.outbox.claim(post.limits, 60)
    delays = [claimed.delay for claimed in batch.claimed]
    assert delays == pytest.approx([number / (20 * SHARE) for number in range(len(delays))], abs=0.001)
    assert HORIZON - 0.06 < delays[-1] <= HORIZON
    assert batch.wait is not None
    assert 0 < batch.wait < 0.1


async def test_idle_minutes_leave_nothing_to_be_spent_at_once(post: Post) -> None:
    """What comes after them leaves as evenly as ever: the carrier counts by the second."""
    await post.store.apply([("SET", pace_key("+77000000001"), repr(time.time() - 300))])
    for number in range(60):
        await post.put(str(number), body="hello")
    delays = [claimed.delay for claimed in (await post.outbox.claim(post.limits, 60)).claimed]
    assert delays == pytest.approx([number / (20 * SHARE) for number in range(20)], abs=0.001)


async def test_segments_are_counted_not_messages(post: Post) -> None:
    """A Cyrillic text of two segments takes the room of two."""
    for number in range(20):
        await post.put(str(number), body="Ё" * 100)
    delays = [claimed.delay for claimed in (await post.outbox.claim(post.limits, 20)).claimed]
    assert delays[1] == pytest.approx(2 / (20 * SHARE), abs=0.001)


async def test_workers_share_one_bucket(post: Post) -> None:
    """What one has reserved another does not get."""
    for number in range(60):
        await post.put(str(number), body="hello")
    batches = await asyncio.gather(*(post.outbox.claim(post.limits, 30) for _ in range(4)))
    assert 20 <= sum(len(batch.claimed) for batch in batches) <= 21


async def test_an_alert_passes_what_waits_behind_the_horizon(post: Post) -> None:
    for number in range(100):
        await post.put(str(number), "news", body="hello")
    await post.outbox.claim(post.limits, 60)
    await post.put("alert", "alert", body="hello")
    while True:
        batch = await post.outbox.claim(post.limits, 1)
        if batch.claimed:
            break
        assert batch.wait is not None
        await _pass(batch.wait)
    assert batch.claimed[0].mail.kind == "alert"
    assert batch.claimed[0].delay <= HORIZON


async def _pass(seconds: float) -> None:
    """The store's own clock counts here, so real time has to pass: at most the horizon."""
    await asyncio.sleep(seconds + 0.001)
