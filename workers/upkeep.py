"""Upkeep: what a person's FORGET leaves to clear behind the turn."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hotline.people.seal import Seals
from hotline.settings import Settings
from hotline.store import CHANGES, FORGOTTEN, INBOX, REWRITE, Command, Store, connect, contact_key

NIGHTS = 30  # nights of the change log in which a forgotten person is looked for; it rarely reaches that far back


def clear_forgotten() -> int:
    """Job: clear the traces of those who asked for it; gives their number."""
    return asyncio.run(_with_store())


async def _with_store() -> int:
    settings = Settings.read(os.environ)
    store = Store(connect(settings.redis_url))
    try:
        await store.start_clock(None)
        today = datetime.fromtimestamp(store.now(), settings.timezone).date()
        return await clear(
            store, Seals(settings.secret_key), [today - timedelta(days=ago) for ago in range(-1, NIGHTS)]
        )
    finally:
        await store.close()


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
    theirs = [entry.id for entry in await store.read_changes() if entry.id and json.loads(entry.row)[-1] in witnesses]
    for start in range(0, len(theirs), 500):
        await store.read("XDEL", CHANGES, *theirs[start : start + 500])
    asked: list[Command] = []
    for member in await store.read("ZRANGE", INBOX, 0, -1):
        number, _, asker = member.decode().partition(":")
        # What was asked after FORGET stands in a new record and waits for its answer.
        if asker in forgotten and not await store.read("HEXISTS", contact_key(asker), f"question:{number}"):
            asked.append(("ZREM", INBOX, member))
    done: list[Command] = [("SREM", FORGOTTEN, *forgotten)] if forgotten else []
    await store.apply([*asked, *done, ("SET", REWRITE, 1)])
    await store.read("BGREWRITEAOF")
    await store.apply([("DEL", REWRITE)])
    return len(forgotten)
