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
from ..talk.dates import DayWords

BESIDE = 0.4  # of `Guess.alarm`, by which a part must be louder than a whole text: there are many parts to err in
PIECE = 6  # words
MOST = 24  # pieces of a part, so that a long text is heard within some milliseconds


class Alarms:
    """Hears them with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._and, self._days = single_words(lexicon.words["and"]), DayWords(lexicon.words)

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
        if guess and len((bare := self._days.without(said)).words) <= 1 and self._days.are_in(said):
            # Many tell so of who is missing; "two days ago" by itself is a day.
            heard = model().guess(bare)
            guess = replace(guess, danger=heard.danger, alarm=heard.alarm)
        parts = said.parts(()) if word else []
        told = next((part for part in parts if self._lexicon.danger(part, keyword)), said)
        danger, maybe = by_example.danger(said, guess, word, model().guess(told) if word else None, answering=answering)
        if guess and not danger:
            danger = self._in_a_part(said, model().alarm + BESIDE)
        return danger, maybe and danger is None

    def may_be_in(self, said: Utterance) -> bool:
        """Whether a text that may not be the writer's own holds what may be danger."""
        return self.has_word(said) or model().guess(said).alarm > model().maybe

    def has_word(self, said: Utterance) -> bool:
        """Whether a word of danger is in it."""
        return self._lexicon.danger(said, None) is not None

    def beside(self, said: Utterance) -> Match | None:
        """A cry in one part of a text whose other part asks to be forgotten, or left in peace."""
        return self._in_a_part(said, model().alarm)

    def _in_a_part(self, said: Utterance, level: float) -> Match | None:
        """What is louder than `level` in a part of a text; the whole has been heard."""
        parts = list(self._parts(said))
        for part in parts if len(parts) > 1 else ():
            guess = model().guess(part)
            if guess.alarm > level:
                return by_example.danger(part, guess, None, None, answering=False)[0]
        return None

    def _parts(self, said: Utterance) -> Iterator[Utterance]:
        """What stands between punctuation and "and"; a long part piece by piece, each over half of the one before."""
        for line in map(Utterance, said.text.splitlines()) if "\n" in said.text else [said]:
            for part in line.parts(self._and):
                chunks = part.chunks
                half = max(PIECE // 2, len(chunks) // MOST)
                for start in range(0, max(1, len(chunks) - half), half):
                    yield Utterance.of(chunks[start : start + 2 * half])
