"""What a worker makes of a message that is due, with the pretend carrier at the other end."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from hotline.app import make_carriers
from hotline.mail.kinds import KINDS
from hotline.mail.message import Mail, letter, mail_id, put
from hotline.mail.outbox import IN_DOUBT, LEASE, SURE, Outbox
from hotline.people.contacts import Contact
from hotline.pretend.faults import FaultPlan
from hotline.store.keys import MAIL_SERVER, contact_key, mail_key, waiting_key
from hotline.store.store import Store, connect
from tests.acceptance.house import until
from tests.evening import OTHER, Evening
from tests.mail.post import ROUTES
from tests.mailroom import FAST, Mailroom
from tests.workers.letters import became, bodies, profile, write
from workers import deliver
from workers.deliver import Delivery

UNASKED = [name for name, kind in KINDS.items() if kind.unasked]
QUIET = [name for name, kind in KINDS.items() if kind.quiet]
COUNTED = [name for name, kind in KINDS.items() if kind.counted]


async def test_a_message_is_sent_once_and_its_callback_settles_it(evening: Evening, mailroom: Mailroom) -> None:
    mail = await write(evening, "reply")
    await mailroom.work()
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, one"]
    assert await became(evening, mail) == ("delivered", "")


async def test_two_workers_at_once_send_it_once(evening: Evening, mailroom: Mailroom) -> None:
    for number in range(40):
        await write(evening, "reply", str(number))
    await asyncio.gather(*(mailroom.delivery.drain() for _ in range(4)))
    await mailroom.carrier.settled()
    assert sorted(bodies(mailroom)) == sorted(f"Привет, {number}" for number in range(40))


@pytest.mark.parametrize("kind", UNASKED)
async def test_after_stop_nothing_unasked_is_sent_that_waits_already(
    evening: Evening, mailroom: Mailroom, kind: str
) -> None:
    evening.at("12:00")
    mail = await write(evening, kind)
    await evening.text("СТОП")
    await mailroom.work()
    assert bodies(mailroom) == []
    assert await became(evening, mail) == ("dropped", "stopped")


@pytest.mark.parametrize(("word", "why"), [("СТОП", "stopped"), ("ЗАБУДЬ", "forgotten")])
async def test_stop_and_forget_reach_what_a_worker_holds_until_its_moment(
    evening: Evening, mailroom: Mailroom, word: str, why: str
) -> None:
    """The pace gives moments up to a second ahead."""
    evening.at("12:00")
    contact, mails = await profile(evening), []
    for name, at in (("first", evening.now - 1), ("second", evening.now)):
        mail = letter(mail_id(name), contact, ROUTES, "reminder", name, at)
        mails.append(replace(mail, segments=int(0.8 * FAST)))
        await evening.turns.store.apply(put(evening.turns.seals, mails[-1], name))
    drained = asyncio.create_task(mailroom.delivery.drain())

    async def first_left() -> bool:
        return bool(list(mailroom.carrier.messages))

    await until(first_left, "the first one left")
    assert await became(evening, mails[1]) == ("sending", "")
    await evening.text(word)
    await drained
    assert bodies(mailroom) == ["first"]
    assert await became(evening, mails[1]) == ("dropped", why)


async def test_after_stop_the_answer_to_ones_own_question_still_comes(evening: Evening, mailroom: Mailroom) -> None:
    await write(evening, "reply")
    await evening.text("СТОП")
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, one"]


async def test_who_has_no_number_gets_nothing(evening: Evening, mailroom: Mailroom) -> None:
    """As a volunteer who is on duty and of whom no profile is left: the message names no life either."""
    mail = letter(mail_id("one"), Contact("nobody"), ROUTES, "duty", "Привет", evening.now)
    await mailroom.store.apply(put(evening.turns.seals, mail, "Привет"))
    await mailroom.work()
    assert bodies(mailroom) == []
    assert await became(evening, mail) == ("dropped", "forgotten")


@pytest.mark.parametrize("again", [False, True])
async def test_who_was_forgotten_gets_nothing_even_when_they_are_known_again(
    evening: Evening, mailroom: Mailroom, again: bool
) -> None:
    mail = await write(evening, "reply")
    await evening.text("ЗАБУДЬ")
    if again:
        await evening.text("МЕНЮ")
    await mailroom.work()
    assert bodies(mailroom) == []
    assert await became(evening, mail) == ("dropped", "forgotten")


@pytest.mark.parametrize("kind", KINDS)
async def test_at_night_only_what_cannot_wait_is_sent(evening: Evening, mailroom: Mailroom, kind: str) -> None:
    """The rest comes at nine, and a wait is no try."""
    mail = await write(evening, kind)
    await mailroom.work()
    assert bodies(mailroom) == ([] if kind in QUIET else ["Привет, one"])
    if kind in QUIET:
        assert await mailroom.store.read("HGET", mail_key(mail.id), "tries") == b"0"
        assert await mailroom.store.read("ZSCORE", waiting_key("twilio", KINDS[kind].lane), mail.id) == evening.time(
            "2022-09-26 09:00"
        )
        await mailroom.move(evening.time("2022-09-26 09:00"))
        assert bodies(mailroom) == ["Привет, one"]


async def test_what_is_of_no_use_in_the_morning_is_dropped_at_night(evening: Evening, mailroom: Mailroom) -> None:
    mail = await write(evening, "news", until=evening.time("2022-09-26 08:00"))
    await mailroom.work()
    assert await became(evening, mail) == ("dropped", "late")


@pytest.mark.parametrize("kind", COUNTED)
async def test_over_the_days_number_it_comes_the_next_morning_or_not_at_all(
    evening: Evening, mailroom: Mailroom, kind: str
) -> None:
    evening.at("12:00")
    mails = {f"Привет, {number}": await write(evening, kind, str(number)) for number in range(5)}
    await write(evening, kind, "another's", OTHER)
    await mailroom.work()
    sent = bodies(mailroom)
    assert "Привет, another's" in sent
    [over] = mails.keys() - set(sent)
    await mailroom.move(evening.time("2022-09-26 10:00"))
    useful = KINDS[kind].hours > 21
    assert bodies(mailroom) == ([over] if useful else [])
    assert await became(evening, mails[over]) == (("delivered", "") if useful else ("dropped", "late"))


async def test_a_message_that_the_carrier_refuses_for_now_counts_once_for_its_day(
    evening: Evening, mailroom: Mailroom
) -> None:
    evening.at("12:00")
    mailroom.carrier.faults = FaultPlan(too_many_requests=1.0)
    mail = await write(evening, "reminder")
    for _ in range(5):
        await mailroom.delivery.drain()
        evening.now = await mailroom.store.read("ZSCORE", waiting_key("twilio", KINDS["reminder"].lane), mail.id)
    assert evening.now < evening.time("12:05")  # it was never put off to another day
    mailroom.carrier.faults = FaultPlan()
    for number in range(evening.turns.settings.unasked_a_day - 1):
        await write(evening, "reminder", str(number))
    await mailroom.work()
    assert len(bodies(mailroom)) == evening.turns.settings.unasked_a_day


async def bring_back(mailroom: Mailroom, mail: Mail, record: bytes) -> None:
    """A crash of the store, which has lost all that came of a message since its record was like this."""
    lane = waiting_key("twilio", KINDS[mail.kind].lane)
    await mailroom.store.apply(
        [
            ("RESTORE", mail_key(mail.id), 0, record, "REPLACE"),
            ("ZADD", lane, mail.at, mail.id),
            ("HSET", MAIL_SERVER, "run", "the one before", "since", 0),
        ]
    )


async def test_what_a_crash_of_the_store_brings_back_is_looked_up_and_not_put_off_to_another_day(
    evening: Evening, mailroom: Mailroom
) -> None:
    """By then nobody would doubt it any more, and it would be sent again."""
    evening.at("12:00")
    mail = await write(evening, "reminder")
    record = await mailroom.store.read("DUMP", mail_key(mail.id))
    for number in range(evening.turns.settings.unasked_a_day - 1):
        await write(evening, "reminder", str(number))
    await mailroom.work()
    assert "Привет, one" in bodies(mailroom)
    await bring_back(mailroom, mail, record)
    evening.later(2)
    await mailroom.work()
    assert bodies(mailroom) == []
    assert await became(evening, mail) == ("delivered", "")


async def test_what_a_crash_brings_back_as_the_night_begins_is_looked_up_and_not_put_off_to_the_morning(
    evening: Evening, mailroom: Mailroom
) -> None:
    """By the morning nobody would doubt it any more, and the person would be told twice."""
    evening.at("20:59")
    mail = await write(evening, "reminder")
    record = await mailroom.store.read("DUMP", mail_key(mail.id))
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, one"]
    await bring_back(mailroom, mail, record)
    evening.later(1)  # the quiet hours have begun
    await mailroom.work()
    assert await became(evening, mail) == ("delivered", "")
    await mailroom.move(evening.time("2022-09-26 10:00"))
    assert bodies(mailroom) == []


async def test_what_cannot_leave_within_its_lease_is_not_sent_but_looked_up(
    evening: Evening, mailroom: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was held up for seconds: whoever looks after lost leases may have the message by then."""
    mail = await write(evening, "reply")
    with monkeypatch.context() as late:
        late.setattr(deliver, "LEASE", deliver.SENDING)  # all of it is gone before the first request
        await mailroom.delivery.drain()
    assert bodies(mailroom) == []
    assert await became(evening, mail) == ("sending", "")
    await mailroom.move(evening.now + LEASE + SURE)
    assert bodies(mailroom) == ["Привет, one"]


