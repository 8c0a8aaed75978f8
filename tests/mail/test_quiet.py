"""Quiet hours in a person's own time zone."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from hotline.mail import quiet

ORAL, ALMATY = ZoneInfo("Asia/Oral"), ZoneInfo("Asia/Almaty")
NIGHT = (time(21), time(9))


def at(text: str, zone: ZoneInfo = ORAL) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


@pytest.mark.parametrize(
    ("moment", "earliest"),
    [
        ("2022-09-25 20:59", "2022-09-25 20:59"),
        ("2022-09-25 21:00", "2022-09-26 09:00"),
        ("2022-09-25 23:30", "2022-09-26 09:00"),
        ("2022-09-26 00:30", "2022-09-26 09:00"),
        ("2022-09-26 08:59", "2022-09-26 09:00"),
        ("2022-09-26 09:00", "2022-09-26 09:00"),
        ("2022-12-31 22:00", "2023-01-01 09:00"),
    ],
)
def test_what_falls_into_the_night_waits_for_the_morning(moment: str, earliest: str) -> None:
    assert quiet.not_before(at(moment), ORAL, *NIGHT) == at(earliest)


def test_hours_within_a_day_are_quiet_as_well() -> None:
    siesta = (time(13), time(15))
    assert quiet.not_before(at("2022-09-25 14:00"), ORAL, *siesta) == at("2022-09-25 15:00")
    assert quiet.not_before(at("2022-09-25 15:00"), ORAL, *siesta) == at("2022-09-25 15:00")
    assert quiet.not_before(at("2022-09-25 23:00"), ORAL, *siesta) == at("2022-09-25 23:00")


def test_it_is_the_persons_night_that_counts() -> None:
    """20:30 in Uralsk was 21:30 in Almaty: one may be written to, the other sleeps."""
    moment = at("2022-09-25 20:30")
    assert quiet.not_before(moment, ORAL, *NIGHT) == moment
    assert quiet.not_before(moment, ALMATY, *NIGHT) == at("2022-09-26 09:00", ALMATY)


def test_equal_ends_mean_no_quiet_hours() -> None:
    assert quiet.not_before(at("2022-09-25 23:00"), ORAL, time(0), time(0)) == at("2022-09-25 23:00")


def test_the_next_day_begins_at_the_end_of_its_quiet_hours() -> None:
    assert quiet.next_day(at("2022-09-25 12:00"), ORAL, time(9)) == at("2022-09-26 09:00")
