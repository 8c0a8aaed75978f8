"""Upkeep: what a person's FORGET leaves to clear behind the turn, and whom time has made a stranger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.broadcasts.broadcast import Broadcasts
from hotline.broadcasts.recipients import Recipients
from hotline.directory.reports import logbook
from hotline.mail import outbox, reminders
from hotline.people import contacts, inbox
from hotline.people.seal import BrokenSeal, Seals
from hotline.store.keys import (
    CONTACTS,
    REWRITE,
    VOLUNTEERS,
    contact_key,
    limit_key,
    lock_key,
    session_key,
)
from hotline.store.store import Store
from hotline.store.wire import Script

NIGHTS = 30  # nights of the change log in which a forgotten person is looked for; it rarely reaches that far back


def nights(now: float, zone: ZoneInfo) -> list[date]:
    """The nights in which a forgotten person is looked for, at `now` in epoch seconds."""
    today = datetime.fromtimestamp(now, zone).date()
    return [today - timedelta(days=ago) for ago in range(-1, NIGHTS)]


async def clear(store: Store, seals: Seals, nights: Sequence[date]) -> int:
    """Have each room clear what names forgotten people, then the append-only file rewritten without them.

    Gives their number. Until that rewrite ends, a minute or two after FORGET, deleted bytes still stand in the file.
    """
    people = await contacts.forgotten(store)
    # A rewrite that is going on began before this and keeps what is erased now: it is the next run's turn.
    in_progress = (await store.read("INFO", "persistence"))["aof_rewrite_in_progress"]
    if in_progress or not (people or await store.read("EXISTS", REWRITE)):
        return 0
    if people:
        await logbook.forget(store, {seals.witness(one, night) for one in people for night in nights})
        await inbox.forget(store, people)
        await reminders.forget(store, seals, people)
        await Broadcasts(store, seals).forget(people)
        await Recipients(store).forget(people)
        await outbox.forget(store, seals, people)  # behind the lists, which are fed into it
    await store.apply([*contacts.cleared(people), ("SET", REWRITE, 1)])
    await store.read("BGREWRITEAOF")
    await store.apply([("DEL", REWRITE)])
    return len(people)


# Who texts while upkeep looks at all the others is a stranger no more.
_LET_GO = Script("""
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at or tonumber(at) > tonumber(ARGV[2]) or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
return redis.call('ZREM', KEYS[1], ARGV[1])
""")


async def let_go(store: Store, seals: Seals, keep: float) -> int:
    """Erase people whom nothing was heard of for `keep` seconds and to whom nothing is owed; gives their number."""
    until = store.now() - keep
    owed = await inbox.askers(store) | await reminders.owed(store)
    gone = 0
    for member in await store.read("ZRANGE", CONTACTS, "-inf", until, "BYSCORE"):
        contact = member.decode()
        try:
            wanted = (await contacts.profile(store, seals, contact)).news_at is not None
        except BrokenSeal:  # nobody can be written to by it
            wanted = False
        if contact in owed or wanted or await store.read("HEXISTS", VOLUNTEERS, contact):
            continue
        keys = [CONTACTS, lock_key(contact), contact_key(contact), session_key(contact), limit_key(contact)]
        gone += int(await store.run(_LET_GO, keys, [contact, until]))
    return gone