@pytest.mark.parametrize("fault", ["cut_after_taking", "server_error_after_taking"])
@pytest.mark.parametrize("lost", [0.0, 1.0])
async def test_an_answer_that_is_lost_is_looked_up_and_the_message_not_sent_twice(
    evening: Evening, mailroom: Mailroom, fault: str, lost: float
) -> None:
    """With its callbacks, or without any of them."""
    mailroom.carrier.faults = FaultPlan(**{fault: 1.0}, callbacks_lost=lost)  # type: ignore[arg-type]
    mail = await write(evening, "reply")
    await mailroom.work()
    assert await became(evening, mail) == ("sending" if lost else "delivered", "")
    await mailroom.move(evening.now + IN_DOUBT + 1)
    assert await became(evening, mail) == ("delivered", "")
    await mailroom.move(evening.now + 3600)
    assert bodies(mailroom) == ["Привет, one"]


@pytest.mark.parametrize("what", ["profile", "text"])
async def test_what_cannot_be_unsealed_ends_and_holds_nobody_up(
    evening: Evening, mailroom: Mailroom, what: str
) -> None:
    mail = await write(evening, "reply")
    await write(evening, "reply", "another's", OTHER)
    broken = evening.turns.seals.seal(b"something else", "something else")
    key = mail.text if what == "text" else contact_key(mail.contact)
    await mailroom.store.apply([("SET", key, broken)])
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, another's"]
    assert await became(evening, mail) == ("failed", "seal")


