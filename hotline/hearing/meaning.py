"""What a text means from who wrote it: read once a turn, and handed on."""

from __future__ import annotations

from dataclasses import dataclass

from .keywords import Match
from .model import Guess
from .utterance import Utterance


@dataclass(slots=True)
class Meaning:
    """What a text means. Keys of a phone are an utterance and mean nothing beside it."""

    said: Utterance
    order: Match | None = None  # what a volunteer tells the hotline to do, if their role may
    keyword: Match | None = None  # the keyword in it, whoever wrote it
    intent: Match | None = None  # what it starts: the order, else the keyword, else what a town alone asks for
    also: str = ""  # the flow of what is asked in another part of the text, where both parts are sure
    danger: Match | None = None  # what tells of danger to life in it; its flow is `lexicon.DANGER` and the kind
    maybe_danger: bool = False  # it may be danger to life, or may not
    guess: Guess | None = None  # what it means by the examples, where more than words was asked
    unsure: tuple[str, ...] = ()  # the two flows that it likeliest starts, where nothing tells which
    echo: bool = False  # it is nothing but our own words: a reaction, a quote, a forward
    of_no_use: bool = False  # it surely is an insult, or nothing that the hotline does anything about
    number: int | None = None  # it is nothing but a number that is written as a word
    at_once: bool = False  # it says nothing but a word that holds whatever is open, as STOP
    aside: bool = False  # it says nothing but a word whose answer leaves the open question open
    spared: bool = False  # it holds whatever the limit on texts says
