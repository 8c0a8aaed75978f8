"""Offices where a person registers, and the rules on how long one may stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .localized import Localized


@dataclass(frozen=True, slots=True)
class Office:
    """One row of offices.csv."""

    code: str
    place: str  # name of the town, as the gazetteer knows it
    name: Localized
    address: Localized
    lat: float | None
    lon: float | None
    opens: int | None  # minutes since local midnight
    closes: int | None
    days: frozenset[int]  # ISO weekdays on which it is open, 1 = Monday
    does: frozenset[str]  # e.g. registration, id-number, residence
    note: Localized
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One [[rule]] of rules.toml. The rule in force on the day of arrival is the one that counts."""

    country: str  # ISO 3166 alpha-2
    citizens: frozenset[str]  # whose stay it governs
    since: date  # first day in force
    until: date | None  # last day in force, None: until further notice
    stay_days: int  # without a visa; day 1 is the day of arrival
    register_by_day: int  # the last day on which to register; day 1 is the day of arrival
    host_notice_working_days: int | None
    documents: tuple[str, ...]
    online: bool  # can be done online
    verified: date | None
    source: str
