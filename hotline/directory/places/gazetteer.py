"""The towns and villages of the world as far as the hotline knows them, and their index by name.

Made from GeoNames (https://www.geonames.org), licensed CC BY 4.0, by `make_gazetteer`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ...hearing.spelling import joined, skeleton, words
from ..localized import Localized

GAZETTEER = Path(__file__).with_name("gazetteer.tsv")
REGIONS = Path(__file__).with_name("gazetteer_regions.tsv")

# The skeletons of the names that a place is shown by, and of its others: "rostov na donu|rostov".
Spelling: TypeAlias = tuple[str, str]

_EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Place:
    """A town, a village, or a point the data names. Latitude and longitude in degrees."""

    id: str  # geonameid for a place of the gazetteer
    name: Localized
    region: Localized  # first-level division, empty when unknown
    country: str  # ISO 3166 alpha-2
    lat: float
    lon: float
    timezone: str  # IANA
    population: int  # 0: unknown
    also: tuple[str, ...] = ()  # former names and other spellings, to be found by and never shown


class NameIndex:
    """The names of a gazetteer. Costs 2 µs a name, so one is made per process and shared."""

    def __init__(self, places: Iterable[tuple[Place, Spelling]]) -> None:
        self.shown: dict[str, list[Place]] = {}  # key of a displayed name -> its places
        self.other: dict[str, list[Place]] = {}  # key of a former name or another spelling -> its places
        self.several_words: set[str] = set()  # keys of the names of several words
        self.parts: set[str] = set()  # skeletons of the words in these
        for place, (shown, other) in places:
            keys = {self._key(name) for name in shown.split("|") if name}
            for key in keys:
                self.shown.setdefault(key, []).append(place)
            for key in {self._key(name) for name in other.split("|") if name} - keys:
                self.other.setdefault(key, []).append(place)
        # Grouped so that an edit distance is taken only where the lengths allow it.
        self.by_length: dict[int, list[str]] = {}
        for key in dict.fromkeys([*self.shown, *self.other]):
            self.by_length.setdefault(len(key), []).append(key)

    def alike(self, key: str, errors: int) -> Iterator[tuple[str, int, list[Place]]]:
        """Keys of four letters and more within so many typing errors of `key`: (key, errors, places)."""
        for length in range(max(4, len(key) - errors), len(key) + errors + 1):
            keys = self.by_length.get(length, [])
            for name, distance, _ in process.extract(key, keys, scorer=OSA.distance, score_cutoff=errors, limit=None):
                yield name, int(distance), [*self.shown.get(name, ()), *self.other.get(name, ())]

    def _key(self, spelt: str) -> str:
        skeletons = spelt.split()
        if len(skeletons) < 2:
            return spelt
        key = joined(skeletons)
        self.several_words.add(key)
        self.parts.update(skeletons)
        return key


class Gazetteer(tuple[Place, ...]):
    """All places; what is computed from them is computed once, when it is first needed."""

    spellings: Sequence[Spelling] = ()  # of all places, where the file gives them: 20 µs a name otherwise

    @cached_property
    def by_id(self) -> dict[str, Place]:
        return {place.id: place for place in self}

    @cached_property
    def names(self) -> NameIndex:
        return NameIndex(zip(self, self.spellings or [spelling(displayed(one), one.also) for one in self], strict=True))


def spelling(shown: Iterable[str], other: Iterable[str]) -> Spelling:
    """The names that a place is shown by, and its others, as they are compared."""
    skeletons, others = ({" ".join(map(skeleton, words(name))) for name in names} for names in (shown, other))
    return "|".join(sorted(skeletons)), "|".join(sorted(others - skeletons))


def name_key(name: str) -> str:
    """The key under which all spellings of a name meet: "Алма-Ата", "Алма Ата" and "Almaata" are one."""
    return joined(map(skeleton, words(name)))


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance (haversine) in kilometres between two points in degrees."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    chord = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of the package, read once per process."""
    (_, *languages), *named = rows(REGIONS)
    regions = {code: Localized(**dict(zip(languages, names, strict=True))) for code, *names in named}
    unknown = Localized()
    (_, _, _, *languages, _, _, _, _, _, _, _), *table = rows(GAZETTEER)
    gazetteer = Gazetteer(
        Place(
            geonameid,
            Localized(**dict(zip(languages, names, strict=True))),
            regions.get(f"{country}.{region}", unknown),
            country,
            float(lat),
            float(lon),
            timezone,
            int(population),
            tuple(also.split("|")) if also else (),
        )
        for geonameid, country, region, *names, lat, lon, population, timezone, also, _, _ in table
    )
    gazetteer.spellings = [(row[-2], row[-1]) for row in table]
    return gazetteer


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a tab-separated file without comments, the header first."""
    lines = (line for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#")
    return (line.split("\t") for line in lines)


def displayed(place: Place) -> set[str]:
    """The names that a place is shown by."""
    return {*place.name} - {""}
