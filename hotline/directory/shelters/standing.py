"""What may be said of a shelter at a moment, from its hours, its capacity and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..changes import ShelterReport
from .hours import LAST_CALL, SOON, Hours, Window
from .occupancy import NOTHING_KNOWN, RUMOUR, Known

ShelterState: TypeAlias = Literal["open", "opens-soon", "reported-full", "was-full", "full", "closed", "opens-later"]

FRESH = 12 * 3600.0
"""Seconds for which a report may be shown as current: one night. After it those it counted have left."""
UNKNOWN_ROOM = 50
"""Places assumed where neither a fresh report nor a capacity is known: a school gym."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be said of a shelter (see `shelters.Offer`) and what ranks it. It holds until `until`."""

    state: ShelterState
    opens_at: float | None
    closes_at: float | None
    free: int | None
    checked_at: float | None
    fresh: bool
    room: int  # places to share out, at least 1
    last_call: bool  # closes within LAST_CALL
    doubts: int  # guests who say that it is full and count: 0, 1, or 2 for more
    expected_since: float  # who was sent earlier has left or been counted
    until: float


def standing(hours: Hours, beds: int | None, known: Known, now: float) -> Standing:
    """What hours, capacity and reports come to at `now` (epoch seconds).

    A report is fresh until the next closing after it, when all whom it counted leave, and for 12 hours at most, since
    a shelter that never closes changes as much in a night. A stale report is not shown as current: its number is
    dropped, and "full" becomes "was-full". A volunteer's "open" overrides the hours until the next closing, "closed"
    holds until a volunteer says otherwise. A guest's "full" makes "reported-full" for 3 hours.
    """
    window = hours.at(now)

    def is_fresh(report: ShelterReport) -> bool:
        return now < report.at + FRESH and window.closed_at <= report.at

    is_open = window.is_open or window.closed_at <= known.opened_at
    opens_at = None if is_open else window.opens_at
    full = known.trusted if known.barred == "full" else None
    guest = known.guest if known.guest and now < known.guest.at + RUMOUR and is_fresh(known.guest) else None
    agreed = known.confirmed if guest and known.confirmed and now < known.confirmed[1].at + RUMOUR else None
    shown = known.places if known.places and is_fresh(known.places) else known.trusted
    state: ShelterState = "open" if opens_at is None else "opens-soon"
    if known.barred == "closed":
        state = "closed"
    elif full and is_fresh(full):
        state, shown = "full", full
    elif opens_at is not None and opens_at - now > SOON:
        state = "opens-later"
    elif guest:
        state, shown = "reported-full", guest
    elif full:
        state, shown = "was-full", full
    fresh = shown is not None and is_fresh(shown)
    free = shown.free if shown and fresh and shown is known.places else None
    lapses = [report.at + FRESH for report in (known.places, known.trusted, full) if report]
    lapses += [report.at + RUMOUR for report in (guest, agreed[1] if agreed else None) if report]
    return Standing(
        state=state,
        opens_at=None if state == "closed" else opens_at,
        closes_at=None if state == "closed" else window.closes_at,
        free=free,
        checked_at=shown.at if shown else None,
        fresh=fresh,
        room=max(1, next((n for n in (free, beds) if n is not None), UNKNOWN_ROOM)),
        last_call=is_open and window.closes_at is not None and window.closes_at - now <= LAST_CALL,
        doubts=2 if agreed else 1 if guest else 0,
        expected_since=max(window.emptied_at, known.counted_at),
        until=min((window.end, known.until, *(lapse for lapse in lapses if lapse > now))),
    )


class ShelterKind:
    """Shelters of the same hours and capacity. They stand alike as long as nothing is reported of them."""

    def __init__(self, hours: Hours, beds: int | None) -> None:
        self._hours = hours
        self._beds = beds
        self._plain: tuple[Window, Standing] | None = None
        self._reported: dict[int, tuple[Known, float, Standing]] = {}  # by number: of what, since when

    def at(self, now: float, known: Known, number: int) -> Standing:
        """The standing of shelter `number`, which is one of them."""
        if known is not NOTHING_KNOWN:
            kept = self._reported.get(number)
            if kept is None or kept[0] is not known or not kept[1] <= now < kept[2].until:
                kept = self._reported[number] = known, now, standing(self._hours, self._beds, known, now)
            return kept[2]
        window = self._hours.at(now)
        if self._plain is None or self._plain[0] is not window:
            self._plain = window, standing(self._hours, self._beds, known, now)
        return self._plain[1]
