"""What lies near a position: a grid over the map, and bands of comparable distance around whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, floor, radians
from typing import TypeAlias

from .gazetteer import distance_km

Position: TypeAlias = tuple[float, float]  # latitude and longitude in degrees

BAND_KM = 5.0
"""What lies this much farther than the nearest is as near: an hour's walk, or one fare, within a town."""
ANYWHERE_KM = 20_100.0
"""Half the way round the Earth."""
_CELL = 0.25  # degrees: a town falls into one to four cells of the grid
_COLUMNS = round(360 / _CELL)
_KM_PER_DEGREE = 111.0  # a little less than it is, so that a box in degrees is never too small


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Numbers at comparable distance from somebody, each with its own distance."""

    nearest_km: float
    km: Mapping[int, float]


class Grid:
    """Numbers 0, 1, 2 … by their positions; those without one are in `unplaced` alone."""

    def __init__(self, positions: Sequence[Position | None]) -> None:
        self._cells: dict[tuple[int, int], dict[Position, list[int]]] = {}
        self.unplaced = []
        for number, position in enumerate(positions):
            if position is None:
                self.unplaced.append(number)
            else:
                self._cells.setdefault(_cell(*position), {}).setdefault(position, []).append(number)

    def ring(self, lat: float, lon: float, inner_km: float, outer_km: float) -> list[tuple[float, int]]:
        """(km, number) of all that lie farther than `inner_km` and no farther than `outer_km`."""
        found = []
        for cell in self._near(lat, lon, outer_km):
            for position, numbers in self._cells.get(cell, {}).items():
                if inner_km < (km := distance_km(lat, lon, *position)) <= outer_km:
                    found += [(km, number) for number in numbers]
        return found

    def _near(self, lat: float, lon: float, radius_km: float) -> Collection[tuple[int, int]]:
        """Cells that a circle may touch; beyond the 180th meridian they go on from the other side."""
        height = radius_km / _KM_PER_DEGREE
        farthest = abs(lat) + height
        width = 180.0 if farthest >= 89.0 else min(180.0, height / cos(radians(farthest)))
        bottom, top = floor((lat - height) / _CELL), floor((lat + height) / _CELL)
        left, right = floor((lon - width) / _CELL), floor((lon + width) / _CELL)
        if (top - bottom + 1) * (right - left + 1) >= len(self._cells):
            return self._cells.keys()
        columns = {column % _COLUMNS for column in range(left, right + 1)}
        return [(line, column) for line in range(bottom, top + 1) for column in columns]


class Around:
    """The bands around one position, found as far as they were asked for."""

    def __init__(self, grid: Grid, lat: float, lon: float) -> None:
        self._grid, self._lat, self._lon = grid, lat, lon
        self._bands: list[Band] = []
        self._rest: list[tuple[float, int]] = []  # found within `_radius_km` and in no band yet
        self._radius_km = -1.0

    def bands(self, reach_km: float) -> Iterator[Band]:
        """Those that begin within reach, nearest first."""
        number = 0
        while number < len(self._bands) or self._add_band(reach_km):
            if self._bands[number].nearest_km > reach_km:
                return
            yield self._bands[number]
            number += 1

    def _add_band(self, reach_km: float) -> bool:
        """Find the next band; False when nothing is left within reach."""
        while self._radius_km < ANYWHERE_KM:
            if self._rest:
                if min(self._rest)[0] + BAND_KM <= self._radius_km:
                    break
            elif self._radius_km >= reach_km:
                return False
            self._widen()
        if not self._rest:
            return False
        nearest_km, _ = min(self._rest)
        self._bands.append(Band(nearest_km, {n: km for km, n in self._rest if km <= nearest_km + BAND_KM}))
        self._rest = [(km, n) for km, n in self._rest if km > nearest_km + BAND_KM]
        return True

    def _widen(self) -> None:
        wider = min(ANYWHERE_KM, max(2 * BAND_KM, 2 * self._radius_km))
        self._rest += self._grid.ring(self._lat, self._lon, self._radius_km, wider)
        self._radius_km = wider


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return floor(lat / _CELL), floor(lon / _CELL) % _COLUMNS
