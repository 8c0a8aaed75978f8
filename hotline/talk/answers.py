"""What a person may answer: yes or no, a number, a date, a place, anything; in three languages and on keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale

from ..letters import readings, skeleton, words
from .engine import Gone
from .steps import Expects, Json, NotUnderstood, Option, Reading, Said, Several, Understood

Vocabulary = Mapping[str, Sequence[str]]  # name -> words in all languages


class Phrases:
    """Words and phrases with a meaning each; where one phrase holds another ("не хочу", "хочу"), the longer counts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._meanings = {
            tuple(skeleton(word) for word in words(phrase)): meaning
            for meaning, phrases in vocabulary.items()
            for phrase in phrases
        }
        self._longest = max(map(len, self._meanings), default=0)

    def said(self, text: str) -> list[str]:
        """The meanings of what the text says, in order. A single letter says nothing ("я" is not "иә")."""
        heard = [readings(word)[0] if len(word) > 1 or word.isdecimal() else "" for word in words(text)]
        found, start = [], 0
        while start < len(heard):
            lengths = range(min(self._longest, len(heard) - start), 0, -1)
            length = next((n for n in lengths if tuple(heard[start : start + n]) in self._meanings), 0)
            if length:
                found.append(self._meanings[tuple(heard[start : start + length])])
            start += length or 1
        return found


class YesNo:
    """1 or yes, 2 or no."""

    expects: Expects = "words"
    digits = None

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._phrases = Phrases({"yes": vocabulary["yes"], "no": vocabulary["no"]})

    def offers(self) -> Sequence[Option]:
        return [Option("yes", Said("option-yes")), Option("no", Said("option-no"))]

    def read(self, text: str) -> Reading[bool]:
        # "да нет" says both: better to ask again than to guess. A long sentence is no answer.
        meant = set(self._phrases.said(text))
        return Understood(meant == {"yes"}) if len(meant) == 1 and len(words(text)) <= 4 else NotUnderstood()

    def dump(self, value: bool) -> Json:
        return "yes" if value else "no"

    def load(self, kept: Json) -> bool:
        return kept == "yes"


@dataclass(frozen=True)
class Number:
    """A whole number from `low` to `high`, as digits."""

    low: int
    high: int
    digits: int | None = None
    expects: Expects = "keys"

    def offers(self) -> Sequence[Option]:
        return []

    def read(self, text: str) -> Reading[int]:
        found = re.findall(r"\d+", text)
        if len(found) != 1 or len(found[0]) > 9 or not self.low <= int(found[0]) <= self.high:
            return NotUnderstood()
        return Understood(int(found[0]))

    def dump(self, value: int) -> Json:
        return value

    def load(self, kept: Json) -> int:
        assert isinstance(kept, int)
        return kept


class FreeText:
    """Anything; on the phone a recording, whose address is the answer."""

    expects: Expects = "free text"
    digits = None

    def offers(self) -> Sequence[Option]:
        return []

    def read(self, text: str) -> Reading[str]:
        return Understood(text.strip()) if text.strip() else NotUnderstood()

    def dump(self, value: str) -> Json:
        return value

    def load(self, kept: Json) -> str:
        return str(kept)


class Town(Protocol):
    """A place as far as an answer needs it."""

    @property
    def id(self) -> str: ...


class Found(Protocol):
    """What a search for a place gives: one, several to ask about, or none."""

    @property
    def places(self) -> Sequence[Any]: ...
    @property
    def sure(self) -> bool: ...
    @property
    def rest(self) -> str: ...


@dataclass(frozen=True)
class PlaceAnswer:
    """A place by its name; `towns` can be picked by key on the phone. The value is the place's id."""

    find: Callable[[str], Found]
    near: Callable[[Any], bool]  # near enough that a mended typo need not be asked about
    label: Callable[[Any], Said]
    exists: Callable[[str], bool]
    towns: Sequence[Option] = ()
    expects: Expects = "words"
    digits: int | None = None

    def offers(self) -> Sequence[Option]:
        return self.towns

    def read(self, text: str) -> Reading[str]:
        found = self.find(text)
        if not found.places:
            return NotUnderstood()
        # Words beside the place make it a guess only: they may be a keyword with another meaning.
        sure = found.sure and not found.rest
        if len(found.places) == 1 and (found.sure or self.near(found.places[0])):
            return Understood(found.places[0].id, sure)
        options = [Option(place.id, self.label(place)) for place in found.places]
        return Several(options, "place-which" if found.sure else "place-near", sure)

    def dump(self, value: str) -> Json:
        return value

    def load(self, kept: Json) -> str:
        if not self.exists(str(kept)):
            raise Gone(kept)
        return str(kept)


