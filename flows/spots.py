"""Shelters and crossings alike, by their codes: name, hours, and which of them a volunteer may answer for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hotline.directory.places.gazetteer import distance_km
from hotline.hearing.utterance import Utterance

from .talk import Talk

HELD_KM = 50.0  # how far the place of a volunteer reaches: an hour's drive, what one hears of by acquaintance


def code_named(talk: Talk, said: Utterance) -> str:
    """The code of the one shelter or crossing that a text names, "" for none."""
    for names in (talk.snapshot.shelter_names, talk.snapshot.crossing_names):
        found = names.find(said.words)
        if len(found.codes) == 1 and not found.several:
            return found.codes[0]
    return ""


def place_name(talk: Talk, code: str) -> str:
    """The name of a shelter or a crossing, its code when it is gone."""
    row = talk.snapshot.row(code)
    return talk.name(row.name) if row else code


def zone_of(talk: Talk, code: str) -> ZoneInfo:
    """The time zone of a shelter or a crossing."""
    row = talk.snapshot.row(code)
    return talk.snapshot.zone(talk.snapshot.town_of(row)) if row else talk.zone()


def clock_at(talk: Talk, code: str, at: float) -> str:
    """A time as people write it where the shelter or crossing is."""
    return talk.clock(at, zone_of(talk, code))


def is_near(talk: Talk, place: str, code: str) -> bool:
    """Whether a shelter or a crossing is near enough to a place for its volunteers; all is near to ""."""
    if not place:
        return True
    around, row = talk.place(place), talk.snapshot.row(code)
    if around is None or row is None:
        return False
    if talk.snapshot.town_of(row) == around:
        return True
    position = talk.snapshot.position(row)
    return position is not None and distance_km(around.lat, around.lon, *position) <= HELD_KM
