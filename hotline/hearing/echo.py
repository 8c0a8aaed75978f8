"""Our own words coming back: a reaction of a phone ("Liked “…”"), a quote, a forward. They order and report nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LEAST = 20  # characters of a sentence of ours that nobody else writes
BEGINNING = 4  # of what a line of ours begins with, believed beside such a sentence: "Ещё: "
MANY = 3  # lines of ours that are an answer, whose first line is a place's name
BESIDE = 3  # words beside our sentences from which on they are somebody's own
_SHORT = 2  # letters between a sign and the quote: "👍 to “…”"
_OPENING, _CLOSING = '“«„"', ("”", "»", "“", '"')
_OPENS = re.compile(f"[{_OPENING}]")
_WORD = re.compile(r"[^\W\d_]+")


def may_be(text: str) -> bool:
    """Whether it is worth a look: shorter texts without a quote are a person's own."""
    return len(text) >= LEAST or _OPENS.search(text) is not None


class Echo:
    """Knows our sentences, but for questions, which anybody may ask in the same words."""

    def __init__(self, sentences: Iterable[str], reactions: Iterable[str]) -> None:
        """`sentences`: the fixed parts of what we say, between what they are filled with; `reactions`: what phones put
        before a quote of what their owner reacted to."""
        parts = {_plain(one) for one in sentences}
        self._ours = tuple(sorted(part for part in parts if len(part) >= LEAST and "?" not in part))
        self._by_head: dict[str, list[str]] = {}  # those of 800 sentences that begin so
        for part in self._ours:
            self._by_head.setdefault(part[:LEAST], []).append(part)
        self._beginnings = tuple(part for part in parts if BEGINNING <= len(part) < LEAST)
        self._reactions = tuple(f"{one.casefold()} " for one in reactions)

    def is_reaction(self, text: str) -> bool:
        """Whether a phone made it of a message: the word of a reaction, or a sign, and then nothing but a quote."""
        begins = min((place for mark in _OPENING if (place := text.find(mark)) > 0), default=0)
        if not begins or not text.rstrip(" \n.").endswith(_CLOSING):
            return False
        head = text[:begins]
        words = _WORD.findall(head.casefold())
        if any(unicodedata.category(character) == "So" for character in head):
            return len("".join(words)) <= _SHORT
        return " ".join([*words, ""]).startswith(self._reactions)

    def own_words(self, text: str) -> str:
        """What somebody wrote besides our words; "" where nothing is left, the text where none of ours are in it."""
        if len(text) < LEAST or not self.is_ours(text):
            return text
        lines = text.split("\n")
        ours = [place for place, line in enumerate(lines) if self.is_ours(line)]
        if not ours:  # our sentence stands over two lines
            return self._cut(text)
        begun = [place for place, line in enumerate(lines) if _plain(line).startswith(self._beginnings)]
        # What stands between two sentences of ours is ours as well: a name, a count, an hour; and the name before them.
        first = min([ours[0], *begun])
        named = len({*ours, *begun}) >= MANY
        before, after = lines[: first - 1 if named and first else first], lines[ours[-1] + 1 :]
        beside = [self._cut(lines[place]) for place in dict.fromkeys((ours[0], ours[-1]))]
        after = [
            line for line in after if not self._is_of_ours(line)
        ]  # a line of their own may be one word: "помогите"
        left = "\n".join(line for line in (*before, *beside, *after) if line.strip())
        own = len(_WORD.findall(left)) > BESIDE or _WORD.search(" ".join(after)) or left.strip().isdecimal()
        return left if own else ""

    def _is_of_ours(self, line: str) -> bool:
        """Whether a line is the beginning of a sentence of ours."""
        plain = _plain(line)
        return bool(plain) and any(part.startswith(plain) for part in (*self._ours, *self._beginnings))

    def is_ours(self, text: str) -> bool:
        """Whether a sentence of ours is in it."""
        plain = _plain(text)
        starts = range(len(plain) - LEAST + 1)
        begun = [(at, part) for at in starts for part in self._by_head.get(plain[at : at + LEAST], ())]
        return any(plain.startswith(part, at) for at, part in begun)

    def _cut(self, text: str) -> str:
        """A line without our sentences, if a sentence of their own is left."""
        for part in [part for part in self._ours if part in _plain(text)]:
            words = [re.escape(word).replace("е", "[её]") for word in part.split()]
            text = re.sub(r"\s+".join(words), " ", text, flags=re.IGNORECASE)
        return text.strip() if len(_WORD.findall(text)) > BESIDE else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
