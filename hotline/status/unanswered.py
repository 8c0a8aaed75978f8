"""Texts that nobody can answer: counted by why, so that `hotline status` can say that there were some."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Literal, TypeAlias

from ..metrics import UNANSWERABLE
from ..store.keys import STATS_SECONDS, stats_key
from ..store.store import Command, Store, StoreAway
from .behind import WritesBehind

Unanswerable: TypeAlias = Literal["channel", "name", "short", "number", "country", "own"]

PAUSE = 1.0  # seconds between two writings: a flood of such texts costs the store no more than that
SHORTEST = 8  # digits of a number; what has less is a short code

log = logging.getLogger(__name__)


def why_unanswerable(sender: str, number: str) -> Unanswerable:
    """Why a sender as the network gave it has no answer; `number` is what was read of it.

    channel: another one than SMS, as whatsapp:+7701…; name: of a company, as Kcell; short: a short code; number: digits
    that no country dials so; country: a number of a country that is not served.
    """
    if number:
        return "country"
    if ":" in sender or "@" in sender:
        return "channel"
    if any(map(str.isalpha, sender)):
        return "name"
    return "short" if sum(map(str.isdecimal, sender)) < SHORTEST else "number"


class Unanswered(WritesBehind):
    """What one process has counted."""

    def __init__(self, store: Store, pause: float = PAUSE) -> None:
        """`pause`: seconds between two writings."""
        super().__init__(pause)
        self._store = store
        self._counts: Counter[Unanswerable] = Counter()

    def note(self, why: Unanswerable) -> None:
        """Count one text; needs a running loop."""
        UNANSWERABLE.labels(why).inc()
        log.info("text=unanswerable why=%s", why)
        self._counts[why] += 1
        self._noted()

    async def flush(self) -> None:
        """See `WritesBehind.flush`."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        key = stats_key(self._store.now())
        commands: list[Command] = [("HINCRBY", key, f"unanswerable:{why}", count) for why, count in counts.items()]
        try:
            await self._store.apply([*commands, ("EXPIRE", key, STATS_SECONDS)])
        except StoreAway:
            self._counts += counts
