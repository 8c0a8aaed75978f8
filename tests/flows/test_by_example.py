"""Sentences that start something, and where what they say goes: offers, possible danger, a talk that is open."""

from __future__ import annotations

import pytest

from tests.evening import OTHER, PERSON, THIRD, Evening
from tests.mailroom import Mailroom

KEEPER = "+77010000091"


async def inbox(evening: Evening) -> list[str]:
    """What a volunteer is handed, one after the other."""
    await evening.volunteer(KEEPER, "Айгуль")
    return [await evening.text("NEXT", KEEPER) for _ in range(3)]


async def test_an_offer_is_thanked_and_its_words_reach_a_volunteer(evening: Evening) -> None:
    offered = "могу приютить двоих у нас в доме"
    assert "Спасибо" in await evening.text(offered)
    assert offered in (await inbox(evening))[0]


async def test_an_offer_waits_its_turn_behind_older_questions(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где мне взять справку", OTHER)
    evening.later(5)
    await evening.text("могу приютить двоих у нас в доме")
    handed = await inbox(evening)
    assert "справку" in handed[0]
    assert "приютить" in handed[1]


async def test_what_may_be_danger_is_read_before_what_came_first(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где мне взять справку", OTHER)
    answer = await evening.text("телефон умирает, где тут можно зарядиться")
    assert "112" in answer
    handed = await inbox(evening)
    assert "телефон умирает" in handed[0]
    assert "справку" in handed[1]


async def test_what_may_be_danger_alerts_nobody(evening: Evening, mailroom: Mailroom) -> None:
    await evening.volunteer(KEEPER, "Айгуль")
    await evening.text("ON", KEEPER)
    await evening.text("телефон умирает, где тут можно зарядиться")
    await mailroom.work()
    assert [one.body for one in mailroom.sent() if "телефон" in one.body] == []
    await evening.text("ребёнок посинел и не просыпается", OTHER)
    await mailroom.work()
    assert len([one for one in mailroom.sent() if one.to == KEEPER and "посинел" in one.body]) == 1


async def test_who_has_a_place_is_not_asked_about_it_later(evening: Evening, mailroom: Mailroom) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    await evening.text("НОЧЛЕГ Уральск", OTHER)
    await evening.text("всё, мы устроились в приюте, место дали")
    await mailroom.move(evening.time("2022-09-26 12:00"))
    asked = {one.to for one in mailroom.sent()}
    assert PERSON not in asked
    assert OTHER in asked


async def test_a_refusal_is_no_request_and_ends_nothing_that_was_asked(evening: Evening) -> None:
    assert "Понадобится" in await evening.text("не нужен нам ночлег, справимся сами")
    await evening.text("НОЧЛЕГ", OTHER)
    assert "Синема" in await evening.text("мы в Уральске", OTHER)


@pytest.mark.parametrize(
    "text",
    ["больше не присылайте мне ничего пожалуйста", "please stop sending me messages", "маған хабарлама жібермеңіз"],
)
async def test_stop_as_a_sentence_holds_in_the_middle_of_a_talk(evening: Evening, text: str) -> None:
    await evening.text("НОЧЛЕГ", THIRD)
    answer = await evening.text(text, THIRD)
    assert any(word in answer for word in ("СТАРТ", "START", "БАСТА"))


async def test_forget_as_a_sentence_erases_only_what_is_certain(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    assert "Стёрли всё" in await evening.text("сотрите пожалуйста все мои данные и мой номер")
    assert "Стёрли" not in await evening.text("я забыл где лежит мой паспорт", OTHER)


async def test_who_tells_what_is_kept_and_for_as_long_as_it_is(evening: Evening) -> None:
    days = round(evening.turns.settings.keep_contacts / 86400)
    answer = await evening.text("кто вы такие и кому передадите мой номер")
    assert f"{days} дн." in answer
    assert "ЗАБУДЬ" in answer


@pytest.mark.parametrize("answer", ["2", "2.", "(2)", "№2", '"2"', "2️⃣", "два", "второе", "екінші", "two"])
async def test_a_choice_is_made_by_its_number_however_it_is_written(evening: Evening, answer: str) -> None:
    await evening.text("МЕНЮ")
    told = await evening.text(answer)
    assert any(name in told for name in ("Маштаково", "Mashtakovo"))


@pytest.mark.parametrize("text", ["каз", "қазақша", "english", "на русском"])
async def test_the_name_of_a_language_alone_asks_for_it(evening: Evening, text: str) -> None:
    said = {"каз": "қазақша", "қазақша": "қазақша", "english": "English", "на русском": "по-русски"}[text]
    assert said in await evening.text(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("МАШТАКОВА", "Маштаково / Сырым"),
        ("тёплае сколько", "Тёплое / Шаган"),
        ("143 теплое", "143"),
        ("Аксай", "Синема Парк"),  # a town, though a crossing bears its name too
    ],
)
async def test_the_name_of_a_crossing_asks_how_it_is_there(evening: Evening, text: str, told: str) -> None:
    assert told in await evening.text(text)
