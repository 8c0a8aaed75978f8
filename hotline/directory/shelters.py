"""Shelters: which one to name to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, heapreplace
from math import cos, floor, inf, radians
from typing import TypeAlias
from zoneinfo import ZoneInfo

from .localized import Localized
from .occupancy import NOTHING_KNOWN, Hours, Occupancy, Standing, State, Window, standing
from .places import distance_km

BAND_KM = 5.0
"""Shelters this much farther than the nearest are as near: an hour's walk, or one fare, within a town."""
REACH_KM = 100.0
"""How far one can be sent: about two hours by road, the farthest a driver takes somebody and is back the same night."""
_NOT_OFFERED = 4
_TIERS: Mapping[State, int] = {  # 1: as 0, but with fewer free places than the party is large
    "open": 0,
    "opens-soon": 0,
    "reported-full": 2,
    "was-full": 3,
    "full": _NOT_OFFERED,
    "closed": _NOT_OFFERED,
    "opens-later": _NOT_OFFERED,
}
_CELL = 0.25  # degrees: a town falls into one to four cells of the grid
_COLUMNS = round(360 / _CELL)
_KM_PER_DEGREE = 111.0  # a little less than it is, so that a box in degrees is never too small
_ANYWHERE_KM = 20_100.0  # half the way round the Earth
_KEPT_PLACES = 1000  # positions asked from; a country's towns are a few hundred
_KEPT_PARTIES = 12  # sizes of parties for which a band keeps a queue

