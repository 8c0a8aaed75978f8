"""Our own words that come back: of a reaction, a quote or a forward nothing may follow."""

from __future__ import annotations

import pytest

from hotline.hearing.echo import Echo
from tests.evening import OTHER, PERSON, Evening
from tests.flows.asking import VOLUNTEER

ECHO = Echo(["Есть ли места, не знаем.", "UNDO takes it back", "коротко"])


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Liked “Noted: Cinema Park: no beds.”", ""),
        ("Отметил как понравившееся «Кинотеатр, мест 150»", ""),
        ('👍 to "1 more, 2 no beds, 3 details"', ""),
        ("«Кинотеатр «Синема Парк». Открыто до 11:00.»", ""),
        ("Мечети Уральска.\nЕсть ли места, не знаем.\n1 ещё", ""),
        ("> есть ли  места, не знаем.", ""),
        ("Есть ли места, не знаем. а в Аксае тогда где ночевать?", "а в аксае тогда где ночевать?"),
        ("скажите а это что значит «Есть ли места, не знаем.» где тогда спать", None),
        ("ночлег в гостинице «Пушкин»", None),  # no quote: a name
        ('где "Синема Парк"?', None),
        ("коротко", None),
        ("", None),
    ],
)
def test_what_somebody_wrote_besides_our_words(text: str, own: str | None) -> None:
    found = ECHO.own_words(text)
    if text.startswith("скажите"):
        assert found.split() == ["скажите", "а", "это", "что", "значит", "где", "тогда", "спать"]
    else:
        assert found == (text if own is None else own)


FORWARDS = ["{}", "Fwd:\n{}"]
REACTIONS = ["Liked “{}”", "Loved “{}”", "👍 на «{}»", "Отметил как понравившееся «{}»"]


@pytest.mark.parametrize("reaction", [*REACTIONS, *FORWARDS])
@pytest.mark.parametrize(
    "asked",
    ["НОЧЛЕГ Уральск", "ГРАНИЦА", "ГРАНИЦА ТЁПЛОЕ", "РЕГИСТРАЦИЯ", "МЕНЮ", "КТО ВЫ", "НОВОСТИ", "НОМЕР 150 ТЁПЛОЕ",
     "SHELTER Uralsk", "BORDER", "WHO ARE YOU", "БАСПАНА Орал", "ШЕКАРА", "ЕДА", "БЕЗДОМНЫЙ ПРИВЕТ ВСЕМ ТУТ"],
)  # fmt: skip
async def test_a_like_of_an_answer_changes_nothing_and_is_answered_by_silence(
    evening: Evening, asked: str, reaction: str
) -> None:
    answer = await evening.text(asked)
    log = await evening.turns.store.read_changes()
    if len(answer) < 40:
        pytest.skip("too short for a forward to be told from a text")
    told = await evening.text(reaction.format(answer))
    assert told == "" or reaction in FORWARDS  # a forward is a question, at worst
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
