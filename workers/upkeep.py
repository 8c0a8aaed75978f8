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
from hotline.store.keys import CONTACTS, REWRITE, VOLUNTEERS
from hotline.store.lua import script
from hotline.store.store import Store

NIGHTS = 30  # nights of the change log in which a forgotten person is looked for; it rarely reaches that far back

_LET_GO = script(__file__, "let_go")


def nights(now: float, zone: ZoneInfo) -> list[date]:
    """The nights in which a forgotten person is looked for, at `now` in epoch seconds."""
    today = datetime.fromtimestamp(now, zone).date()
    return [today - timedelta(days=ago) for ago in range(-1, NIGHTS)]


async def clear(store: Store, seals: Seals, nights: Sequence[date]) -> int:
    """Have each room clear what names forgotten people, then the append-only file rewritten without them.

    Gives their number. Until that rewrite ends, a minute or two after FORGET, deleted bytes still stand in the file.
    """
    forgets = await contacts.forgotten(store)
    people = set(forgets.values())
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
    await store.apply([*contacts.cleared(forgets), ("SET", REWRITE, 1)])
    await store.read("BGREWRITEAOF")
    await store.apply([("DEL", REWRITE)])
    return len(people)


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
        gone += int(await store.run(_LET_GO(contact=contact, before=until)))
    return gone
