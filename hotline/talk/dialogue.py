"""What a message means, and what is answered: the talk as a whole, above its single flows.

In this order: the answer to the open question (as a whole), a keyword, a strike. While free text is asked for, only
STOP, START, FORGET and MENU break out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ..hearing.keywords import Match
from ..hearing.spelling import words
from .engine import Flow, Given, Outcome, advance, back
from .session import Session
from .steps import Said

Start: TypeAlias = Callable[[str, str], Flow]  # (name, words) -> the flow, given what the person said for it
AS_A_WHOLE = {"stop", "start", "forget"}  # these act at once, whatever is open
ASIDE = {"share"}  # these leave the open question open
STRIKES = 3  # so many answers that nothing understood, then a volunteer is offered
WORDS = 1600  # characters of what was said that a session keeps: one longest SMS


@dataclass(slots=True)
class Reply:
    """What the person gets: `said` and then, if the session is open, its question, unless it is `quiet`."""

    session: Session
    said: list[Said] = field(default_factory=list)
    writes: list[object] = field(default_factory=list)
    over: bool = False  # a call ends here
    quiet: bool = False  # the question stays open, but is not put again


class Dialogue:
    """One turn of one talk. `calling`: on a call a flow that ends leads back to the menu, in a text to silence.

    `helped`: a volunteer wrote lately, so what nothing understands is meant for them.
    """

    def __init__(
        self, start: Start, find: Callable[[str], Match | None], now: float, *, calling: bool, helped: bool = False
    ) -> None:
        self._start = start
        self._find = find
        self._now = now
        self._calling = calling
        self._helped = helped

    def hear(self, session: Session, text: str) -> Reply:
        """Answer a text, or keys pressed."""
        match = self._find(text)
        if match and match.whole and match.flow in AS_A_WHOLE:
            return self.begin(match.flow, "")
        if not session.is_open(self._now):
            if match:
                return self._matched(match)
            return self._lost(session, text)
        return self._answer(session, text, match)

    def begin(self, flow: str, words: str) -> Reply:
        """Start a flow afresh and follow it, and what it hands over to, until a question or the end."""
        session = Session(flow, words[:WORDS])
        return self._went(session, advance(self._start(flow, words), []))

    def again(self, session: Session) -> Reply:
        """Nothing was pressed: say it once more, then say goodbye."""
        if session.question is None or session.silences:
            return Reply(Session(), [Said("goodbye")], over=True)
        out = advance(self._flow(session), session.journal, session.question, repeat=True)
        reply = self._went(session, out)
        reply.session.silences, reply.session.strikes = session.silences + 1, session.strikes
        return reply

    def back(self, session: Session) -> Reply:
        """Take the last answer back; where there is none, or something was done since, the menu."""
        question = session.question
        out = back(self._flow(session), session.journal, question) if question else None
        return self._went(session, out) if out else self.begin("menu", "")

    def _flow(self, session: Session, answer: str = "") -> Flow:
        return self._start(session.flow, _words(session, answer))

    def _answer(self, session: Session, text: str, match: Match | None) -> Reply:
        question = session.question
        assert question is not None
        if match and match.flow == "menu" and not match.whole:
            match = None  # "помогите, мы в Уральске" answers the question
        if question.expects == "free text":
            if match and match.whole and match.flow == "menu":
                return self._matched(match)
            return self._go_on(session, text) or self._strike(session, None)
        if match and match.whole and match.flow in ASIDE:
            return self._aside(session, match.flow, "")
        if match and match.flow == "back":
            return self.back(session)
        if match and not match.rest and any(option.code == match.flow for option in question.options):
            return self._go_on(session, match.flow) or self._matched(match)
        reply = self._go_on(session, text)
        if reply:
            return reply
        if text.strip() == "0":
            return self.begin("volunteer", "") if self._calling else self.back(session)
        out = advance(self._flow(session, text), session.journal, question, Given(text))
        if match and match.sure:
            return self._matched(match)
        if out.guess:
            return self._go_on(session, text, guessing=True) or self._strike(session, out.why)
        if match:
            return self._matched(match)
        if session.flow == "menu" and not self._calling:
            return self._lost(session, text)
        return self._strike(session, out.why)

    def _matched(self, match: Match) -> Reply:
        return self.begin("menu" if match.flow == "back" else match.flow, match.rest)

    def _go_on(self, session: Session, text: str, *, guessing: bool = False) -> Reply | None:
        out = advance(self._flow(session, text), session.journal, session.question, Given(text, guessing))
        return self._went(session, out, text) if out.taken else None

    def _went(self, session: Session, out: Outcome, text: str = "") -> Reply:
        """Make the reply of an outcome, following the flows it hands over to."""
        said, writes = list(out.said), list(out.writes)
        flow, words = session.flow, _words(session, text)[:WORDS]
        while out.question is None:
            following = out.following or ("menu" if self._calling and flow != "menu" else None)
            if following is None:
                return Reply(Session(), said, writes)
            flow, words = following, ""
            out = advance(self._start(flow, ""), [])
            said += out.said
            writes += out.writes
        went = Session(flow, words, out.journal, out.question, self._now)
        return Reply(went, said, writes)

    def _lost(self, session: Session, text: str) -> Reply:
        """Nothing understood: the menu once, then the volunteers' inbox."""
        if not words(text) or not (self._helped or (session.lost and session.is_open(self._now))):
            reply = self.begin("menu", "")
            reply.session.lost = bool(text.strip())
            reply.session.strikes = int(reply.session.lost)  # so the menu says that it did not understand
            return reply
        return self._aside(session, "unknown", text)

    def _aside(self, session: Session, flow: str, words: str) -> Reply:
        """What that flow says, while the open question stays open."""
        reply = self.begin(flow, words)
        reply.session, reply.quiet = session, True
        return reply

    def _strike(self, session: Session, why: Said | None) -> Reply:
        """Ask again, more helpfully; after three strikes offer a volunteer."""
        # Who was told what was wrong (a day that has not come yet) has been understood, after all.
        strikes = max(1, session.strikes) if why else session.strikes + 1
        if strikes >= STRIKES:
            return self.begin("offer", "")
        struck = Session(
            session.flow, session.words, session.journal, session.question, self._now, strikes, session.lost
        )
        return Reply(struck, [why] if why else [])


def _words(session: Session, answer: str) -> str:
    """What was said so far and now. A bare number answers its own question: "1" for the crossing is no length."""
    return session.words if answer.strip(" .)#").isdecimal() else f"{session.words} {answer}".strip()
