"""Days as people say and write them, in any of the languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from babel import Locale
from babel.localedata import exists

from ..hearing.numerals import Numerals
from ..hearing.phrases import Phrases, Vocabulary
from ..hearing.spelling import readings, skeleton, skeletons
from ..hearing.utterance import Utterance
from ..variables import LANGUAGES
from .steps import Expects, Json, NotUnderstood, Option, Reading, Said, Understood

_NUMBER_AND_REST = re.compile(r"\d+|\D+")
_DAYS = {"after-tomorrow": -2, "tomorrow": -1, "today": 0, "yesterday": 1, "before-yesterday": 2}  # days back


class DateAnswer:
    """A day that is past or today; on the phone four digits DDMM.

    25.09, 25/9/2022, 25 сентября, вчера, 3 күн бұрын, неделю назад, 24го; numbers may be words.
    """

    expects: Expects = "keys"
    digits = 4

    def __init__(self, vocabulary: Vocabulary, today: date) -> None:
        self._today = today
        self._days = Phrases({name: vocabulary[name] for name in _DAYS})
        self._ago, self._day, self._week = (skeletons(vocabulary[name]) for name in ("ago", "day", "week"))
        self._of_month = skeletons(vocabulary["day-of-month"])
        self._numerals = Numerals(vocabulary)

    def offers(self) -> Sequence[Option]:
        return []

    def read(self, said: Utterance) -> Reading[date]:
        if self._ago & set(said.skeletons):
            said = self._numerals.in_digits(said)
        reading = self._read(said)
        # Only then, since one language's number is another one's "he": он.
        return self._read(self._numerals.in_digits(said)) if reading == NotUnderstood() else reading

    def _read(self, said: Utterance) -> Reading[date]:
        heard = said.skeletons
        named = self._days.said(said)
        if len(named) == 1 and _DAYS[named[0]] < 0:
            return NotUnderstood(Said("date-future"))
        if len(named) == 1:
            return Understood(self._today - timedelta(days=_DAYS[named[0]]), len(heard) <= 3)
        numbers = [word for word in heard if word.isdecimal()]
        if set(heard) & self._ago and set(heard) & self._day and len(numbers) == 1 and int(numbers[0]) < 400:
            return Understood(self._today - timedelta(days=int(numbers[0])))
        if set(heard) & self._ago and set(heard) & self._week and len(numbers) < 2:
            return Understood(self._today - timedelta(weeks=min(int(numbers[0]), 60) if numbers else 1))
        weekday = next((found for word in heard if (found := _weekdays().get(word))), None)
        if weekday and not numbers:  # "on Monday" is the last one; today's name is today
            return Understood(self._today - timedelta(days=(self._today.isoweekday() - weekday) % 7))
        return self._calendar(said)

    def _calendar(self, said: Utterance) -> Reading[date]:
        parts = day_written(said)
        if parts is None:
            return self._of_this_month(said)
        day, month, year = parts
        if year is None:
            year = self._today.year
            if _day(year, month, day) is not None and (year, month, day) > _ymd(self._today + timedelta(days=31)):
                year -= 1  # "25 декабря", said in January, is last year's; said in November it is a mistake to tell
        elif year < 100:
            year += 2000
        found = _day(year, month, day)
        if found is None:
            return NotUnderstood(Said("date-impossible"))
        if found > self._today:
            return NotUnderstood(Said("date-future"))
        return Understood(found)

    def _of_this_month(self, said: Utterance) -> Reading[date]:
        """The last day of that number: 24го, 24-го, 24 числа."""
        heard = [part for word in said.skeletons for part in _NUMBER_AND_REST.findall(word)]
        days = [int(day) for day, rest in pairwise(heard) if day.isdecimal() and rest in self._of_month]
        if len(days) != 1 or not 1 <= days[0] <= 31:
            return NotUnderstood()
        first = self._today.replace(day=1)
        for _ in range(3):  # a month that has no such day is passed over
            found = _day(first.year, first.month, days[0])
            if found is not None and found <= self._today:
                return Understood(found)
            first = (first - timedelta(days=1)).replace(day=1)
        return NotUnderstood(Said("date-impossible"))

    def dump(self, value: date) -> Json:
        return value.isoformat()

    def load(self, kept: Json) -> date:
        return date.fromisoformat(str(kept))


def day_written(said: Utterance) -> tuple[int, int, int | None] | None:
    """Day, month and year of a date, in digits or with the name of its month; None where there is none."""
    return _in_digits(said.text) or _named(said.skeletons)


def _in_digits(text: str) -> tuple[int, int, int | None] | None:
    """Day, month and year of a date in digits: 25.09.2022, 25/9, 2022-09-25, 2509 (keys)."""
    iso = re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text)
    if iso:
        return int(iso[3]), int(iso[2]), int(iso[1])
    usual = re.search(r"(?<!\d)(\d{1,2})\s*[./\-,]\s*(\d{1,2})(?:\s*[./\-,]\s*(\d{4}|\d{2}))?(?!\d)", text)
    if usual:
        return int(usual[1]), int(usual[2]), int(usual[3]) if usual[3] else None
    keys = re.fullmatch(r"\s*(\d\d)(\d\d)(\d{4}|\d{2})?#?\s*", text)
    if keys:
        return int(keys[1]), int(keys[2]), int(keys[3]) if keys[3] else None
    return None


def _named(said: Sequence[str]) -> tuple[int, int, int | None] | None:
    """Day, month and year where the month is a word, in any order: 25 сентября, Sep 25 2022, 25 қыркүйек."""
    month = next((found for word in said if (found := _month(word))), None)
    numbers = [int(digits[0]) for word in said if (digits := re.match(r"\d{1,4}", word))]
    days = [number for number in numbers if number < 100]
    years = [number for number in numbers if 2000 <= number < 2100]
    if month is None or len(days) != 1 or len(years) > 1:
        return None
    return days[0], month, years[0] if years else None


def _locales() -> list[Locale]:
    """Of the languages whose calendars are known. Where two of them share a word, the first has it."""
    return [Locale(language) for language in LANGUAGES if exists(language)]


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for locale in _locales():
        for style in (locale.months["format"], locale.months["stand-alone"]):
            for number, name in style["wide"].items():
                whole = skeleton(name.casefold())
                names.setdefault(whole, number)
                names.setdefault(whole[:3], number)
    names["sept"] = 9
    return names


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    """ISO weekday by name; Russian and Kazakh ones as they stand after "в" and with the case that says when."""
    names: dict[str, int] = {}
    for locale in _locales():
        for number, name in locale.days["format"]["wide"].items():
            whole = skeleton(name.casefold())
            for form in (whole, whole.removesuffix("a") + "u", f"{whole}da", f"{whole}de"):
                names.setdefault(form, number + 1)
    return names


@lru_cache(maxsize=4096)  # most texts have the same words
def _month(word: str) -> int | None:
    """The month a word names: whole, by its first letters (сен, сент), or declined (қыркүйекте)."""
    if len(word) < 3 or word[0].isdigit():
        return None
    names = _months()

    def is_near(name: str) -> bool:
        return len(name) > 3 and (word.startswith(name[:5]) or (len(word) > 3 and name.startswith(word)))

    return names.get(word) or next((number for name, number in names.items() if is_near(name)), None)


class DayWords:
    """The words that name a day, and what is said without them: "мая" is a village in Yakutia, too."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        names = (*_DAYS, "ago", "day", "week", "day-of-month")
        self._words = skeletons([word for name in names for word in vocabulary[name]])

    def are_in(self, said: Utterance) -> bool:
        """Whether a day is named; a number alone names none."""
        return any(map(self._names_a_day, said.words))

    def without(self, said: Utterance) -> Utterance:
        """The rest, without numbers too, which may be a part of the day."""
        return Utterance.of(
            [chunk for chunk in said.chunks if not any(w.isdecimal() or self._names_a_day(w) for w in chunk[1])]
        )

    def _names_a_day(self, word: str) -> bool:
        heard = readings(word)[0]
        if heard[:1].isdecimal() and heard.lstrip("0123456789") in self._words:  # 24го
            return True
        return heard in self._words or _month(heard) is not None or heard in _weekdays()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ymd(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
