"""How long it took, as people write it: "9 ч", "часов за 9", "за двое суток", "an hour and a half"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .numerals import Numerals
from .party import COUNTS
from .phrases import Vocabulary
from .spelling import single_words, skeleton
from .utterance import Utterance

SHORT = 2  # letters of a word that parts no number from its unit: "half an hour", "часов за 9"
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}  # of each unit
_TOKEN = re.compile(r"\d+(?:[.,]\d{1,2})?|[^\W\d_]+")
MOST = 1e6  # of a unit; of more digits than a float holds it would be endless
_WITH_UNIT = re.compile(r"\d+(?:[.,]\d{1,2})?\s*([^\W\d_]+)")
_A_NUMBER = re.compile(r"\d")


class Durations:
    """Reads them with the words of all languages together."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary`: words for units, for half and one and a half, for and, for ago, for so many people (двое)."""
        self._numerals = Numerals(vocabulary)
        self._units = {word: minutes for name, minutes in _MINUTES.items() for word in single_words(vocabulary[name])}
        self._counts: dict[str, float] = {word: n for n in COUNTS for word in single_words(vocabulary[f"people-{n}"])}
        self._counts |= dict.fromkeys(single_words(vocabulary["one-and-half"]), 1.5)
        self._half, self._ago = single_words(vocabulary["half"]), single_words(vocabulary["ago"])
        self._and = single_words(vocabulary["and"])

    def minutes(self, text: str) -> float:
        """How many minutes it was, 0 where the words do not say it.

        A unit without a number is one of it, unless it is so long ago. A number at either end, where no unit stands, is
        hours.
        """
        digits = text if _A_NUMBER.search(text) else self._numerals.in_digits(Utterance(text)).text
        said = [skeleton(token.casefold()) for token in _TOKEN.findall(digits)]
        units = [place for place, token in enumerate(said) if token in self._units]
        if units:
            ended = [place for place in units if not self._ago.intersection(said[place + 1 : place + 2])]
            return sum(self._units[said[place]] * self._how_many(said, place) for place in ended)
        ends = [token for token in (*said[:1], *said[-1:]) if _A_NUMBER.match(token)]
        return 60 * _number(ends[0]) if ends else 0.0

    def is_time(self, text: str) -> bool:
        """Whether a number in the text has a unit of time behind it: a wait of "2 ч" is not two people."""
        return self.without(text) != text

    def without(self, text: str) -> str:
        """The text without the numbers that have a unit of time behind them: "стоим 12 часов, номер 340"."""
        return _WITH_UNIT.sub(lambda found: " " if skeleton(found[1].casefold()) in self._units else found[0], text)

    def _how_many(self, said: Sequence[str], place: int) -> float:
        """How many of the unit that stands there: "полтора часа", "часов за 9", "hour and a half", "час"."""
        before = self._counted(reversed(said[:place]))
        if before is not None:
            return before
        after = self._counted(said[place + 1 :])
        if after == 0.5:
            return 1.5
        begins = place == 0 or len(said[place - 1]) > SHORT  # not "за час двадцать"
        return after if after is not None and begins and not self._has_own_unit(said, place) else 1.0

    def _has_own_unit(self, said: Sequence[str], place: int) -> bool:
        """Whether the number behind this unit belongs to the next one: "час 30 мин"."""
        ahead = [token for token in said[place + 1 :] if token in self._units or _A_NUMBER.match(token)]
        return len(ahead) > 1 and ahead[1] in self._units

    def _counted(self, tokens: Iterable[str]) -> float | None:
        """The number that comes first, with a half beside it; None where another word comes before it."""
        half = 0.0
        for token in tokens:
            if token in self._half:
                half = 0.5
            elif _A_NUMBER.match(token) or token in self._counts:
                return half + (self._counts.get(token) or _number(token))
            elif token not in self._and and len(token) > SHORT:
                break
        return half or None


def _number(token: str) -> float:
    return min(float(token.replace(",", ".")), MOST)
