"""What a phone signs is a sign of life; a wrong clock is noted, and what is forged leaves no trace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import orjson
import pytest
from redis import Redis

from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.webhooks import signature
from hotline.status.life import OtherEnd
from hotline.status.status import read_status
from hotline.status.troubles import troubles
from hotline.store.keys import life_key
from tests.phonehouse import KEY, PhoneHouse, phone_house
from tests.stores import everything

PING = orjson.dumps({"event": "system:ping", "payload": {"health": {"version": "1.66.0"}}})


@pytest.fixture
async def house(redis_url: str) -> AsyncIterator[PhoneHouse]:
    async with phone_house(redis_url) as house:
        yield house


async def post(house: PhoneHouse, *, key: str = KEY, off: float = 0.0) -> int:
    """The status with which a ping is answered, dated so many seconds off."""
    stamp = str(int(time.time() + off))
    headers = {"X-Timestamp": stamp, "X-Signature": signature(key, PING, stamp)}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{house.url}/sms/smsgate", data=PING, headers=headers) as answer,
    ):
        return answer.status


async def told(house: PhoneHouse) -> OtherEnd:
    """What status tells of the phone, as soon as it is written down."""
    async with asyncio.timeout(10):
        while (found := (await read_status(house.turns.store, ["smsgate"])).other_ends.get("smsgate")) is None:
            pass
    return found


async def test_a_ping_is_told_by_status(house: PhoneHouse) -> None:
    assert await post(house) == 204
    found = await told(house)
    assert found.facts == {"version": "1.66.0"}
    assert found.age is not None
    assert found.age < 60
    assert troubles(await read_status(house.turns.store, ["smsgate"])) == []


async def test_a_text_is_a_sign_of_life(house: PhoneHouse) -> None:
    await house.text("НОЧЛЕГ Уральск")
    found = await told(house)
    assert found.age is not None
    assert not found.is_refused


async def test_a_clock_that_is_too_far_off_is_told_though_nothing_is_believed(house: PhoneHouse) -> None:
    house.gate.faults = SmsGateFaults(clock_off=1, clock_off_seconds=-720)
    assert await house.text("НОЧЛЕГ Уральск") == []
    await told(house)
    [line] = troubles(await read_status(house.turns.store, ["smsgate"]))
    assert line.startswith("smsgate: the phone's clock is 12 min behind ours, and what it tells is refused")


async def test_what_is_forged_leaves_no_trace(house: PhoneHouse, redis_url: str) -> None:
    with Redis(unix_socket_path=redis_url.removeprefix("unix://")) as redis:
        before = everything(redis)
        for off in (0.0, -720.0):
            assert await post(house, key="another", off=off) == 403
        assert everything(redis) == before
        assert await post(house) == 204
        await told(house)
        assert redis.hexists(life_key("smsgate"), "seen")
