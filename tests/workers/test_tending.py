"""A phone that was silent for long and is heard again is asked, once, for the texts that it never told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from hotline.carriers.smsgate import Smsgate
from hotline.status import life
from hotline.status.life import OtherEnd
from hotline.status.status import read_status
from hotline.store.keys import CLOCK
from hotline.store.store import Store, connect
from tests.carriers.smsgate.line import opened
from tests.pretend.smsgate.street import Street, standing
from tests.world import PERSON
from workers import clock, jobs
from workers.tending import tend

AHEAD = 86_400.0  # seconds from the machine's clock to the hotline's


@dataclass
class Watch:
    """A phone, the carrier that uses it, and a store on the same machine."""

    street: Street
    carrier: Smsgate
    store: Store

    async def tend(self) -> int:
        return await tend(self.store, [self.carrier])

    async def told(self) -> OtherEnd | None:
        return (await read_status(self.store, ["smsgate"])).other_ends.get("smsgate")

    async def heard(self) -> None:
        """A ping comes in."""
        await life.record(self.store, self.carrier.limits, self.store.now())

    def texts(self) -> int:
        return self.street.told()["sms:received"]


@pytest.fixture(params=["phone", "server"])
async def watch(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[Watch]:
    async with standing(request.param) as street:

        def now() -> float:
            return street.time.timestamp()

        store = Store(connect(redis_url), clock=now)
        await store.apply([("SET", CLOCK, AHEAD)])
        await store.start_clock(None)
        async with opened(street.api, clock=now) as carrier:
            yield Watch(street, carrier, store)
        await store.close()


async def test_a_phone_that_answers_is_heard_of_though_no_webhook_comes(watch: Watch) -> None:
    await watch.street.settled_with()
    assert await watch.tend() == 0
    told = await watch.told()
    assert told is not None
    assert told.age == 0


async def test_a_phone_that_was_never_heard_of_is_known_as_such(watch: Watch) -> None:
    async with opened("http://127.0.0.1:9") as away:
        assert await tend(watch.store, [away]) == 0
    told = await watch.told()
    assert told is not None
    assert told.age is None


async def test_what_came_in_hours_of_silence_is_asked_for_once(watch: Watch) -> None:
    street = watch.street
    await watch.heard()
    await street.settled_with(silent=1, silence="lost")
    for _ in range(3):
        await street.later(hours=1)
        street.gate.text(PERSON, "НОЧЛЕГ")
        assert await watch.tend() == 0
    await street.settled_with()
    assert watch.texts() == 0
    await watch.heard()
    assert await watch.tend() == 1
    await street.gate.settled()
    assert watch.texts() == 3
    await street.later(minutes=1)
    await watch.heard()
    assert await watch.tend() == 0
    await street.gate.settled()
    assert watch.texts() == 3


async def test_what_the_phone_got_just_before_it_fell_silent_is_asked_for_too(watch: Watch) -> None:
    street = watch.street
    await street.settled_with(silent=1, silence="lost")
    street.gate.text(PERSON, "НОЧЛЕГ")
    await street.later(minutes=9)
    await watch.heard()
    await street.later(minutes=6)
    await street.settled_with()
    await watch.heard()
    assert await watch.tend() == 1
    await street.gate.settled()
    assert watch.texts() == 1


async def test_a_short_silence_is_none(watch: Watch) -> None:
    await watch.heard()
    await watch.street.later(minutes=5)
    await watch.street.settled_with()
    await watch.heard()
    assert await watch.tend() == 0


async def test_a_phone_that_cannot_be_asked_is_asked_again(watch: Watch) -> None:
    await watch.heard()
    await watch.street.later(hours=1)
    await watch.street.settled_with()
    await watch.heard()
    async with opened("http://127.0.0.1:9") as away:
        assert await tend(watch.store, [away]) == 0
    assert await watch.tend() == 1


def test_the_clock_has_it_done_every_minute() -> None:
    assert any(entry.job is jobs.tend and entry.seconds == 60 for entry in clock.table(["twilio"]))
