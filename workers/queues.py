"""The job queues, and the connection that RQ needs: a blocking one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as Retries
from redis.sentinel import Sentinel
from rq import Queue, Retry
from rq.job import Job
from rq.serializers import JSONSerializer

from hotline.store.keys import JOB_QUEUES
from hotline.store.store import ANSWER, StoreAway, StoreMisused, sentinels

ALERTS: Final = "alerts"
REPLIES: Final = "replies"  # and reminders
UPKEEP: Final = "upkeep"
BULK: Final = "bulk"
QUEUES = JOB_QUEUES
RESULT_SECONDS = 600  # a finished job is only of interest while somebody looks
LONGEST = 60  # seconds that a job may take; each works for a few only
FAILED_SECONDS = 7 * 24 * 3600  # a failed job is kept so long; RQ's own default is a year


def connect(url: str) -> Redis:
    """A blocking client for any REDIS_URL, connected. Raises StoreMisused and StoreAway."""
    client = _client(url)
    try:
        client.ping()
    except (RedisError, OSError) as error:
        raise StoreAway(f"the store cannot be reached: {type(error).__name__}") from None
    return client


def _client(url: str) -> Redis:
    # A machine that is lost sends no end of a connection: without limits one would wait for it for ever. RQ adds
    # to them the time that it blocks for.
    options: dict[str, Any] = {
        "socket_timeout": ANSWER,
        "socket_connect_timeout": ANSWER,
        "retry": Retries(NoBackoff(), 1),
    }
    if url.startswith("sentinel://"):
        nodes, name, database = sentinels(url)
        sentinel = Sentinel(nodes, sentinel_kwargs={**options, "retry": Retries(NoBackoff(), 0)})  # type: ignore[no-untyped-call] # redis-py has no types here
        client: Redis = sentinel.master_for(name, db=database, **options)  # type: ignore[no-untyped-call] # likewise
        return client
    try:
        return Redis.from_url(url, **options)
    except ValueError:
        raise StoreMisused("REDIS_URL cannot be read; write it like redis://host:6379/0") from None


def queue(name: str, connection: Redis) -> Queue:
    """A queue whose jobs are JSON: an id or a count, never a number or a text."""
    return Queue(name, connection=connection, serializer=JSONSerializer)


def enqueue_once(job: Callable[..., Any], name: str, connection: Redis) -> Job | None:
    """Put a job into its queue unless one waits there already; None then: it will do this one's work too."""
    waiting, own = queue(name, connection), f"{job.__name__}-"
    # Not RQ's unique=True: one that failed, or was lost with a worker that was killed, would keep all others out.
    if any(id_.startswith(own) for id_ in waiting.job_ids):
        return None
    return waiting.enqueue(
        job,
        job_id=f"{own}{uuid4().hex}",
        job_timeout=LONGEST,
        result_ttl=RESULT_SECONDS,
        failure_ttl=FAILED_SECONDS,
        retry=Retry(max=1),
    )
