"""DROP takes back what waits at a carrier: on a phone that has no network, a hundred texts may."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hotline.broadcasts.audience import Audience
from hotline.broadcasts.broadcast import Broadcasts, confirm, draft, drop
from hotline.broadcasts.reach import Reach
from hotline.people.contacts import Contact
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.messages import Flavour
from hotline.store.keys import NEWS, mail_key
from tests.people.known import known
from tests.phonehouse import PhoneHouse, phone_house
from workers.broadcasts import list_confirmed, take_back

PEOPLE = [f"+7701000000{number}" for number in range(5)]
NUMBER = 7


@pytest.fixture(params=["phone", "server"])
async def house(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[PhoneHouse]:
    flavour: Flavour = request.param
    async with phone_house(redis_url, flavour) as house:
        yield house


async def dropped(house: PhoneHouse) -> tuple[Broadcasts, int]:
    """A broadcast that was handed to the phone, and dropped then; how many it has sent by then."""
    turns, store = house.turns, house.turns.store
    now = store.now()
    for number in PEOPLE:
        contact = Contact(turns.seals.pseudonym(number), language="ru", life="1", news_at=now)
        await store.apply([known(turns.seals, contact, number), ("ZADD", NEWS, now, contact.id)])
    broadcasts = Broadcasts(store, turns.seals)
    await store.apply(draft(turns.seals, NUMBER, "", Audience(alert=True), {"ru": "Граница закрыта"}, now))
    await store.apply(confirm(NUMBER, ["ru"], now))
    await list_confirmed(broadcasts, Reach(store, turns.seals, turns.knowledge.snapshot, "ru"), house.settings)
    await house.work()
    found = await broadcasts.get(NUMBER)
    assert found is not None
    assert found.taken == len(PEOPLE)
    await store.apply(drop(found, now))
    return broadcasts, len(house.gate.sent)


async def test_what_waits_on_the_phone_is_taken_back(house: PhoneHouse) -> None:
    house.gate.faults = SmsGateFaults(stuck=1.0)
    broadcasts, sent = await dropped(house)
    assert sent == 0
    assert await take_back(broadcasts, {"smsgate": house.carrier}, house.outbox) == len(PEOPLE)
    await house.work()
    assert house.gate.counts()["states"] == {"Cancelled": len(PEOPLE)}
    found = await broadcasts.get(NUMBER)
    assert found is not None
    assert found.fates["dropped"] == len(PEOPLE)
    assert await take_back(broadcasts, {"smsgate": house.carrier}, house.outbox) == 0


async def test_what_has_left_stays_what_it_is_and_is_asked_for_once(house: PhoneHouse) -> None:
    house.gate.faults = SmsGateFaults(delivery_seconds=3600)
    broadcasts, sent = await dropped(house)
    assert sent == len(PEOPLE)
    assert await take_back(broadcasts, {"smsgate": house.carrier}, house.outbox) == 0
    for place in range(1, len(PEOPLE) + 1):
        key = mail_key(f"b{NUMBER}-smsgate-{place}")
        assert await house.turns.store.read("HMGET", key, "state", "recalled") == [b"sent", b"1"]
