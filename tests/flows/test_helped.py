"""After a volunteer has answered: what the person writes next goes to the same one, for an hour."""

from __future__ import annotations

import pytest

from tests.evening import Evening
from tests.flows.asking import COLLEAGUE, COORDINATOR, VOLUNTEER, asked, got, mail


@pytest.mark.usefixtures("helpers")
async def test_what_follows_an_answer_goes_to_the_same_volunteer_for_an_hour(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text(f"REPLY {number} На вокзале", VOLUNTEER)
    await mail(evening)
    evening.later(59)
    assert await evening.text("у главного входа? 87011234567") == "Передали волонтёру, который вам писал. Другое: МЕНЮ."
    texts = await mail(evening)
    [further] = got(evening, texts, VOLUNTEER)
    assert further.startswith("They wrote again. ")
    assert "(ru): у главного входа? ***\nAnswer: REPLY" in further
    assert "No question" in await evening.text("NEXT", COLLEAGUE)
    number = int(further.partition("REPLY ")[2].split()[0])
    assert "on its way" in await evening.text(f"REPLY {number} Да", VOLUNTEER)
    evening.later(61)
    assert (await evening.text("абракадабра")).startswith("Не поняли. Выберите:")
    assert got(evening, await mail(evening), VOLUNTEER) == []


@pytest.mark.usefixtures("helpers")
async def test_what_follows_and_is_not_answered_is_anybody_s_again(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text(f"REPLY {number} На вокзале", VOLUNTEER)
    await evening.text("у главного входа?")
    evening.later(31)
    assert "у главного входа?" in await evening.text("NEXT", COLLEAGUE)


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("left", ["OFF", "STOP", "FORGET"])
async def test_what_follows_waits_for_anybody_when_the_volunteer_has_left(evening: Evening, left: str) -> None:
    number = await asked(evening)
    await evening.text(f"REPLY {number} На вокзале", VOLUNTEER)
    evening.later(1)
    await evening.text(left, VOLUNTEER)
    assert "Передали волонтёру" in await evening.text("у главного входа?")
    assert got(evening, await mail(evening), VOLUNTEER) == []
    assert "у главного входа?" in await evening.text("NEXT", COLLEAGUE)


@pytest.mark.usefixtures("helpers")
async def test_after_an_answer_keywords_and_open_questions_mean_what_they_mean(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text(f"REPLY {number} На вокзале", VOLUNTEER)
    await mail(evening)
    assert await evening.text("спасибо!") != ""
    assert "Где вы" in await evening.text("НОЧЛЕГ")
    assert "Синема" in await evening.text("Уральск")
    assert "👍" not in await evening.text("👍")
    assert got(evening, await mail(evening), VOLUNTEER) == []


@pytest.mark.usefixtures("helpers")
async def test_danger_after_an_answer_is_not_left_to_one_volunteer(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text(f"REPLY {number} На вокзале", VOLUNTEER)
    await mail(evening)
    assert "112" in await evening.text("меня избили")
    assert "меня избили" in got(evening, await mail(evening), COORDINATOR)[0]
