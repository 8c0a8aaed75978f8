"""How many people come together, and who they are, if the text says so."""

from __future__ import annotations

from typing import Literal

from .phrases import Phrases, Vocabulary
from .spelling import skeletons, skeletons_of
from .utterance import Utterance

COUNTS = (2, 3, 4, 5, 6)  # those that have words of their own: двое, втроём


class PartyReader:
    """Reads "for 6 people", "нас 6", "6 адамға", "нас двое"."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary`: words for people, and for so many of them (`people-2` …)."""
        self._people = skeletons(vocabulary["people"])
        family, women, men = vocabulary["who-family"], vocabulary["who-women"], vocabulary["who-men"]
        self._who = Phrases({"family": family, "women": women, "men": men})
        self._telling = {skeleton for phrase in (*family, *women, *men) for skeleton in skeletons_of(phrase)}
        by_count = {count: skeletons(vocabulary[f"people-{count}"]) for count in COUNTS}
        self._counts = {word: count for count in reversed(COUNTS) for word in by_count[count]}

    def who(self, said: Utterance) -> Literal["", "family", "women", "men"]:
        """Who they are: with children or as man and wife, women, men; "" where nothing tells."""
        if self._telling.isdisjoint(said.skeletons):  # as of most
            return ""
        named = self._who.said(said)
        if "family" in named or {"women", "men"} <= set(named):
            return "family"
        return "women" if "women" in named else "men" if "men" in named else ""

    def read(self, said: Utterance) -> int | None:
        """The number, None where none is said."""
        heard = said.skeletons
        for position, word in enumerate(heard):
            if word.isdecimal() and len(word) <= 3 and int(word) > 0:
                near = (*heard[max(0, position - 1) : position], *heard[position + 1 : position + 2])
                if not self._people.isdisjoint(near):
                    return int(word)
        return min([self._counts[word] for word in heard if word in self._counts], default=None)
