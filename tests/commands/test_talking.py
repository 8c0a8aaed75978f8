"""`hotline text` and `hotline call`: a phone in the terminal."""

from __future__ import annotations

import pytest
from redis import Redis

from tests.commands.shell import Hotline
from tests.evening import OTHER, PERSON


@pytest.mark.parametrize(
    ("words", "name", "segments"),
    [
        ("НОЧЛЕГ Уральск", "Кинотеатр «Синема Парк»", "2 segments"),
        ("SHELTER Oral", "Cinema Park", "1 segment,"),
        ("БАСПАНА Орал", "Cinema Park кинотеатры", "2 segments"),
    ],
)
def test_text_is_answered_in_its_language_with_its_segments(
    sample: Redis, hotline: Hotline, words: str, name: str, segments: str
) -> None:
    ran = hotline("text", *words.split())
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(name)
    assert segments in ran.out.splitlines()[-1]


def test_lang_chooses_the_language_of_the_answers(sample: Redis, hotline: Hotline) -> None:
    assert "Ночлег" in hotline("text", "--lang", "ru", "MENU").out
    assert "Shelter" in hotline("text", "--lang", "en", "МЕНЮ").out


def test_conversation_goes_on_line_by_line_until_the_end_of_input(sample: Redis, hotline: Hotline) -> None:
    ran = hotline("text", "--from", OTHER, stdin="SHELTER\nOral\n2\n")
    asked, found, noted = ran.out.index("Where are you"), ran.out.index("Cinema Park"), ran.out.index("Noted")
    assert asked < found < noted


def test_each_number_has_a_conversation_of_its_own(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "--from", PERSON, "SHELTER")
    assert "Cinema Park" not in hotline("text", "--from", OTHER, "Oral").out
    assert "Cinema Park" in hotline("text", "--from", PERSON, "Oral").out


def test_call_says_what_a_phone_would(sample: Redis, hotline: Hotline) -> None:
    ran = hotline("call", "3", "1", "1")
    assert ran.code == 0
    assert "en-US Cinema Park trade centre." in ran.out
    assert "> 3" in ran.out


def test_silence_on_a_call_repeats_once_then_says_goodbye(sample: Redis, hotline: Hotline) -> None:
    ran = hotline("call", "-", "-", "-")
    assert ran.out.count("Здравствуйте") == 2
    assert ran.out.endswith("(the call is over)\n")


def test_hear_says_what_a_text_is_understood_as_and_does_nothing(sample: Redis, hotline: Hotline) -> None:
    before = sample.dbsize()
    ran = hotline("hear", "подскажите где в уральске можно остановиться на ночь, нас трое")
    assert (ran.code, ran.err) == (0, "")
    lines = dict(line.split(": ", 1) for line in ran.out.splitlines())
    assert lines["starts"] == "shelter"
    assert lines["by example"].startswith("shelter (")
    assert (lines["danger"], lines["language"], lines["people"], lines["place"]) == ("no", "ru", "3", "Уральск")
    assert sample.dbsize() == before


def test_hear_tells_danger_by_its_words_by_what_is_told_and_where_it_may_be(sample: Redis, hotline: Hotline) -> None:
    said = {"избили": "yes, violence", "муж схватился за грудь и упал": "yes, illness", "sos": "yes, of no sure kind"}
    for text, danger in said.items():
        assert f"danger: {danger}" in hotline("hear", text).out
    assert "danger: maybe" in hotline("hear", "телефон умирает, где тут можно зарядиться").out


def test_hear_as_a_volunteer_takes_orders(sample: Redis, hotline: Hotline) -> None:
    assert "starts: report" in hotline("hear", "FULL CINEMA", "--as", "volunteer").out
    assert "starts: full" in hotline("hear", "FULL CINEMA", "--lang", "en").out
    assert hotline("hear", "FULL", "--as", "boss").code == 2
    assert hotline("hear", "FULL", "--lang", "xx").code == 2
