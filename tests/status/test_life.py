"""A phone's signs of life: kept behind the requests, told by status, and a silence is not forgotten when it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from redis import Redis

from hotline.carriers.base import DeliveryReport, Ignored, IncomingText, Limits, SignOfLife
from hotline.status.life import OtherEnd, SignsOfLife, record
from hotline.status.status import read_status
from hotline.store.keys import life_key
from hotline.store.store import Store, connect
from tests.evening import PERSON
from tests.mail.post import LIMITS, Post

PHONE = Limits("smsgate", "+77010000077", 0.1, 36_000, answers=False, lively=300.0)
PING = SignOfLife({"battery": "87 %"}, skew=-3.0)
TEXT = IncomingText("1", PERSON, "НОЧЛЕГ")


@pytest.fixture
def signs(post: Post) -> SignsOfLife:
    return SignsOfLife(post.store)


async def told(post: Post) -> OtherEnd | None:
    return (await read_status(post.store, ["smsgate", "twilio"])).other_ends.get("smsgate")


async def missed(post: Post) -> float | None:
    found = await post.store.read("HGET", life_key("smsgate"), "missed")
    return None if found is None else float(found)


async def test_what_a_phone_tells_of_itself_is_in_status(post: Post, signs: SignsOfLife) -> None:
    assert await told(post) is None
    signs.heard(PHONE, PING)
    await signs.flush()
    post.now += 100
    assert await told(post) == OtherEnd(100.0, 300.0, -3.0, is_refused=False, facts={"battery": "87 %"})
    assert "smsgate" not in (await read_status(post.store, ["twilio"])).other_ends


@pytest.mark.parametrize("arrived", [TEXT, DeliveryReport("1", "1", "sent"), Ignored("event"), SignOfLife({})])
async def test_whatever_is_signed_is_a_sign_of_life_and_takes_no_fact_away(
    post: Post, signs: SignsOfLife, arrived: IncomingText | DeliveryReport | Ignored | SignOfLife
) -> None:
    for writes_between in (False, True):
        signs.heard(PHONE, PING)
        if writes_between:
            await signs.flush()
        post.now += 100
        signs.heard(PHONE, arrived)
        await signs.flush()
        assert await told(post) == OtherEnd(0.0, 300.0, -3.0, is_refused=False, facts={"battery": "87 %"})


async def test_a_carrier_that_tells_nothing_of_itself_leaves_nothing(
    post: Post, signs: SignsOfLife, redis_url: str
) -> None:
    redis = Redis(unix_socket_path=redis_url.removeprefix("unix://"))
    before = redis.keys()
    signs.heard(LIMITS, TEXT)
    signs.misdated(LIMITS, 700.0)
    signs.misdated(PHONE, None)  # it was not signed at all
    await signs.close()
    assert sorted(redis.keys()) == sorted(before)
    redis.close()


async def test_a_flood_costs_the_store_one_write_a_quarter_of_a_minute(
    post: Post, signs: SignsOfLife, redis_url: str
) -> None:
    redis = Redis(unix_socket_path=redis_url.removeprefix("unix://"))
    redis.config_resetstat()
    for _ in range(500):
        signs.heard(PHONE, TEXT)
        await asyncio.sleep(0)  # whatever is due is done in between
    await signs.close()
    scripts = [told for name, told in redis.info("commandstats").items() if name in ("cmdstat_eval", "cmdstat_evalsha")]
    assert 2 <= sum(told["calls"] for told in scripts) < 10  # at once, and at the end
    redis.close()


async def test_what_could_not_be_written_is_written_later(post: Post, redis_url: str) -> None:
    store = Store(connect("unix:///nowhere/s"), clock=lambda: post.now)
    signs = SignsOfLife(store)
    signs.heard(PHONE, PING)
    await signs.flush()
    signs._store = post.store
    await signs.close()
    await store.close()
    assert await told(post) is not None


async def test_a_phone_with_a_wrong_clock_is_heard_and_not_believed(post: Post, signs: SignsOfLife) -> None:
    signs.heard(PHONE, PING)
    await signs.flush()
    post.now += 1000
    signs.misdated(PHONE, -720.0)
    await signs.flush()
    assert await told(post) == OtherEnd(0.0, 300.0, -720.0, is_refused=True, facts={"battery": "87 %"})
    post.now += 60
    signs.heard(PHONE, TEXT)  # its clock was mended
    await signs.flush()
    assert await told(post) == OtherEnd(0.0, 300.0, None, is_refused=False, facts={"battery": "87 %"})


async def test_a_silence_is_kept_with_its_beginning_and_only_the_first_one(post: Post) -> None:
    start = post.now
    for later in (0, 300, 601, 602, 1000):
        await record(post.store, PHONE, start + later)
        assert await missed(post) == (None if later < 601 else start + 300)


async def test_what_is_older_than_known_changes_nothing(post: Post) -> None:
    await record(post.store, PHONE, post.now)
    await record(post.store, PHONE, post.now - 1000)
    await record(post.store, PHONE, None)
    assert await told(post) == OtherEnd(0.0, 300.0, None, is_refused=False, facts={})
    assert await missed(post) is None


async def test_that_a_phone_was_never_heard_of_is_known(post: Post) -> None:
    await record(post.store, PHONE, None)
    assert await told(post) == OtherEnd(None, 300.0, None, is_refused=False, facts={})
    await record(post.store, replace(PHONE, lively=60.0), None)
    assert await told(post) == OtherEnd(None, 60.0, None, is_refused=False, facts={})
