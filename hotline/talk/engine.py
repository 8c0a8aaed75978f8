"""Runs a flow against its journal until it needs an answer.

The journal is a list of `[step key, value]`: what was answered, looked up and done so far. On every turn the flow
runs from its start. A step that stands in the journal gives its value at once; the first question that does not,
ends the turn. So no coroutine lives between turns, and any process can go on with any talk.

A step that meets another one's entry was put in, moved or taken out by an update while the talk was open: the journal
is cut there, one line of the log says so, and the person is asked on. In the golden transcripts it is an error.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from ..hearing.utterance import Utterance
from .steps import (
    Ask,
    Choose,
    Do,
    Intent,
    Json,
    Look,
    NotUnderstood,
    Option,
    Reading,
    Said,
    Say,
    Several,
    Step,
    Understood,
)

log = logging.getLogger(__name__)

Journal: TypeAlias = list[list[Json]]
Running: TypeAlias = Coroutine[Step[Any], Any, str | None]  # gives the name of the flow that follows
MENU = "menu"  # the flow that takes over when another cannot go on
PAGE = 8  # options named at once: on a phone 9 is left for "further", and nobody reads a longer SMS list


@dataclass(slots=True)
class Flow:
    """A flow that can be run, and run again.

    `run` begins it; at its end it gives the name of the flow that follows, if one does. `undo` takes back what the
    last run changed in the person, when that run is thrown away: what it wanted written is thrown away with it.
    """

    run: Callable[[], Running]
    undo: Callable[[], None]


class Gone(Exception):
    """What the journal names is no longer in the directory. Raised by a flow's facts; the talk starts afresh."""


class Wanted(Exception):
    """A flow's `look` needs what has to be read first: `read`, called by the turn with its store, gives it.

    Then the flow is run once more; it may be run as often as one likes, since what it writes is only collected, and
    what it reads is read once. A reading may take something for the turn (a question, a number): that counts at once.
    """

    def __init__(self, key: Hashable, read: Callable[..., Awaitable[Any]]) -> None:
        super().__init__("something has to be read first")
        self.key, self.read = key, read


@dataclass(slots=True)
class OpenQuestion:
    """The question a talk waits at. Its options are kept as they were shown, so numbers never shift."""

    key: str
    said: Said
    expects: Literal["choice", "words", "keys", "free text"]
    options: tuple[Option, ...] = ()
    listed: bool = True
    digits: int | None = None
    page: int = 0

    def shown(self) -> tuple[Option, ...]:
        """The options of the present page, numbered from 1."""
        return self.options[self.page * PAGE : (self.page + 1) * PAGE]

    def has_more(self) -> bool:
        """Whether another page follows."""
        return len(self.options) > (self.page + 1) * PAGE


@dataclass(slots=True)
class Outcome:
    """What a turn came to."""

    journal: Journal
    said: list[Said] = field(default_factory=list)
    question: OpenQuestion | None = None  # None: the flow has ended
    following: str | None = None  # the flow that the ended one hands over to
    writes: list[Intent] = field(default_factory=list)
    taken: bool = False  # the answer was understood and journalled
    guess: bool = False  # it would be, if a guess may count
    why: Said | None = None  # what was wrong with it


@dataclass(slots=True)
class Given:
    """What the person just answered, and whether a guess (a mended typo) may count."""

    said: Utterance
    guessing: bool = False


def advance(
    flow: Flow,
    journal: Journal,
    open_question: OpenQuestion | None = None,
    answer: Given | None = None,
    *,
    repeat: bool = False,
) -> Outcome:
    """Run `flow` on from where it stopped.

    `open_question` is the question of the last turn: all that was said before it stays unsaid, and `answer` is for
    it alone. Without an answer it is put again; with `repeat`, so is what was said since the answer before it.
    """
    try:
        return _Run(journal, open_question, answer, repeat).through(flow)
    except Gone:
        flow.undo()
    try:
        out = _Run([], None, None, repeat=False).through(flow)
    except Gone:
        flow.undo()
        return Outcome([], following=MENU)
    out.taken = True  # nothing was wrong with the answer
    return out


def back(flow: Flow, journal: Journal, open_question: OpenQuestion) -> Outcome | None:
    """Drop the last answer and ask for it again; None where there is none, or something was done since."""
    if open_question.said.id != open_question.key:  # it only asks which of several was meant: nothing to drop yet
        plain = OpenQuestion(open_question.key, Said(open_question.key), "words")
        return advance(flow, journal, plain)
    run = _Run(journal, open_question, None, repeat=False)
    try:
        run.through(flow)
        flow.undo()  # it was run only to see which answer was the last
        return _dropped(run, flow)
    except Gone:
        flow.undo()
        return None


def _dropped(run: _Run, flow: Flow) -> Outcome | None:
    for position in range(len(run.kinds) - 1, -1, -1):
        if run.kinds[position] == "done":
            return None
        if run.kinds[position] == "answered":
            earlier = run.asked[position]
            return _Run(run.journal[:position], earlier, None, repeat=True).through(flow)
    return None


