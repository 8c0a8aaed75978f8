"""FORGET in a store that holds everything: each room has cleared what it keeps of a person, and nothing of others."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial

import pytest
from redis.asyncio import Redis

from hotline.broadcasts.recipients import Recipients
from hotline.mail import reminders
from hotline.store.keys import LIMIT_TEXTS, REMINDERS
from hotline.store.store import Store, connect
from hotline.turn.knowledge import Incoming
from hotline.turn.turns import plain
from tests.acceptance.house import until
from tests.broadcasts.crowd import Crowd
from tests.evening import OTHER, PERSON, THIRD, Evening
from tests.workers.letters import profile, write
from tests.workers.traces import contents, is_written, lived
from workers import upkeep
from workers.broadcasts import list_confirmed

NIGHTS = [date(2022, 9, day) for day in (24, 25, 26)]
PIN = "4831"

# Keys that may name somebody -> the room whose FORGET it is.
ROOMS: Mapping[str, str] = {
    r"contact:\w+": "people.contacts",
    r"session:\w+": "people.contacts",
    r"limit:\w+": "people.contacts",
    r"limit:\w+:told": "people.contacts",
    r"helper:\w+": "people.contacts",
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
    r"mail:b\d+-\d+": "mail.outbox",
    r"broadcast:\d+": "broadcasts.broadcast",
    r"broadcast:\d+:people": "broadcasts.recipients",
    r"broadcast:\d+:people:\w+": "broadcasts.recipients",
    r"changes": "directory.reports.logbook",
    r"latest": "directory.reports.logbook",
}


async def naming(evening: Evening, number: str) -> dict[str, str]:
    """What names a person by their number, pseudonym or witness of a night: kind of key -> room."""
    seals = evening.turns.seals
    me = seals.pseudonym(number)
    names = [number.strip("+"), me, *(seals.witness(me, night) for night in NIGHTS)]
    keys = [key for key, value in (await contents(evening)).items() if any(name in key + value for name in names)]
    kinds = {key: [kind for kind in ROOMS if re.fullmatch(kind, key)] for key in keys}
    assert [key for key, found in kinds.items() if not found] == [], "keys that no room has in its care"
    return {kind: ROOMS[kind] for found in kinds.values() for kind in found}


async def fill(evening: Evening) -> None:
    """A guest (PERSON), a coordinator (OTHER) and one who stays (THIRD) leave all that a person can leave."""
    await evening.volunteer(OTHER, "Aigul", "coordinator", shelter="CINEMA", pin=PIN)
    for number in (PERSON, THIRD):
        await lived(evening, number)
        asked = await evening.text("NEXT", OTHER)
        await evening.text(f"REPLY {asked.split()[0]} На вокзале", OTHER)
        await evening.text("у главного входа?", number)  # goes to who answered
    await lived(evening, OTHER)
    for body in ("ON", "NEXT", "FULL CINEMA", "BEDS MOSQUES 7", "BEDS SPORT 3", "UNDO"):
        await evening.text(body, OTHER)
    for number in (PERSON, THIRD):
        await evening.text("ВОЛОНТЁР муж умирает", number)  # an alert to who is on duty
    crowd = Crowd(evening)
    for body in ("ОТПРАВЬ ВСЕМ В лагере есть места.", f"CONFIRM {PIN}"):
        await evening.text(body, OTHER)
    await crowd.listed()
    for body in ("ОТПРАВЬ ВСЕМ Завтра дождь.", f"CONFIRM {PIN}", "ОТПРАВЬ ВСЕМ Привет.", "CONFIRM 9182"):
        await evening.text(body, OTHER)
    recipients, [unlisted] = Recipients(crowd.store), await crowd.broadcasts.unlisted()
    listing = await recipients.begin(unlisted.number)
    async for found in crowd.reach.of(unlisted.audience, unlisted.confirmed_at):
        await recipients.add(unlisted.number, listing, [f"{one.id}/{one.life}/ru" for one in found])
    for number in (PERSON, THIRD):
        await evening.text("РЕГИСТРАЦИЯ", number)
        for count in range(LIMIT_TEXTS + 1):
            heard = Incoming(f"SM{number}-{count}", number, "text", "26.09.2022", counted=True)
            await evening.turns.take(heard, lambda answer: plain(answer, evening.turns.knowledge.catalog))


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


async def test_forget_leaves_nothing_of_a_person_in_any_room(evening: Evening) -> None:
    """But in the audit trail, which cannot be edited; what names another person names them still."""
    await fill(evening)
    guest, coordinator, other = [await naming(evening, number) for number in (PERSON, OTHER, THIRD)]
    assert {*guest, *coordinator} == {*ROOMS} - {"forgotten"}, "the store does not hold everything"
    for number in (PERSON, OTHER):
        await evening.text("ЗАБУДЬ", number)
        assert "forgotten" in await naming(evening, number)
    assert await upkeep.clear(evening.turns.store, evening.turns.seals, NIGHTS) == 2
    assert await naming(evening, PERSON) == {}
    assert await naming(evening, OTHER) == {"audit": "people.audit"}
    assert await naming(evening, THIRD) == other
    left = await contents(evening)
    assert [key for key in left if re.fullmatch(r"mail:\w+:text", key) and key.removesuffix(":text") not in left] == []


async def test_what_is_fed_from_a_list_while_upkeep_looks_at_the_mail_names_nobody(evening: Evening) -> None:
    """Their row is nobody's before the mail is looked at; the one after them gets the message."""
    crowd = Crowd(evening)
    evening.at("2022-09-26 12:00")
    for number in (PERSON, OTHER):
        await crowd.add(number)
    await crowd.write(listed=False)
    await list_confirmed(crowd.broadcasts, crowd.reach, "ru")
    await evening.text("ЗАБУДЬ")
    store = Busy(evening, "hash", crowd.broadcasts.feed)
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
