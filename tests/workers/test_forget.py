"""FORGET in a store that holds everything: each room has cleared what it keeps of a person, and nothing of others."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial

import pytest
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError

from hotline.broadcasts.recipients import Recipients
from hotline.mail import reminders
from hotline.people import contacts
from hotline.store.keys import LIMIT_TEXTS, REMINDERS, contact_key, sids_key
from hotline.store.store import Store, StoreAway, connect
from hotline.turn.knowledge import Incoming
from hotline.turn.turns import plain
from tests.acceptance.house import until
from tests.broadcasts.crowd import Crowd
from tests.evening import OTHER, PERSON, THIRD, URALSK, Evening
from tests.mailroom import Mailroom
from tests.workers.letters import profile, write
from tests.workers.traces import everything, is_written, lived
from workers import upkeep
from workers.broadcasts import list_confirmed

NIGHTS = [date(2022, 9, day) for day in (24, 25, 26)]
PIN = "4831"

# Keys that may name somebody -> the room whose FORGET it is.
ROOMS: Mapping[str, str] = {
    r"contact:\w+": "people.contacts",
    r"questions:\w+": "people.contacts",
    r"unasked:\w+": "people.contacts",
    r"session:\w+": "people.contacts",
    r"limit:\w+": "people.contacts",
    r"limit:\w+:told": "people.contacts",
    r"helper:\w+": "people.contacts",
    r"sids:\w+": "people.contacts",
    r"contacts": "people.contacts",
    r"news": "people.contacts",
    r"forgotten": "people.contacts",
    r"volunteers": "people.volunteers",
    r"volunteers:tries": "people.volunteers",
    r"keepers:\w+": "people.volunteers",
    r"duty": "people.volunteers",
    r"inbox": "people.inbox",
    r"inbox:held": "people.inbox",
    r"audit": "people.audit",
    r"reminders": "mail.reminders",
    r"mail:\w+": "mail.outbox",
    r"mail:b\d+-\w+-\d+": "mail.outbox",
    r"broadcast:\d+": "broadcasts.broadcast",
    r"broadcast:\d+:to:\w+": "broadcasts.recipients",
    r"broadcast:\d+:to:\w+:\w+": "broadcasts.recipients",
    r"changes": "directory.reports.logbook",
    r"latest": "directory.reports.logbook",
}


def names(evening: Evening, number: str) -> list[str]:
    """What a person could be known by: number, pseudonym, and the witness of each night."""
    me = evening.turns.seals.pseudonym(number)
    return [number.strip("+"), me, *(evening.turns.seals.witness(me, night) for night in NIGHTS)]


async def naming(evening: Evening, number: str) -> dict[str, str]:
    """What names a person: kind of key -> room."""
    mine = names(evening, number)
    keys = {one.partition(" ")[0] for one in await everything(evening) if any(name in one for name in mine)}
    kinds = {key: [kind for kind in ROOMS if re.fullmatch(kind, key)] for key in keys}
    assert [key for key, found in kinds.items() if not found] == [], "keys that no room has in its care"
    return {kind: ROOMS[kind] for found in kinds.values() for kind in found}


async def guest(evening: Evening, number: str) -> None:
    """All that who only asks can leave; the coordinator OTHER answers."""
    await lived(evening, number)
    asked = await evening.text("NEXT", OTHER)
    await evening.text(f"REPLY {asked.split()[0]} На вокзале", OTHER)
    await evening.text("СПАСИБО", number)
    await evening.text("у главного входа?", number)  # goes to who answered
    for count in range(LIMIT_TEXTS + 1):
        heard = Incoming(f"SM{number}-{count}", number, "text", "МЕНЮ", counted=True)
        await evening.turns.take(heard, lambda answer: plain(answer, evening.turns.knowledge.catalog))


async def coordinator(evening: Evening, number: str, shelter: str) -> None:
    """All that who helps can leave: three broadcasts: one sent, one that a worker died over while listing, a draft."""
    await evening.volunteer(number, "Aigul", "coordinator", shelter=shelter, pin=PIN)
    for body in ("НОВОСТИ", "1", "ON", f"FULL {shelter}", "BEDS MOSQUES 7", "BEDS SPORT 3", "UNDO", "НОЧЛЕГ Уральск"):
        await evening.text(body, number)
    crowd = Crowd(evening)
    for body in ("ОТПРАВЬ ВСЕМ В лагере есть места.", f"CONFIRM {PIN}"):
        await evening.text(body, number)
    await crowd.listed()
    for body in ("ОТПРАВЬ ВСЕМ Завтра дождь.", f"CONFIRM {PIN}", "ОТПРАВЬ ВСЕМ Привет.", "CONFIRM 9182"):
        await evening.text(body, number)
    recipients, [unlisted] = Recipients(crowd.store), await crowd.broadcasts.unlisted()
    listing = await recipients.begin(unlisted.number)
    async for found in crowd.reach.of(unlisted.audience, unlisted.confirmed_at):
        await recipients.add(unlisted.number, listing, {"twilio": [f"{one.id}/{one.life}/ru" for one in found]})


class Busy(Store):
    """The store as upkeep sees it when something happens right after its first command with this word."""

    def __init__(self, evening: Evening, word: str, happens: Callable[[], Awaitable[object]]) -> None:
        super().__init__(connect(evening.redis_url), clock=lambda: evening.now)
        self._word, self._happens = word, happens

    async def read(self, *command: str | bytes | int | float) -> object:
        found = await super().read(*command)
        if self._word in command:
            self._word = ""
            await self._happens()
        return found


@pytest.fixture
async def evening(evening: Evening, redis_url: str) -> Evening:
    """The evening, when no rewrite of the file that an earlier test began is going on."""
    async with Redis.from_url(redis_url) as redis:
        await until(partial(is_written, redis), "the file is rewritten")
    return evening


async def test_forget_leaves_nothing_of_a_person_in_any_room(evening: Evening, mailroom: Mailroom) -> None:
    """But in the audit trail, which cannot be edited; what names another person names them still."""
    await evening.volunteer(OTHER, "Aigul", "coordinator")
    for number in (PERSON, THIRD):
        await guest(evening, number)
    for number, shelter in ((OTHER, "CINEMA"), (THIRD, "CAMP")):
        await coordinator(evening, number, shelter)
    for number in (PERSON, THIRD):
        await evening.text("ВОЛОНТЁР муж умирает", number)  # an alert to all on duty
        await evening.text("НОЧЛЕГ Уральск", number)
        assert await mailroom.outbox.count(evening.turns.seals.pseudonym(number), "2022-09-26", 1)
    await evening.turns.store.apply([("SADD", sids_key(evening.turns.seals.pseudonym(PERSON)), "SM1")])
    assert {*await naming(evening, PERSON), *await naming(evening, OTHER)} == {*ROOMS} - {"forgotten"}, "too little"
    for number in (PERSON, OTHER):
        await evening.text("ЗАБУДЬ", number)
        assert "forgotten" in await naming(evening, number)
    before, mine = await everything(evening), [*names(evening, PERSON), *names(evening, OTHER)]
    theirs = {one for one in before if any(name in one for name in mine)}
    assert await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS) == 2
    assert await naming(evening, PERSON) == {}
    assert await naming(evening, OTHER) == {"audit": "people.audit"}
    # Of messages all goes, also what names nobody; of anything else nothing that is not theirs.
    mail = {one.partition(" ")[0].removeprefix("mail:") for one in theirs if one.startswith("mail:")}
    lost = before - theirs - await everything(evening)
    assert [one for one in lost if not any(id_ in one for id_ in mail)] == []
    assert {id_ for id_ in mail if any(id_ in one for one in await everything(evening))} == set()


async def test_what_is_fed_from_a_list_while_upkeep_looks_at_the_mail_names_nobody(evening: Evening) -> None:
    """Their row is nobody's before the mail is looked at; the one after them gets the message."""
    crowd = Crowd(evening)
    evening.at("2022-09-26 12:00")
    for number in (PERSON, OTHER):
        await crowd.add(number)
    await crowd.write(listed=False)
    await list_confirmed(crowd.broadcasts, crowd.reach, crowd.evening.turns.settings)
    await evening.text("ЗАБУДЬ")
    store = Busy(evening, "hash", crowd.feed)
    assert await upkeep.clear(store, crowd.seals, NIGHTS) == 1
    await store.close()
    assert "mail.outbox" in (await naming(evening, OTHER)).values()
    assert await naming(evening, PERSON) == {}


