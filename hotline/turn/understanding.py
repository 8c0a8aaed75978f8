"""What a text means from who wrote it, in their talk: the words, the examples, and what the directory names."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.table import by_meaning, row

from ..directory.reports.reporting import Reader
from ..directory.snapshot import Snapshot
from ..hearing import by_example, echo, layouts
from ..hearing.keywords import Match
from ..hearing.lexicon import PLACE_ASKED, Lexicon
from ..hearing.meaning import Meaning
from ..hearing.meanings import ABOUT_A_PLACE
from ..hearing.model import Guess, model
from ..hearing.phones import phone_said
from ..hearing.spelling import skeletons
from ..hearing.utterance import NOTHING, Utterance
from ..people.contacts import Contact
from ..people.volunteers import Volunteer
from ..talk.catalog import Catalog
from ..talk.session import Session
from .alarms import Alarms
from .two_questions import TwoQuestions

CALLING = 3  # words that it takes to call somebody: "соедините с оператором"
NAME = 3  # words that a crossing's name takes at the most; more are a sentence
PLACE = 6  # words that a place takes with what kind of place it is: "село Новая Казанка, Жанибекский район, ЗКО"
TOWN = 5000  # people, from which on a place is a town rather than the village at a crossing
_ENDS = ("stop", "forget")
# Alone, where nothing was asked, they ask for no answer; with what colours and joins them.
_CHEERS = frozenset("👍🙏👌🤝❤💙💛😊🙂 \ufe0f\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_SOS = "\U0001f198"
_NOTHING_ASKED = ("refused", "thanks", "found", "give")
_ASKED_OF = {"wait": "border", "passed": "border", "now": "line"}  # what a question with a word of a report asks
_AT_CROSSINGS = {"border", "line", "now", "wait", "passed"}
_A_NUMBER = re.compile(r"\+\s*\d")  # meant as a phone number, however many digits it lacks


class Understanding:
    """Made anew with the directory, whose names it knows."""

    def __init__(self, catalog: Catalog, snapshot: Snapshot, lexicon: Lexicon, reader: Reader, region: str) -> None:
        """`region` is where numbers without a country code are dialled."""
        self.catalog, self.snapshot, self.lexicon, self.reader, self.region = catalog, snapshot, lexicon, reader, region
        self._by_meaning = by_meaning(snapshot.topics)
        towns = map(snapshot.town, {row.place for row in snapshot.shelter_rows.values()})
        self._countries = {town.country for town in towns if town}
        self._counted = skeletons([*lexicon.words["foot"], *lexicon.words["car"]])
        self._ordinals = skeletons(lexicon.words["ordinal"])
        self._own_number = skeletons(lexicon.words["own-number"])
        self._kinds_of_place = skeletons(lexicon.words["kind-of-place"])
        self._alarms, self._two = Alarms(lexicon), TwoQuestions(lexicon, self._by_meaning)

    def of(self, text: str, contact: Contact, volunteer: Volunteer | None, session: Session, now: float) -> Meaning:
        """What a text means from this person, in this talk."""
        said = Utterance(text.replace(_SOS, " SOS "))
        own = self._own_words(said, volunteer)
        if own is not said:
            if not own:
                return Meaning(own, echo=True)
            said = own
        if said.text.strip() and _CHEERS.issuperset(said.text) and not session.is_open(now):
            return Meaning(said, echo=True)
        keyword = self.lexicon.find(said) or self.lexicon.language(said) or self._opted_in(said, contact, session, now)
        order = self._order(said, keyword, volunteer, contact, now) if volunteer else None
        answering = session.is_open(now)
        town = None if keyword else self._town(said)
        guess = None if order or town or self.lexicon.is_plain(said, keyword) else model().guess(said)
        if guess and not keyword and guess.chance < by_example.LIKELY and (other := self._on_the_other_layout(said)):
            return self.of(other, contact, volunteer, session, now)
        danger, maybe = self._alarms.of(said, guess, keyword, order, answering=answering)
        if guess:
            keyword = by_example.intent(said, guess, keyword, self._by_meaning)
            keyword = self._of_shelter(said, guess, keyword)
        if guess and keyword and keyword.flow in _ENDS:
            danger = danger or self._alarms.beside(said)
            if danger or maybe:
                keyword = None  # who may be in danger is not erased, nor left alone, by a guess
        keyword = self._no_report(said, keyword, contact, now)
        intent = order or self._intent(said, guess, keyword, town, contact, session, now)
        if danger and guess and intent and not order and intent.flow in _NOTHING_ASKED:
            intent = None
        beside = self._two.flows(said, intent, guess) if guess and intent and not order else ()
        if intent and beside:
            intent = replace(intent, flow=beside[0], rest=said, sure=True, whole=False)
        meant = row(intent.flow) if intent and intent.whole else None
        return Meaning(
            said,
            order=order,
            keyword=keyword,
            intent=intent,
            also=beside[1] if beside else "",
            danger=danger,
            maybe_danger=maybe,
            guess=guess,
            unsure=by_example.unsure(guess, self._by_meaning) if guess and intent is None else (),
            of_no_use=guess is not None and by_example.is_of_no_use(guess),
            number=self._number(said, session) if answering else None,
            at_once=meant is not None and meant.at_once,
            aside=intent is not None and intent.sure and (intent.whole or guess is not None) and row(intent.flow).aside,
            spared=keyword is not None and keyword.whole and row(keyword.flow).spared,
        )

    def _intent(
        self,
        said: Utterance,
        guess: Guess | None,
        keyword: Match | None,
        town: Match | None,
        contact: Contact,
        session: Session,
        now: float,
    ) -> Match | None:
        """What is asked for, by who orders nothing; in the middle of a talk it may be about what was just named."""
        if session.is_open(now) and session.flow == "border" and self._is_of_border(said, keyword):
            return Match("border", said, sure=True, whole=False, languages=frozenset())
        asked = None
        if guess and self._has_named(contact, now):
            elsewhere = bool(self.snapshot.places.find(said).places)
            asked = by_example.about_place(said, guess, elsewhere=elsewhere)
        return self._asked_whole(said, asked or keyword) or self._crossing(said, guess) or town

    def _number(self, said: Utterance, session: Session) -> int | None:
        """The number that is all of an answer; where no list was shown, "второй" is the next place and no 2."""
        if session.question and not session.question.listed and not self._ordinals.isdisjoint(said.skeletons):
            return None
        return self.lexicon.numerals.alone(said)

    def _on_the_other_layout(self, said: Utterance) -> str:
        """What the keys of a text write on the other keyboard layout, "" where that is not understood either."""
        other = Utterance(layouts.on_the_other(said.text))
        if not other or model().knows(said) or not model().knows(other):
            return ""
        keyword, guess = self.lexicon.find(other), model().guess(other)
        sure = (keyword and keyword.sure) or self._town(other) or guess.chance >= by_example.LIKELY
        return other.text if sure else ""

    def _own_words(self, said: Utterance, volunteer: Volunteer | None) -> Utterance:
        """A text without our own words in it, nothing for what only repeats them.

        Whatever may tell of danger is heard as it stands, quotes and all; so is what a volunteer writes, who quotes
        us to others, but for a phone's reaction.
        """
        text = said.text
        if not echo.may_be(text):
            return said
        ours = self.catalog.echo
        if ours.is_reaction(text):
            heard = self._alarms.has_word(said) or model().guess(said).alarm > model().alarm
            return said if heard and not ours.is_ours(text) else NOTHING
        own = Utterance(text if volunteer else ours.own_words(text))
        if own.text == text:
            return said
        heard = self._alarms.may_be_in(said) if own else self._alarms.has_word(said)
        return said if heard else own

    def _no_report(self, said: Utterance, keyword: Match | None, contact: Contact, now: float) -> Match | None:
        """A question reports nothing; nor does one's own number in line, or a word that only the examples take so."""
        if keyword is None:
            return None
        asks = self.lexicon.asks(said) and not (keyword.whole and keyword.flow in _ASKED_OF)
        if keyword.flow == "wait" and not self._own_number.isdisjoint(said.skeletons):
            return replace(keyword, flow="line", rest=said)
        if keyword.flow in _ASKED_OF and asks:
            return replace(keyword, flow=_ASKED_OF[keyword.flow], rest=said)
        if keyword.flow == "mistake" and not (contact.told or keyword.whole):
            return None
        guessed = len(said.words) == 1 and keyword.rest.words == said.words
        if keyword.flow == "full" and (asks or guessed):
            about = f"{PLACE_ASKED}rules" if self._has_named(contact, now) else "shelter"
            return replace(keyword, flow=about, rest=said, whole=about != "shelter")
        return keyword

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

    def _of_shelter(self, said: Utterance, guess: Guess, keyword: Match | None) -> Match | None:
        """Of names of shelters the examples know nothing: beside one, what may be of the border is of the shelter."""
        likely = bool({guess.first, guess.second} & {"shelter", "border", *ABOUT_A_PLACE})
        unclear = (keyword.flow == "border" and not keyword.sure) if keyword else likely
        if not unclear or not self.snapshot.shelter_names.find(said.words).codes or self.snapshot.crossing_named(said):
            return keyword
        return Match("shelter", said, sure=False, whole=False, languages=keyword.languages if keyword else frozenset())

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
        full = keyword and keyword.flow == "full" and not guest and not self.lexicon.asks(said)
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
        if guess and len(said.words) > NAME and not {guess.first, guess.second} & _AT_CROSSINGS:
            return None
        if not self.snapshot.crossing_named(said):
            return None
        town = self.snapshot.places.named(" ".join(said.words))
        if town and town.country in self._countries and town.population >= TOWN:
            return None
        flow = "border"
        if any(map(str.isdecimal, said.words)):
            flow = "line" if self._counted.isdisjoint(said.skeletons) else "wait"
        return Match(flow, said, sure=False, whole=False, languages=frozenset())

    def _town(self, said: Utterance) -> Match | None:
        """A town and nothing else asks for a bed there: that is what a tired person texts."""
        if len(said.words) > PLACE:
            return None
        found = self.snapshot.places.find(said)
        beside = self._kinds_of_place.issuperset(Utterance(found.rest).skeletons)
        if len(found.places) == 1 and found.sure and beside and self.snapshot.places.near(found.places[0]):
            return Match("shelter", said, sure=True, whole=False, languages=frozenset())
        return None


def _may(volunteer: Volunteer, order: str) -> bool:
    role = row(order).order
    return role is not None and volunteer.may(role)
