"""Border crossings and the wait there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ..changes import CrossingReport, Mode, QueueReport
from ..localized import Localized
from .evidence import FRESH, Piece, contradictions, pieces_of, rate_of, sift, wait_of

Trend: TypeAlias = Literal["growing", "shrinking", "steady"]

TREND_SPAN = 1800.0  # seconds: two counts of a line closer than that differ by how one counts
TREND_STEP = 0.1  # nor does anybody count a line better than to a tenth

UNHEARD_KM = 100.0
"""How much farther people go to a crossing of which something is known: about two hours."""

DRIVING_KMH = 50.0
"""Straight-line kilometres an hour on the way to a crossing: some 70 km/h on roads a good third longer."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One row of crossings.csv."""

    code: str
    name: Localized
    from_country: str  # ISO 3166 alpha-2
    to_country: str
    nearest_place: str  # town on the side of arrival, as the gazetteer knows it
    drive_minutes: int | None  # from the crossing to that town
    lat: float | None
    lon: float | None
    on_foot: bool  # whether one may cross on foot
    by_car: bool
    people_per_hour: float | None  # how many are let through, None: unknown
    cars_per_hour: float | None
    note: Localized
    source: str


@dataclass(frozen=True, slots=True)
class WaitEstimate:
    """The wait of who joins the line now. Round `low_hours` down and `high_hours` up when saying them."""

    crossing: str
    mode: Mode
    low_hours: float | None  # None with high_hours, when nothing fresh tells it
    high_hours: float | None
    queue: int | None  # last length of the line that counts, however old
    queue_at: float | None
    passed_hours: float | None  # last time somebody took to cross that counts, however old
    at: float | None  # of the newest length or crossing time that counts
    fresh: bool  # whether `at` is less than FRESH ago; if not, this is the last known and not the present
    trend: Trend | None
    doubted: bool  # trusted reports within an hour of each other differ by more than two times


@dataclass(frozen=True, slots=True)
class CrossingWait:
    """A crossing that a person could take. `distance_km`: from the person, in a straight line, None when unknown."""

    crossing: Crossing
    estimate: WaitEstimate
    distance_km: float | None
    closing: CrossingReport | None  # by which it is closed now


@dataclass(frozen=True, slots=True)
class NumberDue:
    """When a number in line comes up, as a range of epoch seconds, never before now; None when it cannot be said."""

    low_at: float | None
    high_at: float | None
    passed: bool  # a higher number has been reported as being let in
    serving: int | None  # last number served that counts
    serving_at: float | None


def usual_mode(crossing: Crossing) -> Mode:
    """What a report or a number in line without a mode means: on foot where that is allowed."""
    return "foot" if crossing.on_foot else "car"


def estimate(crossing: Crossing, mode: Mode, reports: Sequence[QueueReport], now: float) -> WaitEstimate:
    """The wait at a crossing, out of reports in any order (those of other crossings and modes are passed over).

    The hours follow from what counts by `evidence.sift`, weighed as `evidence.wait_of` says. Where only a length is
    known and no rate, hours stay None: a length is no time. A number being served says how fast the line moves but
    not how long it is, so it makes no estimate fresh. The trend compares the newest length with the last one at
    least half an hour before it (else two crossing times): more than a tenth up or down is growing or shrinking.
    """
    pieces = _counted(crossing, mode, reports, now)
    lines = [piece for piece in pieces if piece.kind == "queue"]
    times = [piece for piece in pieces if piece.kind == "hours"]
    at = max((piece.at for piece in (*lines, *times)), default=None)
    wait = wait_of(pieces, _table_rate(crossing, mode), now)
    return WaitEstimate(
        crossing=crossing.code,
        mode=mode,
        low_hours=wait.low if wait else None,
        high_hours=wait.high if wait else None,
        queue=round(lines[-1].value) if lines else None,
        queue_at=lines[-1].at if lines else None,
        passed_hours=times[-1].value if times else None,
        at=at,
        fresh=at is not None and now - at < FRESH,
        trend=_trend(lines, now) or _trend(times, now),
        doubted=bool(contradictions(pieces, now)),
    )


