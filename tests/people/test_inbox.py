"""The volunteers' inbox: sealed questions, each under a number of its own."""

from __future__ import annotations

from hotline.people import inbox
from hotline.store.keys import INBOX, INBOX_HELD, questions_key
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
    kept = await evening.turns.store.read("HGETALL", questions_key(question.contact))
    assert "симку".encode() not in b"".join(kept.keys()) + b"".join(kept.values())


async def take(evening: Evening, volunteer: str) -> inbox.Question | None:
    return await inbox.take(evening.turns.store, evening.turns.seals, volunteer, evening.now)


async def show(evening: Evening, question: inbox.Question | None, volunteer: str) -> None:
    assert question is not None
    await evening.turns.store.apply(inbox.hold(question, volunteer, evening.now))


async def test_what_was_handed_out_and_never_shown_is_given_again(evening: Evening) -> None:
    """A turn that died between its two round trips, or was taken again: no question stays with nobody knowing."""
    await evening.text("ВОЛОНТЁР где взять симку?")
    await evening.text("ВОЛОНТЁР где поесть?", OTHER)
    first = await take(evening, "a")
    assert await take(evening, "a") == first
    await show(evening, first, "a")
    second = await take(evening, "a")
    assert second != first
    assert await take(evening, "b") is None
    assert await take(evening, "a") == second


async def test_a_lease_ends_to_the_second(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    question = await take(evening, "a")
    await show(evening, question, "a")
    evening.later(29.9)
    assert await take(evening, "b") is None
    evening.later(0.1)
    assert await take(evening, "b") == question


async def test_who_asks_again_for_what_they_have_gets_time_anew(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    await show(evening, await take(evening, "a"), "a")
    evening.later(20)
    await show(evening, await take(evening, "a"), "a")
    evening.later(20)
    assert await take(evening, "b") is None


async def test_danger_to_life_goes_before_what_is_older(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    evening.later(10)
    await evening.text("ВОЛОНТЁР муж умирает", OTHER)
    question = await take(evening, "a")
    assert question is not None
    assert (question.kind, question.at) == ("danger", evening.now)


async def test_only_what_nobody_has_waits(evening: Evening) -> None:
    store = evening.turns.store
    await evening.text("ВОЛОНТЁР где взять симку?")
    evening.later(10)
    await evening.text("ВОЛОНТЁР где поесть?", OTHER)
    assert await inbox.count(store, evening.now, 600) == (2, 1)
    await show(evening, await take(evening, "a"), "a")
    assert await inbox.count(store, evening.now, 600) == (1, 0)
    evening.later(30)
    assert await inbox.count(store, evening.now, 600) == (2, 2)


async def test_a_question_is_found_by_its_number_with_who_has_it(evening: Evening) -> None:
    store, seals = evening.turns.store, evening.turns.seals
    await evening.text("ВОЛОНТЁР где взять симку?")
    [question] = await waiting(evening)
    assert await inbox.find(store, seals, question.number, evening.now) == (question, "")
    await show(evening, await take(evening, "a"), "a")
    assert await inbox.find(store, seals, question.number, evening.now) == (question, "a")
    evening.later(30)
    assert await inbox.find(store, seals, question.number, evening.now) == (question, "")
    assert await inbox.find(store, seals, question.number * 10, evening.now) is None


async def test_what_was_closed_while_it_was_shown_is_not_handed_out_again(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    question = await take(evening, "a")
    assert question is not None
    await evening.turns.store.apply(inbox.close(question))
    await show(evening, question, "a")  # the turn that ended last
    assert await inbox.count(evening.turns.store, evening.now) == (0, 0)
    assert await take(evening, "a") is None
    assert await evening.turns.store.read("EXISTS", INBOX_HELD) == 0


async def test_who_has_as_many_as_one_may_have_gets_the_oldest_again(evening: Evening) -> None:
    taken = []
    for number in range(inbox.MOST_HELD + 1):
        await evening.text(f"ВОЛОНТЁР вопрос {number}")
        evening.later(1)
    for _ in range(inbox.MOST_HELD):
        taken.append(await take(evening, "a"))
        await show(evening, taken[-1], "a")
    assert [question.text for question in taken if question] == [
        f"вопрос {number}" for number in range(inbox.MOST_HELD)
    ]
    assert await take(evening, "a") == taken[0]
    [newest] = [question for question in await waiting(evening) if question not in taken]
    await evening.turns.store.apply(inbox.close(newest))
    await evening.turns.store.apply([("DEL", INBOX_HELD)])
    for question in reversed(taken):
        await show(evening, question, "a")
    assert await take(evening, "a") == taken[0]


async def test_what_a_volunteer_gives_back_is_anybody_s_and_the_rest_stays_with_who_has_it(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    await evening.text("ВОЛОНТЁР где поесть?", OTHER)
    first, second = await take(evening, "a"), await take(evening, "b")
    await show(evening, first, "a")
    await show(evening, second, "b")
    await inbox.release(evening.turns.store, "a")
    assert await take(evening, "c") == first
    assert await take(evening, "d") is None


async def test_a_question_as_an_earlier_version_wrote_it_can_be_answered(evening: Evening) -> None:
    store, seals = evening.turns.store, evening.turns.seals
    row = seals.seal('[1.0, "ru", "где взять симку?"]'.encode(), "someone question:7")
    await store.apply([("HSET", questions_key("someone"), 7, row), ("ZADD", INBOX, 1, "7:someone")])
    assert await take(evening, "a") == inbox.Question(7, "someone", 1.0, "ru", "где взять симку?")


async def test_who_is_forgotten_gives_back_what_they_have_and_nobody_else_does(evening: Evening) -> None:
    for number in (PERSON, OTHER):
        await evening.text("ВОЛОНТЁР где взять симку?", number)
    theirs, _ = await take(evening, "a"), await take(evening, "b")
    await inbox.forget(evening.turns.store, {"a"})
    assert await take(evening, "c") == theirs
    assert await take(evening, "d") is None


async def test_what_is_asked_after_a_forget_waits_and_what_was_asked_before_does_not(evening: Evening) -> None:
    for text in ("ВОЛОНТЁР где взять симку?", "ЗАБУДЬ", "ВОЛОНТЁР где поесть?"):
        await evening.text(text)
    await inbox.forget(evening.turns.store, {evening.turns.seals.pseudonym(PERSON)})
    assert [question.text for question in await waiting(evening)] == ["где поесть?"]
    assert await evening.turns.store.read("ZCARD", INBOX) == 1
