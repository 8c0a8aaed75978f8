"""Whatever comes twice or at the same time: one effect, and one answer."""

from __future__ import annotations

import asyncio

from hotline.pretend.carrier import replies
from tests.acceptance.house import House, processes, sent_rows
from tests.evening import OTHER, PERSON

ASKED = "НОЧЛЕГ Уральск"


async def test_one_message_posted_fifty_times_at_once_has_one_effect(house: House, redis_url: str) -> None:
    """Fifty equal answers, and one person is expected at the shelter."""
    posts = [house.carrier.text(PERSON, ASKED, sid="SM-once") for _ in range(50)]
    answers = await asyncio.gather(*posts)
    assert len(set(answers)) == 1
    assert "Синема Парк" in answers[0]
    assert len(sent_rows(redis_url)) == 1


async def test_a_repeated_message_gets_its_first_answer_whatever_was_asked_since(house: House, redis_url: str) -> None:
    """The carrier repeats the first text late: the answer is the old one, the talk goes on where it was."""
    first = await house.text(ASKED, sid="SM-first")
    second = await house.text("1", sid="SM-second")
    assert await house.text(ASKED, sid="SM-first") == first
    assert await house.text("1", sid="SM-second") == second != first
    assert len(sent_rows(redis_url)) == 2
    assert await house.text("1") not in (first, second)


async def test_one_message_id_is_one_message_whatever_else_the_form_says(house: House) -> None:
    """A repeated id answers from the store even if the carrier's repetition differs in a field."""
    first = await house.text(ASKED, sid="SM-first")
    assert await house.text("ГРАНИЦА", sid="SM-first", NumSegments="7") == first


async def test_two_messages_of_one_phone_at_once_act_one_after_the_other(house: House, redis_url: str) -> None:
    """НОЧЛЕГ and ещё at once: the two answers name two shelters, as if the one had come after the other."""
    await house.text(ASKED)
    answers = await asyncio.gather(house.text("1"), house.text("1"))
    assert answers[0] != answers[1]
    codes = [row[2] for row in sent_rows(redis_url)]
    assert len(codes) == len(set(codes)) == 3


async def test_twenty_messages_of_one_phone_at_once_are_all_answered(house: House) -> None:
    """Every one gets its turn within the carrier's patience."""
    answers = await asyncio.gather(*(house.text(f"ЖДУТ ТЁПЛОЕ {200 + number}") for number in range(20)))
    assert [str(200 + number) in answer for number, answer in enumerate(answers)] == [True] * 20


async def test_two_web_processes_on_one_store_act_once(redis_url: str) -> None:
    """The same message at two processes, and two messages of one phone at two: as with one process."""
    async with processes(redis_url, 2) as ((left, _), (right, _)):
        posts = [house.carrier.text(PERSON, ASKED, sid="SM-once") for _ in range(25) for house in (left, right)]
        answers = await asyncio.gather(*posts)
        assert len(set(answers)) == 1
        assert replies(answers[0])
        assert len(sent_rows(redis_url)) == 1
        one, other = await asyncio.gather(left.text("1"), right.text("1"))
        assert one != other
        codes = [row[2] for row in sent_rows(redis_url)]
        assert len(codes) == len(set(codes)) == 3


async def test_a_question_asked_by_one_process_is_answered_at_another(redis_url: str) -> None:
    """No talk lives in a process: each message may come to any of them."""
    async with processes(redis_url, 2) as ((left, _), (right, _)):
        assert "Где вы" in await left.text("НОЧЛЕГ", OTHER)
        assert "Синема Парк" in await right.text("Уральск", OTHER)
        assert "Синема Парк" not in await left.text("ещё", OTHER)
