"""Sending by SMSGate: what is posted, and what each answer means for sending again."""

from __future__ import annotations

import asyncio
import logging
import socket
import traceback
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from android_sms_gateway import domain

from hotline.carriers.base import SendError, Taken
from hotline.carriers.smsgate import Smsgate
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.gateway import DEVICE
from tests.carriers.smsgate.line import MESSAGE, answering, opened, smsgate
from tests.pretend.smsgate.street import PASSWORD, SECOND_NUMBER, START, USER, Street, standing
from tests.world import NUMBER, PERSON


async def failure(url: str, seconds: float = 10, **more: Any) -> SendError:
    async with opened(url, timeout=seconds, **more) as carrier:
        with pytest.raises(SendError) as caught:
            await carrier.send(MESSAGE)
    return caught.value


async def test_a_message_leaves_by_the_sim_under_our_id(street: Street, carrier: Smsgate) -> None:
    assert await carrier.send(MESSAGE) == "reply-1"
    taken = street.gate.messages["reply-1"]
    assert (taken.to, taken.text, taken.priority, taken.sim) == (PERSON, MESSAGE.body, 110, None)
    assert (taken.until, taken.wants_report) == (START + timedelta(hours=2), True)
    assert street.gate.texts_to(PERSON) == [MESSAGE.body]


async def test_all_that_is_posted_is_what_the_official_client_would_post() -> None:
    wanted = domain.Message(
        id="reply-1", phone_numbers=[PERSON], text_message=domain.TextMessage(MESSAGE.body), ttl=7200, priority=110,
        with_delivery_report=True, sim_number=2, device_id=DEVICE,
    )  # fmt: skip
    async with answering(202, '{"id": "reply-1"}') as api, opened(api.url, sim=2, device=DEVICE) as carrier:
        await carrier.send(MESSAGE)
    [(method, path, body)] = api.asked
    assert (method, path) == ("POST", "/messages?skipPhoneValidation=true")
    posted = {name: value for name, value in wanted.asdict().items() if value is not None}
    del posted["isEncrypted"]  # false, as when it is left out
    assert orjson.loads(body) == posted


async def test_the_sim_and_the_phone_are_those_that_are_set(phone: Street) -> None:
    async with opened(phone.api, sim=2, device=DEVICE) as carrier:
        await carrier.send(MESSAGE)
    [sms] = phone.gate.sent
    assert phone.gate.phone.sims[sms.sim] == SECOND_NUMBER
    error = await failure(phone.api, device="another")
    assert (error.outcome, error.code) == ("later", "400")


async def test_a_number_that_a_server_would_not_call_a_mobile_s_is_sent_to(server: Street) -> None:
    async with opened(server.api) as carrier:
        await carrier.send(replace(MESSAGE, to="+77152123456"))
    assert server.gate.texts_to("+77152123456") == [MESSAGE.body]


@pytest.mark.parametrize(("given", "posted"), [(120, 120), (-1, -1), (500, 127), (-500, -128)])
async def test_a_priority_is_one_that_smsgate_knows(street: Street, carrier: Smsgate, given: int, posted: int) -> None:
    await carrier.send(replace(MESSAGE, priority=given))
    assert street.gate.messages["reply-1"].priority == posted


async def test_the_shortest_validity_is_five_seconds(street: Street, carrier: Smsgate) -> None:
    await carrier.send(replace(MESSAGE, validity_seconds=1))
    assert street.gate.messages["reply-1"].until == START + timedelta(seconds=5)


async def test_what_was_taken_before_is_taken_and_leaves_once(street: Street, carrier: Smsgate) -> None:
    assert [await carrier.send(MESSAGE) for _ in range(2)] == ["reply-1", "reply-1"]
    assert street.gate.texts_to(PERSON) == [MESSAGE.body]


async def test_an_old_phone_s_500_for_a_repeat_is_settled_by_our_id() -> None:
    async with standing("phone", faults=SmsGateFaults(old_app=True)) as street, opened(street.api) as carrier:
        await carrier.send(MESSAGE)
        with pytest.raises(SendError) as caught:
            await carrier.send(MESSAGE)
        assert (caught.value.outcome, caught.value.code) == ("unknown", "500")
        assert await carrier.find(MESSAGE, START) == Taken("reply-1", "delivered")
        assert len(street.gate.sent) == 1


@pytest.mark.parametrize(("faults", "code"), [({"cut_after_taking": 1}, ""), ({"server_error_after_taking": 1}, "500")])
async def test_a_lost_answer_is_settled_by_our_id(
    street: Street, carrier: Smsgate, faults: dict[str, float], code: str
) -> None:
    street.gate.faults = SmsGateFaults(**faults)  # type: ignore[arg-type]  # shares only
    with pytest.raises(SendError) as caught:
        await carrier.send(MESSAGE)
    assert (caught.value.outcome, caught.value.code) == ("unknown", code)
    assert await carrier.find(MESSAGE, START) == Taken("reply-1", "delivered")
    assert len(street.gate.sent) == 1


async def test_a_full_queue_asks_for_a_pause(street: Street, carrier: Smsgate) -> None:
    street.gate.faults = SmsGateFaults(unavailable=1)
    with pytest.raises(SendError) as caught:
        await carrier.send(MESSAGE)
    assert (caught.value.outcome, caught.value.code, caught.value.after) == ("later", "503", None)
    assert await carrier.find(MESSAGE, START) is None


