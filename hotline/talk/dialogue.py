"""What is answered to what a message means: the talk as a whole, above its single flows.

In this order: the answer to the open question (as a whole), a keyword, a strike. While free text is asked for, only
STOP, START, FORGET and MENU break out. Danger to life is a branch of its own: it comes before whatever is answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..hearing.keywords import Match
from ..hearing.lexicon import BETWEEN, DANGER, PLACE_ASKED, TOPIC, WHICH
from ..hearing.meaning import Meaning
from ..hearing.utterance import NOTHING, Utterance
from .engine import Flow, Given, Outcome, advance, back
from .session import Session
from .steps import Intent, Said

Start: TypeAlias = Callable[[str, Utterance], Flow]  # (name, what the person said for it) -> the flow
STRIKES = 3  # so many answers that nothing understood, then a volunteer is offered
STILL = 600.0  # seconds in which what is told of danger goes on with what was told before
TELLING = 3  # words from which on a text that nothing understood tells a person something
WORDS = 1600  # characters of what was said that a session keeps: one longest SMS


@dataclass(slots=True)
class Reply:
    """What the person gets: `said` and then, if the session is open, its question, unless it is `quiet`."""

    session: Session
    said: list[Said] = field(default_factory=list)
    writes: list[Intent] = field(default_factory=list)
    over: bool = False  # a call ends here
    quiet: bool = False  # the question stays open, but is not put again
    twofold: bool = False  # it answers two things, and may take a segment more


class Dialogue:
    """One turn of one talk. `calling`: on a call a flow that ends leads back to the menu, in a text to silence.

    `helped`: a volunteer wrote lately, so what nothing understands is meant for them.
    """

    def __init__(self, start: Start, now: float, *, calling: bool, helped: bool = False) -> None:
        self._start = start
        self._now = now
        self._calling = calling
        self._helped = helped

    def hear(self, session: Session, meaning: Meaning) -> Reply:
        """Answer a text, or keys pressed. What only repeats our own words is answered by silence."""
        if meaning.echo:
            return Reply(session, quiet=True)
        if meaning.danger is not None:
            return self._warned(session, meaning.danger, meaning)
        reply = self._heard(session, meaning)
        in_danger = session.flow.startswith(DANGER) and session.is_open(self._now)  # people read it already
        if meaning.maybe_danger and not in_danger:
            told = self.begin("maybe-danger", meaning.said)
            reply.said += told.said
            reply.writes += told.writes
        return reply

    def begin(self, flow: str, said: Utterance = NOTHING) -> Reply:
        """Start a flow afresh and follow it, and what it hands over to, until a question or the end."""
        session = Session(flow, said.text[:WORDS])
        return self._went(session, advance(self._start(flow, said), []))

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
        return self._went(session, out) if out else self.begin("menu")

    def _warned(self, session: Session, danger: Match, meaning: Meaning) -> Reply:
        """A life is in danger: the numbers to call come first, and people read it.

        What was asked beside it is answered as ever, but for the menu and advice on a topic. With nothing else asked,
        whatever is written next goes on with it.
        """
        same = danger.flow in (DANGER, session.flow) and self._now - session.asked_at < STILL
        if session.is_open(self._now) and session.flow.startswith(DANGER) and same:
            reply, _ = self._tried(session, meaning.said)
            return reply or Reply(session, quiet=True)
        told, intent = self.begin(danger.flow, meaning.said), meaning.intent
        if intent is not None and (intent.flow == "menu" or intent.flow.startswith(TOPIC)):
            return told
        reply = self._matched(intent) if intent else None
        if reply is None and session.is_open(self._now):
            reply, out = self._tried(session, meaning.said)
            if reply is None and out.guess:
                reply, _ = self._tried(session, meaning.said, guessing=True)
        # Nothing was asked besides, or what was asked has its answer: whatever comes next goes on with the danger.
        if reply is None or reply.session.question is None or reply.session.flow == "menu":
            said = [] if reply is None or reply.session.flow == "menu" else reply.said
            return Reply(told.session, told.said + said, told.writes + (reply.writes if reply and said else []))
        return Reply(reply.session, told.said + reply.said, told.writes + reply.writes, quiet=reply.quiet)

    def _heard(self, session: Session, meaning: Meaning) -> Reply:
        if self._helped and meaning.intent and meaning.intent.flow.startswith(PLACE_ASKED):
            return self._aside(session, "unknown", meaning.said)  # the volunteer who wrote knows more of it
        if meaning.at_once and meaning.intent:
            return self.begin(meaning.intent.flow)
        if session.is_open(self._now):
            return self._answered(session, meaning)
        return self._asked(meaning, meaning.intent) if meaning.intent else self._lost(session, meaning)

    def _flow(self, session: Session, answer: Utterance = NOTHING) -> Flow:
        return self._start(session.flow, _words(session, answer))

    def _answered(self, session: Session, meaning: Meaning) -> Reply:
        question, said, match = session.question, meaning.said, meaning.intent
        assert question is not None
        if match and match.flow == "menu" and not match.whole:
            match = None  # "помогите, мы в Уральске" answers the question
        if question.expects == "free text":
            # Who told of danger may ask for a bed, or thank; all that is not sure is for people to read.
            asks = session.flow.startswith(DANGER) and match in (meaning.keyword, meaning.order)
            if match and ((asks and match.sure) or (match.whole and match.flow == "menu")):
                return self._matched(match)
            reply, _ = self._tried(session, said)
            return reply or self._struck(session, None)
        if meaning.number is not None:
            said = Utterance(str(meaning.number))
        if match and meaning.aside:
            return self._aside(session, match.flow, match.rest)
        if match and match.flow == "back":
            return self.back(session)
        if match and not match.rest and any(option.code == match.flow for option in question.options):
            reply, _ = self._tried(session, Utterance(match.flow))
            return reply or self._matched(match)
        reply, out = self._tried(session, said)
        if reply:
            return reply
        if said.text.strip() == "0":
            return self.begin("volunteer") if self._calling else self.back(session)
        if match and match.sure:
            return self._asked(meaning, match)
        if out.guess:
            reply, out = self._tried(session, said, guessing=True)
            return reply or self._struck(session, out.why)
        if match and out.why is None:  # else it was an answer, and it is known what was wrong with it
            return self._matched(match)
        if session.flow == "menu" and not self._calling:
            return self._lost(session, meaning)
        return self._struck(session, out.why)

    def _asked(self, meaning: Meaning, match: Match) -> Reply:
        """The answer to `match`; above it the answer to what the text asks besides, so that the keys stand last.

        Where that would have to ask something first, it is only named, with the word that asks for it.
        """
        if not meaning.also:
            return self._matched(match)
        also = self._start(meaning.also, meaning.said)
        out = advance(also, [])
        said = out.said
        if not said:
            also.undo()
            said = [Said("also", {"flow": meaning.also})]
        reply = self._matched(match)
        writes = [*(out.writes if out.said else ()), *reply.writes]
        return replace(reply, said=[*said, *reply.said], writes=writes, twofold=True)

    def _matched(self, match: Match) -> Reply:
        return self.begin("menu" if match.flow == "back" else match.flow, match.rest)

    def _tried(self, session: Session, said: Utterance, *, guessing: bool = False) -> tuple[Reply | None, Outcome]:
        """What comes of it as an answer to the open question; no reply, and nothing changed, if it is none."""
        flow = self._flow(session, said)
        out = advance(flow, session.journal, session.question, Given(said, guessing))
        if out.taken:
            return self._went(session, out, said), out
        flow.undo()
        # One that ends before it comes to its question asks it no more: whose volunteer was removed meanwhile.
        return self.begin("menu") if out.question is None else None, out

    def _went(self, session: Session, out: Outcome, answer: Utterance = NOTHING) -> Reply:
        """Make the reply of an outcome, following the flows it hands over to."""
        said, writes = list(out.said), list(out.writes)
        flow, words = session.flow, _words(session, answer).text[:WORDS]
        while out.question is None:
            following = out.following or ("menu" if self._calling and flow != "menu" else None)
            if following is None:
                return Reply(Session(), said, writes)
            words = session.words if flow.startswith(WHICH) else ""  # which of two was meant by them
            flow = following
            out = advance(self._start(flow, Utterance(words)), [])
            said += out.said
            writes += out.writes
        went = Session(flow, words, out.journal, out.question, self._now)
        return Reply(went, said, writes)

    def _lost(self, session: Session, meaning: Meaning) -> Reply:
        """Nothing understood: which of two is meant, where two are likely; else who wrote enough is read by a person.

        One or two words get the menu once.
        """
        said, lost = meaning.said, session.lost and session.is_open(self._now)
        if meaning.unsure and not self._helped:
            return self.begin(WHICH + BETWEEN.join(meaning.unsure), said)
        if said.words and (self._helped or lost or (len(said.words) >= TELLING and not meaning.of_no_use)):
            return self._aside(session, "unknown", said)
        reply = self.begin("menu")
        reply.session.lost = bool(said)
        reply.session.strikes = int(reply.session.lost)  # so the menu says that it did not understand
        return reply

    def _aside(self, session: Session, flow: str, said: Utterance) -> Reply:
        """What that flow says, while the open question stays open."""
        reply = self.begin(flow, said)
        reply.session, reply.quiet = session, True
        return reply

    def _struck(self, session: Session, why: Said | None) -> Reply:
        """Ask again, more helpfully; after three strikes offer a volunteer."""
        # Who was told what was wrong (a day that has not come yet) has been understood, after all.
        strikes = max(1, session.strikes) if why else session.strikes + 1
        if strikes >= STRIKES:
            return self.begin("offer")
        struck = Session(
            session.flow, session.words, session.journal, session.question, self._now, strikes, session.lost
        )
        return Reply(struck, [why] if why else [])


def _words(session: Session, answer: Utterance) -> Utterance:
    """What was said so far and now. A bare number answers its own question: "1" for the crossing is no length."""
    before = Utterance(session.words)
    if not answer.text:
        return before
    return before if answer.text.strip(" .)#").isdecimal() else before + answer
