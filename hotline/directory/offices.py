"""Offices where a person registers and when they are open, and the rules on how long one may stay.

A local time is an aware datetime in the office's own zone; minutes count from local midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf

from .localized import Localized
from .places.gazetteer import distance_km


@dataclass(frozen=True, slots=True)
class Office:
    """One row of offices.csv."""

    code: str
    place: str  # name of the town, as the gazetteer knows it
    name: Localized
    address: Localized
    lat: float | None
    lon: float | None
    opens: int | None  # minutes since local midnight, 0..1440; None: hours unknown
    closes: int | None
    days: frozenset[int]  # ISO weekdays on which it opens, 1 = Monday
    does: frozenset[str]  # e.g. registration, id-number, residence
    note: Localized
    source: str


def nearest(
    offices: Iterable[Office],
    lat: float,
    lon: float,
    service: str,
    position_of: Callable[[Office], tuple[float, float] | None],
    local: datetime,
) -> list[Office]:
    """The offices that do `service`, the nearest town first; those of unknown position last.

    `position_of` gives an office's latitude and longitude, or its town's. Within one town, and at equal distance,
    the office whose hours come soonest after `local` goes first: a few streets matter less than a day.
    """
    kilometres: dict[str, float] = {}
    towns: dict[str, float] = {}
    suitable = [office for office in offices if service in office.does]
    for office in suitable:
        position = position_of(office)
        away = inf if position is None else distance_km(lat, lon, *position)
        kilometres[office.code] = away
        towns[office.place] = min(away, towns.get(office.place, inf))

    def order(office: Office) -> tuple[float, float, float, str]:
        return towns[office.place], _hours_until_open(office, local), kilometres[office.code], office.code

    return sorted(suitable, key=order)


def hours_on(office: Office, day: date) -> tuple[int, int] | None:
    """The minutes at which the office opens on that day and closes; None: not open, or hours unknown.

    Closing at or before the minute of opening is on the next day. Public holidays are not known to the data.
    """
    if office.opens is None or office.closes is None or day.isoweekday() not in office.days:
        return None
    return office.opens, office.closes


def last_open(office: Office, day: date) -> date:
    """The last day up to `day` on which the office is open; `day` itself of one whose days are not known."""
    return next((one for back in range(7) if (one := day - timedelta(days=back)).isoweekday() in office.days), day)


def open_now(office: Office, local: datetime) -> bool:
    """Whether the office is open; at the minute of closing it is not. False when its hours are unknown."""
    yesterday = local.date() - timedelta(days=1)  # its hours may reach over midnight
    spans = (_span(office, day, local) for day in (yesterday, local.date()))
    return any(span is not None and span[0] <= local < span[1] for span in spans)


def next_opening(office: Office, local: datetime) -> datetime | None:
    """When the office opens next, at `local` or later, in the zone of `local`; None when its hours are unknown.

    Of an office that is open now this is the opening after the present one.
    """
    for ahead in range(-1, 8):  # from yesterday, since 24:00 is today's 0:00, to the same weekday next week
        span = _span(office, local.date() + timedelta(days=ahead), local)
        if span is not None and span[0] >= local:
            return span[0]
    return None


def _span(office: Office, day: date, local: datetime) -> tuple[datetime, datetime] | None:
    """The opening hours that begin on `day`, by the clock on the wall."""
    hours = hours_on(office, day)
    if hours is None:
        return None
    opens, closes = hours
    midnight = datetime.combine(day, time(), local.tzinfo)
    while closes <= opens:  # twice for what is written as 24:00 to 0:00
        closes += 24 * 60
    return midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)


def _hours_until_open(office: Office, local: datetime) -> float:
    if open_now(office, local):
        return 0.0
    opening = next_opening(office, local)
    return inf if opening is None else (opening - local).total_seconds() / 3600
