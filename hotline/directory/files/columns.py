"""Cells of a CSV row, read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from ..localized import Localized
from .problems import Problem, shown

T = TypeVar("T", bound=str)

LANGUAGES = ("en", "ru", "kk")
DAY = 1440  # minutes

# Ceilings of whole numbers. They catch slipped digits (a phone number, a year in place of a count); the largest
# figures seen are 400 beds, 2,900 cars in line and five days of waiting (sample data, September 2022).
MOST_PEOPLE = 100_000
MOST_IN_LINE = 1_000_000
MOST_MINUTES = 30 * DAY

_CODE = re.compile(r"[\w-]{1,40}")  # letters of any alphabet: volunteers text codes from Russian keyboards
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")  # 9:00 too, spreadsheets drop the zero
_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_WEEKDAYS = re.compile(r"([1-7])(?:-([1-7]))?")


def localized(stem: str) -> tuple[str, ...]:
    """The columns of a text in all languages: name -> name_en, name_ru, name_kk."""
    return tuple(f"{stem}_{language}" for language in LANGUAGES)


class Cells:
    """One row's cells by column name.

    Each method reads one thing. What is wrong goes to `problems` and a stand-in is returned, so that one pass
    finds every error; the caller throws the rows away when there are any. A column that the file lacks reads as
    empty without complaint: that the file needs it is said once, for the header.
    """

    def __init__(
        self,
        file: str,
        line: int,
        cells: Mapping[str, str],
        problems: list[Problem],
        known_place: Callable[[str], bool] | None,
    ) -> None:
        self._file, self._line, self._cells, self._problems = file, line, cells, problems
        self._known_place = known_place

    def wrong(self, column: str, what: str) -> None:
        self._problems.append(Problem(self._file, self._line, column, what))

    def text(self, column: str) -> str:
        return self._cells.get(column, "")

    def code(self) -> str:
        """What the row is called in texts and reports."""
        code = self.text("code")
        if "code" in self._cells and not _CODE.fullmatch(code):
            self.wrong("code", f"must be 1 to 40 letters, digits, - or _, found {shown(code)}")
        return code

    def localized(self, stem: str, needed: bool = False) -> Localized:
        """A text in up to three languages; when `needed`, in one at least."""
        columns = localized(stem)
        text = Localized(*map(self.text, columns))
        if needed and not text and any(column in self._cells for column in columns):
            self.wrong(stem, f"must be given in one language at least ({', '.join(columns)})")
        return text

    def words(self, column: str) -> tuple[str, ...]:
        """A comma-separated list."""
        return tuple(word.strip() for word in self.text(column).split(",") if word.strip())

    def whole(self, column: str, most: int) -> int | None:
        """A whole number from 0 to `most`; empty is None."""
        cell = self.text(column)
        if not cell:
            return None
        if not _WHOLE.fullmatch(cell) or int(cell) > most:
            self.wrong(column, f"must be a whole number from 0 to {most:,}, found {shown(cell)}")
            return None
        return int(cell)

    def rate(self, column: str) -> float | None:
        """How many an hour: above 0, since an estimate divides by it, and up to 100,000; empty is None."""
        rate = self._number(column)
        if rate is not None and not 0 < rate <= 100_000:
            found = shown(self.text(column))
            self.wrong(column, f"must be above 0 and at most 100,000, or empty if unknown, found {found}")
        return rate

    def town(self, column: str, lat: float | None, needed: bool = True) -> str:
        """A town's name, which the gazetteer must know where the row has no coordinates of its own."""
        town = self.text(column)
        if lat is not None or column not in self._cells:
            return town
        way_out = ", or give lat and lon" if "lat" in self._cells else ""
        if town and self._known_place is not None and not self._known_place(town):
            self.wrong(column, f"unknown place {shown(town)}; write it as the gazetteer does{way_out}")
        elif not town and needed:
            self.wrong(column, f"name the town{way_out}")
        return town

    def position(self) -> tuple[float | None, float | None]:
        """Latitude and longitude in degrees (WGS 84), or neither."""
        lat, lon = self._degrees("lat", "latitude", 90), self._degrees("lon", "longitude", 180)
        self._both("lat", "lon")
        return lat, lon

    def hours(self) -> tuple[int | None, int | None]:
        """Opening and closing in minutes since local midnight, or neither."""
        opens, closes = self._clock("opens"), self._clock("closes")
        self._both("opens", "closes")
        if opens is not None and closes is not None:
            whole_day = (opens, closes) == (0, DAY)
            # 24:00 to 00:00 is the same moment too, though the numbers differ.
            if opens % DAY == closes % DAY and not whole_day:
                at = f"opens {self.text('opens')} and closes {self.text('closes')}"
                self.wrong("closes", f"{at}, which is no time at all; all day and night is 00:00 to 24:00")
        return opens, closes

    def weekdays(self, column: str) -> frozenset[int]:
        """ISO weekdays such as 1-5, 1,2,5 or 1-3,6; empty: unknown."""
        days: set[int] = set()
        for part in self.words(column):
            match = _WEEKDAYS.fullmatch(part)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
            if first > last:
                example = "must be days from 1 (Monday) to 7, such as 1-5 or 1,2,5"
                self.wrong(column, f"{example}, found {shown(self.text(column))}")
                break
            days.update(range(first, last + 1))
        return frozenset(days)

    def yes(self, column: str) -> bool:
        """yes or no, in any case."""
        answer = self.text(column).lower()
        if column in self._cells and answer not in ("yes", "no"):
            self.wrong(column, f"must be yes or no, found {shown(answer)}")
        return answer == "yes"

    def choice(self, column: str, options: tuple[T, ...], needed: bool) -> T | None:
        """One of `options` as it stands there; empty is None."""
        cell = self.text(column)
        chosen = next((option for option in options if option == cell), None)
        if chosen is None and column in self._cells and (cell or needed):
            self.wrong(column, f"must be one of {', '.join(options)}, found {shown(cell)}")
        return chosen

    def country(self, column: str) -> str:
        """A country as in ISO 3166, two letters."""
        country = self.text(column).upper()
        if column in self._cells and not _COUNTRY.fullmatch(country):
            self.wrong(column, f"must be a country's two letters, such as KZ, found {shown(country)}")
        return country

    def day(self, column: str) -> date | None:
        """A date as in ISO 8601; empty is None."""
        cell = self.text(column)
        if not cell:
            return None
        try:
            return date.fromisoformat(cell)
        except ValueError:
            self.wrong(column, f"must be a date such as 2022-10-24, found {shown(cell)}")
            return None

    def moment(self, column: str) -> float:
        """A time with its offset from UTC as in ISO 8601, in seconds since the epoch."""
        cell = self.text(column)
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            moment = None
        # Years outside these are slips, and the far ends of the calendar overflow in other time zones.
        if moment is not None and moment.tzinfo is not None and 2000 <= moment.year < 2100:
            return moment.timestamp()
        if column in self._cells:
            example = "must be a time with its offset such as 2022-09-25T22:30:00+05:00"
            self.wrong(column, f"{example}, found {shown(cell)}")
        return 0.0

    def _number(self, column: str) -> float | None:
        cell = self.text(column)
        if not cell:
            return None
        if not _NUMBER.fullmatch(cell):
            self.wrong(column, f"must be a number such as 51.23, found {shown(cell)}")
            return None
        return float(cell)

    def _degrees(self, column: str, what: str, most: int) -> float | None:
        degrees = self._number(column)
        if degrees is not None and abs(degrees) > most:
            found = shown(self.text(column))
            self.wrong(column, f"{what} must be between -{most} and {most}, found {found}")
        return degrees

    def _clock(self, column: str) -> int | None:
        cell = self.text(column)
        if not cell:
            return None
        match = _CLOCK.fullmatch(cell)
        minutes = int(match[1]) * 60 + int(match[2]) if match else DAY + 1
        if minutes > DAY:
            self.wrong(column, f"must be a time from 00:00 to 24:00, found {shown(cell)}")
            return None
        return minutes

    def _both(self, first: str, second: str) -> None:
        if first in self._cells and second in self._cells:
            for given, missing in ((first, second), (second, first)):
                if self.text(given) and not self.text(missing):
                    self.wrong(missing, f"is empty though {given} is given; give both or neither")


def localized_cells(stem: str, text: Localized) -> dict[str, str]:
    return dict(zip(localized(stem), (text.en, text.ru, text.kk), strict=True))


def position_cells(lat: float | None, lon: float | None) -> dict[str, str]:
    return {"lat": number_cell(lat), "lon": number_cell(lon)}


def hours_cells(opens: int | None, closes: int | None) -> dict[str, str]:
    return {
        column: "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
        for column, minutes in (("opens", opens), ("closes", closes))
    }


def number_cell(number: float | None) -> str:
    """All digits and never an exponent, which spreadsheets and `Cells` read as text. 12.0 is 12."""
    return "" if number is None else f"{Decimal(repr(number)):f}".removesuffix(".0")


def yes_cell(yes: bool) -> str:
    return "yes" if yes else "no"


def day_cell(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def weekdays_cell(days: Iterable[int]) -> str:
    """1-5 where the days are in a row, else 1,2,5."""
    row = sorted(days)
    if len(row) > 1 and row == list(range(row[0], row[-1] + 1)):
        return f"{row[0]}-{row[-1]}"
    return ",".join(map(str, row))
