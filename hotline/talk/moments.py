"""Coming times as people write them: "до 20:00", "с 20 ч", "завтра 8:00", "25.10", "22:00-06:00", "8:00-ден бастап"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from ..hearing.phrases import Phrases, Vocabulary
from ..hearing.spelling import single_words, skeleton
from ..hearing.utterance import Utterance
from .dates import day_written

BEGUN = timedelta(hours=6)
"""What began so long ago, or less, is said of now and not of tomorrow: "from 22:00", said at 23:00."""
FAR = timedelta(days=366)  # days further off are slips

# An hour with its minutes, or before a word that may be "hours". No part of a date: 25.09.2022.
_CLOCK = re.compile(r"(?<![\d.])([01]?\d|2[0-4])(?:[:.]([0-5]\d)(?![\d.]?\d)|\s*([^\W\d_]+))")
_TOKEN = re.compile(r"\d+(?:[.:]\d+)*|[^\W\d_]+")
_DAYS = {"today": 0, "tomorrow": 1, "after-tomorrow": 2}


class Span(NamedTuple):
    """From when and until when, both as far as they are named; what has begun already begins with None."""

    begins: datetime | None
    ends: datetime | None


class Moments:
    """Reads them with the words of all languages together."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary`: words for an hour, today and the days after it, until, and from, before a time and behind."""
        self._hours = single_words(vocabulary["hour"])
        self._days = Phrases({name: vocabulary[name] for name in _DAYS})
        self._day_words = single_words([word for name in _DAYS for word in vocabulary[name]])
        self._before, self._behind = _as_written(vocabulary["from"]), _as_written(vocabulary["from-behind"])
        self._marks = self._before | self._behind | _as_written(vocabulary["until"])

    def span(self, text: str, now: datetime) -> Span:
        """What a text says of the time from `now` on: of one time its end, with a word for "from" its beginning.

        A day alone is meant from its first minute, or to its last.
        """
        tokens = _TOKEN.findall(text.casefold())
        if not any(token[0].isdecimal() or skeleton(token) in self._day_words for token in tokens):
            return Span(None, None)
        begins = self._says_from(text)
        clocks = self._clocks(text)
        day = self._day(self.without(text), now.date())
        if not clocks:
            if day is None:
                return Span(None, None)
            first = datetime.combine(day, time(), now.tzinfo)
            return Span(first if first > now else None, None) if begins else Span(None, first + timedelta(days=1))
        if len(clocks) > 1:
            return self._range(clocks[0], clocks[1], day, now)
        at = _next(clocks[0], now - BEGUN if begins else now)
        if day is not None:
            at = datetime.combine(day, clocks[0], now.tzinfo)
        return Span(at if at > now else None, None) if begins else Span(None, at)

    @staticmethod
    def _range(first: time, last: time, day: date | None, now: datetime) -> Span:
        """The range that is on, else the coming one; a day is that of its end."""
        begins = _next(first, now - timedelta(days=1))
        ends = _next(last, begins) if day is None else datetime.combine(day, last, now.tzinfo)
        if ends <= now and day is None:
            begins, ends = begins + timedelta(days=1), ends + timedelta(days=1)
        return Span(begins if begins > now else None, ends)

    def without(self, text: str) -> str:
        """The text without its hours; a date stays."""
        return _CLOCK.sub(lambda found: " " if self._is_clock(found) else found[0], text)

    def numbers(self, text: str) -> Sequence[str]:
        """The numbers that its hours are written with."""
        return [number for one in self._found(text) for number in one.groups()[:2] if number]

    def _clocks(self, text: str) -> list[time]:
        return [time(int(one[1]) % 24, int(one[2] or 0)) for one in self._found(text)]

    def _found(self, text: str) -> list[re.Match[str]]:
        return [one for one in _CLOCK.finditer(text) if self._is_clock(one)]

    def _is_clock(self, found: re.Match[str]) -> bool:
        """20:00 and "до 20 ч", but not 20.10, which is a day, nor "20 человек", nor "на 3 часа"."""
        if found[3] is not None:
            before, behind = (
                _TOKEN.findall(one.casefold()) for one in (found.string[: found.start()], found.string[found.end() :])
            )
            marked = self._marks.intersection(before[-1:]) or self._marks.intersection(behind[:1])
            return bool(marked) and skeleton(found[3].casefold()) in self._hours
        return ":" in found[0] or not 1 <= int(found[2]) <= 12

    def _says_from(self, text: str) -> bool:
        """Whether the first time in a text has a word for "from" beside it, which elsewhere means much else."""
        tokens = _TOKEN.findall(text.casefold())
        times = [at for at in range(len(tokens)) if self._is_time(tokens, at)]
        if not times:
            return False
        before, behind = tokens[: times[0]], [one for one in tokens[times[0] + 1 :] if skeleton(one) not in self._hours]
        return not self._before.isdisjoint(before[-1:]) or not self._behind.isdisjoint(behind[:1])

    def _is_time(self, tokens: Sequence[str], at: int) -> bool:
        """Whether an hour, a date or a day is named there."""
        token, following = tokens[at], tokens[at + 1 : at + 2]
        hour = token.isdecimal() and not self._hours.isdisjoint(map(skeleton, following))
        return hour or (token[0].isdecimal() and not token.isdecimal()) or skeleton(token) in self._day_words

    def _day(self, text: str, today: date) -> date | None:
        said = Utterance(text)
        if named := self._days.said(said):
            return today + timedelta(days=_DAYS[named[0]])
        written = day_written(said)
        if written is None:
            return None
        day, month, year = written
        try:
            found = date(year or today.year, month, day)
        except ValueError:
            return None
        return found if abs(found - today) < FAR else None


def _next(clock: time, after: datetime) -> datetime:
    at = datetime.combine(after.date(), clock, after.tzinfo)
    return at if at > after else at + timedelta(days=1)


def _as_written(words: Iterable[str]) -> set[str]:
    """Words as they stand, and as they are put in Latin letters: folded, "таң" would be "тан"."""
    return {form for word in words for form in (word, skeleton(word))}
