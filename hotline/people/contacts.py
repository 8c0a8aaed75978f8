"""A person the hotline talks to: number, language, place and consent, sealed under a pseudonym. No name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Set
from contextlib import suppress
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import orjson

from ..store.keys import (
    CONTACTS,
    FORGOTTEN,
    NEWS,
    contact_key,
    helper_key,
    limit_key,
    questions_key,
    session_key,
    sids_key,
    told_key,
    unasked_key,
)
from ..store.store import Command, Store
from .seal import BrokenSeal, Seals, unique

Life: TypeAlias = tuple[str, str]  # pseudonym and `Contact.life`: a person up to their FORGET

T = TypeVar("T")
Read: TypeAlias = Callable[[Store, Seals], Awaitable[T]]  # what reads in the store and opens what is sealed there

GUEST_SECONDS = 3 * 3600  # for so long a guest may say that a shelter is full: later it is another night's news
PLACE_SECONDS = 24 * 3600  # for so long the place of the last answer stands in for one that is not named


@dataclass(slots=True)
class Contact:
    """A profile. Times are epoch seconds. `id` is the pseudonym; "" for a withheld caller, whom nothing is kept of.

    `number` (E.164) is for who sends a message and for nobody else; "" for who cannot be written to.
    """

    id: str
    language: str = ""  # "" until something tells
    pinned: bool = False  # chosen by LANG: words in another language do not change it any more
    place: str = ""  # id of the last place named
    place_at: float = 0.0
    stopped_at: float | None = None  # nothing unasked is sent
    news_at: float | None = None  # asked for updates then
    news_wording: str = ""  # the very words agreed to
    arrival: str = ""  # ISO date of entry into the country
    remind: bool = False  # asked to be reminded of deadlines
    sent: list[list[Any]] = field(default_factory=list)  # [shelter code, when], newest last
    line: list[Any] = field(default_factory=list)  # [crossing code, number in line, when]
    zone: str = ""  # IANA name of the place's time zone; "" for the hotline's own
    topics: list[str] = field(default_factory=list)  # codes of what was asked about, newest last
    registered: bool = False  # told us so: no more reminders of it
    life: str = ""  # tells this record from one that the same person had before FORGET
    reported: list[list[Any]] = field(
        default_factory=list
    )  # a volunteer's: [when, [rows of the change log]] by message
    told: list[str] = field(default_factory=list)  # as a guest: rows of the change log, newest last
    on_at: float = 0.0  # a volunteer's: said ON then
    off_at: float = 0.0  # said OFF then
    noticed_at: float = 0.0  # was last told of new questions then
    alerted_at: float = 0.0  # volunteers were last told then that their life may be in danger
    warned_at: float = 0.0  # was last told whom to call then although they had written too much
    came_by: str = ""  # name of the carrier whose number they texted last, if not the one that their number has
    answer: list[str] = field(default_factory=list)  # what SHARE passes on: the flow, and the codes that it named
    number: str = field(default="", repr=False)

    def dump(self) -> bytes:
        """The profile as JSON; what is empty is left out."""
        return orjson.dumps(dict(filter(itemgetter(1), zip(_LETTERS, _values(self), strict=True))))

    @classmethod
    def load(cls, id_: str, text: bytes) -> Contact:
        """The reverse of `dump`; what a newer version wrote besides is left out."""
        kept = orjson.loads(text)
        return cls(id_, **{_FIELDS[name]: value for name, value in kept.items() if name in _FIELDS})

    def values(self) -> tuple[Any, ...]:
        """All that can change; lists are never changed in place."""
        return _values(self)

    def restore(self, values: tuple[Any, ...]) -> None:
        """As it was when `values` were taken."""
        for name, value in zip(_KEPT, values, strict=True):
            setattr(self, name, value)

    def stop(self, now: float) -> None:
        """Nothing unasked any more, until START and a new consent."""
        self.stopped_at = now
        self.news_at, self.news_wording, self.remind = None, "", False

    def time_zone(self, own: ZoneInfo) -> ZoneInfo:
        """The person's time zone; `own` is the hotline's, for who has named no place."""
        return ZoneInfo(self.zone) if self.zone else own

    def recent_place(self, now: float) -> str:
        """The place to answer for when none is named, "" if it is too long ago."""
        return self.place if now - self.place_at < PLACE_SECONDS else ""

    def guest_of(self, now: float) -> list[str]:
        """Codes of the shelters that this person was sent to lately, the last one first."""
        return [code for code, at in reversed(self.sent) if now - at < GUEST_SECONDS]


# Each field by the letter that stands for it in the store. A letter is never given to another field.
_LETTERS = {
    "l": "language",
    "L": "pinned",
    "p": "place",
    "P": "place_at",
    "x": "stopped_at",
    "n": "news_at",
    "w": "news_wording",
    "a": "arrival",
    "r": "remind",
    "s": "sent",
    "q": "line",
    "z": "zone",
    "t": "topics",
    "R": "registered",
    "i": "life",
    "c": "reported",
    "T": "told",
    "W": "warned_at",
    "o": "on_at",
    "f": "off_at",
    "N": "noticed_at",
    "A": "alerted_at",
    "g": "answer",
    "e": "number",
    "b": "came_by",
}
_KEPT = tuple(_LETTERS.values())
_FIELDS = _LETTERS | {name: name for name in _KEPT}  # as 0.1.0 spelt them
_values = attrgetter(*_KEPT)


def new_life() -> str:
    """A `Contact.life` for who is new to the hotline, or comes back after FORGET."""
    return unique()[:4].hex()


def news(contact: str, now: float) -> list[Command]:
    """This person (a pseudonym) asked for news at `now`, epoch seconds."""
    return [("ZADD", NEWS, now, contact)]


def no_news(contact: str) -> list[Command]:
    """And wants none any more."""
    return [("ZREM", NEWS, contact)]


# How a person is sealed: for this person and this use alone, so that nothing opens in another's place. What the seals
# are about may never change, or nobody would be known any more.
#
# The first byte is the length of a seal that stands before the profile's: that of the number, where format 2 of the
# store kept it apart; 0 where the number is in the profile, as it is from the next writing on.


def seal_profile(seals: Seals, contact: str, profile: bytes) -> bytes:
    """A profile, as `Contact.dump` gives it."""
    return b"\0" + seals.seal(profile, f"{contact_key(contact)} profile")


def open_profile(seals: Seals, contact: str, kept: bytes | None) -> Contact:
    """The profile as it is kept; an empty one for who has none. Raises BrokenSeal."""
    if kept is None:
        return Contact(contact)
    start = 1 + int.from_bytes(kept[:1])
    found = Contact.load(contact, seals.open(kept[start:], f"{contact_key(contact)} profile"))
    if start > 1:
        found.number = seals.open(kept[1:start], f"{contact_key(contact)} number").decode()
    return found


async def profile(store: Store, seals: Seals, contact: str) -> Contact:
    """The profile of a contact; an empty one for who has none. Raises BrokenSeal and StoreAway."""
    (kept,) = await store.read("MGET", contact_key(contact))  # nothing of a hash, which an older version wrote
    return open_profile(seals, contact, kept)


# FORGET: a person is erased by their own turn, and what names them elsewhere by upkeep.


def erase(contact: str, life: str) -> list[Command]:
    """Erase all that is kept under their name: profile, questions, counts, talk, limit, helper; they are on no list.

    With `life`, a FORGET is told from the next one of the same person, should that come before upkeep has run.
    """
    limit = limit_key(contact)
    made = (contact_key, questions_key, unasked_key, session_key, helper_key, sids_key)
    return [
        ("DEL", limit, told_key(limit), *(key(contact) for key in made)),
        ("ZREM", CONTACTS, contact),
        ("ZREM", NEWS, contact),
        ("SADD", FORGOTTEN, f"{contact}/{life}"),
    ]


async def forgotten(store: Store) -> dict[str, str]:
    """Those who were erased and may still be named elsewhere: each FORGET, as it stands in the set -> pseudonym."""
    forgets = [member.decode() for member in await store.read("SMEMBERS", FORGOTTEN)]
    return {one: one.partition("/")[0] for one in forgets}  # an earlier version wrote no life


def cleared(forgets: Collection[str]) -> list[Command]:
    """Of these nothing is left to clear. Who has come back and texted FORGET again meanwhile has another one there."""
    return [("SREM", FORGOTTEN, *forgets)] if forgets else []


async def ended(store: Store, seals: Seals, lives: Set[Life]) -> set[Life]:
    """Those of these lives that nobody leads now: the person was forgotten, and may have texted again since."""
    people = list({contact for contact, _ in lives})
    profiles = await store.read("MGET", *map(contact_key, people)) if people else []
    led: set[Life] = set()
    for contact, sealed in zip(people, profiles, strict=True):
        if sealed is not None:
            with suppress(BrokenSeal):
                led.add((contact, open_profile(seals, contact, sealed).life))
    return set(lives) - led
