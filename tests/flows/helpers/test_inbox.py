"""The volunteers' inbox by SMS: handed out once, answered through the hotline, and nobody learns a number."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from hotline.people import inbox
from hotline.people.audit import read as read_audit
from hotline.store.keys import DUTY, INBOX, INBOX_HELD
from hotline.store.store import Store, connect
from hotline.turn.turns import Turns
from tests.evening import OTHER, PERSON, THIRD, Evening
from tests.flows.asking import COLLEAGUE, COORDINATOR, VOLUNTEER, asked, got, mail
from tests.mailroom import Mailroom


@pytest.mark.usefixtures("helpers")
async def test_the_oldest_question_is_handed_out_with_what_to_do(evening: Evening) -> None:
    number = await asked(evening)
    evening.later(12)
    await asked(evening, "а поесть?", OTHER)
    assert await evening.text("NEXT", VOLUNTEER) == (
        f"{number} (ru, 12 min): где взять симку?\n"
        f"Answer in 30 minutes: REPLY {number} and your text. To close it without an answer: REPLY {number} -"
    )
    assert "а поесть?" in await evening.text("келесі", COLLEAGUE)
    assert await evening.text("следующий вопрос", COORDINATOR) == "No question waits. Thank you!"


@pytest.mark.usefixtures("helpers")
async def test_links_and_numbers_of_a_stranger_are_masked(evening: Evening) -> None:
    await asked(evening, "позвоните 8 701 123-45-67 или http://bad.example, мы тут с 25.09.2022")
    assert "позвоните *** или *** мы тут с 25.09.2022" in await evening.text("NEXT", VOLUNTEER)


@pytest.mark.usefixtures("helpers")
async def test_an_answer_reaches_the_asker_in_their_language_without_any_number(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text("NEXT", VOLUNTEER)
    said = await evening.text(f"REPLY {number} На вокзале, ЦОН 8 7112 50 60 70,\nили мне: 8 701 000 00 91", VOLUNTEER)
    assert said == f"Your answer to {number} is on its way. Text NEXT for another one."
    texts = await mail(evening)
    assert got(evening, texts, PERSON) == ["Волонтёр: На вокзале, ЦОН 8 7112 50 60 70,\nили мне: ***"]
    assert await evening.turns.store.read("ZCARD", INBOX) == 0
    assert await evening.turns.store.read("HLEN", INBOX_HELD) == 0
    *_, last = await read_audit(evening.turns.store, evening.turns.seals)
    assert (last.words, last.whole) == (("reply", str(number)), True)


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("words", ["REPLY {} да", "ответ {} да", "ЖАУАП {}: да", "reply №{} да", "Repli {} да"])
async def test_reply_is_understood_in_each_language(evening: Evening, words: str) -> None:
    number = await asked(evening)
    assert "on its way" in await evening.text(words.format(number), VOLUNTEER)
    assert got(evening, await mail(evening), PERSON) == ["Волонтёр: да"]


@pytest.mark.usefixtures("helpers")
async def test_a_volunteer_may_write_of_ambulances_stops_and_places(evening: Evening) -> None:
    """What follows REPLY is for the asker, whatever it would mean otherwise."""
    number = await asked(evening)
    answer = await evening.text(f"REPLY {number} STOP! FULL CINEMA, the ambulance is 103, dying", VOLUNTEER)
    assert answer.startswith("Your answer")
    assert got(evening, await mail(evening), PERSON) == ["Волонтёр: STOP! FULL CINEMA, the ambulance is 103, dying"]


@pytest.mark.usefixtures("helpers")
async def test_stop_does_not_stop_the_answer_to_a_question(evening: Evening) -> None:
    async with Mailroom(evening) as room:
        number = await asked(evening)
        await evening.text("СТОП")
        await evening.text(f"REPLY {number} На вокзале", VOLUNTEER)
        await room.move(evening.now + 1)
        assert [(message.to, message.body) for message in room.sent()] == [(PERSON, "Волонтёр: На вокзале")]


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("words", ["REPLY", "REPLY да", "REPLY {}", "REPLY {} "])
async def test_a_reply_that_lacks_something_is_shown_how(evening: Evening, words: str) -> None:
    number = await asked(evening)
    assert "like: REPLY 17" in await evening.text(words.format(number), VOLUNTEER)
    assert await evening.turns.store.read("ZCARD", INBOX) == 1


@pytest.mark.usefixtures("helpers")
async def test_a_reply_that_is_too_long_says_by_how_much(evening: Evening) -> None:
    number = await asked(evening)
    answer = await evening.text(f"REPLY {number} {'x' * 1001}", VOLUNTEER)
    assert answer == "Too long: 1001 characters, 1000 at most. Please shorten it and send it again."
    assert "on its way" in await evening.text(f"REPLY {number} {'x' * 1000}", VOLUNTEER)


@pytest.mark.usefixtures("helpers")
async def test_a_question_may_be_closed_without_an_answer(evening: Evening) -> None:
    number = await asked(evening)
    assert await evening.text(f"REPLY {number} -", VOLUNTEER) == f"Question {number} is closed."
    assert await evening.turns.store.read("ZCARD", INBOX) == 0
    assert PERSON not in await mail(evening)


@pytest.mark.usefixtures("helpers")
async def test_who_answers_second_is_told_so(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text(f"REPLY {number} да", VOLUNTEER)
    assert "is not there any more" in await evening.text(f"REPLY {number} нет", COLLEAGUE)
    assert "is not there any more" in await evening.text("REPLY 999999 нет", COLLEAGUE)
    assert len(got(evening, await mail(evening), PERSON)) == 1


@pytest.mark.usefixtures("helpers")
async def test_of_two_answers_at_once_one_is_sent(evening: Evening) -> None:
    number = await asked(evening)
    replies = (evening.text(f"REPLY {number} {one[-1]}", one) for one in (VOLUNTEER, COLLEAGUE, COORDINATOR))
    answers = await asyncio.gather(*replies)
    assert Counter("on its way" in answer for answer in answers) == {True: 1, False: 2}
    assert len(got(evening, await mail(evening), PERSON)) == 1


@pytest.mark.usefixtures("helpers")
async def test_a_question_of_another_volunteer_is_left_to_them_for_half_an_hour(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text("NEXT", VOLUNTEER)
    assert "Another volunteer has" in await evening.text(f"REPLY {number} да", COLLEAGUE)
    assert "No question" in await evening.text("NEXT", COLLEAGUE)
    evening.later(31)
    assert "симку" in await evening.text("NEXT", COLLEAGUE)
    assert "Another volunteer has" in await evening.text(f"REPLY {number} да", VOLUNTEER)
    assert "on its way" in await evening.text(f"REPLY {number} да", COLLEAGUE)


@pytest.mark.usefixtures("helpers")
async def test_next_gives_three_at_most_then_the_oldest_of_one_s_own_again(evening: Evening) -> None:
    numbers = []
    for person in range(4):
        numbers.append(await asked(evening, number=f"+7702000000{person}"))
        evening.later(1)
    shown = [(await evening.text("NEXT", VOLUNTEER)).split()[0] for _ in range(4)]
    assert shown == [str(numbers[place]) for place in (0, 1, 2, 0)]
    assert (await evening.text("NEXT", COLLEAGUE)).split()[0] == str(numbers[3])


@pytest.mark.usefixtures("helpers")
async def test_off_gives_back_what_one_has(evening: Evening) -> None:
    await asked(evening)
    await evening.text("ON", VOLUNTEER)
    await evening.text("NEXT", VOLUNTEER)
    assert (await evening.text("OFF", VOLUNTEER)).startswith("You are off duty.")
    assert "симку" in await evening.text("NEXT", COLLEAGUE)
    assert await evening.turns.store.read("SCARD", DUTY) == 0


@pytest.mark.usefixtures("helpers")
async def test_who_has_themselves_forgotten_gives_back_what_they_have(evening: Evening) -> None:
    await asked(evening)
    await evening.text("NEXT", VOLUNTEER)
    await evening.text("FORGET", VOLUNTEER)
    assert "симку" in await evening.text("NEXT", COLLEAGUE)


@pytest.mark.usefixtures("helpers")
async def test_who_is_on_hears_of_new_questions_once_in_ten_minutes_as_long_as_they_wait(evening: Evening) -> None:
    assert "None waits now." in await evening.text("ON", VOLUNTEER)
    await asked(evening)
    await asked(evening, "а поесть?", OTHER)
    texts = await mail(evening)
    assert got(evening, texts, VOLUNTEER) == ["2 questions wait. Text NEXT to take one. To hear no more: OFF."]
    assert got(evening, texts, COLLEAGUE) == []
    evening.later(3)
    await asked(evening, "а поспать?", THIRD)
    assert await mail(evening) == {}
    evening.later(7)
    assert got(evening, await mail(evening), VOLUNTEER) == [
        "3 questions wait. Text NEXT to take one. To hear no more: OFF."
    ]
    evening.later(60)
    assert await mail(evening) == {}


@pytest.mark.usefixtures("helpers")
async def test_nobody_hears_of_a_question_that_another_took_meanwhile(evening: Evening) -> None:
    await evening.text("ON", VOLUNTEER)
    await asked(evening)
    await evening.text("NEXT", COLLEAGUE)
    assert await mail(evening) == {}


@pytest.mark.usefixtures("helpers")
async def test_who_went_off_or_stopped_us_hears_nothing(evening: Evening) -> None:
    for number in (VOLUNTEER, COLLEAGUE):
        await evening.text("ON", number)
    await evening.text("OFF", VOLUNTEER)
    await evening.text("STOP", COLLEAGUE)
    await asked(evening)
    assert await mail(evening) == {}


@pytest.mark.usefixtures("helpers")
async def test_a_recording_is_told_of_and_not_its_address(evening: Evening) -> None:
    call = evening.call(PERSON)
    await call.start()
    for key in ("1", "7"):
        await call.press(key)
    await call.speak("https://recordings.invalid/1", 4)
    shown = await evening.text("NEXT", VOLUNTEER)
    assert "a voice recording" in shown
    assert "recordings.invalid" not in shown


@pytest.mark.usefixtures("helpers")
async def test_a_withheld_caller_cannot_be_answered(evening: Evening) -> None:
    call = evening.call("anonymous")
    await call.start()
    for key in ("1", "7"):
        await call.press(key)
    await call.speak("https://recordings.invalid/1", 4)
    number = (await evening.text("NEXT", VOLUNTEER)).split()[0]
    assert "nobody can write to it" in await evening.text(f"REPLY {number} да", VOLUNTEER)
    assert await evening.turns.store.read("ZCARD", INBOX) == 0
    assert await mail(evening) == {}


@pytest.mark.usefixtures("helpers")
async def test_forget_takes_the_question_back_and_who_holds_it_is_told(evening: Evening) -> None:
    number = await asked(evening)
    await evening.text("NEXT", VOLUNTEER)
    await evening.text("ЗАБУДЬ")
    assert "the person erased it" in await evening.text(f"REPLY {number} да", VOLUNTEER)
    assert "No question" in await evening.text("NEXT", VOLUNTEER)
    assert await mail(evening) == {}


@pytest.mark.parametrize("words", ["ON", "OFF", "NEXT", "REPLY 1 да", "на связи", "ответ 1 да", "келесі", "жауап 1 иә"])
async def test_from_others_the_orders_are_words_like_any_other(evening: Evening, words: str) -> None:
    """They do nothing, and nothing tells that there is more to them."""
    number = await asked(evening)
    answers = [await evening.text(words.replace("1", str(number)), THIRD) for _ in range(3)]
    for answer in answers:
        assert not any(sign in answer for sign in ("REPLY", "NEXT", "OFF", "симку"))
    assert await evening.turns.store.read("HLEN", INBOX_HELD) == 0
    assert await evening.turns.store.read("SCARD", DUTY) == 0
    assert PERSON not in await mail(evening)
    assert number in [one.number for one in await inbox.waiting(evening.turns.store, evening.turns.seals)]


async def test_of_500_questions_none_is_answered_twice_or_lost(evening: Evening, redis_url: str) -> None:
    """Five volunteers at three web processes, at once; now and then one takes questions along and is gone."""
    people = [f"+7702{person:07}" for person in range(500)]
    volunteers = [f"+7703{number:07}" for number in range(5)]
    for number in volunteers:
        await evening.volunteer(number, number[-4:])
    await asyncio.gather(*(evening.text(f"ВОЛОНТЁР вопрос {number}", number) for number in people))
    own = evening.turns
    processes = [own]
    for _ in range(2):
        store = Store(connect(redis_url), clock=lambda: evening.now)
        processes.append(Turns(own.settings, store, own.seals, own.knowledge.catalog))
        await processes[-1].start()
    handed = Counter[str]()

    async def work(place: int, vanishing: bool) -> None:
        evening.turns = processes[place % 3]
        shown = await evening.text("NEXT", volunteers[place])
        number = shown.split()[0]
        if not number.isdecimal():
            return
        handed[number] += 1
        if not vanishing:
            evening.turns = processes[(place + 1) % 3]
            assert f" {number} " in await evening.text(f"REPLY {number} {place}", volunteers[place])

    rounds = 0
    while await own.store.read("ZCARD", INBOX):
        rounds += 1
        assert rounds < 400
        gone = rounds % 5 if rounds % 7 == 0 else -1
        before = Counter(handed)
        await asyncio.gather(*(work(place, place == gone) for place in range(5)))
        fresh = handed - before
        assert all(count == 1 for count in fresh.values())  # at once: to one volunteer each
        evening.later(2)
    for process in processes[1:]:
        await process.store.close()
    evening.turns = own
    texts = await mail(evening)
    assert {len(got(evening, texts, number)) for number in people} == {1}
    assert len(handed) == 500
    assert max(handed.values()) > 1  # what was taken along came back
