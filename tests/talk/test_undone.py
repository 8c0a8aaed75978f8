"""A run that is thrown away leaves the person as they were: what it wanted written is thrown away with it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from hotline.hearing.meaning import Meaning
from hotline.hearing.utterance import NOTHING, Utterance
from hotline.people.contacts import Contact
from hotline.talk.dialogue import Dialogue, Reply
from hotline.talk.engine import Flow, Gone, OpenQuestion
from hotline.talk.session import Session
from hotline.talk.steps import Said, Step, ask, choose, do, look
from tests.talk.small_talk import NOW, YES_NO, menu

Running = Coroutine[Step[Any], Any, str | None]
SURE = OpenQuestion("sure", Said("sure"), "words")


@dataclass
class Talker:
    """Who talks with a flow that changes what is kept of them."""

    body: Callable[[Talker], Running]
    contact: Contact = field(default_factory=lambda: Contact("somebody", topics=["SIM"]))

    def dialogue(self) -> Dialogue:
        def start(name: str, words: Utterance) -> Flow:
            kept = self.contact.values()
            return Flow(
                lambda: self.body(self) if name == "flow" else menu(NOTHING), lambda: self.contact.restore(kept)
            )

        return Dialogue(start, NOW, calling=False)

    def text(self, text: str, *journal: list[Any]) -> Reply:
        """The answer to a text, in a talk that has come so far and asks whether they are sure."""
        return self.dialogue().hear(Session("flow", "", list(journal), SURE, NOW), Meaning(Utterance(text)))

    def count(self) -> list[object]:
        self.contact.topics = [*self.contact.topics, "FOOD"]
        self.contact.registered = True
        return ["counted"]


async def counts_and_ends(who: Talker) -> None:
    await do("count", who.count)


async def counts_and_is_gone(who: Talker) -> None:
    await do("count", who.count)
    raise Gone("never there")


async def counts_and_may_be_gone(who: Talker) -> None:
    named = await look("named", lambda: "HERE")
    await do("count", who.count)
    if named == "GONE":
        raise Gone(named)
    await choose("then", [])


async def counts_when_sure(who: Talker) -> None:
    if await ask("sure", YES_NO):
        await do("count", who.count)


@pytest.mark.parametrize("body", [counts_and_ends, counts_and_is_gone])
def test_a_flow_that_does_not_come_to_its_question_any_more_changes_nothing(
    body: Callable[[Talker], Running],
) -> None:
    who = Talker(body)
    reply = who.text("yes")
    assert (reply.session.flow, reply.writes) == ("menu", [])
    assert who.contact == Contact("somebody", topics=["SIM"])


def test_what_is_run_afresh_since_its_subject_is_gone_counts_once() -> None:
    who = Talker(counts_and_may_be_gone)
    reply = who.text("yes", ["named", "GONE"])
    assert reply.writes == ["counted"]
    assert who.contact == Contact("somebody", topics=["SIM", "FOOD"], registered=True)


def test_a_flow_whose_subject_is_gone_from_its_start_changes_nothing() -> None:
    who = Talker(counts_and_is_gone)
    reply = who.dialogue().begin("flow")
    assert (reply.session.flow, reply.writes) == ("menu", [])
    assert who.contact == Contact("somebody", topics=["SIM"])


def test_back_in_a_talk_whose_subject_is_gone_changes_nothing() -> None:
    who = Talker(counts_and_is_gone)
    reply = who.dialogue().back(Session("flow", "", [], SURE, NOW))
    assert (reply.session.flow, reply.writes) == ("menu", [])
    assert who.contact == Contact("somebody", topics=["SIM"])


@pytest.mark.parametrize(("text", "counted"), [("maybe", False), ("no", False), ("yes", True)])
def test_what_is_done_for_an_answer_changes_the_person_when_the_answer_is_taken(text: str, counted: bool) -> None:
    who = Talker(counts_when_sure)
    reply = who.text(text)
    assert (who.contact.registered, reply.writes) == ((True, ["counted"]) if counted else (False, []))


def test_all_that_is_kept_of_a_person_can_be_put_back() -> None:
    who = Contact("somebody", "ru", topics=["SIM"], stopped_at=NOW)
    before, kept = who.dump(), who.values()
    who.language, who.pinned, who.topics, who.stopped_at, who.alerted_at = "kk", True, [], None, NOW
    who.restore(kept)
    assert who.dump() == before


async def counts_and_asks(who: Talker) -> None:
    await do("count", who.count)
    await ask("sure", YES_NO)


def test_back_in_a_flow_that_was_given_a_step_meanwhile_changes_nothing() -> None:
    """An update put something to be done before the open question: BACK only looks which answer was the last."""
    who = Talker(counts_and_asks)
    reply = who.dialogue().back(Session("flow", "", [], SURE, NOW))
    assert (reply.writes, reply.session.flow, who.contact.registered) == ([], "menu", False)
