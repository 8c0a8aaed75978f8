"""The clock process: puts jobs into their queues when they are due, by RQ's own cron table."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, cast

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.cron import CronJob, CronScheduler
from rq.exceptions import StopRequested
from rq.job import Job

from hotline.mail.kinds import Lane
from hotline.store.keys import (
    BROADCASTS_CONFIRMED,
    BROADCASTS_ENDING,
    BROADCASTS_RUNNING,
    CLOCK,
    INBOX,
    MAIL_CARRIERS,
    MAIL_SENDING,
    MAIL_SENT,
    REMINDERS,
    waiting_key,
)

from . import jobs
from .queues import ALERTS, BULK, REPLIES, UPKEEP, enqueue_once


@dataclass(frozen=True, slots=True)
class Chore:
    """One line of the table: a job, its queue, and every how many seconds.

    With `due`, sorted sets by time, it is enqueued only when something in one of them is due.
    """

    job: Callable[..., Any]
    queue: str
    seconds: int
    due: tuple[str, ...] = ()


def table(carriers: Collection[str]) -> list[Chore]:
    """All chores, for carriers of these names."""

    def waiting(*lanes: Lane) -> tuple[str, ...]:
        return tuple(waiting_key(carrier, lane) for carrier in carriers for lane in lanes)

    return [
        Chore(jobs.deliver, ALERTS, 1, waiting("danger", "alerts")),
        Chore(jobs.deliver, REPLIES, 1, waiting("replies", "notices")),
        Chore(jobs.deliver, BULK, 1, (*waiting("bulk"), BROADCASTS_RUNNING)),
        Chore(jobs.broadcast, BULK, 1, (BROADCASTS_CONFIRMED,)),
        Chore(jobs.end_broadcasts, UPKEEP, 10, (BROADCASTS_ENDING,)),
        Chore(jobs.remind, REPLIES, 5, (REMINDERS,)),
        Chore(jobs.reconcile, UPKEEP, 5, (MAIL_SENDING, MAIL_SENT)),
        Chore(jobs.look_at_inbox, UPKEEP, 60, (INBOX,)),
        Chore(jobs.tend, UPKEEP, 60),
        Chore(jobs.clear_forgotten, UPKEEP, 60),
        Chore(jobs.let_go, UPKEEP, 24 * 3600),
    ]


class TableJob(CronJob):
    """A line of the table as RQ's cron runs it: in JSON, since RQ's own enqueues pickles, which our workers refuse."""

    def __init__(self, entry: Chore) -> None:
        super().__init__(entry.queue, entry.job, interval=entry.seconds, name=f"{entry.job.__name__} {entry.queue}")
        self._entry = entry

    def enqueue(self, connection: Redis) -> Job | None:  # type: ignore[override] # the scheduler does not look at it
        """Put it into its queue, if there is something to do and none waits there."""
        if self._entry.due and not _is_due(connection, self._entry.due):
            return None
        return enqueue_once(self._entry.job, self._entry.queue, connection)


class Clock(CronScheduler):
    """RQ's scheduler, made to end although the store is away."""

    told_to_stop = False  # by a signal; else its work ended for want of a store

    def _request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.told_to_stop = True
        super()._request_stop(signum, frame)  # type: ignore[no-untyped-call] # RQ has no types here

    def heartbeat(self) -> None:
        """Tell the store that it is alive, unless it was told to stop: then it stops.

        RQ tells its loop of a signal by an exception, wherever the signal comes in; some of what it can meet there
        swallows it, as a line of the log does.
        """
        if self.told_to_stop:
            raise StopRequested
        super().heartbeat()

    def register_death(self, pipeline: Pipeline | None = None) -> None:
        """Sign off, as far as there is a store to sign off from; without that the signing on expires."""
        with suppress(RedisError):
            super().register_death(pipeline)


def scheduler(connection: Redis, carriers: Collection[str]) -> Clock:
    """The scheduler with the whole table, ready to start; for carriers of these names, and such as there were."""
    known = {str(name, "ascii") for name in cast(set[bytes], connection.smembers(MAIL_CARRIERS))}
    clock = Clock(connection)
    clock.get_jobs().extend(map(TableJob, table(sorted(known | set(carriers)))))
    return clock


def _is_due(connection: Redis, keys: tuple[str, ...]) -> bool:
    with connection.pipeline(transaction=False) as pipeline:
        pipeline.get(CLOCK)
        for key in keys:
            pipeline.zrange(key, 0, 0, withscores=True)
        offset, *heads = pipeline.execute()
    now = time.time() + float(offset or 0)
    return any(head and head[0][1] <= now for head in heads)
