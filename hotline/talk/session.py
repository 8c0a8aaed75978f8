"""A talk between two turns: which flow, how far, and the question it waits at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from .engine import Journal, OpenQuestion
from .steps import Option, Said

OPEN_SECONDS = 2 * 3600  # a question stays open for two hours; a later "1" answers nothing
UNASKED_SECONDS = 24 * 3600  # what the hotline asks by itself may be read after work
BUSY = 1800.0  # seconds after a question in which somebody may still be typing, and nothing else is asked unasked


@dataclass(slots=True)
class Session:
    """The state of one talk. `words` are the person's own, keyword left out: later questions may find answers there."""

    flow: str = ""  # "": no talk is open
    words: str = ""
    journal: Journal = field(default_factory=list)
    question: OpenQuestion | None = None
    asked_at: float = 0.0  # epoch seconds
    strikes: int = 0  # answers in a row that the open question could not take
    lost: bool = False  # the menu was given to a message that nothing understood
    silences: int = 0  # on a call: time-outs in a row
    unasked: bool = False  # the hotline began it
    profile: str = ""  # of a withheld caller, who has no record: the call is the session

    def is_open(self, now: float) -> bool:
        """Whether an answer is still awaited."""
        seconds = UNASKED_SECONDS if self.unasked else OPEN_SECONDS
        return self.question is not None and now - self.asked_at < seconds

    def is_busy(self, now: float) -> bool:
        """Whether an answer may be on its way, which another question would take for its own."""
        return self.question is not None and now - self.asked_at < BUSY

    def dump(self) -> bytes:
        """The session as JSON."""
        question = self.question
        kept: list[Any] | None = None
        if question is not None:
            options = [[option.code, *_said(option.label)] for option in question.options]
            kept = [question.key, _said(question.said), question.expects, options]
            kept += [question.listed, question.digits, question.page]
        row = [
            self.flow,
            self.words,
            self.journal,
            kept,
            self.asked_at,
            self.strikes,
            self.lost,
            self.silences,
            self.profile,
            self.unasked,
        ]
        return orjson.dumps(row)

    @classmethod
    def load(cls, text: bytes) -> Session:
        """The reverse of `dump`."""
        flow, words, journal, kept, asked_at, strikes, lost, silences, profile, *newer = orjson.loads(text)
        question = None
        if kept is not None:
            key, said, expects, options, listed, digits, page = kept
            chosen = tuple(Option(code, Said(*label)) for code, *label in options)
            question = OpenQuestion(key, Said(*said), expects, chosen, listed, digits, page)
        unasked = bool(newer and newer[0])  # not in what an earlier version wrote
        return cls(flow, words, journal, question, asked_at, strikes, lost, silences, unasked, profile)


def _said(said: Said) -> Sequence[Any]:
    return [said.id, dict(said.facts), said.language]
