"""All that a process knows when it answers: the prompts, the words, and the directory at one moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from flows.table import ANSWERS, MENU, ROWS, by_meaning, row
from flows.talk import Desk, Talk

from ..carriers.base import Opted
from ..directory.reports.reporting import COMMANDS, Reader
from ..directory.snapshot import Snapshot
from ..directory.topics import Topic
from ..hearing import by_example
from ..hearing.echo import Echo
from ..hearing.keywords import Match
from ..hearing.lexicon import PLACE_ASKED, Lexicon
from ..hearing.meaning import Meaning
from ..hearing.model import Guess, model
from ..hearing.phones import phone_said
from ..hearing.spelling import keyboard_language, skeletons
from ..hearing.utterance import NOTHING, Utterance
from ..mail.reminders import Reminder
from ..people.contacts import Contact
from ..people.volunteers import Volunteer
from ..store.store import Command
from ..talk.catalog import SPOKEN_INSTEAD, Catalog
from ..talk.dialogue import Dialogue, Reply
from ..talk.engine import Flow
from ..talk.session import Session
from ..talk.steps import Intent, Said

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


CALLING = 3  # words that it takes to call somebody: "соедините с оператором"
TOWN = 5000  # people, from which on a place is a town rather than the village at a crossing
_PARTS = re.compile(r"[,.;:!?\n]+")
_ENDS = ("stop", "forget")
_AT_CROSSINGS = {"border", "line", "now", "wait", "passed"}
_A_NUMBER = re.compile(r"\+\s*\d")  # meant as a phone number, however many digits it lacks


class Knowledge:
    """Prompts, words and one snapshot of the directory; replaced as a whole when the directory is loaded anew."""

    def __init__(self, catalog: Catalog, snapshot: Snapshot, region: str) -> None:
        """`region` is where numbers without a country code are dialled."""
        self.catalog = catalog
        self.region = region
        self.snapshot = snapshot

        def names_crossing(said: Utterance) -> bool:
            return bool(snapshot.crossing_named(said))

        self._echo = Echo(catalog.sentences())
        self._by_meaning = by_meaning(snapshot.topics)
        self.lexicon = lexicon(catalog, snapshot.topics.values(), names_crossing)
        towns = map(snapshot.town, {row.place for row in snapshot.shelter_rows.values()})
        self._countries = {town.country for town in towns if town}
        words = {**catalog.vocabulary("keyword-"), **catalog.vocabulary("command-")}
        self.reader = Reader({name: words[name] for name in COMMANDS}, self.lexicon.words, names_crossing)

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

    def understand(
        self, text: str, contact: Contact, volunteer: Volunteer | None, session: Session, now: float
    ) -> Meaning:
        """What a text means from this person, in this talk."""
        said = Utterance(text)
        own = self._own_words(said, volunteer)
        if own is not said:
            if not own:
                return Meaning(own, echo=True)
            said = own
        keyword = self.lexicon.find(said) or self.lexicon.language(said) or self._opted_in(said, contact, session, now)
        order = self._order(said, keyword, volunteer, contact, now) if volunteer else None
        answering = session.is_open(now)
        danger, maybe = self.lexicon.danger(said, keyword, order=order is not None), False
        guess = None if order or self.lexicon.is_plain(said, keyword) else model().guess(said)
        if guess:
            keyword = by_example.intent(said, guess, keyword, self._by_meaning)
            danger, maybe = by_example.danger(said, guess, danger, answering=answering)
            if keyword and keyword.flow == "border" and not keyword.sure and self._is_of_shelter(said):
                keyword = replace(keyword, flow="shelter")
        if guess and keyword and keyword.flow in _ENDS:
            danger = danger or self._cry_beside(said)
            if danger or maybe:
                keyword = None  # who may be in danger is not erased, nor left alone, by a guess
        keyword = self._no_report(said, keyword, contact, now)
        asked = None
        if guess and self._has_named(contact, now):
            elsewhere = bool(self.snapshot.places.find(said).places)
            asked = by_example.about_place(said, guess, elsewhere=elsewhere)
        intent = order or self._asked_whole(said, asked or keyword) or self._crossing(said, guess) or self._town(said)
        if answering and session.flow == "border" and not order and self._is_of_border(said, keyword):
            intent = Match("border", said, sure=True, whole=False, languages=frozenset())
        # A number answers the open question; and what a volunteer writes to somebody else tells of no danger here.
        if (answering and not any(map(str.isalpha, text))) or (order and self.lexicon.leads(order.flow)):
            danger, maybe = None, False
        meant = row(intent.flow) if intent and intent.whole else None
        return Meaning(
            said,
            order,
            keyword,
            intent,
            danger,
            maybe,
            guess,
            unsure=by_example.unsure(guess, self._by_meaning) if guess and intent is None else (),
            of_no_use=guess is not None and by_example.is_of_no_use(guess),
            number=self.lexicon.numerals.alone(said) if answering else None,
            at_once=meant is not None and meant.at_once,
            aside=meant is not None and meant.aside,
            spared=keyword is not None and keyword.whole and row(keyword.flow).spared,
        )

    def _own_words(self, said: Utterance, volunteer: Volunteer | None) -> Utterance:
        """A text without our own words in it, nothing for what only repeats them.

        Whatever may tell of danger is heard as it stands, quotes and all; so is what a volunteer writes, who quotes
        us to others, but for a phone's reaction.
        """
        text = said.text
        if self._echo.is_reaction(text):
            heard = self.lexicon.danger(said, None) is not None or model().guess(said).alarm > model().alarm
            return said if heard and not self._echo.is_ours(text) else NOTHING
        own = text if volunteer else self._echo.own_words(text)
        return said if own == text or self._may_be_danger(said) else Utterance(own)

    @staticmethod
    def _cry_beside(said: Utterance) -> Match | None:
        """A cry in one part of a text whose other part asks to be forgotten, or left in peace."""
        for part in map(Utterance, _PARTS.split(said.text)):
            guess = model().guess(part)
            if guess.alarm > model().alarm:
                return by_example.danger(part, guess, None, answering=False)[0]
        return None

    def _may_be_danger(self, said: Utterance) -> bool:
        return self.lexicon.danger(said, None) is not None or model().guess(said).alarm > model().maybe

    def _no_report(self, said: Utterance, keyword: Match | None, contact: Contact, now: float) -> Match | None:
        """A question whether a place is full reports nothing; nor does one word that only the examples take for it."""
        if keyword is None or keyword.flow not in ("full", "mistake"):
            return keyword
        if keyword.flow == "mistake":
            return keyword if contact.told or keyword.whole else None
        asks = said.text.rstrip().endswith("?")
        guessed = len(said.words) == 1 and keyword.rest.words == said.words
        if not (asks or guessed):
            return keyword
        about = f"{PLACE_ASKED}rules" if self._has_named(contact, now) else "shelter"
        return replace(keyword, flow=about, rest=said, whole=about != "shelter")

    def _is_of_border(self, said: Utterance, keyword: Match | None) -> bool:
        """Whether who was just told of the border says how they cross it, or where from."""
        if keyword is not None:
            return False
        if self.lexicon.way_of_crossing.said(said):
            return True
        found = self.snapshot.places.find(said)
        return len(found.places) == 1 and found.sure

    def _has_named(self, contact: Contact, now: float) -> bool:
        """Whether a shelter was the last that they were answered, and lately."""
        return contact.answer[:1] == ["shelter"] and bool(contact.guest_of(now))

    def _asked_whole(self, said: Utterance, match: Match | None) -> Match | None:
        """A question to a volunteer is the whole text; one that only asks for a volunteer is none yet."""
        if match is None or match.flow != "volunteer" or self.lexicon.is_plain(said, match):
            return match
        beside = len(match.rest.words) - (CALLING if len(match.rest.words) == len(said.words) else 0)
        return replace(match, rest=said if beside >= CALLING else NOTHING)

    def _is_of_shelter(self, said: Utterance) -> bool:
        """Whether it names a shelter and no crossing: of names of shelters the examples know nothing."""
        return bool(self.snapshot.shelter_names.find(said.words).codes) and not self.snapshot.crossing_named(said)

    def _order(
        self, said: Utterance, keyword: Match | None, volunteer: Volunteer, contact: Contact, now: float
    ) -> Match | None:
        """What a volunteer tells the hotline to do; None for what their role may not."""
        match = self.lexicon.order(said)
        if (
            match
            and _may(volunteer, match.flow)
            and (match.whole or self.lexicon.leads(match.flow) or self._names(match.rest))
        ):
            return match
        rest = keyword.rest.text if keyword and keyword.flow == "volunteer" else ""
        if keyword and _may(volunteer, "recruit") and (phone_said(rest, self.region) or _A_NUMBER.search(rest)):
            return replace(keyword, flow="recruit", sure=True)
        guest = not volunteer.shelter and contact.guest_of(now)
        # Whoever was sent nowhere says of which shelter that it is full, even if we do not know the name.
        full = keyword and keyword.flow == "full" and not guest and not said.text.rstrip().endswith("?")
        if not full and not self.reader.is_report(said, self.snapshot, volunteer.shelter):
            return None
        # Who keeps no shelter, was just sent to one and says no more than "full", means that one.
        if guest and keyword and keyword.flow == "full" and keyword.whole:
            return None
        return Match("report", said, sure=True, whole=False, languages=frozenset())

    def _opted_in(self, said: Utterance, contact: Contact, session: Session, now: float) -> Match | None:
        """What carriers take for START, from who has stopped and was asked nothing."""
        if (
            contact.stopped_at is None
            or session.is_open(now)
            or " ".join(said.words) not in self.lexicon.words["opt-in"]
        ):
            return None
        return Match("start", NOTHING, sure=True, whole=True, languages=frozenset())

    def _names(self, said: Utterance) -> bool:
        """Whether it names a shelter or a crossing."""
        names = (self.snapshot.shelter_names, self.snapshot.crossing_names)
        return any(one.find(said.words).codes for one in names)

    def _crossing(self, said: Utterance, guess: Guess | None) -> Match | None:
        """A crossing, and nothing else that is understood, asks how it is there; beside a number, for a place in line.

        In a sentence only if that may be of the border; people or cars that are counted are everybody's line. A town
        of a country that has shelters is meant as a town, even if a crossing bears its name too: Аксай.
        """
        if not self.snapshot.crossing_named(said):
            return None
        if guess and len(said.words) > CALLING and not {guess.first, guess.second} & _AT_CROSSINGS:
            return None
        town = self.snapshot.places.named(" ".join(said.words))
        if town and town.country in self._countries and town.population >= TOWN:
            return None
        flow = "border"
        if any(map(str.isdecimal, said.words)):
            counted = skeletons([*self.lexicon.words["foot"], *self.lexicon.words["car"]])
            flow = "line" if counted.isdisjoint(said.skeletons) else "wait"
        return Match(flow, said, sure=False, whole=False, languages=frozenset())

    def _town(self, said: Utterance) -> Match | None:
        """A town and nothing else asks for a bed there: that is what a tired person texts."""
        found = self.snapshot.places.find(said)
        beside = skeletons(self.lexicon.words["kind-of-place"])
        rest = [word for word in Utterance(found.rest).skeletons if word not in beside]
        if len(found.places) == 1 and found.sure and not rest and self.snapshot.places.near(found.places[0]):
            return Match("shelter", said, sure=True, whole=False, languages=frozenset())
        return None

    def _worded(self, language: str, said: Said, *, calling: bool) -> str:
        if not self.catalog.has(said.id):  # a coordinator's own word for what a shelter offers: as it was written
            return said.id.partition("-")[2].replace("-", " ")
        language = language or self.catalog.languages[0]
        if calling:
            return self.catalog.voice(SPOKEN_INSTEAD.get(language, language), said)
        return self.catalog.text(language, said)

    def tune(self, contact: Contact, meaning: Meaning, *, order: bool = False) -> None:
        """Take the language from the words used: a keyword's own, else what the letters give away, else the first.

        Of who has no language yet, a mistyped keyword and a cry for help tell it as well. An `order` is the same in
        all languages: who texts FULL CINEMA need not speak English.
        """
        text, match = meaning.said.text, meaning.keyword
        if order:
            own = text.partition(":")[0]  # what follows "kk:" is for others
            contact.language = contact.language or keyboard_language(own) or self.catalog.languages[0]
            return
        if not contact.language:
            match = match or meaning.danger
        spoken = match.languages if match and (match.sure or not contact.language) else frozenset()
        # STOP is English in Latin letters and Russian in Cyrillic ones.
        likely = [keyboard_language(text) or ("en" if spoken else ""), *self.catalog.languages]
        offered = [one for one in likely if one in self.catalog.languages]
        if spoken and contact.language not in spoken and not contact.pinned:
            contact.language = next((one for one in offered if one in spoken), contact.language)
        contact.language = contact.language or offered[0]


def _may(volunteer: Volunteer, order: str) -> bool:
    role = row(order).order
    return role is not None and volunteer.may(role)


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
