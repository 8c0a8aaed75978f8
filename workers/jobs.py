"""The jobs, as RQ runs them: each works for a few seconds on a batch, with the tools of its worker.

They take no arguments, and their results are counts: never a number or a text.
"""

from __future__ import annotations

import asyncio

from rq import get_current_job

from hotline.broadcasts.broadcast import Broadcasts
from hotline.broadcasts.reach import Reach
from hotline.routes import carrier_of

from . import inbox, tending, upkeep
from .broadcasts import list_confirmed, report_ended, take_back
from .deliver import Delivery
from .queues import enqueue_once
from .reconcile import Reconciliation
from .reminders import take_due
from .tools import Tools, job


@job
async def deliver(use: Tools) -> None:
    """Drain the outbox, each carrier at its own pace; when time is up and more waits, the next job goes on.

    The carrier that serves all other numbers also takes over what waits for one that there is no more.
    """
    strays, default = await use.outbox.strays(use.carriers), carrier_of("", use.settings.routes)
    drains = (
        Delivery(use.turns, carrier, use.outbox, strays if name == default else ()).drain()
        for name, carrier in use.carriers.items()
    )
    this = get_current_job()
    if any(await asyncio.gather(*drains)) and this is not None:
        enqueue_once(deliver, this.origin, this.connection)


@job
async def reconcile(use: Tools) -> int:
    """Learn at the carrier what became of messages of which nothing was heard; gives how many were looked at."""
    return await Reconciliation(use.turns, use.carriers, use.outbox).run()


@job
async def remind(use: Tools) -> int:
    """Open what is owed and due; gives how much was looked at."""
    if not use.turns.refreshed_at:  # from then on each turn brings what is new in the directory
        await use.turns.start()
    return await take_due(use.turns)


@job
async def broadcast(use: Tools) -> int:
    """List the people of broadcasts that were confirmed, by the directory of now; gives how many."""
    await use.turns.start()
    reach = Reach(use.store, use.seals, use.turns.knowledge.snapshot, use.settings.languages[0])
    return await list_confirmed(Broadcasts(use.store, use.seals), reach, use.settings)


@job
async def end_broadcasts(use: Tools) -> int:
    """Take back what was dropped and waits at carriers, and report on broadcasts that are over; gives how many."""
    await take_back(Broadcasts(use.store, use.seals), use.carriers, use.outbox)
    return await report_ended(Broadcasts(use.store, use.seals), use.seals, use.catalog, use.settings)


@job
async def tend(use: Tools) -> int:
    """See to phones that were silent; gives how many were asked for what they never told."""
    return await tending.tend(use.store, use.carriers.values())


@job
async def look_at_inbox(use: Tools) -> int:
    """Alert the coordinators if too much waits there; gives how many questions do."""
    return await inbox.alert_backlog(use.store, use.seals, use.catalog, use.settings.routes)


@job
async def clear_forgotten(use: Tools) -> int:
    """Clear the traces of those who asked for it; gives their number."""
    return await upkeep.clear(use.store, use.seals, upkeep.nights(use.store.now(), use.settings.timezone))


@job
async def let_go(use: Tools) -> int:
    """Erase people of whom nothing is pending and nothing was heard for long; gives their number."""
    return await upkeep.let_go(use.store, use.seals, use.settings.keep_contacts)
