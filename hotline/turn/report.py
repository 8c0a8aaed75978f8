"""What a carrier tells of a message that the hotline sent, or of the person it was sent to."""

from __future__ import annotations

from ..carriers.base import Carrier, DeliveryReport, Taken
from ..mail.message import read_carriers_id
from ..mail.outbox import Outbox, Told
from ..store.keys import mail_key
from .turns import Turns


async def reported(turns: Turns, outbox: Outbox, carrier: Carrier, report: DeliveryReport) -> None:
    """A carrier has told it by itself. Raises StoreAway.

    Of a failure without a code the carrier is asked for the code in its time, as of a message without an end.
    """
    silent = report.state == "failed" and report.sid and not report.code
    taken = Taken(report.sid, "sent" if silent else report.state, report.code)
    id_, attempt = read_carriers_id(report.id)
    has_left = report.state == "sent" and report.has_left
    await learn(turns, outbox, carrier, id_, attempt, taken, has_left=has_left)


async def learn(
    turns: Turns, outbox: Outbox, carrier: Carrier, id_: str, attempt: int, taken: Taken, *, has_left: bool = False
) -> None:
    """Move the record `id_` forward. Raises StoreAway.

    Who has stopped at the carrier has stopped here. What could not be sent for a reason that may be the sender's, as a
    phone without credit, is sent again and counts for its halt; that a message arrived, or is known to have left the
    carrier, ends that.
    """
    meaning, by = carrier.meaning(taken.code), carrier.limits.name
    if taken.state == "withdrawn":
        await outbox.settle(id_, "dropped", sid=taken.sid, why="withdrawn", attempt=attempt, by=by)
        return
    ours = taken.state == "failed" and meaning == "sender"
    if ours and await outbox.again(id_, by, attempt, taken.code):
        await outbox.turned_away(by, id_, taken.code, "report")
        return
    told: Told = "report" if has_left or taken.state == "delivered" else ""
    settled = await outbox.settle(id_, taken.state, sid=taken.sid, why=taken.code, told=told, attempt=attempt, by=by)
    if ours and settled == "done":
        await outbox.turned_away(by, id_, taken.code, "report")
    if meaning == "stopped" and settled != "gone":
        contact = await outbox.store.read("HGET", mail_key(id_), "contact")
        if contact:
            await turns.opted_out(contact.decode(), id_)
