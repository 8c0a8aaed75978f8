"""The job that takes what is owed and due: each gets its turn once, and none holds up the others."""

from __future__ import annotations

import asyncio
import logging
import re

import pytest

from hotline.mail.reminders import REMINDED, Reminder, ask_keeper, cancel, owe, read, spread, tell_keepers
from hotline.store.keys import CONTACTS, MAIL_SERVER, REMINDERS, contact_key, keepers_key, mail_key, waiting_key
from hotline.store.store import Store, StoreAway, connect
from hotline.turn.turns import Turns
from tests.evening import OTHER, PERSON, URALSK, Evening
from tests.mailroom import Mailroom
from tests.workers.letters import bodies, profile
from workers.reminders import AGAIN, BATCH, take_due


async def _queued(evening: Evening) -> int:
    return int(await evening.turns.store.read("ZCARD", waiting_key("twilio", "notices")))


async def _owed(evening: Evening) -> tuple[Reminder, float]:
    """What is owed first, and when."""
    [[member, due]] = await evening.turns.store.read("ZRANGE", REMINDERS, 0, 0, "WITHSCORES")
    return read(member), float(due)


async def test_one_that_breaks_holds_up_no_other_and_is_tried_again(
    evening: Evening, mailroom: Mailroom, caplog: pytest.LogCaptureFixture
) -> None:
    """Its log line names neither the person nor what was said."""
    await evening.text("НОЧЛЕГ Уральск", PERSON)
    await evening.text("SHELTER Uralsk", OTHER)
    broken = await profile(evening)
    key = contact_key(broken.id)
    kept = await evening.turns.store.read("GET", key)
    await evening.turns.store.apply([("SET", key, evening.turns.seals.seal(b"{}", "another"))])
    evening.at("2022-09-26 00:00")
    with caplog.at_level(logging.ERROR):
        assert await take_due(evening.turns) == 2
    [line] = [record.getMessage() for record in caplog.records]
    assert re.fullmatch(r"reminder=found-bed error=BrokenSeal place=\w+\.py:\d+", line)
    assert broken.id not in caplog.text
    await mailroom.delivery.drain()
    assert [message.to for message in mailroom.sent()] == [OTHER]
    await evening.turns.store.apply([("SET", key, kept)])
    await mailroom.move(evening.now + AGAIN - 1)
    assert bodies(mailroom) == []
    await mailroom.move(evening.now + 1)
    assert [message.to for message in mailroom.sent()] == [PERSON]


async def test_one_of_a_group_whose_turn_breaks_keeps_no_other_from_being_told_and_nobody_is_told_twice(
    evening: Evening, mailroom: Mailroom
) -> None:
    """Here of four keepers one in the middle, in the order in which the store names them."""
    store, seals = evening.turns.store, evening.turns.seals
    numbers = {seals.pseudonym(number): number for number in (f"+7701000009{last}" for last in range(4))}
    for number in numbers.values():
        await evening.volunteer(number, "Aigul", shelter="CINEMA")
    first, second, *others = [one.decode() for one in await store.read("SMEMBERS", keepers_key("CINEMA"))]
    kept = await store.read("GET", contact_key(second))
    await store.apply([("SET", contact_key(second), seals.seal(b"{}", "another"))])
    await store.apply(tell_keepers("CINEMA", evening.now))
    await evening.report("FULL CINEMA")
    await mailroom.work()
    assert {message.to for message in mailroom.sent()} == {numbers[one] for one in (first, *others)}
    for _ in range(3):
        await mailroom.move(evening.now + AGAIN)
        assert bodies(mailroom) == []
    await store.apply([("SET", contact_key(second), kept)])
    await mailroom.move(evening.now + AGAIN)
    assert [message.to for message in mailroom.sent()] == [numbers[second]]
    assert await store.read("ZCARD", REMINDERS) == 0


async def test_what_was_owed_to_a_group_anew_meanwhile_is_owed_at_that_time(evening: Evening) -> None:
    """A batch was read, and before its turn came somebody spoke for the shelter again."""
    store, owed = evening.turns.store, Reminder("", "", "keeper-told", "CINEMA")
    await evening.volunteer(OTHER, "Aigul", shelter="CINEMA")
    await store.apply(owe(owed, evening.now + 60))
    await spread(store, owed, evening.now)
    assert await store.read("ZCARD", REMINDERS) == 1
    assert await _owed(evening) == (owed, evening.now + 60)


