"""What a text that is more than a keyword starts, by the examples: sure, likely, or nobody knows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from .keywords import Match
from .lexicon import DANGER
from .meanings import DANGERS
from .model import Guess, model
from .utterance import Utterance

SURE = 0.9  # chance from which a meaning goes before a keyword among other words
LIKELY = 0.7  # from which it is taken, where nothing better is known
HARMLESS = -1.0  # of `Guess.alarm`, below which a text is far from danger
CERTAIN = 0.97  # from which what cannot be undone is done at once

_ALIKE = ({"found", "thanks"},)  # pairs that it is no harm to confuse
_AT_ONCE = {"stop": SURE, "forget": CERTAIN, "start": CERTAIN}
_TELLING = 3  # so many words tell a language
_ANSWERED_IN = {"uz": "ru", "ky": "ru", "uk": "ru"}  # languages that the hotline hears and does not speak


def intent(
    said: Utterance, guess: Guess, keyword: Match | None, flows: Mapping[str, str], *, answering: bool
) -> Match | None:
    """What a text starts; `keyword` is the one in it, `flows` are names of flows by the meanings that start them.

    `answering`: something was asked, so only what is surely another matter is one.
    """
    if answering and guess.chance < SURE:
        return keyword
    if guess.first in DANGERS:
        return keyword if keyword and keyword.sure else None
    if keyword and keyword.sure and guess.chance < SURE:
        return keyword
    return _started(said, guess, keyword, flows) or (keyword if guess.chance < SURE else None)


def danger(said: Utterance, guess: Guess, word: Match | None, *, answering: bool) -> tuple[Match | None, bool]:
    """What tells of danger to life, and whether it only may be danger; `word` is the word of danger in the text.

    A word may surely be meant otherwise ("телефон умирает"), and an answer to what was asked mostly is no danger.
    """
    doubtful = word is not None and guess.chance >= SURE and guess.alarm < HARMLESS
    # Of which kind it is decides what is advised: told only where that is what the text most likely means.
    kind = DANGER + (guess.danger if guess.first == guess.danger and guess.chance >= LIKELY else "")
    if word and not doubtful:
        return replace(word, flow=kind), False
    if guess.alarm > model().alarm:
        return Match(kind, said, sure=True, whole=False, languages=_spoken(said, guess)), False
    return None, doubtful or (guess.alarm > model().maybe and (guess.first in DANGERS or not answering))


def _started(said: Utterance, guess: Guess, keyword: Match | None, flows: Mapping[str, str]) -> Match | None:
    flow = flows.get(guess.first)
    if flow is None or (guess.chance < LIKELY and {guess.first, guess.second} not in _ALIKE):
        return None
    at_once = guess.chance >= _AT_ONCE.get(flow, math.inf)
    if keyword and keyword.flow == flow:
        return replace(keyword, whole=keyword.whole or at_once)
    return Match(flow, said, sure=guess.chance >= SURE, whole=at_once, languages=_spoken(said, guess))


def _spoken(said: Utterance, guess: Guess) -> frozenset[str]:
    """The language of a text that is long enough to have one."""
    long_enough = len(said.words) >= _TELLING
    return frozenset({_ANSWERED_IN.get(guess.language, guess.language)} if guess.language and long_enough else ())