async def test_what_is_asked_for_anew_while_upkeep_is_at_it_is_kept(evening: Evening) -> None:
    """Which life somebody leads is read after the debt or message that may belong to it."""

    async def come_back() -> None:
        for body in ("РЕГИСТРАЦИЯ 25.09 Уральск", "1"):
            await evening.text(body)
        await write(evening, "reply")

    await lived(evening, PERSON)
    await evening.text("ЗАБУДЬ")
    store = Busy(evening, "INFO", come_back)
    assert await upkeep.clear(store, evening.turns.seals, NIGHTS) == 1
    await store.close()
    life = (await profile(evening)).life
    owed = [reminders.read(one) for one in await evening.turns.store.read("ZRANGE", REMINDERS, 0, -1)]
    assert [one.life for one in owed if one.contact] == 6 * [life]
    assert "mail.outbox" in (await naming(evening, PERSON)).values()


@pytest.mark.parametrize("word", ["SMEMBERS", "hash", "BGREWRITEAOF"])
async def test_who_comes_back_and_texts_forget_again_while_upkeep_is_at_it_is_cleared_by_the_next_run(
    evening: Evening, redis_url: str, word: str
) -> None:
    """At its start, in the middle, and at its end, which clears but what it knew of."""

    async def again() -> None:
        await lived(evening, PERSON)
        await evening.text("ЗАБУДЬ")

    await lived(evening, PERSON)
    await evening.text("ЗАБУДЬ")
    store = Busy(evening, word, again)
    assert await upkeep.clear(store, evening.turns.seals, NIGHTS) == 1
    await store.close()
    async with Redis.from_url(redis_url) as redis:
        await until(partial(is_written, redis), "the file is rewritten")
    assert await naming(evening, PERSON) != {}
    assert await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS) == 1
    assert await naming(evening, PERSON) == {}


