"""What a flow holds in its hands: the person, what they said, the time, and the directory to look things up in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hotline import store
from hotline.directory import changes
from hotline.directory.crossings import Crossing
from hotline.directory.gazetteer import Place
from hotline.directory.localized import Localized
from hotline.directory.snapshot import Snapshot
from hotline.letters import words
from hotline.people.contacts import Contact
from hotline.talk.answers import FreeText, Number, PlaceAnswer, YesNo, party
from hotline.talk.catalog import SPOKEN_INSTEAD
from hotline.talk.dates import DateAnswer
from hotline.talk.engine import Gone
from hotline.talk.steps import Ask, Option, Said, ask

Vocabulary = Mapping[str, Sequence[str]]


@dataclass(slots=True)  # a frozen one of so many fields takes three times as long to make, at each turn
class Talk:
    """One turn's view of one person's talk. Times are epoch seconds."""

    words: str  # what the person said for this flow, the keyword left out
    now: float
    contact: Contact
    witness: str  # who reports or is sent, for this night only
    snapshot: Snapshot
    vocabulary: Vocabulary  # word lists of the prompts, all languages together
    wording: Callable[[Said], str]  # a message as this person reads it
    languages: Sequence[str]  # those the hotline speaks, the default first
    language_names: Mapping[str, Sequence[str]]  # language -> what people call it
    inbox: Callable[[str], Sequence[store.Command]]  # a question -> what stores it
    forget: Callable[[], Sequence[store.Command]]  # what erases this person
    calling: bool  # keys instead of words: what is asked, and in which voice, depends on it; no flow asks for it

    @property
    def language(self) -> str:
        """The language they read, or hear."""
        language = self.contact.language or self.languages[0]
        return SPOKEN_INSTEAD.get(language, language) if self.calling else language

    def name(self, text: Localized) -> str:
        """A text of the directory as this person reads it."""
        return text.in_language(self.language)

    # What may be asked.

    def confirm(self, key: str) -> Ask[bool]:
        """Ask for yes or no: 1 or 2."""
        return ask(key, YesNo(self.vocabulary))

    def a_place(self) -> PlaceAnswer:
        """A place by name, and on the phone a town with open shelters by key."""
        towns = self.snapshot.towns(self.now) if self.calling else []
        offers = [self._town_option(place) for name in towns if (place := self.snapshot.town(name))]
        return PlaceAnswer(self.snapshot.places.find, self.snapshot.places.near, self._label, self._exists, offers)

    def a_day(self) -> DateAnswer:
        """A day up to today."""
        return DateAnswer(self.vocabulary, self.today())

    def a_number(self, low: int, high: int) -> Number:
        """A whole number."""
        return Number(low, high)

    def anything(self) -> FreeText:
        """Free words, or a recording."""
        return FreeText()

    def crossings(self) -> list[Option]:
        """The crossings to choose from, nearest to the last known place first."""
        options = self.snapshot.waits(self.place(self.contact.place), self.now)
        return [Option(one.crossing.code, self._named(one.crossing.name)) for one in options]

    # Time.

    def today(self) -> date:
        """The day it is for the person."""
        return self._local(self.now, self._zone()).date()

    def clock(self, at: float, zone: ZoneInfo | None = None) -> str:
        """A time as people write it: 22:30, with the day before it when it is not today's."""
        local = self._local(at, zone or self._zone())
        same_day = local.date() == self._local(self.now, zone or self._zone()).date()
        hour = f"{local.hour:02}:{local.minute:02}"
        return hour if same_day else f"{local.day:02}.{local.month:02} {hour}"

    def hour(self, at: float, zone: ZoneInfo | None = None) -> str:
        """The hour alone, of something within a day: 22:30."""
        local = self._local(at, zone or self._zone())
        return f"{local.hour:02}:{local.minute:02}"

    # Places.

    def place(self, id_: str) -> Place | None:
        """The place of that id, None when it is gone."""
        try:
            return self.snapshot.places.get(id_)
        except KeyError:
            return None

    def known_place(self) -> Place:
        """The place that was just given. Raises Gone."""
        place = self.place(self.contact.place)
        if place is None:
            raise Gone("place")
        return place

    def recent_place(self) -> str:
        """The place of the last hours, when no other is named now and the person is not on the phone."""
        recent = self.contact.recent_place(self.now)
        if self.calling or not self._exists(recent):
            return ""
        people = {word for name in ("people", "foot", "car") for word in self.vocabulary[name]}
        named = [word for word in words(self.words) if len(word) > 3 and word not in people and not word.isdecimal()]
        return "" if named else recent

    def settle(self, place: str) -> Sequence[store.Command]:
        """Remember where the person is."""
        self.contact.place, self.contact.place_at = place, self.now
        return []

    def crossing(self, code: str) -> Crossing:
        """The crossing of that code. Raises Gone."""
        if code not in self.snapshot.crossings:
            raise Gone(code)
        return self.snapshot.crossings[code]

    def party(self) -> int:
        """How many they are, as far as they said so."""
        return party(self.words, self.vocabulary) or 1

    def crossing_said(self) -> str:
        """The code of the crossing that the words name, "" for none."""
        return self.crossing_named(self.words)

    def crossing_named(self, text: str) -> str:
        """The code of the crossing that a text names, "" for none."""
        return self.snapshot.crossing_named(text)

    # Writes.

    def speak(self, language: str, *, pinned: bool = False) -> Sequence[store.Command]:
        """Use this language from now on; `pinned`: whatever words the person uses."""
        self.contact.language = language
        self.contact.pinned = self.contact.pinned or pinned
        return []

    def log(self, change: changes.Change) -> Sequence[store.Command]:
        """Write what this person saw or was told into the change log."""
        return store.log_commands(changes.dump(change))

    def _zone(self) -> ZoneInfo:
        return self.snapshot.zone(self.place(self.contact.place) if self.contact.place else None)

    @staticmethod
    def _local(at: float, zone: ZoneInfo) -> datetime:
        return datetime.fromtimestamp(at, zone)

    def _exists(self, id_: str) -> bool:
        return bool(id_) and self.place(id_) is not None

    def _label(self, place: Any) -> Said:
        region = self.name(place.region) if place.region else place.country
        return Said("option-named", {"name": f"{self.name(place.name)} ({region})"})

    def _town_option(self, place: Place) -> Option:
        return Option(place.id, self._named(place.name))

    def _named(self, name: Localized) -> Said:
        return Said("option-named", {"name": self.name(name)})
