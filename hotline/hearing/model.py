"""What a text most likely means, by the examples of `prompts/heard`: sums of weights, learned by `make hearing`.

A linear model: each feature of a text adds its weight to each meaning, and the highest sum wins. The weights are whole
numbers of a byte; those of one feature lie in one long integer, a lane of two bytes a meaning, so that a feature is one
addition in place of fifty.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from .. import HotlineError
from .features import BUCKETS, ConceptWords, buckets, features
from .meanings import DANGERS
from .utterance import Utterance

WEIGHTS = Path(__file__).with_name("weights.bin")
_LANE = 2  # bytes of a meaning in the sum of 256 features of a byte each
_AT_ONCE = 256
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
    alarm: float  # how much likelier that is than anything harmless, on the model's own scale


class Model:
    """The learned weights of one process.

    `alarm` and `maybe` are from where on `Guess.alarm` is danger, or may be.
    """

    def __init__(self, head: Mapping[str, Any], weights: bytes) -> None:
        """`head` as `make hearing` writes it, and a byte for each feature and meaning."""
        self.examples: int = head["examples"]  # `examples.digest` of what it was learned from
        self.meanings: Sequence[str] = head["meanings"]
        self._bias: Sequence[float] = head["bias"]
        self._scale: float = head["scale"]
        self._slope, self._level = head["chance"]
        self.alarm, self.maybe = head["danger"]
        self._is_danger = [meaning in DANGERS for meaning in self.meanings]
        self.concepts = ConceptWords(head["words"], head["stems"])
        self._row = _LANE * len(self.meanings)
        self._lanes = struct.Struct(f"<{len(self.meanings)}H")
        spread = bytearray(_LANE * len(weights))
        spread[::_LANE] = weights
        self._weights = memoryview(spread)

    def scores(self, said: Utterance) -> Sequence[float]:
        """How well each meaning fits, in the order of `meanings`."""
        found = list(buckets(features(said, self.concepts)))
        row, weights, totals = self._row, self._weights, [0] * len(self.meanings)
        for start in range(0, len(found), _AT_ONCE):
            total = 0
            for bucket in found[start : start + _AT_ONCE]:
                total += int.from_bytes(weights[bucket * row : bucket * row + row], "little")
            some = self._lanes.unpack(total.to_bytes(row, "little"))
            totals = [one + more for one, more in zip(totals, some, strict=True)]
        middle, scale = MIDDLE * len(found), self._scale / math.sqrt(max(1, len(found)))
        return [scale * (one - middle) + bias for one, bias in zip(totals, self._bias, strict=True)]

    def guess(self, said: Utterance) -> Guess:
        """What it most likely means."""
        ranked = sorted(zip(self.scores(said), self.meanings, self._is_danger, strict=True), reverse=True)
        (best, first, _), (next_, second, _) = ranked[:2]
        danger, kind = next((score, meaning) for score, meaning, is_danger in ranked if is_danger)
        harmless = next(score for score, _, is_danger in ranked if not is_danger)
        chance = 1 / (1 + math.exp(-self._slope * (best - next_) - self._level))
        return Guess(first, second, chance, kind, danger - harmless)


def fingerprint(concepts: ConceptWords) -> int:
    """A number that changes when texts are folded otherwise than they were for the weights."""
    found = sorted(bucket for text in _PROBES for bucket in buckets(features(Utterance(text), concepts)))
    return zlib.crc32(orjson.dumps([BUCKETS, found]))


_PROBES = (
    "Подскажите, где в Уральске можно переночевать? Нас 4, ребёнку 2 года",
    "түнейтін жер керек еді, Орал",
    "tuneitin jer bar ma",
    "my phone is dying, where to charge it",
    "hочлeг yраль4ск 30O",
)


def load(path: Path) -> Model:
    """The weights of a file that `make hearing` has written. Raises StaleWeights."""
    head, _, packed = path.read_bytes().partition(b"\n")
    read = orjson.loads(head)
    found = Model(read, zlib.decompress(packed))
    if fingerprint(found.concepts) != read["fingerprint"]:
        raise StaleWeights(f"{path.name} was not learned with this code: run `make hearing`")
    return found


@cache
def model() -> Model:
    """The weights of the package. Raises StaleWeights."""
    return load(WEIGHTS)
