"""What a text most likely means, by the examples of `prompts/heard`: sums of weights, learned by `make hearing`.

A linear model: each feature of a text adds its weight to each meaning, and the highest sum wins. The weights are whole
numbers of a byte; those of one feature lie in one long integer, a lane of twelve bits a meaning, so that a feature is
one addition in place of fifty.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from .. import HotlineError
from .features import BUCKETS, HASHES, PLACE, ConceptWords, Folded, buckets, fold, hashes
from .meanings import DANGERS
from .utterance import Utterance

WEIGHTS = Path(__file__).with_name("weights.bin")
SILENCE = -0.1  # the score of nothing at all: where no meaning has more, danger has not either
_LANE = 12  # bits of a meaning in the sum of 16 features of a byte each
_AT_ONCE = 16
_WIDE = 3  # bytes of a meaning in the sum of all
_PIECE = 16384  # bytes
_CLEAR = 0.3  # of two languages one is meant if it fits better by so much
KNOWN = 1 << 19  # bits for the words of the examples: of other words one in thirty is taken for one
MIDDLE = 128  # what stands in the file for a weight of 0


class StaleWeights(HotlineError):
    """The weights were not learned with this folding; `make hearing` learns them anew."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text most likely means."""

    first: str
    second: str
    chance: float  # that `first` is right, 0 to 1, as it was with texts that were not learned from
    danger: str  # the likeliest kind of danger
    alarm: float  # how much likelier that danger is than anything harmless, on the model's own scale
    language: str  # in which it is written, "" if that is not clear


class Model:
    """The learned weights of one process.

    `alarm` and `maybe` are from where on `Guess.alarm` is danger, or may be.
    """

    def __init__(self, head: Mapping[str, Any], weights: bytes) -> None:
        """`head` as `make hearing` writes it, and a byte for each feature and meaning, compressed by zlib."""
        self.examples: int = head["examples"]  # `examples.digest` of what it was learned from
        self.meanings: Sequence[str] = head["meanings"]
        self._languages: Sequence[str] = head["languages"]
        self._bias: Sequence[float] = head["bias"]
        self._scale: float = head["scale"]
        self._by_margin, self._by_score, self._level = head["chance"]
        self.alarm, self.maybe = head["danger"]
        self._known = bytes.fromhex(head["known"])
        self._seen = zlib.decompress(bytes.fromhex(head["seen"]))
        self._is_danger = [meaning in DANGERS for meaning in self.meanings]
        about = [tuple(sys.intern(concept) for concept in concepts) for concepts in head["about"]]
        words, stems = head["words"], head["stems"]
        for listed in (words, stems):
            listed.update(zip(listed, [about[number] for number in listed.values()], strict=True))  # no second table
        self.concepts = ConceptWords(words, stems)
        self._columns = len(self.meanings) + len(self._languages)
        self._rows = _rows(weights, self._columns)
        self._wide = _WIDE * -(-self._columns // 2)
        self._every_other = int("000fff" * -(-self._columns // 2), 16)

    def _scores(self, folded: Folded) -> Sequence[float]:
        """How well each meaning fits, and then each language."""
        found, every_other = list(buckets(hashes(folded), self._seen)), self._every_other
        even = odd = 0
        for start in range(0, len(found), _AT_ONCE):
            some = sum(map(self._rows.__getitem__, found[start : start + _AT_ONCE]))
            even += some & every_other
            odd += some >> _LANE & every_other
        totals = [lane for two in zip(self._lanes(odd), self._lanes(even), strict=True) for lane in two]
        totals = totals[-self._columns :]  # an odd number of them has one lane that is empty
        middle, scale = MIDDLE * len(found), self._scale / math.sqrt(max(1, len(found)))
        return [scale * (one - middle) + bias for one, bias in zip(totals, self._bias, strict=True)]

    def _lanes(self, total: int) -> Iterator[int]:
        """What every other lane has come to."""
        lanes = total.to_bytes(self._wide, "big")
        return (int.from_bytes(lanes[start : start + _WIDE], "big") for start in range(0, self._wide, _WIDE))

    def guess(self, said: Utterance) -> Guess:
        """What it most likely means, by no chance at all if it holds nothing that is known."""
        folded = fold(said, self.concepts)
        scores, count = self._scores(folded), len(self.meanings)
        ranked = sorted(zip(scores[:count], self.meanings, self._is_danger, strict=True), reverse=True)
        (spoken, language), (other, _) = sorted(zip(scores[count:], self._languages, strict=True), reverse=True)[:2]
        (best, first, _), (next_, second, _) = ranked[:2]
        danger, kind = next((score, meaning) for score, meaning, is_danger in ranked if is_danger)
        harmless = max(SILENCE, next(score for score, _, is_danger in ranked if not is_danger))
        evidence = self._by_margin * (best - next_) + self._by_score * best + self._level
        chance, alarm = 1 / (1 + math.exp(-evidence)), danger - harmless
        if not self._is_known(folded):
            chance, alarm = 0.0, -math.inf
        return Guess(first, second, chance, kind, alarm, language if spoken - other > _CLEAR else "")

    def knows(self, said: Utterance) -> bool:
        """Whether all its words but numbers and names of places are in the examples, or about something."""
        names = fold(said, self.concepts).names
        return all(self._is_in_examples(word) or self.concepts.of(word) for word in names)

    def _is_known(self, folded: Folded) -> bool:
        """Whether a word of it is in the examples, or about something; of one word alone only the latter counts."""
        if any(PLACE not in means for means in folded.about):
            return True
        names = folded.names
        return len(names) > 1 and any(map(self._is_in_examples, names))

    def _is_in_examples(self, word: str) -> bool:
        bit = zlib.crc32(word.encode()) % KNOWN
        return bool(self._known[bit // 8] >> bit % 8 & 1)


def _rows(packed: bytes, columns: int) -> Sequence[int]:
    """A number for each feature, piece by piece: of all at once the process would keep the memory."""
    rows: list[int] = []
    rest, inflate = b"", zlib.decompressobj()
    for place in range(0, len(packed), _PIECE):
        rest += inflate.decompress(packed[place : place + _PIECE])
        end = len(rest) // columns * columns
        # A weight has two hexadecimal digits, and a lane three.
        rows += [int(rest[start : start + columns].hex("0"), 16) for start in range(0, end, columns)]
        rest = rest[end:]
    return rows


def fingerprint(concepts: ConceptWords) -> int:
    """A number that changes when texts are folded otherwise than they were for the weights."""
    found = sorted(one for text in _PROBES for one in hashes(fold(Utterance(text), concepts)))
    return zlib.crc32(orjson.dumps([HASHES, BUCKETS, found]))


_PROBES = (
    "Подскажите, где в Уральске можно переночевать? Нас 4, ребёнку 2 года",
    "түнейтін жер керек еді, Орал",
    "tuneitin jer bar ma",
    "my phone is dying, where to charge it",
    "hочлeг yраль4ск 30O",
)


def load(path: Path) -> Model:
    """The weights of a file that `make hearing` has written. Raises StaleWeights."""
    with path.open("rb") as file:
        read = orjson.loads(file.readline())
        found = Model(read, file.read())
    if fingerprint(found.concepts) != read["fingerprint"]:
        raise StaleWeights(f"{path.name} was not learned with this code: run `make hearing`")
    return found


@cache
def model() -> Model:
    """The weights of the package. Raises StaleWeights."""
    return load(WEIGHTS)
