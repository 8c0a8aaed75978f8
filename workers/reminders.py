"""Reminding: takes what is owed and due by batches, and gives each a turn of its own."""

from __future__ import annotations

import asyncio
import logging
import time

from flows.table import FLOWS, Due
from hotline.logs import broke
from hotline.mail import reminders
from hotline.mail.message import mail_id
from hotline.mail.reminders import Reminder
from hotline.store.keys import OWED_SINCE, REMINDERS, owed_since_key
from hotline.store.store import Store, StoreAway
from hotline.turn.turns import Turns

log = logging.getLogger(__name__)

BATCH = 200  # a batch costs the same however many wait
AT_ONCE = 20  # turns
WORK = 8.0  # seconds that one job works: then others have their turn
AGAIN = 600.0  # seconds until one whose turn broke is tried again
STRANGE = Due("reminder", 24)  # of a flow that this version does not know: another one may be at work beside it


async def take_due(turns: Turns, seconds: float = WORK) -> int:
    """Give a turn to all that is due now, as far as the time goes; gives how many were due. Raises StoreAway."""
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
        row = FLOWS.get(reminder.flow)
        if row is None or row.due is None:
            await _put_off(turns.store, reminder, due, STRANGE)
            return
        try:
            if reminder.contact:
                await turns.remind(reminder, due)
            else:  # they are due as well, and come with the next batch: each has a turn, and a failure, of their own
                await reminders.spread(turns.store, reminder, due)
        except StoreAway:
            raise
        except Exception as error:  # one that breaks must not hold up all that come after it
            log.error("reminder=%s %s", reminder.flow, broke(error))
            await _put_off(turns.store, reminder, due, row.due)


async def _put_off(store: Store, reminder: Reminder, due: float, manner: Due) -> None:
    """Have it tried again while it is of use; then no more, or, of a daily one, on the next day."""
    first = float(await store.read("GET", _since(reminder, due)) or due)
    again = store.now() + AGAIN
    owed_at = repr(again)
    if not manner.is_late(first, again):
        await store.read("SET", _since(reminder, again), repr(first), "EX", OWED_SINCE)
    elif manner.daily:
        owed_at = repr(reminders.days_later(first, store.now()))
    else:
        owed_at = ""
        log.error("reminder=%s dropped=%s", reminder.flow, "unknown" if manner is STRANGE else "broken")
    await store.run(reminders.REMINDED(owed=reminder.member(), at=repr(due), again=owed_at))


def _since(reminder: Reminder, due: float) -> str:
    return owed_since_key(mail_id(reminder.member(), due))
