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
    ("text", "begins", "ends"),
    [
        ("until 23:30", "", "25 23:30"),
        ("до 8:00", "", "26 08:00"),  # has been today
        ("до 08.00", "", "26 08:00"),
        ("8.30 дейін", "", "26 08:30"),
        ("таң 8:00-ге дейін", "", "26 08:00"),
        ("ертең таң 8:00-ге дейін", "", "26 08:00"),
        ("қазірден бастап 8:00-ге дейін", "", "26 08:00"),
        ("весь день до 8:00", "", "26 08:00"),
        ("со стороны России до 8:00", "", "26 08:00"),
        ("до 8 ч", "", "26 08:00"),
        ("до 24:00", "", "26 00:00"),
        ("с 23:30", "25 23:30", ""),
        ("с 8 ч", "26 08:00", ""),
        ("23:30дан", "25 23:30", ""),
        ("8:00-ден бастап", "26 08:00", ""),
        ("10:00-нан", "26 10:00", ""),
        ("from 22:00", "", ""),  # has begun
        ("from 15:00", "26 15:00", ""),
        ("22:00-06:00", "", "26 06:00"),
        ("18:00-06:00", "", "26 06:00"),
        ("10:00-20:00", "26 10:00", "26 20:00"),
        ("на 3 часа", "", ""),  # how long is no hour
        ("31.12.9999", "", ""),
        ("с 23:30 до 6:00", "25 23:30", "26 06:00"),
        ("завтра 8:00", "", "26 08:00"),
        ("с завтра 8:00", "26 08:00", ""),
        ("с завтра", "26 00:00", ""),
        ("ертеңнен бастап", "26 00:00", ""),
        ("до завтра", "", "27 00:00"),  # all of tomorrow
        ("бүрсігүнге дейін", "", "28 00:00"),
        ("the day after tomorrow", "", "28 00:00"),
        ("until 26.09", "", "27 00:00"),
        ("до 26.09 8:00", "", "26 08:00"),
        ("26 сентября", "", "27 00:00"),
        ("до 20.09", "", "21 00:00"),  # is over: who asks for it says so
        ("25.09.2022 20:00", "", "25 20:00"),
        ("сағат 8", "", ""),  # the number comes first
        ("31.02", "", ""),
        ("99:99", "", ""),
        ("40", "", ""),
        ("250 человек", "", ""),
        ("12/150", "", ""),
        ("с ним 2 человека", "", ""),
        ("", "", ""),
    ],
)
def test_from_when_and_until_when(text: str, begins: str, ends: str) -> None:
    found = MOMENTS.span(text, NOW)
    assert [f"{moment:%d %H:%M}" if moment else "" for moment in found] == [begins, ends]


def test_what_is_left_of_a_text_without_its_hours() -> None:
    text = "CAMP 40, 25.09 с 22:00"
    assert MOMENTS.without(text).split() == ["CAMP", "40,", "25.09", "с"]
    assert MOMENTS.numbers(text) == ["22", "00"]
