"""Danger to life: read by volunteers at once, before anything else."""

from __future__ import annotations

import pytest

from hotline.carriers.segments import segments
from hotline.people import inbox
from hotline.status.status import read_status
from tests.evening import OTHER, Evening
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
async def test_one_person_in_danger_alerts_once_in_ten_minutes_and_with_where_they_are(evening: Evening) -> None:
    await evening.text("меня избили")
    assert len(got(evening, await mail(evening), COORDINATOR)) == 1
    await evening.text("около вокзала в уральске")
    assert "вокзала" in got(evening, await mail(evening), COORDINATOR)[0]
    for _ in range(6):
        await evening.text("меня избили, помогите")
    assert len(got(evening, await mail(evening), COORDINATOR)) == 3  # where they are, and what changes; then no more
    await evening.text("меня избили, помогите", OTHER)
    assert len(got(evening, await mail(evening), COORDINATOR)) == 1
    assert len(await inbox.waiting(evening.turns.store, evening.turns.seals)) == 9


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


TOLD = "Звоните 112 или 102 (полиция).\nГде вы? Напишите, мы передадим."


@pytest.mark.parametrize("words", ["нас избили", "нас избили, где взять симку?"])
@pytest.mark.parametrize("opened", ["", "МЕНЮ", "НОЧЛЕГ Уральск"])
async def test_beside_the_numbers_to_call_stand_no_menu_and_no_advice(
    evening: Evening, words: str, opened: str
) -> None:
    if opened:
        await evening.text(opened)
    told = (await evening.text(words)).splitlines()
    assert told[0].startswith("Звоните 112")
    assert told[1:] == ["Пишите дальше, мы передаём." if "Уральск" in opened else "Где вы? Напишите, мы передадим."]


async def test_who_is_asked_where_they_are_and_writes_of_danger_is_answered_both(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ")
    told = await evening.text("нас избили в Уральске")
    assert told.startswith("Звоните 112")
    assert "Синема" in told


@pytest.mark.usefixtures("helpers")
async def test_what_follows_goes_to_those_who_were_told_and_nothing_is_said_twice(evening: Evening) -> None:
    await evening.text("ON", VOLUNTEER)
    await mail(evening)
    told = await evening.text("нас избили")
    assert "Мы сообщили волонтёрам." in told
    heard = await evening.text("112 не отвечает")
    assert heard == "Передали. Не дозвонились? Звоните 112 снова."
    assert await evening.text("скорее, помогите") == heard  # no second warning
    alerts = got(evening, await mail(evening), VOLUNTEER)
    [first] = [text for text in alerts if "нас избили" in text]
    assert any("112 не отвечает" in text for text in alerts)
    number = first.partition("REPLY ")[2].split()[0]
    await evening.text(f"REPLY {number} Едем. Где вы точно?", VOLUNTEER)
    await mail(evening)
    assert await evening.text("за мостом, синяя машина") == heard
    assert "синяя машина" in got(evening, await mail(evening), VOLUNTEER)[0]
    assert "Синема" in await evening.text("НОЧЛЕГ Уральск")  # a keyword is heard all the same


async def test_that_people_were_told_is_said_only_when_somebody_was(evening: Evening) -> None:
    assert await evening.text("нас избили") == TOLD
    assert (await read_status(evening.turns.store, ["twilio"])).untold == 1


@pytest.mark.usefixtures("helpers")
async def test_who_stopped_us_is_not_told_then_the_coordinators_are(evening: Evening) -> None:
    await evening.text("ON", VOLUNTEER)
    await evening.text("STOP", VOLUNTEER)
    await mail(evening)
    await evening.text("нас избили")
    texts = await mail(evening)
    assert got(evening, texts, VOLUNTEER) == []
    assert len(got(evening, texts, COORDINATOR)) == 1


@pytest.mark.parametrize(
    ("text", "numbers", "others"),
    [
        ("сердце сильно болит, немеет рука", "103", ""),
        ("не хочу больше жить", "103", "150"),
        ("у жены отошли воды, рожаем", "103", ""),
        ("заперли нас в доме и не выпускают, паспорта забрали", "102", ""),
        ("в доме пахнет газом, кружится голова", "101", ""),
        ("брат пропал, третий день не отвечает, ищем его", "102", "Красный Полумесяц"),
    ],
)
async def test_each_kind_of_danger_has_its_numbers_and_whom_the_coordinator_names(
    evening: Evening, text: str, numbers: str, others: str
) -> None:
    told = await evening.text(text)
    assert told.startswith("Звоните 112")
    assert numbers in told.splitlines()[0]
    assert others in told
    assert segments(told) <= 2


@pytest.mark.parametrize("day", ["two days ago", "екі күн бұрын", "позавчера вечером", "неделю назад"])
async def test_a_day_by_itself_is_a_day_and_no_danger(evening: Evening, day: str) -> None:
    await evening.text("РЕГИСТРАЦИЯ Уральск")
    answer = await evening.text(day)
    assert "112" not in answer
    assert "22." in answer or "21." in answer or "17." in answer
    assert "112" in await evening.text(f"сын пропал {day}", OTHER)
