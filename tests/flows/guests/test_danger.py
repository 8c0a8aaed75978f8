"""Danger to life: read by volunteers at once, before anything else."""

from __future__ import annotations

import pytest

from hotline.people import inbox
from tests.evening import OTHER, THIRD, Evening
from tests.flows.asking import COLLEAGUE, COORDINATOR, VOLUNTEER, asked, got, mail


@pytest.mark.usefixtures("helpers")
async def test_danger_goes_first_and_all_on_duty_read_it_at_once(evening: Evening) -> None:
    await asked(evening)
    for number in (VOLUNTEER, COLLEAGUE):
        await evening.text("ON", number)
    await mail(evening)
    evening.later(1)
    await evening.text("человеку плохо, не дышит! 87011234567", OTHER)
    texts = await mail(evening)
    for number in (VOLUNTEER, COLLEAGUE):
        [alert] = [text for text in got(evening, texts, number) if "life is in danger" in text]
        assert "(ru): человеку плохо, не дышит! ***\nAnswer: REPLY" in alert
    assert got(evening, texts, COORDINATOR) == []
    assert "не дышит" in await evening.text("NEXT", VOLUNTEER)
    number = alert.partition("REPLY ")[2].split()[0]
    # Whoever answers first: the other may have gone away.
    assert "on its way" in await evening.text(f"REPLY {number} Скорая едет", COLLEAGUE)


@pytest.mark.usefixtures("helpers")
async def test_danger_in_what_another_flow_answers_is_read_by_volunteers_as_well(evening: Evening) -> None:
    await evening.text("ON", VOLUNTEER)
    answer = await evening.text("ночлег уральск, мы замерзаем")
    assert "Синема" in answer
    [alert, _] = got(evening, await mail(evening), VOLUNTEER)
    assert "ночлег уральск, мы замерзаем" in alert
    assert "2 мест нет" in answer
    assert "Мечети" in await evening.text("1")  # and the open question is open


@pytest.mark.usefixtures("helpers")
async def test_one_person_in_danger_alerts_once_in_ten_minutes(evening: Evening) -> None:
    for _ in range(3):
        await evening.text("меня избили")
    assert len(got(evening, await mail(evening), COORDINATOR)) == 1
    await evening.text("меня избили, помогите", OTHER)
    assert len(got(evening, await mail(evening), COORDINATOR)) == 1
    evening.later(10)
    await evening.text("меня опять избили")
    assert len(got(evening, await mail(evening), COORDINATOR)) == 1
    assert len(await inbox.waiting(evening.turns.store, evening.turns.seals)) == 5


@pytest.mark.usefixtures("helpers")
async def test_with_nobody_on_duty_the_coordinators_read_of_danger(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР меня избили, я в Уральске")
    texts = await mail(evening)
    assert list(texts) == [evening.turns.seals.pseudonym(COORDINATOR)]
    assert "меня избили" in got(evening, texts, COORDINATOR)[0]


@pytest.mark.usefixtures("helpers")
async def test_what_a_coordinator_in_danger_orders_besides_does_not_silence_the_alert(evening: Evening) -> None:
    """The turn is run once more for what that order reads: the alert of the run before was thrown away."""
    await evening.text("ON", COLLEAGUE)
    told = await evening.text("STATUS CINEMA, меня избили", COORDINATOR)
    assert "112" in told
    assert "CINEMA: " in told
    alerts = [text for text in got(evening, await mail(evening), COLLEAGUE) if "life is in danger" in text]
    assert len(alerts) == 1


@pytest.mark.parametrize("words", ["нас избили", "помогите, нас избили", "нас избили, где взять симку?"])
@pytest.mark.parametrize("opened", ["", "МЕНЮ"])
async def test_beside_the_numbers_to_call_stand_no_menu_and_no_advice(
    evening: Evening, words: str, opened: str
) -> None:
    numbers = await evening.text("нас избили", THIRD)
    if opened:
        assert await evening.text(opened) == await evening.text(opened, OTHER)
    assert await evening.text(words) == numbers
    if opened:  # and it stays open
        assert await evening.text("4") == await evening.text("4", OTHER)


async def test_advice_that_danger_holds_back_leaves_the_open_question_open(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    told = await evening.text("нас избили, где взять симку?")
    assert told == await evening.text("нас избили", OTHER)
    assert "Мечети" in await evening.text("1")


async def test_who_is_asked_something_and_writes_of_danger_is_asked_on(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ")
    told = await evening.text("нас избили в Уральске")
    assert told.startswith(await evening.text("нас избили", OTHER))
    assert "Синема" in told
