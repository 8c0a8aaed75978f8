"""The audit trail: what was done stands there, and whoever tampers with the store is found out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest

from hotline.people import audit
from hotline.people.audit import Entry, deed
from hotline.people.seal import Seals
from hotline.store.keys import AUDIT
from hotline.store.store import Store, connect
from tests.evening import OTHER, PERSON, SECRET, START, Evening

SEALS = Seals(SECRET)


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[Store]:
    store = Store(connect(redis_url), clock=lambda: START)
    yield store
    await store.close()


async def written(store: Store, *words: str) -> None:
    await audit.write(store, SEALS, "somebody", [deed(*words)], [])


async def found(store: Store) -> list[Entry]:
    return await audit.read(store, SEALS)


async def tamper(store: Store, id_: str, text: bytes, seal: bytes) -> None:
    """Put another entry in the place of one: a stream cannot be edited, so it is written anew."""
    rows = await store.read("XRANGE", AUDIT, "-", "+")
    await store.read("DEL", AUDIT)
    for row, fields in rows:
        changed = row.decode() == id_
        new = (text, seal) if changed else (fields[b"e"], fields[b"m"])
        await store.apply([("XADD", AUDIT, row, "e", new[0], "m", new[1])])


async def test_entries_stand_in_order_with_who_and_when(store: Store) -> None:
    await written(store, "full", "CINEMA")
    await audit.write(store, SEALS, "x", [deed("a"), deed("b")], [("SET", "beside", 1)])
    entries = await found(store)
    assert [(one.number, one.at, one.who, one.words, one.whole) for one in entries] == [
        (1, START, "somebody", ("full", "CINEMA"), True),
        (2, START, "x", ("a",), True),
        (3, START, "x", ("b",), True),
    ]
    assert await store.read("GET", "beside") == b"1"


async def test_a_long_trail_is_read_to_its_end(store: Store) -> None:
    await audit.write(store, SEALS, "x", [deed(str(number)) for number in range(2500)], [])
    entries = await found(store)
    assert [one.words[0] for one in entries] == [str(number) for number in range(2500)]
    assert all(one.whole for one in entries)


async def test_many_at_once_make_one_chain(store: Store) -> None:
    await asyncio.gather(*(written(store, str(number)) for number in range(20)))
    entries = await found(store)
    assert sorted(one.words[0] for one in entries) == sorted(map(str, range(20)))
    assert all(one.whole for one in entries)


async def test_an_entry_that_was_edited_is_found(store: Store) -> None:
    for word in "abc":
        await written(store, word)
    rows = await store.read("XRANGE", AUDIT, "-", "+")
    await tamper(store, "2-0", rows[1][1][b"e"].replace(b"b", b"x"), rows[1][1][b"m"])
    assert [one.whole for one in await found(store)] == [True, False, True]


async def test_an_entry_that_was_forged_without_the_secret_is_found(store: Store) -> None:
    for word in "abc":
        await written(store, word)
    text = orjson.dumps([2, START, "somebody", "x"])
    forged = Seals("another secret, just as long as that").keyed("audit", text)
    await tamper(store, "2-0", text, forged.encode())
    assert [one.whole for one in await found(store)] == [True, False, False]


async def test_an_entry_that_was_dropped_is_found_at_the_next_one(store: Store) -> None:
    for word in "abcd":
        await written(store, word)
    await store.read("XDEL", AUDIT, "2-0")
    assert [(one.number, one.whole) for one in await found(store)] == [(1, True), (3, False), (4, True)]


async def test_a_beginning_that_was_dropped_is_found(store: Store) -> None:
    for word in "ab":
        await written(store, word)
    await store.read("XDEL", AUDIT, "1-0")
    assert [one.whole for one in await found(store)] == [False]


async def test_two_entries_that_changed_places_are_found(store: Store) -> None:
    for word in "abc":
        await written(store, word)
    rows = await store.read("XRANGE", AUDIT, "-", "+")
    first, second = rows[0][1], rows[1][1]
    await tamper(store, "1-0", second[b"e"], second[b"m"])
    await tamper(store, "2-0", first[b"e"], first[b"m"])
    assert [one.whole for one in await found(store)][:2] == [False, False]


async def test_rubbish_in_the_trail_is_a_finding_and_no_crash(store: Store) -> None:
    await written(store, "a")
    await store.apply([("XADD", AUDIT, "2-0", "x", b"\xff")])
    assert [one.whole for one in await found(store)] == [True, False]


async def test_what_volunteers_text_is_written_down_with_no_word_of_theirs(evening: Evening) -> None:
    aigul = await evening.volunteer(PERSON, "Aigul", "coordinator", "Уральск", "CINEMA")
    await evening.text("FULL CINEMA, BEDS CAMP 40, WAIT TEPLOE 250 and a secret word")
    await evening.text("UNDO")
    await evening.text(f"VOLUNTEER {OTHER} Daniyar")
    await evening.text("1")
    await evening.text("FULL", OTHER)
    other = evening.turns.seals.pseudonym(OTHER)
    place = aigul.place
    assert [(one.who, one.words, one.whole) for one in await found(evening.turns.store)] == [
        (aigul.contact, ("report", "CINEMA", "full"), True),
        (aigul.contact, ("report", "CAMP", "beds", "40"), True),
        (aigul.contact, ("report", "TEPLOE", "foot", "people", "250"), True),
        (aigul.contact, ("undo", "CINEMA", "full"), True),
        (aigul.contact, ("undo", "CAMP", "beds", "40"), True),
        (aigul.contact, ("undo", "TEPLOE", "foot", "people", "250"), True),
        (aigul.contact, ("volunteer", "add", other, "reporter", place), True),
    ]


async def test_volunteers_who_text_at_once_are_all_written_down(evening: Evening) -> None:
    """Each turn is chained to the last; one that finds the trail grown is taken again, and done once."""
    numbers = [f"+770100002{number:02}" for number in range(12)]
    for number in numbers:
        await evening.volunteer(number, "Aigul", "reporter", "Уральск")
    answers = await asyncio.gather(*(evening.text("BEDS CAMP 40", number) for number in numbers))
    assert all("40" in answer for answer in answers)
    entries = await found(evening.turns.store)
    assert {one.who for one in entries} == {evening.turns.seals.pseudonym(number) for number in numbers}
    assert len(entries) == len(numbers)
    assert all(one.whole for one in entries)
