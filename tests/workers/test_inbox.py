"""A backlog in the volunteers' inbox: the coordinators are told, once an hour."""

from __future__ import annotations

import pytest

from hotline.store.keys import INBOX, mail_text_key, waiting_key
from tests.evening import PERSON, Evening
from workers import clock, jobs
from workers.inbox import alert_backlog

COORDINATOR, REPORTER = "+77010000093", "+77010000091"


@pytest.fixture
async def evening(evening: Evening) -> Evening:
    """With a coordinator and a reporter."""
    await evening.volunteer(COORDINATOR, "Marat", "coordinator")
    await evening.text("LANG English", COORDINATOR)
    await evening.volunteer(REPORTER, "Aigul")
    return evening


async def alerts(evening: Evening) -> list[str]:
    """What is queued after the job ran; it is taken out of the queue."""
    turns = evening.turns
    await alert_backlog(turns.store, turns.seals, turns.knowledge.catalog, turns.settings.routes)
    texts = []
    for id_ in await turns.store.read("ZRANGE", waiting_key("twilio", "notices"), 0, -1):
        key = mail_text_key(id_.decode())
        texts.append(turns.seals.open(await turns.store.read("GET", key), key).decode())
    await turns.store.apply([("DEL", waiting_key("twilio", "notices"))])
    return texts


async def ask(evening: Evening, people: int) -> None:
    for person in range(people):
        await evening.text("VOLUNTEER where is the bus?", f"+7702000{person:04}")


async def test_ten_questions_are_no_backlog_and_eleven_are(evening: Evening) -> None:
    await ask(evening, 10)
    assert await alerts(evening) == []
    await evening.text("VOLUNTEER where is the bus?", PERSON)
    assert await alerts(evening) == [
        "Questions wait too long: 11 in all, 0 for more than half an hour. Please get more volunteers on duty: ON, "
        "then NEXT."
    ]


async def test_one_that_waits_for_half_an_hour_is_a_backlog(evening: Evening) -> None:
    await ask(evening, 1)
    evening.later(29)
    assert await alerts(evening) == []
    evening.later(1)
    assert len(await alerts(evening)) == 1


async def test_one_of_danger_that_nobody_has_is_a_backlog_at_once(evening: Evening) -> None:
    await evening.text("VOLUNTEER my friend is dying", PERSON)
    assert len(await alerts(evening)) == 1


async def test_the_coordinators_are_told_once_an_hour_as_long_as_it_lasts(evening: Evening) -> None:
    await ask(evening, 11)
    assert len(await alerts(evening)) == 1
    evening.later(59)
    assert await alerts(evening) == []
    evening.later(1)
    assert len(await alerts(evening)) == 1
    await evening.turns.store.apply([("DEL", INBOX)])
    evening.later(60)
    assert await alerts(evening) == []


async def test_a_job_that_died_over_it_tells_nobody_twice(evening: Evening) -> None:
    """It had queued the text and not yet noted that it did."""
    await ask(evening, 11)
    turns = evening.turns
    assert len(await alerts(evening)) == 1
    await turns.store.apply([("DEL", "inbox:alerted")])
    assert await alerts(evening) == []


async def test_what_a_volunteer_has_does_not_wait(evening: Evening) -> None:
    await ask(evening, 11)
    evening.later(5)
    await evening.text("NEXT", REPORTER)
    assert await alerts(evening) == []
    evening.later(30)  # they went away
    assert len(await alerts(evening)) == 1


def test_the_clock_looks_at_the_inbox() -> None:
    assert any(entry.job is jobs.look_at_inbox and entry.seconds == 60 for entry in clock.table(["twilio"]))
