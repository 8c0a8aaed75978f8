"""What people report of a line, which of it counts, and the wait that follows from it.

Three kinds of numbers are reported: the length of the line, the hours somebody took to pass, and the number now
being let in. Times are seconds since the epoch, waits are hours, rates are people or cars an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from math import exp2
from typing import Literal, NamedTuple, TypeAlias

from ..changes import LONGEST_HOURS, MOST_IN_LINE, QueueReport

PieceKind: TypeAlias = Literal["queue", "hours", "serving"]

HALF_LIFE = 3 * 3600.0
"""A report's weight halves in three hours: in September 2022 Tyoploye let 36 people through in that time, a seventh of
its line of 250, while news of a line spread within an evening."""

FRESH = 6 * 3600.0
"""A report older than this says nothing of now: two half-lives, in which a third of such a line has moved on."""

SAME_TIME = 3600.0
"""Reports no further apart describe the same line: a group of ten took up to an hour."""

UNKNOWN_TRUST = 0.5  # weight of a phone that is nobody's we know; a volunteer's is 1

# The table's rate is a round figure: "10 people in 45 to 60 minutes", 10 to 13.3 an hour, stands as 12.
SLOWEST, FASTEST = 5 / 6, 10 / 9

PASSING_SPREAD = 0.25  # people round their wait to hours, and the next one waits a little more or less

GROUP = 10  # people are let in by tens, so numbers now served may differ by that much
RATE_SPAN = 1800.0  # two numbers served that are closer in time than this are within one group

REASON = 3  # an unknown phone alone moves an estimate no further than three times
AGREEMENT = 2  # two reports agree, or trusted ones do not contradict each other, within a factor of two
LONGEST_LINE = 5_000  # what one unknown phone may say where nothing is known


class Range(NamedTuple):
    """Two ends of what may be, low <= high."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


class Piece(NamedTuple):
    """One number out of a report. Pieces sort by time, then by content, so the order of arrival is of no account."""

    at: float
    by: str
    kind: PieceKind
    value: float
    trusted: bool


def pieces_of(report: QueueReport) -> list[Piece]:
    """The report's numbers, each judged for itself; negative and absurd ones are left out."""
    numbers: list[tuple[PieceKind, int | None, int]] = [
        ("queue", report.queue, 1),
        ("hours", report.waited_minutes, 60),
        ("serving", report.serving, 1),
    ]
    return [
        Piece(report.at, report.by, kind, number / unit, report.trusted)
        for kind, number, unit in numbers
        if number is not None and 0 <= number <= MOST_IN_LINE  # larger ones are refused where they are said
    ]


@lru_cache(maxsize=256)  # a pure function; every BORDER asks it the same until somebody reports
def sift(reports: tuple[QueueReport, ...], table_rate: float | None) -> tuple[Piece, ...]:
    """What counts of the reports on one line, in order of time.

    A trusted report always counts. An unknown phone's counts at once if it is within reason (`_within_reason`); else
    it waits until another phone says about the same (`_agree`), and then both count. So one phone alone, by mistake
    or malice, cannot send people to the wrong crossing. A phone that speaks again takes back what it has waiting.
    Within an hour of a trusted report of the same kind, before or after, no unknown phone's counts: who is answerable
    has just looked.
    """
    counted: list[Piece] = []
    waiting: list[Piece] = []
    pieces = sorted(piece for report in reports for piece in pieces_of(report))
    looked = [piece for piece in pieces if piece.trusted]
    for piece in pieces:
        if not piece.trusted and any(one.kind == piece.kind and abs(one.at - piece.at) < SAME_TIME for one in looked):
            continue
        waiting = [held for held in waiting if (held.by, held.kind) != (piece.by, piece.kind)]
        last_words = {(other.by, other.kind): other for other in counted}.values()
        backed = any(_agree(piece, other) for other in (*last_words, *waiting))
        if piece.trusted or backed or _within_reason(piece, counted, table_rate):
            freed = [held for held in waiting if _agree(piece, held)]
            waiting = [held for held in waiting if held not in freed]
            counted = sorted([*counted, piece, *freed])
        else:
            waiting.append(piece)
    return tuple(counted)


def _agree(one: Piece, other: Piece) -> bool:
    """Whether two phones say about the same, less than `FRESH` apart: within a factor of two, or both 0.

    A number served agrees with a later one that is up to a group on, plus a group for each hour in between: a factor
    of two would take 140 and 280 for the same place in the line.
    """
    first, last = sorted((one, other))
    if one.kind != other.kind or one.by == other.by or last.at - first.at >= FRESH:
        return False
    if one.kind == "serving":
        return -GROUP <= last.value - first.value <= GROUP * (1 + (last.at - first.at) / 3600)
    return max(one.value, other.value) <= AGREEMENT * min(one.value, other.value)


