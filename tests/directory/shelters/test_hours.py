"""When a shelter is open, in its own time zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.shelters.hours import Hours

ORAL = ZoneInfo("Asia/Oral")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600.0


def at(text: str, timezone: ZoneInfo = ORAL) -> float:
    """'25 23:00' of September 2022 (or '2022-10-30 02:30') as epoch seconds."""
    day, clock = text.split()
    return (
        datetime.fromisoformat(f"{day if '-' in day else f'2022-09-{day}'}T{clock}")
        .replace(tzinfo=timezone)
        .timestamp()
    )


@pytest.mark.parametrize(
    ("opens", "closes", "now", "is_open", "opens_at", "closes_at"),
    [
        # overnight: before, at the opening, past midnight, at the closing
        (1350, 660, "25 22:29", False, "25 22:30", "26 11:00"),
        (1350, 660, "25 22:30", True, None, "26 11:00"),
        (1350, 660, "26 04:00", True, None, "26 11:00"),
        (1350, 660, "26 11:00", False, "26 22:30", "27 11:00"),
        # by day, until midnight written 24:00, from midnight
        (540, 1080, "25 12:00", True, None, "25 18:00"),
        (540, 1080, "25 18:00", False, "26 09:00", "26 18:00"),
        (1200, 1440, "25 23:59", True, None, "26 00:00"),
        (1200, 1440, "26 00:00", False, "26 20:00", "27 00:00"),
        (0, 480, "26 00:00", True, None, "26 08:00"),
        # round the clock, and unknown
        (0, 1440, "25 12:00", True, None, None),
        (None, None, "25 03:00", True, None, None),
    ],
)
def test_hours(
    opens: int | None, closes: int | None, now: str, is_open: bool, opens_at: str | None, closes_at: str | None
) -> None:
    """Closing before opening is overnight, 24:00 the next midnight, 00:00-24:00 and unknown hours are open."""
    window = Hours(opens, closes, ORAL).at(at(now))
    assert window.is_open is is_open
    assert window.opens_at == (at(opens_at) if opens_at else None)
    assert window.closes_at == (at(closes_at) if closes_at else None)


def test_a_night_in_which_the_clock_is_put_back_lasts_an_hour_longer() -> None:
    window = Hours(22 * 60, 8 * 60, BERLIN).at(at("2022-10-29 23:00", BERLIN))
    assert window.closes_at is not None
    assert window.closes_at - at("2022-10-29 22:00", BERLIN) == 11 * HOUR
    assert window.closes_at == at("2022-10-30 08:00", BERLIN)


def test_one_that_never_closes_is_emptied_at_local_noon() -> None:
    assert Hours(0, 1440, ORAL).at(at("25 12:00")).emptied_at == at("25 12:00")
    assert Hours(0, 1440, ORAL).at(at("25 11:59")).emptied_at == at("24 12:00")


@given(
    hours=st.sampled_from([(1350, 660), (540, 1080), (1200, 1440), (0, 1440), (None, None), (150, 120)]),
    timezone=st.sampled_from([ORAL, BERLIN]),
    moments=st.lists(st.integers(int(at("2022-10-28 00:00")), int(at("2022-11-01 00:00"))), min_size=2, max_size=8),
)
def test_a_window_kept_is_the_window_read_anew(
    hours: tuple[int | None, int | None], timezone: ZoneInfo, moments: list[int]
) -> None:
    kept = Hours(*hours, timezone)
    for moment in moments:
        window = kept.at(moment)
        assert window.start <= moment < window.end
        assert window.closed_at <= moment
        assert window == Hours(*hours, timezone).at(moment)
