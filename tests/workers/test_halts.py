"""A sender that is refused sends nothing for a while, and says so; what waits loses nothing by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.carriers.base import Limits
from hotline.mail.claims import Claimed
from hotline.mail.message import letter, mail_id, put
from hotline.mail.outbox import FIRST_HALT, IN_A_ROW, LONGEST_HALT, NOT_LOOKED_UP
from hotline.people.contacts import Contact
from hotline.pretend.faults import FaultPlan
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.routes import routes
from hotline.status.status import read_status
from hotline.status.troubles import troubles
from hotline.store import scan
from hotline.store.keys import MAIL_SERVER, mail_key
from hotline.store.store import Store
from hotline.turn.knowledge import Incoming
from hotline.turn.turns import plain
from tests.evening import PERSON, Evening
from tests.mail.post import LIMITS, SEALS, Post
from tests.mailroom import Mailroom
from tests.phonehouse import phone_house
from tests.workers.letters import became, bodies, profile, write
from workers.deliver import IN_FLIGHT, Delivery

MANY, FEW_A_SECOND = 200, 40
PEOPLE = [f"+7701000000{number}" for number in range(IN_A_ROW + 2)]
PHONE = Limits("smsgate", "+77010000077", 0.1, 36_000, in_flight=4, looks_up="by our id", answers=False)
BOTH = routes("smsgate:+77,twilio")


def turned_away(mailroom: Mailroom) -> int:
    """How often the carrier has turned a message away so far."""
    counts = mailroom.carrier.counts()["turned_away"]
    assert isinstance(counts, dict)
    return sum(counts.values())


async def lines(store: Store, carrier: str = "twilio") -> list[str]:
    """What status says about a carrier's halt."""
    return [line for line in troubles(await read_status(store, [carrier])) if line.startswith(f"{carrier} ")]


async def test_a_refused_sender_is_asked_once_a_while_and_status_says_so_at_once(
    evening: Evening, mailroom: Mailroom
) -> None:
    """Of hundreds that wait no more go to the carrier than were under way; then one, ever later."""
    for number in range(MANY):
        await write(evening, "reply", f"{number}")
    mailroom.carrier.faults = FaultPlan(codes={21606: 1.0})
    await mailroom.delivery.drain()
    first = turned_away(mailroom)
    assert first <= IN_FLIGHT
    [line] = await lines(mailroom.store)
    assert line.startswith("twilio has refused us for 0 min, and nothing is sent by it: ")
    assert "(21606)" in line
    start = evening.now
    await mailroom.move(start + 3600)
    assert turned_away(mailroom) - first == 6 + 4  # after 15, 30, 60 … seconds, and then every ten minutes
    assert len(await lines(mailroom.store)) == 1
    mailroom.carrier.faults = FaultPlan()
    await mailroom.move(evening.now + LONGEST_HALT)
    assert len(bodies(mailroom)) == MANY
    assert await lines(mailroom.store) == []


async def test_a_wrong_password_halts_and_the_right_one_goes_on(evening: Evening, mailroom: Mailroom) -> None:
    mail = await write(evening, "alert")
    right, mailroom.carrier.auth_token = mailroom.carrier.auth_token, "another"
    await mailroom.delivery.drain()
    assert await became(evening, mail) == ("queued", "")
    assert "account or token not accepted (20003)" in (await lines(mailroom.store))[0]
    mailroom.carrier.auth_token = right
    await mailroom.move(evening.now + FIRST_HALT)
    assert await became(evening, mail) == ("delivered", "")


async def test_a_code_that_nobody_has_listed_halts_when_it_comes_for_several_in_a_row(
    evening: Evening, mailroom: Mailroom
) -> None:
    """One message alone may have something of its own; tried again it is the same one."""
    mailroom.carrier.faults = FaultPlan(codes={20422: 1.0})
    await write(evening, "reply", "odd")
    await mailroom.move(evening.now + 60)
    assert turned_away(mailroom) > IN_A_ROW
    assert await lines(mailroom.store) == []
    for name in ("two", "three"):
        await write(evening, "reply", name)
    await mailroom.delivery.drain()
    assert "20422" in (await lines(mailroom.store))[0]


async def test_a_success_between_ends_the_row(post: Post) -> None:
    for number in range(2 * IN_A_ROW):
        await post.outbox.turned_away("twilio", f"{number}", "20422", "answer")
        mail = await post.put(f"{number}")
        batch = await post.outbox.claim(post.limits, 1)
        assert [claimed.mail.id for claimed in batch.claimed] == [mail.id]
        await post.outbox.settle(mail.id, "sent", sid=f"SM{number}", told="answer")


async def test_what_reports_began_no_answer_ends(post: Post) -> None:
    """A phone without credit takes messages all the same, and tells later that they did not go."""
    mail = await post.put("one")
    await post.outbox.claim(post.limits, 1)
    for number in range(IN_A_ROW):
        await post.outbox.turned_away("twilio", f"{number}", "RESULT_ERROR_GENERIC_FAILURE", "report")
    await post.outbox.settle(mail.id, "sent", sid="SM1", told="answer")
    await post.put("two")
    assert (await post.outbox.claim(post.limits, 1)).claimed == []
    await post.outbox.settle(mail.id, "delivered", sid="SM1", told="report")
    assert len((await post.outbox.claim(post.limits, 1)).claimed) == 1


