"""Questions to volunteers, and their answers: neither side sees the other's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from ..people import contacts, inbox
from ..people.audit import deed
from ..people.contacts import Contact
from ..people.inbox import WITHHELD, Question, QuestionKind
from ..people.masking import masked, without
from ..people.seal import BrokenSeal, Seals
from ..routes import Route
from ..store.keys import HELPED, helper_key
from ..store.store import Command, Store
from ..talk.catalog import Catalog
from ..talk.steps import Intent, Said
from . import reminders
from .message import letter, mail_id, put
from .reminders import Reminder

LONGEST_REPLY = 1000  # characters: more would not fit one message beside its head
SHOWN = 1300  # characters of a question: with its head it fits one message of 1,600


@dataclass(slots=True)
class Questions:
    """What one person may ask and one volunteer may answer, at one moment (epoch seconds)."""

    seals: Seals
    catalog: Catalog
    routes: Sequence[Route]
    contact: Contact
    phone: str  # their own number, "" for a withheld caller
    number: int  # for what they ask now: no other question has it
    now: float
    kind: QuestionKind

    def ask(self, text: str, alerted: Sequence[Contact] = (), kind: QuestionKind | None = None) -> list[Command]:
        """Put a question into the inbox, and have those on duty told; the `alerted` read it at once."""
        question = self._question(text, kind)
        facts = seen(question, self.now)
        told = [self._mail(one, "danger", Said("inbox-danger", facts)) for one in alerted]
        return [
            *inbox.ask(self.seals, question),
            *reminders.owe(Reminder("", "", "inbox-new"), self.now),
            *(command for commands in told for command in commands),
        ]

    def relay(self, text: str, helper: Contact) -> list[Command]:
        """What follows an answer goes to the volunteer who gave it; unanswered, it is anybody's after a while."""
        question = self._question(text)
        return [
            *inbox.ask(self.seals, question),
            *inbox.hold(question, helper.id, self.now),
            *self._mail(helper, "duty", Said("inbox-further", seen(question, self.now))),
        ]

    def answer(self, question: Question, asker: Contact, text: str) -> list[Intent]:
        """Answer a question in the asker's language, and send on to this volunteer what follows within the hour."""
        return [
            *answered(self.seals, self.catalog, self.routes, question, asker, without(text, self.phone), self.now),
            helped(self.seals, asker.id, self.contact.id, self.now),
            deed("reply", str(question.number)),
        ]

    def _question(self, text: str, kind: QuestionKind | None = None) -> Question:
        asker = self.contact.id or WITHHELD
        return Question(self.number, asker, self.now, self.contact.language, text, kind or self.kind)

    def _mail(self, to: Contact, kind: str, said: Said) -> list[Command]:
        language = to.language or self.catalog.languages[0]
        body = "\n".join(self.catalog.text(language, one) for one in (said, Said("inbox-reply-to", said.facts)))
        id_ = mail_id("question", self.number, to.id)
        about = f"{self.contact.id}/{self.contact.life}"
        return put(self.seals, letter(id_, to, self.routes, kind, body, self.now), body, about)


async def find(store: Store, seals: Seals, number: int, now: float) -> tuple[Question, str, Contact] | None:
    """An open question, who has it (a pseudonym, "" for nobody), and who asked; None when it is gone."""
    found = await inbox.find(store, seals, number, now)
    if found is None:
        return None
    question, holder = found
    return question, holder, await contacts.profile(store, seals, question.contact)


def seen(question: Question, now: float) -> dict[str, str | int]:
    """A question as a volunteer sees it."""
    text = masked(question.text) if question.kind != "recording" else ""
    return {
        "number": str(question.number),
        "language": question.language or "?",
        "minutes": max(0, round((now - question.at) / 60)),
        "text": text if len(text) <= SHOWN else f"{text[:SHOWN]}...",
    }


def answered(
    seals: Seals,
    catalog: Catalog,
    routes: Sequence[Route],
    question: Question,
    asker: Contact,
    text: str,
    now: float,
) -> list[Command]:
    """Queue the answer to a question, which is closed by it."""
    language = asker.language or question.language or catalog.languages[0]
    body = catalog.text(language, Said("answer-volunteer", {"text": text}))
    mail = letter(mail_id("answer", asker.id, question.number), asker, routes, "reply", body, now)
    return [*inbox.close(question), *put(seals, mail, body)]


def helped(seals: Seals, contact: str, helper: str, now: float) -> Command:
    """Keep for an hour who (a pseudonym) answered this person."""
    key = helper_key(contact)
    return ("SET", key, seals.seal(orjson.dumps([helper, now]), key), "EX", HELPED)


def helped_by(seals: Seals, contact: str, sealed: bytes | None, now: float) -> tuple[str, float]:
    """Who (a pseudonym) answered this person within the hour, and when; ("", 0.0) for nobody."""
    if sealed is None:
        return "", 0.0
    try:
        who, at = orjson.loads(seals.open(sealed, helper_key(contact)))
    except BrokenSeal:
        return "", 0.0
    return (who, at) if now - at < HELPED else ("", 0.0)
