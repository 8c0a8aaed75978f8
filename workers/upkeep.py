"""Upkeep: what a person's FORGET leaves to clear behind the turn, and whom time has made a stranger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.broadcasts.broadcast import Broadcasts
from hotline.broadcasts.recipients import Recipients
from hotline.directory.reports import logbook
from hotline.mail import reminders, scripts
from hotline.mail.kinds import LANES
from hotline.people import contacts, inbox
from hotline.people.seal import BrokenSeal, Seals
from hotline.store import scan
from hotline.store.keys import (
    CONTACTS,
    FORGOTTEN,
    MAIL_SENDING,
    MAIL_SENT,
    REMINDERS,
    REWRITE,
    VOLUNTEERS,
    contact_key,
    lane_key,
    limit_key,
    lock_key,
    mail_key,
    mail_text_key,
    session_key,
)
from hotline.store.store import Command, Store
from hotline.store.wire import Script

NIGHTS = 30  # nights of the change log in which a forgotten person is looked for; it rarely reaches that far back


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
    await logbook.forget(store, witnesses)
    done: list[Command] = [("SREM", FORGOTTEN, *forgotten)] if forgotten else []
    await inbox.forget(store, set(forgotten))
    await Recipients(store).forget(set(forgotten))
    await Broadcasts(store, seals).forget(set(forgotten))
    await _clear_mail(store, {contact: await _life(store, seals, contact) for contact in forgotten})
    await store.apply([*done, ("SET", REWRITE, 1)])
    await store.read("BGREWRITEAOF")
    await store.apply([("DEL", REWRITE)])
    return len(forgotten)


async def _life(store: Store, seals: Seals, contact: str) -> str | None:
    """The life of who has texted again since FORGET, None for who has not."""
    sealed = await store.read("HGET", contact_key(contact), "profile")
    try:
        return None if sealed is None else contacts.open_profile(seals, contact, sealed).life
    except BrokenSeal:
        return None


async def _clear_mail(store: Store, forgotten: Mapping[str, str | None]) -> None:
    """Take out what was owed and sent to forgotten people, and mail with words of theirs, but not of their new life."""
    if not forgotten:
        return

    def is_theirs(contact: str, life: str) -> bool:
        return contact in forgotten and life != forgotten[contact]

    async for members in scan.members(store, REMINDERS):
        owed = [member for member in members if is_theirs((one := reminders.read(member)).contact, one.life)]
        if owed:
            await store.read("ZREM", REMINDERS, *owed)
    async for keys in scan.pages(store, "SCAN", "MATCH", mail_key("*"), "COUNT", 1000, "TYPE", "hash"):
        found = await store.apply([("HMGET", key, "contact", "life", "about") for key in keys]) if keys else []
        for key, (contact, life, about) in zip(keys, found, strict=True):
            writer, _, then = (about or b"").decode().partition("/")
            if is_theirs((contact or b"").decode(), (life or b"").decode()) or is_theirs(writer, then):
                id_ = key.decode().partition(":")[2]
                zsets = (MAIL_SENDING, MAIL_SENT, *map(lane_key, LANES))
                await store.run(scripts.ERASE, [key.decode(), mail_text_key(id_), *zsets], [id_])


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
    owed = await inbox.askers(store)
    async for members in scan.members(store, REMINDERS):
        owed |= {reminders.read(member).contact for member in members}
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
