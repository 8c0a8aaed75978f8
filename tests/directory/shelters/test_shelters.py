"""Which shelter is named to whom. Times are local ones of Uralsk (UTC+5)."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.changes import Sent, ShelterReport
from hotline.directory.shelters.shelters import Offer, Shelter, Shelters

from .town import NIGHT, NOW, ORAL, TOWN, at, guest, live, own_or_town, shelter, table, volunteer, walk


def sample() -> list[Shelter]:
    """The four shelters of the sample, with what decides."""
    rows = []
    with (SAMPLE / "shelters.csv").open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            hours = [60 * int(text[:2]) + int(text[3:]) if text else None for text in (cells["opens"], cells["closes"])]
            beds = int(cells["beds"]) if cells["beds"] else None
            rows.append(shelter(cells["code"], None, (hours[0], hours[1]), beds, cells["place"]))
    return rows


@pytest.mark.parametrize("position", [TOWN, None])
def test_300_people_are_shared_out_by_room_and_none_is_sent_where_it_is_full(
    position: tuple[float, float] | None,
) -> None:
    """CINEMA has 150 free, MOSQUES and SPORT count as 50 each, CAMP is full: 300 split 3 : 1 : 1."""
    shelters = Shelters(sample(), lambda _: position, lambda _: ORAL)
    occupancy = live(volunteer("CINEMA", "open", 150, at("25 22:40")), volunteer("CAMP", "full", 0, at("25 20:00")))
    named: Counter[str] = Counter()
    for asked in range(300):
        offer = shelters.next(*TOWN, 1, (), NOW + asked, occupancy)
        assert offer is not None
        assert offer.distance_km is None
        named[offer.code] += 1
        occupancy.apply(Sent(NOW + asked, offer.code, 1, f"phone {asked}"))
    assert named == {"CINEMA": 180, "MOSQUES": 60, "SPORT": 60}


@pytest.mark.parametrize(
    ("rows", "changes", "party", "order"),
    [
        # by bands of 5 km from the nearest; within one by load, then open before opening, then by distance
        ([shelter("FAR", 20), shelter("NEAR", 1), shelter("MID", 7)], [], 1, ["NEAR", "MID", "FAR"]),
        ([shelter("SMALL", 1, beds=10), shelter("BIG", 5, beds=100)], [], 1, ["BIG", "SMALL"]),
        ([shelter("SMALL", 1, beds=10), shelter("BIG", 7, beds=100)], [], 1, ["SMALL", "BIG"]),
        ([shelter("SOON", 1, (0, 600)), shelter("OPEN", 2)], [], 1, ["OPEN", "SOON"]),
        ([shelter("B", 2), shelter("A", 3), shelter("C", 1)], [], 1, ["C", "B", "A"]),
        # expected people and the party count against room; another's party does not count twice
        ([shelter("A", 1, beds=100), shelter("B", 1, beds=50)], [Sent(NOW, "A", 60, "a")], 1, ["B", "A"]),
        ([shelter("A", 1, beds=100), shelter("B", 1, beds=50)], [Sent(NOW, "A", 45, "a")], 60, ["A", "B"]),
        # expectation alone never says "no place"
        ([shelter("A", 1, beds=1)], [Sent(NOW, "A", 900, "a")], 5, ["A"]),
        # closing within 30 minutes: last in its band, before the next band
        ([shelter("SHUTS", 1, (600, 1405), 900), shelter("STAYS", 2), shelter("FAR", 30)], [], 1,
         ["STAYS", "SHUTS", "FAR"]),
        # too few free places: after those that can take the party, wherever they are, and never hidden
        ([shelter("FEW", 1), shelter("FAR", 60)], [volunteer("FEW", None, 3)], 4, ["FAR", "FEW"]),
        ([shelter("FEW", 1), shelter("FAR", 60)], [volunteer("FEW", None, 3)], 3, ["FEW", "FAR"]),
        ([shelter("NONE", 1), shelter("FAR", 60)], [volunteer("NONE", "open", 0)], 1, ["FAR", "NONE"]),
        # guests' word: after the others nearby; a volunteer's: not at all
        ([shelter("SAID", 1), shelter("NEXT", 2), shelter("FAR", 60)], [guest("SAID", "a")], 1,
         ["NEXT", "SAID", "FAR"]),
        ([shelter("SAID", 1), shelter("FAR", 60), shelter("FEW", 2)],
         [guest("SAID", "a"), guest("SAID", "b"), volunteer("FEW", None, 1)], 2, ["SAID", "FAR", "FEW"]),
        ([shelter("FULL", 1), shelter("SHUT", 1)], [volunteer("FULL", "full"), volunteer("SHUT", "closed")], 1, []),
        # full last night: last of all
        ([shelter("WAS", 1), shelter("SAID", 60)], [volunteer("WAS", "full", None, NOW - 90000), guest("SAID", "a")], 1,
         ["SAID", "WAS"]),
        # shut for more than two hours, and beyond reach
        ([shelter("DAY", 1, (540, 1080)), shelter("REACH", 99.9), shelter("BEYOND", 100.1)], [], 1, ["REACH"]),
    ],
)  # fmt: skip
def test_order(rows: list[Shelter], changes: list[ShelterReport | Sent], party: int, order: list[str]) -> None:
    """Whom one hears of, in which order, at 23:00."""
    assert walk(table(*rows), live(*changes), party=party) == order


def test_farther_ones_are_found_when_asked_for_and_those_of_unknown_place_come_last() -> None:
    rows = [shelter("BEYOND", 300), shelter("NEAR", 40), shelter("UNKNOWN", None)]
    shelters = Shelters(rows, lambda row: None if row.lat is None else own_or_town(row), lambda _: ORAL)
    assert walk(shelters, live()) == ["NEAR", "UNKNOWN"]
    assert walk(shelters, live(), reach_km=500.0) == ["NEAR", "BEYOND", "UNKNOWN"]
    assert walk(shelters, live(), reach_km=25_000.0) == ["NEAR", "BEYOND", "UNKNOWN"]
    assert walk(shelters, live()) == ["NEAR", "UNKNOWN"]


def test_a_band_that_crosses_the_limit_of_reach_ends_there() -> None:
    assert walk(table(shelter("IN", 98), shelter("OUT", 101)), live()) == ["IN"]
    assert walk(table(), live()) == []


@pytest.mark.parametrize(
    ("now", "order"),
    [
        # 20:29 in Oral is 21:29 in Petropavl and Almaty: there it opens in 61 minutes, here in 121
        ("25 20:29", ["PETROPAVL", "ALMATY"]),
        ("25 20:30", ["ORAL", "PETROPAVL", "ALMATY"]),
        # and it closes there an hour before it closes here; two hours before it opens again there
        ("26 10:00", ["ORAL"]),
        ("26 11:00", []),
        ("26 19:30", ["PETROPAVL", "ALMATY"]),
    ],
)
def test_hours_are_those_of_the_shelters_own_time_zone(now: str, order: list[str]) -> None:
    """Each is open 22:30-11:00 by its own clocks; asked in Oral, where it is UTC+5 while it is UTC+6 in the others."""
    zones = {"Oral": ORAL, "Petropavl": ZoneInfo("Asia/Almaty"), "Almaty": ZoneInfo("Asia/Almaty")}
    rows = [shelter(town.upper(), 20.0 * far, NIGHT, place=town) for far, town in enumerate(zones)]
    shelters = Shelters(rows, own_or_town, lambda row: zones[row.place])
    assert walk(shelters, live(), at(now)) == order
    assert sorted(shelters.towns_open(at(now), live())) == sorted((town, 1) for town in zones if town.upper() in order)


def test_the_same_hours_in_another_zone_open_at_another_moment() -> None:
    rows = [shelter("ORAL", 1, NIGHT), shelter("ALMATY", 1, NIGHT, place="Almaty")]
    shelters = Shelters(rows, own_or_town, lambda row: ZoneInfo(f"Asia/{row.place}"))
    oral, almaty = (shelters.offer(row.code, at("25 18:00"), live()) for row in rows)
    assert (oral.opens_at, almaty.opens_at) == (at("25 22:30"), at("25 21:30"))
    first = shelters.nearest_opening(*TOWN, at("25 18:00"), live())
    assert first is not None
    assert first.code == "ALMATY"


def test_the_facts_of_an_offer() -> None:
    """With the sample's cinema: the distance within a town is not told when the row has no position."""
    rows = [shelter("CINEMA", None, NIGHT, 400), shelter("CAMP", 8.0), shelter("SPORT", None, (1200, 540))]
    shelters, occupancy = table(*rows), live(volunteer("CINEMA", "open", 150, at("25 22:40")))
    assert shelters.offer("CINEMA", NOW, occupancy, *TOWN) == Offer(
        "CINEMA", None, "open", None, at("26 11:00"), 150, at("25 22:40"), fresh=True
    )
    assert shelters.offer("SPORT", at("25 18:30"), occupancy) == Offer(
        "SPORT", None, "opens-soon", at("25 20:00"), at("26 09:00"), None, None, fresh=False
    )
    camp = shelters.offer("CAMP", NOW, occupancy, *TOWN)
    assert camp.distance_km == pytest.approx(8.0, rel=1e-3)
    from_afar = shelters.offer("CINEMA", NOW, occupancy, TOWN[0] + 0.5, TOWN[1])
    assert from_afar.distance_km == pytest.approx(55.6, rel=1e-2)
    closed = shelters.offer("CINEMA", NOW, live(volunteer("CINEMA", "closed")))
    assert (closed.state, closed.opens_at, closed.closes_at) == ("closed", None, None)
    with pytest.raises(KeyError):
        shelters.offer("GONE", NOW, occupancy)


