"""The job queues, and the connection that RQ needs: a blocking one, which waits longer than a turn may."""

from __future__ import annotations

from typing import Final

from redis import Redis
from redis.exceptions import RedisError
from redis.sentinel import Sentinel
from rq import Queue
from rq.serializers import JSONSerializer

from hotline.store import StoreAway, StoreMisused, sentinels

UPKEEP: Final = "upkeep"
QUEUES = (UPKEEP,)
FAILED_SECONDS = 7 * 24 * 3600  # a failed job is kept so long; RQ's own default is a year
WAIT = 10.0  # seconds without an answer; RQ adds its own blocking time


def connect(url: str) -> Redis:
    """A blocking client for any REDIS_URL, connected. Raises StoreMisused and StoreAway."""
    client = _client(url)
    try:
        client.ping()
    except (RedisError, OSError) as error:
        raise StoreAway(f"the store cannot be reached: {type(error).__name__}") from None
    return client


def _client(url: str) -> Redis:
    if url.startswith("sentinel://"):
        nodes, name, database = sentinels(url)
        sentinel = Sentinel(nodes, sentinel_kwargs={"socket_timeout": WAIT})  # type: ignore[no-untyped-call] # redis-py has no types here
        client: Redis = sentinel.master_for(name, db=database)  # type: ignore[no-untyped-call] # likewise
        return client
    try:
        return Redis.from_url(url)
    except ValueError:
        raise StoreMisused("REDIS_URL cannot be read; write it like redis://host:6379/0") from None


def queue(name: str, connection: Redis) -> Queue:
    """A queue whose jobs are JSON: an id or a count, never a number or a text."""
    return Queue(name, connection=connection, serializer=JSONSerializer)