Rank: TypeAlias = tuple[int, bool, float, bool, float, int]
"""Tier, last call, load, not open yet, km, row. The lowest in the nearest band of the lowest tier is named."""


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
    welcomes: str  # shown, never filters
    offers: tuple[str, ...]
    phone: str
    note: Localized
    source: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be said of one shelter now. Times are epoch seconds.

    `state`, the first that fits:

    - "closed": a volunteer said so and no volunteer has said otherwise since. No times are given.
    - "full": by a fresh report of a volunteer, or of two guests.
    - "opens-later": shut, opens in more than two hours.
    - "was-full": as "full", but the report is stale. With `opens_at` it opens within two hours.
    - "reported-full": by one guest within the last three hours. With `opens_at` likewise.
    - "opens-soon": opens within two hours.
    - "open": open now, or its hours are not known.
    """

    code: str
    distance_km: float | None  # None: the one or the other is known only by the same town, or not at all
    state: State
    opens_at: float | None  # when it is not open yet
    closes_at: float | None  # the coming closing; None: hours unknown or round the clock
    free: int | None  # places by a volunteer's fresh report, as reported; None: not known
    checked_at: float | None  # time of the newest report that is still shown; with `free`, of the one that gave it
    fresh: bool  # whether that report is; False without one


@dataclass(slots=True)
class _Queue:
    """The shelters of a band for one size of party, the one to name on top.

    An entry that is not in `current` was replaced. One whose load has risen meanwhile is put right when it comes up:
    being sent somewhere only moves a shelter back, so nothing can be better than the top.
    """

    heap: list[Rank]
    current: dict[int, Rank]  # by row


@dataclass(slots=True)
class _Band:
    """Shelters at comparable distance from where somebody asks: row -> km."""

    rows: dict[int, float]
    nearest_km: float
    queues: dict[int, _Queue] = field(default_factory=dict)


@dataclass(slots=True)
class _Around:
    """What lies around a position, nearest first, found as far as it was needed."""

    found: list[tuple[float, int]] = field(default_factory=list)  # all within `radius_km`
    radius_km: float = 0.0
    banded: int = 0  # how many of `found` are in `bands`
    bands: list[_Band] = field(default_factory=list)


class Shelters:
    """One version of the table with its index. What changes by the minute is passed in as `occupancy`.

    `position_of` gives (lat, lon) in degrees, the town's where the row has none, or None where nobody knows; such a
    shelter comes after those whose distance is known. The same calls with the same times give the same answers, but
    a clock that goes back or another `occupancy` costs the index of loads, which is then built anew.
    """

    def __init__(
        self,
        rows: Sequence[Shelter],
        position_of: Callable[[Shelter], tuple[float, float] | None],
        timezone: ZoneInfo,
    ) -> None:
        self._rows = tuple(rows)
        self._row_of = {row.code: number for number, row in enumerate(self._rows)}
        pairs = {(row.opens, row.closes): Hours(row.opens, row.closes, timezone) for row in self._rows}
        self._hours = [pairs[row.opens, row.closes] for row in self._rows]
        self._plains: dict[tuple[Hours, int | None], tuple[Window, Standing]] = {}
        self._positions = [position_of(row) for row in self._rows]
        self._grid: dict[tuple[int, int], dict[tuple[float, float], list[int]]] = {}
        for number, position in enumerate(self._positions):
            if position is not None:
                self._grid.setdefault(_cell(*position), {}).setdefault(position, []).append(number)
        self._unplaced = [number for number, position in enumerate(self._positions) if position is None]
        self._by_hours = Counter((row.place, hours) for row, hours in zip(self._rows, self._hours, strict=True))
        self._start_afresh(Occupancy(), -inf)

    # What is asked

    def next(
        self,
        lat: float,
        lon: float,
        party: int,
        seen: Collection[str],
        now: float,
        occupancy: Occupancy,
        reach_km: float = REACH_KM,
    ) -> Offer | None:
        """The shelter to name next to `party` people at a position, or None when none is left within `reach_km`.

        - Open now or within two hours: the nearest that helps tonight. Never one that is "full" or "closed".
        - By distance in bands of 5 km, for a nearer door is worth nothing once it is taken; in a band first those that
          do not close within 30 minutes, then by (expected + party) / room, so that 300 are not sent to 50 beds.
          Room is the reported free places, else the capacity, else 50. Being expected only orders: nobody has counted.
        - Whatever the distance, after all others: those with fewer free places than `party` (a crowd may still squeeze
          in), then those that one guest says are full (one phone may be wrong), then those that were full last night.
        """
        self._catch_up(now, occupancy)
        best: Rank | None = None
        for band in self._bands(lat, lon, reach_km):
            found = self._first(band, party, seen, reach_km)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
                if best[0] == 0:
                    break
        return None if best is None else self._offer(best[-1], self._standings[best[-1]], lat, lon)

    def nearest_opening(self, lat: float, lon: float, now: float, occupancy: Occupancy) -> Offer | None:
        """Of those that are shut and will open, however far: in the nearest band of 5 km the one that opens first.

        For when `next` has none. One without a position is taken only where no other opens. A shelter that is full or
        closed by report is left out: its hours promise nothing.
        """
        for radius_km in (REACH_KM, 4 * REACH_KM, _ANYWHERE_KM):
            found = self._first_opening(self._within(lat, lon, radius_km), now, occupancy)
            if found is not None:
                break
        else:
            found = self._first_opening([(0.0, number) for number in self._unplaced], now, occupancy)
        return None if found is None else self._offer(*found, lat, lon)

    def offer(
        self, code: str, now: float, occupancy: Occupancy, lat: float | None = None, lon: float | None = None
    ) -> Offer:
        """The facts on one shelter, read when they are said. Raises KeyError when it is no more in the table."""
        number = self._row_of[code]
        return self._offer(number, self._read(number, now, occupancy), lat, lon)

    def towns_open(self, now: float, occupancy: Occupancy) -> list[tuple[str, int]]:
        """Towns (the `place` column) and how many shelters `next` may name there, most first, then by name."""
        plain = {hours: _is_offered(self._plain(hours, None, now)) for _, hours in self._by_hours}
        towns: Counter[str] = Counter()
        for (place, hours), shelters in self._by_hours.items():
            towns[place] += shelters * plain[hours]
        for code in occupancy.reported():
            if (number := self._row_of.get(code)) is not None:
                offered = _is_offered(self._read(number, now, occupancy))
                towns[self._rows[number].place] += offered - plain[self._hours[number]]
        return sorted(((p, n) for p, n in towns.items() if n), key=lambda town: (-town[1], town[0]))

    # The facts on one

    def _read(self, number: int, now: float, occupancy: Occupancy) -> Standing:
        row, hours = self._rows[number], self._hours[number]
        known = occupancy.known(row.code, now)
        return self._plain(hours, row.beds, now) if known is NOTHING_KNOWN else standing(hours, row.beds, known, now)

    def _plain(self, hours: Hours, beds: int | None, now: float) -> Standing:
        """The standing of all that have these hours and beds and no report: most of a large table, so it is shared."""
        window = hours.at(now)
        if (kept := self._plains.get((hours, beds))) is None or kept[0] is not window:
            kept = self._plains[hours, beds] = window, standing(hours, beds, NOTHING_KNOWN, now)
        return kept[1]

    def _offer(self, number: int, is_now: Standing, lat: float | None, lon: float | None) -> Offer:
        row, position = self._rows[number], self._positions[number]
        km: float | None = None
        if lat is not None and lon is not None and position is not None:
            km = distance_km(lat, lon, *position)
            if row.lat is None and km <= BAND_KM:  # the middle of a town is not the shelter's door
                km = None
        return Offer(
            row.code,
            km,
            is_now.state,
            is_now.opens_at,
            is_now.closes_at,
            is_now.free,
            is_now.checked_at,
            is_now.fresh,
        )

    def _first_opening(
        self, near: Sequence[tuple[float, int]], now: float, occupancy: Occupancy
    ) -> tuple[int, Standing] | None:
        best: tuple[int, Standing] | None = None
        first, limit_km = inf, inf
        for km, number in near:
            if km > limit_km:
                break
            is_now = self._read(number, now, occupancy)
            if is_now.opens_at is not None and is_now.state != "full":
                limit_km = min(limit_km, km + BAND_KM)
                if is_now.opens_at < first:
                    first, best = is_now.opens_at, (number, is_now)
        return best

    # Who lies where

    def _bands(self, lat: float, lon: float, reach_km: float) -> Iterator[_Band]:
        """The bands that begin within reach, nearest first; those without a position are the last."""
        around = self._around.get((lat, lon))
        if around is None:
            if len(self._around) >= _KEPT_PLACES:
                self._start_afresh(self._occupancy, self._now)
            around = self._around[lat, lon] = _Around()
        number = 0
        while number < len(around.bands) or self._add_band(around, lat, lon, reach_km):
            band = around.bands[number]
            if band.nearest_km > reach_km:
                break
            yield band
            number += 1
        if self._unplaced:
            yield self._nowhere

    def _add_band(self, around: _Around, lat: float, lon: float, reach_km: float) -> bool:
        """The next band around a position; False when nothing is left within reach."""
        while around.radius_km < _ANYWHERE_KM:
            if around.banded < len(around.found):
                if around.found[around.banded][0] + BAND_KM <= around.radius_km:
                    break
            elif around.radius_km >= reach_km:
                return False
            around.radius_km = min(_ANYWHERE_KM, max(2 * BAND_KM, 2 * around.radius_km))
            around.found = self._within(lat, lon, around.radius_km)
        rest = around.found[around.banded :]
        if not rest:
            return False
        rows = {number: km for km, number in rest if km <= rest[0][0] + BAND_KM}
        around.bands.append(self._watch(_Band(rows, rest[0][0])))
        around.banded += len(rows)
        return True

    def _within(self, lat: float, lon: float, radius_km: float) -> list[tuple[float, int]]:
        """(km, row) of all shelters within a radius, nearest first."""
        near = []
        for cell in self._cells(lat, lon, radius_km):
            for position, numbers in self._grid.get(cell, {}).items():
                if (km := distance_km(lat, lon, *position)) <= radius_km:
                    near += [(km, number) for number in numbers]
        near.sort()
        return near

    def _cells(self, lat: float, lon: float, radius_km: float) -> Collection[tuple[int, int]]:
        """Cells of the grid that a circle may touch; beyond the 180th meridian they go on from the other side."""
        height = radius_km / _KM_PER_DEGREE
        farthest = abs(lat) + height
        width = 180.0 if farthest >= 89.0 else min(180.0, height / cos(radians(farthest)))
        bottom, top = floor((lat - height) / _CELL), floor((lat + height) / _CELL)
        left, right = floor((lon - width) / _CELL), floor((lon + width) / _CELL)
        if (top - bottom + 1) * (right - left + 1) >= len(self._grid):
            return self._grid.keys()
        columns = {column % _COLUMNS for column in range(left, right + 1)}
        return [(line, column) for line in range(bottom, top + 1) for column in columns]

    # Who comes first

    def _start_afresh(self, occupancy: Occupancy, now: float) -> None:
        self._occupancy, self._version, self._now = occupancy, occupancy.version, now
        self._standings: dict[int, Standing] = {}
        self._lapses: list[tuple[float, int]] = []  # heap of when which standing has to be read again
        self._watchers: dict[int, list[_Band]] = {}
        self._around: dict[tuple[float, float], _Around] = {}
        self._nowhere = self._watch(_Band(dict.fromkeys(self._unplaced, 0.0), 0.0))

    def _watch(self, band: _Band) -> _Band:
        """Have a band told of what changes in it."""
        for number in band.rows:
            self._watchers.setdefault(number, []).append(band)
        return band

    def _catch_up(self, now: float, occupancy: Occupancy) -> None:
        """Read again what reports or the clock have changed, and put it in its place in the queues."""
        changed = occupancy.changed_since(self._version) if occupancy is self._occupancy else None
        if changed is None or now < self._now:
            self._start_afresh(occupancy, now)
            return
        self._version, self._now = occupancy.version, now
        stale = {self._row_of[code] for code in changed if code in self._row_of}
        while self._lapses and self._lapses[0][0] <= now:
            stale.add(heappop(self._lapses)[1])
        for number in stale:
            if number in self._standings:
                self._settle(number)
                for band in self._watchers[number]:
                    for party, queue in band.queues.items():
                        self._put(queue, number, party, band.rows[number])

    def _settle(self, number: int) -> None:
        before = self._standings.get(number)
        is_now = self._standings[number] = self._read(number, self._now, self._occupancy)
        if before is None or before.until != is_now.until:
            heappush(self._lapses, (is_now.until, number))

    def _rank(self, number: int, party: int, km: float) -> Rank:
        is_now = self._standings[number]
        tier = _TIERS[is_now.state]
        if tier == 0 and is_now.free is not None and is_now.free < party:
            tier = 1
        expected = self._occupancy.expected(self._rows[number].code, is_now.expected_since)
        load = (expected + party) / is_now.room
        return tier, is_now.last_call, load, is_now.opens_at is not None, km, number

    def _put(self, queue: _Queue, number: int, party: int, km: float) -> None:
        rank = self._rank(number, party, km)
        if rank[0] == _NOT_OFFERED:
            queue.current.pop(number, None)
            return
        queue.current[number] = rank
        heappush(queue.heap, rank)
        if len(queue.heap) > 2 * len(queue.current) + 16:
            queue.heap = sorted(queue.current.values())

    def _queue(self, band: _Band, party: int) -> _Queue:
        queue = band.queues.get(party)
        if queue is None:
            if len(band.queues) >= _KEPT_PARTIES:
                band.queues.clear()
            for number in band.rows:
                if number not in self._standings:
                    self._settle(number)
            ranks = sorted(self._rank(number, party, km) for number, km in band.rows.items())
            heap = [rank for rank in ranks if rank[0] != _NOT_OFFERED]
            queue = band.queues[party] = _Queue(heap, {rank[-1]: rank for rank in heap})
        return queue

    def _first(self, band: _Band, party: int, seen: Collection[str], reach_km: float) -> Rank | None:
        """The top of a band's queue that was not named yet. What is passed over goes back into the queue."""
        queue = self._queue(band, party)
        heap, passed, found = queue.heap, [], None
        while heap:
            top = heap[0]
            number = top[-1]
            if queue.current.get(number) is not top:
                heappop(heap)
                continue
            rank = self._rank(number, party, top[-2])
            if rank != top:
                queue.current[number] = rank
                heapreplace(heap, rank)
            elif top[-2] > reach_km or self._rows[number].code in seen:
                passed.append(heappop(heap))
            else:
                found = top
                break
        for rank in passed:
            heappush(heap, rank)
        return found


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return floor(lat / _CELL), floor(lon / _CELL) % _COLUMNS


def _is_offered(is_now: Standing) -> bool:
    return _TIERS[is_now.state] != _NOT_OFFERED
