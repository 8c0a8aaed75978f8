"""What a carrier tells of a message that the hotline sent."""

from __future__ import annotations

from ..carriers.base import Taken
from ..mail.outbox import Outbox


async def learn(outbox: Outbox, id_: str, told: Taken) -> str:
    """Move the record `id_` forward, with the carrier's code for its reason; gives what `Outbox.settle` gives."""
    if told.state == "withdrawn":
        return await outbox.settle(id_, "dropped", sid=told.sid, why="withdrawn")
    return await outbox.settle(id_, told.state, sid=told.sid, why=told.code)
