"""Shelters: which one to name to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ..localized import Localized
from ..places.gazetteer import distance_km
from ..places.nearby import ANYWHERE_KM, BAND_KM, Around, Band, Grid, Position
from .hours import Hours
from .occupancy import NOTHING_KNOWN, Occupancy
from .ranking import Rank, Ranking, is_offered
from .standing import ShelterKind, ShelterState, Standing
from .welcome import Fit, Who, fit, groups

REACH_KM = 100.0
"""How far one can be sent: about two hours by road, the farthest a driver takes somebody and is back the same night."""
_KEPT = 250_000  # shelters in all rankings and offers that are kept, at some 140 bytes each


@dataclass(frozen=True, slots=True)
class Shelter:
    """One row of shelters.csv. Opening before closing is a day, closing before opening is overnight."""

    code: str
    place: str  # name of the town, as the gazetteer knows it
    name: Localized
    address: Localized
    lat: float | None  # None: "the town"
    lon: float | None
    beds: int | None  # capacity; free places come only from reports
    opens: int | None  # minutes since local midnight, 0..1440; None: hours unknown
    closes: int | None
    welcomes: str  # everyone, women, families, men (see `welcome.groups`), or other words, told as they are
    offers: tuple[str, ...]
    phone: str
    note: Localized
    source: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be said of one shelter now. Times are epoch seconds.

    `state`, the first that fits:

    - "closed": a volunteer said so and no volunteer has said otherwise since. No times are given.
    - "full": by a fresh report of a volunteer.
    - "opens-later": shut, opens in more than two hours.
    - "reported-full": by guests: by one within the last three hours, or by two. With `opens_at` it opens within two
      hours.
    - "was-full": as "full", but the report is stale. With `opens_at` likewise.
    - "opens-soon": opens within two hours.
    - "open": open now, or its hours are not known.
    """

    code: str
    distance_km: float | None  # None: the one or the other is known only by the same town, or not at all
    state: ShelterState
    opens_at: float | None  # when it is not open yet
    closes_at: float | None  # the coming closing; None: hours unknown or round the clock
    free: int | None  # places by a volunteer's fresh report, as reported; None: not known
    checked_at: float | None  # time of the newest report that is still shown; with `free`, of the one that gave it
    fresh: bool  # whether that report is; False without one


