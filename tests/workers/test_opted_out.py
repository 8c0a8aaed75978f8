"""Who has told the carrier to stop has stopped the hotline, however it comes to know of it."""

from __future__ import annotations

import logging

import pytest

from hotline.mail.outbox import FIRST_CHECK
from hotline.people import contacts
from hotline.pretend.faults import FaultPlan
from hotline.pretend.profiles import SOMLENG
from hotline.store.keys import CONTACTS, NEWS, contact_key, mail_key
from tests.evening import PERSON, Evening
from tests.mailroom import Mailroom
from tests.workers.letters import became, bodies, profile, write

STOPPED = 21610

BY_SENDING = FaultPlan(codes={STOPPED: 1.0})
BY_CALLBACK = FaultPlan(late_codes={STOPPED: 1.0})
BY_LOOKING = FaultPlan(late_codes={STOPPED: 1.0}, callbacks_lost=1.0)
BY_LOOKING_FOR_THE_TEXT = FaultPlan(late_codes={STOPPED: 1.0}, callbacks_lost=1.0, cut_after_taking=1.0)


@pytest.mark.parametrize("faults", [BY_SENDING, BY_CALLBACK, BY_LOOKING, BY_LOOKING_FOR_THE_TEXT])
async def test_the_next_message_that_nobody_asked_for_is_not_sent(
    evening: Evening, mailroom: Mailroom, faults: FaultPlan
) -> None:
    evening.at("12:00")
    person = await profile(evening)
    await evening.turns.store.apply(contacts.news(person.id, evening.now))
    mailroom.carrier.faults = faults
    first = await write(evening, "reminder")
    await mailroom.move(evening.now + 3 * FIRST_CHECK)
    assert await became(evening, first) == ("failed", str(STOPPED))
    stopped = (await profile(evening)).stopped_at
    assert stopped is not None
    assert stopped <= evening.now
    assert await mailroom.store.read("ZSCORE", NEWS, person.id) is None
    bodies(mailroom)
    mailroom.carrier.faults = FaultPlan()
    second = await write(evening, "reminder", "two")
    await mailroom.work()
    assert await became(evening, second) == ("dropped", "stopped")
    assert bodies(mailroom) == []


async def test_start_opens_the_way_again(evening: Evening, mailroom: Mailroom) -> None:
    evening.at("12:00")
    mailroom.carrier.faults = BY_SENDING
    await write(evening, "reminder")
    await mailroom.work()
    await evening.text("СТАРТ")
    mailroom.carrier.faults = FaultPlan()
    await write(evening, "reminder", "two")
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, two"]


async def test_it_is_no_sign_of_life_and_leaves_the_open_question_open(evening: Evening, mailroom: Mailroom) -> None:
    evening.at("22:59")
    await evening.text("НОЧЛЕГ Уральск")
    person = await profile(evening)
    heard = await mailroom.store.read("ZSCORE", CONTACTS, person.id)
    mailroom.carrier.faults = BY_SENDING
    await write(evening, "reply")
    evening.later(2)  # another hour
    await mailroom.work()
    assert (await profile(evening)).stopped_at is not None
    assert await mailroom.store.read("ZSCORE", CONTACTS, person.id) == heard
    assert "коврик" in await evening.text("3")


async def test_nothing_is_kept_of_who_was_forgotten_meanwhile(evening: Evening, mailroom: Mailroom) -> None:
    mailroom.carrier.faults = BY_LOOKING
    mail = await write(evening, "reply")
    await mailroom.work()
    await evening.text("ЗАБУДЬ")
    await mailroom.move(evening.now + FIRST_CHECK)
    assert await became(evening, mail) == ("failed", str(STOPPED))
    assert await mailroom.store.read("EXISTS", contact_key(evening.turns.seals.pseudonym(PERSON))) == 0


async def test_a_message_that_is_no_longer_kept_tells_of_nobody(
    evening: Evening, mailroom: Mailroom, caplog: pytest.LogCaptureFixture
) -> None:
    mailroom.carrier.faults = BY_CALLBACK
    mail = await write(evening, "reply")
    await mailroom.delivery.drain()
    await mailroom.store.apply([("DEL", mail_key(mail.id))])
    await mailroom.carrier.settled()
    assert (await profile(evening)).stopped_at is None
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_failure_without_a_code_is_asked_for_its_code(evening: Evening, mailroom: Mailroom) -> None:
    """Callbacks of some servers tell none."""
    mailroom.carrier.profile = SOMLENG
    mailroom.carrier.faults = FaultPlan(codes={30008: 1.0})
    mail = await write(evening, "reply")
    await mailroom.work()
    assert await became(evening, mail) == ("sent", "")
    await mailroom.move(evening.now + FIRST_CHECK)
    assert await became(evening, mail) == ("failed", "30008")
