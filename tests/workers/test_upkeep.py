"""What FORGET leaves to clear behind the turn, and the processes that clear it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date
from functools import partial

import pytest
from redis import Redis as BlockingRedis
from redis.asyncio import Redis

from hotline.mail import reminders
from hotline.people import contacts, inbox
from hotline.settings import DAY
from hotline.store.keys import (
    DUTY,
    FORGOTTEN,
    INBOX_HELD,
    MAIL_SENDING,
    MAIL_SENT,
    REMINDERS,
    contact_key,
    lock_key,
    waiting_key,
)
from hotline.store.store import Store
from hotline.store.store import connect as store_at
from tests.acceptance.house import until
from tests.evening import OTHER, PERSON, Evening, environment
from tests.mailroom import Mailroom
from tests.transcripts import Player
from tests.workers.letters import profile, write
from tests.workers.traces import everything, is_written, lived
from workers import clock, upkeep
from workers.queues import connect, queue
from workers.worker import JobWorker

NIGHTS = [date(2022, 9, 24), date(2022, 9, 25), date(2022, 9, 26)]


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
async def evening(evening: Evening, redis: Redis) -> Evening:
    """The evening, when no rewrite that an earlier test began is going on."""
    await until(partial(is_written, redis), "the file is rewritten")
    return evening


async def test_forget_erases_contact_session_limit_and_questions(evening: Evening, redis: Redis) -> None:
    """At the end of that very turn; another person's are untouched."""
    await lived(evening, PERSON)
    await evening.text("ВОЛОНТЁР а моя симка?", OTHER)
    me = evening.turns.seals.pseudonym(PERSON).encode()
    await evening.text("ЗАБУДЬ")
    assert not [key for key in await redis.keys("*") if me in key]
    assert await redis.zscore("contacts", me) is None
    waiting = await inbox.waiting(evening.turns.store, evening.turns.seals)
    assert [question.text for question in waiting] == ["а моя симка?"]


async def test_what_a_forgotten_volunteer_said_stays_and_is_nobody_s(evening: Evening) -> None:
    """A shelter is as full as it was; only the audit trail still has the pseudonym, which cannot be edited."""
    store, seals = evening.turns.store, evening.turns.seals
    me = seals.pseudonym(PERSON)
    await evening.volunteer(PERSON, "Aigul", "reporter", "Уральск", "CAMP")
    await evening.report("CLOSED CAMP")
    evening.later(1)
    await evening.text("UNDO", PERSON)
    await evening.text("FULL CINEMA, BEDS MOSQUES 7", PERSON)
    evening.later(1)
    await evening.text("BEDS SPORT 3", PERSON)
    await evening.text("UNDO", PERSON)
    await evening.text("ЗАБУДЬ", PERSON)
    await upkeep.clear(store, seals, NIGHTS)
    traces = [me, *(seals.witness(me, night) for night in NIGHTS)]
    left = [one for one in await everything(evening) if any(trace in one for trace in traces)]
    assert {one.partition(" ")[0] for one in left} == {"audit"}
    async with Player(evening) as player:
        await player.restart()
        snapshot = evening.turns.knowledge.snapshot
        offers = {
            code: snapshot.shelters.offer(code, evening.now, snapshot.occupancy) for code in snapshot.shelter_rows
        }
    assert offers["CINEMA"].state == "full"
    assert offers["MOSQUES"].free == 7
    assert offers["SPORT"].free is None
    assert offers["CAMP"].state == "full"  # as the file had it: what they took back of others stays taken back


async def test_a_volunteer_of_whom_nothing_was_heard_for_long_is_kept(evening: Evening) -> None:
    """Their number is needed to write to them."""
    store, seals = evening.turns.store, evening.turns.seals
    await evening.volunteer(PERSON, "Aigul")
    await evening.text("МЕНЮ", PERSON)
    await evening.text("МЕНЮ", OTHER)
    evening.later(60 * 24 * 400)
    assert await upkeep.let_go(store, seals, 90 * 86400.0) == 1
    assert (await contacts.profile(store, seals, seals.pseudonym(PERSON))).number == PERSON


async def test_who_forgets_a_question_leaves_no_number_of_it_in_the_inbox(evening: Evening, redis: Redis) -> None:
    """The inbox names a question and its asker: both are gone once upkeep ran."""
    await evening.text("ВОЛОНТЁР где взять симку?")
    await evening.text("ЗАБУДЬ")
    await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS)
    assert await redis.zrange("inbox", 0, -1) == []


async def test_upkeep_has_nothing_to_do_without_a_forget(evening: Evening) -> None:
    await lived(evening, PERSON)
    before = await everything(evening)
    assert await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS) == 0
    assert await everything(evening) == before


