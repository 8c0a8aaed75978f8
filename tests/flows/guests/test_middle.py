"""The middle of a talk: what is asked about the place that was just named, and what no keyword says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.files import importing
from hotline.people import inbox
from tests.evening import OTHER, Evening
from tests.flows.asking import VOLUNTEER

PASSED = ["Остальное передали. Сейчас никто не дежурит, ответим позже."]


async def waiting(evening: Evening) -> list[str]:
    return [one.text for one in await inbox.waiting(evening.turns.store, evening.turns.seals)]


@pytest.mark.parametrize("ask", ["как добраться", "как туда доехать?", "а какой точный адрес?"])
async def test_the_way_is_told_and_what_is_not_known_is_asked_of_a_volunteer(evening: Evening, ask: str) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    assert (await evening.text(ask)).splitlines() == ["Кинотеатр «Синема Парк», Уральск.", *PASSED]
    assert await waiting(evening) == [f"Кинотеатр «Синема Парк»: {ask}"]
    assert "Мечети" in await evening.text("1")  # and the question stays open


async def test_who_is_on_duty_is_not_told_to_be_absent(evening: Evening) -> None:
    await evening.volunteer(VOLUNTEER, "Айгуль")
    await evening.text("ON", VOLUNTEER)
    await evening.text("НОЧЛЕГ Уральск")
    assert (await evening.text("с собакой пустят?")).splitlines()[-1] == "Остальное передали волонтёру, ответит здесь."


async def test_a_phone_and_hours_that_the_row_has_are_told_and_nobody_is_asked(evening: Evening) -> None:
    rows = {row.code: row for row in importing.read(SAMPLE).shelters or ()}
    cinema = replace(rows["CINEMA"], phone="+77112000000")
    await importing.write(evening.turns.store, replace(importing.read(SAMPLE), shelters=(cinema, rows["MOSQUES"])))
    await evening.text("НОЧЛЕГ Уральск")
    assert await evening.text("а телефон у них есть?") == "Телефон: +77112000000."
    assert "11:00" in await evening.text("до скольки открыто?")
    assert await waiting(evening) == []


async def test_so_many_are_we_changes_the_party(evening: Evening) -> None:
    await evening.report("BEDS CINEMA 4")
    assert "Синема" in (await evening.text("НОЧЛЕГ Уральск")).splitlines()[0]
    assert "Мечети" in (await evening.text("нас 5")).splitlines()[0]


async def test_we_are_in_ends_the_talk_kindly(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    assert (await evening.text("устроились, спасибо")).startswith("Рады")


async def test_what_may_mean_two_things_is_asked_once_and_answered_with_the_same_words(evening: Evening) -> None:
    texts = ["с ребенком пропустят?", "нас двое с вещами тут", "можно к вам", "а дальше куда", "надо в город"]
    for number, text in enumerate(texts):
        asked = await evening.text(text, f"+770100007{number:02}")
        if asked.startswith("Вы о чём?"):
            answer = await evening.text("1", f"+770100007{number:02}")
            assert not answer.startswith(("Вы о чём?", "Не поняли"))
            return
    pytest.fail("no text of these is doubted: choose others")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("соедините с оператором", ""),
        ("позовите волонтёра", ""),
        ("нужен волонтёр, у меня украли карту", "нужен волонтёр, у меня украли карту"),
        ("ВОЛОНТЁР где взять симку", "где взять симку"),
    ],
)
async def test_a_question_to_a_volunteer_is_stored_whole_and_a_call_for_one_is_asked_for_it(
    evening: Evening, text: str, kept: str
) -> None:
    answer = await evening.text(text)
    assert await waiting(evening) == ([kept] if kept else [])
    assert answer.startswith("Передали." if kept else "Напишите вопрос")


async def test_three_words_that_nothing_understood_go_to_a_person_at_once(evening: Evening) -> None:
    await evening.text("привет")
    assert (await evening.text("трах бах вжух тарабах")).splitlines() == [
        "Передали волонтёру, ответит человек. Список слов: МЕНЮ.",
        "Сейчас никто не дежурит, ответим позже.",
    ]
    assert await waiting(evening) == ["трах бах вжух тарабах"]
    assert (await evening.text("абракадабра", OTHER)).startswith("Не поняли. Выберите:")
