"""What people answer is read as they mean it, in three languages, typed or keyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.hearing.lexicon import Lexicon
from hotline.hearing.phrases import Phrases
from hotline.hearing.utterance import Utterance
from hotline.talk.answers import FreeText, Number, PlaceAnswer, YesNo
from hotline.talk.catalog import Catalog
from hotline.talk.dates import DateAnswer, without_dates
from hotline.talk.engine import Gone
from hotline.talk.steps import NotUnderstood, Option, Said, Several, Understood

PROMPTS = Path(__file__).parents[2] / "prompts"
WORDS = Lexicon(Catalog(PROMPTS, ["ru", "kk", "en"]).vocabulary, {}, {}, {}).words
TODAY = date(2022, 9, 25)  # a Sunday
FUTURE, IMPOSSIBLE = NotUnderstood(Said("date-future")), NotUnderstood(Said("date-impossible"))

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


# Days.

DAYS = [
    # text, day
    ("25.09.2022", date(2022, 9, 25)),
    ("25.09.22", date(2022, 9, 25)),
    ("25.9", date(2022, 9, 25)),
    ("25/9", date(2022, 9, 25)),
    ("25-09-2022", date(2022, 9, 25)),
    ("25, 9", date(2022, 9, 25)),
    ("2022-09-25", date(2022, 9, 25)),
    ("приехал 24.09 утром", date(2022, 9, 24)),
    ("2409", date(2022, 9, 24)),  # keys: DDMM
    ("2409#", date(2022, 9, 24)),
    ("24092022", date(2022, 9, 24)),
    ("25 сентября", date(2022, 9, 25)),
    ("25-го сентября", date(2022, 9, 25)),
    ("25 Сентябрь 2022", date(2022, 9, 25)),
    ("25 sentyabrya", date(2022, 9, 25)),
    ("25 сен", date(2022, 9, 25)),
    ("Sep 25", date(2022, 9, 25)),
    ("September 25th, 2022", date(2022, 9, 25)),
    ("25 қыркүйек", date(2022, 9, 25)),
    ("25 қыркүйекте", date(2022, 9, 25)),
    ("21 мая", date(2022, 5, 21)),
    ("сегодня", TODAY),
    ("Today", TODAY),
    ("бүгін", TODAY),
    ("Yesterday", date(2022, 9, 24)),
    ("вчера", date(2022, 9, 24)),
    ("ВЧЕРА!", date(2022, 9, 24)),
    ("vchera", date(2022, 9, 24)),
    ("кеше", date(2022, 9, 24)),
    ("позавчера", date(2022, 9, 23)),
    ("day before yesterday", date(2022, 9, 23)),
    ("алдыңгүні", date(2022, 9, 23)),
    ("3 дня назад", date(2022, 9, 22)),
    ("3 days ago", date(2022, 9, 22)),
    ("3 күн бұрын", date(2022, 9, 22)),
    ("в пятницу", date(2022, 9, 23)),
    ("Friday", date(2022, 9, 23)),
    ("on Monday", date(2022, 9, 19)),
    ("жұмада", date(2022, 9, 23)),
    ("бейсенбіде", date(2022, 9, 22)),
    ("Sunday", TODAY),  # today's name is today
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert DateAnswer(WORDS, TODAY).read(Utterance(text)) == Understood(day)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("завтра", FUTURE),
        ("tomorrow", FUTURE),
        ("ертең", FUTURE),
        ("26.09", FUTURE),
        ("26.09.2022", FUTURE),
        ("25.09.2023", FUTURE),
        ("31.02", IMPOSSIBLE),
        ("31 февраля", IMPOSSIBLE),
        ("3102", IMPOSSIBLE),
        ("00.09", IMPOSSIBLE),
        ("12.13", IMPOSSIBLE),
        ("29.02.2022", IMPOSSIBLE),
        ("", NotUnderstood()),
        ("давно", NotUnderstood()),
        ("25", NotUnderstood()),  # of which month?
        ("сентябрь", NotUnderstood()),
        ("25 26 сентября", NotUnderstood()),
        ("вчера или сегодня", NotUnderstood()),
    ],
)
def test_what_is_no_day_up_to_today_is_answered_with_the_reason(text: str, why: NotUnderstood) -> None:
    assert DateAnswer(WORDS, TODAY).read(Utterance(text)) == why


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        # Without a year it is the last such day; one that is up to a month ahead is rather a mistake to tell.
        (date(2023, 1, 5), "25.12", Understood(date(2022, 12, 25))),
        (date(2023, 1, 5), "31 декабря", Understood(date(2022, 12, 31))),
        (date(2023, 1, 5), "01.01", Understood(date(2023, 1, 1))),
        (date(2022, 11, 30), "25.12", FUTURE),
        (date(2022, 12, 31), "01.01", Understood(date(2022, 1, 1))),
        (date(2022, 12, 20), "05.01.2023", FUTURE),
        (date(2023, 1, 1), "вчера", Understood(date(2022, 12, 31))),
        # The 29th of February is there in leap years only.
        (date(2024, 3, 1), "29.02", Understood(date(2024, 2, 29))),
        (date(2024, 3, 1), "29 ақпан", Understood(date(2024, 2, 29))),
        (date(2023, 3, 1), "29.02", IMPOSSIBLE),
        (date(2024, 3, 1), "29.02.2024", Understood(date(2024, 2, 29))),
        (date(2024, 3, 1), "yesterday", Understood(date(2024, 2, 29))),
        (date(2025, 1, 10), "29.02", IMPOSSIBLE),
    ],
)
def test_a_day_is_read_by_the_calendar(today: date, text: str, expected: object) -> None:
    assert DateAnswer(WORDS, today).read(Utterance(text)) == expected


def test_yesterday_in_a_long_sentence_is_a_guess() -> None:
    """A keyword in the same sentence may say what is really wanted."""
    read = DateAnswer(WORDS, TODAY).read(Utterance("мы вчера приехали в Уральск на машине"))
    assert read == Understood(date(2022, 9, 24), sure=False)


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 3000), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d"]))
def test_a_written_day_of_the_past_is_that_day(today: date, days: int, style: str) -> None:
    past = today - timedelta(days=days)
    kind = DateAnswer(WORDS, today)
    assert kind.read(Utterance(past.strftime(style))) == Understood(past)
    assert kind.load(kind.dump(past)) == past


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9./ -]{1,12}"))
def test_no_text_breaks_the_reading_of_a_day(text: str) -> None:
    read = DateAnswer(WORDS, TODAY).read(Utterance(text))
    assert not isinstance(read, Understood) or read.value <= TODAY


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("21 мая Уральск", "Уральск"),  # there is a village called Мая
        ("25.09.2022 в Уральске", "в Уральске"),
        ("Аксай, в пятницу", "Аксай, в"),
        ("25 қыркүйекте Орал", "Орал"),
        ("Uralsk", "Uralsk"),
        ("", ""),
    ],
)
def test_the_words_of_a_day_are_no_place(text: str, rest: str) -> None:
    assert without_dates(Utterance(text), WORDS).text == rest


# How many people.


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
            "Twins": Found([Town("1"), Town("twin")]),
            "2": Found([Town("2")]),
            "Aksai": Found([Town("1"), Town("2")]),
            "Aksia": Found([Town("1"), Town("2")], sure=False),
        }
    )

    def kind(self) -> PlaceAnswer:
        return PlaceAnswer(
            lambda said: self.found.get(said.text, Found()),
            lambda place: place.id != "far",
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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24го", 24),
        ("24-го", 24),
        ("приехали 24 числа", 24),
        ("24th", 24),
        ("24-ші", 24),
        ("двадцать четвёртого сентября", 24),
        ("двадцать четвертого", None),  # of which month is not said, nor that it is a day
        ("жиырма төртінші қыркүйек", 24),
        ("неделю назад", 18),
        ("две недели назад", 11),
        ("a week ago", 18),
        ("two weeks ago", 11),
        ("бір апта бұрын", 18),
        ("три дня назад", 22),
        ("үш күн бұрын", 22),
        ("two days ago", 23),
        ("он приехал 24 сентября", 24),  # "он" is ten in Kazakh
    ],
)
def test_days_as_people_write_them(text: str, day: int | None) -> None:
    read = DateAnswer(WORDS, TODAY).read(Utterance(text))
    assert read == (NotUnderstood() if day is None else Understood(date(2022, 9, day)))


def test_a_day_of_the_month_is_the_last_one_that_there_was() -> None:
    assert DateAnswer(WORDS, TODAY).read(Utterance("28го")) == Understood(date(2022, 8, 28))
    assert DateAnswer(WORDS, date(2022, 10, 3)).read(Utterance("31 числа")) == Understood(date(2022, 8, 31))
    assert DateAnswer(WORDS, TODAY).read(Utterance("40го")) == NotUnderstood()


def test_a_day_as_people_write_it_is_no_part_of_a_place() -> None:
    assert without_dates(Utterance("Уральск 24го"), WORDS).text == "Уральск"
    assert without_dates(Utterance("неделю назад Уральск"), WORDS).text == "Уральск"
