"""Each fault of the pretend SMSGate alone, over real HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from android_sms_gateway import errors

from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.webhooks import signature
from tests.pretend.smsgate.street import KEY, PEOPLE, START, Street
from tests.world import PERSON


async def test_unavailable_is_503_and_nothing_is_taken(street: Street) -> None:
    street.gate.faults = SmsGateFaults(unavailable=1)
    with pytest.raises(errors.ServiceUnavailableError):
        await street.send()
    with pytest.raises(errors.NotFoundError):
        await street.client.get_state("m1")
    assert street.gate.counts()["turned_away"] == {"503": 1}
    assert street.gate.sent == []


@pytest.mark.parametrize(
    ("fault", "raised", "lost"),
    [
        ("cut_after_taking", aiohttp.ServerDisconnectedError, {"cut": 1}),
        ("server_error_after_taking", errors.InternalServerError, {"server error": 1}),
    ],
)
async def test_a_lost_answer_leaves_the_message_taken_and_found_by_its_id(
    street: Street, fault: str, raised: type[Exception], lost: dict[str, int]
) -> None:
    street.gate.faults = SmsGateFaults(**{fault: 1})  # type: ignore[arg-type]  # shares only
    with pytest.raises(raised):
        await street.send()
    assert await street.state() == "Delivered"
    with pytest.raises(errors.APIError) as repeated:
        await street.send()
    assert repeated.value.status_code == 409
    assert street.gate.texts_to(PERSON) == ["a"]
    assert street.gate.counts()["answers_lost"] == lost


async def test_a_repeat_may_be_answered_with_500(street: Street) -> None:
    await street.send()
    street.gate.faults = SmsGateFaults(repeats_fail=1)
    with pytest.raises(errors.InternalServerError):
        await street.send()
    assert street.gate.texts_to(PERSON) == ["a"]


async def test_a_slow_answer_is_one_after_the_message_was_taken(street: Street) -> None:
    street.gate.faults = SmsGateFaults(latency_seconds=0.3)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await street.send()
    assert street.gate.texts_to(PERSON) == ["a"]


async def test_a_stuck_message_waits_for_hours_then_leaves(street: Street) -> None:
    street.gate.faults = SmsGateFaults(stuck=1)
    await street.send(ttl=36000)
    await street.send("m2")
    await street.later(hours=11, minutes=59)
    assert street.gate.sent == []
    assert await street.state() == "Pending"
    await street.later(minutes=1)
    assert [sms.id for sms in street.gate.sent] == ["m2"]
    assert await street.state() == "Failed"  # its ten hours were over


@pytest.mark.parametrize("faults", [{"no_credit": 1}, {"credit": 2}])
async def test_without_credit_nothing_leaves_and_the_reason_is_androids(street: Street, faults: dict[str, Any]) -> None:
    await street.send("m1")
    await street.send("m2")
    await street.gate.settled()
    await street.settled_with(**faults)
    await street.send("m3")
    await street.gate.settled()
    assert [sms.id for sms in street.gate.sent] == ["m1", "m2"]
    failed = street.posted[-1]
    assert (failed.name, failed.payload["messageId"]) == ("sms:failed", "m3")
    assert failed.payload["reason"] == "Send result: RESULT_ERROR_GENERIC_FAILURE (Generic failure cause)"
    (recipient,) = (await street.client.get_state("m3")).recipients
    assert (recipient.state.value, recipient.error) == ("Failed", failed.payload["reason"])
    await street.settled_with()
    await street.send("m4")
    assert [sms.id for sms in street.gate.sent] == ["m1", "m2", "m4"]


async def test_what_the_network_cannot_deliver_is_sent_then_failed(street: Street) -> None:
    street.gate.faults = SmsGateFaults(undeliverable=1)
    await street.send()
    await street.gate.settled()
    assert [sms.arrived for sms in street.gate.sent] == [False]
    assert street.events() == ["sms:sent", "sms:failed"]
    assert street.posted[-1].payload["reason"] == "Delivery result from SC +77010000000: 70"
    assert await street.state() == "Failed"


async def test_what_is_told_as_delivered_may_never_have_arrived(street: Street) -> None:
    street.gate.faults = SmsGateFaults(falsely_delivered=1)
    await street.send()
    assert await street.state() == "Delivered"
    assert [sms.arrived for sms in street.gate.sent] == [False]


async def test_what_left_may_stay_processed_for_good(street: Street) -> None:
    street.gate.faults = SmsGateFaults(sent_untold=1)
    await street.send()
    await street.later(days=3)
    assert street.gate.texts_to(PERSON) == ["a"]
    assert street.events() == []
    assert await street.state() == "Processed"


async def test_a_report_may_take_its_time(street: Street) -> None:
    street.gate.faults = SmsGateFaults(delivery_seconds=3600)
    await street.send()
    await street.later(minutes=59)
    assert await street.state() == "Sent"
    await street.later(minutes=1)
    assert await street.state() == "Delivered"
    assert street.events() == ["sms:sent", "sms:delivered"]


async def test_reports_may_come_last_first(street: Street) -> None:
    street.gate.faults = SmsGateFaults(reports_out_of_order=1)
    await street.send(text="ә" * 71)
    await street.gate.settled()
    assert street.events() == ["sms:delivered", "sms:delivered", "sms:sent"]


async def test_a_text_may_come_to_the_second_sim(street: Street) -> None:
    street.gate.faults = SmsGateFaults(second_sim=1)
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    (posted,) = street.posted
    assert posted.payload["simNumber"] == 2


async def test_the_network_may_write_the_sender_its_own_way(street: Street) -> None:
    street.gate.faults = SmsGateFaults(national_senders=1)
    for sender in (PERSON, "+380501234567", "Kcell"):
        street.gate.text(sender, "1")
    await street.gate.settled()
    assert [one.payload["sender"] for one in street.posted] == ["87011234567", "+380501234567", "Kcell"]


async def test_a_twin_is_the_same_text_as_another_event(street: Street) -> None:
    street.gate.faults = SmsGateFaults(texts_twinned=1)
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    one, twin = street.posted
    assert one.payload == twin.payload
    assert one.event["id"] != twin.event["id"]


async def test_a_doubled_webhook_is_the_same_event_twice(street: Street) -> None:
    street.gate.faults = SmsGateFaults(webhooks_doubled=1)
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    one, again = street.posted
    assert one.body == again.body


async def test_a_late_webhook_comes_when_others_have_come(street: Street) -> None:
    street.gate.faults = SmsGateFaults(webhooks_late=1, late_seconds=60)
    street.gate.text(PERSON, "first")
    await street.settled_with()
    street.gate.text(PERSON, "second")
    await street.later(seconds=60)
    assert [one.payload["message"] for one in street.posted] == ["second", "first"]


async def test_a_wrong_clock_dates_webhooks_and_reports_but_not_the_time_of_a_text(street: Street) -> None:
    street.gate.faults = SmsGateFaults(clock_off=1, clock_off_seconds=3600)
    street.gate.text(PERSON, "1")
    await street.send()
    await street.gate.settled()
    ahead = str(int(START.timestamp()) + 3600)
    for one in street.posted:
        assert one.headers["x-timestamp"] == ahead
        assert one.headers["x-signature"] == signature(KEY, one.body, ahead)
    by_name = {one.name: one.payload for one in street.posted}
    assert by_name["sms:sent"]["sentAt"] == "2022-09-25T22:40:00.000+05:00"
    assert by_name["sms:received"]["receivedAt"] == "2022-09-25T21:40:00.000+05:00"


async def test_a_clock_that_is_wrong_now_and_then_is_right_at_another_try(street: Street) -> None:
    street.strict = True
    street.gate.faults = SmsGateFaults(clock_off=0.5)
    for person in PEOPLE[:10]:
        street.gate.text(person, "1")
    for _ in range(10):
        await street.later(days=1)
    assert sorted(one.payload["sender"] for one in street.posted) == PEOPLE[:10]
    answers = street.gate.webhooks.answers
    assert answers["204"] == 10
    assert answers["403"] > 3