async def test_while_it_is_tried_whether_the_halt_is_over_one_is_asked(post: Post) -> None:
    for name in ("one", "two", "three"):
        await post.put(name)
    await post.outbox.halt("twilio", "21606", "answer")
    assert (await post.outbox.claim(post.limits, 9)).wait == FIRST_HALT
    post.now += FIRST_HALT
    assert len((await post.outbox.claim(post.limits, 9)).claimed) == 1
    assert (await post.outbox.claim(post.limits, 9)).claimed == []
    await post.outbox.halt("twilio", "21606", "answer")
    assert (await post.outbox.claim(post.limits, 9)).wait == 2 * FIRST_HALT


async def test_two_messages_tried_in_turn_are_no_row(post: Post) -> None:
    for _ in range(IN_A_ROW):
        for name in ("one", "two"):
            await post.outbox.turned_away("twilio", name, "RESULT_ERROR_GENERIC_FAILURE", "report")
    await post.put("three")
    assert len((await post.outbox.claim(post.limits, 9)).claimed) == 1


async def test_whether_a_halt_is_over_is_tried_with_others_than_those_who_were_refused(post: Post) -> None:
    """A forger has written twenty texts in the name of a number that the network refuses, and a family one after it."""
    odd = [await post.put(f"odd {number}", at=post.now + number / 100) for number in range(20)]
    family = letter(mail_id("family"), Contact("family", life="1"), routes("twilio"), "reply", "Привет", post.now + 1)
    await post.store.apply(put(SEALS, family, "Привет"))
    post.now += 2
    for claimed in (await post.outbox.claim(post.limits, IN_A_ROW)).claimed:
        assert claimed.mail.id in [mail.id for mail in odd]
        await post.outbox.turned_away("twilio", claimed.mail.id, "RESULT_ERROR_GENERIC_FAILURE", "report")
    await post.outbox.halt("twilio", "RESULT_ERROR_GENERIC_FAILURE", "report")
    post.now += FIRST_HALT
    [claimed] = (await post.outbox.claim(post.limits, 9)).claimed
    assert claimed.mail.id == family.id
    await post.outbox.turned_away("twilio", family.id, "RESULT_ERROR_GENERIC_FAILURE", "report")
    await post.outbox.halt("twilio", "RESULT_ERROR_GENERIC_FAILURE", "report")
    post.now += 2 * FIRST_HALT
    assert len((await post.outbox.claim(post.limits, 9)).claimed) == 1  # of those who were, when there is nobody else


async def test_what_a_phone_took_and_could_not_send_is_sent_when_it_can(redis_url: str) -> None:
    """Without credit nothing leaves and nothing is lost; three in a row stop the sending, one after that ends it."""
    async with phone_house(redis_url) as house:
        house.gate.faults = SmsGateFaults(no_credit=1.0)
        for number in PEOPLE:
            await house.text("МЕНЮ", number)
        assert list(house.gate.sent) == []
        [line] = await lines(house.turns.store, "smsgate")
        assert line.startswith("smsgate has refused us for 0 min")
        house.gate.faults = SmsGateFaults()
        clock = house.turns.store.now
        for minutes in (1, 2, 4, 8, 16):
            house.turns.store.now = lambda minutes=minutes: clock() + 60 * minutes  # type: ignore[method-assign, misc]
            await house.work()
        assert sorted(sms.to for sms in house.gate.sent) == sorted(PEOPLE)
        rows = [key async for keys in scan.keys(house.turns.store, mail_key("*"), "hash") for key in keys]
        states = [await house.turns.store.read("HGET", key, "state") for key in rows]
        assert [state for state in states if state] == [b"delivered"] * len(PEOPLE)
        assert await lines(house.turns.store, "smsgate") == []


# Several carriers.


async def test_each_carrier_has_its_own_lanes_and_pace(post: Post) -> None:
    """A phone that takes six a minute holds up nobody at Twilio."""
    phone = Contact(SEALS.pseudonym("+77010000001"), life="1", number="+77010000001")
    other = Contact(SEALS.pseudonym("+79010000001"), life="1", number="+79010000001")
    for number in range(20):
        for one in (phone, other):
            mail = letter(mail_id(one.id, number), one, BOTH, "reply", "Привет", post.now)
            await post.store.apply(put(SEALS, mail, "Привет"))
    by_phone = (await post.outbox.claim(PHONE, 50)).claimed
    by_twilio = (await post.outbox.claim(LIMITS, 50)).claimed
    assert {one.mail.contact for one in by_phone} == {phone.id}
    assert len(by_phone) == 1  # the next one in ten seconds
    assert [one.mail.contact for one in by_twilio] == [other.id] * 20