async def test_a_wrong_password_concerns_everybody(street: Street) -> None:
    error = await failure(street.api, password="wrong")
    assert (error.outcome, error.code) == ("sender", "401")
    assert street.gate.messages == {}


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, '{"message": "no device"}', "later"),
        (402, "", "later"),
        (413, "", "later"),
        (422, "[]", "later"),
        (401, "", "sender"),
        (403, '{"message": "Forbidden"}', "sender"),
        (404, "<html>", "sender"),  # the address is wrong: nothing of SMSGate's answers there
        (405, "", "sender"),
        (429, "", "later"),
        (503, "busy", "later"),
        (408, "", "unknown"),
        (500, '{"message": "failed to handle request"}', "unknown"),
        (502, "<html>", "unknown"),
        (504, "", "unknown"),
        (302, "", "unknown"),
    ],
)
async def test_what_a_status_means_for_sending_again(status: int, body: str, outcome: str) -> None:
    async with answering(status, body) as api:
        error = await failure(api.url)
        async with opened(api.url) as carrier:
            meant = carrier.meaning(str(status))
    assert (error.outcome, error.code) == (outcome, str(status))
    assert meant in (outcome, "unknown")
    assert len(api.asked) == 1  # never repeated by itself


async def test_a_redirect_is_not_followed() -> None:
    """It would turn the POST into a GET, and bring the password to another place."""
    async with answering(202, '{"id": "reply-1"}') as there, answering(302, "", Location=there.url) as api:
        error = await failure(api.url)
    assert (error.outcome, error.code) == ("unknown", "302")
    assert there.asked == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        "{}",
        '{"id": 1}',
        '{"id": "another"}',
        '{"id": "reply-1"',
        b'{"id": "reply-1", "text": "\xff"}',
        '{"id": "reply-1"}' + " " * 70_000,
        "[" * 60_000,
    ],
)
async def test_a_success_that_cannot_be_read_leaves_it_unknown(body: str | bytes) -> None:
    async with answering(202, body) as api:
        error = await failure(api.url)
    assert (error.outcome, error.code) == ("unknown", "")


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({}, None),
        ({"Retry_After": "40"}, 40),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "Sun, 25 Sep 2022 16:42:00 GMT", "Date": "Sun, 25 Sep 2022 16:40:00 GMT"}, 120),
        ({"Retry_After": "Sun, 25 Sep 2022 16:42:00 GMT", "Date": "Sun, 25 Sep 2022 16:50:00 GMT"}, 0),
        ({"Retry_After": "Sun, 25 Sep 2022 16:42:00 GMT", "Date": "odd"}, None),
        ({"Retry_After": "9" * 400}, None),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "later"}, None),
        ({"Retry_After": "Sun, 25 Sep 99999 16:42:00 GMT"}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_the_pause_is_as_long_as_they_ask(status: int, headers: dict[str, str], after: float) -> None:
    async with answering(status, "", **headers) as api:
        error = await failure(api.url)
    assert (error.outcome, error.after) == ("later", after)


async def test_no_connection_is_safe_to_repeat() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, not listening
        error = await failure(f"http://127.0.0.1:{closed.getsockname()[1]}")
    assert (error.outcome, error.code) == ("later", "")


@pytest.mark.parametrize("cut", [True, False], ids=["cut after taking", "no answer in time"])
async def test_an_answer_that_does_not_come_leaves_it_unknown(cut: bool) -> None:
    gone = asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if not cut:
            await reader.read()  # the client leaves first
        writer.close()
        await writer.wait_closed()
        gone.set()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        error = await failure(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 10 if cut else 0.2)
        await asyncio.wait_for(gone.wait(), 5)
    assert error.outcome == "unknown"


async def test_neither_log_nor_error_names_the_number_the_text_or_the_address(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    errors = [await failure(street.api, password="wrong"), await failure("http://127.0.0.1:9/hidden")]
    async with answering(400, f'{{"message": "invalid phone number {PERSON}"}}') as api:
        errors.append(await failure(api.url))
    shown = "".join("".join(traceback.format_exception(error)) for error in errors) + caplog.text
    assert "401" in shown
    for secret in (PERSON, "ночлег", "hidden", PASSWORD, f"{USER}:"):
        assert secret not in shown


async def test_a_message_is_taken_back_while_it_waits(street: Street, carrier: Smsgate) -> None:
    street.gate.faults = SmsGateFaults(stuck=1, stuck_seconds=600)
    await carrier.send(MESSAGE)
    assert await carrier.take_back("reply-1")
    await street.later(hours=1)
    assert await carrier.status("reply-1") == Taken("reply-1", "withdrawn")
    assert street.gate.sent == []


async def test_what_has_left_or_never_was_or_cannot_be_asked_for_is_not_taken_back(
    street: Street, carrier: Smsgate
) -> None:
    await carrier.send(MESSAGE)
    assert not await carrier.take_back("reply-1")
    assert not await carrier.take_back("reply-2")
    async with opened("http://127.0.0.1:9") as away:
        assert not await away.take_back("reply-1")
    async with answering(200, "") as api, opened(api.url) as other:
        assert not await other.take_back("../webhooks/sms:sent")
        assert await other.take_back("reply-1")
    assert [path for _, path, _ in api.asked] == ["/messages/reply-1"]


def test_what_it_can_carry() -> None:
    limits = smsgate("http://127.0.0.1:9", rate=0.2).limits
    assert (limits.name, limits.number, limits.rate) == ("smsgate", NUMBER, 0.2)
    assert (limits.shortest_validity, limits.longest_validity, limits.in_flight) == (5, 36_000, 4)
    assert (limits.looks_up, limits.answers, limits.lively) == ("by our id", False, 300)


async def test_closing_before_anything_was_sent_is_fine() -> None:
    await smsgate("http://127.0.0.1:9").close()
