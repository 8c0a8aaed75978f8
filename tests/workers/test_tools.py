"""A worker's jobs share their tools, and nothing else: no task of one goes on in the next, nor does a broken tool."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator

import pytest
from redis import Redis
from rq import get_current_job
from rq.timeouts import JobTimeoutException

from hotline.carriers.base import SendError
from hotline.store.formats import NewerStore
from hotline.store.keys import CLOCK, FORMAT, VERSION
from tests.evening import OTHER, PERSON, Evening, environment
from tests.mail.post import LIMITS
from workers import jobs
from workers.queues import REPLIES, connect, enqueue_once, queue
from workers.tools import TOOLBOX, Toolbox, Tools, job
from workers.worker import JobWorker


@pytest.fixture
def store(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """The store as the test sees it; the tools find theirs in the environment, as in a worker."""
    settings = environment(redis_url, HOTLINE_NOW="2022-09-26T00:01+05:00", TWILIO_API_BASE="http://127.0.0.1:9")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with connect(redis_url) as store:
        yield store


@pytest.fixture
def toolbox(store: Redis) -> Iterator[Toolbox]:
    toolbox = Toolbox()
    yield toolbox
    toolbox.close()


async def same(use: Tools) -> Tools:
    """A job that uses both of its connections to the store, and its session at the carrier, who is not there."""
    await use.store.read("PING")
    await use.outbox.claim(LIMITS, 1)
    with pytest.raises(SendError):
        await use.carriers["twilio"].status("SM1")
    return use


async def ask_for_a_bed(redis_url: str) -> None:
    """Two people whom the hotline asks an hour and two hours from now whether they found one."""
    evening = await Evening(redis_url).begin()
    await evening.text("НОЧЛЕГ Уральск", PERSON)
    evening.later(60)
    await evening.text("НОЧЛЕГ Уральск", OTHER)
    await evening.end()


@job
async def own_id(use: Tools) -> str:
    """A job that tells which one it is."""
    this = get_current_job()
    assert this is not None
    return this.id


def connections(store: Redis) -> int:
    return len(store.client_list())


def test_all_jobs_of_a_worker_use_the_same_connections(store: Redis, toolbox: Toolbox) -> None:
    before = connections(store)
    first = toolbox.run(same)
    opened = connections(store)
    assert opened > before
    assert toolbox.run(same) is first
    assert connections(store) == opened
    toolbox.close()
    assert any(connections(store) == before for _ in range(1000))  # the store sees each hang up in its own time


def test_each_job_goes_by_the_clock_of_its_moment(store: Redis, toolbox: Toolbox) -> None:
    """Somebody may have moved it."""
    tools = toolbox.run(same)
    store.incrbyfloat(CLOCK, 3600)
    before = tools.store.offset
    assert toolbox.run(same).store.offset == before + 3600


def test_a_store_that_a_newer_version_upgraded_is_left_alone(store: Redis, toolbox: Toolbox) -> None:
    toolbox.run(same)
    store.incr(FORMAT)
    with pytest.raises(NewerStore):
        toolbox.run(same)


def test_a_job_that_breaks_takes_its_tools_and_all_it_began_with_it(store: Redis, toolbox: Toolbox) -> None:
    began: list[asyncio.Task[None]] = []

    async def breaks(use: Tools) -> None:
        began.append(asyncio.create_task(asyncio.sleep(60)))
        raise ValueError

    first = toolbox.run(same)
    with pytest.raises(ValueError):  # noqa: PT011 - the job's own
        toolbox.run(breaks)
    assert began[0].cancelled()
    assert toolbox.run(same) is not first


def test_nothing_of_a_job_that_ended_goes_on_in_the_next(store: Redis, toolbox: Toolbox) -> None:
    began: list[asyncio.Task[None]] = []

    async def leaves(use: Tools) -> None:
        began.append(asyncio.create_task(asyncio.sleep(60)))

    toolbox.run(leaves)
    assert began[0].cancelled()
    toolbox.run(same)


def test_after_a_job_that_took_too_long_the_next_one_works(store: Redis, toolbox: Toolbox) -> None:
    """RQ ends it by an alarm, wherever it stands: mostly where the loop waits."""

    def too_long(number: int, frame: object) -> None:
        raise JobTimeoutException

    async def waits(use: Tools) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        await asyncio.sleep(60)

    first, handler = toolbox.run(same), signal.signal(signal.SIGALRM, too_long)
    try:
        with pytest.raises(JobTimeoutException):
            toolbox.run(waits)
    finally:
        signal.signal(signal.SIGALRM, handler)
    assert toolbox.run(same) is not first


def test_connections_that_died_between_two_jobs_are_made_anew(store: Redis, toolbox: Toolbox) -> None:
    """A store may hang up on who is idle, and come back as another."""
    toolbox.run(same)
    store.client_kill_filter(_type="normal", skipme=True)
    toolbox.run(same)


def test_each_job_knows_which_one_it_is(store: Redis) -> None:
    """By that a delivery that is not done yet has the next one go on."""
    asked = [queue(REPLIES, store).enqueue(own_id) for _ in range(2)]
    JobWorker(store).work(burst=True, logging_level="CRITICAL")
    assert [one.return_value() for one in asked] == [one.id for one in asked]


def test_a_worker_leaves_no_connection_open_at_its_end(store: Redis) -> None:
    enqueue_once(jobs.deliver, REPLIES, store)
    JobWorker(store).work(burst=True, logging_level="CRITICAL")
    assert not queue(REPLIES, store).count
    left = connections(store)
    TOOLBOX.close()
    assert connections(store) == left


def test_a_reminder_is_opened_by_the_directory_of_its_moment(store: Redis, redis_url: str) -> None:
    """The worker keeps what it knows of it, and it may have been loaded anew since the job before."""

    async def version(use: Tools) -> int:
        return use.turns.knowledge.snapshot.version

    asyncio.run(ask_for_a_bed(redis_url))
    try:
        assert jobs.remind() == 1
        assert TOOLBOX.run(version) == 1
        store.incr(VERSION)
        store.incrbyfloat(CLOCK, 3600)
        assert jobs.remind() == 1
        assert TOOLBOX.run(version) == 2
    finally:
        TOOLBOX.close()
