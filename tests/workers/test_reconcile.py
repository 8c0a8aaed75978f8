"""What is learned at the carrier of messages whose end, or whose sending, nobody told."""

from __future__ import annotations

import pytest

from hotline.mail.message import Mail
from hotline.mail.outbox import FIRST_CHECK, LEASE, LOOK_AGAIN, SURE
from hotline.pretend.faults import FaultPlan
from hotline.store.keys import MAIL_SENDING, MAIL_SENT, contact_key, mail_key
from tests.evening import Evening
from tests.mail.post import LIMITS
from tests.mailroom import Mailroom
from tests.workers.letters import became, bodies, write
from workers.reconcile import LATE


async def _sent(mailroom: Mailroom, mail: Mail, sid: str) -> None:
    """As a worker leaves it whose message was taken, before any callback."""
    await mailroom.outbox.claim(LIMITS, 1)
    await mailroom.outbox.settle(mail.id, "sent", sid=sid)


@pytest.mark.parametrize(("faults", "end"), [({}, ("delivered", "")), ({"codes": {30003: 1.0}}, ("failed", "30003"))])
async def test_an_end_whose_callbacks_are_lost_is_asked_for(
    evening: Evening, mailroom: Mailroom, faults: dict[str, dict[int, float]], end: tuple[str, str]
) -> None:
    mailroom.carrier.faults = FaultPlan(callbacks_lost=1.0, **faults)  # type: ignore[arg-type]
    mail = await write(evening, "reply")
    await mailroom.work()
    assert await became(evening, mail) == ("sent", "")
    await mailroom.move(evening.now + FIRST_CHECK)
    assert await became(evening, mail) == end


async def test_what_the_carrier_does_not_know_by_its_id_ends_as_unknown(evening: Evening, mailroom: Mailroom) -> None:
    """It was taken once, so it is not sent again."""
    mail = await write(evening, "reply")
    await _sent(mailroom, mail, "SM" + "0" * 32)
    await mailroom.move(evening.now + FIRST_CHECK)
    assert await became(evening, mail) == ("unknown", "unheard of")
    assert bodies(mailroom) == []


async def test_what_was_claimed_and_never_taken_goes_back_when_that_is_sure(
    evening: Evening, mailroom: Mailroom
) -> None:
    """A worker that died before it sent: the carrier's list lags behind, so one look is not enough."""
    mail = await write(evening, "reply")
    await mailroom.outbox.claim(LIMITS, 1)
    await mailroom.move(evening.now + LEASE)
    assert SURE > LEASE
    assert await became(evening, mail) == ("sending", "")
    await mailroom.move(evening.now + 120)
    assert await became(evening, mail) == ("delivered", "")
    assert bodies(mailroom) == ["Привет, one"]


@pytest.mark.parametrize("why", ["forgotten", "seal"])
async def test_what_is_in_doubt_and_cannot_be_looked_up_ends_as_unknown(
    evening: Evening, mailroom: Mailroom, why: str
) -> None:
    mail = await write(evening, "reply")
    await mailroom.outbox.claim(LIMITS, 1)
    if why == "forgotten":
        await evening.text("ЗАБУДЬ")
    else:
        broken = evening.turns.seals.seal(b"something else", "something else")
        await mailroom.store.apply([("SET", contact_key(mail.contact), broken)])
    await mailroom.move(evening.now + 120)
    assert await became(evening, mail) == ("unknown", why)
    assert bodies(mailroom) == []


async def test_what_was_taken_a_moment_ago_may_not_be_listed_yet(evening: Evening, mailroom: Mailroom) -> None:
    mail = await write(evening, "reply")
    await _sent(mailroom, mail, "SM" + "0" * 32)
    for age, end in ((SURE - 1, ("sent", "")), (SURE, ("unknown", "unheard of"))):
        await mailroom.store.apply([("ZADD", MAIL_SENT, mail.at + age, mail.id)])
        evening.now = mail.at + age
        await mailroom.reconciliation.run()
        assert await became(evening, mail) == end


