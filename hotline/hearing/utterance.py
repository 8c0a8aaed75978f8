"""A text and its words. The words are read once, when they are first asked for, and handed on with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TypeAlias

from .spelling import readings, words

Chunk: TypeAlias = tuple[str, Sequence[str]]  # what stands between gaps, and its words: ("Алма-Ата,", ["алма", "ата"])

_ENDS = (",", ".", ";", ":", "!", "?")
_DIGITS = re.compile(r"\d+")


class Utterance:
    """What somebody wrote. Its parts, and what it is a part of, keep the words that were read."""

    __slots__ = ("_chunks", "_readings", "_skeletons", "_words", "text")

    def __init__(self, text: str, chunks: Sequence[Chunk] | None = None) -> None:
        """`chunks` where they have been read already."""
        self.text = text
        self._chunks = chunks
        self._words: Sequence[str] | None = None
        self._readings: Sequence[tuple[str, ...]] | None = None
        self._skeletons: Sequence[str] | None = None

    @staticmethod
    def of(chunks: Sequence[Chunk]) -> Utterance:
        """Chunks of other utterances, with one gap between them."""
        return Utterance(" ".join([chunk for chunk, _ in chunks]), chunks)

    @property
    def chunks(self) -> Sequence[Chunk]:
        """The text between its gaps."""
        if self._chunks is None:
            self._chunks = [(chunk, words(chunk)) for chunk in self.text.split()]
        return self._chunks

    @property
    def words(self) -> Sequence[str]:
        """All words in order, as `spelling.words` gives them."""
        if self._words is None:
            self._words = [word for _, parts in self.chunks for word in parts]
        return self._words

    @property
    def readings(self) -> Sequence[tuple[str, ...]]:
        """For each word all skeletons that it may stand for, the likeliest first."""
        if self._readings is None:
            self._readings = [readings(word) for word in self.words]
        return self._readings

    @property
    def skeletons(self) -> Sequence[str]:
        """For each word its likeliest skeleton."""
        if self._skeletons is None:
            self._skeletons = [options[0] for options in self.readings]
        return self._skeletons

    def __bool__(self) -> bool:
        """Whether there is anything but gaps."""
        return bool(self.text.strip())

    def __add__(self, other: Utterance) -> Utterance:
        """This and then that."""
        if not self or not other:
            return self or other
        return Utterance(f"{self.text} {other.text}".strip(), [*self.chunks, *other.chunks])

    def parts(self, joining: Collection[str]) -> list[Utterance]:
        """What stands between punctuation, or between words that join sentences (`joining`, by skeleton: "and")."""
        parts: list[list[Chunk]] = [[]]
        for chunk in self.chunks:
            if len(chunk[1]) == 1 and readings(chunk[1][0])[0] in joining:
                parts.append([])
            else:
                parts[-1].append(chunk)
                if chunk[0].endswith(_ENDS):
                    parts.append([])
        return [Utterance.of(part) for part in parts if part]

    def without(self, taken: range) -> Utterance:
        """The rest, without its words number `taken`; the others stay as they were written ("16.5h")."""
        kept: list[Chunk] = []
        start = 0
        for chunk in self.chunks:
            end = start + len(chunk[1])
            if end <= taken.start or taken.stop <= start:
                kept.append(chunk)
            elif start < taken.start or taken.stop < end:
                kept += [(part, [part]) for number, part in enumerate(chunk[1], start) if number not in taken]
            start = end
        rest = Utterance.of(kept)
        rest._words = [*self.words[: taken.start], *self.words[taken.stop :]]
        rest._readings = [*self.readings[: taken.start], *self.readings[taken.stop :]]
        return rest

    def without_digits(self) -> Utterance:
        """The same without its digits: of who sends a date or a number in line, 103 is no call for help."""
        if not _DIGITS.search(self.text):
            return self
        return Utterance.of(
            [(chunk, [part for word in parts for part in _DIGITS.split(word) if part]) for chunk, parts in self.chunks]
        )


NOTHING = Utterance("")
