"""What is done about whatever came in, whichever carrier brought it."""

from __future__ import annotations

from contextlib import suppress

from ..carriers.base import (
    Arrival,
    CallEnded,
    CallTurn,
    Carrier,
    DeliveryReport,
    Ignored,
    IncomingText,
    SignOfLife,
)
from ..mail.outbox import Outbox
from ..metrics import TEXTS
from ..numbers import is_served, normalised
from ..status.unanswered import Unanswered, why_unanswerable
from ..store.keys import call_id, session_key
from ..store.store import StoreAway
from ..talk.steps import Said
from ..talk.wording import LONGEST
from ..turn.knowledge import Incoming
from ..turn.report import reported
from ..turn.turns import Turns, plain
from ..voice import calls, speech

_ANSWERED, _SILENT, _REFUSED = (TEXTS.labels(outcome) for outcome in ("answered", "silent", "refused"))


class Arrivals:
    """Takes turns, settles the outbox, ends calls."""

    def __init__(self, turns: Turns, outbox: Outbox) -> None:
        self._turns, self._outbox = turns, outbox
        self._unanswered = Unanswered(turns.store)

    async def __call__(self, carrier: Carrier, arrived: Arrival) -> str:
        """What is said to it: a text, or a turn of a call in the carrier's markup; "" for silence."""
        match arrived:
            case IncomingText():
                return await self._text(carrier, arrived)
            case CallTurn():
                return await calls.take(self._turns, arrived, carrier.markup)
            case DeliveryReport():
                with suppress(StoreAway):  # it is made up for by asking the carrier
                    await reported(self._turns, self._outbox, carrier, arrived)
            case CallEnded():
                with suppress(StoreAway):  # its session expires
                    await self._turns.store.apply([("DEL", session_key(call_id(arrived.call)))])
            case SignOfLife() | Ignored():
                pass
        return ""

    async def close(self) -> None:
        """Write down what is only counted yet."""
        await self._unanswered.close()

    def trouble(self, carrier: Carrier, arrived: Arrival | None) -> str:
        """What is said when something broke: in the first language, since nothing is known."""
        catalog = self._turns.knowledge.catalog
        match arrived:
            case IncomingText():
                return catalog.text(catalog.languages[0], Said("trouble"))
            case CallTurn():
                return carrier.markup(speech.farewell(catalog, catalog.languages[0], Said("trouble")))
        return ""

    async def _text(self, carrier: Carrier, text: IncomingText) -> str:
        """An alphanumeric sender or a short code is a machine and gets silence."""
        number = normalised(text.sender, self._turns.settings.region)
        if not number or not is_served(number, self._turns.settings.countries):
            _REFUSED.inc()
            self._unanswered.note(why_unanswerable(text.sender, number))
            return ""
        body, by = text.body[:LONGEST], carrier.limits.name
        heard = Incoming(text.id, number, "text", body, opted=text.opted, counted=True, carrier=by)
        said = await self._turns.take(heard, lambda answer: plain(answer, self._turns.knowledge.catalog))
        (_ANSWERED if said else _SILENT).inc()
        return said
