"""Coming times as volunteers write them, in the zone where they are meant."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.talk.moments import Moments
from tests.talk.test_dates import WORDS

MOMENTS = Moments(WORDS)
NOW = datetime(2022, 9, 25, 23, 0, tzinfo=ZoneInfo("Asia/Oral"))


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("until 23:30", ["25 23:30"]),
        ("до 8:00", ["26 08:00"]),  # has been today
        ("до 08.00", ["26 08:00"]),
        ("8.30 дейін", ["26 08:30"]),
        ("до 8 ч", ["26 08:00"]),
        ("сағат 8", []),  # the number comes first
        ("8 сағатқа дейін", []),
        ("до 24:00", ["26 00:00"]),
        ("22:00-06:00", ["26 22:00", "27 06:00"]),
        ("с 23:30 до 6:00", ["25 23:30", "26 06:00"]),
        ("завтра 8:00", ["26 08:00"]),
        ("до завтра", ["27 00:00"]),  # all of tomorrow
        ("the day after tomorrow", ["28 00:00"]),
        ("until 26.09", ["27 00:00"]),
        ("до 26.09 8:00", ["26 08:00"]),
        ("26 сентября", ["27 00:00"]),
        ("до 20.09", ["21 00:00"]),  # is over: who asks for it says so
        ("31.02", []),
        ("40", []),
        ("250 человек", []),
        ("12/150", []),
        ("25.09.2022 20:00", ["25 20:00"]),
        ("", []),
    ],
)
def test_the_times_that_a_text_names(text: str, moments: list[str]) -> None:
    assert [f"{moment:%d %H:%M}" for moment in MOMENTS.named(text, NOW)] == moments


def test_what_is_left_of_a_text_without_its_hours() -> None:
    text = "CAMP 40, 25.09 с 22:00"
    assert MOMENTS.without(text).split() == ["CAMP", "40,", "25.09", "с"]
    assert MOMENTS.numbers(text) == ["22", "00"]
