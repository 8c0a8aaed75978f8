"""The volunteers' inbox: sealed questions, each under a number of its own."""

from __future__ import annotations

from hotline.people import inbox
from tests.evening import OTHER, PERSON, Evening


async def waiting(evening: Evening) -> list[inbox.Question]:
    return await inbox.waiting(evening.turns.store, evening.turns.seals)


async def test_questions_wait_oldest_first_with_language_and_time(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    evening.later(5)
    await evening.text("VOLUNTEER where is the bus?", OTHER)
    first, second = await waiting(evening)
    assert (first.text, first.language, second.text, second.language) == (
        "где взять симку?",
        "ru",
        "where is the bus?",
        "en",
    )
    assert second.at - first.at == 300
    assert first.number != second.number


async def test_one_person_may_ask_twice_and_each_is_closed_alone(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    await evening.text("ВОЛОНТЁР где поесть?")
    first, second = await waiting(evening)
    await evening.turns.store.apply(inbox.close(first))
    assert await waiting(evening) == [second]
    await evening.turns.store.apply(inbox.close(second))
    assert await waiting(evening) == []


async def test_a_question_of_a_withheld_caller_waits_too(evening: Evening) -> None:
    """It can be read, though nobody can be answered."""
    call = evening.call("anonymous")
    await call.start()
    for key in ("1", "7"):
        await call.press(key)
    await call.speak("https://recordings.invalid/1", 4)
    (question,) = await waiting(evening)
    assert question.contact == inbox.WITHHELD
    assert question.text == "https://recordings.invalid/1"


async def test_a_question_does_not_outlive_its_askers_forget(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?", PERSON)
    await evening.text("ЗАБУДЬ", PERSON)
    assert await waiting(evening) == []


async def test_what_was_typed_stands_nowhere_in_clear(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    (question,) = await waiting(evening)
    kept = await evening.turns.store.read("HGETALL", f"contact:{question.contact}")
    assert "симку".encode() not in b"".join(kept.keys()) + b"".join(kept.values())