async def test_a_reminder_is_two_round_trips(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    evening.later(60)
    redis = evening.turns.store.redis
    await redis.config_resetstat()
    await evening.turns.remind(*await _owed(evening))
    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 2
    assert not stats.keys() & {"cmdstat_exec", "cmdstat_smembers", "cmdstat_eval"}
    assert await _queued(evening) == 1
    assert await evening.turns.store.read("ZCARD", REMINDERS) == 0


@pytest.mark.parametrize("named", [True, False])
async def test_a_flow_that_this_version_does_not_know_holds_up_no_other_and_is_dropped_after_a_day(
    evening: Evening, mailroom: Mailroom, caplog: pytest.LogCaptureFixture, named: bool
) -> None:
    """Another version owed it to somebody, or to a group, and may be at work beside this one."""
    await evening.text("НОЧЛЕГ Уральск")
    contact = await profile(evening)
    whom, life = (contact.id, contact.life) if named else ("", "")
    strange = Reminder(whom, life, "from-tomorrow", "CAMP")
    await evening.turns.store.apply(owe(strange, evening.now))
    evening.at("2022-09-26 00:00")
    assert await take_due(evening.turns) == 2
    assert await _queued(evening) == 1
    with caplog.at_level(logging.INFO):
        await mailroom.move(evening.time("2022-09-26 22:50"))
        assert (await _owed(evening))[0] == strange
        assert "from-tomorrow" not in caplog.text
        await mailroom.move(evening.time("2022-09-26 23:00"))
    assert await evening.turns.store.read("ZCARD", REMINDERS) == 0
    assert [one.getMessage() for one in caplog.records if "tomorrow" in one.getMessage()] == [
        "reminder=from-tomorrow dropped=unknown"
    ]


async def test_one_that_goes_on_breaking_is_tried_as_long_as_it_is_of_use(
    evening: Evening, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether a bed was found, for two hours; a keeper's question of each evening comes again the next day."""
    await evening.text("НОЧЛЕГ Уральск")
    broken, store = await profile(evening), evening.turns.store
    await store.apply(ask_keeper(broken.id, "CINEMA", URALSK, evening.time("2022-09-25 18:59")))
    await store.apply([("SET", contact_key(broken.id), evening.turns.seals.seal(b"{}", "another"))])
    evening.at("2022-09-25 19:00")
    tries = 0
    while evening.now <= evening.time("2022-09-26 02:00"):
        tries += await take_due(evening.turns)
        evening.now += AGAIN
    asked, due = await _owed(evening)
    assert await store.read("ZCARD", REMINDERS) == 1
    assert (asked.flow, due) == ("keeper-asked", evening.time("2022-09-26 19:00"))
    assert tries == 2 * (7200 / AGAIN + 1)
    dropped = [one.getMessage() for one in caplog.records if "dropped" in one.getMessage()]
    assert dropped == ["reminder=found-bed dropped=broken"]


async def test_while_the_store_is_away_the_job_fails_and_owes_on(evening: Evening) -> None:
    known = evening.turns
    turns = Turns(known.settings, Store(connect("redis://127.0.0.1:9")), known.seals, known.knowledge.catalog)
    with pytest.raises(StoreAway):
        await take_due(turns)
    await turns.store.close()


async def test_more_than_a_batch_is_taken_in_one_go(evening: Evening) -> None:
    """Here of people who are not known any more: nothing is said, and nothing stays behind."""
    for number in range(BATCH + 50):
        await evening.turns.store.apply(owe(Reminder(f"nobody-{number}", "1", "crossed"), evening.now - number % 7))
    later = Reminder("nobody", "1", "crossed")
    await evening.turns.store.apply(owe(later, evening.now + 1))
    assert await take_due(evening.turns) == BATCH + 50
    assert await evening.turns.store.read("ZRANGE", REMINDERS, 0, -1) == [later.member().encode()]
    assert await _queued(evening) == 0


async def test_a_job_whose_time_is_up_leaves_the_rest_to_the_next(evening: Evening) -> None:
    """A morning on which thousands are due must not hold up an alert behind it."""
    for number in range(2 * BATCH):
        await evening.turns.store.apply(owe(Reminder(f"nobody-{number}", "1", "crossed"), evening.now))
    assert await take_due(evening.turns, 0.001) == BATCH
    assert await take_due(evening.turns) == BATCH


async def test_two_jobs_at_once_and_one_that_is_repeated_queue_one_message(evening: Evening) -> None:
    """A worker may die after the turn, before the debt is settled: the next one gets the stored reply."""
    await evening.text("НОЧЛЕГ Уральск")
    contact = await profile(evening)
    evening.at("2022-09-26 00:00")
    await asyncio.gather(take_due(evening.turns), take_due(evening.turns))
    assert await _queued(evening) == 1
    again = Reminder(contact.id, contact.life, "found-bed")
    await evening.turns.store.apply(owe(again, evening.now))
    await take_due(evening.turns)
    assert await _queued(evening) == 1
    assert await evening.turns.store.read("ZCARD", REMINDERS) == 0


async def test_what_the_person_moved_or_called_off_meanwhile_is_not_asked_at_the_old_time(
    evening: Evening, mailroom: Mailroom
) -> None:
    """A batch was read, and before their turn came they asked for another bed, or said that it was full."""
    await evening.text("НОЧЛЕГ Уральск")
    contact = await profile(evening)
    found_bed = Reminder(contact.id, contact.life, "found-bed")
    evening.at("2022-09-26 00:00")
    await evening.text("1")
    await evening.turns.remind(found_bed, evening.time("2022-09-26 00:00"))
    assert await evening.turns.store.read("ZSCORE", REMINDERS, found_bed.member()) == evening.time("2022-09-26 01:00")
    evening.at("2022-09-26 01:00")
    await evening.turns.store.apply(cancel(found_bed))
    await evening.turns.remind(found_bed, evening.now)
    assert await _queued(evening) == 0
    assert bodies(mailroom) == []


async def test_what_was_moved_while_its_turn_went_on_stays_owed(evening: Evening) -> None:
    store, owed = evening.turns.store, Reminder("somebody", "1", "found-bed")
    await store.apply(owe(owed, evening.now + 60))
    await store.run(REMINDED(owed=owed.member(), at=repr(evening.now), again=""))
    assert await store.read("ZSCORE", REMINDERS, owed.member()) == evening.now + 60
    await store.run(REMINDED(owed=owed.member(), at=repr(evening.now + 60), again=""))
    assert await store.read("ZCARD", REMINDERS) == 0


async def test_a_reminder_that_a_crash_of_the_store_brings_back_is_looked_up_before_it_is_sent(
    evening: Evening, mailroom: Mailroom
) -> None:
    """The machine lost its power: turn, record and claim are gone, but the message has left."""
    store = evening.turns.store
    await evening.text("НОЧЛЕГ Уральск")
    before = [(key, await store.read("DUMP", key)) for key in await store.read("KEYS", "*")]
    await mailroom.move(evening.time("2022-09-26 00:00"))
    assert len(bodies(mailroom)) == 1
    await store.read("FLUSHALL")
    await store.apply([("RESTORE", key, 0, value) for key, value in before])
    await store.apply([("HSET", MAIL_SERVER, "run", "the one before", "since", 0)])
    evening.later(2)
    await mailroom.work()
    assert bodies(mailroom) == []
    [record] = [
        key
        async for key in store.redis.scan_iter(mail_key("*"), _type="hash")
        if b"stats" not in key and b"server" not in key
    ]
    assert await store.read("HGET", record, "state") == b"delivered"


async def test_that_somebody_is_reminded_is_no_sign_of_life(evening: Evening, mailroom: Mailroom) -> None:
    """Or nobody to whom something is owed would ever be let go."""
    await evening.text("НОЧЛЕГ Уральск")
    contact = await profile(evening)
    heard_of = await evening.turns.store.read("ZSCORE", CONTACTS, contact.id)
    await mailroom.move(evening.time("2022-09-26 01:30"))
    assert len(bodies(mailroom)) == 1
    assert await evening.turns.store.read("ZSCORE", CONTACTS, contact.id) == heard_of


async def test_what_was_owed_before_forget_is_not_asked_of_who_is_known_again(
    evening: Evening, mailroom: Mailroom
) -> None:
    """Upkeep may not have come by yet."""
    await evening.text("НОЧЛЕГ Уральск")
    await evening.text("ЗАБУДЬ")
    evening.at("23:20")
    await evening.text("НОЧЛЕГ Уральск")
    await mailroom.move(evening.time("2022-09-26 00:10"))
    assert bodies(mailroom) == []
    await mailroom.move(evening.time("2022-09-26 00:20"))
    assert len(bodies(mailroom)) == 1
