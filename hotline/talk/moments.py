"""Coming times as people write them: "20:00", "20 ч", "завтра 8:00", "25.10", "22:00-06:00"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from ..hearing.phrases import Phrases, Vocabulary
from ..hearing.spelling import single_words, skeleton
from ..hearing.utterance import Utterance
from .dates import day_written

# An hour with its minutes, or before a word that may be "hours". No part of a date: 25.09.2022.
_CLOCK = re.compile(r"(?<![\d.])([01]?\d|2[0-4])(?:[:.]([0-5]\d)(?![\d.]?\d)|\s*([^\W\d_]+))")
_DAYS = {"today": 0, "tomorrow": 1, "after-tomorrow": 2}


class Moments:
    """Reads them with the words of all languages together."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary`: words for an hour, today, tomorrow and the day after it."""
        self._hours = single_words(vocabulary["hour"])
        self._days = Phrases({name: vocabulary[name] for name in _DAYS})

    def named(self, text: str, now: datetime) -> Sequence[datetime]:
        """The times that a text names, in its order: the first one after `now`, each other after the one before it.

        A day is the last one's; a day alone is meant to its end, the next midnight.
        """
        clocks = self._clocks(text)
        day = self._day(self.without(text), now.date())
        found: list[datetime] = []
        for clock in clocks:
            after = found[-1] if found else now
            at = datetime.combine(after.date(), clock, now.tzinfo)
            found.append(at if at > after else at + timedelta(days=1))
        if day is None:
            return found
        if not found:
            return [datetime.combine(day + timedelta(days=1), time(), now.tzinfo)]
        return [*found[:-1], datetime.combine(day, clocks[-1], now.tzinfo)]

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
        """20:00 and 20 ч, but not 20.10, which is a day, nor "20 человек"."""
        if found[3] is not None:
            return skeleton(found[3].casefold()) in self._hours
        return ":" in found[0] or not 1 <= int(found[2]) <= 12

    def _day(self, text: str, today: date) -> date | None:
        said = Utterance(text)
        if named := self._days.said(said):
            return today + timedelta(days=_DAYS[named[0]])
        written = day_written(said)
        if written is None:
            return None
        day, month, year = written
        try:
            return date(year or today.year, month, day)
        except ValueError:
            return None
