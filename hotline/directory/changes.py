"""What changes by the minute: reports on shelters, crossings and lines, and who was sent where.

A change is stored as one JSON list in the store's change log and folded into every process's snapshot
(`snapshot.Snapshot`). Times are seconds since the epoch (UTC). `by` is a pseudonym of the night (see `people.seal`),
so one phone counts once and nobody can be named from the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal, TypeAlias

import orjson

ShelterStatus: TypeAlias = Literal["open", "full", "closed"]
CrossingStatus: TypeAlias = Literal["open", "closed"]
Mode: TypeAlias = Literal["foot", "car"]

MOST_IN_LINE = 1_000_000  # people or cars; more is a typing mistake
LONGEST_HOURS = 240  # ten days in line: twice the five that people stood at Mashtakovo


@dataclass(frozen=True, slots=True)
class ShelterReport:
    """A shelter's state, as somebody saw it. `trusted`: a volunteer or the operator, else a guest."""

    at: float
    code: str
    status: ShelterStatus | None  # None: only the number of free places is reported
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


@dataclass(frozen=True, slots=True)
class CrossingReport:
    """Whether a crossing is open, as a volunteer saw it or was told there."""

    at: float
    code: str
    status: CrossingStatus
    until: float | None  # when what is closed is to open again, None when nobody said
    trusted: bool  # others do not count: that a door is shut says who is answerable
    by: str


Report: TypeAlias = ShelterReport | QueueReport | CrossingReport


@dataclass(frozen=True, slots=True)
class Undone:
    """A report was taken back: from now on all is as if it had never been made. The log keeps both."""

    at: float
    report: Report
    by: str

    @property
    def code(self) -> str:
        return self.report.code


Change: TypeAlias = ShelterReport | Sent | QueueReport | CrossingReport | Undone


_KINDS: Mapping[str, type[Change]] = {
    "shelter": ShelterReport,
    "sent": Sent,
    "queue": QueueReport,
    "crossing": CrossingReport,
    "undone": Undone,
}
_VALUES = {kind: (name, attrgetter(*(field.name for field in fields(kind)))) for name, kind in _KINDS.items()}


def dump(change: Change) -> str:
    """The change as one compact JSON list: its kind, then the fields in their order, a report taken back as a list."""
    return orjson.dumps(_row(change), _row, orjson.OPT_PASSTHROUGH_DATACLASS).decode()


def _row(change: Change) -> list[object]:
    name, values = _VALUES[type(change)]
    return [name, *values(change)]


def load(text: str | bytes) -> Change:
    """The reverse of `dump`. Raises ValueError for a row of an unknown kind."""
    return _load(orjson.loads(text))


def _load(row: list[Any]) -> Change:
    name, *values = row
    if name not in _KINDS:
        raise ValueError(f"unknown kind of change: {name}")
    if name == "undone":
        values[1] = _load(values[1])
    return _KINDS[name](*values)
