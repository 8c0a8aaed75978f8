"""Which of several shelters at comparable distance is named first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heappop, heappush, heapreplace
from math import inf
from typing import NamedTuple

from .standing import ShelterState, Standing
from .welcome import Fit

FILLED = 0.8
"""Share of the free places that a count promises: the rest is left to those who come without having asked us."""

_HELPS, _TOO_FEW, _WAS_FULL, _FOR_OTHERS, _NOT_OFFERED = range(5)
_TIERS: Mapping[ShelterState, int] = {
    "open": _HELPS,
    "opens-soon": _HELPS,
    "reported-full": _HELPS,
    "was-full": _WAS_FULL,
    "full": _NOT_OFFERED,
    "closed": _NOT_OFFERED,
    "opens-later": _NOT_OFFERED,
}
_COUNTED, _OPEN, _SHUT, _DOUBTED, _SAID_FULL = range(5)


class Rank(NamedTuple):
    """The lowest is named first."""

    tier: int  # decides at any distance, what follows at comparable distance
    last_call: bool
    for_some: bool  # not for everyone, and nobody said who they are
    chance: int  # of a bed: counted and not filled yet, open, shut until soon, doubted by a guest, by two
    load: float  # people expected with this party, as a share of the room
    km: float
    number: int  # of the shelter


def is_offered(standing: Standing) -> bool:
    """Whether it may be named at all."""
    return _TIERS[standing.state] != _NOT_OFFERED


class Ranking:
    """The shelters of a band in the order in which a party of one size is told of them.

    A heap in which each shelter has an entry that is as good as it deserves, or better. Most of what happens is that
    somebody is sent to a shelter, and that only moves it back: it is put right when it comes up, and nobody else needs
    to be looked at. What moves a shelter forward is either told (a report: `put`) or a matter of the clock, and then
    all are read again.
    """

    def __init__(
        self,
        km: Mapping[int, float],
        party: int,
        live: Callable[[int, float], tuple[Standing, int]],
        fits: Callable[[int], Fit] = lambda number: "yes",
    ) -> None:
        """`live` gives the standing of a shelter (by its number) at a time, and how many people are expected there;
        `fits`, whether it takes people like them."""
        self._km, self._party, self._live, self._fits = km, party, live, fits
        self._heap: list[Rank] = []
        self.version = 0  # of the reports that were told
        self._since, self._until = inf, -inf  # what the clock says of all of them holds in between

    def holds(self, now: float) -> bool:
        """Whether the entries are good for this time; else `read` them."""
        return self._since <= now < self._until and len(self._heap) <= 2 * len(self._km) + 16

    def read(self, now: float) -> None:
        """Rank all of them anew."""
        self._since, self._until = now, inf
        ranks = [self._rank(number, now) for number in self._km]
        self._heap = [rank for rank in ranks if rank.tier != _NOT_OFFERED]
        heapify(self._heap)

    def put(self, numbers: Iterable[int], now: float) -> None:
        """Take note of what was reported on some."""
        for number in numbers:
            if number in self._km:
                heappush(self._heap, self._rank(number, now))
                self._since = now

    def first(self, now: float, may_name: Callable[[Rank], bool]) -> Rank | None:
        """The first that may be named; those passed over stay where they are."""
        heap = self._heap
        passed: list[Rank] = []
        found: Rank | None = None
        while heap and found is None:
            top = heap[0]
            if not may_name(top):
                passed.append(heappop(heap))
                continue
            is_now = self._rank(top.number, now)
            if is_now > top:
                heapreplace(heap, is_now)
            elif is_now.tier == _NOT_OFFERED:
                heappop(heap)
            else:
                found = top
        for one in passed:
            heappush(heap, one)
        return found

    def _rank(self, number: int, now: float) -> Rank:
        standing, expected = self._live(number, now)
        if standing.until < self._until:
            self._until = standing.until
        tier, load = _TIERS[standing.state], (expected + self._party) / standing.room
        fits = self._fits(number)
        if tier != _NOT_OFFERED and fits == "no":
            tier = _FOR_OTHERS
        elif tier == _HELPS and standing.free is not None and standing.free < self._party:
            tier = _TOO_FEW
        if standing.doubts:
            chance = _SAID_FULL if standing.doubts > 1 else _DOUBTED
        elif standing.opens_at is not None:
            chance = _SHUT
        else:
            chance = _COUNTED if standing.free is not None and load <= FILLED else _OPEN
        return Rank(tier, standing.last_call, fits == "perhaps", chance, load, self._km[number], number)
