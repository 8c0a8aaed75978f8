"""The worker and clock processes outlive a store that goes away, and end when they are told to, store or not."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis import Redis

from tests.acceptance.house import ROOT, until
from tests.acceptance.stoppable import StoppableStore, Way, stoppable_store
from tests.evening import environment

SIGNED_ON = {"worker": "rq:workers", "clock": "rq:cron_schedulers"}  # RQ's own lists of who is at work


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoppableStore]:
    with stoppable_store(tmp_path) as store:
        yield store


@pytest.mark.parametrize("way", ["killed", "frozen"])
@pytest.mark.parametrize("name", SIGNED_ON)
async def test_a_process_outlives_its_store_and_ends_without_it(store: StoppableStore, name: str, way: Way) -> None:
    """It is at work again after a restart of the store; told to end while the store is away, it does within seconds."""
    async with _process(store, name) as process:
        await until(lambda: _is_at_work(store, name), f"the {name} is at work")
        store.stop("killed")
        store.back()
        with Redis.from_url(store.url) as redis:
            redis.delete(SIGNED_ON[name])
        await until(lambda: _is_at_work(store, name), f"the {name} is at work again")
        store.stop(way)
        process.terminate()
        await asyncio.wait_for(process.wait(), 10)


@asynccontextmanager
async def _process(store: StoppableStore, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = {**os.environ, **environment(store.url)}
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


async def _is_at_work(store: StoppableStore, name: str) -> bool:
    with Redis.from_url(store.url) as redis:
        return bool(redis.exists(SIGNED_ON[name]))
