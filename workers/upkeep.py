"""Upkeep: what a person's FORGET leaves to clear behind the turn, and whom time has made a stranger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hotline.broadcasts.recipients import Recipients
from hotline.directory import changes
from hotline.directory.changes import Undone
from hotline.mail import outbox, reminders
from hotline.people.contacts import Contact
from hotline.people.seal import BrokenSeal, Seals
from hotline.store.keys import (
    BROADCASTS,
    CHANGES,
    CONTACTS,
    FORGOTTEN,
    INBOX,
    INBOX_HELD,
    LATEST,
    REMINDERS,
    REWRITE,
    VOLUNTEERS,
    broadcast_key,
    contact_key,
    mail_key,
)
from hotline.store.lua import script
from hotline.store.store import Command, Store, log_commands

NIGHTS = 30  # nights of the change log in which a forgotten person is looked for; it rarely reaches that far back

_LET_GO = script(__file__, "let_go")


def nights(now: float, zone: ZoneInfo) -> list[date]:
    """The nights in which a forgotten person is looked for, at `now` in epoch seconds."""
    today = datetime.fromtimestamp(now, zone).date()
    return [today - timedelta(days=ago) for ago in range(-1, NIGHTS)]


async def clear(store: Store, seals: Seals, nights: Sequence[date]) -> int:
    """Take forgotten people out of the change log, then have the append-only file rewritten without them.

    Until that rewrite ends, a minute or two after FORGET, deleted bytes still stand in the file.
    """
    forgotten = [member.decode() for member in await store.read("SMEMBERS", FORGOTTEN)]
    # A rewrite that is going on began before this and keeps what is erased now: it is the next run's turn.
    in_progress = (await store.read("INFO", "persistence"))["aof_rewrite_in_progress"]
    if in_progress or not (forgotten or await store.read("EXISTS", REWRITE)):
        return 0
    witnesses = {seals.witness(contact, night) for contact in forgotten for night in nights}
    await _clear_changes(store, witnesses)
    asked: list[Command] = []
    for member in await store.read("ZRANGE", INBOX, 0, -1):
        number, _, asker = member.decode().partition(":")
        # What was asked after FORGET stands in a new record and waits for its answer.
        if asker in forgotten and not await store.read("HEXISTS", contact_key(asker), f"question:{number}"):
            asked += [("ZREM", INBOX, member), ("HDEL", INBOX_HELD, member)]
    for member, holder in (await store.read("HGETALL", INBOX_HELD)).items():
        if holder.decode().partition(" ")[0] in forgotten:
            asked.append(("HDEL", INBOX_HELD, member))
    done: list[Command] = [("SREM", FORGOTTEN, *forgotten)] if forgotten else []
    await _clear_broadcasts(store, set(forgotten))
    await _clear_mail(store, {contact: await _life(store, seals, contact) for contact in forgotten})
    await store.apply([*asked, *done, ("SET", REWRITE, 1)])
    await store.read("BGREWRITEAOF")
    await store.apply([("DEL", REWRITE)])
    return len(forgotten)


async def _clear_changes(store: Store, witnesses: Set[str]) -> None:
    """Take what they said out of the log. What a volunteer said last of a place, or took back, stays as nobody's."""
    theirs, anew = [], []
    for entry in await store.read_changes():
        change = changes.load(entry.row)
        undone = change.report.by in witnesses if isinstance(change, Undone) else False
        if entry.id and (undone or change.by in witnesses):
            theirs.append(entry.id)
            if isinstance(change, Undone) and not undone:
                anew += log_commands(changes.dump(replace(change, by="")))
    for field, row in (await store.read("HGETALL", LATEST)).items():
        last = changes.load(row)
        if last.by in witnesses:
            anew.append(("HSET", LATEST, field, changes.dump(replace(last, by=""))))
    if anew:
        await store.apply(anew)
    for start in range(0, len(theirs), 500):
        await store.read("XDEL", CHANGES, *theirs[start : start + 500])