@pytest.mark.parametrize("waits", [MAIL_SENDING, MAIL_SENT])
async def test_a_carrier_that_cannot_be_asked_is_asked_again(evening: Evening, mailroom: Mailroom, waits: str) -> None:
    """And nothing is sent meanwhile: another account than the carrier's is turned away."""
    mail = await write(evening, "reply")
    if waits == MAIL_SENT:
        await _sent(mailroom, mail, "SM" + "0" * 32)
    else:
        await mailroom.outbox.claim(LIMITS, 1)
    evening.now += 60
    token, mailroom.carrier.auth_token = mailroom.carrier.auth_token, "another"
    assert await mailroom.reconciliation.run() == 1
    assert await mailroom.store.read("ZSCORE", waits, mail.id) > evening.now
    mailroom.carrier.auth_token = token
    await mailroom.move(evening.now + 120)
    assert await became(evening, mail) == (("unknown", "unheard of") if waits == MAIL_SENT else ("delivered", ""))


@pytest.mark.parametrize("waits", [MAIL_SENDING, MAIL_SENT])
async def test_a_carrier_that_cannot_be_asked_is_not_asked_for_ever(
    evening: Evening, mailroom: Mailroom, waits: str
) -> None:
    mail = await write(evening, "reply")
    if waits == MAIL_SENT:
        await _sent(mailroom, mail, "SM" + "0" * 32)
    else:
        await mailroom.outbox.claim(LIMITS, 1)
    mailroom.carrier.auth_token = "another"
    evening.now += mailroom.twilio.limits.longest_validity + LATE
    await mailroom.reconciliation.run()
    assert (await became(evening, mail))[0] == ("sent" if waits == MAIL_SENT else "sending")
    evening.now += LOOK_AGAIN
    await mailroom.reconciliation.run()
    assert await became(evening, mail) == ("unknown", "unheard of")
    assert bodies(mailroom) == []


async def test_what_the_carrier_cannot_tell_from_another_text_is_never_sent_twice(
    evening: Evening, mailroom: Mailroom
) -> None:
    """It ends as unknown when whatever was taken has had its end."""
    mailroom.carrier.faults = FaultPlan(redacted=1.0, cut_after_taking=1.0, callbacks_lost=1.0)
    mail = await write(evening, "reply")
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, one"]
    await mailroom.move(evening.now + 120)
    assert await became(evening, mail) == ("sending", "")
    evening.now += mailroom.twilio.limits.longest_validity + LATE
    await mailroom.work()
    assert await became(evening, mail) == ("unknown", "unheard of")
    assert bodies(mailroom) == []


async def test_a_job_whose_time_is_up_leaves_the_rest_to_the_next(evening: Evening, mailroom: Mailroom) -> None:
    """A carrier that takes its time to tell must not hold up the mail that waits behind the job."""
    mails = [await write(evening, "reply", str(number)) for number in range(100)]
    for mail in mails:
        await _sent(mailroom, mail, "SM" + "0" * 32)
    evening.now += FIRST_CHECK
    await mailroom.reconciliation.run(0.01)
    left = [mail for mail in mails if await became(evening, mail) == ("sent", "")]
    assert len(left) >= 40
    evening.now += LOOK_AGAIN
    await mailroom.reconciliation.run()
    assert {await became(evening, mail) for mail in left} == {("unknown", "unheard of")}


async def test_a_message_still_on_its_way_an_hour_after_the_carriers_longest_wait_is_given_up(
    evening: Evening, mailroom: Mailroom
) -> None:
    mailroom.carrier.faults = FaultPlan(callbacks_lost=1.0)
    mail = await write(evening, "reply")
    await mailroom.delivery.drain()
    await mailroom.carrier.settled()
    [message] = mailroom.sent()
    message.status = "sent"  # the phone is off
    await mailroom.move(evening.now + mailroom.twilio.limits.longest_validity)
    assert await became(evening, mail) == ("sent", "")
    await mailroom.move(evening.now + 2 * 3600)
    assert await became(evening, mail) == ("unknown", "unheard of")
    assert await mailroom.store.read("TTL", mail_key(mail.id)) > 0
