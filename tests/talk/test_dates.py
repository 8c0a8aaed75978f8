"""Days as people say, write and press them, and what is none."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.hearing.lexicon import Lexicon
from hotline.hearing.utterance import Utterance
from hotline.talk.catalog import Catalog
from hotline.talk.dates import DateAnswer, DayWords
from hotline.talk.steps import NotUnderstood, Said, Understood

PROMPTS = Path(__file__).parents[2] / "prompts"
WORDS = Lexicon(Catalog(PROMPTS, ["ru", "kk", "en"]).vocabulary, {}, {}, {}).words
TODAY = date(2022, 9, 25)  # a Sunday
FUTURE, IMPOSSIBLE = NotUnderstood(Said("date-future")), NotUnderstood(Said("date-impossible"))


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
    ("20 сент", date(2022, 9, 20)),
    ("въехала 20 сент, надо встать на учёт", date(2022, 9, 20)),
    ("20 авг", date(2022, 8, 20)),
    ("20 тамыз", date(2022, 8, 20)),
    ("20 қырк", date(2022, 9, 20)),
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
    assert DayWords(WORDS).without(Utterance(text)).text == rest


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24го", 24),
        ("24-го", 24),
        ("приехали 24 числа", 24),
        ("24th", 24),
        ("24-ші", 24),
        ("24-інде келдік", 24),
        ("24-е", 24),
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
    assert DayWords(WORDS).without(Utterance("Уральск 24го")).text == "Уральск"
    assert DayWords(WORDS).without(Utterance("неделю назад Уральск")).text == "Уральск"


def test_a_number_alone_names_no_day() -> None:
    """A fever of 40 is no date."""
    days = DayWords(WORDS)
    for text, is_named in (("температура 40", False), ("два дня назад", True), ("24го", True), ("20 сент", True)):
        assert days.are_in(Utterance(text)) == is_named
