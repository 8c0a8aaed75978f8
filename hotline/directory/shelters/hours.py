"""When a shelter is open: its hours of every day, in its own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import inf
from zoneinfo import ZoneInfo

SOON = 2 * 3600.0
"""Seconds before its opening from which a shelter counts as open: about what one can wait near its door."""
LAST_CALL = 30 * 60.0
"""Seconds before its closing from which a shelter is not worth a walk."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where a moment lies between openings and closings (epoch seconds). It holds for `start <= now < end`."""

    start: float
    end: float
    is_open: bool
    opens_at: float | None  # the coming opening, None while open
    closes_at: float | None  # the coming closing, None: it never closes or nobody knows when
    closed_at: float  # the last closing, -inf where there is none
    emptied_at: float  # when those of the night before had left


class Hours:
    """Opening hours of every day, in minutes since local midnight (0..1440). One object serves all shelters with them.

    Closing before opening is overnight, 24:00 is the next midnight. Opening at the hour of closing (00:00-24:00) never
    closes; unknown hours (None) count as open, since a wasted walk is less bad than a night outside. Both are taken to
    be emptied at local noon: the latest morning closing in the sample is 11:00, and without such an hour those sent
    there would be expected for ever.
    """

    def __init__(self, opens: int | None, closes: int | None, timezone: ZoneInfo) -> None:
        self._timezone = timezone
        self._opens = (opens or 0) % 1440
        self._closes = (closes or 0) % 1440
        self._never_closes = opens is None or closes is None or self._opens == self._closes
        self._window: Window | None = None

    def at(self, now: float) -> Window:
        """The window in which `now` lies, by the zone's own rules for that day."""
        window = self._window
        if window is None or not window.start <= now < window.end:
            window = self._window = self._noon_to_noon(now) if self._never_closes else self._by_hours(now)
        return window

    def _epoch(self, day: date, minute: int) -> float:
        return datetime.combine(day, time(minute // 60, minute % 60), self._timezone).timestamp()

    def _noon_to_noon(self, now: float) -> Window:
        today = datetime.fromtimestamp(now, self._timezone).date()
        noons = [self._epoch(today + timedelta(days), 720) for days in (-1, 0, 1)]
        start, end = next(pair for pair in pairwise(noons) if pair[0] <= now < pair[1])
        return Window(start, end, True, None, None, -inf, start)

    def _by_hours(self, now: float) -> Window:
        today = datetime.fromtimestamp(now, self._timezone).date()
        overnight = timedelta(1 if self._closes <= self._opens else 0)
        days = [today + timedelta(days) for days in range(-2, 3)]
        nights = [(self._epoch(day, self._opens), self._epoch(day + overnight, self._closes)) for day in days]
        opens_at, closes_at = next(night for night in nights if night[1] > now)
        closed_at = max(closing for _, closing in nights if closing <= now)
        edges = [closed_at, opens_at - SOON, opens_at, closes_at - LAST_CALL, closes_at]
        start = max(edge for edge in edges if edge <= now)
        end = min(edge for edge in edges if edge > now)
        is_open = opens_at <= now
        return Window(start, end, is_open, None if is_open else opens_at, closes_at, closed_at, closed_at)
