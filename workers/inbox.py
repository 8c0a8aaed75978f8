"""The inbox behind the scenes: coordinators are alerted when questions pile up or nobody answers."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.mail.notices import tell
from hotline.people import inbox, rota
from hotline.people.seal import Seals
from hotline.routes import Route
from hotline.store.keys import INBOX_ALERTED
from hotline.store.store import Store
from hotline.talk.catalog import Catalog
from hotline.talk.steps import Said

MANY = 10  # more questions than these that nobody has are a backlog
LONG = 1800.0  # so is one that waits for so many seconds, and one of danger to life at once
PAUSE = 3600.0  # seconds between two alerts


async def alert_backlog(store: Store, seals: Seals, catalog: Catalog, routes: Sequence[Route]) -> int:
    """Tell the coordinators of a backlog, once an hour; gives how many questions wait that nobody has."""
    count, old = await inbox.count(store, store.now(), LONG)
    last = (await store.read("GET", INBOX_ALERTED) or b"").decode()
    if (count <= MANY and not old) or (last and store.now() - float(last) < PAUSE):
        return count
    for one in await rota.coordinators(store, seals):
        said = Said("inbox-backlog", {"count": count, "old": old})
        await tell(store, seals, catalog, routes, one.contact, f"backlog after {last}", said)
    await store.read("SET", INBOX_ALERTED, repr(store.now()))
    return count
