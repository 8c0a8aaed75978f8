"""Tending: whether the carriers' other ends are still there, and what they never told while they were not."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from hotline.carriers.base import Carrier, SendError
from hotline.status import life
from hotline.store.store import Store

log = logging.getLogger(__name__)

OVERLAP = 600.0  # seconds before the silence that are asked for too: what came last may have been lost on the way


async def tend(store: Store, carriers: Iterable[Carrier]) -> int:
    """Look after those that have to be lively; gives how many were asked for what they never told. Raises StoreAway."""
    return sum([await _tend(store, carrier) for carrier in carriers if carrier.limits.lively is not None])


async def _tend(store: Store, carrier: Carrier) -> bool:
    limits, seen = carrier.limits, await carrier.seen()
    await life.record(store, limits, None if seen is None else seen + store.offset)
    silence = await life.missed(store, limits)
    if silence is None:
        return False
    try:
        await carrier.catch_up(silence - OVERLAP - store.offset, store.now() - store.offset)
    except SendError as error:  # the next run asks again
        log.warning("carrier=%s catch-up=%s code=%s", limits.name, error.outcome, error.code)
        return False
    await life.caught_up(store, limits)
    return True