async def test_a_worker_whose_store_is_away_ends_and_leaves_the_rest_to_the_next(
    evening: Evening, mailroom: Mailroom
) -> None:
    settings = replace(evening.turns.settings, rates={"twilio": FAST})
    store = Store(connect("redis://127.0.0.1:9"))
    outbox = Outbox(store, keep=60)
    carrier = make_carriers(settings)["twilio"]
    assert await Delivery(evening.turns, carrier, outbox).drain() is False
    await store.close()
    await carrier.close()


async def test_what_breaks_a_delivery_is_logged_without_its_words(
    evening: Evening, mailroom: Mailroom, caplog: pytest.LogCaptureFixture
) -> None:
    """What an error says may name a person: of it the kind and the place are told, and the others are sent."""
    mail = await write(evening, "reply")
    await write(evening, "reply", "another's", OTHER)
    await mailroom.store.apply([("HSET", mail_key(mail.id), "kind", "from tomorrow")])
    with caplog.at_level(logging.ERROR):
        await mailroom.delivery.drain()
    [line] = [record.getMessage() for record in caplog.records]
    assert line.startswith("delivery=broken error=KeyError place=deliver.py:")
    assert "from tomorrow" not in caplog.text
    assert bodies(mailroom) == ["Привет, another's"]


async def test_what_a_crash_brings_back_is_not_sent_while_the_carrier_cannot_be_asked(
    evening: Evening, mailroom: Mailroom
) -> None:
    """It has the message perhaps: the look is repeated, the sending is not."""
    mail = await write(evening, "reply")
    record = await mailroom.store.read("DUMP", mail_key(mail.id))
    await mailroom.work()
    assert bodies(mailroom) == ["Привет, one"]
    await bring_back(mailroom, mail, record)
    evening.later(0.1)
    token, mailroom.carrier.auth_token = mailroom.carrier.auth_token, "another"
    await mailroom.delivery.drain()
    assert await became(evening, mail) == ("sending", "")
    mailroom.carrier.auth_token = token
    await mailroom.move(evening.now + 120)
    assert bodies(mailroom) == []
    assert await became(evening, mail) == ("delivered", "")


async def test_another_message_of_the_minute_that_is_known_is_no_changed_one(
    evening: Evening, mailroom: Mailroom
) -> None:
    """Else after a restart of the store nobody would get a second text within a minute of another."""
    first = await write(evening, "reply", "first")
    await mailroom.work()
    mailroom.carrier.faults = FaultPlan(unavailable=1.0)
    second = await write(evening, "reply", "second")
    await mailroom.store.apply([("HSET", MAIL_SERVER, "run", "the one before")])
    await mailroom.delivery.drain()
    mailroom.carrier.faults = FaultPlan()
    await mailroom.move(evening.now + SURE + 60)
    assert [await became(evening, one) for one in (first, second)] == [("delivered", "")] * 2
    assert bodies(mailroom) == ["Привет, first", "Привет, second"]
