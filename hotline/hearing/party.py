"""How many people come together, if the text says so."""

from __future__ import annotations

from .phrases import Vocabulary
from .spelling import skeletons
from .utterance import Utterance

COUNTS = (2, 3, 4, 5, 6)  # those that have words of their own: двое, втроём


class PartyReader:
    """Reads "for 6 people", "нас 6", "6 адамға", "нас двое"."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary`: words for people, and for so many of them (`people-2` …)."""
        self._people = skeletons(vocabulary["people"])
        by_count = {count: skeletons(vocabulary[f"people-{count}"]) for count in COUNTS}
        self._counts = {word: count for count in reversed(COUNTS) for word in by_count[count]}

    def read(self, said: Utterance) -> int | None:
        """The number, None where none is said."""
        heard = said.skeletons
        for position, word in enumerate(heard):
            if word.isdecimal() and len(word) <= 3 and int(word) > 0:
                near = (*heard[max(0, position - 1) : position], *heard[position + 1 : position + 2])
                if not self._people.isdisjoint(near):
                    return int(word)
        return min([self._counts[word] for word in heard if word in self._counts], default=None)
