"""What lies near a position, and in which band."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.places.gazetteer import distance_km
from hotline.directory.places.nearby import ANYWHERE_KM, BAND_KM, Around, Grid, Position

URALSK = (51.2333, 51.3667)
# Around Uralsk as shelters lie, at the 180th meridian and the poles, where degrees mislead, and anywhere.
POSITIONS = (
    st.tuples(st.floats(50.5, 52), st.floats(50.5, 52.5))
    | st.tuples(st.floats(-90, 90), st.sampled_from([-180.0, -179.99, 179.99, 180.0]))
    | st.tuples(st.sampled_from([-90.0, -89.99, 89.99, 90.0]), st.floats(-180, 180))
    | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
)
TABLES = st.lists(POSITIONS | st.none(), max_size=30)


def numbers(around: Around, reach_km: float) -> list[list[int]]:
    return [sorted(band.km) for band in around.bands(reach_km)]


@given(table=TABLES, here=POSITIONS, edges=st.tuples(st.floats(-1, 21_000), st.floats(0, 21_000)))
def test_a_ring_holds_what_lies_in_it_and_nothing_else(
    table: Sequence[Position | None], here: Position, edges: tuple[float, float]
) -> None:
    inner, outer = edges
    lying = [(distance_km(*here, *position), number) for number, position in enumerate(table) if position]
    assert sorted(Grid(table).ring(*here, inner, outer)) == sorted(one for one in lying if inner < one[0] <= outer)


def test_in_a_full_grid_only_the_cells_near_are_looked_at_and_nothing_is_missed() -> None:
    """Also beyond the 180th meridian; with as many cells as these, not all are gone through."""
    far = [(-40.0 + number / 10, 20.0) for number in range(400)]
    grid = Grid([(66.0, 179.99), (66.0, -179.99), (89.99, 10.0), *far])
    assert {number for _, number in grid.ring(66.0, -179.999, -1.0, 10.0)} == {0, 1}
    assert {number for _, number in grid.ring(89.99, -170.0, -1.0, 10.0)} == {2}


@given(table=TABLES, here=POSITIONS, reaches=st.lists(st.sampled_from([50.0, 100.0, 3000.0, ANYWHERE_KM]), min_size=1))
def test_bands_begin_at_the_nearest_that_is_left_and_reach_five_kilometres_farther(
    table: Sequence[Position | None], here: Position, reaches: Sequence[float]
) -> None:
    """However often and how far one has asked before."""
    lying = sorted((distance_km(*here, *position), number) for number, position in enumerate(table) if position)
    around = Around(Grid(table), *here)
    for reach in reaches:
        rest, bands = list(lying), []
        while rest and (nearest := rest[0][0]) <= reach:
            bands.append(sorted(number for km, number in rest if km <= nearest + BAND_KM))
            rest = [(km, number) for km, number in rest if km > nearest + BAND_KM]
        assert numbers(around, reach) == bands


@pytest.mark.parametrize(
    ("degrees_north", "bands"),
    [
        # a hundredth of a degree is 1.1 km
        ([0.0, 0.04, 0.05], [[0, 1], [2]]),
        ([0.03, 0.07, 0.08], [[0, 1], [2]]),  # from the nearest, not from who asks
        ([0.08, 0.11, 0.3], [[0, 1], [2]]),  # a band goes on beyond the first look around
        ([0.0, 0.0, 0.0], [[0, 1, 2]]),
        ([0.5, None, 0.6], [[0], [2]]),  # without a position: in none
        ([0.0, 0.95], [[0]]),  # beyond reach
        ([], []),
    ],
)
def test_bands_within_a_hundred_kilometres(degrees_north: Sequence[float | None], bands: list[list[int]]) -> None:
    lat, lon = URALSK
    grid = Grid([None if north is None else (lat + north, lon) for north in degrees_north])
    assert numbers(Around(grid, lat, lon), 100.0) == bands
    assert grid.unplaced == [number for number, north in enumerate(degrees_north) if north is None]
