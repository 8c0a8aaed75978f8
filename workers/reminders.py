"""Reminding: takes what is owed and due by batches, and gives each a turn of its own."""

from __future__ import annotations

import asyncio
import logging
import time

from hotline.logs import broke
from hotline.mail import reminders
from hotline.store.keys import REMINDERS
from hotline.store.store import StoreAway
from hotline.turn.turns import Turns

log = logging.getLogger(__name__)

BATCH = 200  # a batch costs the same however many wait
AT_ONCE = 20  # turns
WORK = 8.0  # seconds that one job works: then others have their turn
AGAIN = 600.0  # seconds until one whose turn broke is tried again


async def take_due(turns: Turns, seconds: float = WORK) -> int:
    """Give a turn to all that is due now, as far as the time goes; gives how many turns that were. Raises StoreAway."""
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end and (
        rows := await turns.store.read(
            "ZRANGE", REMINDERS, "-inf", repr(turns.store.now()), "BYSCORE", "LIMIT", 0, BATCH, "WITHSCORES"
        )
    ):
        at_once = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(_take(turns, member, float(due), at_once) for member, due in rows))
        count += len(rows)
    return count


async def _take(turns: Turns, member: bytes, due: float, at_once: asyncio.Semaphore) -> None:
    async with at_once:
        reminder = reminders.read(member)
        try:
            if reminder.contact:
                await turns.remind(reminder, due)
            else:  # they are due as well, and come with the next batch: each has a turn, and a failure, of their own
                await reminders.spread(turns.store, reminder, due)
        except StoreAway:
            raise
        except Exception as error:  # one that breaks must not hold up all that come after it
            log.error("reminder=%s %s", reminder.flow, broke(error))
            await turns.store.read("ZADD", REMINDERS, "XX", turns.store.now() + AGAIN, member)
