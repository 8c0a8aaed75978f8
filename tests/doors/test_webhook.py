"""What breaks behind a door: the person is asked to try again, and the log tells no words."""

from __future__ import annotations

import logging

import pytest
from redis.asyncio import Redis

from hotline.people.contacts import seal_profile
from hotline.people.seal import Seals
from hotline.store.keys import contact_key
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