@pytest.mark.parametrize(
    ("rows", "changes", "code", "opens_at"),
    [
        # the first to open in the nearest band; of two that open together the nearer
        ([shelter("A", 1, NIGHT), shelter("B", 3, (1200, 540)), shelter("C", 9, (840, 1000))], [], "B", "25 20:00"),
        ([shelter("A", 3, NIGHT), shelter("B", 1, NIGHT)], [], "B", "25 22:30"),
        # however far, and before one whose place is not known
        ([shelter("A", 2500, NIGHT), shelter("U", None, (1200, 540))], [], "A", "25 22:30"),
        ([shelter("U", None, (1200, 540))], [], "U", "25 20:00"),
        # full or closed by report: its hours promise nothing; full of last night: they do
        ([shelter("A", 1, NIGHT), shelter("B", 50, NIGHT)], [volunteer("A", "closed", None, 0)], "B", "25 22:30"),
        ([shelter("A", 1, NIGHT), shelter("B", 50, NIGHT)], [volunteer("A", "full", None, at("25 11:30"))], "B",
         "25 22:30"),
        ([shelter("A", 1, NIGHT), shelter("B", 50, NIGHT)], [volunteer("A", "full", None, at("24 23:30"))], "A",
         "25 22:30"),
        # none opens: one is open, one closed
        ([shelter("A", 1), shelter("B", 1, NIGHT)], [volunteer("B", "closed", None, 0)], None, None),
    ],
)  # fmt: skip
def test_nearest_opening(
    rows: list[Shelter], changes: list[ShelterReport], code: str | None, opens_at: str | None
) -> None:
    """Asked at noon."""
    shelters = Shelters(rows, lambda row: None if row.lat is None else own_or_town(row), lambda _: ORAL)
    offer = shelters.nearest_opening(*TOWN, at("25 12:00"), live(*changes))
    assert (offer.code, offer.opens_at) == (code, at(opens_at)) if offer and opens_at else code is None
    assert (offer is None) == (code is None)


