"""The hotline by a phone alone, without any of Twilio's settings: what comes in, and what does not."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import AsyncIterator

import aiohttp
import orjson
import pytest
from redis import Redis

from hotline.pretend.smsgate.faults import SmsGateFaults
from tests.evening import OTHER, PERSON
from tests.phonehouse import KEY, PhoneHouse, phone_house
from tests.stores import everything

EVENT = {
    "deviceId": "d",
    "event": "sms:received",
    "id": "e1",
    "webhookId": "w",
    "payload": {"messageId": "1", "message": "СТОП", "sender": PERSON, "receivedAt": "2022-09-25T23:00:00.000+05:00"},
}


@pytest.fixture
async def house(redis_url: str) -> AsyncIterator[PhoneHouse]:
    async with phone_house(redis_url) as house:
        yield house


def signed(body: bytes, at: float, key: str = KEY) -> dict[str, str]:
    """The headers that SMSGate's documentation tells."""
    stamp = str(int(at))
    made = hmac.new(key.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Signature": made, "X-Timestamp": stamp}


FORGED = {
    "unsigned": lambda body: {"Content-Type": "application/json"},
    "signed with another key": lambda body: signed(body, time.time(), "another-key"),
    "signed for another text": lambda body: signed(b"{}", time.time()),
    "old": lambda body: signed(body, time.time() - 3600),
    "of tomorrow": lambda body: signed(body, time.time() + 3600),
    "another time than the signed one": lambda body: signed(body, time.time()) | {"X-Timestamp": "1"},
}


@pytest.mark.parametrize("forged", FORGED)
async def test_what_the_phone_did_not_sign_now_does_nothing(house: PhoneHouse, redis_url: str, forged: str) -> None:
    body = orjson.dumps(EVENT)
    with Redis.from_url(redis_url) as redis:
        before = everything(redis)
        async with aiohttp.ClientSession() as http:
            for headers, expected in ((FORGED[forged](body), 403), (signed(body, time.time()), 204)):
                async with http.post(f"{house.url}/sms/smsgate", data=body, headers=headers) as answer:
                    assert answer.status == expected
                assert (everything(redis) == before) == (expected == 403)


@pytest.mark.parametrize(("hours", "answered"), [(3, True), (7, False)])
async def test_what_came_while_the_phone_was_away_is_answered_once_unless_it_is_of_no_use_any_more(
    house: PhoneHouse, hours: int, answered: bool
) -> None:
    """The app keeps what it saw; a stop is heard even so."""
    house.gate.faults = SmsGateFaults(silent=1.0)
    house.clock.off = -3600.0 * hours
    house.gate.text(PERSON, "НОЧЛЕГ Уральск")
    house.gate.text(OTHER, "СТОП")
    await house.gate.settled()
    house.gate.faults = SmsGateFaults()
    house.clock.off = 0
    await house.gate.settled()
    await house.work()
    assert len(house.gate.texts_to(PERSON)) == answered
    assert len(house.gate.texts_to(OTHER)) == 1


async def test_all_of_a_talk_goes_by_text(house: PhoneHouse) -> None:
    """Place, next one, the border, a language, a question to a volunteer, stop."""
    talk = ["ночлег", "Уральск", "1", "ГРАНИЦА", "LANG EN", "VOLUNTEER where to eat?", "STOP"]
    answers = [await house.text(body) for body in talk]
    assert [len(answer) for answer in answers] == [1] * len(talk)
    assert "Where" in answers[4][0] or "English" in answers[4][0]
    assert "START" in answers[-1][0]


async def test_there_is_no_door_for_calls(house: PhoneHouse) -> None:
    async with aiohttp.ClientSession() as http:
        for path in ("/voice", "/sms", "/status/message"):
            async with http.post(house.url + path) as answer:
                assert answer.status == 404
