"""The CSV files of a data folder: which columns each has, and how to read them.

A column more is one line here and a field of the row's class, by the same name: the last, with a default, so that rows
which a store has kept since before are read as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from ..changes import MOST_IN_LINE
from ..crossings.crossings import Crossing
from ..offices import Office
from ..shelters.shelters import Shelter
from ..topics import Topic
from .columns import (
    DAY,
    Cells,
    Choice,
    ClockTime,
    Closing,
    Code,
    CodeList,
    Country,
    Day,
    DecimalNumber,
    Field,
    Moment,
    Tags,
    Text,
    Texts,
    Town,
    Weekdays,
    Whole,
    Yes,
)
from .report_rows import MODES, STATUSES, ReportRow, check_report

R = TypeVar("R")

# The largest figures seen are 400 beds, 2,900 cars in line and five days of waiting (sample data, September 2022).
MOST_PEOPLE = 100_000
MOST_MINUTES = 30 * DAY


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """One CSV file. `row` makes a row of its columns' values; `check` says what is wrong between the cells of a row."""

    file: str
    row: Callable[..., R]
    fields: tuple[Field[Any], ...]
    check: Callable[[Cells], None] | None = None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """As the header names them."""
        return tuple(column for field in self.fields for column in field.columns)

    def read(self, cells: Cells) -> R:
        """The row; of use only when nothing was wrong with it."""
        values: dict[str, object] = {}
        for field in self.fields:
            values[field.name] = field.read(cells)
            if field.beside and cells.text(field.beside) and not cells.text(field.name):
                field.wrong(cells, f"is empty though {field.beside} is given; give both or neither")
        if self.check:
            self.check(cells)
        return self.row(**values)

    def write(self, row: R) -> list[str]:
        """The row's cells, in the order of `columns`."""
        return [cell for field in self.fields for cell in field.write_all(getattr(row, field.name))]


_POSITION = (
    DecimalNumber("lat", "latitude must be between -90 and 90", lambda degrees: abs(degrees) <= 90, beside="lon"),
    DecimalNumber("lon", "longitude must be between -180 and 180", lambda degrees: abs(degrees) <= 180, beside="lat"),
)
# Above 0, since an estimate divides by it.
_RATE = ("must be above 0 and at most 100,000, or empty if unknown", lambda rate: 0 < rate <= 100_000)
_HOURS = (ClockTime("opens", beside="closes"), Closing("closes", beside="opens"))

SHELTERS = Sheet(
    "shelters.csv",
    Shelter,
    (
        Code("code", needed=True),
        Town("place", needed=True),
        Texts("name", needed=True),
        Texts("address"),
        *_POSITION,
        Whole("beds", MOST_PEOPLE),
        *_HOURS,
        Text("welcomes"),
        CodeList("offers"),
        Text("phone"),
        Texts("note"),
        Text("source"),
    ),
)
CROSSINGS = Sheet(
    "crossings.csv",
    Crossing,
    (
        Code("code", needed=True),
        Texts("name", needed=True),
        Country("from_country", needed=True),
        Country("to_country", needed=True),
        Town("nearest_place", needed=True),
        Whole("drive_minutes", MOST_MINUTES),
        *_POSITION,
        Yes("on_foot", needed=True),
        Yes("by_car", needed=True),
        DecimalNumber("people_per_hour", *_RATE),
        DecimalNumber("cars_per_hour", *_RATE),
        Texts("note"),
        Text("source"),
    ),
)
OFFICES = Sheet(
    "offices.csv",
    Office,
    (
        Code("code", needed=True),
        Town("place", needed=True),
        Texts("name", needed=True),
        Texts("address"),
        *_POSITION,
        *_HOURS,
        Weekdays("days"),
        Tags("does"),
        Texts("note"),
        Text("source"),
    ),
)
TOPICS = Sheet(
    "topics.csv",
    Topic,
    (
        Code("code", needed=True),
        Texts("keywords", needed=True),
        Texts("title", needed=True),
        Texts("text", needed=True),
        Town("place"),
        Day("valid_until"),
        Text("source"),
    ),
)
REPORTS = Sheet(
    "reports.csv",
    ReportRow,
    (
        Moment("at", needed=True),
        Choice("mode", MODES, needed=True),
        Code("code", needed=True),
        Whole("queue", MOST_IN_LINE),
        Whole("waited_minutes", MOST_MINUTES),
        Whole("serving", MOST_IN_LINE),
        Whole("free", MOST_PEOPLE),
        Choice("status", STATUSES),
        Yes("trusted"),
        Text("source"),
        Moment("until"),
    ),
    check_report,
)
