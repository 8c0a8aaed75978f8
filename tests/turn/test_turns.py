"""One turn on a real store: the limit, who gets silence, what a process catches up with, what breaks in between."""

from __future__ import annotations

import asyncio
import json
import weakref
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from hotline.commands import terminal
from hotline.commands.laptop import SAMPLE
from hotline.directory.changes import QueueReport
from hotline.directory.files import importing
from hotline.directory.reports import logbook
from hotline.people import contacts
from hotline.people.seal import BrokenSeal, Seals
from hotline.settings import DAY
from hotline.status.status import read_status
from hotline.store.keys import CONTACTS, LIMIT_TEXTS, contact_key, limit_key, lock_key, session_key, stats_key
from hotline.store.store import Command
from hotline.turn.turns import Turns
from tests.evening import OTHER, PERSON, Evening
from tests.people.known import known_before
from tests.turn.door import profile, said, texted

ASKED = "НОЧЛЕГ Уральск"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


# The limit on texts.


async def test_a_text_whose_turn_is_taken_again_counts_once(evening: Evening) -> None:
    """Reports at once are chained one behind the other: all but the first are taken again, some of them often."""
    numbers = [f"+77010001{n:03}" for n in range(8)]
    for number in numbers:
        await evening.volunteer(number, "Айгуль")
    answers = await asyncio.gather(*(texted(evening, f"BEDS CAMP {n + 1}", number) for n, number in enumerate(numbers)))
    assert all("UNDO" in answer or "ОТМЕНА" in answer for answer in answers)
    limits = [limit_key(evening.turns.seals.pseudonym(number)) for number in numbers]
    assert [await evening.turns.store.read("LLEN", key) for key in limits] == [1] * 8


async def test_twenty_texts_in_ten_minutes_then_one_notice_then_silence(evening: Evening) -> None:
    answers = [await texted(evening, f"ЖДУТ ТЁПЛОЕ {200 + number}") for number in range(LIMIT_TEXTS + 3)]
    assert LIMIT_TEXTS == 20
    assert all("Тёплое" in answer for answer in answers[:20])
    assert answers[20:] == [said(evening, "limit"), "", ""]


async def test_one_who_texts_too_much_keeps_nobody_else_from_texting(evening: Evening) -> None:
    for _ in range(LIMIT_TEXTS + 1):
        await texted(evening, "МЕНЮ")
    assert "Синема Парк" in await texted(evening, ASKED, OTHER)


async def test_the_limit_moves_with_the_clock(evening: Evening) -> None:
    """Ten minutes after the first of the twenty there is room for one more, and after all of them for twenty."""
    await texted(evening, "МЕНЮ")
    evening.later(5)
    for _ in range(LIMIT_TEXTS - 1):
        await texted(evening, "МЕНЮ")
    assert await texted(evening, "МЕНЮ") == said(evening, "limit")
    evening.later(5)
    assert "Синема Парк" in await texted(evening, ASKED)
    assert await texted(evening, ASKED) == ""
    evening.later(10)
    answers = [await texted(evening, f"ЖДУТ ТЁПЛОЕ {200 + number}") for number in range(LIMIT_TEXTS)]
    assert all("Тёплое" in answer for answer in answers)


@pytest.mark.parametrize("word", ["СТОП", "STOP", "Стоп, спасибо", "ТОҚТА"])
async def test_stop_works_beyond_the_limit(evening: Evening, word: str) -> None:
    for _ in range(LIMIT_TEXTS + 2):
        await texted(evening, "МЕНЮ")
    assert await texted(evening, word) in [said(evening, "stop-done", language) for language in ("ru", "en", "kk")]
    kept = await profile(evening)
    assert kept
    assert kept.stopped_at == evening.now


@pytest.mark.parametrize("word", ["ЗАБУДЬ", "FORGET", "ҰМЫТ"])
async def test_forget_works_beyond_the_limit(evening: Evening, word: str) -> None:
    for _ in range(LIMIT_TEXTS + 2):
        await texted(evening, "МЕНЮ")
    assert await texted(evening, word) in [said(evening, "forget-done", language) for language in ("ru", "en", "kk")]
    assert await profile(evening) is None


async def test_danger_is_heard_beyond_the_limit_but_not_without_end(evening: Evening) -> None:
    """With nobody to tell as well: each answer is paid for, and a sender can be forged."""
    for _ in range(LIMIT_TEXTS + 2):
        await texted(evening, "МЕНЮ")
    assert "112" in await texted(evening, "сын не дышит, помогите")
    assert await texted(evening, "сын не дышит, помогите") == ""
    evening.later(9)
    for _ in range(LIMIT_TEXTS):
        await texted(evening, "МЕНЮ")
    evening.later(1)
    assert "112" in await texted(evening, "сын не дышит, помогите")


