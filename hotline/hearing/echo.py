"""Our own words coming back: a reaction of a phone ("Liked “…”"), a quote, a forward. They order and report nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

LEAST_QUOTED = 12  # characters in quotation marks from which on a text with next to nothing beside them is a quote
LEAST = 20  # characters of a sentence of ours that nobody else writes
BESIDE = 3  # words beside a quote that are only a reaction's: "Laughed at", "Отметил как понравившееся"

_QUOTED = re.compile(r"[“«„\"‘](.*)[”»“\"’]", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")


class Echo:
    """Knows our sentences."""

    def __init__(self, sentences: Iterable[str]) -> None:
        """`sentences`: the fixed parts of what we say, between what they are filled with."""
        parts = {_plain(one) for one in sentences}
        self._ours = tuple(sorted(part for part in parts if len(part) >= LEAST))

    def own_words(self, text: str) -> str:
        """What somebody wrote besides our words; "" where nothing is left, the text where none are in it."""
        if len(text) < LEAST_QUOTED:
            return text
        quote = _QUOTED.search(text)
        if quote and len(quote[1]) >= LEAST_QUOTED:
            beside = f"{text[: quote.start()]} {text[quote.end() :]}"
            if len(_WORD.findall(beside)) <= BESIDE:
                return ""
            return beside if self._has(quote[1]) else text
        if not self._has(text):
            return text
        lines = [line for line in text.split("\n") if not self._has(line)]
        # A line of a forward that holds no whole sentence of ours stands between two that do.
        return "" if len(lines) < len(text.split("\n")) and "\n" in text else self._cut(text)

    def _has(self, text: str) -> bool:
        plain = _plain(text)
        return any(part in plain for part in self._ours)

    def _cut(self, text: str) -> str:
        """A single line without our sentence, if a sentence of their own is left."""
        plain = _plain(text)
        for part in self._ours:
            plain = plain.replace(part, " ")
        return plain.strip() if len(_WORD.findall(plain)) > BESIDE else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
