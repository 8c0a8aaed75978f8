"""Dates and waits in headers, as carriers and proxies write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hotline.carriers.http_dates import moment, retry_after

NOON = datetime(2022, 9, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("Sun, 25 Sep 2022 12:00:00 GMT", NOON),
        ("Sun, 25 Sep 2022 12:00:00 -0000", NOON),
        ("Sun, 25 Sep 2022 17:00:00 +0500", NOON.astimezone(timezone(timedelta(hours=5)))),
        ("soon", None),
        ("", None),
        ("Sun, 25 Sep 2022 12:00:00 +9999", None),
        ("Sun, 25 Sep 2022 12:00:00 +99999999999999999999", None),
    ],
)
def test_a_date_is_read_in_its_zone_and_what_is_no_date_is_none(date: str, read: datetime | None) -> None:
    assert moment(date) == read


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        ("Sun, 25 Sep 2022 12:01:00 GMT", 60.0),
        ("Sun, 25 Sep 2022 11:00:00 GMT", 0.0),
        ("1234567890", None),
        ("-1", None),
        ("", None),
    ],
)
def test_a_wait_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOON.timestamp()) == seconds


def test_a_date_to_wait_for_tells_nothing_without_a_clock_to_compare_it_with() -> None:
    assert retry_after("Sun, 25 Sep 2022 12:01:00 GMT", None) is None
    assert retry_after("30", None) == 30.0
