"""What a flow holds in its hands: the person, what they said, the time, and the directory to look things up in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hotline.directory import changes
from hotline.directory.crossings.crossings import Crossing
from hotline.directory.localized import Localized
from hotline.directory.places.gazetteer import Place
from hotline.directory.reports import logbook
from hotline.directory.reports.reporting import Reader
from hotline.directory.shelters.welcome import Who
from hotline.directory.snapshot import Snapshot
from hotline.hearing.lexicon import Lexicon
from hotline.hearing.phrases import Vocabulary
from hotline.hearing.utterance import Utterance
from hotline.mail import reminders
from hotline.mail.questions import Questions
from hotline.mail.reminders import Reminder
from hotline.people.contacts import Contact, Read
from hotline.people.seal import Seals
from hotline.people.volunteers import Volunteer
from hotline.settings import Settings
from hotline.talk.answers import FreeText, Number, PlaceAnswer, YesNo
from hotline.talk.catalog import Catalog, spoken_in
from hotline.talk.dates import DateAnswer
from hotline.talk.engine import Gone, Wanted
from hotline.talk.naming import Naming
from hotline.talk.steps import Ask, Intent, Option, Said, ask

T = TypeVar("T")
LARGE = 100_000  # people of a town that is known, and named, far away


@dataclass(slots=True)
class Desk:
    """What a flow may reach beyond its own person."""

    settings: Settings
    seals: Seals
    found: Mapping[Hashable, Any]  # what was read for this turn so far
    questions: Questions
    on_duty: int  # how many volunteers are, when the turn begins
    helper: tuple[str, float]  # pseudonym of the volunteer who answered them within the hour, and when; "" for nobody


@dataclass(slots=True)
class Talk:
    """One turn's view of one person's talk. Times are epoch seconds."""

    said: Utterance  # what the person said for this flow, the keyword left out
    now: float
    contact: Contact
    witness: str  # who reports or is sent, for this night only
    guest: str  # who tells as a guest: all who withhold their number are one
    snapshot: Snapshot
    lexicon: Lexicon  # the words of the prompts
    wording: Callable[[Said], str]  # a message as this person reads it
    catalog: Catalog  # the same for anybody else
    languages: Sequence[str]  # those the hotline speaks, the default first
    forget: Callable[[], Sequence[Intent]]  # what erases this person
    volunteer: Volunteer | None  # who they are, if they help
    enlist: Callable[[str, str], Sequence[Intent]]  # number and name -> what makes them a reporter
    reader: Reader  # of volunteers' reports
    post: Callable[[Contact, str], Sequence[Intent]]  # a text to somebody -> what queues it
    desk: Desk | None  # None while the store is away
    menu: Sequence[str]  # the flows of the menu, in order
    calling: bool  # keys instead of words: what is asked, and in which voice, depends on it; no flow asks for it
    dated: bool = False  # times are told with their day, even today's: what is passed on may be read tomorrow

    @property
    def vocabulary(self) -> Vocabulary:
        """Word lists of the prompts, all languages together."""
        return self.lexicon.words

    @property
    def words(self) -> str:
        """The same as it was written."""
        return self.said.text

    @property
    def language(self) -> str:
        """The language they read, or hear."""
        language = self.contact.language or self.languages[0]
        return spoken_in(language) if self.calling else language

    def name(self, text: Localized) -> str:
        """A text of the directory as this person reads it."""
        return text.in_language(self.language)

    @property
    def office(self) -> Desk:
        """The desk of a turn that has the store: orders and what is due are begun in no other."""
        assert self.desk is not None
        return self.desk

    def fetch(self, key: Hashable, read: Read[T]) -> T:
        """What `read` gives, read once a turn under `key`; for a `look` that needs more than a turn brings."""
        if key not in self.office.found:
            raise Wanted(key, read)
        value: T = self.office.found[key]
        return value

    # What may be asked.

    def confirm(self, key: str) -> Ask[bool]:
        """Ask for yes or no: 1 or 2."""
        return ask(key, YesNo(self.vocabulary))

    def naming(self, lists: Mapping[str, Sequence[str]], *, no: str = "no") -> Callable[[Utterance], str]:
        """What names the options of a choice: by option the names of word lists, and which one a bare no means."""
        sayings = {code: [word for name in names for word in self.vocabulary[name]] for code, names in lists.items()}
        yes_or_no = {"yes": self.vocabulary["yes"], no: self.vocabulary["no"]}
        return lambda said: Naming(sayings, yes_or_no).code(said)

    def a_place(self, having: str = "") -> PlaceAnswer:
        """A place by name, and on the phone a town by key: with open shelters, or with such that have something."""
        towns = self.snapshot.towns(self.now, having) if self.calling else []
        offers = [self._town_option(place) for name in towns if (place := self.snapshot.town(name))]
        return PlaceAnswer(
            self.snapshot.places.find, self.snapshot.places.near, self._is_likely, self._label, self._exists, offers
        )

    def a_day(self) -> DateAnswer:
        """A day up to today."""
        return DateAnswer(self.vocabulary, self.today())

    def a_number(self, low: int, high: int) -> Number:
        """A whole number."""
        return Number(low, high)

    def said_without_durations(self) -> Utterance:
        """What was said without "12 hours" and the like, where another number is asked for."""
        return Utterance(self.lexicon.durations.without(self.words))

    def anything(self) -> FreeText:
        """Free words, or a recording."""
        return FreeText()

    def crossings(self) -> list[Option]:
        """The crossings to choose from, nearest to the last known place first."""
        options = self.snapshot.waits(self.place(self.contact.place), self.now)
        return [Option(one.crossing.code, self._named(one.crossing.name)) for one in options]

    # Time.

    def zone(self) -> ZoneInfo:
        """The time zone of where the person is, as far as that is known."""
        return self.snapshot.zone(self.place(self.contact.place) if self.contact.place else None)

    def today(self) -> date:
        """The day it is for the person."""
        return _local(self.now, self.zone()).date()

    def clock(self, at: float, zone: ZoneInfo | None = None) -> str:
        """A time as people write it: 22:30, with the day before it when it is not today's."""
        zone = zone or self.zone()
        local, hour = _local(at, zone), _hour(at, zone)
        same_day = local.date() == _local(self.now, zone).date()
        return hour if same_day and not self.dated else f"{local.day:02}.{local.month:02} {hour}"

    def hour(self, at: float, zone: ZoneInfo | None = None) -> str:
        """The hour alone, of something within a day: 22:30."""
        return _hour(at, zone or self.zone())

    # Places.

    def place(self, id_: str) -> Place | None:
        """The place of that id, None when it is gone."""
        try:
            return self.snapshot.places.get(id_)
        except KeyError:
            return None

    def known_place(self) -> Place:
        """The place that was just given. Raises Gone."""
        try:
            return self.snapshot.places.get(self.contact.place)
        except KeyError:
            raise Gone("place") from None

    def recent_place(self) -> str:
        """The place of the last hours, when no other is named now and the person is not on the phone."""
        recent = self.contact.recent_place(self.now)
        if self.calling or not self._exists(recent):
            return ""
        beside = self.lexicon.beside_a_place
        named = [word for word in self.said.words if len(word) > 3 and word not in beside and not word.isdecimal()]
        return "" if named else recent

    def crossing(self, code: str) -> Crossing:
        """The crossing of that code. Raises Gone."""
        if code not in self.snapshot.crossings:
            raise Gone(code)
        return self.snapshot.crossings[code]

    def party(self) -> int:
        """How many they are, as far as they said so."""
        return self.lexicon.party.read(self.said) or 1

    def who(self) -> Who:
        """Who they are, as far as that decides where they are taken."""
        return self.lexicon.party.who(self.said)

    def crossing_said(self) -> str:
        """The code of the crossing that the words name, "" for none."""
        return self.crossing_named(self.said)

    def crossing_named(self, said: Utterance) -> str:
        """The code of the crossing that a text names, "" for none."""
        return self.snapshot.crossing_named(said)

    # Writes.

    def speak(self, language: str, *, pinned: bool = False) -> Sequence[Intent]:
        """Use this language from now on; `pinned`: whatever words the person uses."""
        self.contact.language = language
        self.contact.pinned = self.contact.pinned or pinned
        return []

    def later(self, flow: str, at: float, about: str = "") -> Sequence[Intent]:
        """Open that flow by ourselves then; whoever withholds the number cannot be written to."""
        if not self.contact.id:
            return []
        return reminders.owe(Reminder(self.contact.id, self.contact.life, flow, about), at)

    def not_later(self, *flows: str) -> Sequence[Intent]:
        """Do not open these flows any more: what they would ask is known."""
        owed = (Reminder(self.contact.id, self.contact.life, flow) for flow in flows if self.contact.id)
        return [command for reminder in owed for command in reminders.cancel(reminder)]

    def tell(self, who: Contact, *said: Said) -> Sequence[Intent]:
        """Write to somebody else, in their language."""
        language = who.language or self.languages[0]
        return self.post(who, "\n".join(self.catalog.text(language, one) for one in said))

    def log(self, change: changes.Change) -> Sequence[Intent]:
        """Write what this person saw or was told into the change log."""
        return logbook.log(change)

    def _exists(self, id_: str) -> bool:
        return bool(id_) and self.place(id_) is not None

    def _is_likely(self, place: Place) -> bool:
        """Whether somebody who mistyped a name may be there: a village far off only sounds like it."""
        return self.snapshot.places.near(place) or place.population >= LARGE

    def _label(self, place: Any) -> Said:
        region = self.name(place.region) if place.region else place.country
        return Said("option-named", {"name": f"{self.name(place.name)} ({region})"})

    def _town_option(self, place: Place) -> Option:
        return Option(place.id, self._named(place.name))

    def _named(self, name: Localized) -> Said:
        return Said("option-named", {"name": self.name(name)})


@lru_cache(maxsize=1024)  # what was reported of a shelter is told to many
def _local(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)


@lru_cache(maxsize=1024)
def _hour(at: float, zone: ZoneInfo) -> str:
    return _local(at, zone).strftime("%H:%M")
