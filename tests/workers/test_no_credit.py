"""A phone without credit takes messages and tells later that they did not go: status says so, until one goes again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from hotline.carriers.base import DeliveryReport, Outgoing
from hotline.mail.message import read_carriers_id
from hotline.mail.outbox import IN_A_ROW
from hotline.pretend.faults import FaultPlan
from hotline.pretend.profiles import TWILIO
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.status.status import read_status
from hotline.status.troubles import troubles
from hotline.store.keys import halt_key, mail_key, waiting_key
from hotline.turn.report import reported
from tests.evening import PERSON, Evening
from tests.mail.post import Post
from tests.mailroom import Mailroom
from tests.phonehouse import PhoneHouse, phone_house
from tests.workers.letters import write

PEOPLE = [f"+7701000000{number}" for number in range(2 * IN_A_ROW)]
NO_CREDIT = "RESULT_ERROR_GENERIC_FAILURE"


@pytest.fixture
async def house(redis_url: str) -> AsyncIterator[PhoneHouse]:
    async with phone_house(redis_url) as house:
        yield house


async def refusals(house: PhoneHouse) -> list[str]:
    status = await read_status(house.turns.store, ["smsgate"])
    return [line.partition(";")[0] for line in troubles(status) if "refused" in line]


async def fails(house: PhoneHouse, people: list[str]) -> int:
    """Has these text to a phone whose SIM sends nothing; how many answers the phone has tried, however often."""
    before = tried(house)
    for number in people:
        assert await house.text("МЕНЮ", number) == []
    return len(tried(house) - before)


def tried(house: PhoneHouse) -> set[str]:
    """The messages that the phone has tried."""
    return {read_carriers_id(id_)[0] for id_ in house.gate.messages}


async def wait_over(house: PhoneHouse) -> None:
    await house.turns.store.apply([("HSET", halt_key("smsgate"), "until", 0)])


async def test_no_credit_is_told_after_three_in_a_row_and_the_first_that_leaves_ends_it(house: PhoneHouse) -> None:
    house.gate.faults = SmsGateFaults(no_credit=1.0)
    assert await fails(house, PEOPLE[: IN_A_ROW - 1]) == IN_A_ROW - 1
    assert await refusals(house) == []
    assert await fails(house, PEOPLE[IN_A_ROW - 1 :]) == 1  # what comes after the third stays here
    line = "smsgate has refused us for 0 min, and nothing is sent by it: no credit, or the network blocks the SIM"
    assert await refusals(house) == [line]
    await wait_over(house)
    before = len(house.gate.messages)
    await house.work()
    assert len(house.gate.messages) == before + 1  # one, to see
    assert await refusals(house) == [line]
    house.gate.faults = SmsGateFaults()
    await wait_over(house)
    for _ in range(2):
        await house.work()
    assert len(house.gate.sent) > 1
    assert await refusals(house) == []


async def test_one_that_leaves_between_is_no_row(house: PhoneHouse) -> None:
    for round_ in range(IN_A_ROW):
        house.gate.faults = SmsGateFaults(no_credit=1.0)
        assert await fails(house, PEOPLE[round_ : round_ + 1]) == 1
        house.gate.faults = SmsGateFaults()
        assert await house.text("МЕНЮ", PEOPLE[-1]) != []
    assert await refusals(house) == []


async def test_a_failure_that_is_told_before_the_sending_is_answered_is_not_undone_by_the_answer(
    house: PhoneHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = house.carrier.send

    async def slow(message: Outgoing) -> str:
        sid = await send(message)
        await house.gate.settled()
        return sid

    monkeypatch.setattr(house.carrier, "send", slow)
    house.gate.faults = SmsGateFaults(no_credit=1.0)
    assert await house.text("МЕНЮ") == []
    [id_] = house.gate.messages
    found = await house.turns.store.read("HMGET", mail_key(id_), "state", "attempt", "sid")
    assert found == [b"queued", b"1", None]
    assert await house.turns.store.read("ZSCORE", waiting_key("smsgate", "replies"), id_)


async def test_a_failure_that_is_told_twice_counts_once(house: PhoneHouse) -> None:
    house.gate.faults = SmsGateFaults(no_credit=1.0, webhooks_doubled=1.0)
    assert await fails(house, PEOPLE[: IN_A_ROW - 1]) == IN_A_ROW - 1
    [first, *_] = house.gate.messages
    for _ in range(IN_A_ROW):
        await reported(house.turns, house.outbox, house.carrier, DeliveryReport(first, first, "failed", NO_CREDIT))
    assert await refusals(house) == []


async def test_a_failure_of_the_one_message_alone_is_no_sign_of_the_sender(house: PhoneHouse) -> None:
    house.gate.faults = SmsGateFaults(undeliverable=1.0)
    for number in PEOPLE:
        await house.text("МЕНЮ", number)
    assert await refusals(house) == []


async def test_what_was_handed_over_before_says_nothing_of_now(post: Post) -> None:
    """The reports of an hour ago come in while nothing leaves any more."""
    mail = await post.put("one")
    await post.claim_one()
    post.now += 60
    for number in range(IN_A_ROW):
        await post.outbox.turned_away("twilio", f"{number}", NO_CREDIT, "report")
    await post.outbox.settle(mail.id, "delivered", sid="SM1", told="report")
    assert await post.store.read("HGET", halt_key("twilio"), "why") == NO_CREDIT.encode()
    late = await post.put("two")
    await post.store.apply([("HSET", halt_key("twilio"), "until", 0)])
    await post.claim_one()
    await post.outbox.settle(late.id, "sent", sid="SM2", told="report")
    assert not await post.store.read("EXISTS", halt_key("twilio"))


async def test_an_attempt_that_was_given_up_tells_nothing_of_now(post: Post) -> None:
    """It arrived after all, though its carrier had said that it cannot be sent; since then it was handed over again."""
    mail = await post.put("one")
    await post.claim_one()
    await post.outbox.settle(mail.id, "sent", sid="SM1")
    assert await post.outbox.again(mail.id, "twilio", 0, NO_CREDIT)
    for number in range(IN_A_ROW):
        await post.outbox.turned_away("twilio", f"{number}", NO_CREDIT, "report")
    post.now += 60
    await post.claim_one()
    assert await post.outbox.settle(mail.id, "delivered", sid="SM1", told="report", attempt=0) == "done"
    assert await post.store.read("HGET", halt_key("twilio"), "why") == NO_CREDIT.encode()


async def test_that_a_message_waits_at_the_carrier_is_no_sign_that_it_leaves(
    evening: Evening, mailroom: Mailroom
) -> None:
    """Twilio tells that it has queued one before it tells that our number is not registered and may not send it."""
    mailroom.carrier.profile = replace(TWILIO, steps=("queued", "delivered"))
    mailroom.carrier.faults = FaultPlan(late_codes={30034: 1.0})
    for number in range(2 * IN_A_ROW):
        await write(evening, "reply", f"{number}", number=PERSON)
        await mailroom.delivery.drain()
        await mailroom.carrier.settled()
    status = await read_status(mailroom.store, ["twilio"])
    assert status.halts["twilio"].why == "30034"
    assert len(list(mailroom.carrier.messages)) == IN_A_ROW
