"""The CSV files of a data folder: their columns, and a row read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..changes import QueueReport, ShelterReport
from ..crossings.crossings import Crossing
from ..offices import Office
from ..shelters.shelters import Shelter
from ..topics import Topic
from .columns import (
    MOST_MINUTES,
    MOST_PEOPLE,
    Cells,
    day_cell,
    hours_cells,
    localized,
    localized_cells,
    number_cell,
    position_cells,
    weekdays_cell,
    yes_cell,
)
from .report_rows import REPORT_COLUMNS, read_report

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """One CSV file. `needed`: what its header cannot lack, by column or by the stem of a localized text.

    All other columns may be absent; a row may leave empty what its reader does not ask for. `read`
    gives None for a row of which nothing can be made.
    """

    file: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    read: Callable[[Cells], R | None]


def _read_shelter(cells: Cells) -> Shelter:
    lat, lon = cells.position()
    opens, closes = cells.hours()
    return Shelter(
        code=cells.code(),
        place=cells.town("place", lat),
        name=cells.localized("name", needed=True),
        address=cells.localized("address"),
        lat=lat,
        lon=lon,
        beds=cells.whole("beds", MOST_PEOPLE),
        opens=opens,
        closes=closes,
        welcomes=cells.text("welcomes"),
        offers=cells.words("offers"),
        phone=cells.text("phone"),
        note=cells.localized("note"),
        source=cells.text("source"),
    )


def shelter_cells(row: Shelter) -> dict[str, str]:
    return {
        "code": row.code,
        "place": row.place,
        **localized_cells("name", row.name),
        **localized_cells("address", row.address),
        **position_cells(row.lat, row.lon),
        "beds": number_cell(row.beds),
        **hours_cells(row.opens, row.closes),
        "welcomes": row.welcomes,
        "offers": ",".join(row.offers),
        "phone": row.phone,
        **localized_cells("note", row.note),
        "source": row.source,
    }


def _read_crossing(cells: Cells) -> Crossing:
    lat, lon = cells.position()
    return Crossing(
        code=cells.code(),
        name=cells.localized("name", needed=True),
        from_country=cells.country("from_country"),
        to_country=cells.country("to_country"),
        nearest_place=cells.town("nearest_place", lat),
        drive_minutes=cells.whole("drive_minutes", MOST_MINUTES),
        lat=lat,
        lon=lon,
        on_foot=cells.yes("on_foot"),
        by_car=cells.yes("by_car"),
        people_per_hour=cells.rate("people_per_hour"),
        cars_per_hour=cells.rate("cars_per_hour"),
        note=cells.localized("note"),
        source=cells.text("source"),
    )


def crossing_cells(row: Crossing) -> dict[str, str]:
    return {
        "code": row.code,
        **localized_cells("name", row.name),
        "from_country": row.from_country,
        "to_country": row.to_country,
        "nearest_place": row.nearest_place,
        "drive_minutes": number_cell(row.drive_minutes),
        **position_cells(row.lat, row.lon),
        "on_foot": yes_cell(row.on_foot),
        "by_car": yes_cell(row.by_car),
        "people_per_hour": number_cell(row.people_per_hour),
        "cars_per_hour": number_cell(row.cars_per_hour),
        **localized_cells("note", row.note),
        "source": row.source,
    }


def _read_office(cells: Cells) -> Office:
    lat, lon = cells.position()
    opens, closes = cells.hours()
    return Office(
        code=cells.code(),
        place=cells.town("place", lat),
        name=cells.localized("name", needed=True),
        address=cells.localized("address"),
        lat=lat,
        lon=lon,
        opens=opens,
        closes=closes,
        days=cells.weekdays("days"),
        does=frozenset(cells.words("does")),
        note=cells.localized("note"),
        source=cells.text("source"),
    )


def office_cells(row: Office) -> dict[str, str]:
    return {
        "code": row.code,
        "place": row.place,
        **localized_cells("name", row.name),
        **localized_cells("address", row.address),
        **position_cells(row.lat, row.lon),
        **hours_cells(row.opens, row.closes),
        "days": weekdays_cell(row.days),
        "does": ",".join(sorted(row.does)),
        **localized_cells("note", row.note),
        "source": row.source,
    }


def _read_topic(cells: Cells) -> Topic:
    return Topic(
        code=cells.code(),
        keywords=cells.localized("keywords", needed=True),
        title=cells.localized("title", needed=True),
        text=cells.localized("text", needed=True),
        place=cells.town("place", None, needed=False),
        valid_until=cells.day("valid_until"),
        source=cells.text("source"),
    )


def topic_cells(row: Topic) -> dict[str, str]:
    return {
        "code": row.code,
        **localized_cells("keywords", row.keywords),
        **localized_cells("title", row.title),
        **localized_cells("text", row.text),
        "place": row.place,
        "valid_until": day_cell(row.valid_until),
        "source": row.source,
    }


SHELTERS = Sheet(
    "shelters.csv",
    (
        *("code", "place", *localized("name"), *localized("address"), "lat", "lon", "beds", "opens", "closes"),
        *("welcomes", "offers", "phone", *localized("note"), "source"),
    ),
    ("code", "place", "name"),
    _read_shelter,
)
CROSSINGS = Sheet(
    "crossings.csv",
    (
        *("code", *localized("name"), "from_country", "to_country", "nearest_place", "drive_minutes", "lat", "lon"),
        *("on_foot", "by_car", "people_per_hour", "cars_per_hour", *localized("note"), "source"),
    ),
    ("code", "name", "from_country", "to_country", "nearest_place", "on_foot", "by_car"),
    _read_crossing,
)
OFFICES = Sheet(
    "offices.csv",
    (
        *("code", "place", *localized("name"), *localized("address"), "lat", "lon", "opens", "closes"),
        *("days", "does", *localized("note"), "source"),
    ),
    ("code", "place", "name"),
    _read_office,
)
TOPICS = Sheet(
    "topics.csv",
    (
        *("code", *localized("keywords"), *localized("title"), *localized("text")),
        *("place", "valid_until", "source"),
    ),
    ("code", "keywords", "title", "text"),
    _read_topic,
)
REPORTS: Sheet[ShelterReport | QueueReport] = Sheet("reports.csv", REPORT_COLUMNS, ("at", "mode", "code"), read_report)
