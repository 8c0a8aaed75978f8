"""What people answer is read as they mean it, in three languages, typed or keyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hotline.hearing.lexicon import Lexicon
from hotline.hearing.phrases import Phrases
from hotline.hearing.utterance import Utterance
from hotline.talk.answers import FreeText, Number, PlaceAnswer, YesNo
from hotline.talk.catalog import Catalog
from hotline.talk.engine import Gone
from hotline.talk.steps import NotUnderstood, Option, Said, Several, Understood

PROMPTS = Path(__file__).parents[2] / "prompts"
WORDS = Lexicon(Catalog(PROMPTS, ["ru", "kk", "en"]).vocabulary, {}, {}, {}).words

YES = [
    "yes",
    "Yes!",
    "да",
    "ДА",
    "Да, конечно",
    "хочу",
    "иә",
    "Иә",
    "ia",
    "da",
    "әрине",
    "жарайды",
    "ok",
    "1 да",
    "+",
    "👍",
    " + ",
]
NO = [
    "no",
    "No.",
    "нет",
    "НЕТ",
    "не хочу",
    "не надо",
    "Нет, не надо",
    "нет спасибо",
    "жоқ",
    "Жок",
    "net",
    "zhok",
    "-",
    "👎",
]
NEITHER = [
    "",
    "да нет",  # says both
    "может быть",
    "я",  # by its letters also иә
    "да мы стоим тут с самого утра и ждём",  # a sentence is no answer
    "3",
]


@pytest.mark.parametrize(("texts", "meant"), [(YES, True), (NO, False)])
def test_yes_and_no_in_three_languages(texts: list[str], meant: bool) -> None:
    for text in texts:
        assert YesNo(WORDS).read(Utterance(text)) == Understood(meant), text


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_yes_nor_no_is_asked_again(text: str) -> None:
    assert YesNo(WORDS).read(Utterance(text)) == NotUnderstood()


def test_yes_is_the_first_key_and_no_the_second() -> None:
    assert [option.code for option in YesNo(WORDS).offers()] == ["yes", "no"]
    assert [YesNo(WORDS).load(YesNo(WORDS).dump(value)) for value in (True, False)] == [True, False]


def test_of_phrases_that_hold_one_another_the_longer_counts() -> None:
    phrases = Phrases({"want": ["хочу"], "refuse": ["не хочу"], "never": ["совсем не хочу"]})
    assert phrases.said(Utterance("не хочу, хочу, совсем не хочу")) == ["refuse", "want", "never"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("143", 143),
        ("№143", 143),
        ("мой номер 143, спасибо", 143),
        ("143#", 143),
        ("1", 1),
        ("999", 999),
        ("0", None),  # below
        ("1000", None),  # above
        ("12 или 13", None),  # two of them
        ("", None),
        ("сто", None),
        ("1" * 1600, None),
    ],
)
def test_a_number_is_read_from_digits_within_its_bounds(text: str, value: int | None) -> None:
    expected = NotUnderstood() if value is None else Understood(value)
    assert Number(1, 999).read(Utterance(text)) == expected


def test_free_text_takes_anything_but_silence() -> None:
    assert FreeText().read(Utterance("  где взять симку?\n")) == Understood("где взять симку?")
    assert FreeText().read(Utterance(" \n")) == NotUnderstood()


# Places.


@dataclass(frozen=True)
class Town:
    id: str


@dataclass(frozen=True)
class Found:
    places: Sequence[Any] = ()
    sure: bool = True
    rest: str = ""


@dataclass(frozen=True)
class Gazetteer:
    """Three towns: one name of two, and one that is far away."""

    found: dict[str, Found] = field(
        default_factory=lambda: {
            "Oral": Found([Town("1")]),
            "Oral tonight": Found([Town("1")], rest="tonight"),
            "Orla": Found([Town("1")], sure=False),
            "Tomks": Found([Town("far")], sure=False),
            "Kamushki": Found([Town("hamlet")], sure=False),
            "Twins": Found([Town("1"), Town("twin")]),
            "2": Found([Town("2")]),
            "Aksai": Found([Town("1"), Town("2")]),
            "Aksia": Found([Town("1"), Town("2")], sure=False),
        }
    )

    def kind(self) -> PlaceAnswer:
        return PlaceAnswer(
            lambda said: self.found.get(said.text, Found()),
            lambda place: place.id not in ("far", "hamlet"),
            lambda place: place.id != "hamlet",
            lambda place: Said("town", {"id": place.id.replace("twin", "1")}),
            lambda id_: id_ in ("1", "2"),
        )


def _several(why: str, *ids: str, sure: bool) -> Several:
    return Several([Option(id_, Said("town", {"id": id_})) for id_ in ids], why, sure)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oral", Understood("1")),
        ("Oral tonight", Understood("1", sure=False)),  # the rest may be a keyword with another meaning
        ("Orla", Understood("1", sure=False)),  # a mended typo nearby is believed …
        ("Tomks", _several("place-near", "far", sure=False)),  # … one far away is asked about
        ("Kamushki", NotUnderstood()),  # … unless it is a hamlet that only sounds like it
        ("Aksai", _several("place-which", "1", "2", sure=True)),
        ("Aksia", _several("place-near", "1", "2", sure=False)),
        ("Twins", _several("place-which", "1", sure=True)),  # they look the same in a list: the likelier one
        ("2", NotUnderstood()),  # a village may be called so, but who texts it means a choice
        ("Atlantis", NotUnderstood()),
    ],
)
def test_a_place_is_taken_asked_about_or_not_known(text: str, expected: object) -> None:
    assert Gazetteer().kind().read(Utterance(text)) == expected


def test_a_place_that_left_the_directory_is_gone() -> None:
    kind = Gazetteer().kind()
    assert kind.load(kind.dump("1")) == "1"
    with pytest.raises(Gone):
        kind.load("3")
