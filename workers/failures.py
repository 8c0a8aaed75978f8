"""Jobs that failed, those of killed workers among them: RQ keeps them for a week, to be looked at and run again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from redis import Redis
from rq.exceptions import DeserializationError, InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from hotline import HotlineError

from .queues import QUEUES, queue

_TYPE = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)(?::|$)")
_ABANDONED = re.compile(r"due to ([A-Za-z]+), at")  # as RQ writes of a job whose worker died


class NotFailed(HotlineError):
    """No failed job has this id."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that failed `at` (epoch seconds, real time). Of its error only the type: the message could hold data."""

    id: str
    queue: str
    function: str
    at: float
    error: str


def failures(connection: Redis) -> list[Failure]:
    """All of them, the latest first."""
    return sorted(_read(connection), key=lambda failure: failure.at, reverse=True)


def retry(connection: Redis, id_: str) -> None:
    """Put it back into its queue. Raises NotFailed."""
    try:
        Job.fetch(id_, connection=connection, serializer=JSONSerializer).requeue()
    except (NoSuchJobError, InvalidJobOperation, ValueError):  # the last for what cannot be an id
        raise NotFailed(f"no failed job {id_}; see: hotline jobs list") from None


def _read(connection: Redis) -> Iterator[Failure]:
    for name in QUEUES:
        ids = queue(name, connection).failed_job_registry.get_job_ids()
        for job in Job.fetch_many(ids, connection=connection, serializer=JSONSerializer):
            if job is None:  # it was forgotten since the list was read
                continue
            try:
                function = job.func_name or "unreadable"
            except DeserializationError:
                function = "unreadable"
            result = job.latest_result()
            at = result.created_at.timestamp() if result else 0.0
            yield Failure(job.id, name, function, at, _error_type(result.exc_string if result else None))


def _error_type(trace: str | None) -> str:
    """The type in a traceback: of its last part the first line that is not indented."""
    *_, last = (trace or "").split("Traceback (most recent call last):\n")
    if abandoned := _ABANDONED.search(last.partition("\n")[0]):
        return abandoned[1]
    line = next((line for line in last.splitlines() if line and not line.startswith(" ")), "")
    found = _TYPE.match(line)
    return found[1] if found else "unknown"
