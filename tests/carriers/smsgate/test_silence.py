"""A phone that was not heard for a while: when it was, and the texts that it never told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from hotline.carriers.base import IncomingText, SendError
from hotline.carriers.smsgate import Smsgate
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.gateway import DEVICE
from tests.carriers.smsgate.line import AT, answering, opened, request_of
from tests.pretend.smsgate.street import START, Street, standing
from tests.world import PERSON

HOUR = 3600.0


def heard(street: Street, carrier: Smsgate) -> Counter[str]:
    """The texts that came, by id."""
    came = [replace(request_of(posted, street), at=float(posted.stamp)) for posted in street.posted]
    arrived = [carrier.receive(request) for request in came]
    return Counter(one.id for one in arrived if isinstance(one, IncomingText))


async def test_texts_that_the_app_never_saw_are_brought_once(street: Street, carrier: Smsgate) -> None:
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    await street.settled_with(silent=1, silence="lost")
    await street.later(hours=3)
    street.gate.text(PERSON, "2")
    await street.settled_with()
    assert sum(heard(street, carrier).values()) == 1
    for _ in range(2):
        await carrier.catch_up(AT - 600, AT + 4 * HOUR)
        await street.gate.settled()
    assert list(heard(street, carrier).values()) == [1, 1]


async def test_only_the_hours_that_are_asked_for_are_brought(street: Street, carrier: Smsgate) -> None:
    await street.settled_with(silent=1, silence="lost")
    street.gate.text(PERSON, "1")
    await street.later(hours=3)
    street.gate.text(PERSON, "2")
    await street.settled_with()
    await carrier.catch_up(AT + HOUR, AT + 4 * HOUR)
    await street.gate.settled()
    assert [posted.payload["message"] for posted in street.posted if posted.name == "sms:received"] == ["2"]


async def test_an_old_app_brings_all_again_under_the_same_ids() -> None:
    for flavour in ("phone", "server"):
        old = SmsGateFaults(old_app=True)
        async with standing(flavour, faults=old) as street, opened(street.api) as carrier:
            street.gate.text(PERSON, "НОЧЛЕГ")
            await carrier.catch_up(AT - 600, AT + 600)
            await street.gate.settled()
            assert list(heard(street, carrier).values()) == [2]


async def test_a_refresh_names_the_phone_that_is_set() -> None:
    async with answering(202, "") as api, opened(api.url, device=DEVICE) as carrier:
        await carrier.catch_up(AT, AT + 1)
    [(method, path, body)] = api.asked
    assert (method, path) == ("POST", "/inbox/refresh")
    assert orjson.loads(body) == {
        "since": "2022-09-25T16:40:00.000+00:00",
        "until": "2022-09-25T16:40:01.000+00:00",
        "triggerWebhooks": True,
        "webhookDelivery": "Individual",
        "deviceId": DEVICE,
    }


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_a_refresh_that_is_not_taken_is_an_error(status: int) -> None:
    async with answering(status, "") as api, opened(api.url, device=DEVICE) as carrier:
        with pytest.raises(SendError) as caught:
            await carrier.catch_up(AT, AT + 1)
    assert (caught.value.outcome, caught.value.code) == ("unknown", str(status))


async def test_a_phone_that_is_away_cannot_catch_up() -> None:
    async with opened("http://127.0.0.1:9") as carrier:
        with pytest.raises(SendError) as caught:
            await carrier.catch_up(AT, AT + 1)
    assert caught.value.outcome == "unknown"


async def test_when_the_phone_was_last_heard_is_told_by_its_server(server: Street) -> None:
    """By the age that the server tells, so that its clock may differ from this machine's."""
    for device, known in (("", True), (DEVICE, True), ("another", False)):
        async with opened(server.api, device=device, clock=lambda: 1_000_000.0) as carrier:
            await server.settled_with()
            assert await carrier.seen() == (1_000_000.0 if known else None)
            server.gate.faults = SmsGateFaults(silent=1)
            server.time += timedelta(minutes=7)
            assert await carrier.seen() == (1_000_000.0 - 420 if known else None)


async def test_a_phone_that_answers_is_heard_whatever_its_clock_says(phone: Street) -> None:
    phone.gate.faults = SmsGateFaults(clock_off=1, clock_off_seconds=7200)
    async with opened(phone.api, clock=lambda: START.timestamp()) as carrier:
        assert await carrier.seen() == START.timestamp()


async def test_the_phone_that_was_heard_last_counts_and_none_is_heard_later_than_now() -> None:
    heard_at = ["2022-09-25T16:30:00.000Z", "2022-09-25T16:38:00.000Z", None]
    listed = [{"id": str(number), "lastSeen": time} for number, time in enumerate(heard_at)]
    async with answering(200, orjson.dumps(listed), Date="Sun, 25 Sep 2022 16:40:00 GMT") as api:
        for device, ago in (("", 120), ("0", 600)):
            async with opened(api.url, device=device, clock=lambda: AT) as carrier:
                assert await carrier.seen() == AT - ago
        api.headers["Date"] = "Sun, 25 Sep 2022 16:20:00 GMT"
        async with opened(api.url, clock=lambda: AT) as carrier:
            assert await carrier.seen() == AT


@pytest.mark.parametrize("body", ["", "{}", "[]", "[7]", '[{"id": "a"}]', '[{"id": "a", "lastSeen": "now"}]'])
async def test_nobody_can_tell_of_a_phone_that_is_not_listed(body: str) -> None:
    async with answering(200, body) as api, opened(api.url) as carrier:
        assert await carrier.seen() is None
    async with opened("http://127.0.0.1:9") as carrier:
        assert await carrier.seen() is None
