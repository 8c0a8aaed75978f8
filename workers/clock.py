"""The clock process: puts jobs into their queues when they are due, by RQ's own cron table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redis import Redis
from rq.cron import CronJob, CronScheduler
from rq.job import Job

from . import upkeep
from .queues import FAILED_SECONDS, UPKEEP, queue

# (job, queue, seconds between two runs)
TABLE: tuple[tuple[Callable[[], Any], str, int], ...] = ((upkeep.clear_forgotten, UPKEEP, 60),)
RESULT_SECONDS = 600  # a finished job is only of interest while somebody looks


class JsonCronJob(CronJob):
    """A cron job in JSON: RQ's own enqueues pickles, which our workers refuse to read."""

    def enqueue(self, connection: Redis) -> Job:
        """Put it into its queue."""
        assert self.func is not None
        return queue(self.queue_name, connection).enqueue(self.func, **self.job_options)


def scheduler(connection: Redis) -> CronScheduler:
    """The scheduler with the whole table, ready to start."""
    clock = CronScheduler(connection)
    for job, queue_name, seconds in TABLE:
        entry = JsonCronJob(queue_name, job, interval=seconds, result_ttl=RESULT_SECONDS, failure_ttl=FAILED_SECONDS)
        clock.get_jobs().append(entry)
    return clock
