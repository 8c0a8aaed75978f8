"""Which office to go to, and when it is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.localized import Localized
from hotline.directory.offices import Office, hours_on, nearest, next_opening, open_now

ORAL = ZoneInfo("Asia/Oral")
URALSK, ALMATY = (51.23, 51.37), (43.25, 76.95)

WEEKDAYS, DAILY = frozenset(range(1, 6)), frozenset(range(1, 8))


def office(
    code: str = "MIGR-URA",
    *,
    place: str = "Oral",
    at: tuple[float, float] | None = URALSK,
    opens: int | None = 9 * 60,
    closes: int | None = 18 * 60,
    days: frozenset[int] = WEEKDAYS,
    does: frozenset[str] = frozenset({"registration"}),
) -> Office:
    lat, lon = at or (None, None)
    return Office(code, place, Localized(), Localized(), lat, lon, opens, closes, days, does, Localized(), "003")


def position_of(office: Office) -> tuple[float, float] | None:
    return None if office.lat is None or office.lon is None else (office.lat, office.lon)


def at(text: str) -> datetime:
    """A day of September or October 2022 in Uralsk: "26.09 09:00" was a Monday."""
    return datetime.strptime(f"{text} 2022", "%d.%m %H:%M %Y").replace(tzinfo=ORAL)


def codes(*offices: Office, when: str = "26.09 12:00") -> list[str]:
    found = nearest(offices, *URALSK, "registration", position_of, at(when))
    return [office.code for office in found]


BY_DAY = office()
OVERNIGHT = office(opens=22 * 60, closes=6 * 60, days=frozenset({7}))  # Sunday night
ALL_DAY = office(opens=0, closes=1440, days=frozenset({1}))
FROM_MIDNIGHT = office(opens=1440, closes=6 * 60, days=frozenset({7}))  # Sunday at 24:00
UNKNOWN = office(opens=None, closes=None)


@pytest.mark.parametrize(
    ("office", "when", "is_open", "opens_next"),
    [
        # Monday to Friday from 9 to 18
        (BY_DAY, "26.09 08:59", False, "26.09 09:00"),
        (BY_DAY, "26.09 09:00", True, "26.09 09:00"),
        (BY_DAY, "26.09 17:59", True, "27.09 09:00"),
        (BY_DAY, "26.09 18:00", False, "27.09 09:00"),
        (BY_DAY, "30.09 18:00", False, "03.10 09:00"),  # Friday evening: over the weekend
        # Sunday 22:00 to Monday 6:00
        (OVERNIGHT, "25.09 21:59", False, "25.09 22:00"),
        (OVERNIGHT, "25.09 23:00", True, "02.10 22:00"),
        (OVERNIGHT, "26.09 05:59", True, "02.10 22:00"),
        (OVERNIGHT, "26.09 06:00", False, "02.10 22:00"),
        (OVERNIGHT, "25.09 05:00", False, "25.09 22:00"),  # Sunday morning belongs to Saturday's hours
        # Monday 0:00 to 24:00
        (ALL_DAY, "25.09 23:59", False, "26.09 00:00"),
        (ALL_DAY, "26.09 23:59", True, "03.10 00:00"),
        (ALL_DAY, "27.09 00:00", False, "03.10 00:00"),
        # Opening at 24:00 is the next day's 0:00
        (FROM_MIDNIGHT, "26.09 00:00", True, "26.09 00:00"),
        (FROM_MIDNIGHT, "25.09 23:59", False, "26.09 00:00"),
        # Nobody knows
        (UNKNOWN, "26.09 12:00", False, None),
        (office(closes=None), "26.09 12:00", False, None),
        (office(days=frozenset()), "26.09 12:00", False, None),
    ],
)
def test_opening_hours(office: Office, when: str, is_open: bool, opens_next: str | None) -> None:
    assert open_now(office, at(when)) is is_open
    assert next_opening(office, at(when)) == (None if opens_next is None else at(opens_next))


def test_hours_of_a_day_are_minutes_and_none_on_a_day_off() -> None:
    assert hours_on(BY_DAY, date(2022, 9, 26)) == (540, 1080)
    assert hours_on(BY_DAY, date(2022, 9, 25)) is None
    assert hours_on(UNKNOWN, date(2022, 9, 26)) is None


minutes = st.integers(0, 1440)


@given(minutes, minutes, st.frozensets(st.integers(1, 7), min_size=1), st.integers(0, 14 * 1440))
def test_an_office_that_opens_at_all_opens_within_a_week_and_is_open_then(
    opens: int, closes: int, days: frozenset[int], minute: int
) -> None:
    some = office(opens=opens, closes=closes, days=days)
    local = at("26.09 00:00") + timedelta(minutes=minute)
    opening = next_opening(some, local)
    assert opening is not None
    assert local <= opening <= local + timedelta(days=7)
    assert open_now(some, opening)


def test_the_nearest_town_comes_first_and_an_unknown_position_last() -> None:
    almaty = office("TSON-ALA", place="Almaty", at=ALMATY)
    unplaced = office("UNPLACED", place="Nowhere", at=None)
    assert codes(unplaced, almaty, BY_DAY) == ["MIGR-URA", "TSON-ALA", "UNPLACED"]


def test_only_offices_that_do_the_service_are_named() -> None:
    assert codes(office("BANK", does=frozenset({"money"})), BY_DAY) == ["MIGR-URA"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("26.09 12:00", ["WEEKDAYS", "DAILY", "UNKNOWN"]),  # both are open: the nearer one
        ("26.09 19:00", ["DAILY", "WEEKDAYS", "UNKNOWN"]),  # the other one is still open
        ("01.10 21:00", ["DAILY", "WEEKDAYS", "UNKNOWN"]),  # Saturday evening: it opens tomorrow, the other on Monday
    ],
)
def test_within_a_town_the_office_goes_first_whose_hours_come_soonest(when: str, expected: list[str]) -> None:
    across_town = office("DAILY", at=(51.25, 51.40), closes=20 * 60, days=DAILY)
    hours_unknown = office("UNKNOWN", opens=None, closes=None)
    assert codes(hours_unknown, across_town, office("WEEKDAYS"), when=when) == expected


def test_at_equal_distance_the_open_office_goes_first() -> None:
    twins = office("A", place="Zachagansk", closes=11 * 60), office("B")
    assert codes(*twins, when="26.09 12:00") == ["B", "A"]
    assert codes(*twins, when="26.09 10:00") == ["A", "B"]