def accepted(crossing: Crossing, mode: Mode, reports: Sequence[QueueReport], now: float) -> list[QueueReport]:
    """The reports that count at `now`, in order of time; a number in them that does not count is None.

    What waits for a second phone is not in it (`evidence.sift`). Earlier reports of one phone are, for the trend,
    but only its last one has weight.
    """
    counted = set(_counted(crossing, mode, reports, now))
    found = []
    for report in sorted(set(_on_line(crossing, mode, reports, now)), key=pieces_of):
        kinds = {piece.kind for piece in pieces_of(report) if piece in counted}
        if kinds:
            found.append(
                replace(
                    report,
                    queue=report.queue if "queue" in kinds else None,
                    waited_minutes=report.waited_minutes if "hours" in kinds else None,
                    serving=report.serving if "serving" in kinds else None,
                )
            )
    return found


def rank(options: Sequence[CrossingWait], *, by_road: bool = False) -> list[CrossingWait]:
    """The options, the soonest across first.

    Those with a fresh range come first, by the middle of the wait plus the drive to get there (none is added where
    the distance is unknown); then those whose wait is unknown, the nearest first: a known wait is better counsel
    than a near crossing. One of which nobody has ever said anything counts as 100 km farther, but for who is on the
    road to it (`by_road`). What is closed comes last.
    """
    return sorted(options, key=lambda option: _rank_key(option, by_road=by_road))


def _rank_key(option: CrossingWait, *, by_road: bool) -> tuple[bool, bool, bool, float, str]:
    now, distance, closed = option.estimate, option.distance_km, option.closing is not None
    if now.fresh and now.low_hours is not None and now.high_hours is not None:
        drive = 0.0 if distance is None else distance / DRIVING_KMH
        return (closed, False, False, (now.low_hours + now.high_hours) / 2 + drive, option.crossing.code)
    unheard = UNHEARD_KM if now.at is None and not by_road else 0.0
    return (closed, True, distance is None, (distance or 0.0) + unheard, option.crossing.code)


def last_served(crossing: Crossing, reports: Sequence[QueueReport], now: float) -> Piece | None:
    """The last number let in that counts, in the line of the crossing's usual mode; None where none is known."""
    pieces = _counted(crossing, usual_mode(crossing), reports, now)
    return next((piece for piece in reversed(pieces) if piece.kind == "serving"), None)


def due(crossing: Crossing, number: int, reports: Sequence[QueueReport], now: float) -> NumberDue:
    """The time at which `number` comes up in the line of the crossing's usual mode.

    Counted on from the last number served that counts, at the observed rate or else the table's. An hour that has
    gone by without word of a higher number is given as now, since the line may be late; when even the later end went
    by more than FRESH ago, nothing is said.
    """
    mode = usual_mode(crossing)
    last = last_served(crossing, reports, now)
    if last is None:
        return NumberDue(None, None, passed=False, serving=None, serving_at=None)
    serving = round(last.value)
    rate = rate_of(_counted(crossing, mode, reports, now), _table_rate(crossing, mode), now)
    if number >= serving and rate is not None:
        low_at = last.at + (number - serving) / rate.high * 3600
        high_at = last.at + (number - serving) / rate.low * 3600
        if now - high_at < FRESH:
            return NumberDue(max(low_at, now), max(high_at, now), passed=False, serving=serving, serving_at=last.at)
    return NumberDue(None, None, passed=number < serving, serving=serving, serving_at=last.at)


def _on_line(crossing: Crossing, mode: Mode, reports: Sequence[QueueReport], now: float) -> list[QueueReport]:
    """The reports on that line; one dated later than `now` waits for its time."""
    allowed = crossing.on_foot if mode == "foot" else crossing.by_car
    return [r for r in reports if allowed and r.code == crossing.code and r.mode == mode and r.at <= now]


def _counted(crossing: Crossing, mode: Mode, reports: Sequence[QueueReport], now: float) -> tuple[Piece, ...]:
    return sift(tuple(_on_line(crossing, mode, reports, now)), _table_rate(crossing, mode))


def _table_rate(crossing: Crossing, mode: Mode) -> float | None:
    return crossing.people_per_hour if mode == "foot" else crossing.cars_per_hour


def _trend(pieces: Sequence[Piece], now: float) -> Trend | None:
    """From two fresh pieces of one kind; None when there are not two."""
    fresh = [piece for piece in pieces if now - piece.at < FRESH]
    earlier = [piece for piece in fresh if fresh[-1].at - piece.at >= TREND_SPAN]
    if not earlier:
        return None
    before, after = earlier[-1].value, fresh[-1].value
    if after > before * (1 + TREND_STEP):
        return "growing"
    return "shrinking" if after < before * (1 - TREND_STEP) else "steady"
