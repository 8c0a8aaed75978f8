"""Two things that are asked in two parts of one text: "где переночевать и сколько ждать на границе?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.table import rank, row

from ..hearing import by_example
from ..hearing.keywords import Match
from ..hearing.lexicon import Lexicon
from ..hearing.meanings import ABOUT_A_PLACE
from ..hearing.model import Guess, model
from ..hearing.spelling import single_words
from ..hearing.utterance import Utterance

BOTH = 2


class TwoQuestions:
    """Finds them, where both are plain or sure."""

    def __init__(self, lexicon: Lexicon, by_meaning: Mapping[str, str]) -> None:
        """`by_meaning`: names of flows by the meanings that start them."""
        self._lexicon, self._by_meaning = lexicon, by_meaning
        self._and = single_words(lexicon.words["and"])

    def flows(self, said: Utterance, intent: Match, guess: Guess) -> Sequence[str]:
        """The flows of both, the one that keeps the talk first; () where it is not surely two.

        Either every part is a keyword and nothing else; or the text as a whole likeliest means the same two as its
        parts.
        """
        parts = said.parts(self._and)
        if len(parts) < BOTH or not row(intent.flow).beside:
            return ()
        asked = {self._plainly(part) for part in parts}
        if "" in asked:
            likeliest = {self._by_meaning.get(guess.first, ""), self._by_meaning.get(guess.second, "")}
            if not all(row(flow).beside for flow in likeliest):
                return ()
            asked = {self._plainly(part) or self._surely(part) for part in parts} & likeliest
        two = len(asked) == BOTH and all(row(flow).beside for flow in asked)
        return sorted(asked, key=rank) if two else ()

    def _plainly(self, part: Utterance) -> str:
        """The flow whose keyword is all that a part says, "" for none."""
        keyword = self._lexicon.find(part)
        return keyword.flow if keyword and keyword.sure and self._lexicon.is_plain(part, keyword) else ""

    def _surely(self, part: Utterance) -> str:
        """The flow that the examples are sure of, "" for none."""
        guess = model().guess(part)
        asks = guess.chance >= by_example.SURE and guess.first not in ABOUT_A_PLACE
        return self._by_meaning.get(guess.first, "") if asks else ""
