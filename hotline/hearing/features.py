"""What a text looks like to the model: its words, their parts, and what they are about.

Folded so that spellings meet (`spelling.skeleton`), with numbers alike and the names of places alike: which place it
is, readers of their own say. `concepts` bring together words of all languages that mean nearly the same, so that what
was learned from "где переночевать" helps to hear "қайда қонсам", and one sentence stands for many.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple, TypeAlias

from .utterance import Utterance

Concepts: TypeAlias = Sequence[str]

BUCKETS = 1 << 15
NUMBER, PLACE = "0", "place"  # of the place only that it is one
_SHORTEST, _LONGEST = 3, 5  # letters of a part of a word
_NEAR = 12  # so many words about something are paired with one another: a text has not much more
_DIGITS = re.compile(r"\d+")


class ConceptWords:
    """Words of all languages by what they are about; a stem stands for every word that begins so."""

    def __init__(self, words: Mapping[str, Concepts], stems: Mapping[str, Concepts]) -> None:
        """Both by skeleton."""
        self._words, self._stems = words, stems
        self.of = lru_cache(maxsize=4096)(self._of)  # what a word is about; most texts have the same ones
        self._lengths = range(max(map(len, stems), default=0), min(map(len, stems), default=0) - 1, -1)

    def _of(self, skeleton: str) -> Concepts:
        """As it stands, and by its longest known stem."""
        whole = tuple(self._words.get(skeleton, ()))
        for length in self._lengths:
            if length <= len(skeleton) and skeleton[:length] in self._stems:
                return tuple(dict.fromkeys([*whole, *self._stems[skeleton[:length]]]))
        return whole


class Folded(NamedTuple):
    """A text in which spellings, numbers and places are alike."""

    words: Sequence[str]  # in order, NUMBER and PLACE among them
    about: Sequence[Concepts]  # of those words about which something is known, in order
    asks: bool  # it has a question mark

    @property
    def names(self) -> Sequence[str]:
        """Its words without numbers and places."""
        return [word for word in self.words if word not in (NUMBER, PLACE)]


def fold(said: Utterance, concepts: ConceptWords) -> Folded:
    """What is left of a text for the model."""
    heard: list[str] = []
    about: list[Concepts] = []
    for options in said.readings:
        word = options[0]
        if word.isdecimal():
            heard.append(NUMBER)
            continue
        means = next(filter(None, map(concepts.of, options)), ())
        heard.append(PLACE if PLACE in means else _DIGITS.sub(NUMBER, word))
        if means:
            about.append(means)
    return Folded(heard, about, "?" in said.text)


def features(folded: Folded) -> set[str]:
    """All features of a text."""
    heard, about, asks = folded
    found = {f"w{word}" for word in heard}
    found.update(f"b{one} {two}" for one, two in zip(["<", *heard], [*heard, ">"], strict=True))
    for word in folded.names:
        found.update(_parts(f"<{word}>"))
    found.update(f"c{one}" for each in about for one in each)
    found.update(f"n{one} {two}" for first, second in pairwise(about[: _NEAR + 1]) for one in first for two in second)
    for first, second in combinations(about[:_NEAR], 2):
        found.update(f"p{min(one, two)} {max(one, two)}" for one in first for two in second)
    if asks:
        found.add("?")
    found.add(f"l{min(len(heard), 12) // 3}")
    return found


def buckets(found: Iterable[str]) -> set[int]:
    """The numbers of the features: those that share one are told apart by their other features."""
    return {zlib.crc32(feature.encode()) % BUCKETS for feature in found}


def _parts(word: str) -> Iterable[str]:
    for length in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(word) - length + 1):
            yield f"g{word[start : start + length]}"