async def test_the_notice_leaves_the_open_question_open(evening: Evening) -> None:
    """Who was asked for a place before the limit can name it afterwards."""
    for _ in range(LIMIT_TEXTS - 1):
        await texted(evening, "МЕНЮ")
    await texted(evening, "НОЧЛЕГ")
    assert await texted(evening, "Уральск") == said(evening, "limit")
    evening.later(10)
    assert "Синема Парк" in await texted(evening, "Уральск")


# Who gets silence.

# Senders that are machines, or that this hotline does not serve.
SILENT = [
    "Beeline",  # alphanumeric
    "kaspi.kz",
    "1414",  # short codes
    "+1414",
    "7701000001",  # a digit missing
    "+14155552671",  # another country's
    "+380501234567",
    "+70000000000",  # nobody's
    "+7701000000a",
    "+7７０１０００００01",  # digits, but not those of a number
    "+" + "7" * 40,
    "anonymous",
    "whatsapp:+77010000001",
    "87095550199",  # no country's
]


@pytest.mark.parametrize("sender", SILENT)
async def test_a_machine_or_a_stranger_gets_silence_and_nothing_is_kept(
    evening: Evening, redis: Redis, sender: str
) -> None:
    """Two machines would answer each other for ever."""
    before = await redis.keys("*")
    assert await texted(evening, ASKED, sender) == ""
    assert set(await redis.keys("*")) - {stats_key(evening.now).encode()} == set(before)
    [count] = (await read_status(evening.turns.store, ["twilio"])).unanswered.values()
    assert count == 1


@pytest.mark.parametrize("sender", ["77010000001", "87010000001", "8 (701) 000-00-01", "0077010000001"])
async def test_a_number_is_answered_however_its_network_gives_it(evening: Evening, sender: str) -> None:
    """They are all one person's."""
    assert "Синема Парк" in await texted(evening, ASKED)
    assert "Мечети" in await texted(evening, "1", sender)
    kept = await profile(evening)
    assert kept is not None
    assert kept.number == PERSON
    assert await evening.turns.store.read("ZCARD", CONTACTS) == 1


async def test_all_countries_may_be_served(redis_url: str) -> None:
    evening = await Evening(redis_url, more={"HOTLINE_COUNTRIES": "*"}).begin()
    assert "Cinema Park" in await texted(evening, "SHELTER ORAL", "+14155552671")
    await evening.end()


# What a process catches up with.


async def test_a_table_loaded_anew_is_seen_by_the_very_next_text(evening: Evening) -> None:
    tables = importing.read(SAMPLE)
    assert tables.shelters
    assert "Синема Парк" in await evening.text(ASKED)
    left = tuple(shelter for shelter in tables.shelters if shelter.code != "CINEMA")
    await importing.write(evening.turns.store, replace(tables, shelters=left))
    answer = await evening.text(ASKED, OTHER)
    assert answer
    assert "Синема Парк" not in answer


async def test_a_directory_that_is_read_anew_leaves_nothing_of_the_old_one(evening: Evening) -> None:
    """A worker reads it for each job that needs it: what stayed of each would fill the machine in a night."""
    await evening.turns.start()
    old = weakref.ref(evening.turns.knowledge.snapshot)
    for _ in range(2):
        await evening.turns.start()
    assert old() is None


async def test_a_report_at_another_process_is_seen_by_the_next_text(evening: Evening, redis_url: str) -> None:
    other = await Evening(redis_url).begin(sample=False)
    assert "Синема Парк" in await other.text(ASKED)
    await evening.report("FULL CINEMA")
    assert "Синема Парк" not in await other.text(ASKED, OTHER)
    await other.end()


async def test_a_process_that_slept_through_thousands_of_changes_knows_the_last_at_once(evening: Evening) -> None:
    """No process is more than a turn behind, however much was reported meanwhile."""
    reports = [QueueReport(evening.now, "TEPLOE", "foot", 250, None, None, False, f"w{one}") for one in range(2500)]
    commands: list[Command] = [command for one in reports for command in logbook.log(one)[:1]]
    await evening.turns.store.apply(commands)
    await evening.report("FULL CINEMA")
    assert "Синема Парк" not in await evening.text(ASKED)


async def test_an_outage_of_the_directory_is_survived_by_the_talk(evening: Evening) -> None:
    """The shelter a question was about is gone: the talk starts afresh and breaks nowhere."""
    tables = importing.read(SAMPLE)
    await evening.text(ASKED)
    await importing.write(evening.turns.store, replace(tables, shelters=()))
    assert await evening.text("ещё")
    assert await evening.text("подробнее")


# What happens at the same time, and what breaks in between.


