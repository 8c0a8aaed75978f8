"""What passes a door and what does not; what breaks behind one is told to the person, and its words to no log."""

from __future__ import annotations

import logging

import pytest
from redis.asyncio import Redis

from hotline.people.contacts import seal_profile
from hotline.people.seal import Seals
from hotline.pretend.profiles import SOMLENG
from hotline.status.status import read_status
from hotline.store.keys import INBOX, call_id, contact_key, session_key
from hotline.store.store import Store, connect
from tests.acceptance.house import in_process, text_form
from tests.evening import PERSON, SECRET


async def test_the_words_of_what_broke_behind_a_door_do_not_reach_the_log(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception may carry what a person wrote; its type and its place in the code are enough."""
    seals = Seals(SECRET)
    contact = seals.pseudonym(PERSON)
    async with in_process(redis_url) as house:
        async with Redis.from_url(redis_url) as redis:
            await redis.set(contact_key(contact), seal_profile(seals, contact, b"[1]"))
        with caplog.at_level(logging.ERROR, "hotline"):
            status, answer = await house.post("/sms", text_form("НОЧЛЕГ Уральск", PERSON))
    assert status == 200
    assert "<Message>" in answer
    [line] = [record.getMessage() for record in caplog.records if record.name == "hotline.doors.webhook"]
    assert line.startswith("door=/sms error=AttributeError ")
    assert "attribute" not in line.replace("AttributeError", "")


async def test_an_address_with_a_slash_or_a_question_mark_at_its_end_is_the_same_door(redis_url: str) -> None:
    """Signed with it or without, and never by a redirect, which would turn the POST into a GET."""
    async with in_process(redis_url) as house:
        for number, path in enumerate(("/sms", "/sms/", "/sms?", "/sms/?")):
            form = text_form("МЕНЮ", sid=f"SM{number}")
            status, answer = await house.post(path, form)
            assert (status, "<Message>" in answer) == (200, True)
        bare = text_form("МЕНЮ", sid="SM9")
        assert (await house.post("/sms?", bare, signed=house.sign("/sms", bare.items())))[0] == 200
        assert (await house.post("/sms/", bare, signed=house.sign("/sms", bare.items())))[0] == 403


# https://www.twilio.com/docs/voice/api/call-resource#call-status-values, and whether the call is over then.
STATUSES = {
    "queued": False, "initiated": False, "ringing": False, "in-progress": False, "answered": False, "": False,
    "completed": True, "busy": True, "failed": True, "no-answer": True, "canceled": True,
}  # fmt: skip


@pytest.mark.parametrize(("status", "over"), STATUSES.items())
async def test_only_the_end_of_a_call_ends_its_talk(redis_url: str, status: str, over: bool) -> None:
    async with in_process(redis_url) as house, Redis.from_url(redis_url) as redis:
        call = house.carrier.call(PERSON)
        await call.start()
        await call.press("1")
        talk = session_key(call_id(call.call_sid))
        assert await redis.exists(talk)
        await house.post("/status/call", {"CallSid": call.call_sid, "From": PERSON, "CallStatus": status})
        assert await redis.exists(talk) == (0 if over else 1)


async def test_a_silent_recording_is_silence_and_asks_nobody(redis_url: str) -> None:
    """Somleng asks what comes after it, where Twilio asks nothing."""
    async with in_process(redis_url) as house, Redis.from_url(redis_url) as redis:
        house.carrier.profile = SOMLENG
        call = house.carrier.call(PERSON)
        await call.start()
        await call.press("1")
        assert (await call.press("0")).expects == "recording"
        await call.silence()
        assert not await redis.exists(INBOX)


async def test_only_texts_and_turns_of_calls_count_for_how_long_a_turn_takes(redis_url: str) -> None:
    async with in_process(redis_url) as house:
        before = await house.metric("hotline_turn_seconds_count")
        await house.post("/status/message?id=7f", {"MessageSid": "SM1", "MessageStatus": "delivered"})
        await house.post("/status/call", {"CallSid": "CA1", "CallStatus": "completed"})
        await house.post("/sms", {})
        assert await house.metric("hotline_turn_seconds_count") == before
        await house.text("МЕНЮ")
        await house.carrier.call(PERSON).start()
        assert await house.metric("hotline_turn_seconds_count") == before + 2


async def test_what_nobody_can_answer_is_counted_by_why_and_in_no_log(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    senders = ["KaspiBank", "1414", "whatsapp:+77010000001", "+15005550006"]
    with caplog.at_level(logging.INFO, "hotline"):
        async with in_process(redis_url) as house:
            before = await house.metric("hotline_texts_unanswerable_total")
            forms = [text_form("МЕНЮ", sender, f"SM{place}") for place, sender in enumerate(senders)]
            answers = [await house.post("/sms", form) for form in forms]
            assert await house.metric("hotline_texts_unanswerable_total") == before + 4
    assert [(status, "<Message>" in answer) for status, answer in answers] == [(200, False)] * 4
    assert "text=unanswerable why=name" in caplog.messages
    assert [sender for sender in senders if sender in caplog.text] == []
    store = Store(connect(redis_url))
    await store.start_clock(None)
    counts = (await read_status(store, ["twilio"])).unanswered
    await store.close()
    assert counts == {"name": 1, "short": 1, "channel": 1, "country": 1}


# Field names and ids whose shape no carrier gives: with one signature, names and values could be cut elsewhere.
@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": "SM1 From+77010000009"},
        {"MessageSid": "SM1&"},
        {"MessageSid": "S" * 65},
        {"Body Text": "x"},
        {"B" * 41: "x"},
        {"": "x"},
        {"Тело": "x"},
    ],
)
async def test_a_name_or_an_id_that_is_none_is_malformed_though_signed(redis_url: str, fields: dict[str, str]) -> None:
    async with in_process(redis_url) as house:
        status, answer = await house.post("/sms", {**text_form(), **fields})
    assert status == 400
    assert len(answer.splitlines()) == 1
