"""From format 2 to 3: what stood in a person's hash stands in keys of its own, and opens as before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from redis import Redis

from hotline.mail.outbox import Outbox
from hotline.people import inbox
from hotline.people.contacts import open_profile
from hotline.people.seal import Seals
from hotline.store.formats import bring_up_to_date
from hotline.store.keys import FORMAT, INBOX, UNASKED, contact_key, questions_key, unasked_key
from hotline.store.store import Store, connect
from tests.evening import PERSON, SECRET, START
from tests.people.known import asked_before, known_before
from tests.stores import everything

SEALS = Seals(SECRET)
MANY = 5000  # so that they come in several pages


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis(unix_socket_path=redis_url.removeprefix("unix://")) as redis:
        redis.set(FORMAT, 2)
        yield redis


@asynccontextmanager
async def upgraded(redis_url: str) -> AsyncIterator[Store]:
    store = Store(connect(redis_url))
    await bring_up_to_date(store)
    yield store
    await store.close()


def hold(redis: Redis, who: str, **more: bytes) -> None:
    """A person as format 2 held them, with what else stands in their hash."""
    fields = known_before(SEALS, who, b'{"language":"kk","life":"1"}', PERSON) | more
    redis.hset(f"contact:{who}", items=[part for field in fields.items() for part in field])


async def test_profile_number_questions_and_the_days_count_are_moved(redis: Redis, redis_url: str) -> None:
    hold(
        redis,
        "someone",
        **{"question:7": asked_before(SEALS, "someone", 7), "question:8": b"8", "told": b"2022-09-25 2"},
    )
    redis.zadd(INBOX, {"7:someone": START})
    async with upgraded(redis_url) as store:
        found = open_profile(SEALS, "someone", redis.get(contact_key("someone")))  # type: ignore[arg-type] # not str
        assert (found.language, found.life, found.number) == ("kk", "1", PERSON)
        asked = await inbox.find(store, SEALS, 7, START)
        assert asked is not None
        assert asked[0].text == "где поесть?"
        assert redis.hkeys(questions_key("someone")) == [b"7", b"8"]
        assert 0 < redis.ttl(unasked_key("someone")) <= UNASKED
        outbox = Outbox(store, 60)
        assert [await outbox.count("someone", "2022-09-25", 3) for _ in range(2)] == [True, False]


async def test_who_has_no_profile_is_nobody_and_what_they_asked_waits_on(redis: Redis, redis_url: str) -> None:
    redis.hset("contact:withheld", "question:9", asked_before(SEALS, "withheld", 9))
    redis.hset("contact:forgotten", "told", "2022-09-25 1")
    async with upgraded(redis_url):
        assert not redis.keys("contact:*") + redis.keys("unasked:*")
        assert redis.hkeys(questions_key("withheld")) == [b"9"]


async def test_of_who_has_no_number_the_profile_opens(redis: Redis, redis_url: str) -> None:
    hold(redis, "someone")
    redis.hdel("contact:someone", "number")
    async with upgraded(redis_url):
        found = open_profile(SEALS, "someone", redis.get(contact_key("someone")))  # type: ignore[arg-type] # not str
        assert (found.language, found.number) == ("kk", "")


async def test_a_step_that_broke_half_way_is_gone_on_with_and_one_that_is_done_again_changes_nothing(
    redis: Redis, redis_url: str
) -> None:
    for n in range(MANY):
        hold(redis, f"{n}", told=b"2022-09-25 1")
    async with upgraded(redis_url):
        pass
    done = everything(redis)
    assert len(done) == 2 * MANY + 1
    for n in range(0, MANY, 3):  # as if it had not come to these
        redis.delete(contact_key(f"{n}"), unasked_key(f"{n}"))
        hold(redis, f"{n}", told=b"2022-09-25 1")
    redis.set(FORMAT, 2)
    async with upgraded(redis_url):
        again = everything(redis)
    assert again.keys() == done.keys()
    assert all(again[f"contact:{n}".encode()] == done[f"contact:{n}".encode()] for n in range(MANY) if n % 3)
    assert all(redis.type(contact_key(f"{n}")) == b"string" for n in range(MANY))
