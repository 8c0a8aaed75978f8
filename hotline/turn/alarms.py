"""What in a text tells of danger to life: its words and the examples, each doubted by the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..hearing import by_example
from ..hearing.keywords import Match
from ..hearing.lexicon import Lexicon
from ..hearing.model import Guess, model
from ..hearing.spelling import single_words
from ..hearing.utterance import Utterance
from ..talk.dates import without_dates

BESIDE = 0.4  # of `Guess.alarm`, by which a part of a text must be louder: alone it would have been read as a whole
PIECE = 6  # words
MOST = 24  # pieces of a part, so that a long text is heard within some milliseconds


class Alarms:
    """Hears them with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._and = single_words(lexicon.words["and"])

    def of(
        self, said: Utterance, guess: Guess | None, keyword: Match | None, order: Match | None, *, answering: bool
    ) -> tuple[Match | None, bool]:
        """What tells of danger, and whether it only may be danger.

        A number answers the open question; and what a volunteer writes to somebody else tells of no danger here.
        Whether a word of danger is meant otherwise, tells the part in which it stands: "нас избили, где ночлег?"
        """
        if (answering and not any(map(str.isalpha, said.text))) or (order and self._lexicon.leads(order.flow)):
            return None, False
        word = self._lexicon.danger(said, keyword, order=order is not None)
        if order or not (word or guess):
            return word, False
        parts = said.parts(()) if word else []
        told = next((part for part in parts if self._lexicon.danger(part, keyword)), said)
        if guess:
            guess = self._without_its_day(said, guess)
        danger, maybe = by_example.danger(said, guess, word, model().guess(told) if word else None, answering=answering)
        if guess and not danger and not (answering and len(said.words) <= by_example.ANSWER):
            danger = self.in_a_part(said, BESIDE)
        return danger, maybe and danger is None

    def _without_its_day(self, said: Utterance, guess: Guess) -> Guess:
        """What is left of a text without a day in it: "two days ago" is how many tell of who is missing."""
        bare = without_dates(said, self._lexicon.words)
        if len(bare.words) == len(said.words):
            return guess
        left = model().guess(bare)
        return replace(guess, danger=left.danger, alarm=left.alarm)

    def may_be_in(self, said: Utterance) -> bool:
        """Whether a text that may not be the writer's own holds what may be danger."""
        return self.has_word(said) or model().guess(said).alarm > model().maybe

    def has_word(self, said: Utterance) -> bool:
        """Whether a word of danger is in it."""
        return self._lexicon.danger(said, None) is not None

    def in_a_part(self, said: Utterance, more: float = 0.0) -> Match | None:
        """A cry in a part of a text that is of something else as a whole; it must be so much louder than alone."""
        level = model().alarm + more
        for part in self._parts(said):
            guess = model().guess(part)
            if guess.alarm > level:
                return by_example.danger(part, guess, None, None, answering=False)[0]
        return None

    def _parts(self, said: Utterance) -> Iterator[Utterance]:
        """What stands between punctuation and "and"; a long part piece by piece, each over half of the one before."""
        for line in map(Utterance, said.text.splitlines()) if "\n" in said.text else [said]:
            for part in line.parts(self._and):
                chunks = part.chunks
                if len(chunks) <= PIECE:
                    yield part
                    continue
                half = max(PIECE // 2, len(chunks) // MOST)
                for start in range(0, len(chunks) - half, half):
                    yield Utterance.of(chunks[start : start + 2 * half])
