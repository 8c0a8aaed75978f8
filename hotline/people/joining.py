"""How a process joins the store, before it reads or writes anything else there."""

from __future__ import annotations

from ..store.formats import bring_up_to_date
from ..store.store import Store
from .seal import Seals
from .secret import check_secret


async def join(store: Store, seals: Seals, now: float | None) -> None:
    """See to the store's format, compare the secret and take over the clock, which starts at `now` (epoch seconds).

    Raises NewerStore, BrokenSeal and StoreAway. Who has the wrong secret does not set the clock of others.
    """
    await bring_up_to_date(store)
    await check_secret(store, seals)
    await store.start_clock(now)
