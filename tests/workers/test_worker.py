"""The worker and clock processes outlive a store that goes away, and end when they are told to, store or not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from redis import Redis
from rq.cron import CronJob
from rq.exceptions import StopRequested

from hotline.store.formats import TODAY
from hotline.store.keys import FORMAT
from tests.acceptance.house import ROOT, until
from tests.acceptance.stoppable import StoppableStore, Way, stoppable_store
from tests.evening import Evening, environment
from workers import jobs
from workers.clock import scheduler
from workers.queues import UPKEEP, enqueue_once, queue
from workers.worker import JobWorker

CLOCKS = "rq:cron_schedulers"  # RQ's own list, on which a clock that is at work puts itself again and again


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoppableStore]:
    with stoppable_store(tmp_path) as store:
        yield store


@pytest.mark.parametrize("way", ["killed", pytest.param("frozen", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ["worker", "clock"])
async def test_a_process_outlives_its_store_and_ends_without_it(store: StoppableStore, name: str, way: Way) -> None:
    """It is at work again after a restart of the store; told to end while the store is away, it does."""
    async with _process(store, name) as process:
        _put_to_work(store, name)
        await until(lambda: _is_at_work(store, name), f"the {name} is at work")
        store.stop("killed")
        store.back()
        _put_to_work(store, name)
        await until(lambda: _is_at_work(store, name), f"the {name} is at work again")
        store.stop(way)
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)  # in the middle of a job several answers are waited for


@pytest.fixture
def own_signals() -> Iterator[None]:
    """What RQ does to the handlers is put back."""
    handlers = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    yield
    for one, handler in handlers.items():
        signal.signal(one, handler)


@pytest.mark.usefixtures("own_signals")
def test_a_stop_whose_exception_was_swallowed_is_not_forgotten(redis_url: str) -> None:
    """As by a line of the log that was being written when the signal came."""
    with Redis.from_url(redis_url) as redis:
        worker = JobWorker(redis)
        with suppress(StopRequested):
            worker.request_stop(signal.SIGTERM, None)  # type: ignore[no-untyped-call] # RQ has no types here
        with pytest.raises(StopRequested):
            worker.dequeue_job_and_maintain_ttl(1, max_idle_time=1)


@pytest.mark.usefixtures("own_signals")
def test_a_clock_does_not_forget_it_either(redis_url: str) -> None:
    """It ends after the round in which the signal came."""
    with Redis.from_url(redis_url) as redis:
        clock = scheduler(redis, [])
        clock.get_jobs()[:] = [Swallowing()]
        clock.start()  # type: ignore[no-untyped-call] # RQ has no types here
        assert clock.told_to_stop
        assert redis.zscore(CLOCKS, clock.name) is None  # signed off


class Swallowing(CronJob):
    """A line of the table that is being enqueued when the signal comes, and lets no exception out."""

    def __init__(self) -> None:
        super().__init__(UPKEEP, jobs.tend, interval=1)

    def enqueue(self, connection: Redis) -> None:  # type: ignore[override] # the scheduler does not look at it
        assert not self.latest_enqueue_time, "it goes on"
        with suppress(StopRequested):
            signal.raise_signal(signal.SIGTERM)


@pytest.mark.parametrize("name", ["web", "worker", "clock", "text"])
async def test_with_another_secret_than_before_nothing_starts(store: StoppableStore, name: str) -> None:
    """It would know nobody, not even who said STOP, and all mail that waits would end as failed."""
    evening = await Evening(store.url).begin()
    await evening.end()
    async with _process(store, name, HOTLINE_SECRET_KEY="x" * 64) as process:
        assert await asyncio.wait_for(process.wait(), 30) == 1
    told = (store.folder / "log").read_text().splitlines()
    assert told == [
        "hotline: HOTLINE_SECRET_KEY is not the one that sealed the people in the store; put the old one back"
    ]


@pytest.mark.parametrize("name", ["web", "worker", "clock", "text"])
async def test_with_a_store_of_a_newer_version_nothing_starts(store: StoppableStore, name: str) -> None:
    """It would misread what stands there, and write what the newer one does not look for."""
    with Redis.from_url(store.url) as redis:
        redis.set(FORMAT, TODAY + 1)
        async with _process(store, name) as process:
            assert await asyncio.wait_for(process.wait(), 30) == 1
        assert redis.keys() == [FORMAT.encode()]
    told = (store.folder / "log").read_text().splitlines()
    assert told == [
        f"hotline: this store was written by a newer hotline (format {TODAY + 1}, this one knows {TODAY}): start that "
        "version, or put back a backup from before it"
    ]


@asynccontextmanager
async def _process(store: StoppableStore, name: str, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = {**os.environ, **environment(store.url, **more)}
    with (store.folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hotline", name, cwd=ROOT, env=settings, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _put_to_work(store: StoppableStore, name: str) -> None:
    with Redis.from_url(store.url) as redis:
        if name == "clock":
            redis.delete(CLOCKS)
        else:
            enqueue_once(jobs.reconcile, UPKEEP, redis)


async def _is_at_work(store: StoppableStore, name: str) -> bool:
    with Redis.from_url(store.url) as redis:
        return bool(redis.exists(CLOCKS)) if name == "clock" else not queue(UPKEEP, redis).count
