"""The store's format: an empty store gets today's, an older one is brought to it once, a newer one is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from hotline.app import make_catalog
from hotline.commands import terminal
from hotline.people.joining import join
from hotline.people.seal import BrokenSeal, Seals
from hotline.settings import Settings
from hotline.store.formats import TODAY, UPGRADES, NewerStore, bring_up_to_date
from hotline.store.keys import FORMAT
from hotline.store.store import Store, connect
from hotline.turn.turns import Turns
from tests.evening import PERSON, SECRET, Evening, environment
from workers import jobs

# Steps as a later version could have them: one that moves a key, one that must be done once, and one that breaks in
# the middle until it is mended.
MOVE = "if redis.call('EXISTS', 'old') == 1 then redis.call('RENAME', 'old', 'new') end"
COUNT = "redis.call('INCR', 'count')"
BREAK = "redis.call('SET', 'half', 1) redis.call('INCR', 'new')"
MENDED = "redis.call('SET', 'half', 1) redis.call('SET', 'whole', 1)"


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis(unix_socket_path=redis_url.removeprefix("unix://"), decode_responses=True) as redis:
        yield redis


@pytest.fixture
async def stores(redis_url: str) -> AsyncIterator[list[Store]]:
    """Those of ten processes."""
    async with AsyncExitStack() as opened:
        stores = [Store(connect(redis_url)) for _ in range(10)]
        for store in stores:
            opened.push_async_callback(store.close)
        yield stores


def test_there_is_a_step_from_every_format_to_the_next() -> None:
    assert list(UPGRADES) == list(range(1, TODAY))


async def test_an_empty_store_gets_the_number_of_today(redis_url: str, redis: Redis) -> None:
    evening = await Evening(redis_url).begin(sample=False)
    await evening.end()
    assert redis.get(FORMAT) == str(TODAY)


async def test_an_empty_store_has_nothing_to_be_upgraded(redis: Redis, stores: list[Store]) -> None:
    await bring_up_to_date(stores[0], {1: COUNT, 2: COUNT}, 3)
    assert redis.get(FORMAT) == "3"
    assert not redis.exists("count")


async def test_a_store_without_a_number_is_of_the_first_format(redis: Redis, stores: list[Store]) -> None:
    redis.set("old", "kept")
    await bring_up_to_date(stores[0], {1: MOVE, 2: COUNT}, 3)
    assert (redis.get(FORMAT), redis.get("new"), redis.get("count")) == ("3", "kept", "1")
    assert not redis.exists("old")


async def test_only_the_steps_from_its_own_format_on_are_done(redis: Redis, stores: list[Store]) -> None:
    redis.set(FORMAT, 2)
    await bring_up_to_date(stores[0], {1: COUNT, 2: MOVE, 3: COUNT}, 4)
    assert (redis.get(FORMAT), redis.get("count")) == ("4", "1")


async def test_processes_that_start_at_once_do_each_step_once(redis: Redis, stores: list[Store]) -> None:
    redis.set("old", "kept")
    await asyncio.gather(*(bring_up_to_date(store, {1: COUNT, 2: MOVE, 3: COUNT}, 4) for store in stores))
    assert (redis.get(FORMAT), redis.get("new"), redis.get("count")) == ("4", "kept", "2")


async def test_a_start_that_was_killed_between_two_steps_is_gone_on_with(redis: Redis, stores: list[Store]) -> None:
    redis.set("old", "kept")
    await bring_up_to_date(stores[0], {1: COUNT}, 2)  # and no more of the three
    assert redis.get(FORMAT) == "2"
    await bring_up_to_date(stores[1], {1: COUNT, 2: MOVE, 3: COUNT}, 4)
    assert (redis.get(FORMAT), redis.get("new"), redis.get("count")) == ("4", "kept", "2")


async def test_a_step_that_breaks_leaves_the_old_number_and_is_done_again(redis: Redis, stores: list[Store]) -> None:
    redis.set("old", "no number")
    with pytest.raises(ResponseError):
        await bring_up_to_date(stores[0], {1: MOVE, 2: BREAK}, 3)
    assert (redis.get(FORMAT), redis.get("half")) == ("2", "1")
    await bring_up_to_date(stores[0], {1: MOVE, 2: MENDED}, 3)
    assert (redis.get(FORMAT), redis.get("whole")) == ("3", "1")


async def test_a_newer_format_is_refused_and_nothing_is_written(redis: Redis, stores: list[Store]) -> None:
    redis.set(FORMAT, TODAY + 1)
    with pytest.raises(NewerStore, match=f"format {TODAY + 1}, this one knows {TODAY}"):
        await join(stores[0], Seals(SECRET), 0.0)
    assert redis.keys() == [FORMAT]


@pytest.mark.parametrize("odd", [b"", b"0", b"-3", b"1.5", b"01", b" 2", b"\xff", b"a\n\x1b[31mname"])
async def test_what_is_no_format_is_refused_in_one_plain_line(redis: Redis, stores: list[Store], odd: bytes) -> None:
    redis.set(FORMAT, odd)
    with pytest.raises(NewerStore, match="which no hotline writes: put back a backup") as refused:
        await join(stores[0], Seals(SECRET), 0.0)
    assert str(refused.value).isprintable()
    assert redis.keys() == [FORMAT]


async def test_who_is_overtaken_by_a_newer_version_refuses_what_it_made(redis: Redis, stores: list[Store]) -> None:
    redis.set("old", "kept")
    with pytest.raises(NewerStore, match="format 4, this one knows 2"):
        await bring_up_to_date(stores[0], {1: "after = 4"}, 2)  # as if the newer one had come in between


async def test_who_has_another_secret_does_not_set_the_clock(redis: Redis, stores: list[Store]) -> None:
    await join(stores[0], Seals(SECRET), None)
    before = redis.keys()
    with pytest.raises(BrokenSeal):
        await join(stores[1], Seals("another secret of the tests, as long as it"), 0.0)
    assert redis.keys() == before


async def test_a_process_that_started_without_the_store_takes_no_turn_in_a_newer_one(
    redis_url: str, redis: Redis, stores: list[Store]
) -> None:
    redis.set(FORMAT, TODAY + 1)
    settings = Settings.read(environment(redis_url))
    turns = Turns(settings, stores[0], Seals(SECRET), make_catalog(settings))
    with pytest.raises(NewerStore):
        await terminal.text(turns, PERSON, "НОЧЛЕГ Уральск")
    assert redis.keys() == [FORMAT]


@pytest.mark.parametrize("job", [jobs.deliver, jobs.remind, jobs.clear_forgotten])
def test_a_worker_does_no_job_in_a_store_that_was_upgraded_meanwhile(
    redis_url: str, redis: Redis, monkeypatch: pytest.MonkeyPatch, job: Callable[[], object]
) -> None:
    for name, value in environment(redis_url).items():
        monkeypatch.setenv(name, value)
    redis.set(FORMAT, TODAY + 1)
    with pytest.raises(NewerStore):
        job()
    assert redis.keys() == [FORMAT]


async def test_a_process_that_runs_while_another_upgrades_the_store_works_on(evening: Evening, redis: Redis) -> None:
    redis.set(FORMAT, TODAY + 1)
    assert "Уральск" in await evening.text("НОЧЛЕГ Уральск")
