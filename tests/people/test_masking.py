"""What a volunteer sees of a stranger's text: nothing to follow, nothing to call, all the rest."""

from __future__ import annotations

import pytest

from hotline.people.masking import masked, without


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("позвоните +7 701 123-45-67, жду", "позвоните ***, жду"),
        ("8(701)1234567", "***"),
        ("тел 8.701.123.45.67", "тел ***"),
        ("наберите 87011234567!", "наберите ***!"),
        ("77011234567", "***"),
        ("звоните 5060701", "звоните ***"),  # seven: a number within a town
        ("звоните 506-07-01", "звоните ***"),
        ("٠٧٠١١٢٣٤٥٦٧", "***"),
        ("8\u200b701\u200b123\u200b4567", "***"),
        ("вот https://bank.example/login?x=1 сюда", "вот *** сюда"),
        ("http://xn--80ak.kz и www.host.test/a", "*** и ***"),
        ("bit.ly/3xYz", "***"),
        ("пишите на t.me/somebody", "пишите на ***"),
        ("vk.com. Там", "***. Там"),
        ("сайт дом.рф", "сайт ***"),
        ("me@mail.example, @somebody", "*** ***"),
    ],
)
def test_links_addresses_and_numbers_are_masked(text: str, seen: str) -> None:
    assert masked(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "Мы въехали 25.09.2022, нас 6, номер 143",
        "25.09.2022 22:30",
        "с 22.09.22 по 25.09.22",
        "Стоим с 22:30-23:30, впереди 250 машин",
        "Есть 5 000 тенге",
        "Поезд 506070",  # six digits
        "Мы в Уральске.Где ночлег?",
        "We are in Uralsk.Where is the bus?",
        "км 1234, дом 12/3, кв. 45",
    ],
)
def test_what_a_question_needs_stays(text: str) -> None:
    assert masked(text) == text


def test_one_s_own_number_is_masked_however_it_is_written() -> None:
    own = "+77011234567"
    for written in ("+77011234567", "8 701 123-45-67", "8(701)1234567", "7011234567"):
        assert without(f"звоните {written}", own) == "звоните ***"


def test_the_number_of_an_office_stays() -> None:
    assert without("ЦОН: 8 7112 50 60 70, до 18:00", "+77011234567") == "ЦОН: 8 7112 50 60 70, до 18:00"


def test_a_caller_without_a_number_has_none_to_mask() -> None:
    assert without("103, 8 7112 50 60 70", "") == "103, 8 7112 50 60 70"
