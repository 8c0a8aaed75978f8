"""The columns of the CSV files: for each kind of cell how it is read and how it is written."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Generic, TypeVar

from ..localized import FILED, Localized
from .problems import Problem, shown

T = TypeVar("T")

DAY = 1440  # minutes

_CODE = re.compile(r"[\w-]{1,40}")  # letters of any alphabet: volunteers text codes from Russian keyboards
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")  # 9:00 too, spreadsheets drop the zero
_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_WEEKDAYS = re.compile(r"([1-7])(?:-([1-7]))?")


class Wrong(Exception):
    """A cell that does not hold what it must."""

    def __init__(self, must: str, found: str) -> None:
        super().__init__(f"{must}, found {shown(found)}")


@dataclass(frozen=True, slots=True)
class Cells:
    """One row's cells by column name, without spaces around them, and where to say what is wrong with them."""

    file: str
    line: int
    by_column: Mapping[str, str]
    problems: list[Problem]
    is_town: Callable[[str], bool]

    def text(self, column: str) -> str:
        """The cell, empty where the file lacks the column."""
        return self.by_column.get(column, "")

    def wrong(self, column: str, what: str) -> None:
        self.problems.append(Problem(self.file, self.line, column, what))


@dataclass(frozen=True)
class Field(ABC, Generic[T]):
    """A field of a row's class, by the same name, and where it stands in a file.

    `needed`: the header cannot lack it; other columns may be absent, which reads as an empty cell. `beside`: the
    column that is given together with this one or not at all.
    """

    name: str
    _: KW_ONLY
    needed: bool = False
    beside: str = ""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return (self.name,)

    @abstractmethod
    def read(self, cells: Cells) -> T | None:
        """The row's value, None where there is none. What is wrong goes to `cells`: one pass finds every error."""

    @abstractmethod
    def write_all(self, value: T | None) -> tuple[str, ...]:
        """A cell for each of `columns`."""

    def wrong(self, cells: Cells, what: str) -> None:
        """Says so, unless the file lacks the column: that is said once, for the header."""
        if not cells.by_column.keys().isdisjoint(self.columns):
            cells.wrong(self.name, what)


class OneCell(Field[T]):
    """A field that stands in one cell."""

    @abstractmethod
    def parse(self, cell: str) -> T:
        """The value of a cell. Raises Wrong."""

    def write(self, value: T) -> str:
        """The cell that `parse` makes this value of."""
        return str(value)

    def read(self, cells: Cells) -> T | None:
        cell = cells.text(self.name)
        try:
            return self.parse(cell)
        except Wrong as wrong:
            if cell or self.needed:
                self.wrong(cells, str(wrong))
            return None

    def write_all(self, value: T | None) -> tuple[str, ...]:
        return ("" if value is None else self.write(value),)


class Texts(Field[Localized]):
    """A text in any of the languages, a column each; when it is needed, in one at least."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{language}" for language in FILED)

    def read(self, cells: Cells) -> Localized:
        text = Localized.filed(map(cells.text, self.columns))
        if self.needed and not text:
            self.wrong(cells, f"must be given in one language at least ({', '.join(self.columns)})")
        return text

    def write_all(self, value: Localized | None) -> tuple[str, ...]:
        return tuple(value or Localized())


class Text(OneCell[str]):
    def parse(self, cell: str) -> str:
        return cell


class Code(Text):
    """What the row is called in texts and reports; a wrong one is given as well, since other errors are told by it."""

    def read(self, cells: Cells) -> str:
        code = cells.text(self.name)
        if not _CODE.fullmatch(code):
            self.wrong(cells, f"must be 1 to 40 letters, digits, - or _, found {shown(code)}")
        return code


class Town(Text):
    """A town's name, which the gazetteer must know where the row has no coordinates of its own."""

    def read(self, cells: Cells) -> str:
        town = cells.text(self.name)
        if not _NUMBER.fullmatch(cells.text("lat")):
            way_out = ", or give lat and lon" if "lat" in cells.by_column else ""
            if not town and self.needed:
                self.wrong(cells, f"name the town{way_out}")
            elif town and not cells.is_town(town):
                self.wrong(cells, f"unknown place {shown(town)}; write it as the gazetteer does{way_out}")
        return town


class Country(Text):
    """A country as in ISO 3166, two letters, in any case."""

    def parse(self, cell: str) -> str:
        country = cell.upper()
        if not _COUNTRY.fullmatch(country):
            raise Wrong("must be a country's two letters, such as KZ", country)
        return country


@dataclass(frozen=True)
class Choice(OneCell[str]):
    """One of `options` as it stands there."""

    options: tuple[str, ...]

    def parse(self, cell: str) -> str:
        if cell not in self.options:
            raise Wrong(f"must be one of {', '.join(self.options)}", cell)
        return cell


