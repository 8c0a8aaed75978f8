"""Shelters: which one to name to whom."""

from __future__ import annotations

from dataclasses import dataclass

from .localized import Localized


@dataclass(frozen=True, slots=True)
class Shelter:
    """One row of shelters.csv. Opening before closing is a day, closing before opening is overnight."""

    code: str
    place: str  # name of the town, as the gazetteer knows it
    name: Localized
    address: Localized
    lat: float | None  # None: "the town"
    lon: float | None
    beds: int | None  # capacity; free places come only from reports
    opens: int | None  # minutes since local midnight, 0..1440; None: hours unknown
    closes: int | None
    welcomes: str  # shown, never filters
    offers: tuple[str, ...]
    phone: str
    note: Localized
    source: str
