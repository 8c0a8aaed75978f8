"""The way past the outbox, for answers that it cannot queue."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..carriers.base import Carrier, Outgoing, SendError
from ..mail.kinds import PRIORITIES
from ..mail.message import mail_id
from ..store.keys import LIMIT_WINDOW

MOST_EACH, MOST = 3, 60  # answers that one process sends so in ten minutes, to one person and in all
VALIDITY = 3600  # seconds that one may wait at the carrier


class Bypass:
    """Sends a few answers at once. Only a few, since nobody counts a person's texts while the store is away."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock`: epoch seconds."""
        self._clock = clock
        self._sent: list[tuple[float, str]] = []  # lately: when, and to whom

    async def send(self, carrier: Carrier, number: str, message_id: str, said: str) -> bool:
        """Whether the answer to that text may have been sent, so that nobody answers it again.

        Only by a carrier that refuses an id which it has had: the answer may stand in the queue under it as well.
        """
        if carrier.limits.looks_up != "by our id" or not self._may_send(number):
            return False
        id_ = mail_id("reply", message_id)  # as if it were queued, so that it is sent once even so
        try:
            await carrier.send(Outgoing(id_, number, said, VALIDITY, PRIORITIES["replies"]))
        except SendError as error:
            return error.outcome == "unknown"
        return True

    def _may_send(self, number: str) -> bool:
        now = self._clock()
        self._sent = [(at, to) for at, to in self._sent if now - at < LIMIT_WINDOW]
        if len(self._sent) >= MOST or sum(to == number for _, to in self._sent) >= MOST_EACH:
            return False
        self._sent.append((now, number))
        return True
