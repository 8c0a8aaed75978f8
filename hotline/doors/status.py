"""POST /status/message: what became of a message we sent. Our own id of it travels in the address."""

from __future__ import annotations

from ..carriers import twiml
from ..carriers.base import Carrier, Taken
from ..mail.outbox import Outbox
from ..store.store import StoreAway
from ..turn.report import learn
from .webhook import Form, needed


class StatusDoor:
    """Settles the outbox by what the carrier tells."""

    def __init__(self, outbox: Outbox, carrier: Carrier) -> None:
        self._outbox = outbox
        self._carrier = carrier

    async def message(self, form: Form, query: Form) -> str:
        """A delivery callback; one that comes while the store is away is made up for by asking the carrier."""
        sid, word = needed(form, "MessageSid", "MessageStatus")
        became = self._carrier.state(word)
        if became is not None and "id" in query:
            try:
                await learn(self._outbox, query["id"], Taken(sid, became, form.get("ErrorCode", "")[:5]))
            except StoreAway:
                return twiml.SILENCE
        return twiml.SILENCE
