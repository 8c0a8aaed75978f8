"""Which option of a question is meant, when it was answered in words instead of a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..hearing.keywords import Keywords
from ..hearing.phrases import Phrases
from ..hearing.utterance import Utterance

LONGEST_SAYING, LONGEST_YES = 7, 4  # words: a long sentence is no answer, and has a "not" for other reasons


class Naming:
    """Words for the options of a question, by code.

    A bare yes or no is weaker than what tells an option by itself: "нет, ещё стоим" is still waiting, and "да, но мест
    не было" is full. Of the latter, single words are mended when they are mistyped.
    """

    def __init__(self, sayings: Mapping[str, Sequence[str]], yes_or_no: Mapping[str, Sequence[str]]) -> None:
        self._sayings, self._yes_or_no = Phrases(sayings), Phrases(yes_or_no)
        self._mending = Keywords({code: {"": phrases} for code, phrases in sayings.items()})

    def code(self, said: Utterance) -> str:
        """The code of the option that is meant, "" for none or for more than one."""
        count = len(said.words)
        if count > LONGEST_SAYING:
            return ""
        meant = set(self._sayings.said(said))
        if not meant and count <= LONGEST_YES:
            meant = set(self._yes_or_no.said(said))
        if not meant:
            mended = self._mending.find(said)
            meant = {mended.flow} if mended else set()
        return meant.pop() if len(meant) == 1 else ""