def _within_reason(piece: Piece, counted: Sequence[Piece], table_rate: float | None) -> bool:
    """Whether an unknown phone's number may count without a second one.

    Measured against what the others say at that time, so that a phone cannot climb on its own earlier reports:
    a line is believed up to three times the present one but never at 0 ("come, it is empty" is the costliest lie),
    a crossing time from a third to three times the present estimate, a number being served from a group behind the
    last one to three times as far ahead as the rate allows (without a rate: three times the last one).
    """
    others = [other for other in counted if other.by != piece.by]
    if piece.kind == "queue":
        line = line_of(others, table_rate, piece.at)
        return 0 < piece.value <= (LONGEST_LINE if line is None else REASON * line)
    if piece.kind == "hours":
        present = wait_of(others, table_rate, piece.at)
        if present is None:
            return piece.value <= LONGEST_HOURS
        return present.middle / REASON <= piece.value <= present.middle * REASON
    served = [other for other in counted if other.kind == "serving" and piece.at - other.at < FRESH]
    if not served:
        return piece.value <= LONGEST_LINE
    rate, last = rate_of(counted, table_rate, piece.at), served[-1]
    step = (REASON - 1) * last.value
    if rate is not None:
        step = REASON * rate.high * (piece.at - last.at) / 3600
    return -GROUP <= piece.value - last.value <= step + GROUP


def standing(pieces: Iterable[Piece], kind: PieceKind, now: float) -> list[Piece]:
    """The fresh pieces of that kind, oldest first: of each phone its last one, so nobody counts twice."""
    last = {piece.by: piece for piece in pieces if piece.kind == kind and now - piece.at < FRESH}
    return sorted(last.values())


def rate_of(pieces: Sequence[Piece], table_rate: float | None, now: float) -> Range | None:
    """People or cars an hour: from the last two numbers served, else the table's; None when neither is known.

    Two numbers count if they are at least half an hour apart and the later is higher. Unless both are trusted, what
    they give must lie within a third to three times the table's rate, and where the table has none it takes two
    phones: the rate scales every wait, so it is bound by the rule for unknown phones like any estimate.
    """
    served = [piece for piece in pieces if piece.kind == "serving" and now - piece.at < FRESH]
    table = table_rate if table_rate is not None and table_rate > 0 else None
    for index in range(len(served) - 1, 0, -1):
        last = served[index]
        earlier = [piece for piece in served[:index] if last.at - piece.at >= RATE_SPAN]
        if not earlier or last.value <= earlier[-1].value:
            continue
        first = earlier[-1]
        rate = (last.value - first.value) / ((last.at - first.at) / 3600)
        likely = first.by != last.by if table is None else table / REASON <= rate <= table * REASON
        if likely or (first.trusted and last.trusted):
            return Range(rate * SLOWEST, rate * FASTEST)
    return None if table is None else Range(table * SLOWEST, table * FASTEST)


def line_of(pieces: Sequence[Piece], table_rate: float | None, now: float) -> float | None:
    """How many stand in line: the weighed mean of the lengths reported, else what the crossing times amount to."""
    lines = standing(pieces, "queue", now)
    if lines:
        return _mean([(piece, piece.value) for piece in lines], now)
    rate, wait = rate_of(pieces, table_rate, now), wait_of(pieces, table_rate, now)
    return rate.middle * wait.middle if rate and wait else None


def wait_of(pieces: Sequence[Piece], table_rate: float | None, now: float) -> Range | None:
    """The wait in hours of who joins the line now; None without fresh evidence that hours follow from.

    Each length of the line divided by the rate, and each crossing time give or take a quarter, are weighed by age
    and trust. The range then reaches to the newest crossing time, unless something was reported more than an hour
    after it: somebody has stood that long. It reaches over trusted reports that contradict each other as well, since
    a mean of the two would be what nobody saw.
    """
    rate = rate_of(pieces, table_rate, now)
    lines = standing(pieces, "queue", now) if rate else []
    times = standing(pieces, "hours", now)
    ranges = {piece: Range(piece.value / rate.high, piece.value / rate.low) for piece in lines if rate}
    ranges |= {p: Range(p.value * (1 - PASSING_SPREAD), p.value * (1 + PASSING_SPREAD)) for p in times}
    if not ranges:
        return None
    low = _mean([(piece, span.low) for piece, span in ranges.items()], now)
    high = _mean([(piece, span.high) for piece, span in ranges.items()], now)
    reach = [ranges[piece] for piece in contradictions(pieces, now) if piece in ranges]
    if times and max(ranges).at - times[-1].at <= SAME_TIME:
        reach.append(Range(times[-1].value, times[-1].value))
    return Range(min([low, *(span.low for span in reach)]), max([high, *(span.high for span in reach)]))


def contradictions(pieces: Sequence[Piece], now: float) -> set[Piece]:
    """Fresh trusted pieces of which another one, within an hour of it, says more than twice or less than half."""
    found: set[Piece] = set()
    kinds: tuple[PieceKind, ...] = ("queue", "hours")
    for kind in kinds:
        said = [piece for piece in standing(pieces, kind, now) if piece.trusted]
        for one, other in combinations(said, 2):
            if abs(one.at - other.at) <= SAME_TIME and not _agree(one, other):
                found |= {one, other}
    return found


def _mean(values: Sequence[tuple[Piece, float]], now: float) -> float:
    """The mean, weighed by trust and by age."""
    weights = [_weight(piece, now) for piece, _ in values]
    return sum(weight * value for weight, (_, value) in zip(weights, values, strict=True)) / sum(weights)


def _weight(piece: Piece, now: float) -> float:
    return (1.0 if piece.trusted else UNKNOWN_TRUST) * exp2((piece.at - now) / HALF_LIFE)
