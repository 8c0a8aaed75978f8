"""How long it took, in the words of three languages."""

from __future__ import annotations

import pytest

from hotline.hearing.durations import Durations
from tests.test_prompts import CATALOG

WORDS = {name: [word for one in lines.values() for word in one] for name, lines in CATALOG.vocabulary("word-").items()}
DURATIONS = Durations(WORDS)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9", 540), ("9 ч", 540), ("16.5h", 990), ("9 ч 30 мин", 570), ("40 мин", 40), ("5 дней", 7200),
        ("прошли озинки за час", 60), ("за двое суток", 2880), ("за сутки", 1440), ("полтора часа", 90),
        ("за три часа", 180), ("two days", 2880), ("half an hour", 30), ("екі күнде", 2880),
        ("за 5 ч, в 9 утра", 300), ("прошли час назад", 0), ("прошли", 0), ("", 0), ("99999 ч", 5_999_940),
        ("прошли 2 машины за час", 60), ("мы вдвоём прошли за час", 60), ("3 часа назад прошли", 0),
        ("1 ч и 30 мин", 90), ("часов за 9", 540), ("часов 5", 300),
        ("час 30 мин", 90), ("за час двадцать", 60), ("an hour and a half", 90), ("a day and a half", 2160),
        ("бір жарым сағат", 90), ("сағат жарым", 90), ("one and a half hours", 90),
        ("часа за три", 180), ("прошли 25 сентября", 0), ("в 5 утра", 0),
    ],
)  # fmt: skip
def test_minutes(text: str, minutes: int) -> None:
    assert DURATIONS.minutes(text) == minutes


@pytest.mark.parametrize(("text", "is_time"), [("2 ч", True), ("2 человека", False), ("40 мин.", True), ("250", False)])
def test_a_number_with_a_unit_is_a_time_and_no_count(text: str, is_time: bool) -> None:
    assert DURATIONS.is_time(text) is is_time
