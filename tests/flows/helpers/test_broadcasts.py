"""SEND, CONFIRM, APPROVE, DROP: nothing goes out before an estimate, a PIN, and for many a second coordinator."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from hotline.broadcasts.broadcast import Broadcast
from hotline.people.audit import read as audit_read
from tests.broadcasts.crowd import Crowd
from tests.evening import OTHER, PERSON, THIRD, Evening
from tests.mail.post import LIMITS

PIN = "4831"
READERS = [f"+7701100000{number}" for number in range(5)]


@pytest.fixture
async def crowd(evening: Evening) -> Crowd:
    """Five people in Uralsk who asked for news, a coordinator and another one."""
    evening.at("2022-09-26 12:00")
    crowd = Crowd(evening)
    for number in READERS:
        await evening.text("LANG English", number)
        await evening.text("SHELTER Uralsk", number)
        await evening.text("NEWS", number)
        await evening.text("1", number)
    await evening.volunteer(PERSON, "Aigul", "coordinator", pin=PIN)
    await evening.volunteer(OTHER, "Marat", "coordinator")
    for number in (PERSON, OTHER):
        await evening.text("LANG English", number)
    evening.later(1)
    return crowd


async def newest(crowd: Crowd) -> Broadcast:
    [found] = await crowd.broadcasts.latest(1)
    return found


async def received(crowd: Crowd) -> list[tuple[str, str]]:
    """(contact, text) of all mail that is due now."""
    found = []
    while (batch := await crowd.outbox.claim(LIMITS, 50)).claimed:
        for claimed in batch.claimed:
            assert claimed.text is not None
            found.append((claimed.mail.contact, crowd.seals.open(claimed.text, claimed.mail.text).decode()))
            await crowd.outbox.settle(claimed.mail.id, "delivered", sid=claimed.mail.id)
    return found


async def test_an_estimate_says_what_it_comes_to_and_sends_nothing(crowd: Crowd) -> None:
    answer = await crowd.evening.text("SEND URALSK The sports hall is closed tonight.")
    assert answer.startswith("1. Oral and 50 km around: 5 people, 5 SMS, 1 min, the last one at 12:01.")
    assert "CONFIRM" in answer
    assert (await newest(crowd)).state == "draft"
    assert await received(crowd) == []


@pytest.mark.parametrize(
    ("order", "whom"),
    [
        ("SEND ALL Hello", "all who asked for news: 5"),
        ("send everybody: Hello", "all who asked for news: 5"),
        ("SEND URALSK 30 km: Hello", "Oral and 30 km around: 5"),
        ("SEND Уральск 30км Hello", "Oral and 30 km around: 5"),
        ("SEND TEPLOE Hello", "Tyoploye / Shagan: 5"),
        ("SEND EN URALSK Hello", "Oral and 50 km around, English: 5"),
        ("SEND ALERT URALSK Hello", "alert, Oral and 50 km around: "),
        ("ОТПРАВЬ УРАЛЬСК Hello", "Oral and 50 km around: 5"),
        ("ЖІБЕР ОРАЛ Hello", "Oral and 50 km around: 5"),
    ],
)
async def test_the_first_words_say_whom_it_is_for(crowd: Crowd, order: str, whom: str) -> None:
    assert whom in await crowd.evening.text(order)


@pytest.mark.parametrize("text", ["All are safe", "Urgent: bring passports"])
async def test_a_word_after_the_place_that_might_be_an_audience_belongs_to_the_text(crowd: Crowd, text: str) -> None:
    await crowd.evening.text(f"SEND URALSK {text}")
    draft = await newest(crowd)
    assert await crowd.broadcasts.texts(draft) == {"en": f"{text}\nNo more messages: STOP"}
    assert not draft.audience.alert


async def test_a_number_after_the_place_that_is_no_radius_belongs_to_the_text(crowd: Crowd) -> None:
    await crowd.evening.text("SEND URALSK 20 buses leave at 9")
    texts = await crowd.broadcasts.texts(await newest(crowd))
    assert texts == {"en": "20 buses leave at 9\nNo more messages: STOP"}


@pytest.mark.parametrize(
    ("order", "answer"),
    [
        ("SEND", "To whom?"),
        ("SEND Hello there", "To whom?"),
        ("SEND URALSK", "The text is missing."),
        ("SEND URALSK ru: Привет ru: Пока", "There are two texts"),
        ("SEND URALSK " + "x" * 1600, "Too long."),
        ("SEND KK URALSK Hello", "nobody there asked for news"),
        ("CONFIRM 4831", "Nothing to confirm"),
        ("APPROVE 7", "No such broadcast waits"),
        ("DROP 7", "There is no such broadcast"),
        ("DROP", "There is no such broadcast"),
    ],
)
async def test_what_cannot_be_done_is_said_with_the_mend(crowd: Crowd, order: str, answer: str) -> None:
    assert answer in await crowd.evening.text(order)


async def test_the_right_pin_sends_it_once_to_each_in_their_language(crowd: Crowd) -> None:
    await crowd.evening.text("LANG Қазақша", READERS[0])
    await crowd.evening.text("SEND URALSK en: Hello kk: Сәлем")
    assert (await crowd.evening.text(f"CONFIRM {PIN}")).startswith("Sending to 5 people.")
    await crowd.listed()
    bodies = dict(await received(crowd))
    assert len(bodies) == 5
    kazakh = crowd.seals.pseudonym(READERS[0])
    assert bodies[kazakh] == "Сәлем\nЕнді жазбау үшін: ТОҚТА"
    assert bodies[crowd.seals.pseudonym(READERS[1])] == "Hello\nNo more messages: STOP"
    assert "Nothing to confirm" in await crowd.evening.text(f"CONFIRM {PIN}")


async def test_who_stops_between_confirmation_and_sending_is_listed_and_gets_nothing(crowd: Crowd) -> None:
    """The list is fixed at confirmation; what is sent is looked at again at the last moment (`Delivery`)."""
    await crowd.evening.text("SEND URALSK Hello")
    await crowd.evening.text(f"CONFIRM {PIN}")
    await crowd.evening.text("NEWS", THIRD)
    crowd.evening.later(1)
    await crowd.evening.text("1", THIRD)  # asked for news after the confirmation
    await crowd.listed()
    assert (await newest(crowd)).people == 5


async def test_five_wrong_pins_lock_it_for_the_right_one_too(crowd: Crowd) -> None:
    await crowd.evening.text("SEND URALSK Hello")
    for _ in range(4):
        assert (await crowd.evening.text("CONFIRM 9999")).startswith("Wrong PIN.")
    assert "locked" in await crowd.evening.text("CONFIRM 9999")
    assert "locked" in await crowd.evening.text(f"CONFIRM {PIN}")
    assert (await newest(crowd)).state == "draft"


async def test_a_volunteer_without_a_pin_is_told_so(crowd: Crowd) -> None:
    await crowd.evening.text("SEND URALSK Hello", OTHER)
    assert "You have no PIN" in await crowd.evening.text(f"CONFIRM {PIN}", OTHER)


async def test_a_draft_that_is_half_an_hour_old_is_no_longer_confirmed(crowd: Crowd) -> None:
    await crowd.evening.text("SEND URALSK Hello")
    crowd.evening.later(31)
    assert "Nothing to confirm" in await crowd.evening.text(f"CONFIRM {PIN}")


@pytest.fixture
def many(crowd: Crowd) -> Crowd:
    """The same, where four people are many."""
    turns = crowd.evening.turns
    turns.settings = replace(turns.settings, approve_over=4)
    return crowd


async def test_many_need_a_second_coordinator_who_is_shown_the_text(many: Crowd) -> None:
    await many.evening.text("SEND URALSK Hello")
    assert "waits for a second coordinator" in await many.evening.text(f"CONFIRM {PIN}")
    [(to, text)] = await received(many)
    assert to == many.seals.pseudonym(OTHER)
    assert text.startswith('Aigul wants to send to 5 people (Oral and 50 km around): "Hello')
    assert "You cannot approve your own" in await many.evening.text("APPROVE 1")
    assert (await newest(many)).state == "waiting"
    assert (await many.evening.text("APPROVE 1", OTHER)).startswith("Approved")
    await many.listed()
    told = [text for to, text in await received(many) if to == many.seals.pseudonym(PERSON)]
    assert told == ["Your broadcast 1 is approved and goes out. Progress: STATUS"]
    assert "No such broadcast" in await many.evening.text("APPROVE 1", OTHER)


async def test_an_alert_needs_a_second_coordinator_however_few_it_reaches(crowd: Crowd) -> None:
    """It also goes to those who did not ask for news."""
    await crowd.evening.text("LANG Русский", OTHER)
    await crowd.evening.text("SEND ALERT URALSK Hello")
    assert "waits for a second coordinator" in await crowd.evening.text(f"CONFIRM {PIN}")
    [(to, text)] = await received(crowd)
    assert to == crowd.seals.pseudonym(OTHER)
    assert "тревога, Уральск и 50 км вокруг" in text
    assert (await crowd.evening.text("APPROVE 1", OTHER)).startswith("Согласовано")


async def test_status_tells_how_far_it_is_and_drop_stops_it(many: Crowd) -> None:
    await many.evening.text("SEND URALSK Hello")
    await many.evening.text(f"CONFIRM {PIN}")
    assert "Broadcast 1: waits for a second coordinator." in await many.evening.text("STATUS")
    await many.evening.text("APPROVE 1", OTHER)
    assert "Broadcast 1: the list is being made." in await many.evening.text("STATUS")
    await many.listed()
    assert "Broadcast 1: 0 of 5 sent, 0 delivered." in await many.evening.text("STATUS")
    assert (await many.evening.text("DROP 1", OTHER)).startswith("Broadcast 1 is stopped.")
    assert (await newest(many)).state == "dropped"
    assert {claimed.mail.kind for claimed in (await many.outbox.claim(LIMITS, 50)).claimed} == {"duty"}


async def test_one_that_waits_or_is_being_listed_can_be_dropped_as_well(many: Crowd) -> None:
    for approved in (False, True):
        await many.evening.text("SEND URALSK Hello")
        await many.evening.text(f"CONFIRM {PIN}")
        number = (await newest(many)).number
        if approved:
            await many.evening.text(f"APPROVE {number}", OTHER)
        await many.evening.text(f"DROP {number}")
        await many.listed()
        assert (await newest(many)).state == "dropped"
        many.evening.later(1)
    assert all("Hello\nNo more" not in text for _, text in await received(many) if "wants to send" not in text)


@pytest.mark.parametrize(
    ("send", "confirm", "approve", "drop"),
    [
        ("ОТПРАВЬ УРАЛЬСК Привет", "ПОДТВЕРЖДАЮ", "ОДОБРЯЮ №1", "ОТОЗВАТЬ 1"),
        ("ЖІБЕР ОРАЛ Сәлем", "РАСТАЙМЫН", "МАҚҰЛДАЙМЫН 1", "ЖОЮ 1."),
        ("send uralsk hello", "confirm", "approve #1", "drop #1"),
    ],
)
async def test_the_orders_may_be_given_in_any_of_the_languages(
    many: Crowd, send: str, confirm: str, approve: str, drop: str
) -> None:
    await many.evening.text(send)
    await many.evening.text(f"{confirm} {PIN}")
    assert (await newest(many)).state == "waiting"
    await many.evening.text(approve, OTHER)
    assert (await newest(many)).state == "listing"
    await many.evening.text(drop)
    assert (await newest(many)).state == "dropped"


async def test_what_waits_for_approval_for_half_a_day_is_no_longer_approved(many: Crowd) -> None:
    await many.evening.text("SEND URALSK Closed tonight")
    await many.evening.text(f"CONFIRM {PIN}")
    many.evening.later(12 * 60 + 1)
    assert "No such broadcast waits" in await many.evening.text("APPROVE 1", OTHER)
    assert "Broadcast 1" not in await many.evening.text("STATUS")
    assert (await newest(many)).confirmed_at == 0


async def test_two_who_approve_at_once_send_it_once(many: Crowd) -> None:
    await many.evening.volunteer(THIRD, "Dana", "coordinator")
    await many.evening.text("LANG English", THIRD)
    await many.evening.text("SEND URALSK Hello")
    await many.evening.text(f"CONFIRM {PIN}")
    answers = await asyncio.gather(*(many.evening.text("APPROVE 1", number) for number in (OTHER, THIRD)))
    assert sorted(answer.split()[0] for answer in answers) == ["Approved,", "No"]
    await asyncio.gather(many.listed(), many.listed())
    bodies = [text for _, text in await received(many)]
    assert len([text for text in bodies if text.startswith("Hello")]) == 5
    assert len([text for text in bodies if "is approved" in text]) == 1


async def test_a_confirmation_given_twice_sends_it_once(crowd: Crowd) -> None:
    await crowd.evening.text("SEND URALSK Hello")
    answers = await asyncio.gather(*(crowd.evening.text(f"CONFIRM {PIN}") for _ in range(2)))
    assert sorted(answer.split()[0] for answer in answers) == ["Nothing", "Sending"]
    await crowd.listed()
    assert len(await received(crowd)) == 5


async def test_who_cancels_what_nobody_got_is_told_so_and_its_author_too(many: Crowd) -> None:
    await many.evening.text("SEND URALSK Hello")
    assert await many.evening.text("DROP 1") == "Broadcast 1 is cancelled. Nobody got it."
    await many.evening.text("SEND URALSK Hello")
    await many.evening.text(f"CONFIRM {PIN}")
    assert await many.evening.text("DROP 2", OTHER) == "Broadcast 2 is cancelled. Nobody got it."
    me = many.seals.pseudonym(PERSON)
    told = [text for to, text in await received(many) if to == me]
    assert told == ["Another coordinator cancelled your broadcast 2. Nobody got it."]
    assert await many.broadcasts.ending() == []


async def test_each_step_stands_in_the_audit_trail_without_the_text_or_the_pin(many: Crowd) -> None:
    await many.evening.text("SEND URALSK Hello")
    await many.evening.text("CONFIRM 9999")
    await many.evening.text(f"CONFIRM {PIN}")
    await many.evening.text("APPROVE 1", OTHER)
    await many.evening.text("DROP 1")
    trail = [entry.words[:2] for entry in await audit_read(many.store, many.seals) if entry.words[0] == "broadcast"]
    assert trail == [("broadcast", what) for what in ("draft", "pin", "confirm", "approve", "drop")]
    assert not [
        entry for entry in await audit_read(many.store, many.seals) if {"Hello", PIN, "9999"} & set(entry.words)
    ]


@pytest.mark.parametrize(
    "order", ["SEND URALSK Hello", "CONFIRM 4831", "APPROVE 1", "DROP 1", "ОТПРАВЬ УРАЛЬСК Привет"]
)
@pytest.mark.parametrize("role", [None, "reporter"])
async def test_from_others_the_words_mean_what_they_mean_for_anybody(
    crowd: Crowd, order: str, role: str | None
) -> None:
    """Nothing is done, and nothing tells that there is such an order."""
    await crowd.evening.text("SEND URALSK Hello")
    before = await newest(crowd)
    await crowd.evening.text("LANG English", THIRD)
    stranger = "+77019999999"
    await crowd.evening.text("LANG English", stranger)
    if role:
        await crowd.evening.volunteer(THIRD, "Dana", "reporter")
    assert await crowd.evening.text(order, THIRD) == await crowd.evening.text(order, stranger)
    assert await newest(crowd) == before


async def test_a_broadcaster_for_a_place_sends_there_and_not_elsewhere(crowd: Crowd) -> None:
    await crowd.evening.volunteer(THIRD, "Dana", "broadcaster", "Уральск", pin=PIN)
    await crowd.evening.text("LANG English", THIRD)
    assert "5 people" in await crowd.evening.text("SEND URALSK Hello", THIRD)
    for order in ("SEND ALL Hello", "SEND Самара Hello", "SEND URALSK 900 km Hello"):
        assert "outside your area" in await crowd.evening.text(order, THIRD)
    await crowd.evening.text(f"CONFIRM {PIN}", THIRD)
    await crowd.evening.text("SEND URALSK Hello")
    assert "somebody else's" in await crowd.evening.text(f"DROP {(await newest(crowd)).number}", THIRD)
