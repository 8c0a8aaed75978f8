"""Asking SMSGate what became of a message, by the id that we gave it."""

from __future__ import annotations

import orjson
import pytest

from hotline.carriers.base import SendError, Taken
from hotline.carriers.smsgate import Smsgate
from hotline.pretend.smsgate.faults import SmsGateFaults
from tests.carriers.smsgate.line import MESSAGE, answering, opened
from tests.pretend.smsgate.street import START, Street


async def test_a_message_is_followed_from_the_queue_to_the_person(street: Street, carrier: Smsgate) -> None:
    assert await carrier.find(MESSAGE, START) is None
    street.gate.faults = SmsGateFaults(stuck=1, stuck_seconds=600, delivery_seconds=60)
    await carrier.send(MESSAGE)
    assert await carrier.find(MESSAGE, START) == Taken("reply-1", "sent")
    await street.later(seconds=610)
    assert await carrier.status("reply-1") == Taken("reply-1", "sent")
    await street.later(seconds=60)
    assert await carrier.status("reply-1") == Taken("reply-1", "delivered")


@pytest.mark.parametrize(
    ("faults", "code"),
    [({"no_credit": 1}, "RESULT_ERROR_GENERIC_FAILURE"), ({"undeliverable": 1}, "SC-70"), ({"stuck": 1}, "TTL")],
)
async def test_why_a_message_did_not_arrive_is_told(
    street: Street, carrier: Smsgate, faults: dict[str, float], code: str
) -> None:
    street.gate.faults = SmsGateFaults(**faults)  # type: ignore[arg-type]  # shares only
    await carrier.send(MESSAGE)
    await street.later(hours=13)
    assert await carrier.status("reply-1") == Taken("reply-1", "failed", code)


async def test_a_sim_that_is_not_there_is_told(server: Street) -> None:
    async with opened(server.api, sim=2) as carrier:
        await carrier.send(MESSAGE)
        await server.later(seconds=1)
        assert await carrier.status("reply-1") == Taken("reply-1", "failed", "NO-SIM")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Pending", "sent"), ("Processed", "sent"), ("Sent", "sent"), ("Cancelling", "sent"), ("Another", "sent"),
        ("Delivered", "delivered"), ("Failed", "failed"), ("Cancelled", "withdrawn"),
    ],
)  # fmt: skip
async def test_what_smsgates_words_mean(word: str, meant: str) -> None:
    """A delivered message has an error too, where the service centre told how it went."""
    recipients = [{"phoneNumber": "c87ea5d396b7f324", "state": word, "error": "Delivery result from SC +7: 1"}]
    body = orjson.dumps({"id": "reply-1", "state": word, "recipients": recipients})
    async with answering(200, body) as api, opened(api.url) as carrier:
        assert await carrier.status("reply-1") == Taken("reply-1", meant, "SC-1" if meant == "failed" else "")  # type: ignore[arg-type]
    assert [path for _, path, _ in api.asked] == ["/messages/reply-1"]


@pytest.mark.parametrize("recipients", [None, [], {}, "a", [None], [7], [{}], [{"error": None}], [{"error": [1]}]])
async def test_a_failure_without_a_reason_is_a_failure(recipients: object) -> None:
    body = orjson.dumps({"id": "reply-1", "state": "Failed", "recipients": recipients})
    async with answering(200, body) as api, opened(api.url) as carrier:
        assert await carrier.status("reply-1") == Taken("reply-1", "failed", "OTHER")


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, "", ""),
        (200, "[]", ""),
        (200, '{"id": "reply-2", "state": "Sent"}', ""),
        (200, '{"id": "reply-1"}', ""),
        (200, '{"id": "reply-1", "state": 7}', ""),
        (200, '{"id": "reply-1", "state": "Sent"}' + " " * 70_000, ""),
        (400, '{"message": "multiple messages found"}', "400"),
        (401, "", "401"),
        (500, '{"message": "failed to get message state"}', "500"),
        (503, "", "503"),
        (302, "", "302"),
    ],
)
async def test_what_cannot_be_told_stays_unknown(status: int, body: str, code: str) -> None:
    async with answering(status, body) as api, opened(api.url) as carrier:
        with pytest.raises(SendError) as caught:
            await carrier.find(MESSAGE, START)
    assert (caught.value.outcome, caught.value.code) == ("unknown", code)


async def test_a_phone_that_is_away_leaves_it_unknown() -> None:
    async with opened("http://127.0.0.1:9") as carrier:
        with pytest.raises(SendError) as caught:
            await carrier.status("reply-1")
    assert caught.value.outcome == "unknown"


@pytest.mark.parametrize("sid", ["", ".", "..", "a/b", "../webhooks", "?x", "a" * 37, "ё", "reply-1\n"])
async def test_what_is_no_id_is_not_asked_for(sid: str) -> None:
    async with answering(200, '{"id": "", "state": "Sent"}') as api, opened(api.url) as carrier:
        assert await carrier.status(sid) is None
    assert api.asked == []
