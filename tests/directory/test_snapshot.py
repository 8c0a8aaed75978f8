"""A process's picture of the directory: the tables of one version, and the change log folded in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.changes import Change, CrossingReport, QueueReport, ShelterReport, dump
from hotline.directory.files import importing
from hotline.directory.files.stored import dump_table
from hotline.directory.snapshot import KEPT_REPORTS, NEAR_KM, Snapshot
from hotline.hearing.utterance import Utterance

NOW = 1_664_128_800.0
ORAL = ZoneInfo("Asia/Oral")
TABLES = importing.read(SAMPLE)
assert TABLES.shelters
assert TABLES.crossings
assert TABLES.offices
assert TABLES.topics
ROWS = {
    "shelters": dump_table(TABLES.shelters),
    "crossings": dump_table(TABLES.crossings),
    "offices": dump_table(TABLES.offices),
    "topics": dump_table(TABLES.topics),
}
TEPLOE = next(row for row in TABLES.crossings if row.code == "TEPLOE")


def sample() -> Snapshot:
    return Snapshot(1, ROWS, ORAL)


def sample_of_crossings() -> Snapshot:
    return Snapshot(1, {"crossings": ROWS["crossings"]}, ORAL)


def fold(snapshot: Snapshot, *reports: Change, first: int = 1) -> None:
    snapshot.apply((f"{number}-0", dump(change).encode()) for number, change in enumerate(reports, first))


def line(queue: int, ago: float = 0.0, code: str = "TEPLOE") -> QueueReport:
    return QueueReport(NOW - 60 * ago, code, "foot", queue, None, None, True, "operator")


def shut(ago: float = 0.0, until: float | None = None, by: str = "one") -> CrossingReport:
    return CrossingReport(NOW - 60 * ago, "TEPLOE", "closed", until, True, by)


def names(snapshot: Snapshot, place: str, now: float = NOW) -> list[str]:
    return [option.crossing.code for option in snapshot.waits(snapshot.town(place), now)]


def test_an_empty_directory_is_one_too() -> None:
    empty = Snapshot(0, {}, ORAL)
    assert empty.waits(None, NOW) == []
    assert empty.current_topics(date(2022, 9, 25)) == []


def test_a_closing_does_not_hang_on_the_order_in_which_reports_came() -> None:
    """Not even of two in the same second, of which one names a time."""
    reports = [
        shut(5),
        shut(1, NOW + 3600),
        shut(1, NOW + 7200),
        shut(1, NOW + 7200, "two"),
        replace(shut(3), status="open"),
    ]
    found = set()
    for came in permutations(reports):
        snapshot = sample_of_crossings()
        fold(snapshot, *came, *came[:2])
        found.add((snapshot.closing("TEPLOE", NOW), tuple(snapshot.statuses["TEPLOE"])))
    assert len(found) == 1
    assert found.pop()[0] == reports[3]


def test_of_a_crossing_the_last_words_are_kept() -> None:
    snapshot = sample_of_crossings()
    reports = [shut(ago) for ago in range(KEPT_REPORTS + 5, 0, -1)]
    fold(snapshot, *reports, reports[0])
    assert snapshot.statuses["TEPLOE"] == reports[5:]


def test_it_knows_how_far_in_the_log_it_has_come() -> None:
    snapshot = sample()
    assert snapshot.seen == "0"
    fold(snapshot, line(250), line(260))
    assert snapshot.seen == "2-0"
    snapshot.apply([("", dump(line(270)).encode())])  # a last word, which has no place in the log
    assert snapshot.seen == "2-0"


def test_an_entry_that_is_known_changes_nothing() -> None:
    snapshot = sample()
    fold(snapshot, line(250), line(250))
    assert snapshot.queues["TEPLOE"] == [line(250)]


def test_reports_are_kept_by_their_time_however_they_came() -> None:
    snapshot = sample()
    fold(snapshot, line(3), line(1, ago=60), line(2, ago=30))
    assert [report.queue for report in snapshot.queues["TEPLOE"]] == [1, 2, 3]


def test_only_the_newest_reports_on_a_crossing_are_kept() -> None:
    snapshot = sample()
    fold(snapshot, *(line(number, ago=-number) for number in range(KEPT_REPORTS + 5)))
    assert snapshot.queues["TEPLOE"][0].queue == 5
    assert len(snapshot.queues["TEPLOE"]) == KEPT_REPORTS


def test_reports_on_what_is_not_in_the_directory_do_no_harm() -> None:
    snapshot = sample()
    fold(snapshot, line(250, code="GONE"), ShelterReport(NOW, "GONE", "open", 4, True, "operator"))
    assert "GONE" not in names(snapshot, "Oral")


def test_row_without_coordinates_lies_in_its_town() -> None:
    snapshot = sample()
    town = snapshot.town("Oral")
    assert town
    assert snapshot.position(snapshot.shelter_rows["CINEMA"]) == (town.lat, town.lon)
    assert snapshot.position(replace(snapshot.shelter_rows["CINEMA"], lat=1.0, lon=2.0)) == (1.0, 2.0)
    assert snapshot.position(TEPLOE) == (town.lat, town.lon)
    assert snapshot.position(replace(TEPLOE, nearest_place="Atlantis")) is None


def test_place_has_its_own_time_zone() -> None:
    snapshot = sample()
    assert snapshot.zone(snapshot.town("Samara")).key == "Europe/Samara"
    assert snapshot.zone(None) is ORAL


@pytest.mark.parametrize(
    ("on_foot", "by_car", "modes"),
    [
        (True, True, ["foot", "car"]),
        (True, False, ["foot"]),
        (False, True, ["car"]),
        # the data forgot to say: a road it is
        (False, False, ["car"]),
    ],
)
def test_ways_to_cross(on_foot: bool, by_car: bool, modes: list[str]) -> None:
    assert Snapshot.modes(replace(TEPLOE, on_foot=on_foot, by_car=by_car)) == modes


def test_crossings_near_a_place_are_named_and_no_others() -> None:
    snapshot = sample()
    near = snapshot.waits(snapshot.town("Oral"), NOW)
    assert near
    assert all(option.distance_km is None or option.distance_km <= NEAR_KM for option in near)
    assert len(near) < len(snapshot.crossings)


def test_far_from_everything_all_crossings_are_named() -> None:
    snapshot = sample()
    assert set(names(snapshot, "Vladivostok")) == set(snapshot.crossings)
    assert len(snapshot.waits(None, NOW)) == len(snapshot.crossings)


def test_crossing_of_which_something_is_known_goes_first() -> None:
    for code in sample().crossings:
        snapshot = sample()
        fold(snapshot, replace(line(40, code=code), mode=snapshot.modes(snapshot.crossings[code])[0]))
        assert snapshot.waits(None, NOW)[0].crossing.code == code


def test_crossing_open_to_both_is_named_by_the_way_that_is_known() -> None:
    snapshot = sample()
    fold(snapshot, replace(line(90), mode="car"))
    [teploe] = [option for option in snapshot.waits(None, NOW) if option.crossing.code == "TEPLOE"]
    assert teploe.estimate.mode == "car"


def test_topic_is_told_up_to_its_last_day() -> None:
    last = date(2022, 10, 1)
    assert TABLES.topics
    snapshot = Snapshot(1, {"topics": dump_table([replace(TABLES.topics[0], valid_until=last)])}, ORAL)
    assert [len(snapshot.current_topics(last + timedelta(days))) for days in (-1, 0, 1)] == [1, 1, 0]


@pytest.mark.parametrize("words", ["Тёплое", "Шаган", "Tyoploye", "TEPLOE"])
def test_crossing_is_a_place_by_either_half_of_its_name(words: str) -> None:
    """It wins over the village of that name near Tula."""
    assert [place.id for place in sample().places.find(Utterance(words)).places] == ["crossing:TEPLOE"]


def test_town_that_a_crossing_is_named_for_is_the_one_near_it() -> None:
    """Not the larger Aksai at Rostov."""
    snapshot = sample()
    town = snapshot.town("Aqsay")
    [place] = snapshot.places.find(Utterance("Аксай")).places
    assert town
    assert (place.lat, place.lon) == pytest.approx((town.lat, town.lon), abs=0.01)
