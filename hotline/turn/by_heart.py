"""Answers while the store is away: what the last snapshot knows, with its age; or that nothing could be saved."""

from __future__ import annotations

from dataclasses import replace

from flows.table import row

from ..hearing.meaning import Meaning
from ..people.contacts import Contact
from ..talk.dialogue import Dialogue, Reply
from ..talk.session import Session
from ..talk.steps import Said
from .knowledge import Answer, Incoming, Knowledge, Person, listen
from .tongue import tune

UNSAVED = "unsaved"  # in the place of a pseudonym, which nothing needs that writes nothing


def by_heart(knowledge: Knowledge, heard: Incoming, now: float, refreshed: str) -> Answer:
    """Answer from the snapshot, which was last brought up to date at `refreshed` (a time as people write it)."""
    if heard.opted:
        return Answer(None, knowledge.catalog.languages[0])
    if not knowledge.snapshot.version:  # started without the store: to know nothing is not to know of none
        return _trouble(knowledge, heard, now)
    # Who has a number is told that nothing can be saved, not that the number is missing.
    person = Person(Contact(UNSAVED if heard.number else ""), "", "", lambda: [])
    dialogue = knowledge.dialogue(person, now, calling=bool(heard.call))
    age = Said("away-age", {"at": refreshed})
    if heard.call:
        reply = _call(dialogue, heard, age)
    else:
        meaning = knowledge.understanding.of(heard.text, person.contact, None, Session(), now)
        tune(person.contact, meaning, knowledge.catalog.languages)
        reply = _text(dialogue, meaning, age)
    return Answer(reply, person.contact.language or knowledge.catalog.languages[0])


def _trouble(knowledge: Knowledge, heard: Incoming, now: float) -> Answer:
    contact, said = Contact(UNSAVED), [Said("trouble")]
    if heard.event == "text":
        meaning = knowledge.understanding.of(heard.text, contact, None, Session(), now)
        tune(contact, meaning, knowledge.catalog.languages)
        person = Person(contact, "", "", lambda: [])
        said[:0] = _warning(knowledge.dialogue(person, now, calling=False), meaning)
    return Answer(Reply(Session(), said, over=True), contact.language or knowledge.catalog.languages[0])


def _text(dialogue: Dialogue, meaning: Meaning, age: Said) -> Reply:
    if meaning.echo:
        return Reply(Session())
    danger, match = _warning(dialogue, meaning), meaning.keyword
    if meaning.danger and (match is None or match.flow == "menu"):
        said = []
    elif match is None or match.flow in ("menu", "topics"):
        said = [Said("away-one-message")]
    elif row(match.flow).away:
        # No question can be kept open, so only what answers at once is said.
        found = dialogue.hear(Session(), replace(meaning, danger=None, maybe_danger=False)).said
        said = [*found, age] if found else [Said("away-one-message")]
    else:
        said = [Said("away-not-saved")]
    return Reply(Session(), danger + said)


def _warning(dialogue: Dialogue, meaning: Meaning) -> list[Said]:
    """Whom to call. Nobody is told of it, and where they are is not asked: nothing could be kept."""
    if meaning.danger:
        return dialogue.begin(meaning.danger.flow, meaning.said).said
    return [Said("maybe-danger")] if meaning.maybe_danger else []


def _call(dialogue: Dialogue, heard: Incoming, age: Said) -> Reply:
    """A call goes on: all its keys stand in the address, and are pressed again from the beginning."""
    reply = listen(dialogue, Session(), replace(heard, event="ring"))
    for keys in heard.pressed:
        reply = listen(dialogue, reply.session, replace(heard, event="keys", text=keys))
    if heard.event != "ring":
        reply = listen(dialogue, reply.session, heard)
    if not row(reply.session.flow).away and not reply.over:
        reply = dialogue.begin("menu")
        reply.said.insert(0, Said("away-not-saved"))
    reply.said.insert(0, age)
    return reply