def test_towns_with_an_open_shelter_the_most_first() -> None:
    rows = [
        shelter("A", 1, NIGHT, place="Aqsay"),
        shelter("B", 1, (540, 1080), place="Tasqala"),
        shelter("C", 1, place="Oral"),
        shelter("D", 1, NIGHT, place="Oral"),
        shelter("E", 1, NIGHT, place="Atyrau"),
        shelter("F", 1, (540, 1080), place="Zhympity"),
    ]
    changes = volunteer("E", "full"), volunteer("F", "open"), volunteer("GONE", "open"), Sent(NOW, "A", 99, "a")
    assert table(*rows).towns_open(NOW, live(*changes)) == [("Oral", 2), ("Aqsay", 1), ("Zhympity", 1)]


@pytest.mark.slow
def test_memory_is_bounded_however_many_places_and_sizes_of_party_are_asked_for() -> None:
    """Each ranking of 5,000 shelters is worth keeping, but not a hundred of them."""
    rows = [shelter(f"S{number}", 1, beds=100 if number else 101) for number in range(5000)]
    shelters, occupancy = table(*rows), live()
    before, most = sys.getallocatedblocks(), 0
    for asked in range(100):
        offer = shelters.next(TOWN[0] + asked % 2 / 1e5, TOWN[1], 1 + asked, (), NOW, occupancy)
        assert offer is not None
        assert offer.code == "S0"
        most = max(most, sys.getallocatedblocks() - before)
    assert most < 3 * 300_000
