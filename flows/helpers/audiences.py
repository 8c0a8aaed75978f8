"""Whom a SEND is for, as far as its first words say so: a place or a crossing, a topic, a language, all."""

from __future__ import annotations

from hotline.broadcasts.audience import CROSSING_KM, RADIUS_KM, Audience
from hotline.directory.places.places import distance_km
from hotline.hearing.spelling import single_words
from hotline.hearing.utterance import Utterance
from hotline.people.volunteers import Volunteer
from hotline.talk.steps import Said

from ..spots import HELD_KM, is_near
from ..talk import Talk

LONGEST_NAME = 3  # words of a place or a crossing
WIDEST_KM = 1000


def audience_said(talk: Talk) -> tuple[Audience | None, str]:
    """The audience that the words begin with, None if they name none; and the text that follows."""
    reader = _AudienceReader(talk)
    chunks = talk.words.split(" ")
    position = 0
    while taken := reader.take(chunks[position:]):
        position += taken
        if reader.ended:
            break
    text = " ".join(chunks[position:]).strip()
    return (reader.audience(), text) if reader.said else (None, text)


def covers(talk: Talk, volunteer: Volunteer, audience: Audience) -> bool:
    """Whether a volunteer for a place may send there: it lies within their place's reach."""
    if not volunteer.place:
        return True
    around = talk.place(volunteer.place)
    if around is None:
        return False
    if audience.crossing:
        return is_near(talk, volunteer.place, audience.crossing)
    place = talk.place(audience.place) if audience.place else None
    if place is None:
        return False
    return distance_km(around.lat, around.lon, place.lat, place.lon) <= HELD_KM and audience.radius_km <= CROSSING_KM


def named(talk: Talk, audience: Audience, language: str = "") -> str:
    """The audience as a person reads it, or as one of that language does."""
    language = language or talk.language

    def worded(said: Said) -> str:
        return talk.catalog.text(language, said)

    alert = [worded(Said("whom-alert"))] if audience.alert else []
    parts: list[str] = []
    crossing = talk.snapshot.row(audience.crossing) if audience.crossing else None
    if crossing is not None:
        parts.append(crossing.name.in_language(language))
    place = talk.place(audience.place) if audience.place else None
    if place is not None:
        parts.append(
            worded(Said("whom-near", {"name": place.name.in_language(language), "km": f"{audience.radius_km:.0f}"}))
        )
    if audience.topic:
        topic = talk.snapshot.topics.get(audience.topic)
        parts.append(topic.title.in_language(language) if topic else audience.topic)
    if audience.language:
        parts.append(worded(Said(f"language-{audience.language}")))
    return ", ".join([*alert, *(parts or [worded(Said("whom-all"))])])


class _AudienceReader:
    """Takes one word of the audience after the other; each kind once."""

    def __init__(self, talk: Talk) -> None:
        self._talk, self._marks = talk, talk.lexicon.language_marks
        self.said = self.ended = False
        self._place = self._crossing = self._topic = self._language = ""
        self._radius = 0.0
        self._alert = self._all = False

    def audience(self) -> Audience:
        return Audience(
            self._place, self._radius or RADIUS_KM, self._crossing, self._topic, self._language, self._alert
        )

    def take(self, chunks: list[str]) -> int:
        """How many chunks say something of the audience, 0 if the text begins here."""
        if not chunks:
            return 0
        if not chunks[0]:
            return 1
        self.ended = chunks[0].endswith(":")
        word = chunks[0].rstrip(":,;")
        if self.ended and word.lower() in self._marks:  # "ru: …" begins the text
            self.ended = False
            return 0
        taken = self._flag(word) or self._number(chunks) or self._longest(chunks)
        self.ended = bool(taken) and chunks[taken - 1].endswith(":")
        self.said = self.said or bool(taken)
        return taken

    def _flag(self, word: str) -> int:
        if not self._alert and self._means(word, "alert"):
            self._alert = True
        elif not (self._all or self._place or self._crossing) and self._means(word, "everybody"):
            self._all = True  # after a place it begins the text: "Уральск всем спасибо"
        elif not self._language and word.lower() in self._marks:
            self._language = self._marks[word.lower()]
        elif not self._topic and word.upper() in self._talk.snapshot.topics:
            self._topic = word.upper()
        else:
            return 0
        return 1

    def _means(self, word: str, name: str) -> bool:
        heard = Utterance(word).skeletons
        return len(heard) == 1 and heard[0] in single_words(self._talk.vocabulary[name])

    def _number(self, chunks: list[str]) -> int:
        """A radius, after a place: "30", "30km", "30 км"."""
        digits = chunks[0].rstrip(":,;").lower().removesuffix("km").removesuffix("км")
        if not self._place or self._radius or not digits.isdecimal() or not 0 < int(digits) <= WIDEST_KM:
            return 0
        unit = len(chunks) > 1 and chunks[1].lower().rstrip(":,;.") in ("km", "км")
        if not unit and chunks[0][-1:].isdecimal():
            return 0  # "Уральск 20 автобусов"
        self._radius = float(digits)
        return 1 + unit

    def _longest(self, chunks: list[str]) -> int:
        if self._place or self._crossing or self._all:
            return 0
        for length in range(min(LONGEST_NAME, len(chunks)), 0, -1):
            said = Utterance(" ".join(chunks[:length]).rstrip(":,;"))
            if len(said.words) != length:
                continue
            crossing = self._talk.crossing_named(said)
            found = self._talk.snapshot.places.find(said)
            shorter = Utterance(" ".join(chunks[: length - 1]))
            if crossing and (length == 1 or not self._talk.crossing_named(shorter)):
                self._crossing = crossing
                return length
            if len(found.places) == 1 and found.sure and not found.rest:
                self._place = found.places[0].id
                return length
        return 0
