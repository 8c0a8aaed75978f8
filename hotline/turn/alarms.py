"""What in a text tells of danger to life: its words and the examples, each doubted by the other."""

from __future__ import annotations

import re

from ..hearing import by_example
from ..hearing.keywords import Match
from ..hearing.lexicon import Lexicon
from ..hearing.model import Guess, model
from ..hearing.utterance import Utterance

_PARTS = re.compile(r"[,.;:!?\n]+")


class Alarms:
    """Hears them with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

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
        return by_example.danger(said, guess, word, model().guess(told) if word else None, answering=answering)

    def may_be_in(self, said: Utterance) -> bool:
        """Whether a text that may not be the writer's own holds what may be danger."""
        return self.has_word(said) or model().guess(said).alarm > model().maybe

    def has_word(self, said: Utterance) -> bool:
        """Whether a word of danger is in it."""
        return self._lexicon.danger(said, None) is not None

    @staticmethod
    def in_a_part(said: Utterance) -> Match | None:
        """A cry in one part of a text whose other part asks to be forgotten, or left in peace."""
        for part in map(Utterance, _PARTS.split(said.text)):
            guess = model().guess(part)
            if guess.alarm > model().alarm:
                return by_example.danger(part, guess, None, None, answering=False)[0]
        return None
