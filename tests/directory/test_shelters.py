"""Which shelter is named to whom. Times are local ones of Uralsk (UTC+5)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import cos, radians
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hotline.directory
from hotline.directory.changes import Sent, ShelterReport, Status
from hotline.directory.localized import Localized
from hotline.directory.occupancy import Occupancy
from hotline.directory.shelters import Offer, Shelter, Shelters

ORAL = ZoneInfo("Asia/Oral")
TOWN = (51.2333, 51.3667)
SAMPLE = Path(hotline.directory.__file__).parent / "sample" / "west-kazakhstan-2022" / "shelters.csv"
NIGHT = (22 * 60 + 30, 11 * 60)
ALWAYS = (0, 1440)


def at(text: str) -> float:
    """'25 23:00' of September 2022 as epoch seconds."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2022-09-{day}T{clock}").replace(tzinfo=ORAL).timestamp()


NOW = at("25 23:00")


def shelter(
    code: str,
    km: float | None = None,
    hours: tuple[int | None, int | None] = ALWAYS,
    beds: int | None = None,
    place: str = "Oral",
) -> Shelter:
    """One `km` east of the town's middle; without, the row has no position of its own."""
    lon = None if km is None else TOWN[1] + km / (111.195 * cos(radians(TOWN[0])))
    lat, text = (None if km is None else TOWN[0]), Localized(en=code)
    return Shelter(code, place, text, text, lat, lon, beds, *hours, "everyone", (), "", Localized(), "test")


def own_or_town(row: Shelter) -> tuple[float, float] | None:
    return TOWN if row.lat is None or row.lon is None else (row.lat, row.lon)


def table(*rows: Shelter) -> Shelters:
    return Shelters(rows, own_or_town, ORAL)


def live(*changes: ShelterReport | Sent) -> Occupancy:
    occupancy = Occupancy()
    for change in changes:
        occupancy.apply(change)
    return occupancy


def volunteer(code: str, status: Status | None = None, free: int | None = None, when: float = NOW) -> ShelterReport:
    return ShelterReport(when, code, status, free, trusted=True, by="volunteer")


def guest(code: str, by: str, when: float = NOW) -> ShelterReport:
    return ShelterReport(when, code, "full", None, trusted=False, by=by)


def walk(shelters: Shelters, occupancy: Occupancy, now: float = NOW, party: int = 1, **reach: float) -> list[str]:
    """Codes in the order in which one who always asks for another hears them."""
    seen: list[str] = []
    while (offer := shelters.next(*TOWN, party, seen, now, occupancy, **reach)) is not None:
        seen.append(offer.code)
    return seen


def sample() -> list[Shelter]:
    """The four shelters of the sample, with what decides."""
    rows = []
    with SAMPLE.open(encoding="utf-8", newline="") as file:
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
    shelters = Shelters(sample(), lambda _: position, ORAL)
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
        # one guest's word: after those too; two guests' or a volunteer's: not at all
        ([shelter("SAID", 1), shelter("FAR", 60), shelter("FEW", 2)],
         [guest("SAID", "a"), volunteer("FEW", None, 1)], 2, ["FAR", "FEW", "SAID"]),
        ([shelter("SAID", 1), shelter("FAR", 60)], [guest("SAID", "a"), guest("SAID", "b")], 1, ["FAR"]),
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
    shelters = Shelters(rows, lambda row: None if row.lat is None else own_or_town(row), ORAL)
    assert walk(shelters, live()) == ["NEAR", "UNKNOWN"]
    assert walk(shelters, live(), reach_km=500.0) == ["NEAR", "BEYOND", "UNKNOWN"]
    assert walk(shelters, live(), reach_km=25_000.0) == ["NEAR", "BEYOND", "UNKNOWN"]
    assert walk(shelters, live()) == ["NEAR", "UNKNOWN"]