class _Run:
    """One run of a flow: the journal so far, and what comes out."""

    def __init__(
        self, journal: Journal, open_question: OpenQuestion | None, answer: Given | None, repeat: bool
    ) -> None:
        self.journal: Journal = [list(entry) for entry in journal]
        self.open = open_question
        self.answer = answer
        self.repeat = repeat
        self.position = 0
        self.out = Outcome(self.journal)
        self.recent: list[Say] = []  # said since the last answer, before the open question
        self.kinds: list[Literal["answered", "looked", "done"]] = []
        self.asked: dict[int, OpenQuestion] = {}

    def through(self, flow: Flow) -> Outcome:
        coroutine = flow.run()
        try:
            value: Any = None
            while self.out.question is None:
                value = self._meet(coroutine.send(value))
        except StopIteration as end:
            self.out.following = end.value
        finally:
            coroutine.close()
        return self.out

    def _meet(self, step: Step[Any]) -> Any:
        if isinstance(step, Look):
            return self._look(step)
        if isinstance(step, Say):
            return self._say(step)
        if isinstance(step, Do):
            return self._do(step)
        if isinstance(step, Ask | Choose):
            return self._question(step)
        raise TypeError(f"a flow may not await {type(step).__name__}")

    def _say(self, step: Say) -> None:
        if self.open is None:
            self.out.said += step.read()
        else:
            self.recent.append(step)

    def _look(self, step: Look[Any]) -> Any:
        self.kinds.append("looked")
        if self._journalled(step.key):
            return self.journal[self.position - 1][1]
        value = step.read()
        self._write(step.key, value)
        return value

    def _do(self, step: Do) -> None:
        self.kinds.append("done")
        if not self._journalled(step.key):
            self.out.writes += step.writes()
            self._write(step.key, None)

    def _journalled(self, key: str) -> bool:
        """Whether the next entry is this step's. Another one's: cut, for the flow was changed meanwhile."""
        if self.position == len(self.journal):
            return False
        if self.journal[self.position][0] != key:
            log.warning("replay=diverged step=%s journal=%s", key, self.journal[self.position][0])
            del self.journal[self.position :]
            self.open = None
            return False
        self.position += 1
        return True

    def _write(self, key: str, value: Json) -> None:
        self.open = None  # past the journal; if the open question was not met, the flow was changed meanwhile
        self.journal.append([key, value])
        self.position += 1

    def _question(self, step: Ask[Any] | Choose) -> Any:
        position = self.position
        found, value = self._answered(step)
        if found:
            self.kinds.append("answered")
            self.asked[position] = OpenQuestion(step.key, Said(step.key), "words")
            self.recent.clear()
            return value
        if self.open is not None and self.open.key == step.key:
            return self._answer(step, self.open)
        self.open = None
        if isinstance(step, Ask) and step.given:
            return self._settle(step, step.kind.read(step.given), None, guessing=True)
        self.out.question = _question(step)
        return None

    def _answered(self, step: Ask[Any] | Choose) -> tuple[bool, Any]:
        """The journalled answer to this question, if there is one that can still be read."""
        if not self._journalled(step.key):
            return False, None
        kept = self.journal[self.position - 1][1]
        try:
            return True, step.kind.load(kept) if isinstance(step, Ask) else kept
        except (ValueError, TypeError):  # an update asks for something else under the same key
            self.position -= 1
            del self.journal[self.position :]
            self.open = None
            return False, None

    def _answer(self, step: Ask[Any] | Choose, question: OpenQuestion) -> Any:
        self.open = None
        if self.answer is None:
            if self.repeat:
                self.out.said = [said for earlier in self.recent for said in earlier.read()]
            # Options stay as they were shown; a question that was dropped by BACK is made anew.
            self.out.question = question if question.options else _question(step)
            return None
        if question.has_more() and self.answer.said.text.strip() == str(PAGE + 1):
            self.out.question = replace(question, page=question.page + 1)
            self.out.taken = True
            return None
        picked = _picked(question, self.answer.said.text)
        if picked is None and isinstance(step, Choose):
            named = step.named(self.answer.said)
            picked = next((option.code for option in question.options if option.code == named), None)
        if picked is not None:
            value = step.kind.load(picked) if isinstance(step, Ask) else picked
            return self._take(step, value, picked)
        reading = step.kind.read(self.answer.said) if isinstance(step, Ask) else NotUnderstood()
        return self._settle(step, reading, question, guessing=self.answer.guessing)

    def _settle(
        self, step: Ask[Any] | Choose, reading: Reading[Any], question: OpenQuestion | None, *, guessing: bool
    ) -> Any:
        """Take an answer, or ask on. `question` is the open one; None while only words given before are tried."""
        match reading:
            case Understood(value, sure) if isinstance(step, Ask) and (sure or guessing):
                return self._take(step, value, step.kind.dump(value))
            case Several(options, why, sure) if sure or guessing:
                facts = step.facts()
                self.out.question = OpenQuestion(step.key, Said(why, facts), "choice", tuple(options))
                self.out.taken = True
            case NotUnderstood(why):
                self.out.why = why
                if question is None and why is not None:  # the 31st of February, said together with the keyword
                    self.out.said.append(why)
                self.out.question = question or _question(step)
            case _:
                self.out.guess = True
                self.out.question = question or _question(step)
        return None

    def _take(self, step: Ask[Any] | Choose, value: Any, kept: Json) -> Any:
        self.out.taken = True
        self.kinds.append("answered")
        self._write(step.key, kept)
        return value


def _question(step: Ask[Any] | Choose) -> OpenQuestion:
    said = Said(step.key, step.facts())
    if isinstance(step, Choose):
        return OpenQuestion(step.key, said, "choice", tuple(step.options), step.listed)
    offers = tuple(step.kind.offers())
    return OpenQuestion(step.key, said, "choice" if offers else step.kind.expects, offers, False, step.kind.digits)


_NUMBER = re.compile(r"\W*(\d{1,2})\W*")  # 2. "2" №2 (2) and the 2 in a box of a phone's keyboard


def _picked(question: OpenQuestion, text: str) -> str | None:
    """The code of the option that the text names by its number or its code."""
    shown: Sequence[Option] = question.shown()
    number = _NUMBER.fullmatch(text)
    if number and 1 <= int(number[1]) <= len(shown):
        return shown[int(number[1]) - 1].code
    return next((option.code for option in question.options if option.code == text), None)
