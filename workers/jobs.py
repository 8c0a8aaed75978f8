"""The jobs, as RQ runs them: each opens what it needs, works for a few seconds on a batch, and closes it.

Their arguments and results are ids and counts, never a number or a text.
"""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rq import get_current_job

from hotline.app import make_carrier, make_catalog, make_outbox, make_store, make_turns
from hotline.broadcasts.broadcast import Broadcasts
from hotline.broadcasts.reach import Reach
from hotline.carriers.base import Carrier
from hotline.mail.outbox import Outbox
from hotline.people.joining import join
from hotline.people.seal import Seals
from hotline.settings import Settings
from hotline.store.store import Store

from . import inbox, upkeep
from .broadcasts import list_confirmed, report_ended
from .deliver import Delivery
from .queues import enqueue_once
from .reconcile import Reconciliation
from .reminders import take_due

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    """What a job works with."""

    settings: Settings
    store: Store
    seals: Seals
    carrier: Carrier
    outbox: Outbox


@asynccontextmanager
async def tools() -> AsyncIterator[Tools]:
    """The tools of one job. Raises BadSetting, NewerStore, BrokenSeal and StoreAway."""
    settings = Settings.read(os.environ)
    store, carrier = make_store(settings), make_carrier(settings)
    try:
        seals = Seals(settings.secret_key)
        await join(store, seals, settings.now)
        yield Tools(settings, store, seals, carrier, make_outbox(settings, store))
    finally:
        await store.close()
        await carrier.close()


async def deliver() -> None:
    """Drain the outbox; when time is up and more waits, the next job of this queue goes on."""
    async with tools() as use:
        more = await Delivery(use.settings, use.seals, use.carrier, use.outbox).drain()
    job = get_current_job()
    if more and job is not None:
        enqueue_once(deliver, job.origin, job.connection)


async def reconcile() -> int:
    """Learn at the carrier what became of messages of which nothing was heard; gives how many were looked at."""
    async with tools() as use:
        return await Reconciliation(use.seals, use.carrier, use.outbox).run()


async def remind() -> int:
    """Open what is owed and due; gives how much was looked at."""
    async with tools() as use:
        turns = make_turns(use.settings, use.store)
        await turns.start()
        return await take_due(turns)


async def broadcast() -> int:
    """List the people of broadcasts that were confirmed; gives how many."""
    async with tools() as use:
        turns = make_turns(use.settings, use.store)
        await turns.start()
        default = use.settings.languages[0]
        reach = Reach(use.store, use.seals, turns.knowledge.snapshot, default)
        return await list_confirmed(Broadcasts(use.store, use.seals), reach, default)


async def end_broadcasts() -> int:
    """Report on broadcasts that are over; gives how many."""
    async with tools() as use:
        broadcasts = Broadcasts(use.store, use.seals)
        return await report_ended(broadcasts, use.seals, make_catalog(use.settings), use.settings.keep_texts)


async def look_at_inbox() -> int:
    """Alert the coordinators if too much waits there; gives how many questions do."""
    async with tools() as use:
        return await inbox.alert_backlog(use.store, use.seals, make_catalog(use.settings))


async def clear_forgotten() -> int:
    """Clear the traces of those who asked for it; gives their number."""
    async with tools() as use:
        return await upkeep.clear(use.store, use.seals, upkeep.nights(use.store.now(), use.settings.timezone))


async def let_go() -> int:
    """Erase people of whom nothing is pending and nothing was heard for long; gives their number."""
    async with tools() as use:
        return await upkeep.let_go(use.store, use.seals, use.settings.keep_contacts)
