"""Shelters in and around Uralsk and what is reported of them. Times are local ones there (UTC+5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import cos, radians
from zoneinfo import ZoneInfo

from hotline.directory.changes import Sent, ShelterReport, ShelterStatus
from hotline.directory.localized import Localized
from hotline.directory.places.nearby import Position
from hotline.directory.shelters.occupancy import Occupancy
from hotline.directory.shelters.shelters import REACH_KM, Shelter, Shelters

ORAL = ZoneInfo("Asia/Oral")
TOWN = (51.2333, 51.3667)
NIGHT = (22 * 60 + 30, 11 * 60)
ALWAYS = (0, 1440)


def at(text: str) -> float:
    """'25 23:00' of September 2022 as epoch seconds."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2022-09-{day}T{clock}").replace(tzinfo=ORAL).timestamp()


NOW = at("25 23:00")


def shelter(
    code: str,
    km: float | None = None,
    hours: tuple[int | None, int | None] = ALWAYS,
    beds: int | None = None,
    place: str = "Oral",
    offers: tuple[str, ...] = (),
) -> Shelter:
    """One `km` east of the town's middle; without, the row has no position of its own."""
    lon = None if km is None else TOWN[1] + km / (111.195 * cos(radians(TOWN[0])))
    lat, text = (None if km is None else TOWN[0]), Localized(en=code)
    return Shelter(code, place, text, text, lat, lon, beds, *hours, "everyone", offers, "", Localized(), "test")


def own_or_town(row: Shelter) -> tuple[float, float] | None:
    return TOWN if row.lat is None or row.lon is None else (row.lat, row.lon)


def table(*rows: Shelter, position_of: Callable[[Shelter], Position | None] = own_or_town) -> Shelters:
    return Shelters(rows, position_of, lambda _: ORAL)


def live(*changes: ShelterReport | Sent) -> Occupancy:
    occupancy = Occupancy()
    for change in changes:
        occupancy.apply(change)
    return occupancy


def volunteer(
    code: str, status: ShelterStatus | None = None, free: int | None = None, when: float = NOW
) -> ShelterReport:
    return ShelterReport(when, code, status, free, trusted=True, by="volunteer")


def guest(code: str, by: str, when: float = NOW) -> ShelterReport:
    return ShelterReport(when, code, "full", None, trusted=False, by=by)


def walk(
    shelters: Shelters, occupancy: Occupancy, now: float = NOW, party: int = 1, reach_km: float = REACH_KM
) -> list[str]:
    """Codes in the order in which one who always asks for another hears them."""
    seen: list[str] = []
    while (offer := shelters.next(*TOWN, party, seen, now, occupancy, reach_km)) is not None:
        seen.append(offer.code)
    return seen
