"""The worker process: RQ's worker that does its jobs itself, made to outlive a store that goes away."""

from __future__ import annotations

from contextlib import suppress

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from hotline.store.store import ANSWER

from .queues import QUEUES
from .tools import TOOLBOX

BLOCKING = 1  # seconds that a worker waits for a job before it asks again


class JobWorker(SimpleWorker):
    """Does the jobs of all queues, until it is told to stop or the store fails it in the middle of one."""

    max_connection_wait_time = 1.0  # between two tries; RQ's own grows to a minute, a fail-over takes a few seconds

    def __init__(self, connection: Redis) -> None:
        # RQ blocks for 15 seconds less than what it is given here.
        super().__init__(QUEUES, connection=connection, serializer=JSONSerializer, worker_ttl=BLOCKING + 15)

    @property
    def connection_timeout(self) -> int:
        """Seconds until a store that does not answer is given up; with RQ's own blocking it is seven minutes."""
        return BLOCKING + ANSWER

    @property
    def told_to_stop(self) -> bool:
        """Whether it was told to stop by a signal; else its work ended for want of a store."""
        return self._shutdown_requested_date is not None

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Tell the store that it is alive, unless it was told to stop and has no job: then it stops.

        RQ tells its loop of a signal by an exception, wherever the signal comes in. Where that is a line of the log,
        the log swallows it, and a worker without a store would try to reach one for ever.
        """
        if self.told_to_stop and self.get_state() != WorkerStatus.BUSY:
            raise StopRequested
        super().heartbeat(timeout, pipeline)

    def teardown(self) -> None:
        """Put the tools away, and sign off if there is a store to do so; without that the signing on expires."""
        with suppress(RedisError):
            TOOLBOX.close()
        with suppress(RedisError):
            self.register_death()  # type: ignore[no-untyped-call] # RQ has no types here
        with suppress(RedisError):
            self.unsubscribe()  # type: ignore[no-untyped-call] # nor here
