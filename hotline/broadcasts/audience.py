"""Whom a broadcast is for: those who asked for news, by where they are, what they asked about, and their language."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass

import orjson

from ..people.contacts import Contact, open_profile
from ..people.seal import BrokenSeal, Seals
from ..store.keys import CONTACTS, NEWS, contact_key
from ..store.store import Store

RADIUS_KM = 50.0  # around a place, unless it is said otherwise: a town and the villages from which one goes there
CROSSING_KM = 150.0  # around a crossing: half a day's way to it
ANSWERED = 48 * 3600.0  # an alert may also go to whom the hotline answered so lately
CHUNK = 1000  # profiles at once


@dataclass(frozen=True, slots=True)
class Audience:
    """What all recipients have in common; an empty field says nothing about them."""

    place: str = ""  # gazetteer id
    radius_km: float = RADIUS_KM
    crossing: str = ""  # code
    topic: str = ""  # code
    language: str = ""
    alert: bool = False  # danger, a closed border: also to those answered lately who did not ask for news

    def dump(self) -> bytes:
        """As JSON."""
        return orjson.dumps(asdict(self))

    @classmethod
    def load(cls, text: bytes) -> Audience:
        """The reverse of `dump`."""
        return cls(**orjson.loads(text))

    def has(self, contact: Contact, distance_km: Callable[[str], float | None], default: str, until: float) -> bool:
        """Whether a person belongs to it.

        `distance_km` tells how far a place (gazetteer id) is from the audience's place or crossing, None if nobody
        knows; `default` is the language of who has none; who asked for news after `until` does not belong to it.
        """
        if contact.stopped_at is not None:
            return False
        asked = contact.news_at is not None and contact.news_at <= until
        if not asked and not self.alert:
            return False
        if self.language and (contact.language or default) != self.language:
            return False
        if self.topic and self.topic not in contact.topics:
            return False
        if not (self.place or self.crossing) or (contact.line and contact.line[0] == self.crossing):
            return True
        km = distance_km(contact.place) if contact.place else None
        return km is not None and km <= (self.radius_km if self.place else CROSSING_KM)


async def people(store: Store, seals: Seals, *, alert: bool, now: float) -> AsyncIterator[list[Contact]]:
    """All who may belong to an audience, some at a time; an alert's may also have been answered lately."""
    names: dict[bytes, None] = dict.fromkeys(await store.read("ZRANGE", NEWS, 0, -1))
    if alert:  # the time of the last answer is kept to the hour
        names |= dict.fromkeys(await store.read("ZRANGE", CONTACTS, now - ANSWERED - 3600, "+inf", "BYSCORE"))
    every = [name.decode() for name in names]
    for start in range(0, len(every), CHUNK):
        chunk = every[start : start + CHUNK]
        profiles = await store.read("MGET", *map(contact_key, chunk))
        yield [found for name, sealed in zip(chunk, profiles, strict=True) if (found := _opened(seals, name, sealed))]


def _opened(seals: Seals, name: str, sealed: bytes | None) -> Contact | None:
    if sealed is None:  # forgotten meanwhile
        return None
    try:
        return open_profile(seals, name, sealed)
    except BrokenSeal:
        return None
