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

_TOKEN = re.compile(r"\d+(?:[.:]\d+)*|[^\W\d_]+")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)")
_DATE = re.compile(r"\d{1,2}\.(?:0?[1-9]|1[0-2])")  # of what could be both, as 20.10, the day is meant
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
        tokens = _tokens(text)
        if not any(token[0].isdecimal() or skeleton(token) in self._day_words for token in tokens):
            return Span(None, None)
        clocks = [time(hour % 24, minute) for _, hour, minute in self._clocks(tokens)]
        begins = self._says_from(tokens)
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
        clocks = {at for at, *_ in self._clocks(_tokens(text))}
        places = iter(range(len(text)))
        return _TOKEN.sub(lambda token: " " if next(places) in clocks else token[0], text)

    def numbers(self, text: str) -> Sequence[str]:
        """The numbers that its hours are written with."""
        tokens = _tokens(text)
        return [number for at, *_ in self._clocks(tokens) for number in re.findall(r"\d+", tokens[at])]

    def _clocks(self, tokens: Sequence[str]) -> list[tuple[int, int, int]]:
        """Where hours stand, and hour and minute of each: 20:00, and "до 20 ч" but neither "на 3 часа" nor 20.10."""
        found = []
        for at, token in enumerate(tokens):
            if (clock := _CLOCK.fullmatch(token)) and not _DATE.fullmatch(token):
                found.append((at, int(clock[1]), int(clock[2])))
            elif token.isdecimal() and len(token) < 3 and int(token) <= 24 and self._is_hour(tokens, at):
                found.append((at, int(token), 0))
        return found

    def _is_hour(self, tokens: Sequence[str], at: int) -> bool:
        """Whether a number is an hour: it has the word, and one for from or until beside it."""
        named = not self._hours.isdisjoint(map(skeleton, tokens[at + 1 : at + 2]))
        return named and not self._marks.isdisjoint([*tokens[max(0, at - 1) : at], *tokens[at + 2 : at + 3]])

    def _says_from(self, tokens: Sequence[str]) -> bool:
        """Whether the first time has a word for "from" beside it, which elsewhere means much else."""
        clocks = {at for at, *_ in self._clocks(tokens)}
        first = next((at for at, one in enumerate(tokens) if at in clocks or self._is_day(one)), None)
        if first is None:
            return False
        behind = [one for one in tokens[first + 1 : first + 3] if skeleton(one) not in self._hours]
        return not self._before.isdisjoint(tokens[max(0, first - 1) : first]) or not self._behind.isdisjoint(behind[:1])

    def _is_day(self, token: str) -> bool:
        return (token[0].isdecimal() and not token.isdecimal()) or skeleton(token) in self._day_words

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


def _tokens(text: str) -> Sequence[str]:
    return [token.casefold() for token in _TOKEN.findall(text)]


def _next(clock: time, after: datetime) -> datetime:
    at = datetime.combine(after.date(), clock, after.tzinfo)
    return at if at > after else at + timedelta(days=1)


def _as_written(words: Iterable[str]) -> set[str]:
    """Words as they stand, and as they are put in Latin letters: folded, "таң" would be "тан"."""
    return {form for word in words for form in (word, skeleton(word))}
