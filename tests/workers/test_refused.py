"""What a worker makes of a message that the carrier does not take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.app import make_carriers
from hotline.mail.outbox import BACKOFF, FIRST_HALT
from hotline.pretend.faults import FaultPlan
from hotline.pretend.profiles import SOMLENG
from hotline.store.keys import waiting_key
from hotline.variables import Variables
from tests.evening import Evening
from tests.mailroom import FAST, Mailroom
from tests.workers.letters import became, bodies, write
from workers.deliver import Delivery


async def test_a_server_that_keeps_messages_for_a_shorter_time_is_asked_for_no_more(
    evening: Evening, mailroom: Mailroom
) -> None:
    """Refused for its validity, an alert would be of no use before its time came within what the server takes."""
    mailroom.carrier.profile = SOMLENG
    await write(evening, "alert")
    await mailroom.delivery.drain()
    assert bodies(mailroom) == ["Привет, one"]


@pytest.mark.parametrize("code", [21211, 21408, 21610, 21614, 30003, 30004, 30005, 30006])
async def test_a_number_that_cannot_be_reached_ends_the_message_with_the_carriers_code(
    evening: Evening, mailroom: Mailroom, code: int
) -> None:
    """Whether the carrier refuses it at once or tells afterwards."""
    mailroom.carrier.faults = FaultPlan(codes={code: 1.0})
    mail = await write(evening, "reply")
    await mailroom.work()
    assert await became(evening, mail) == ("failed", str(code))
    await mailroom.move(evening.now + 24 * 3600)
    assert len(bodies(mailroom)) == (1 if code >= 30000 else 0)


async def test_a_busy_carrier_is_tried_again_ever_later_until_it_takes_the_message(
    evening: Evening, mailroom: Mailroom
) -> None:
    mailroom.carrier.faults = FaultPlan(too_many_requests=1.0)
    mail = await write(evening, "reply")
    pauses = []
    for _ in range(12):
        await mailroom.delivery.drain()
        due = await mailroom.store.read("ZSCORE", waiting_key("twilio", "replies"), mail.id)
        pauses.append(due - evening.now)
        evening.now = due
    for number, pause in enumerate(pauses, 1):
        whole = min(BACKOFF, 2.0**number)
        assert whole / 2 <= pause <= whole
    mailroom.carrier.faults = FaultPlan()
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, one"]
    assert await became(evening, mail) == ("delivered", "")


@pytest.mark.parametrize("fault", ["too_many_requests", "unavailable"])
async def test_a_carrier_that_wishes_to_be_left_alone_for_a_time_is(
    evening: Evening, mailroom: Mailroom, fault: str
) -> None:
    """One message asked in vain, and all wait: the carrier is not asked for each of them."""
    mailroom.carrier.faults = FaultPlan(**{fault: 1.0}, retry_after="120")  # type: ignore[arg-type]
    for name in ("one", "two", "three"):
        await write(evening, "reply", name)
    await mailroom.delivery.drain()
    mailroom.carrier.faults = FaultPlan()
    await mailroom.move(evening.now + 119)
    assert bodies(mailroom) == []
    await mailroom.move(evening.now + 10)
    assert len(bodies(mailroom)) == 3


@pytest.mark.parametrize("code", [21606, 21704, 20404])
async def test_what_is_wrong_with_the_sender_ends_no_message(evening: Evening, mailroom: Mailroom, code: int) -> None:
    """When the account is mended, it leaves."""
    mailroom.carrier.faults = FaultPlan(codes={code: 1.0})
    mail = await write(evening, "reply")
    await mailroom.delivery.drain()
    assert await became(evening, mail) == ("queued", "")
    mailroom.carrier.faults = FaultPlan()
    await mailroom.move(evening.now + FIRST_HALT)
    assert bodies(mailroom) == ["Привет, one"]


async def test_a_carrier_out_of_reach_is_tried_again_without_a_look(evening: Evening, mailroom: Mailroom) -> None:
    """No connection was made, so nothing can have been taken."""
    known = evening.turns.settings
    variables = Variables({**known.variables.environment, "TWILIO_API_BASE": "http://127.0.0.1:9"})
    settings = replace(known, variables=variables, rates={"twilio": FAST})
    carrier = make_carriers(settings)["twilio"]
    mail = await write(evening, "reply")
    await Delivery(evening.turns, carrier, mailroom.outbox).drain()
    await carrier.close()
    assert await became(evening, mail) == ("queued", "")
    await mailroom.move(evening.now + 2)
    assert bodies(mailroom) == ["Привет, one"]
