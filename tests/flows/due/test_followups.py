"""What the hotline asks unasked: corners that the transcripts do not turn."""

from __future__ import annotations

from datetime import datetime

import pytest

from hotline.directory.changes import QueueReport, ShelterReport, load
from hotline.mail.reminders import Reminder, owe, read
from hotline.people.contacts import GUEST_SECONDS
from hotline.store.keys import REMINDERS
from tests.evening import PERSON, URALSK, Evening
from tests.mailroom import Mailroom
from tests.workers.letters import bodies, profile


async def owed(evening: Evening) -> list[tuple[str, str, str]]:
    """What is owed: which flow, what about, and when, in Uralsk."""
    rows = await evening.turns.store.read("ZRANGE", REMINDERS, 0, -1, "WITHSCORES")
    found = [(read(member), datetime.fromtimestamp(due, URALSK)) for member, due in rows]
    return [(one.flow, one.about, f"{at:%m-%d %H:%M}") for one, at in found]


async def due_now(evening: Evening, flow: str, about: str = "") -> None:
    """Owe it to the person at once."""
    contact = await profile(evening)
    await evening.turns.store.apply(owe(Reminder(contact.id, contact.life, flow, about), evening.now))


async def reports(evening: Evening) -> list[object]:
    return [load(entry.row) for entry in await evening.turns.store.read_changes() if entry.id]


async def test_the_mornings_before_both_last_days_are_owed_to_who_wants_it(evening: Evening) -> None:
    await evening.text("РЕГИСТРАЦИЯ 25.09 Уральск")
    assert await owed(evening) == []
    await evening.text("1")
    assert await owed(evening) == [
        ("papers-due", "2022-10-24/7", "10-17 10:00"),
        ("papers-due", "2022-10-24/3", "10-21 10:00"),
        ("papers-due", "2022-10-24/1", "10-23 10:00"),
        ("stay-due", "2022-12-23/14", "12-09 10:00"),
        ("stay-due", "2022-12-23/3", "12-20 10:00"),
        ("stay-due", "2022-12-23/1", "12-22 10:00"),
    ]


async def test_who_does_not_want_it_or_calls_without_a_number_is_owed_nothing(evening: Evening) -> None:
    await evening.text("РЕГИСТРАЦИЯ 25.09 Уральск")
    await evening.text("2")
    await evening.text("НОЧЛЕГ Уральск", number="")
    assert await owed(evening) == []


async def test_a_day_of_arrival_that_is_put_right_moves_the_mornings(evening: Evening, mailroom: Mailroom) -> None:
    """Even if the question about reminders is left open: they were wanted. The old days are not told."""
    await evening.text("РЕГИСТРАЦИЯ 20.09 Уральск")
    await evening.text("1")
    await evening.text("РЕГИСТРАЦИЯ 25.09 Уральск")
    await mailroom.move(evening.time("2022-10-25 12:00"))
    said = bodies(mailroom)
    assert len(said) == 3
    assert all("24.10" in text for text in said)


async def test_who_has_registered_and_arrives_anew_is_reminded_anew(evening: Evening, mailroom: Mailroom) -> None:
    await evening.text("РЕГИСТРАЦИЯ 25.09 Уральск")
    await evening.text("1")
    await mailroom.move(evening.time("2022-10-17 10:00"))
    await evening.text("1")
    await evening.text("РЕГИСТРАЦИЯ 16.10 Уральск")
    bodies(mailroom)
    await mailroom.move(evening.time("2022-11-08 10:00"))
    assert [text for text in bodies(mailroom) if "14.11" in text]


@pytest.mark.parametrize("flow", ["found-bed", "near", "papers-due", "stay-due", "keeper-asked"])
async def test_a_reminder_without_its_ground_says_nothing_and_leaves_the_talk(
    evening: Evening,
    mailroom: Mailroom,
    flow: str,
) -> None:
    """Never sent anywhere, no number in line, no day of arrival, no keeper."""
    await evening.text("ГРАНИЦА")
    evening.later(40)
    await due_now(evening, flow, "2022-10-24/7")
    await mailroom.work()
    assert bodies(mailroom) == []
    assert "Илек" in await evening.text("ещё")


@pytest.mark.parametrize("about", ["2022-10-24/7", "2022-10-24/", "2022-10-24", "", "2022-10-23/1", "x/y"])
async def test_a_deadline_that_is_not_the_persons_any_more_is_not_told(
    evening: Evening,
    mailroom: Mailroom,
    about: str,
) -> None:
    """Or one that a later reminder has overtaken: three days before, that of seven days says nothing."""
    await evening.text("РЕГИСТРАЦИЯ 25.09 Уральск")
    await evening.text("1")
    await evening.turns.store.read("DEL", REMINDERS)
    evening.at("2022-10-21 12:00")
    await due_now(evening, "papers-due", about)
    await mailroom.work()
    assert bodies(mailroom) == []


