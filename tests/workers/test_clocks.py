"""No two clocks agree: what is looked up at the carrier is looked up by the carrier's own time."""

from __future__ import annotations

import pytest

from hotline.mail.message import letter, mail_id, put
from hotline.pretend.faults import FaultPlan
from hotline.store.keys import CLOCK
from tests.evening import Evening
from tests.mail.post import ROUTES
from tests.mailroom import Mailroom
from tests.workers.letters import became, bodies, profile, write


@pytest.mark.parametrize("behind", [-50.0, 50.0])
async def test_a_carrier_whose_clock_is_a_little_off_is_found_to_have_the_message(
    evening: Evening, mailroom: Mailroom, behind: float
) -> None:
    mailroom.behind = behind
    mailroom.carrier.faults = FaultPlan(cut_after_taking=1.0, callbacks_lost=1.0)
    mail = await write(evening, "reply")
    await mailroom.move(evening.now + 3600)
    assert bodies(mailroom) == ["Привет, one"]
    assert await became(evening, mail) == ("delivered", "")


@pytest.mark.parametrize("hours", [-5, 5])
async def test_a_hotline_that_was_set_to_another_time_asks_the_carrier_by_the_carriers(
    evening: Evening, mailroom: Mailroom, hours: int
) -> None:
    """On a laptop it is the evening of the sample data; of the carrier it is now."""
    mailroom.carrier.faults = FaultPlan(cut_after_taking=1.0, callbacks_lost=1.0)
    for store in (evening.turns.store, mailroom.store):
        await store.apply([("SET", CLOCK, hours * 3600)])
        await store.start_clock(None)
    contact = await profile(evening)
    mail = letter(mail_id("one"), contact, ROUTES, "reply", "Привет", mailroom.store.now())
    await mailroom.store.apply(put(evening.turns.seals, mail, "Привет"))
    await mailroom.work()
    evening.later(1)
    await mailroom.work()
    assert bodies(mailroom) == ["Привет"]
    assert await became(evening, mail) == ("delivered", "")
