"""Twilio and a phone together: each serves its numbers, and a broadcast goes over both at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hotline.app import make_carriers
from hotline.broadcasts.audience import Audience
from hotline.broadcasts.broadcast import BATCH, Broadcasts, confirm, draft, drop
from hotline.broadcasts.reach import Reach
from hotline.carriers.base import Carrier, CarrierState, DeliveryReport
from hotline.commands.stand_ins import NUMBER
from hotline.mail.message import letter, mail_id, put
from hotline.people import contacts
from hotline.people.contacts import Contact
from hotline.pretend.api import create_app
from hotline.pretend.carrier import PretendCarrier, replies
from hotline.pretend.faults import FaultPlan
from hotline.routes import routes
from hotline.store.keys import NEWS, broadcast_mail_id, mail_key
from hotline.turn.report import reported
from tests.acceptance.house import TOKEN
from tests.evening import environment
from tests.people.known import known
from tests.phonehouse import PhoneHouse, phone_house
from tests.serving import served
from workers.broadcasts import list_confirmed, take_back
from workers.deliver import Delivery

KAZAKH, RUSSIAN = "+77011234567", "+79161234567"


class Both:
    """The house with a phone, and Twilio before the same doors."""

    def __init__(self, house: PhoneHouse, carrier: PretendCarrier, twilio: Carrier) -> None:
        self.house, self.carrier, self.twilio = house, carrier, twilio

    async def work(self) -> None:
        """What a worker does for both."""
        await Delivery(self.house.turns, self.twilio, self.house.outbox).drain(1)
        await self.house.work()

    def by_twilio(self) -> list[str]:
        """Whom Twilio has taken messages to."""
        return [message.to for message in self.carrier.messages if message.direction == "outbound-api"]

    def by_phone(self) -> list[str]:
        """Whom the phone has sent to."""
        return [sms.to for sms in self.house.gate.sent]

    async def broadcast(self, numbers: list[str], number: int = 7) -> Broadcasts:
        """One to these people, listed, not yet fed."""
        turns, store, now = self.house.turns, self.house.turns.store, self.house.turns.store.now()
        for one in numbers:
            contact = Contact(turns.seals.pseudonym(one), language="ru", life="1", news_at=now, number=one)
            await store.apply([known(turns.seals, contact, one), ("ZADD", NEWS, now, contact.id)])
        broadcasts = Broadcasts(store, turns.seals)
        await store.apply(draft(turns.seals, number, "", Audience(alert=True), {"ru": "Граница закрыта"}, now))
        await store.apply(confirm(number, ["ru"], now))
        await list_confirmed(broadcasts, Reach(store, turns.seals, turns.knowledge.snapshot, "ru"), self.house.settings)
        return broadcasts


@pytest.fixture
async def both(redis_url: str) -> AsyncIterator[Both]:
    account = environment("")["TWILIO_ACCOUNT_SID"]
    carrier = PretendCarrier(
        account_sid=account, auth_token=TOKEN, number=NUMBER, base_url="", now=lambda: datetime.now(UTC)
    )
    async with served(lambda _: create_app(carrier)) as api:
        settings = {
            "HOTLINE_CARRIERS": "smsgate:+77,twilio",
            "TWILIO_ACCOUNT_SID": account,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_BASE": api,
            "HOTLINE_SEND_RATE": "100000",
        }
        async with phone_house(redis_url, "phone", **settings) as house:
            carrier.public_url = carrier.base_url = house.url
            twilio = make_carriers(house.settings)["twilio"]
            yield Both(house, carrier, twilio)
            await twilio.close()


async def test_each_is_answered_the_way_they_came_and_written_to_by_their_number(both: Both) -> None:
    assert len(await both.house.text("МЕНЮ", KAZAKH)) == 1
    assert "".join(replies(await both.carrier.text(RUSSIAN, "МЕНЮ")))
    assert both.by_twilio() == []  # it answered in its response
    broadcasts = await both.broadcast([KAZAKH, RUSSIAN])
    found = await broadcasts.get(7)
    assert found is not None
    assert found.ways == {"smsgate": 1, "twilio": 1}
    await both.work()
    assert both.by_twilio() == [RUSSIAN]
    assert both.by_phone() == [KAZAKH, KAZAKH]


async def test_who_texts_the_other_number_is_answered_by_that_one_from_then_on(both: Both) -> None:
    assert "".join(replies(await both.carrier.text(KAZAKH, "МЕНЮ")))
    await both.house.text("МЕНЮ", RUSSIAN)
    assert both.by_phone() == [RUSSIAN]
    turns = both.house.turns
    for number in (KAZAKH, RUSSIAN):
        contact = await contacts.profile(turns.store, turns.seals, turns.seals.pseudonym(number))
        mail = letter(mail_id(number), contact, turns.settings.routes, "reply", "Привет", turns.store.now())
        await turns.store.apply(put(turns.seals, mail, "Привет"))
    await both.work()
    assert (both.by_twilio(), both.by_phone()[1:]) == ([KAZAKH], [RUSSIAN])


async def test_a_dropped_broadcast_stops_at_both_within_a_batch(both: Both) -> None:
    kazakh = [f"+7701{number:07}" for number in range(2 * BATCH)]
    russian = [f"+7916{number:07}" for number in range(2 * BATCH)]
    broadcasts = await both.broadcast([*kazakh, *russian])
    for name in ("smsgate", "twilio"):
        assert await broadcasts.feed(name) == BATCH
        assert await broadcasts.feed(name) == 0
    found = await broadcasts.get(7)
    assert found is not None
    assert found.queued == 2 * BATCH
    await both.house.turns.store.apply(drop(found, both.house.turns.store.now()))
    await both.work()
    assert (both.by_twilio(), both.by_phone()) == ([], [])
    assert await take_back(broadcasts, {"smsgate": both.house.carrier, "twilio": both.twilio}, both.house.outbox) == 0


async def test_a_slow_phone_holds_up_nobody_at_twilio(both: Both) -> None:
    """Of a broadcast over both, each part goes on at its own pace."""
    kazakh = [f"+7701{number:07}" for number in range(BATCH + 20)]
    russian = [f"+7916{number:07}" for number in range(BATCH + 20)]
    broadcasts = await both.broadcast([*kazakh, *russian])
    for _ in range(3):
        await broadcasts.feed("smsgate")
        await Delivery(both.house.turns, both.twilio, both.house.outbox).drain(2)
    assert sorted(both.by_twilio()) == russian
    assert both.by_phone() == []


@pytest.mark.parametrize("state", ["delivered", "failed", "withdrawn"])
async def test_a_phone_tells_nothing_of_what_twilio_is_to_send(both: Both, state: CarrierState) -> None:
    """Ids of broadcasts can be guessed, and the phone with its key be stolen."""
    broadcasts = await both.broadcast([RUSSIAN])
    await broadcasts.feed("twilio")
    id_ = broadcast_mail_id(7, "twilio", 1)
    told = DeliveryReport(id_, id_, state, "RESULT_ERROR_GENERIC_FAILURE" if state == "failed" else "")
    await reported(both.house.turns, both.house.outbox, both.house.carrier, told)
    await both.work()
    assert both.by_twilio() == [RUSSIAN]


async def test_a_phone_makes_nothing_go_again_that_twilio_has_sent(both: Both) -> None:
    broadcasts = await both.broadcast([RUSSIAN])
    await broadcasts.feed("twilio")
    both.carrier.faults = FaultPlan(callbacks_lost=1.0)
    await both.work()
    id_ = broadcast_mail_id(7, "twilio", 1)
    told = DeliveryReport(id_, id_, "failed", "RESULT_ERROR_GENERIC_FAILURE")
    await reported(both.house.turns, both.house.outbox, both.house.carrier, told)
    assert await both.house.turns.store.read("HGET", mail_key(id_), "state") == b"sent"


async def test_a_broadcast_goes_on_when_the_settings_name_its_carrier_no_more(both: Both) -> None:
    """Those who were listed for the phone get it by Twilio, and it ends."""
    people = [f"+7701{number:07}" for number in range(BATCH + 20)]
    broadcasts = await both.broadcast([*people, RUSSIAN])
    turns, outbox = both.house.turns, both.house.outbox
    await outbox.strays(both.house.settings.carriers)
    turns.settings = replace(turns.settings, routes=routes("twilio"))
    delivery = Delivery(turns, both.twilio, outbox, await outbox.strays(["twilio"]))
    await delivery.drain(2)
    assert sorted(both.by_twilio()) == [*people, RUSSIAN]
    assert both.by_phone() == []
    found = await broadcasts.get(7)
    assert found is not None
    assert found.state == "sent"


async def test_what_waits_for_another_carrier_than_it_was_listed_for_holds_up_the_report(both: Both) -> None:
    house = both.house
    await house.outbox.strays(house.settings.carriers)
    as_set, house.settings = house.settings, replace(house.settings, routes=routes("twilio"))
    broadcasts = await both.broadcast([KAZAKH])
    house.settings = as_set
    await Delivery(house.turns, both.twilio, house.outbox).drain(1)
    found = await broadcasts.get(7)
    assert found is not None
    assert (found.state, list(found.ways)) == ("sent", ["twilio"])
    assert await broadcasts.held_up(found)
    await both.work()
    assert (both.by_twilio(), both.by_phone()) == ([], [KAZAKH])
    assert not await broadcasts.held_up(found)