class Shelters:
    """One version of the table with its index. What changes by the minute is passed in as `occupancy`.

    `position_of` gives the town's position where the row has none, or None where nobody knows; such a shelter comes
    after those whose distance is known. `zone_of` gives the time zone of its hours. The same calls with the same times
    give the same answers; another `occupancy` costs the index, which is then built anew.
    """

    def __init__(
        self,
        rows: Sequence[Shelter],
        position_of: Callable[[Shelter], Position | None],
        zone_of: Callable[[Shelter], ZoneInfo],
    ) -> None:
        self._rows = tuple(rows)
        self._number_of = {row.code: number for number, row in enumerate(self._rows)}
        self._kinds = _kinds(self._rows, zone_of)
        self._welcomed = [groups(row.welcomes) for row in self._rows]
        self._by_kind = Counter((row.place, kind) for row, kind in zip(self._rows, self._kinds, strict=True))
        self._positions = [position_of(row) for row in self._rows]
        self._grid = Grid(self._positions)
        self._start_afresh(Occupancy())

    def next(
        self,
        lat: float,
        lon: float,
        party: int,
        seen: Collection[str],
        now: float,
        occupancy: Occupancy,
        reach_km: float = REACH_KM,
        who: Who = "",
    ) -> Offer | None:
        """The shelter to name next to `party` people at a position, or None when none is left within `reach_km`.

        - Open now or within two hours: the nearest with a bed. Never one that is "full" or "closed".
        - By distance in bands of 5 km, for a nearer door is worth nothing once it is taken. In a band first those that
          do not close within 30 minutes, then by the chance of a bed: those with a fresh count until the expected and
          this party would fill four fifths of it, then all others that are open, then those that open soon, then those
          that one guest says are full (one phone may be wrong), then those that two do. Among equals by
          (expected + party) / room, so that 300 are not sent to 50 beds. Room is the reported free places, else the
          capacity, else 50. Being expected only orders: nobody has counted.
        - Whatever the distance, after all others: those with fewer free places than `party` (a crowd may still squeeze
          in), then those that were full last night, then those that are for others. Guests alone send nobody to another
          town. Who did not say who they are hears of what is for some after what is for everyone nearby.
        """

        def may_name(rank: Rank) -> bool:
            return rank.km <= reach_km and self._rows[rank.number].code not in seen

        best: Rank | None = None
        for band in self._bands(lat, lon, reach_km, occupancy):
            first = self._ranking(band, party, who, now).first(now, may_name)
            if first is not None and (best is None or first.tier < best.tier):  # else the nearer band has it
                best = first
                if best.tier == 0:  # no farther band has a better one
                    break
        return None if best is None else self._offer(best.number, self._standing(best.number, now), lat, lon)

    def having(
        self,
        what: str,
        lat: float,
        lon: float,
        seen: Collection[str],
        now: float,
        occupancy: Occupancy,
        reach_km: float = REACH_KM,
    ) -> Offer | None:
        """The nearest that has `what` (of the column `offers`), or None when none is left within `reach_km`.

        Those open now come before those that are shut. Nobody needs a bed, so a full one is named as well; never one
        that is "closed".
        """
        first: tuple[bool, float, int] | None = None  # shut, km, number of the shelter
        for band in self._bands(lat, lon, reach_km, occupancy):
            found = [
                (is_now.opens_at is not None, km, number)
                for number, km in band.km.items()
                if km <= reach_km
                and what in (row := self._rows[number]).offers
                and row.code not in seen
                and (is_now := self._standing(number, now)).state != "closed"
            ]
            if found and (first is None or not min(found)[0]):
                first = min(found)
            if first is not None and not first[0]:  # no farther band has a better one
                break
        return None if first is None else self._offer(first[2], self._standing(first[2], now), lat, lon)

    def nearest_full(self, lat: float, lon: float, now: float, occupancy: Occupancy) -> Offer | None:
        """The nearest within reach that a volunteer says is full, for when `next` has none: places do get free."""
        for band in self._bands(lat, lon, REACH_KM, occupancy):
            full = [
                (km, number)
                for number, km in band.km.items()
                if km <= REACH_KM and self._standing(number, now).state == "full"
            ]
            if full:
                _, number = min(full)
                return self._offer(number, self._standing(number, now), lat, lon)
        return None

    def nearest_opening(self, lat: float, lon: float, now: float, occupancy: Occupancy) -> Offer | None:
        """Of those that are shut and will open, however far: in the nearest band of 5 km the one that opens first.

        For when `next` has none. A shelter that is full or closed by report is left out: its hours promise nothing.
        """
        for band in self._bands(lat, lon, ANYWHERE_KM, occupancy):
            opening = [
                (is_now.opens_at, km, number)
                for number, km in band.km.items()
                if (is_now := self._standing(number, now)).opens_at is not None and is_now.state != "full"
            ]
            if opening:
                *_, number = min(opening)
                return self._offer(number, self._standing(number, now), lat, lon)
        return None

    def offer(
        self, code: str, now: float, occupancy: Occupancy, lat: float | None = None, lon: float | None = None
    ) -> Offer:
        """The facts on one shelter, read when they are said. Raises KeyError when it is no more in the table."""
        number = self._number_of[code]
        return self._offer(number, self._kinds[number].at(now, occupancy.known(code, now), number), lat, lon)

    def towns_open(self, now: float, occupancy: Occupancy) -> list[tuple[str, int]]:
        """Towns (the `place` column) and how many shelters `next` may name there, most first, then by name."""
        plain = {kind: is_offered(kind.at(now, NOTHING_KNOWN, -1)) for kind in set(self._kinds)}
        towns: Counter[str] = Counter()
        for (place, kind), shelters in self._by_kind.items():
            towns[place] += shelters * plain[kind]
        for code in occupancy.reported():
            if (number := self._number_of.get(code)) is not None:
                kind = self._kinds[number]
                offered = is_offered(kind.at(now, occupancy.known(code, now), number))
                towns[self._rows[number].place] += offered - plain[kind]
        return sorted(((p, n) for p, n in towns.items() if n), key=lambda town: (-town[1], town[0]))

    def _start_afresh(self, occupancy: Occupancy) -> None:
        self._occupancy = occupancy
        self._around: dict[Position, Around] = {}
        self._rankings: dict[tuple[Band, int, Who], Ranking] = {}
        self._offers: dict[tuple[int, float | None, float | None], tuple[Standing, Offer]] = {}  # to who asks there
        self._unplaced = Band(0.0, dict.fromkeys(self._grid.unplaced, 0.0))
        self._kept = 0

    def _make_room(self, entries: int) -> None:
        if self._kept + entries > _KEPT:
            self._start_afresh(self._occupancy)
        self._kept += entries

    def _bands(self, lat: float, lon: float, reach_km: float, occupancy: Occupancy) -> Iterator[Band]:
        """The bands that begin within reach, nearest first; those without a position are the last."""
        if occupancy is not self._occupancy:
            self._start_afresh(occupancy)
        around = self._around.get((lat, lon))
        if around is None:
            self._make_room(1)
            around = self._around[lat, lon] = Around(self._grid, lat, lon)
        yield from around.bands(reach_km)
        if self._unplaced.km:
            yield self._unplaced

    def _ranking(self, band: Band, party: int, who: Who, now: float) -> Ranking:
        """The shelters of a band for a party of so many, as of now."""
        ranking = self._rankings.get((band, party, who))
        if ranking is None:

            def fits(number: int) -> Fit:
                return fit(self._welcomed[number], who)

            self._make_room(len(band.km))
            ranking = self._rankings[band, party, who] = Ranking(band.km, party, self._live, fits)
        version = self._occupancy.version
        if ranking.version == version and ranking.holds(now):
            return ranking
        changed = self._occupancy.changed_since(ranking.version)
        if changed is None or not ranking.holds(now):
            ranking.read(now)
        else:
            ranking.put((self._number_of[code] for code in changed if code in self._number_of), now)
        ranking.version = version
        return ranking

    def _live(self, number: int, now: float) -> tuple[Standing, int]:
        code, occupancy = self._rows[number].code, self._occupancy
        is_now = self._kinds[number].at(now, occupancy.known(code, now), number)
        return is_now, occupancy.expected(code, is_now.expected_since)

    def _standing(self, number: int, now: float) -> Standing:
        return self._kinds[number].at(now, self._occupancy.known(self._rows[number].code, now), number)

    def _offer(self, number: int, is_now: Standing, lat: float | None, lon: float | None) -> Offer:
        kept = self._offers.get((number, lat, lon))
        if kept is not None and kept[0] is is_now:
            return kept[1]
        if kept is None:
            self._make_room(1)
        row, position = self._rows[number], self._positions[number]
        km: float | None = None
        if lat is not None and lon is not None and position is not None:
            km = distance_km(lat, lon, *position)
            if row.lat is None and km <= BAND_KM:  # the middle of a town is not the shelter's door
                km = None
        offer = Offer(
            row.code,
            km,
            is_now.state,
            is_now.opens_at,
            is_now.closes_at,
            is_now.free,
            is_now.checked_at,
            is_now.fresh,
        )
        self._offers[number, lat, lon] = is_now, offer
        return offer


def _kinds(rows: Sequence[Shelter], zone_of: Callable[[Shelter], ZoneInfo]) -> list[ShelterKind]:
    """The kind of each row."""
    hours: dict[tuple[int | None, int | None, ZoneInfo], Hours] = {}
    kinds: dict[tuple[Hours, int | None], ShelterKind] = {}
    found = []
    for row in rows:
        times = row.opens, row.closes, zone_of(row)
        if times not in hours:
            hours[times] = Hours(*times)
        kind = hours[times], row.beds
        if kind not in kinds:
            kinds[kind] = ShelterKind(*kind)
        found.append(kinds[kind])
    return found