async def test_a_forget_during_a_rewrite_of_the_file_is_cleared_by_a_later_one(evening: Evening, redis: Redis) -> None:
    """A rewrite that began before the erasure keeps what was erased: another one has to follow."""
    await evening.text("НОЧЛЕГ Уральск")
    await evening.text("ЗАБУДЬ")
    await redis.config_set("rdb-key-save-delay", 100_000)  # microseconds a key: the rewrite takes its time
    await redis.bgrewriteaof()
    try:
        await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS)
        assert await redis.scard(FORGOTTEN) == 1
    finally:
        await redis.config_set("rdb-key-save-delay", 0)
        await until(partial(is_written, redis), "the file is rewritten")
    await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS)
    assert await redis.scard(FORGOTTEN) == 0


async def _mailed(evening: Evening, mailroom: Mailroom) -> None:
    """Reminders owed, one message sent and one that waits."""
    await lived(evening, PERSON)
    await mailroom.move(evening.now + 3600)
    assert mailroom.sent()
    await write(evening, "reminder")


async def test_forget_takes_reminders_and_mail_with_their_texts(evening: Evening, mailroom: Mailroom) -> None:
    """What was owed, what was sent, and what waits; another person's stay."""
    await _mailed(evening, mailroom)
    await lived(evening, OTHER)
    others = await write(evening, "reply", "another's", OTHER)
    read = evening.turns.store.read
    texts = await read("KEYS", "mail:*:text")
    await evening.text("ЗАБУДЬ")
    await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS)
    me = evening.turns.seals.pseudonym(PERSON)
    assert not any(me in one for one in await everything(evening))
    assert len(texts) > 1
    assert await read("KEYS", "mail:*:text") == [others.text.encode()]
    assert await read("ZRANGE", waiting_key("twilio", "replies"), 0, -1) == [others.id.encode()]
    assert await read("ZCARD", MAIL_SENDING) == await read("ZCARD", MAIL_SENT) == 0
    assert await read("ZCARD", REMINDERS) > 0


async def test_what_a_person_asks_for_again_right_after_a_forget_is_kept(evening: Evening, mailroom: Mailroom) -> None:
    """Before upkeep came by: the new reminders and the new answer are another life's."""
    await _mailed(evening, mailroom)
    await evening.text("ЗАБУДЬ")
    await evening.text("РЕГИСТРАЦИЯ 25.09 Уральск")
    await evening.text("1")
    mail = await write(evening, "reply", "anew")
    await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS)
    owed = [reminders.read(one) for one in await evening.turns.store.read("ZRANGE", REMINDERS, 0, -1)]
    assert len(owed) == 6
    assert {one.life for one in owed} == {mail.life}
    await mailroom.work()
    assert [message.body for message in mailroom.sent()] == ["Привет, anew"]


async def test_only_who_was_silent_for_long_and_is_owed_nothing_is_let_go(evening: Evening, redis: Redis) -> None:
    """Reminders owed and news wanted keep a person, and so does a text of yesterday; a broken record does not."""
    silent, reminded, wanting, recent, broken = (f"+7701100000{number}" for number in range(5))
    for number in (silent, reminded, wanting, broken):
        await evening.text("МЕНЮ", number)
    for body in ("РЕГИСТРАЦИЯ 25.09 Уральск", "1"):
        await evening.text(body, reminded)
    for body in ("НОВОСТИ", "1"):
        await evening.text(body, wanting)
    seals, store = evening.turns.seals, evening.turns.store
    await redis.set(contact_key(seals.pseudonym(broken)), seals.seal(b"{}", "another"))
    evening.now += 20 * DAY
    await evening.text("МЕНЮ", recent)
    assert await upkeep.let_go(store, seals, 21 * DAY) == 0
    assert await upkeep.let_go(store, seals, 19 * DAY) == 2
    left = {number for number in (silent, reminded, wanting, recent, broken)
            if await redis.exists(contact_key(seals.pseudonym(number)))}  # fmt: skip
    assert left == {reminded, wanting, recent}
    assert await redis.zcard("contacts") == 3


async def test_who_is_let_go_leaves_nothing_under_their_name(evening: Evening, mailroom: Mailroom) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    seals, store = evening.turns.seals, evening.turns.store
    assert await mailroom.outbox.count(seals.pseudonym(PERSON), "2022-09-25", 1)
    await store.apply([("DEL", REMINDERS)])
    evening.now += 20 * DAY
    assert await upkeep.let_go(store, seals, 19 * DAY) == 1
    assert await store.read("KEYS", f"*:{seals.pseudonym(PERSON)}") == []


async def test_who_still_waits_for_an_answer_is_not_let_go(evening: Evening) -> None:
    await evening.text("ВОЛОНТЁР где взять симку?")
    evening.now += 20 * DAY
    assert await upkeep.let_go(evening.turns.store, evening.turns.seals, 19 * DAY) == 0
    [question] = await inbox.waiting(evening.turns.store, evening.turns.seals)
    assert question.text == "где взять симку?"


