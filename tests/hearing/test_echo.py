"""Our own words that come back: of a reaction, a quote or a forward nothing may follow."""

from __future__ import annotations

import pytest

from hotline.hearing.echo import Echo
from tests.evening import OTHER, PERSON, Evening
from tests.flows.asking import VOLUNTEER

ECHO = Echo(
    [
        *("Есть ли места, не знаем.", "UNDO takes it back if", "коротко", "Открыто до "),
        *("Open until ", "Room for ", "1 more, 2 no beds, 3 details", "1 ещё, 2 мест нет, 3 подробно"),
    ],
    ["liked", "loved", "removed a like", "отметил"],
)


@pytest.mark.parametrize(
    "text",
    ["Liked “Noted: Cinema Park: no beds.”", "Отметил как понравившееся «Кинотеатр, мест 150»", "Loved “ok thanks”",
     '👍 to "1 more, 2 no beds, 3 details"', "❤ to “Cinema Park, 40 beds”", "Removed a like from “Cinema Park: open”"],
)  # fmt: skip
def test_a_reaction_of_a_phone_is_known_by_its_head_and_its_quote(text: str) -> None:
    assert ECHO.is_reaction(text)


@pytest.mark.parametrize(
    "text",
    ['"помогите, умирает человек"', "«мы замерзаем, помогите»", 'FULL "Welcome centre"', 'где "Синема Парк"?',
     "Мы в «Кинотеатр Синема Парк»", "ночлег в гостинице «Пушкин»", "Срочно!! «мужа убивают»", "👍", "",
     "👍 мы в «Синема Парк»", "Отметился в «Синема Парк»"],
)  # fmt: skip
def test_what_a_person_puts_into_quotes_is_no_reaction(text: str) -> None:
    assert not ECHO.is_reaction(text)
    assert ECHO.own_words(text) == text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Мечети Уральска.\nЕсть ли места, не знаем.\n1 ещё", ""),
        ("> есть ли  места, не знаем.", ""),
        ("Есть ли места, не знаем.\n2", "2"),
        ("Есть ли места, не знаем. А в Аксае тогда где ночевать?", "А в Аксае тогда где ночевать?"),
        (
            "Cinema Park trade centre.\nOpen until 11:00.\nRoom for 150 (checked 22:40).\n1 more, 2 no beds, 3 details",
            "",
        ),
        ("Открыто до 11:00.\nЕсть ли места, не знаем.\nа в Аксае тогда где ночевать", "а в Аксае тогда где ночевать"),
        ("> Есть ли места, не знаем.\nпомогите!", "помогите!"),
        ("UNDO takes it back if\nмоя мама упала и не дышит", "моя мама упала и не дышит"),
        ("мама упала и не дышит\nundo takes it back if", "мама упала и не дышит"),
    ],
)
def test_what_somebody_wrote_besides_our_words(text: str, own: str) -> None:
    assert ECHO.own_words(text) == own


def test_what_we_ask_others_may_ask_too() -> None:
    assert Echo(["Какой номер зовут сейчас?"], []).own_words("Какой номер зовут сейчас?") == "Какой номер зовут сейчас?"


async def test_danger_in_quotes_or_beside_our_words_is_heard(evening: Evening) -> None:
    await evening.text("нас избили")
    for text in ('"Помогите, человек не дышит"', "Сейчас никто не дежурит, ответим позже.\nсын не дышит"):
        assert (await evening.text(text, OTHER)) != ""
    assert "112" in await evening.text('Срочно!! "человек не дышит"', "+77010000077")


@pytest.mark.parametrize("text", ["забудьте меня, я хочу умереть", "больше не пишите мне, я вешаюсь"])
async def test_who_may_be_in_danger_is_neither_erased_nor_left_alone_by_a_guess(evening: Evening, text: str) -> None:
    assert "112" in await evening.text(text)


FORWARDS = ["{}", "Fwd:\n{}"]
REACTIONS = ["Liked “{}”", "Loved “{}”", "👍 на «{}»", "Отметил как понравившееся «{}»"]


ASKED = (
    *("НОЧЛЕГ Уральск", "ГРАНИЦА", "ГРАНИЦА ТЁПЛОЕ", "РЕГИСТРАЦИЯ", "МЕНЮ", "КТО ВЫ", "НОВОСТИ", "НОМЕР 150 ТЁПЛОЕ"),
    *("SHELTER Uralsk", "BORDER", "WHO ARE YOU", "БАСПАНА Орал", "ШЕКАРА", "ЕДА", "БЕЗДОМНЫЙ ПРИВЕТ ВСЕМ ТУТ"),
)


@pytest.mark.parametrize("reaction", [*REACTIONS, *FORWARDS])
async def test_a_like_of_an_answer_changes_nothing_and_is_answered_by_silence(evening: Evening, reaction: str) -> None:
    for number, asked in enumerate(ASKED):
        phone = f"+770100008{number:02}"
        answer = await evening.text(asked, phone)
        log = await evening.turns.store.read_changes()
        told = await evening.text(reaction.format(answer), phone)
        assert told == "" or reaction in FORWARDS, asked  # a forward is a question, at worst
        assert await evening.turns.store.read_changes() == log


@pytest.mark.parametrize("reaction", REACTIONS)
async def test_a_volunteer_s_like_of_their_report_undoes_and_reports_nothing(evening: Evening, reaction: str) -> None:
    await evening.volunteer(VOLUNTEER, "Айгуль", "coordinator", "Уральск")
    for order in ("OPEN CINEMA 40", "FULL SPORT", "WAIT TEPLOE 250", "STATUS", "?", "ON"):
        answer = await evening.text(order, VOLUNTEER)
        log = await evening.turns.store.read_changes()
        assert await evening.text(reaction.format(answer), VOLUNTEER) == ""
        assert await evening.turns.store.read_changes() == log


async def test_after_a_like_the_open_question_is_open(evening: Evening) -> None:
    answer = await evening.text("НОЧЛЕГ Уральск")
    assert await evening.text(f"Liked “{answer}”") == ""
    assert "Мечети" in await evening.text("1")
    assert await evening.text("НОЧЛЕГ Уральск", OTHER) != ""
    assert PERSON != OTHER
