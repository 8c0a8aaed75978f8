"""What a text looks like to the model: its words, their parts, and what they are about.

Folded so that spellings meet (`spelling.skeleton`), with numbers alike and the names of places alike: which place it
is, readers of their own say. `concepts` bring together words of all languages that mean nearly the same, so that what
was learned from "где переночевать" helps to hear "қайда қонсам", and one sentence stands for many.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations, pairwise, product
from typing import NamedTuple, TypeAlias

from .utterance import Utterance

Concepts: TypeAlias = Sequence[str]

HASHES = 1 << 21  # that features are hashed to: of those that were never seen one in ten is taken for one that was
BUCKETS = 1 << 15  # rows of weights
NUMBER, PLACE = "0", "place"  # of the place only that it is one
_SHORTEST, _LONGEST = 3, 5  # letters of a part of a word
_KEPT = 24  # letters of a word whose hashes are worth keeping
_NEAR = 12  # so many words about something are paired with one another: a text has not much more
_PART = zlib.crc32(b"g")  # before each part of a word
_DIGITS = re.compile(r"\d+")


class ConceptWords:
    """Words of all languages by what they are about; a stem stands for every word that begins so."""

    def __init__(self, words: Mapping[str, Concepts], stems: Mapping[str, Concepts]) -> None:
        """Both by skeleton."""
        self._words, self._stems = words, stems
        # Most texts have the same words: what one is about, and how it is heard.
        self.of = lru_cache(maxsize=1024)(self._of)
        self.heard = lru_cache(maxsize=4096)(self._heard)
        self._lengths = range(max(map(len, stems), default=0), min(map(len, stems), default=0) - 1, -1)

    def _of(self, skeleton: str) -> Concepts:
        """As it stands, and by its longest known stem."""
        whole = tuple(self._words.get(skeleton, ()))
        for length in self._lengths:
            if length <= len(skeleton) and skeleton[:length] in self._stems:
                return tuple(dict.fromkeys([*whole, *self._stems[skeleton[:length]]]))
        return whole

    def _heard(self, options: Sequence[str]) -> tuple[str, Concepts]:
        """A word, NUMBER or PLACE, and what it is about, by all its readings."""
        word = options[0]
        if word.isdecimal():
            return NUMBER, ()
        means = next(filter(None, map(self.of, options)), ())
        return PLACE if PLACE in means else _DIGITS.sub(NUMBER, word), means


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
    heard = [concepts.heard(options) for options in said.readings]
    return Folded([word for word, _ in heard], [means for _, means in heard if means], "?" in said.text)


def hashes(folded: Folded) -> set[int]:
    """All features of a text, each as a number below HASHES: two that share one are told apart by the others."""
    heard, about, asks = folded
    found = {_hash(f"b{one} {two}") for one, two in pairwise(["<", *heard, ">"])}
    found.add(_hash(f"l{min(len(heard), 12) // 3}"))
    if asks:
        found.add(_hash("?"))
    for word in set(heard):
        found.update(_of_word(word) if len(word) <= _KEPT else _parts(word))
    found.update([_hash(f"c{one}") for one in set(chain.from_iterable(about))])
    for first, second in pairwise(about[: _NEAR + 1]):
        found.update(_of_neighbours(first, second))
    for first, second in combinations(about[:_NEAR], 2):
        found.update(_of_two(first, second))
    return found


def buckets(found: Iterable[int], seen: bytes) -> set[int]:
    """The rows of weights of those features that were seen (a bit for each hash): what was not could only mislead."""
    return {one % BUCKETS for one in found if seen[one >> 3] >> (one & 7) & 1}


def _hash(feature: str) -> int:
    return zlib.crc32(feature.encode()) % HASHES


@lru_cache(maxsize=4096)
def _of_word(word: str) -> Sequence[int]:
    return array("I", _parts(word))  # four bytes for each of some thirty, where a number in a tuple takes 36


@lru_cache(maxsize=2048)
def _of_neighbours(first: Concepts, second: Concepts) -> Sequence[int]:
    return array("I", [_hash(f"n{one} {two}") for one, two in product(first, second)])


@lru_cache(maxsize=2048)
def _of_two(first: Concepts, second: Concepts) -> Sequence[int]:
    return array("I", [_hash(f"p{min(both)} {max(both)}") for both in product(first, second)])


def _parts(word: str) -> list[int]:
    """The hashes of a word and, if it is no number and no place, of its parts."""
    edged = "" if word in (NUMBER, PLACE) else f"<{word}>"
    lengths = range(_SHORTEST, _LONGEST + 1)
    parts = [edged[start : start + length] for length in lengths for start in range(len(edged) - length + 1)]
    return [_hash(f"w{word}"), *[zlib.crc32(part.encode(), _PART) % HASHES for part in parts]]
