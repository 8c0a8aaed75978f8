"""Texts that nobody can answer leave a count by why: behind the turns, and at most once a second."""

from __future__ import annotations

import asyncio
import logging

import pytest
from redis import Redis

from hotline.numbers import normalised
from hotline.status.status import read_status
from hotline.status.unanswered import Unanswered, why_unanswerable
from hotline.store.keys import stats_key
from hotline.store.store import Store, connect
from tests.mail.post import Post


@pytest.fixture
def unanswered(post: Post) -> Unanswered:
    return Unanswered(post.store)


@pytest.mark.parametrize(
    ("sender", "why"),
    [
        ("Kcell", "name"),
        ("KASPI 24", "name"),
        ("Қазпошта", "name"),
        ("whatsapp:+77010000001", "channel"),
        ("messenger:10158", "channel"),
        ("77010000001@sip.example", "channel"),
        ("1414", "short"),
        ("5060701", "short"),
        ("87095550199", "number"),
        ("+7 701 555 01 9", "number"),
        ("+15005550006", "country"),
        ("998901234567", "country"),
    ],
)
def test_why_a_sender_has_no_answer_is_one_word(sender: str, why: str) -> None:
    assert why_unanswerable(sender, normalised(sender, "KZ")) == why


async def test_what_was_counted_is_in_status_for_an_hour_at_least(post: Post, unanswered: Unanswered) -> None:
    for why in ("name", "name", "short"):
        unanswered.note(why)
    await unanswered.close()
    assert (await read_status(post.store, ["twilio"])).unanswered == {"name": 2, "short": 1}
    assert (await read_status(post.store, ["twilio"])).day.kinds == {}
    post.now += 3600
    unanswered.note("short")
    await unanswered.close()
    assert (await read_status(post.store, ["twilio"])).unanswered == {"name": 2, "short": 2}
    post.now += 3600
    assert (await read_status(post.store, ["twilio"])).unanswered == {"short": 1}


async def test_a_flood_costs_the_store_one_write_a_second(post: Post, unanswered: Unanswered, redis_url: str) -> None:
    redis = Redis(unix_socket_path=redis_url.removeprefix("unix://"))
    redis.config_resetstat()
    for _ in range(500):
        unanswered.note("name")
        await asyncio.sleep(0)  # whatever is due is done in between
    await unanswered.close()
    assert (await read_status(post.store, ["twilio"])).unanswered == {"name": 500}
    assert 2 <= redis.info("commandstats")["cmdstat_hincrby"]["calls"] < 10  # at once, and at the end
    redis.close()


async def test_each_is_written_down_by_itself(post: Post) -> None:
    unanswered = Unanswered(post.store, pause=0)
    for count in (1, 2):
        unanswered.note("name")
        async with asyncio.timeout(5):
            while (await read_status(post.store, ["twilio"])).unanswered != {"name": count}:
                pass


async def test_the_counts_expire(post: Post, unanswered: Unanswered) -> None:
    unanswered.note("name")
    await unanswered.close()
    assert await post.store.read("TTL", stats_key(post.now)) > 0


async def test_while_the_store_is_away_nothing_waits_and_nothing_is_lost(post: Post) -> None:
    away = Store(connect("redis://127.0.0.1:9"), clock=lambda: post.now)
    unanswered = Unanswered(away)
    unanswered.note("name")
    await unanswered.flush()
    unanswered.note("name")
    await unanswered.flush()
    unanswered._store = post.store
    await unanswered.close()
    assert (await read_status(post.store, ["twilio"])).unanswered == {"name": 2}
    await away.close()


async def test_the_log_has_a_line_of_each(unanswered: Unanswered, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "hotline"):
        unanswered.note("country")
        await unanswered.close()
    assert [record.getMessage() for record in caplog.records] == ["text=unanswerable why=country"]
