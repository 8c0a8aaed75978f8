"""Border crossings and the wait there."""

from __future__ import annotations

from dataclasses import dataclass

from .localized import Localized


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