@pytest.mark.parametrize(("hours", "counts"), [(1, True), (4, False)])
async def test_a_full_shelter_is_news_of_tonight_only(
    evening: Evening,
    mailroom: Mailroom,
    hours: float,
    counts: bool,
) -> None:
    """The question may be read after work, the answer would be of another night."""
    await evening.text("НОЧЛЕГ Уральск")
    await mailroom.move(evening.time("2022-09-26 00:00"))
    evening.later(60 * hours)
    before = len(await reports(evening))
    assert (hours * 3600 < GUEST_SECONDS) is counts
    answer = await evening.text("2")
    assert ("Записали" in answer) is counts
    assert [one.status for one in (await reports(evening))[before:] if isinstance(one, ShelterReport)] == (
        ["full"] if counts else []
    )


async def test_where_nothing_else_is_open_that_is_said(evening: Evening, mailroom: Mailroom) -> None:
    for code in ("MOSQUES", "SPORT", "CAMP"):
        await evening.report(f"CLOSED {code}")
    await evening.text("НОЧЛЕГ Уральск")
    await mailroom.move(evening.time("2022-09-26 00:00"))
    assert "Другого открытого рядом не знаем" in await evening.text("2")
    await mailroom.move(evening.time("2022-09-26 03:00"))
    assert len(bodies(mailroom)) == 1


async def test_the_hours_at_the_border_count_as_a_report(evening: Evening, mailroom: Mailroom) -> None:
    await evening.text("ГРАНИЦА")
    await evening.text("МЕНЮ")
    await due_now(evening, "crossed")
    await mailroom.move(evening.time("2022-09-26 09:00"))
    await evening.text("да")
    await evening.text("Тёплое")
    await evening.text("9")
    [report] = [one for one in await reports(evening) if isinstance(one, QueueReport) and one.waited_minutes]
    assert (report.code, report.waited_minutes) == ("TEPLOE", 540)
    assert report.by not in ("operator", PERSON)


async def test_a_number_in_line_that_is_called_next_is_not_told_twice(evening: Evening, mailroom: Mailroom) -> None:
    """The answer to НОМЕР itself has just said so."""
    await evening.report("NOW TEPLOE 150")
    await evening.text("НОМЕР 151 ТЁПЛОЕ")
    assert await owed(evening) == []
    await evening.text("НОМЕР 250 ТЁПЛОЕ")
    assert len(await owed(evening)) == 1
    await evening.text("НОМЕР 120 ТЁПЛОЕ")
    assert await owed(evening) == []


@pytest.mark.parametrize("answer", ["0", "123456", "не знаю", "между 120 и 130"])
async def test_what_is_no_number_of_the_line_is_asked_again_and_not_counted(
    evening: Evening,
    mailroom: Mailroom,
    answer: str,
) -> None:
    await evening.report("NOW TEPLOE 150")
    await evening.text("НОМЕР 165 ТЁПЛОЕ")
    await mailroom.move(evening.now + 2 * 3600)
    before = len(await reports(evening))
    await evening.text(answer)
    assert len(await reports(evening)) == before


async def test_an_unasked_question_that_waits_for_a_talk_is_dropped_when_it_comes_too_late(
    evening: Evening,
    mailroom: Mailroom,
) -> None:
    """A talk that goes on half the night: by then nobody asks about the bed."""
    await evening.text("НОЧЛЕГ Уральск")
    for _ in range(13):
        await mailroom.move(evening.now + 25 * 60)
        await evening.text("РЕГИСТРАЦИЯ")
    await mailroom.move(evening.now + 3600)
    assert bodies(mailroom) == []
    assert await owed(evening) == []


@pytest.mark.parametrize(
    ("words", "codes"),
    [("ПОЛНО", ["MOSQUES"]), ("ПОЛНО мечети", ["MOSQUES"]), ("полно в кино синема", ["CINEMA"]), ("полно лагерь", [])],
)
async def test_a_guest_s_full_is_of_the_shelter_that_they_name_if_they_were_sent_there(
    evening: Evening, words: str, codes: list[str]
) -> None:
    assert "Синема" in await evening.text("НОЧЛЕГ Уральск")
    assert "Мечети" in await evening.text("ещё")
    before = len(await reports(evening))
    assert (await evening.text(words)).splitlines()[1 if codes else 0].startswith("Спортзалы")
    assert [one.code for one in (await reports(evening))[before:] if isinstance(one, ShelterReport)] == codes