class Yes(OneCell[bool]):
    """yes or no, in any case."""

    def parse(self, cell: str) -> bool:
        answer = cell.lower()
        if answer not in ("yes", "no"):
            raise Wrong("must be yes or no", answer)
        return answer == "yes"

    def write(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True)
class Whole(OneCell[int]):
    """A whole number from 0 to `most`, which catches slipped digits: a phone number, a year in place of a count."""

    most: int

    def parse(self, cell: str) -> int:
        if not _WHOLE.fullmatch(cell) or int(cell) > self.most:
            raise Wrong(f"must be a whole number from 0 to {self.most:,}", cell)
        return int(cell)


@dataclass(frozen=True)
class DecimalNumber(OneCell[float]):
    """A number with or without a fraction. `must`: what `fits` asks of it, in words."""

    must: str
    fits: Callable[[float], bool]

    def parse(self, cell: str) -> float:
        if not _NUMBER.fullmatch(cell):
            raise Wrong("must be a number such as 51.23", cell)
        if not self.fits(float(cell)):
            raise Wrong(self.must, cell)
        return float(cell)

    def write(self, value: float) -> str:
        """All digits and never an exponent, which spreadsheets and `parse` take for a text. 12.0 is 12."""
        return f"{Decimal(repr(value)):f}".removesuffix(".0")


class ClockTime(OneCell[int]):
    """Minutes since local midnight, from 0:00 to 24:00."""

    def parse(self, cell: str) -> int:
        match = _CLOCK.fullmatch(cell)
        minutes = int(match[1]) * 60 + int(match[2]) if match else DAY + 1
        if minutes > DAY:
            raise Wrong("must be a time from 00:00 to 24:00", cell)
        return minutes

    def write(self, value: int) -> str:
        return f"{value // 60:02}:{value % 60:02}"


class Closing(ClockTime):
    """The end of the hours that begin `beside` it."""

    def read(self, cells: Cells) -> int | None:
        opening, closing = cells.text(self.beside), cells.text(self.name)
        with suppress(Wrong):
            opens, closes = self.parse(opening), self.parse(closing)
            # 24:00 to 00:00 is the same moment too, though the numbers differ.
            if opens % DAY == closes % DAY and (opens, closes) != (0, DAY):
                at = f"opens {opening} and closes {closing}"
                self.wrong(cells, f"{at}, which is no time at all; all day and night is 00:00 to 24:00")
        return super().read(cells)


class Day(OneCell[date]):
    """A date as in ISO 8601."""

    def parse(self, cell: str) -> date:
        try:
            return date.fromisoformat(cell)
        except ValueError:
            raise Wrong("must be a date such as 2022-10-24", cell) from None


class Moment(OneCell[datetime]):
    """A time as in ISO 8601, with its offset."""

    def parse(self, cell: str) -> datetime:
        with suppress(ValueError):
            moment = datetime.fromisoformat(cell)
            # Years outside these are slips, and the far ends of the calendar overflow in other time zones.
            if moment.tzinfo is not None and 2000 <= moment.year < 2100:
                return moment
        raise Wrong("must be a time with its offset such as 2022-09-25T22:30:00+05:00", cell)

    def write(self, value: datetime) -> str:
        return value.isoformat()


class CodeList(OneCell[tuple[str, ...]]):
    """Words in their order, with commas between."""

    def parse(self, cell: str) -> tuple[str, ...]:
        return _words(cell)

    def write(self, value: tuple[str, ...]) -> str:
        return ",".join(value)


class Tags(OneCell[frozenset[str]]):
    """Words without an order, with commas between."""

    def parse(self, cell: str) -> frozenset[str]:
        return frozenset(_words(cell))

    def write(self, value: frozenset[str]) -> str:
        return ",".join(sorted(value))


class Weekdays(OneCell[frozenset[int]]):
    """ISO weekdays such as 1-5, 1,2,5 or 1-3,6; empty: unknown."""

    def parse(self, cell: str) -> frozenset[int]:
        days: set[int] = set()
        for part in _words(cell):
            match = _WEEKDAYS.fullmatch(part)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
            if first > last:
                raise Wrong("must be days from 1 (Monday) to 7, such as 1-5 or 1,2,5", cell)
            days.update(range(first, last + 1))
        return frozenset(days)

    def write(self, value: frozenset[int]) -> str:
        """1-5 where the days are in a row, else 1,2,5."""
        row = sorted(value)
        if len(row) > 1 and row == list(range(row[0], row[-1] + 1)):
            return f"{row[0]}-{row[-1]}"
        return ",".join(map(str, row))


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())
