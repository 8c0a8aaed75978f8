"""A person the hotline talks to: a pseudonym, a language, a place, a consent. No name, and the number only sealed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import orjson

from ..store.keys import NEWS, contact_key
from ..store.store import Command, Store
from .seal import Seals

T = TypeVar("T")
Read: TypeAlias = Callable[[Store, Seals], Awaitable[T]]  # what reads in the store and opens what is sealed there

GUEST_SECONDS = 3 * 3600  # for so long a guest may say that a shelter is full: later it is another night's news
PLACE_SECONDS = 24 * 3600  # for so long the place of the last answer stands in for one that is not named


@dataclass(slots=True)
class Contact:
    """A profile. Times are epoch seconds. `id` is the pseudonym; "" for a withheld caller, whom nothing is kept of."""

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
    on_at: float = 0.0  # a volunteer's: said ON then
    off_at: float = 0.0  # said OFF then
    noticed_at: float = 0.0  # was last told of new questions then
    alerted_at: float = 0.0  # volunteers were last told then that their life may be in danger
    answer: list[str] = field(default_factory=list)  # what SHARE passes on: the flow, and the codes that it named

    def dump(self) -> bytes:
        """The profile as JSON; what is empty is left out."""
        return orjson.dumps({name: value for name in _KEPT if (value := getattr(self, name))})

    @classmethod
    def load(cls, id_: str, text: bytes) -> Contact:
        """The reverse of `dump`."""
        kept = orjson.loads(text)  # a newer version may have written more
        return cls(id_, **(kept if kept.keys() <= _KEPT else {name: kept[name] for name in _KEPT & kept.keys()}))

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


_KEPT = dict.fromkeys(one.name for one in fields(Contact) if one.name != "id").keys()  # a set, in order
_values = attrgetter(*_KEPT)


def news(contact: str, now: float) -> list[Command]:
    """This person (a pseudonym) asked for news at `now`, epoch seconds."""
    return [("ZADD", NEWS, now, contact)]


def no_news(contact: str) -> list[Command]:
    """And wants none any more."""
    return [("ZREM", NEWS, contact)]


async def number(store: Store, seals: Seals, contact: str) -> str | None:
    """The sealed number of a contact, opened: only to send. None when there is none."""
    key = contact_key(contact)
    sealed = await store.read("HGET", key, "number")
    return None if sealed is None else seals.open(sealed, f"{key} number").decode()


async def profile(store: Store, seals: Seals, contact: str) -> Contact:
    """The profile of a contact; an empty one for who has none."""
    key = contact_key(contact)
    sealed = await store.read("HGET", key, "profile")
    return Contact(contact) if sealed is None else Contact.load(contact, seals.open(sealed, f"{key} profile"))
