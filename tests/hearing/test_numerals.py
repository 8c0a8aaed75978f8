"""Numbers in words: put together, in the middle of a text, and alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.hearing.lexicon import Lexicon
from hotline.hearing.numerals import NUMBERED, Numerals
from hotline.hearing.utterance import Utterance
from hotline.talk.catalog import Catalog
from hotline.variables import LANGUAGES

WORDS = Lexicon(Catalog(Path(__file__).parents[2] / "prompts", LANGUAGES).vocabulary, {}, {}, {}).words
NUMERALS = Numerals(WORDS)


def test_each_number_is_read_in_each_of_its_words() -> None:
    for number in NUMBERED:
        for word in WORDS[f"number-{number}"]:
            assert NUMERALS.alone(Utterance(word)) == number, word


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("двадцать четвёртого сентября", "24 сентября"),
        ("три дня назад", "3 дня назад"),
        ("он бес", "15"),
        ("он бесінші", "15"),
        ("жиырма бес қыркүйек", "25 қыркүйек"),
        ("thirty first", "31"),
        ("dvadtsat pyat", "25"),
        ("двадцать десять", "20 10"),
        ("три четыре дня", "3 4 дня"),
        ("нас пять", "нас 5"),
        ("ночлег уральск", "ночлег уральск"),
        ("", ""),
    ],
)
def test_words_of_numbers_become_digits_and_the_rest_stays(text: str, digits: str) -> None:
    assert NUMERALS.in_digits(Utterance(text)).text == digits


@pytest.mark.parametrize("text", ["", "2", "два человека", "раз два три", "стол", "двадцать десять"])
def test_what_is_more_or_less_than_a_number_is_none(text: str) -> None:
    assert NUMERALS.alone(Utterance(text)) is None