async def test_what_waits_for_a_carrier_that_there_is_no_more_goes_by_the_one_for_all_others(
    evening: Evening, mailroom: Mailroom
) -> None:
    settings = evening.turns.settings
    evening.turns.settings = replace(settings, routes=BOTH)
    mail = await write(evening, "reply")
    evening.turns.settings = settings
    await mailroom.outbox.strays(["smsgate", "twilio"])
    assert await mailroom.outbox.strays(["twilio"]) == ["smsgate"]
    await Delivery(evening.turns, mailroom.twilio, mailroom.outbox, ["smsgate"]).drain()
    await mailroom.carrier.settled()
    assert await became(evening, mail) == ("delivered", "")


async def test_status_says_nothing_of_a_halt_of_a_carrier_that_there_is_no_more(post: Post) -> None:
    """Nobody could end it; when the carrier is put in again, it is told again."""
    await post.outbox.strays(["smsgate", "twilio"])
    await post.outbox.halt("smsgate", "401", "answer")
    assert (await read_status(post.store, ["twilio"])).halts == {}
    assert list((await read_status(post.store, ["smsgate", "twilio"])).halts) == ["smsgate"]


async def test_who_has_come_another_way_since_gets_it_that_way(evening: Evening, mailroom: Mailroom) -> None:
    """Not by the carrier that it was queued for, and it costs no try."""
    mail = await write(evening, "reply")
    evening.turns.settings = replace(evening.turns.settings, routes=BOTH)
    await Delivery(evening.turns, mailroom.twilio, mailroom.outbox).drain()
    assert bodies(mailroom) == []
    [claimed] = (await mailroom.outbox.claim(PHONE, 5)).claimed
    assert (claimed.mail.id, claimed.tries) == (mail.id, 1)


async def test_who_texts_to_another_number_of_ours_is_answered_by_that_one(evening: Evening) -> None:
    """And by the one that their number has, when they text to that again; it takes no room in the store then."""
    evening.turns.settings = replace(evening.turns.settings, routes=BOTH)
    for by, kept in (("twilio", "twilio"), ("smsgate", ""), ("twilio", "twilio")):
        heard = Incoming(f"SM{by}{evening.now}", PERSON, "text", "МЕНЮ", carrier=by)
        await evening.turns.take(heard, lambda answer: plain(answer, evening.turns.knowledge.catalog))
        evening.later(1)
        assert (await profile(evening)).came_by == kept
    await evening.call(PERSON).start()  # a call is no text
    assert (await profile(evening)).came_by == "twilio"


# A carrier that can tell of no message.

BLIND = replace(LIMITS, looks_up="never")


async def test_what_is_in_doubt_where_nothing_can_be_looked_up_is_never_sent_twice(
    evening: Evening, mailroom: Mailroom
) -> None:
    mail = await write(evening, "alert")
    mailroom.twilio.limits = BLIND
    mailroom.carrier.faults = FaultPlan(cut_after_taking=1.0, callbacks_lost=1.0)
    await Delivery(evening.turns, mailroom.twilio, mailroom.outbox).drain()
    await mailroom.move(evening.now + 60)
    assert await became(evening, mail) == ("unknown", NOT_LOOKED_UP)
    assert bodies(mailroom) == ["Привет, one"]
    [line] = troubles(await read_status(mailroom.store, ["twilio"]))
    assert line == "1 messages of 24 hours may or may not have left: their carrier can tell of none"


@pytest.mark.parametrize(("kind", "sent"), [("alert", 2), ("danger", 2), ("reply", 1), ("line", 1)])
async def test_of_what_is_urgent_the_settings_may_want_it_sent_again(
    evening: Evening, mailroom: Mailroom, kind: str, sent: int
) -> None:
    evening.turns.settings = replace(evening.turns.settings, resend_alerts=True)
    mailroom.twilio.limits = BLIND
    await write(evening, kind)
    mailroom.carrier.faults = FaultPlan(cut_after_taking=1.0, callbacks_lost=1.0)
    await Delivery(evening.turns, mailroom.twilio, mailroom.outbox).drain()
    mailroom.carrier.faults = FaultPlan()
    await mailroom.move(evening.now + 60)
    assert len(bodies(mailroom)) == sent


async def test_after_a_restart_of_the_store_a_blind_carrier_doubts_only_what_may_have_left(post: Post) -> None:
    """What was claimed in the lost second is at the head of its lane again; all behind it is sent."""
    await post.outbox.claim(BLIND, 0)
    for number in range(MANY):
        await post.put(f"{number:03}", at=post.now - 1)
    await post.store.apply([("HSET", MAIL_SERVER, "run", "the one before")])
    limits = replace(BLIND, rate=5, in_flight=10)
    claimed: list[Claimed] = []
    while batch := (await post.outbox.claim(replace(limits, rate=100_000), 50)).claimed:
        claimed += batch
    assert len(claimed) == MANY
    assert all(one.doubted for one in claimed)  # at so high a rate all may have left
    for number in range(MANY):
        await post.put(f"again {number:03}", at=post.now - 1)
    await post.store.apply([("HSET", MAIL_SERVER, "run", "another")])
    claimed = list((await post.outbox.claim(replace(limits, rate=FEW_A_SECOND), MANY)).claimed)
    assert 0 < sum(one.doubted for one in claimed) <= 10 + 2 * FEW_A_SECOND
