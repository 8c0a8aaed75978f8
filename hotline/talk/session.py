"""A talk between two turns: which flow, how far, and the question it waits at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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
        """The session as JSON, without what is empty at the ends of its lists, so that it takes little of the store.

        When it was asked, flow, words, journal, question (as `_question_row` has it), strikes, lost, silences, unasked,
        profile.
        """
        question = None if self.question is None else _question_row(self.question)
        more = _cut([self.strikes, self.lost, self.silences, self.unasked, self.profile])
        return orjson.dumps([int(self.asked_at), self.flow, self.words, self.journal, question, *more])

    @classmethod
    def load(cls, text: bytes) -> Session:
        """The reverse of `dump`, which also takes what 0.1.0 dumped. Raises ValueError and TypeError."""
        first, *rest = orjson.loads(text)
        if isinstance(first, str):
            return _load_first(first, *rest)
        flow, words, journal, kept, *more = rest
        return cls(flow, words, journal, None if kept is None else _question(*kept), first, *more)


def _cut(row: list[Any]) -> list[Any]:
    while row and not row[-1]:
        row.pop()
    return row


def _is_plain(said: Said, id_: str) -> bool:
    return said.id == id_ and not said.facts and not said.language


def _said_row(said: Said) -> list[Any]:
    return [said.id, *_cut([dict(said.facts), said.language])]


def _option_row(option: Option) -> Any:
    code, label = option.code, option.label
    return code if _is_plain(label, f"option-{code}") else [code, *_said_row(label)]


def _option(kept: Any) -> Option:
    code, *label = [kept, f"option-{kept}"] if isinstance(kept, str) else kept
    return Option(code, Said(*label))


def _question_row(question: OpenQuestion) -> list[Any]:
    options = [_option_row(option) for option in question.options]
    expects = "" if question.expects == "choice" else question.expects
    said = [] if _is_plain(question.said, question.key) else _said_row(question.said)
    return [question.key, options, *_cut([expects, question.listed, question.digits, question.page, said])]


def _question(
    key: str,
    options: Sequence[Any],
    expects: Literal["", "words", "keys", "free text"] = "",
    listed: bool = False,
    digits: int | None = None,
    page: int = 0,
    said: Sequence[Any] = (),
) -> OpenQuestion:
    chosen = tuple(map(_option, options))
    return OpenQuestion(key, Said(*(said or [key])), expects or "choice", chosen, listed, digits, page)


def _load_first(
    flow: str,
    words: str,
    journal: Journal,
    kept: Sequence[Any] | None,
    asked_at: float,
    strikes: int,
    lost: bool,
    silences: int,
    profile: str,
    unasked: bool = False,
) -> Session:
    """As 0.1.0 and those before it wrote it."""
    question = None
    if kept is not None:
        key, said, expects, options, *more = kept
        chosen = tuple(Option(code, Said(*label)) for code, *label in options)
        question = OpenQuestion(key, Said(*said), expects, chosen, *more)
    return Session(flow, words, journal, question, asked_at, strikes, lost, silences, unasked, profile)
