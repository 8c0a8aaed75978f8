"""What changes by the minute: reports on shelters and lines, and who was sent where.

A change is stored as one JSON list in the store's change log and folded into every process's snapshot
(`snapshot.Snapshot`). Times are seconds since the epoch (UTC). `by` is a pseudonym of the night (see `people.seal`),
so one phone counts once and nobody can be named from the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import orjson

Status: TypeAlias = Literal["open", "full", "closed"]
Mode: TypeAlias = Literal["foot", "car"]


@dataclass(frozen=True, slots=True)
class ShelterReport:
    """A shelter's state, as somebody saw it. `trusted`: a volunteer or the operator, else a guest."""

    at: float
    code: str
    status: Status | None  # None: only the number of free places is reported
    free: int | None  # free places at that time, None when not said
    trusted: bool
    by: str


@dataclass(slots=True)
class Sent:
    """A party was told of a shelter and is expected there."""

    at: float
    code: str
    party: int  # people
    by: str


@dataclass(frozen=True, slots=True)
class QueueReport:
    """The line at a crossing: its length, how long somebody took to pass it, or the number now served."""

    at: float
    code: str
    mode: Mode
    queue: int | None  # people (foot) or cars (car) in line
    waited_minutes: int | None  # from joining the line to being through
    serving: int | None  # number in line now being let in
    trusted: bool
    by: str


Report: TypeAlias = ShelterReport | QueueReport


@dataclass(frozen=True, slots=True)
class Undone:
    """A report was taken back: from now on all is as if it had never been made. The log keeps both."""

    at: float
    report: Report
    by: str

    @property
    def code(self) -> str:
        return self.report.code


Change: TypeAlias = ShelterReport | Sent | QueueReport | Undone


def dump(change: Change) -> str:
    """The change as one compact JSON list, its kind first and who made it last."""
    return orjson.dumps(_row(change)).decode()


def _row(change: Change) -> list[object]:
    match change:
        case ShelterReport():
            row: list[object] = ["shelter", change.at, change.code, change.status, change.free]
            return [*row, change.trusted, change.by]
        case Sent():
            return ["sent", change.at, change.code, change.party, change.by]
        case QueueReport():
            row = ["queue", change.at, change.code, change.mode, change.queue, change.waited_minutes]
            return [*row, change.serving, change.trusted, change.by]
        case Undone():
            return ["undone", change.at, _row(change.report), change.by]


def load(text: str | bytes) -> Change:
    """The reverse of `dump`. Raises ValueError for a row of an unknown kind."""
    return _load(orjson.loads(text))


def _load(row: list[Any]) -> Change:
    kind, *fields = row
    match kind:
        case "shelter":
            return ShelterReport(*fields)
        case "sent":
            return Sent(*fields)
        case "queue":
            return QueueReport(*fields)
        case "undone":
            at, report, by = fields
            taken_back = _load(report)
            assert isinstance(taken_back, ShelterReport | QueueReport)
            return Undone(at, taken_back, by)
    raise ValueError(f"unknown kind of change: {kind}")
