"""The keeper of a shelter is told of what others say of it, and asked in the evening when nobody said anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.mail import reminders
from hotline.mail.message import mail_id
from hotline.mail.reminders import Reminder, next_evening
from hotline.store.keys import REMINDERS, keepers_key, mail_text_key, turn_key, waiting_key
from tests.evening import OTHER, PERSON, URALSK, Evening
from workers.reminders import take_due

KEEPER, REPORTER = "+77010000091", "+77010000092"


@pytest.fixture
async def evening(evening: Evening) -> Evening:
    """With a keeper of the cinema, who reads English and has never texted, and a reporter."""
    await evening.volunteer(KEEPER, "Aigul", "reporter", "Уральск", "CINEMA")
    await evening.volunteer(REPORTER, "Daniyar", "reporter", "Уральск")
    return evening


async def mail(evening: Evening) -> list[str]:
    """What is queued after all that is due was taken, oldest first; it is taken out of the queue."""
    turns = evening.turns
    await take_due(turns)
    texts = []
    for id_ in await turns.store.read("ZRANGE", waiting_key("twilio", "notices"), 0, -1):
        key = mail_text_key(id_.decode())
        texts.append(turns.seals.open(await turns.store.read("GET", key), key).decode())
    await turns.store.apply([("DEL", waiting_key("twilio", "notices"))])
    return texts


async def owe_question(evening: Evening) -> None:
    keeper = evening.turns.seals.pseudonym(KEEPER)
    await evening.turns.store.apply(reminders.ask_keeper(keeper, "CINEMA", URALSK, evening.now))


async def test_a_keeper_is_told_at_once_and_may_take_it_back(evening: Evening) -> None:
    await evening.text("FULL CINEMA", REPORTER)
    assert await mail(evening) == [
        "Другой волонтёр написал (23:00). Кинотеатр «Синема Парк»: мест нет.\nUNDO — отменить."
    ]
    assert "Отменили" in await evening.text("UNDO", KEEPER)
    assert "150" in await evening.text("НОЧЛЕГ Уральск")
    assert await mail(evening) == []


async def test_a_run_that_was_killed_between_two_keepers_tells_each_once(evening: Evening) -> None:
    store = evening.turns.store
    await evening.volunteer("+77010000095", "Ерлан", shelter="CINEMA")
    await evening.text("FULL CINEMA", REPORTER)
    [[member, due]] = await store.read("ZRANGE", REMINDERS, 0, -1, "WITHSCORES")
    _, second = [one.decode() for one in await store.read("SMEMBERS", keepers_key("CINEMA"))]
    assert len(await mail(evening)) == 2
    # As after a kill: only the first one's turn is done, and what is owed to both stands there still.
    untold = mail_id(replace(reminders.read(member), contact=second).member(), float(due))
    await store.apply([("DEL", turn_key(f"due-{untold}")), ("ZADD", REMINDERS, due, member)])
    assert len(await mail(evening)) == 1
    assert await store.read("ZCARD", REMINDERS) == 0


async def test_a_keeper_is_told_in_their_language_of_what_the_operator_says_too(evening: Evening) -> None:
    await evening.text("LANG English", KEEPER)
    await evening.report("CLOSED CINEMA")
    await evening.turns.store.apply(reminders.tell_keepers("CINEMA", evening.now))
    assert await mail(evening) == ["Another volunteer wrote at 23:00: Cinema Park: closed.\nUNDO takes it back."]


async def test_several_changes_in_a_row_are_told_once(evening: Evening) -> None:
    await evening.text("FULL CINEMA", REPORTER)
    await evening.text("OPEN CINEMA 12", REPORTER)
    assert len(await mail(evening)) == 1


@pytest.mark.parametrize("after", ["UNDO", "by the keeper"])
async def test_what_no_longer_stands_is_not_told(evening: Evening, after: str) -> None:
    await evening.text("FULL CINEMA", REPORTER)
    evening.later(1)
    await (evening.text("UNDO", REPORTER) if after == "UNDO" else evening.text("OPEN", KEEPER))
    assert await mail(evening) == []


async def test_a_keeper_is_not_told_of_what_they_said_nor_of_other_places(evening: Evening) -> None:
    await evening.text("FULL", KEEPER)
    await evening.text("FULL CAMP, WAIT TEPLOE 10", REPORTER)
    assert await mail(evening) == []


@pytest.mark.parametrize("why", ["clock down", "stopped"])
async def test_an_evening_without_the_question_is_not_the_last_one(evening: Evening, why: str) -> None:
    """The clock was down until midnight, or the keeper had stopped and began again."""
    await owe_question(evening)
    if why == "stopped":
        await evening.text("STOP", KEEPER)
    evening.at("2022-09-26 23:59" if why == "clock down" else "2022-09-26 19:00")
    assert await mail(evening) == []
    if why == "stopped":
        await evening.text("START", KEEPER)
    evening.at("2022-09-27 18:59")
    assert await mail(evening) == []
    evening.at("2022-09-27 19:00")
    assert len(await mail(evening)) == 1


async def test_stop_silences_that_as_well(evening: Evening) -> None:
    await evening.text("STOP", KEEPER)
    await evening.text("FULL CINEMA", REPORTER)
    assert await mail(evening) == []


async def test_who_keeps_it_no_longer_hears_nothing(evening: Evening) -> None:
    await evening.text("FORGET", KEEPER)
    await evening.text("FULL CINEMA", REPORTER)
    assert await mail(evening) == []


async def test_it_waits_until_the_keeper_has_ended_another_talk(evening: Evening) -> None:
    await evening.text("SHELTER", KEEPER)
    await evening.text("FULL CINEMA", REPORTER)
    assert await mail(evening) == []
    evening.later(30)
    assert len(await mail(evening)) == 1


async def test_in_the_evening_a_keeper_is_asked_and_the_number_counts(evening: Evening) -> None:
    await owe_question(evening)
    evening.at("2022-09-26 18:59")
    assert await mail(evening) == []
    evening.at("2022-09-26 19:00")
    assert await mail(evening) == [
        "Кинотеатр «Синема Парк»: открыто сегодня ночью? Сколько мест свободно? "
        "Ответьте числом (0 — мест нет) или ЗАКРЫТО."
    ]
    assert "открыто, свободно 90" in await evening.text("90", KEEPER)
    evening.at("2022-09-26 22:40")
    assert "Свободно 90 мест (проверено 19:00)" in await evening.text("НОЧЛЕГ Уральск")
    assert "Отменили" in await evening.text("UNDO", KEEPER)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("0", "мест нет"),
        ("CLOSED", "закрыто"),
        ("ЗАКРЫТО", "закрыто"),
        ("ЖАБЫҚ", "жабық"),
        ("BEDS 20", "свободно 20"),
        ("мест нет", "мест нет"),
    ],
)
async def test_the_evening_s_question_may_be_answered_in_any_way(evening: Evening, answer: str, told: str) -> None:
    await owe_question(evening)
    evening.at("2022-09-26 19:00")
    await mail(evening)
    assert told in (await evening.text(answer, KEEPER)).splitlines()[0]


async def test_more_beds_than_there_are_is_asked_again(evening: Evening) -> None:
    await owe_question(evening)
    evening.at("2022-09-26 19:00")
    await mail(evening)
    assert "Только число" in await evening.text("4000", KEEPER)


async def test_a_keeper_is_asked_every_evening_but_not_when_somebody_just_said(evening: Evening) -> None:
    await owe_question(evening)
    evening.at("2022-09-26 17:00")
    await evening.text("FULL CINEMA", REPORTER)
    assert len(await mail(evening)) == 1
    evening.at("2022-09-26 19:00")
    assert await mail(evening) == []
    evening.at("2022-09-27 19:00")
    assert len(await mail(evening)) == 1
    evening.at("2022-09-28 19:00")
    assert len(await mail(evening)) == 1


async def test_who_keeps_another_shelter_now_is_not_asked_about_the_old_one(evening: Evening) -> None:
    await owe_question(evening)
    await evening.volunteer(KEEPER, "Aigul", "reporter", "Уральск", "CAMP")
    evening.at("2022-09-26 19:00")
    assert await mail(evening) == []
    assert await evening.turns.store.read("ZCARD", REMINDERS) == 0


async def test_a_stranger_with_the_number_of_a_former_keeper_is_asked_nothing(evening: Evening) -> None:
    await owe_question(evening)
    await evening.text("FORGET", KEEPER)
    await evening.text("MENU", KEEPER)
    evening.at("2022-09-26 19:00")
    assert await mail(evening) == []


def test_the_next_evening_is_never_now(evening: Evening) -> None:
    evening.at("2022-09-26 19:00")
    now = evening.now
    assert next_evening(URALSK, now - 1) == now
    assert next_evening(URALSK, now) == now + 86400


def test_what_is_owed_to_keepers_names_nobody() -> None:
    [(_, _, _, member)] = reminders.tell_keepers("CINEMA", 1.0)
    assert reminders.read(str(member).encode()) == Reminder("", "", "keeper-told", "CINEMA")
    assert PERSON not in str(member)
    assert OTHER not in str(member)


async def test_who_was_removed_since_the_evening_s_question_changes_nothing(evening: Evening) -> None:
    await owe_question(evening)
    evening.at("2022-09-26 19:00")
    assert len(await mail(evening)) == 1
    await evening.turns.store.apply([("DEL", "volunteers")])
    assert "Синема" not in await evening.text("99", KEEPER)
    assert "99" not in await evening.text("НОЧЛЕГ Уральск")
