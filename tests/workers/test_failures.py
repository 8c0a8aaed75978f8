"""Jobs that failed, as RQ keeps them: listed without what their errors say, and run again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from redis import Redis
from rq import Queue, SimpleWorker
from rq.job import Job, JobStatus
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from hotline.carriers.base import SendError
from tests.evening import PERSON
from workers import jobs
from workers.failures import Failure, NotFailed, failures, retry
from workers.queues import ALERTS, BULK, FAILED_SECONDS, QUEUES, REPLIES, UPKEEP, connect, enqueue_once, queue


class WordError(Exception):
    """An error whose message has lines of its own."""


def break_by_name() -> None:
    """A job whose error names a person, in a chain."""
    try:
        raise ValueError(PERSON)
    except ValueError as error:
        raise WordError(f"{PERSON}\nTypeError: Привет") from error


def break_once() -> None:
    """A job that fails the first time."""
    with connect(URL[0]) as redis:
        if redis.incr("tried") == 1:
            raise SendError("unknown", "20003")


URL = [""]


@pytest.fixture
def redis(redis_url: str) -> Redis:
    URL[0] = redis_url
    return connect(redis_url)


def work(redis: Redis) -> None:
    worker = SimpleWorker(QUEUES, connection=redis, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="CRITICAL")


def test_nothing_failed(redis: Redis) -> None:
    assert failures(redis) == []


def test_a_failure_is_told_by_its_type_and_by_nothing_that_the_error_says(redis: Redis) -> None:
    job = queue(REPLIES, redis).enqueue(break_by_name)
    before = datetime.now(UTC).timestamp()
    work(redis)
    [failure] = failures(redis)
    assert before - 1 < failure.at < before + 60
    expected = Failure(job.id, REPLIES, f"{__name__}.break_by_name", failure.at, f"{__name__}.WordError")
    assert failure == expected
    assert PERSON not in repr(failure)


def test_a_job_whose_worker_was_killed_is_among_them(redis: Redis) -> None:
    """RQ finds it when its time is over, and says so by an error of its own."""
    job = queue(UPKEEP, redis).enqueue(break_once)
    redis.lrem(f"rq:queue:{UPKEEP}", 0, job.id)
    job.set_status(JobStatus.STARTED)
    registry = StartedJobRegistry(queue=queue(UPKEEP, redis))
    redis.zadd(registry.key, {f"{job.id}:execution": 1})
    registry.cleanup()
    [failure] = failures(redis)
    assert (failure.id, failure.error) == (job.id, "AbandonedJobError")


def test_a_job_that_is_retried_is_done_and_no_failure_any_more(redis: Redis) -> None:
    job = queue(REPLIES, redis).enqueue(break_once)
    work(redis)
    assert [failure.error for failure in failures(redis)] == ["hotline.carriers.base.SendError"]
    retry(redis, job.id)
    assert failures(redis) == []
    work(redis)
    assert job.get_status() == JobStatus.FINISHED
    assert failures(redis) == []


def test_only_a_failed_job_can_be_retried(redis: Redis) -> None:
    waits = queue(REPLIES, redis).enqueue(break_once)
    for id_ in ("no such job", waits.id):
        with pytest.raises(NotFailed, match="hotline jobs list"):
            retry(redis, id_)
    assert queue(REPLIES, redis).count == 1


def test_a_failed_job_that_is_not_ours_to_read_is_listed_all_the_same(redis: Redis) -> None:
    foreign: Job = Queue(REPLIES, connection=redis).enqueue(break_once)  # pickled, as RQ does by itself
    work(redis)
    [failure] = failures(redis)
    assert (failure.id, failure.function) == (foreign.id, "unreadable")


def test_of_each_job_one_waits_in_its_queue(redis: Redis) -> None:
    assert enqueue_once(jobs.deliver, REPLIES, redis)
    assert enqueue_once(jobs.deliver, ALERTS, redis)
    assert enqueue_once(jobs.remind, REPLIES, redis)
    assert enqueue_once(jobs.deliver, REPLIES, redis) is None
    assert enqueue_once(jobs.broadcast, BULK, redis)
    assert enqueue_once(jobs.end_broadcasts, BULK, redis)


def test_a_job_that_failed_is_no_reason_to_wait_with_the_next(redis: Redis) -> None:
    """Nor is one that was lost: a worker that is killed when it has just taken it leaves it in no list."""
    failed = enqueue_once(jobs.deliver, REPLIES, redis)
    assert failed is not None
    redis.lpop(f"rq:queue:{REPLIES}")
    assert enqueue_once(jobs.deliver, REPLIES, redis)
    redis.lpop(f"rq:queue:{REPLIES}")
    failed.failed_job_registry.add(failed, FAILED_SECONDS, "")
    assert enqueue_once(jobs.deliver, REPLIES, redis)
