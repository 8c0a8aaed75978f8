"""The jobs, as RQ runs them: each works for a few seconds on a batch, with the tools of its worker.

They take no arguments, and their results are counts: never a number or a text.
"""

from __future__ import annotations

from rq import get_current_job

from hotline.broadcasts.broadcast import Broadcasts
from hotline.broadcasts.reach import Reach

from . import inbox, upkeep
from .broadcasts import list_confirmed, report_ended
from .deliver import Delivery
from .queues import enqueue_once
from .reconcile import Reconciliation
from .reminders import take_due
from .tools import Tools, job


@job
async def deliver(use: Tools) -> None:
    """Drain the outbox; when time is up and more waits, the next job of this queue goes on."""
    more = await Delivery(use.turns, use.carrier, use.outbox).drain()
    this = get_current_job()
    if more and this is not None:
        enqueue_once(deliver, this.origin, this.connection)


@job
async def reconcile(use: Tools) -> int:
    """Learn at the carrier what became of messages of which nothing was heard; gives how many were looked at."""
    return await Reconciliation(use.turns, use.carrier, use.outbox).run()


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
    default = use.settings.languages[0]
    reach = Reach(use.store, use.seals, use.turns.knowledge.snapshot, default)
    return await list_confirmed(Broadcasts(use.store, use.seals), reach, default)


@job
async def end_broadcasts(use: Tools) -> int:
    """Report on broadcasts that are over; gives how many."""
    return await report_ended(Broadcasts(use.store, use.seals), use.seals, use.catalog, use.settings.keep_texts)


@job
async def look_at_inbox(use: Tools) -> int:
    """Alert the coordinators if too much waits there; gives how many questions do."""
    return await inbox.alert_backlog(use.store, use.seals, use.catalog)


@job
async def clear_forgotten(use: Tools) -> int:
    """Clear the traces of those who asked for it; gives their number."""
    return await upkeep.clear(use.store, use.seals, upkeep.nights(use.store.now(), use.settings.timezone))


@job
async def let_go(use: Tools) -> int:
    """Erase people of whom nothing is pending and nothing was heard for long; gives their number."""
    return await upkeep.let_go(use.store, use.seals, use.settings.keep_contacts)
