"""What a text that is more than a keyword starts, by the examples: sure, likely, or nobody knows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .keywords import Match
from .lexicon import TOPIC
from .meanings import DANGERS
from .model import Guess, model
from .utterance import Utterance

SURE = 0.9  # chance from which a meaning goes before a keyword among other words
LIKELY = 0.7  # from which it is taken, where nothing better is known
HARMLESS = -1.0  # of `Guess.alarm`, below which a text is far from danger
CERTAIN = 0.97  # from which what cannot be undone is done at once

# Meanings that start the flow of another, when no place was named before.
_INSTEAD = {
    "party": "shelter",
    "rules": "shelter",
    "hours": "shelter",
    "way": "ride",
    "hello": "menu",
    "offer": "give",
    "refuse": "refused",
}
_ALIKE = ({"found", "thanks"},)  # pairs that it is no harm to confuse
_AT_ONCE = {"stop": SURE, "forget": CERTAIN, "start": CERTAIN}
_TELLING = 3  # so many words tell a language
_READ = {"uz": "ru", "ky": "ru", "uk": "ru"}  # in what those are answered whose language the hotline does not speak


def intent(
    said: Utterance, guess: Guess, keyword: Match | None, flows: Collection[str], *, answering: bool
) -> Match | None:
    """What a text starts; `keyword` is the one in it, and `flows` are the names of all flows and topics.

    `answering`: something was asked, so only what is surely another matter is one.
    """
    if answering and guess.chance < SURE:
        return keyword
    heard = _match(said, guess, keyword, flows)
    if guess.first in DANGERS:
        return keyword if keyword and keyword.sure else None
    if keyword is None or guess.chance >= SURE or not keyword.sure:
        return heard or (keyword if guess.chance < SURE else None)
    return keyword


def danger(said: Utterance, guess: Guess) -> Match | None:
    """What tells of danger to life, beyond its words."""
    if guess.alarm <= model().alarm:
        return None
    return Match(guess.danger, said, sure=True, whole=False, languages=_spoken(said, guess))


def contradicts(guess: Guess) -> bool:
    """Whether a word of danger is surely meant otherwise: "телефон умирает"."""
    return guess.chance >= SURE and guess.alarm < HARMLESS


def _match(said: Utterance, guess: Guess, keyword: Match | None, flows: Collection[str]) -> Match | None:
    if guess.chance < LIKELY and {guess.first, guess.second} not in _ALIKE:
        return None
    name = _INSTEAD.get(guess.first, guess.first)
    flow = next((one for one in (name, TOPIC + name.upper()) if one in flows), None)
    if flow is None:
        return None
    at_once = guess.chance >= _AT_ONCE.get(flow, 1)
    if keyword and keyword.flow == flow:
        return replace(keyword, whole=keyword.whole or at_once)
    return Match(flow, said, sure=guess.chance >= SURE, whole=at_once, languages=_spoken(said, guess))


def _spoken(said: Utterance, guess: Guess) -> frozenset[str]:
    """The language of a text that is long enough to have one."""
    long_enough = len(said.words) >= _TELLING
    return frozenset({_READ.get(guess.language, guess.language)} if guess.language and long_enough else ())
