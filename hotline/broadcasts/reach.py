"""How far a broadcast reaches: who gets it, by which carriers, what it costs, and when the last one has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from zoneinfo import ZoneInfo

from ..carriers.segments import segments
from ..directory.places.places import distance_km
from ..directory.snapshot import Snapshot
from ..mail import quiet
from ..mail.pacing import SHARE
from ..people.contacts import Contact
from ..people.seal import Seals
from ..routes import Route, carrier_of
from ..settings import Settings
from ..store.store import Store
from .audience import Audience, people


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a broadcast leaves: by which carriers, at how many segments a second each, and the quiet hours."""

    routes: Sequence[Route]
    rates: Mapping[str, float]  # by the name of the carrier
    quiet_from: time
    quiet_until: time
    zone: ZoneInfo

    @classmethod
    def of(cls, settings: Settings) -> Pace:
        """As the settings have it."""
        return cls(settings.routes, settings.rates, settings.quiet_from, settings.quiet_until, settings.timezone)


@dataclass(frozen=True, slots=True)
class WayCost:
    """What one carrier's share comes to. `minutes` of sending, quiet hours left out; `last_at` with them (epoch)."""

    people: int
    segments: int
    minutes: float
    last_at: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a broadcast comes to. All ways are sent by at once, so `minutes` and `last_at` are those of the longest."""

    people: int
    languages: Mapping[str, int]  # language of the text -> how many read it
    segments: int
    ways: Mapping[str, WayCost]  # by the name of the carrier, those that reach somebody
    minutes: float
    last_at: float

    def price(self, settings: Settings) -> str:
        """What it costs, like "12.50 USD"; "" while nobody has set what a segment costs."""
        if settings.segment_price is None:
            return ""
        amount, currency = settings.segment_price
        return f"{self.segments * amount:.2f} {currency}"


class Reach:
    """Finds the people of an audience, as they stand in the store and the directory at one moment."""

    def __init__(self, store: Store, seals: Seals, snapshot: Snapshot, default: str) -> None:
        """`default` is the language of who has none."""
        self._store, self._seals, self._snapshot, self._default = store, seals, snapshot, default

    async def of(self, audience: Audience, until: float) -> AsyncIterator[list[Contact]]:
        """Its people, some at a time; who asked for news after `until` (epoch seconds) is none of them."""
        far = self._distances(audience)
        async for found in people(self._store, self._seals, alert=audience.alert, now=until):
            yield [one for one in found if audience.has(one, far, self._default, until)]

    async def count(self, audience: Audience, until: float) -> int:
        """How many people these are."""
        return sum([len(found) async for found in self.of(audience, until)])

    async def estimate(self, audience: Audience, texts: Mapping[str, str], pace: Pace) -> Estimate:
        """What it would come to now. `texts` as for `broadcast.draft`."""
        now = self._store.now()
        readers: dict[str, Counter[str]] = {name: Counter() for name in pace.rates}  # carrier -> language -> people
        async for found in self.of(audience, now):
            for contact in found:
                name = carrier_of(contact.number, pace.routes, contact.came_by)
                readers[name][text_language(contact, list(texts), self._default)] += 1
        costs = {language: segments(text) for language, text in texts.items()}

        def way(name: str) -> WayCost:
            cost = sum(costs[language] * count for language, count in readers[name].items())
            seconds = cost / (pace.rates[name] * SHARE)
            last = now + seconds if audience.alert else _with_nights(now, seconds, pace)
            return WayCost(readers[name].total(), cost, seconds / 60, last)

        ways = {name: way(name) for name in readers}
        languages = sum(readers.values(), Counter[str]())
        return Estimate(
            languages.total(),
            {one: languages[one] for one in texts if languages[one]},
            sum(one.segments for one in ways.values()),
            {name: one for name, one in ways.items() if one.people},
            max(one.minutes for one in ways.values()),
            max(one.last_at for one in ways.values()),
        )

    def _distances(self, audience: Audience) -> Callable[[str], float | None]:
        center = self._center(audience)

        @cache  # a few hundred places, asked for a hundred thousand times
        def far(place: str) -> float | None:
            try:
                found = self._snapshot.places.get(place)
            except KeyError:
                return None
            return None if center is None else distance_km(*center, found.lat, found.lon)

        return far

    def _center(self, audience: Audience) -> tuple[float, float] | None:
        try:
            if audience.place:
                place = self._snapshot.places.get(audience.place)
                return place.lat, place.lon
            crossing = self._snapshot.crossings[audience.crossing]
        except KeyError:
            return None
        return self._snapshot.position(crossing)


def text_language(contact: Contact, languages: Sequence[str], default: str) -> str:
    """The text that a person gets: in their language, if it was given; else the first."""
    own = contact.language or default
    return own if own in languages else languages[0]


def _with_nights(start: float, seconds: float, pace: Pace) -> float:
    """The end of so many seconds of sending that begins at `start` and rests in quiet hours."""
    at = quiet.not_before(start, pace.zone, pace.quiet_from, pace.quiet_until)
    if pace.quiet_from == pace.quiet_until:
        return at + seconds
    while True:
        night = quiet.next_start(at, pace.zone, pace.quiet_from)
        if at + seconds <= night:
            return at + seconds
        seconds -= night - at
        at = quiet.not_before(night, pace.zone, pace.quiet_from, pace.quiet_until)
