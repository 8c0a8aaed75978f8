"""A phone number among other words, as people of the country write it."""

from __future__ import annotations

import pytest

from hotline.hearing.phones import phone_said


@pytest.mark.parametrize(
    ("text", "region", "found"),
    [
        ("+7 701 000 00 92 Aigul", "KZ", ("+77010000092", "Aigul")),
        ("Aigul 8-701-000-00-92, Oral", "KZ", ("+77010000092", "Aigul , Oral")),
        ("77010000092", "KZ", ("+77010000092", "")),
        ("7010000092 Айгуль", "KZ", ("+77010000092", "Айгуль")),
        ("79161234567 Марат", "KZ", ("+79161234567", "Марат")),
        ("90 123 45 67 Dilshod", "UZ", ("+998901234567", "Dilshod")),
        ("+447911123456 Anna", "KZ", ("+447911123456", "Anna")),
        # a digit missing, two numbers, no number of any country, numbers that are none of a phone
        ("+7 701 000 00 9 Aigul", "KZ", None),
        ("+77010000092 +77010000093", "KZ", None),
        ("900101300123", "KZ", None),
        ("250, 143", "KZ", None),
        ("25.09.2022 22:30", "KZ", None),
    ],
)
def test_a_number_and_the_words_besides(text: str, region: str, found: tuple[str, str] | None) -> None:
    assert phone_said(text, region) == found
