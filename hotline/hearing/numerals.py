"""Numbers that are written as words: "три", "двадцать четвёртого", "он бесінші"; up to 39, as days and choices need."""

from __future__ import annotations

from .phrases import Vocabulary
from .spelling import skeletons_of
from .utterance import Utterance

NUMBERED = (*range(1, 21), 30)  # those that have words of their own
_TENS = (10, 20, 30)  # ten as well: он бірінші


class Numerals:
    """Reads the words of all languages together."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary`: words for each number (`number-1` …)."""
        self._values = {skeletons_of(word): number for number in NUMBERED for word in vocabulary[f"number-{number}"]}
        self._longest = max(map(len, self._values), default=0)

    def in_digits(self, said: Utterance) -> Utterance:
        """The text with digits in the place of such words; what else is said stays, without its punctuation."""
        heard, start = said.skeletons, 0
        values: list[int | str] = []
        while start < len(heard):
            lengths = range(min(self._longest, len(heard) - start), 0, -1)
            length = next((n for n in lengths if tuple(heard[start : start + n]) in self._values), 0)
            value = self._values[tuple(heard[start : start + length])] if length else said.words[start]
            if isinstance(value, int) and value < 10 and values and values[-1] in _TENS:
                value = int(values.pop()) + value
            values.append(value)
            start += length or 1
        return Utterance(" ".join(map(str, values)))

    def alone(self, said: Utterance) -> int | None:
        """The number of a text that is nothing but such words."""
        if not said.words or len(said.words) > self._longest:
            return None
        text = self.in_digits(said).text
        return int(text) if text.isdecimal() and not said.text.strip().isdecimal() else None