async def test_three_hundred_phones_at_once_are_answered_from_the_store(evening: Evening) -> None:
    """A bus arrives while the store hiccups for a moment: nobody is told that nothing can be saved."""
    await evening.turns.store.read("CLIENT", "PAUSE", 200)
    await asyncio.gather(*(evening.text(ASKED, f"+7701{number:07}") for number in range(300)))
    rows = [json.loads(entry.row) for entry in await evening.turns.store.read_changes()]
    assert len([row for row in rows if row[0] == "sent"]) == 300


async def test_a_turn_that_breaks_leaves_the_person_free_to_text_again(evening: Evening, redis: Redis) -> None:
    """Without it their next text would wait for the lease to end."""
    seals = evening.turns.seals
    await evening.text(ASKED)
    key = contact_key(seals.pseudonym(PERSON))
    kept = await redis.get(key) or ""
    await redis.set(key, seals.seal(b"{}", "another"))
    with pytest.raises(BrokenSeal):
        await evening.text(ASKED)
    assert not await redis.exists(lock_key(seals.pseudonym(PERSON)))
    await redis.set(key, kept)
    assert "Синема Парк" in await evening.text(ASKED)


async def test_a_session_that_does_not_open_is_started_afresh(evening: Evening, redis: Redis) -> None:
    """A session of an older version, or one that was tampered with: the person gets an answer all the same."""
    key = session_key(evening.turns.seals.pseudonym(PERSON))
    for broken in (b"no seal", b"", evening.turns.seals.seal(b"[1, 2]", key), evening.turns.seals.seal(b"{", key)):
        await redis.set(key, broken)
        assert "Синема Парк" in await evening.text(ASKED)


async def test_whom_an_older_version_kept_beside_this_one_is_a_stranger(evening: Evening, redis: Redis) -> None:
    """A web process of format 2 that was not stopped keeps new people as it always did."""
    seals = evening.turns.seals
    who = seals.pseudonym(PERSON)
    before = known_before(seals, who, b'{"life":"1"}', PERSON)
    await redis.hset(contact_key(who), items=[part for field in before.items() for part in field])
    assert await contacts.profile(evening.turns.store, seals, who) == contacts.Contact(who)
    assert "Уральск" in await texted(evening, ASKED)
    found = await profile(evening)
    assert found is not None
    assert found.number == PERSON


async def test_a_withheld_caller_has_no_contact_and_the_call_is_the_session(evening: Evening, redis: Redis) -> None:
    """Nothing is kept of who hides the number, but the session of the call, which expires."""
    call = evening.call("anonymous")
    await call.start()
    for key in ("1", "1", "1"):
        await call.press(key)
    assert not await redis.keys("contact*")
    (session,) = await evening.turns.store.read("KEYS", "session:*")
    assert session.startswith(b"session:call-")
    assert 0 < await redis.ttl(session) <= 2 * DAY


async def test_what_expires_and_what_stays(evening: Evening, redis: Redis) -> None:
    """Sessions, stored replies, locks and limits have a lifetime; people, their questions and the directory do not."""
    await texted(evening, ASKED)
    await texted(evening, "ВОЛОНТЁР где взять симку?", OTHER)
    await evening.report("FULL CINEMA")
    keys = await evening.turns.store.read("KEYS", "*")
    lasting = {key.split(b":")[0] for key in keys if await redis.ttl(key) == -1}
    passing = {key.split(b":")[0] for key in keys if await redis.ttl(key) > 0}
    assert passing == {b"session", b"turn", b"limit"}
    people = {b"contact", b"contacts", b"inbox", b"questions", b"reminders", b"sealed"}
    assert lasting == {*people, b"changes", b"latest", b"directory", b"fence", b"format"}


async def test_an_uncontended_turn_is_two_round_trips(evening: Evening, redis: Redis) -> None:
    """`begin` and `end`, one script each, and nothing else."""
    await evening.text(ASKED)
    before = await _commands(redis)
    await evening.text("ещё")
    after = await _commands(redis)
    assert {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)} == {
        "cmdstat_evalsha": 2
    }


async def _commands(redis: Redis) -> dict[str, int]:
    """How often clients sent each command; what scripts called inside is left out."""
    stats = await redis.info("commandstats")
    return {name: row["calls"] for name, row in stats.items() if name in ("cmdstat_evalsha", "cmdstat_eval")}


async def test_with_another_secret_than_before_no_turn_is_taken(evening: Evening) -> None:
    """Not even by a process that started while the store was away: it would not know who said STOP."""
    own = evening.turns
    stranger = Turns(
        own.settings, own.store, Seals("another secret of the tests, as long as it"), own.knowledge.catalog
    )
    with pytest.raises(BrokenSeal, match="HOTLINE_SECRET_KEY is not the one"):
        await terminal.text(stranger, PERSON, ASKED)
    assert await profile(evening) is None
