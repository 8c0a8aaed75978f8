"""All that a process knows when it answers: the prompts, the words, and the directory at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flows.table import ANSWERS, MENU, ROWS, row
from flows.talk import Desk, Talk

from ..carriers.base import Opted
from ..directory.reports.reporting import COMMANDS, Reader
from ..directory.snapshot import Snapshot
from ..directory.topics import Topic
from ..hearing.lexicon import Lexicon
from ..hearing.meaning import Meaning
from ..hearing.utterance import Utterance
from ..mail.reminders import Reminder
from ..people.contacts import Contact
from ..people.volunteers import Volunteer
from ..store.store import Command
from ..talk.catalog import Catalog, spoken_in
from ..talk.dialogue import Dialogue, Reply
from ..talk.engine import Flow
from ..talk.session import Session
from ..talk.steps import Intent, Said
from .understanding import Understanding

Event: TypeAlias = Literal["text", "ring", "keys", "silence", "recording", "due"]


@dataclass(slots=True)
class Incoming:
    """What came in: a text, what was done on a phone, or a reminder that is due."""

    message_id: str
    number: str  # E.164, "" for a withheld caller
    event: Event
    text: str  # the text, the keys, or the address of the recording
    call: str = ""  # `store.call_id` of the call it belongs to, "" for a text
    pressed: tuple[str, ...] = ()  # all keys of the call before these, for when the store is away
    opted: Opted = ""  # the carrier has answered this text already, or has told of a STOP: only take note
    counted: bool = False  # counts for the limit on texts
    reminder: Reminder | None = None
    due: float = 0.0  # when the reminder was, in epoch seconds
    carrier: str = ""  # the name of the one that brought a text
    queue_rate: float = 0.0  # segments a second at which its answer leaves as a message; 0: it is not queued
    late: bool = False  # it is of no use any more to answer it, unless it is STOP or of danger


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
    guest: str  # and for what they tell there as a guest: all who withhold their number are one
    forget: Callable[[], Sequence[Intent]]  # erase them
    volunteer: Volunteer | None = None  # who they are besides
    enlist: Callable[[str, str], Sequence[Intent]] = lambda number, name: []  # make somebody a reporter like them
    post: Callable[[Contact, str], Sequence[Command]] = lambda who, text: ()  # queue a text to somebody else
    desk: Desk | None = None  # what volunteers' affairs take besides


class Knowledge:
    """Prompts, words and one snapshot of the directory; replaced as a whole when the directory is loaded anew."""

    def __init__(self, catalog: Catalog, snapshot: Snapshot, region: str) -> None:
        """`region` is where numbers without a country code are dialled."""
        self.catalog = catalog
        self.snapshot = snapshot

        def names_crossing(said: Utterance) -> bool:
            return bool(snapshot.crossing_named(said))

        self.lexicon = lexicon(catalog, snapshot.topics.values(), names_crossing)
        words = {**catalog.vocabulary("keyword-"), **catalog.vocabulary("command-")}
        self.reader = Reader({name: words[name] for name in COMMANDS}, self.lexicon, names_crossing)
        self.understanding = Understanding(catalog, snapshot, self.lexicon, self.reader, region)

    def dialogue(self, person: Person, now: float, *, calling: bool) -> Dialogue:
        """The talk with one person at one moment."""

        def start(name: str, said: Utterance) -> Flow:
            talk = Talk(
                said=said,
                now=now,
                contact=person.contact,
                witness=person.witness,
                guest=person.guest,
                snapshot=self.snapshot,
                lexicon=self.lexicon,
                wording=lambda said: self._worded(person.contact.language, said, calling=calling),
                catalog=self.catalog,
                languages=self.catalog.languages,
                forget=person.forget,
                post=person.post,
                desk=person.desk,
                menu=MENU,
                calling=calling,
                volunteer=person.volunteer,
                enlist=person.enlist,
                reader=self.reader,
            )
            kept = person.contact.values()
            return Flow(lambda: row(name).begin(talk), lambda: person.contact.restore(kept))

        helped = person.desk is not None and bool(person.desk.helper[0])
        return Dialogue(start, now, calling=calling, helped=helped)

    def _worded(self, language: str, said: Said, *, calling: bool) -> str:
        if not self.catalog.has(said.id):  # a coordinator's own word for what a shelter offers: as it was written
            return said.id.partition("-")[2].replace("-", " ")
        language = language or self.catalog.languages[0]
        if calling:
            return self.catalog.voice(spoken_in(language), said)
        return self.catalog.text(language, said)


def lexicon(catalog: Catalog, topics: Iterable[Topic], names_crossing: Callable[[Utterance], bool]) -> Lexicon:
    """The words of the flows, as the table of flows says how they are heard, and of the coordinator's topics."""
    return Lexicon(
        catalog.vocabulary,
        {one.name: one.words for one in ROWS if one.words and not one.order} | dict.fromkeys(ANSWERS, "alone"),
        {one.name: one.words for one in ROWS if one.words and one.order},
        {topic.code: topic.words() for topic in topics},
        numbered={one.name for one in ROWS if one.numbered},
        quoted={one.name for one in ROWS if one.quoted},
        names_crossing=names_crossing,
    )


def listen(dialogue: Dialogue, session: Session, heard: Incoming, meaning: Meaning | None = None) -> Reply:
    """What the dialogue makes of a text, or of what was done on a phone: keys are no words, and mean nothing else."""
    match heard.event:
        case "ring":
            return dialogue.begin("call")
        case "silence":
            return dialogue.again(session)
        case "keys" if heard.text == "*":
            return dialogue.back(session)
        case _ if heard.call and session.question is None:
            return dialogue.begin("menu")
        case _:
            return dialogue.hear(session, meaning or Meaning(Utterance(heard.text)))
