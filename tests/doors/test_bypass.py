"""The way past the outbox: how much may go it, by whom, and what is not known of it afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hotline.carriers.smsgate import Smsgate
from hotline.doors.bypass import MOST, MOST_EACH, Bypass
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.store.keys import LIMIT_WINDOW
from tests.carriers.smsgate.line import opened
from tests.evening import OTHER, PERSON
from tests.pretend.smsgate.street import Street, standing
from tests.world import World


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with standing("phone") as street:
        yield street


@pytest.fixture
async def carrier(street: Street) -> AsyncIterator[Smsgate]:
    async with opened(street.api) as carrier:
        yield carrier


async def test_a_person_and_all_together_have_few_in_ten_minutes(carrier: Smsgate, street: Street) -> None:
    now = 1_000.0
    bypass = Bypass(lambda: now)
    crowd = [f"+7705{number:07}" for number in range(MOST - MOST_EACH + 1)]
    each = [await bypass.send(carrier, PERSON, f"a{turn}", "тест") for turn in range(MOST_EACH + 1)]
    assert each == [True] * MOST_EACH + [False]
    others = [await bypass.send(carrier, number, f"b{number[1:]}", "тест") for number in crowd]
    assert others == [True] * (MOST - MOST_EACH) + [False]
    assert len(street.gate.messages) == MOST
    now += LIMIT_WINDOW
    assert await bypass.send(carrier, PERSON, "later", "тест")


async def test_one_whose_answer_was_lost_is_not_answered_again(carrier: Smsgate, street: Street) -> None:
    street.gate.faults = SmsGateFaults(cut_after_taking=1.0)
    assert await Bypass().send(carrier, PERSON, "a", "тест")
    await street.gate.settled()
    assert len(street.gate.texts_to(PERSON)) == 1


async def test_one_that_was_refused_is_wanted_again(carrier: Smsgate, street: Street) -> None:
    street.gate.faults = SmsGateFaults(unavailable=1.0)
    assert not await Bypass().send(carrier, OTHER, "a", "тест")
    assert street.gate.texts_to(OTHER) == []


async def test_a_carrier_that_would_take_the_same_message_twice_does_not_send_so(world: World) -> None:
    """The answer may stand in the queue as well."""
    assert not await Bypass().send(world.twilio, PERSON, "a", "тест")
    assert list(world.carrier.messages) == []