async def _life(store: Store, seals: Seals, contact: str) -> str | None:
    """The life of who has texted again since FORGET, None for who has not."""
    sealed, about = await store.read("HGET", contact_key(contact), "profile"), f"{contact_key(contact)} profile"
    try:
        return None if sealed is None else Contact.load(contact, seals.open(sealed, about)).life
    except BrokenSeal:
        return None


async def _clear_mail(store: Store, forgotten: Mapping[str, str | None]) -> None:
    """Take out what was owed and sent to forgotten people, and mail with words of theirs, but not of their new life."""
    if not forgotten:
        return

    def is_theirs(contact: str, life: str) -> bool:
        return contact in forgotten and life != forgotten[contact]

    async for members in _members(store, REMINDERS):
        owed = [member for member in members if is_theirs((one := reminders.read(member)).contact, one.life)]
        if owed:
            await store.read("ZREM", REMINDERS, *owed)
    async for keys in _scan(store, "SCAN", "MATCH", mail_key("*"), "COUNT", 1000, "TYPE", "hash"):
        found = await store.apply([("HMGET", key, "contact", "life", "about") for key in keys]) if keys else []
        for key, (contact, life, about) in zip(keys, found, strict=True):
            writer, _, then = (about or b"").decode().partition("/")
            if is_theirs((contact or b"").decode(), (life or b"").decode()) or is_theirs(writer, then):
                await outbox.erase(store, key.decode().removeprefix(mail_key("")))


async def _clear_broadcasts(store: Store, forgotten: Set[str]) -> None:
    """Take forgotten people out of the lists of recipients, and make what they wrote nobody's."""
    if not forgotten:
        return
    await Recipients(store).forget(forgotten)
    keys = [broadcast_key(int(number)) for number in await store.read("ZRANGE", BROADCASTS, 0, -1)]
    authors = await store.apply([("HGET", key, "by") for key in keys]) if keys else []
    theirs = [key for key, by in zip(keys, authors, strict=True) if by is not None and by.decode() in forgotten]
    if theirs:
        await store.apply([("HSET", key, "by", "") for key in theirs])


async def let_go(store: Store, seals: Seals, keep: float) -> int:
    """Erase people whom nothing was heard of for `keep` seconds and to whom nothing is owed; gives their number."""
    until = store.now() - keep
    owed = {member.decode().partition(":")[2] for member in await store.read("ZRANGE", INBOX, 0, -1)}
    async for members in _members(store, REMINDERS):
        owed |= {reminders.read(member).contact for member in members}
    gone = 0
    for member in await store.read("ZRANGE", CONTACTS, "-inf", until, "BYSCORE"):
        contact = member.decode()
        profile = await store.read("HGET", contact_key(contact), "profile")
        about = f"{contact_key(contact)} profile"
        try:
            wanted = profile is not None and Contact.load(contact, seals.open(profile, about)).news_at is not None
        except BrokenSeal:  # nobody can be written to by it
            wanted = False
        if contact in owed or wanted or await store.read("HEXISTS", VOLUNTEERS, contact):
            continue
        gone += int(await store.run(_LET_GO(contact=contact, before=until)))
    return gone


async def _members(store: Store, key: str) -> AsyncIterator[list[bytes]]:
    """All members of a sorted set, some at a time."""
    async for rows in _scan(store, "ZSCAN", key, "COUNT", 1000):
        yield [member for member, _ in rows]


async def _scan(store: Store, command: str, *args: str | int) -> AsyncIterator[list[Any]]:
    """What a scanning command finds, some at a time. The cursor comes after the key, if there is one."""
    before, after = (args[:1], args[1:]) if command == "ZSCAN" else ((), args)
    cursor: bytes | int = 0
    while True:
        cursor, rows = await store.read(command, *before, cursor, *after)
        yield rows
        if int(cursor) == 0:
            return