_DAYS = {"tomorrow": -1, "today": 0, "yesterday": 1, "before-yesterday": 2}  # days back


class DateAnswer:
    """A day that is past or today: 25.09, 25/9/2022, 25 сентября, вчера, 3 күн бұрын; on the phone four digits DDMM."""

    expects: Expects = "keys"
    digits = 4

    def __init__(self, vocabulary: Vocabulary, today: date) -> None:
        self._today = today
        self._days = Phrases({name: vocabulary[name] for name in _DAYS})
        self._ago = _skeletons(vocabulary["ago"])
        self._day = _skeletons(vocabulary["day"])

    def offers(self) -> Sequence[Option]:
        return []

    def read(self, text: str) -> Reading[date]:
        said = [readings(word)[0] for word in words(text)]
        named = self._days.said(text)
        if named == ["tomorrow"]:
            return NotUnderstood(Said("date-future"))
        if len(named) == 1:
            return Understood(self._today - timedelta(days=_DAYS[named[0]]), len(said) <= 3)
        numbers = [word for word in said if word.isdecimal()]
        if set(said) & self._ago and set(said) & self._day and len(numbers) == 1 and int(numbers[0]) < 400:
            return Understood(self._today - timedelta(days=int(numbers[0])))
        weekday = next((found for word in said if (found := _weekdays().get(word))), None)
        if weekday and not numbers:  # "on Monday" is the last one; today's name is today
            return Understood(self._today - timedelta(days=(self._today.isoweekday() - weekday) % 7))
        return self._calendar(text, said)

    def _calendar(self, text: str, said: list[str]) -> Reading[date]:
        parts = _written(text) or _named(said)
        if parts is None:
            return NotUnderstood()
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

    def dump(self, value: date) -> Json:
        return value.isoformat()

    def load(self, kept: Json) -> date:
        return date.fromisoformat(str(kept))


def _written(text: str) -> tuple[int, int, int | None] | None:
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


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in ("en", "ru", "kk"):
        months = Locale(language).months
        for style in (months["format"], months["stand-alone"]):
            for number, name in style["wide"].items():
                whole = skeleton(name.casefold())
                names[whole] = number
                names.setdefault(whole[:3], number)
    return names


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    """ISO weekday by name; Russian and Kazakh ones as they stand after "в" and with the case that says when."""
    names: dict[str, int] = {}
    for language in ("en", "ru", "kk"):
        for number, name in Locale(language).days["format"]["wide"].items():
            whole = skeleton(name.casefold())
            for form in (whole, whole.removesuffix("a") + "u", f"{whole}da", f"{whole}de"):
                names[form] = number + 1
    return names


def _month(word: str) -> int | None:
    """The month a word names: whole, by its first letters, or declined (қыркүйекте)."""
    if len(word) < 3 or word[0].isdigit():
        return None
    names = _months()
    whole = [number for name, number in names.items() if len(name) > 3 and (word.startswith(name[:5]))]
    return names.get(word) or (whole[0] if whole else None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ymd(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _skeletons(phrases: Sequence[str]) -> set[str]:
    return {skeleton(word) for phrase in phrases for word in words(phrase)}


def party(text: str, vocabulary: Vocabulary) -> int | None:
    """How many people, if the text says so: "for 6 people", "нас 6", "6 адамға", "нас двое"."""
    said = [readings(word)[0] for word in words(text)]
    people = _skeletons(vocabulary["people"])
    for position, word in enumerate(said):
        near = said[max(0, position - 1) : position] + said[position + 1 : position + 2]
        if word.isdecimal() and len(word) <= 3 and int(word) > 0 and set(near) & people:
            return int(word)
    for count in ("2", "3", "4", "5", "6"):
        if set(said) & _skeletons(vocabulary[f"people-{count}"]):
            return int(count)
    return None
