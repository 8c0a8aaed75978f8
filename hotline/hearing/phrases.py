"""Words and phrases with a meaning, as the prompts list them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from .spelling import skeletons_of
from .utterance import Utterance

Vocabulary: TypeAlias = Mapping[str, Sequence[str]]  # name -> words in all languages


class Phrases:
    """Words and phrases with a meaning each; where one phrase holds another ("не хочу", "хочу"), the longer counts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._meanings = {
            skeletons_of(phrase): meaning for meaning, phrases in vocabulary.items() for phrase in phrases
        }
        self._longest = max(map(len, self._meanings), default=0)

    def said(self, said: Utterance) -> list[str]:
        """The meanings of what is said, in order. A single letter says nothing ("я" is not "иә")."""
        pairs = zip(said.words, said.skeletons, strict=True)
        heard = [skeleton if len(word) > 1 or word.isdecimal() else "" for word, skeleton in pairs]
        found, start = [], 0
        while start < len(heard):
            lengths = range(min(self._longest, len(heard) - start), 0, -1)
            length = next((n for n in lengths if tuple(heard[start : start + n]) in self._meanings), 0)
            if length:
                found.append(self._meanings[tuple(heard[start : start + length])])
            start += length or 1
        return found
