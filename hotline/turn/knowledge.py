"""All that a process knows when it answers: the prompts, the words, and the directory at one moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from flows import ANSWERS, FLOWS, ORDERS, flow
from flows.talk import Desk, Talk

from ..directory.snapshot import Snapshot
from ..hearing.keywords import Match
from ..hearing.lexicon import LEADING, Lexicon
from ..hearing.phones import phone_said
from ..hearing.spelling import keyboard_language, words
from ..mail.reminders import Reminder
from ..people.contacts import Contact
from ..people.volunteers import Volunteer
from ..store.store import Command
from ..talk.catalog import SPOKEN_INSTEAD, Catalog
from ..talk.dialogue import Dialogue, Reply
from ..talk.engine import Flow
from ..talk.session import Session
from ..talk.steps import Said

Event: TypeAlias = Literal["text", "ring", "keys", "silence", "recording", "due"]
Opted: TypeAlias = Literal["", "stop", "start", "help"]


@dataclass(slots=True)
class Heard:
    """What came in: a text, what was done on a phone, or a reminder that is due."""

    message_id: str
    number: str  # E.164, "" for a withheld caller
    event: Event
    text: str  # the text, the keys, or the address of the recording
    call: str = ""  # `store.call_id` of the call it belongs to, "" for a text
    pressed: tuple[str, ...] = ()  # all keys of the call before these, for when the store is away
    opted: Opted = ""  # the carrier has answered this text already: only take note
    counted: bool = False  # counts for the limit on texts
    reminder: Reminder | None = None
    due: float = 0.0  # when the reminder was, in epoch seconds
    owed: str = ""  # as it stands among what is owed


@dataclass(slots=True)
class Answer:
    """What goes out, ready to be put into words; without a reply, silence."""

    reply: Reply | None
    language: str


@dataclass(slots=True)
class Person:
    """Who talks, and what a flow may do in their name."""

    contact: Contact
    witness: str  # who they are for tonight's change log
    forget: Callable[[], Sequence[object]]  # erase them
    volunteer: Volunteer | None = None  # who they are besides
    enlist: Callable[[str, str], Sequence[object]] = lambda number, name: []  # make somebody a reporter like them
    post: Callable[[Contact, str], Sequence[Command]] = lambda who, text: ()  # queue a text to somebody else
    desk: Desk | None = None  # what volunteers' affairs take besides


_A_NUMBER = re.compile(r"\+\s*\d")  # meant as a phone number, however many digits it lacks


class Knowledge:
    """Prompts, words and one snapshot of the directory; replaced as a whole when the directory is loaded anew."""

    def __init__(self, catalog: Catalog, snapshot: Snapshot) -> None:
        self.catalog = catalog
        self.snapshot = snapshot
        self.lexicon = Lexicon(
            catalog, (*FLOWS, *ANSWERS), snapshot.topics.values(), lambda text: bool(snapshot.crossing_named(text))
        )

    def dialogue(self, person: Person, now: float, *, calling: bool) -> Dialogue:
        """The talk with one person at one moment."""

        def start(name: str, words: str) -> Flow:
            talk = Talk(
                words=words,
                now=now,
                contact=person.contact,
                witness=person.witness,
                snapshot=self.snapshot,
                vocabulary=self.lexicon.words,
                wording=lambda said: self._worded(person.contact.language, said, calling=calling),
                catalog=self.catalog,
                languages=self.catalog.languages,
                language_names=self.lexicon.language_names,
                forget=person.forget,
                post=person.post,
                desk=person.desk,
                calling=calling,
                volunteer=person.volunteer,
                enlist=person.enlist,
                reader=self.lexicon.reader,
            )
            return lambda: flow(name)(talk)

        # Keys are no words: on a call nothing but the open question gives them a meaning.
        find = (lambda _: None) if calling else lambda text: self.heard(text, person, now)
        return Dialogue(
            start, find, now, calling=calling, helped=person.desk is not None and bool(person.desk.helper[0])
        )

    def heard(self, text: str, person: Person, now: float) -> Match | None:
        """What a text means from this person."""
        return self.order(text, person, now) or self.find(text)

    def order(self, text: str, person: Person, now: float) -> Match | None:
        """What a volunteer tells the hotline to do; None for everybody else, and for what their role may not."""
        volunteer = person.volunteer
        if volunteer is None:
            return None
        match = self.lexicon.order(text)
        if (
            match
            and volunteer.may(ORDERS[match.flow])
            and (match.whole or match.flow in LEADING or self._names(match.rest))
        ):
            return match
        match = self.lexicon.find(text)
        names_phone = match and match.flow == "volunteer" and (phone_said(match.rest) or _A_NUMBER.search(match.rest))
        if match and names_phone and volunteer.may(ORDERS["recruit"]):
            return replace(match, flow="recruit", sure=True)
        guest = not volunteer.shelter and person.contact.guest_of(now)
        # Whoever was sent nowhere says of which shelter that it is full, even if we do not know the name.
        full = match and match.flow == "full" and not guest and not text.rstrip().endswith("?")
        if not full and not self.lexicon.reader.is_report(text, self.snapshot, volunteer.shelter):
            return None
        # Who keeps no shelter, was just sent to one and says no more than "full", means that one.
        if guest and match and match.flow == "full" and match.whole:
            return None
        return Match("report", text, sure=True, whole=False, languages=frozenset())

    def _names(self, text: str) -> bool:
        said = words(text)
        return bool(self.snapshot.shelter_names.find(said).codes or self.snapshot.crossing_names.find(said).codes)

    def find(self, text: str) -> Match | None:
        """The keyword in a text. A town and nothing else asks for a bed there: that is what a tired person texts."""
        match = self.lexicon.find(text)
        if match is not None:
            return match
        found = self.snapshot.places.find(text)
        if len(found.places) == 1 and found.sure and not found.rest and self.snapshot.places.near(found.places[0]):
            return Match("shelter", text, sure=True, whole=False, languages=frozenset())
        return None

    def _worded(self, language: str, said: Said, *, calling: bool) -> str:
        if not self.catalog.has(said.id):  # a coordinator's own word for what a shelter offers: as it was written
            return said.id.partition("-")[2].replace("-", " ")
        language = language or self.catalog.languages[0]
        if calling:
            return self.catalog.voice(SPOKEN_INSTEAD.get(language, language), said)
        return self.catalog.text(language, said)

    def tune(self, contact: Contact, text: str, *, order: bool = False) -> None:
        """Take the language from the words used: a keyword's own, else what the letters give away, else the first.

        Of who has no language yet, a mistyped keyword and a cry for help tell it as well. An `order` is the same in
        all languages: who texts FULL CINEMA need not speak English.
        """
        if order:
            own = text.partition(":")[0]  # what follows "kk:" is for others
            contact.language = contact.language or keyboard_language(own) or self.catalog.languages[0]
            return
        match = self.lexicon.find(text)
        if not contact.language:
            match = match or self.lexicon.danger(text)
        spoken = match.languages if match and (match.sure or not contact.language) else frozenset()
        # STOP is English in Latin letters and Russian in Cyrillic ones.
        likely = [keyboard_language(text) or ("en" if spoken else ""), *self.catalog.languages]
        offered = [one for one in likely if one in self.catalog.languages]
        if spoken and contact.language not in spoken and not contact.pinned:
            contact.language = next((one for one in offered if one in spoken), contact.language)
        contact.language = contact.language or offered[0]


def listen(dialogue: Dialogue, session: Session, heard: Heard) -> Reply:
    """What the dialogue makes of a text, or of what was done on a phone."""
    match heard.event:
        case "ring":
            return dialogue.begin("call", "")
        case "silence":
            return dialogue.again(session)
        case "keys" if heard.text == "*":
            return dialogue.back(session)
        case _ if heard.call and session.question is None:
            return dialogue.begin("menu", "")
        case _:
            return dialogue.hear(session, heard.text)