async def test_who_is_in_a_turn_is_not_let_go(evening: Evening, redis: Redis) -> None:
    """It would write what it has read, for somebody who is not there any more."""
    await evening.text("МЕНЮ")
    evening.now += 20 * DAY
    store, seals = evening.turns.store, evening.turns.seals
    await redis.set(lock_key(seals.pseudonym(PERSON)), 1)
    assert await upkeep.let_go(store, seals, 19 * DAY) == 0
    await redis.delete(lock_key(seals.pseudonym(PERSON)))
    assert await upkeep.let_go(store, seals, 19 * DAY) == 1


async def test_who_texts_while_upkeep_looks_at_the_others_is_not_let_go(evening: Evening, redis_url: str) -> None:
    """What they were just answered, a STOP perhaps, would be gone; and who was forgotten is gone already."""

    class Overtaken(Store):
        async def read(self, *command: str | bytes | int | float) -> object:
            found = await super().read(*command)
            if command[0] == "MGET":
                await evening.text("СТОП", PERSON)
                await evening.text("ЗАБУДЬ", OTHER)
            return found

    for number in (PERSON, OTHER):
        await evening.text("МЕНЮ", number)
    evening.now += 20 * DAY
    store = Overtaken(store_at(redis_url), clock=lambda: evening.now)
    assert await upkeep.let_go(store, evening.turns.seals, 19 * DAY) == 0
    await store.close()
    assert (await profile(evening)).stopped_at == evening.now


async def test_a_report_of_the_operator_outlives_a_forget(evening: Evening) -> None:
    await evening.report("FULL CINEMA")
    await evening.text("НОЧЛЕГ Уральск")
    await evening.text("ЗАБУДЬ")
    await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS)
    rows = [json.loads(entry.row) for entry in await evening.turns.store.read_changes() if entry.id]
    assert [row for row in rows if row[-1] == "operator" and row[2] == "CINEMA"]
    assert not [row for row in rows if row[0] == "sent"]


def test_the_clocks_job_is_done_by_a_worker_and_keeps_nothing_of_people(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: the cron table enqueues JSON, a worker of ours reads it and does it."""
    for name, value in environment(redis_url).items():
        monkeypatch.setenv(name, value)
    with connect(redis_url) as connection:
        while connection.info("persistence")["aof_rewrite_in_progress"]:
            connection.ping()
        connection.sadd(FORGOTTEN, "a-pseudonym")
        for entry in clock.scheduler(connection, ["twilio"]).get_jobs():
            entry.enqueue(connection)
        jobs = queue("upkeep", connection).jobs
        names = [str(job.func_name).removeprefix("workers.jobs.") for job in jobs]
        assert names == ["tend", "clear_forgotten", "let_go"]
        assert JobWorker(connection).work(burst=True, logging_level="ERROR")
        assert jobs[names.index("clear_forgotten")].return_value() == 1
        assert not connection.exists(FORGOTTEN)
        _no_pseudonym_in(connection)


def _no_pseudonym_in(connection: BlockingRedis) -> None:
    for key in connection.keys("rq:*"):
        assert b"a-pseudonym" not in (connection.dump(key) or b"")


async def test_a_forgotten_person_s_words_are_taken_out_of_mail_to_volunteers(evening: Evening) -> None:
    """What they added after an answer was queued for its volunteer: neither text nor pseudonym is left of it."""
    store, seals = evening.turns.store, evening.turns.seals
    await evening.volunteer(OTHER, "Aigul")
    await evening.text("ВОЛОНТЁР где взять симку?")
    number = (await evening.text("NEXT", OTHER)).split()[0]
    await evening.text(f"REPLY {number} На вокзале", OTHER)
    await evening.text("у главного входа?")
    me = seals.pseudonym(PERSON)
    assert len(await store.read("KEYS", "mail:*:text")) == 2
    await evening.text("ЗАБУДЬ")
    await upkeep.clear(store, seals, NIGHTS)
    assert await store.read("KEYS", "mail:*:text") == []
    assert not any(me in one for one in await everything(evening))


async def test_a_forgotten_volunteer_has_no_question_any_more(evening: Evening) -> None:
    store, seals = evening.turns.store, evening.turns.seals
    await evening.volunteer(OTHER, "Aigul")
    await evening.text("ON", OTHER)
    await evening.text("ВОЛОНТЁР где взять симку?")
    await evening.text("NEXT", OTHER)
    await evening.text("ЗАБУДЬ", OTHER)
    await upkeep.clear(store, seals, NIGHTS)
    assert await store.read("EXISTS", INBOX_HELD, DUTY) == 0
    assert len(await inbox.waiting(store, seals)) == 1
