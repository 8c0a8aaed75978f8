"""What a text that is more than a keyword starts, by the examples: sure, likely, or nobody knows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from ..variables import LANGUAGES
from .keywords import Match
from .lexicon import DANGER, PLACE_ASKED
from .meanings import ABOUT_A_PLACE, DANGERS
from .model import Guess, model
from .utterance import Utterance

SURE = 0.9  # chance from which a meaning is taken as said: it leaves an open question, and doubts a word of danger
OVERRULES = 0.5  # from which another meaning goes before a keyword among other words
LIKELY = 0.7  # from which it is taken, where nothing better is known
HARMLESS = -1.0  # of `Guess.alarm`, below which a text is far from danger
UNSURE = 0.25  # from which two meanings are worth a question
ANSWER = 2  # words of an answer that is too short to tell a story
CERTAIN = 0.97  # from which what cannot be undone is done at once

_ALIKE = ({"found", "thanks"},)  # pairs that it is no harm to confuse
_AT_ONCE = {"stop": SURE, "forget": CERTAIN, "start": CERTAIN}
_BESIDE_A_PLACE = ("ride", "shelter", "family", "food", "scope", "menu", "who", "share", "volunteer", "charge", "sim")
_RATHER = 0.4  # chance from which a meaning is taken rather than left to a person
_TELLING = 3  # so many words tell a language
_ANSWERED_IN = {"uz": "ru", "ky": "ru", "uk": "ru"}  # as long as they have no prompts of their own


def intent(said: Utterance, guess: Guess, keyword: Match | None, flows: Mapping[str, str]) -> Match | None:
    """What a text starts; `keyword` is the one in it, `flows` are names of flows by the meanings that start them."""
    if guess.first in DANGERS:
        return keyword if keyword and keyword.sure else None
    if keyword and (guess.chance < OVERRULES or (keyword.sure and keyword.flow not in flows.values())):
        return keyword  # of a flow without examples they can tell nothing
    agreed = keyword if keyword and keyword.flow == flows.get(guess.first) else None
    return _started(said, guess, keyword, flows) or agreed


def about_place(said: Utterance, guess: Guess, *, elsewhere: bool) -> Match | None:
    """What is asked about the shelter that was just named: there "how do I get there" is about no town.

    A second-best will do, beside what one would have to be asked for without a shelter. `elsewhere`: a place is named.
    """
    doubted = guess.chance < SURE and guess.first in _BESIDE_A_PLACE
    asked = guess.first if guess.first in ABOUT_A_PLACE else guess.second if doubted else ""
    if guess.first == "ride" and not elsewhere:
        asked = "way"
    if asked not in ABOUT_A_PLACE or (asked == guess.first and guess.chance < UNSURE):
        return None
    return Match(PLACE_ASKED + asked, said, sure=True, whole=asked != "party", languages=spoken(said, guess))


def unsure(guess: Guess, flows: Mapping[str, str]) -> tuple[str, ...]:
    """The two flows of which one is likely meant; none where no two are likely, or nothing is done about one.

    To be read by a person is what comes of it in any case, so that is not asked.
    """
    wanted = [flows.get(meaning, "menu") for meaning in (guess.first, guess.second)]
    two = tuple(flow for flow in dict.fromkeys(wanted) if flow not in ("menu", "volunteer"))
    doubtful = guess.chance < _AT_ONCE.get(wanted[0], LIKELY)
    return two if guess.chance >= UNSURE and doubtful and len(two) > 1 else ()


def is_of_no_use(guess: Guess) -> bool:
    """Whether it surely is nothing that anybody here can do anything about."""
    return guess.first in ("insult", "scope") and guess.chance >= LIKELY


def danger(
    said: Utterance, guess: Guess | None, word: Match | None, beside: Guess | None, *, answering: bool
) -> tuple[Match | None, bool]:
    """What tells of danger to life, and whether it only may be danger.

    `word` is the word of danger in the text, and `beside` what the part of the text means in which it stands: among
    others a word may surely be meant otherwise ("телефон умирает"). An answer to what was asked mostly is no danger:
    one of a word or two ("в поле") alarms by a word of danger alone.
    """
    doubtful = word is not None and not word.whole and beside is not None and _is_harmless(beside)
    if word and not doubtful:
        return replace(word, flow=DANGER + (_kind(guess) if guess else "")), False
    if guess is None:
        return None, doubtful
    is_answer = answering and len(said.words) <= ANSWER
    if guess.alarm > model().alarm and not is_answer:
        return Match(DANGER + _kind(guess), said, sure=True, whole=False, languages=spoken(said, guess)), False
    may_be = guess.alarm > (model().alarm if is_answer else model().maybe)
    return None, doubtful or (may_be and (guess.first in DANGERS or not answering))


def _is_harmless(guess: Guess) -> bool:
    return guess.chance >= SURE and guess.alarm < HARMLESS


def _kind(guess: Guess) -> str:
    """The kind of danger, told only where it is what the text most likely means: it decides what is advised."""
    return guess.danger if guess.first == guess.danger and guess.chance >= LIKELY else ""


def _started(said: Utterance, guess: Guess, keyword: Match | None, flows: Mapping[str, str]) -> Match | None:
    flow = flows.get(guess.first)
    if flow is None or not (guess.chance >= LIKELY or _needs_no_question(guess)):
        return None
    at_once = guess.chance >= _AT_ONCE.get(flow, math.inf)
    if flow in _AT_ONCE and not at_once and not (keyword and keyword.sure and keyword.flow == flow):
        return None  # what cannot be undone is asked about
    if keyword and keyword.flow == flow:
        return replace(keyword, whole=keyword.whole or at_once)
    return Match(flow, said, sure=guess.chance >= SURE, whole=at_once, languages=spoken(said, guess))


def _needs_no_question(guess: Guess) -> bool:
    """Whether the two likeliest come to much the same, or the second is only that a person should read it."""
    return {guess.first, guess.second} in _ALIKE or (guess.second == "volunteer" and guess.chance >= _RATHER)


def spoken(said: Utterance, guess: Guess) -> frozenset[str]:
    """The language of a text that is long enough to have one."""
    long_enough = len(said.words) >= _TELLING
    language = guess.language
    answered_in = language if language in LANGUAGES else _ANSWERED_IN.get(language, language)
    return frozenset({answered_in} if language and long_enough else ())
