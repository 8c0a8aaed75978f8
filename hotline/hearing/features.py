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
from typing import TypeAlias

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


def features(said: Utterance, concepts: ConceptWords) -> set[str]:
    """All features of a text."""
    heard, about = _heard(said, concepts)
    found = {f"w{word}" for word in heard}
    found.update(f"b{one} {two}" for one, two in zip(["<", *heard], [*heard, ">"], strict=True))
    for word in heard:
        if word not in (NUMBER, PLACE):
            found.update(_parts(f"<{word}>"))
    found.update(f"c{one}" for one in {one for each in about for one in each})
    for place, each in enumerate(about[:_NEAR]):
        for other in about[place + 1 : place + 2]:
            found.update(f"n{one} {two}" for one in each for two in other)
        for other in about[place + 1 : _NEAR]:
            found.update(f"p{min(one, two)} {max(one, two)}" for one in each for two in other)
    if "?" in said.text:
        found.add("?")
    found.add(f"l{min(len(heard), 12) // 3}")
    return found


def buckets(found: Iterable[str]) -> set[int]:
    """The numbers of the features: those that share one are told apart by their other features."""
    return {zlib.crc32(feature.encode()) % BUCKETS for feature in found}


def words_of(said: Utterance, concepts: ConceptWords) -> list[str]:
    """Its words as features see them, without numbers and places."""
    return [word for word in _heard(said, concepts)[0] if word not in (NUMBER, PLACE)]


def _heard(said: Utterance, concepts: ConceptWords) -> tuple[list[str], list[Concepts]]:
    heard, about = [], []
    for options in said.readings:
        word = options[0]
        if word.isdecimal():
            heard.append(NUMBER)
            continue
        means = next(filter(None, map(concepts.of, options)), ())
        heard.append(PLACE if PLACE in means else _DIGITS.sub(NUMBER, word))
        if means:
            about.append(means)
    return heard, about


def _parts(word: str) -> Iterable[str]:
    for length in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(word) - length + 1):
            yield f"g{word[start : start + length]}"