def test_a_band_that_crosses_the_limit_of_reach_ends_there() -> None:
    assert walk(table(shelter("IN", 98), shelter("OUT", 101)), live()) == ["IN"]
    assert walk(table(), live()) == []


def test_neighbours_across_the_180th_meridian_and_at_the_pole_are_found() -> None:
    sides = [replace(shelter(code, 0), lat=lat, lon=lon) for code, lat, lon in
             [("EAST", 66.0, 179.99), ("WEST", 66.0, -179.99), ("POLE", 89.99, 10.0)]]  # fmt: skip
    many = [replace(shelter(f"S{n}", 0), lat=-40.0 + n / 10, lon=20.0) for n in range(400)]
    shelters = table(*sides, *many)
    first = shelters.next(66.0, -179.999, 1, (), NOW, live())
    assert first is not None
    second = shelters.next(66.0, -179.999, 1, [first.code], NOW, live())
    assert second is not None
    assert {first.code, second.code} == {"EAST", "WEST"}
    pole = shelters.next(89.99, -170.0, 1, (), NOW, live())
    assert pole is not None
    assert pole.code == "POLE"


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
    shelters = Shelters(rows, lambda row: None if row.lat is None else own_or_town(row), ORAL)
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


def test_many_places_and_sizes_of_party_are_asked_from_and_the_answers_stay_right() -> None:
    """More than the index keeps at once."""
    shelters, occupancy = table(shelter("A", 1, beds=10), shelter("B", 1, beds=100)), live()
    for asked in range(1100):
        offer = shelters.next(TOWN[0] + asked // 20 * 20 / 1e5, TOWN[1], 1 + asked % 20, (), NOW, occupancy)
        assert offer is not None
        assert offer.code == "B"
        offer = shelters.next(TOWN[0], TOWN[1] + asked / 1e5, 1, (), NOW, occupancy)
        assert offer is not None
        assert offer.code == "B"


FIRST = at("25 18:00")
ROWS = st.builds(
    lambda km, hours, beds: shelter("", km, hours, beds),
    km=st.sampled_from([None, 0.0, 1.0, 4.0, 9.0, 9.0, 70.0, 99.0, 101.0]),
    hours=st.sampled_from([NIGHT, ALWAYS, (None, None), (1200, 540), (540, 1110)]),
    beds=st.sampled_from([None, 5, 50]),
)
STEPS = st.tuples(
    st.sampled_from(["ask", "ask", "ask", "report"]),
    st.integers(0, 4 * 3600),  # seconds since the step before
    st.integers(1, 6),  # party
    st.integers(0, 7),  # shelter or phone
    st.sampled_from(["open", "full", "closed", None]),
    st.sampled_from([None, 0, 3, 40]),
    st.booleans(),
)


def numbered(rows: Sequence[Shelter]) -> list[Shelter]:
    return [replace(row, code=f"S{number}") for number, row in enumerate(rows)]


@given(rows=st.lists(ROWS, min_size=1, max_size=8).map(numbered), steps=st.lists(STEPS, max_size=25))
def test_an_index_kept_through_a_day_names_what_one_made_anew_names(
    rows: list[Shelter], steps: list[tuple[str, int, int, int, Status | None, int | None, bool]]
) -> None:
    """And `next` never offers one that is seen, full or closed; walking on names each open one in reach once."""
    kept, occupancy, now = table(*rows), Occupancy(), FIRST
    for kind, later, party, number, status, free, trusted in steps:
        now += later
        if kind == "report":
            code = f"S{number}"
            occupancy.apply(ShelterReport(now, code, status, free, trusted, f"phone {number}"))
        offer = kept.next(*TOWN, party, (), now, occupancy)
        assert offer == table(*rows).next(*TOWN, party, (), now, occupancy)
        if offer is not None:
            occupancy.apply(Sent(now, offer.code, party, f"phone {number}"))
        facts = {row.code: kept.offer(row.code, now, occupancy, *TOWN) for row in rows}
        in_reach = {code for code, fact in facts.items() if fact.distance_km is None or fact.distance_km <= 100}
        good = {code for code in in_reach if facts[code].state not in ("full", "closed", "opens-later")}
        walked = walk(kept, occupancy, now, party)
        assert len(walked) == len(set(walked))
        assert set(walked) == good
        assert walked == walk(table(*rows), occupancy, now, party)


@given(rooms=st.lists(st.integers(20, 400), min_size=2, max_size=6), parties=st.lists(st.integers(1, 5), min_size=60))
def test_at_equal_distance_people_are_spread_in_proportion_to_room(rooms: list[int], parties: list[int]) -> None:
    """No shelter is ahead of another by more than one party."""
    shelters = table(*(shelter(f"S{number}", 1.0, beds=beds) for number, beds in enumerate(rooms)))
    occupancy, sent = live(), Counter[str]()
    for asked, party in enumerate(parties):
        offer = shelters.next(*TOWN, party, (), NOW, occupancy)
        assert offer is not None
        sent[offer.code] += party
        occupancy.apply(Sent(NOW, offer.code, party, f"phone {asked}"))
    for number, beds in enumerate(rooms):
        others = [(sent[f"S{other}"] + 5) / room for other, room in enumerate(rooms)]
        assert (sent[f"S{number}"] - 5) / beds <= min(others)


@pytest.mark.parametrize(
    ("report", "later", "before", "after"),
    [
        (guest("A", "a"), 3, ["B", "A"], ["A", "B"]),  # one guest's word
        (volunteer("A", "full"), 12, ["B"], ["B", "A"]),  # a volunteer's
        (volunteer("A", None, 3), 12, ["B", "A"], ["A", "B"]),  # the number of places
        (volunteer("A", "full", None, NOW + 3600), 1, ["A", "B"], ["B"]),  # waits for its time
    ],
)
def test_the_index_notices_by_the_clock_alone_what_lapses_and_what_comes_due(
    report: ShelterReport, later: int, before: list[str], after: list[str]
) -> None:
    shelters, occupancy = table(shelter("A", 1), shelter("B", 60)), live(report)
    assert walk(shelters, occupancy, NOW, party=4) == before
    assert walk(shelters, occupancy, NOW + later * 3600 - 1, party=4) == before
    assert walk(shelters, occupancy, NOW + later * 3600, party=4) == after


def test_a_clock_put_back_and_another_state_are_followed() -> None:
    shelters, empty = table(shelter("DAY", 1, (540, 1080)), shelter("NIGHT", 1, NIGHT)), live()
    for now, code in [("25 23:00", "NIGHT"), ("25 12:00", "DAY"), ("26 02:00", "NIGHT")]:
        offer = shelters.next(*TOWN, 1, (), at(now), empty)
        assert offer is not None
        assert offer.code == code
    assert shelters.next(*TOWN, 1, (), at("26 02:00"), live(volunteer("NIGHT", "full", None, at("26 01:00")))) is None


def test_an_index_too_far_behind_the_changes_reads_them_all_anew() -> None:
    shelters, occupancy = table(shelter("A", 1), shelter("B", 60)), live()
    assert walk(shelters, occupancy) == ["A", "B"]
    for second in range(5000):
        occupancy.apply(volunteer("B" if second else "A", "full" if not second else "open", None, NOW - 5000 + second))
    assert walk(shelters, occupancy) == ["B"]


def test_after_a_hundred_reports_on_one_shelter_the_last_one_counts() -> None:
    shelters, occupancy = table(shelter("A", 1), shelter("B", 1)), live(volunteer("B", None, 150))
    for second in range(100):
        occupancy.apply(volunteer("A", None, 100 + second, NOW + second))
        offer = shelters.next(*TOWN, 1, (), NOW + second, occupancy)
        assert offer is not None
        assert offer.code == ("A" if 100 + second >= 150 else "B")