async def test_a_run_that_dies_leaves_all_to_the_next(evening: Evening) -> None:
    async def die() -> None:
        raise StoreAway("the worker was killed")

    await lived(evening, PERSON)
    await evening.text("ЗАБУДЬ")
    store = Busy(evening, "hash", die)
    with pytest.raises(StoreAway):
        await upkeep.clear(store, evening.turns.seals, NIGHTS)
    await store.close()
    assert await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS) == 1
    assert await naming(evening, PERSON) == {}


async def test_a_file_that_could_not_be_rewritten_is_rewritten_by_the_next_run_and_then_not_again(
    evening: Evening, redis_url: str
) -> None:
    """Deleted bytes would stand in it for good: nobody is forgotten any more when the next run comes."""
    store, seals = evening.turns.store, evening.turns.seals
    await evening.text("НОЧЛЕГ Уральск")
    await evening.text("ЗАБУДЬ")
    async with Redis.from_url(redis_url) as redis:

        async def rewrites() -> int:
            await until(partial(is_written, redis), "the file is rewritten")
            return int((await redis.info("commandstats")).get("cmdstat_bgrewriteaof", {"calls": 0})["calls"])

        before = await rewrites()
        await store.read("ACL", "SETUSER", "default", "-bgrewriteaof")
        try:
            with pytest.raises(NoPermissionError):
                await upkeep.clear(store, seals, NIGHTS)
        finally:
            await store.read("ACL", "SETUSER", "default", "+bgrewriteaof")
        assert await contacts.forgotten(store) == {}
        assert await rewrites() == before
        for _ in range(2):
            assert await upkeep.clear(store, seals, NIGHTS) == 0
            assert await rewrites() == before + 1


@pytest.mark.parametrize("at", ["2022-10-24 11:00", "2022-10-24 13:00"])
async def test_what_was_said_four_weeks_before_is_found_in_the_log(evening: Evening, at: str) -> None:
    """Before noon, when the night of yesterday goes on, and after it."""
    await evening.text("НОЧЛЕГ Уральск")
    night = evening.turns.seals.witness(evening.turns.seals.pseudonym(PERSON), date(2022, 9, 25))
    assert any(night in one for one in await everything(evening))
    evening.at(at)
    await evening.text("НОЧЛЕГ Уральск")
    await evening.text("ЗАБУДЬ")
    await upkeep.clear(evening.turns.store, evening.turns.seals, upkeep.nights(evening.now, URALSK))
    assert not any(night in one for one in await everything(evening))
    assert [one for one in await everything(evening) if one.startswith("changes") and "sent" in one] == []


async def test_a_reminder_from_before_a_forget_says_nothing_and_brings_nobody_back(
    evening: Evening, mailroom: Mailroom
) -> None:
    """It comes due before upkeep has taken it away."""
    for body in ("РЕГИСТРАЦИЯ 25.09 Уральск", "1"):
        await evening.text(body)
    await evening.text("ЗАБУДЬ")
    evening.at("2022-10-17 10:00")
    await mailroom.work()
    assert mailroom.sent() == []
    me = evening.turns.seals.pseudonym(PERSON)
    assert await evening.turns.store.read("EXISTS", contact_key(me)) == 0


async def test_who_asked_before_a_forget_and_again_after_it_is_reminded_once(
    evening: Evening, mailroom: Mailroom
) -> None:
    """Upkeep has not come by; what was owed before is nobody's."""
    for body in ("РЕГИСТРАЦИЯ 25.09 Уральск", "1", "ЗАБУДЬ", "РЕГИСТРАЦИЯ 25.09 Уральск", "1"):
        await evening.text(body)
    assert await evening.turns.store.read("ZCARD", REMINDERS) == 12
    await mailroom.move(evening.time("2022-10-20 12:00"))
    assert len(mailroom.sent()) == 1
