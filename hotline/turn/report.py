"""What a carrier tells of a message that the hotline sent, or of the person it was sent to."""

from __future__ import annotations

from ..carriers.base import Carrier, DeliveryReport, Taken
from ..mail.outbox import Outbox
from ..store.keys import mail_key
from .turns import Turns


async def reported(turns: Turns, outbox: Outbox, carrier: Carrier, report: DeliveryReport) -> None:
    """A carrier has told it by itself. Raises StoreAway.

    Of a failure without a code the carrier is asked for the code in its time, as of a message without an end.
    """
    silent = report.state == "failed" and report.sid and not report.code
    await learn(turns, outbox, carrier, report.id, Taken(report.sid, "sent" if silent else report.state, report.code))


async def learn(turns: Turns, outbox: Outbox, carrier: Carrier, id_: str, told: Taken) -> None:
    """Move the record `id_` forward; who has stopped at the carrier has stopped here. Raises StoreAway."""
    if told.state == "withdrawn":
        await outbox.settle(id_, "dropped", sid=told.sid, why="withdrawn")
    else:
        await outbox.settle(id_, told.state, sid=told.sid, why=told.code)
    if carrier.meaning(told.code) == "stopped":
        contact = await outbox.store.read("HGET", mail_key(id_), "contact")
        if contact:
            await turns.opted_out(contact.decode(), id_)
