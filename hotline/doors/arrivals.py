"""What is done about whatever came in, whichever carrier brought it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
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
    Unsigned,
)
from ..logs import broke
from ..mail.outbox import Outbox
from ..metrics import TEXTS, TROUBLE
from ..numbers import is_served, normalised
from ..status.life import SignsOfLife
from ..status.unanswered import Unanswered, why_unanswerable
from ..store.keys import call_id, session_key
from ..store.store import StoreAway
from ..talk.steps import Said
from ..talk.wording import LONGEST
from ..turn.knowledge import Answer, Incoming
from ..turn.report import reported
from ..turn.turns import Turns, plain
from ..voice import calls, speech
from .bypass import Bypass

log = logging.getLogger(__name__)

_ANSWERED, _SILENT, _REFUSED = (TEXTS.labels(outcome) for outcome in ("answered", "silent", "refused"))

YOUNG = 60.0  # seconds: so long a text that could not be answered is asked for again before it is answered by heart
USELESS = 6 * 3600.0  # seconds after which nobody waits for an answer any more


class Again(Exception):
    """A text could not be answered, and its carrier brings it again."""


class Arrivals:
    """Takes turns, settles the outbox, ends calls, notes signs of life."""

    def __init__(self, turns: Turns, outbox: Outbox, clock: Callable[[], float] = time.time) -> None:
        """`clock`: the machine's epoch seconds, by which carriers date what they bring."""
        self._turns, self._outbox, self._clock = turns, outbox, clock
        self._bypass = Bypass(clock)
        self._unanswered, self._life = Unanswered(turns.store), SignsOfLife(turns.store)

    async def __call__(self, carrier: Carrier, arrived: Arrival) -> str:
        """What is said to it: a text, or a turn of a call in the carrier's markup; "" for silence. Raises Again."""
        self._life.heard(carrier.limits, arrived)
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
        await self._life.close()

    def refused(self, carrier: Carrier, problem: Unsigned) -> None:
        """Something came that is not believed; a wrong clock at the other end is noted."""
        self._life.misdated(carrier.limits, problem.skew)

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
        """An alphanumeric sender or a short code is a machine and gets silence, and so do we ourselves."""
        number = normalised(text.sender, self._turns.settings.region)
        if not number or not is_served(number, self._turns.settings.countries):
            _REFUSED.inc()
            self._unanswered.note(why_unanswerable(text.sender, number))
            return ""
        if number in self._turns.settings.numbers:  # forged, or an answer of ours that came back: we would go on
            _REFUSED.inc()
            self._unanswered.note("own")
            return ""
        body, limits = text.body[:LONGEST], carrier.limits
        heard = Incoming(text.id, number, "text", body, opted=text.opted, counted=True, carrier=limits.name)
        if not limits.answers:
            heard.queue_rate, heard.late = limits.rate, self._age(text) > USELESS
            said = await self._queued(carrier, text, heard)
        else:
            said = await self._turns.take(heard, self._plain)
        (_ANSWERED if said else _SILENT).inc()
        return said

    async def _queued(self, carrier: Carrier, text: IncomingText, heard: Incoming) -> str:
        """Have the answer queued. If it cannot be, the text is wanted again; for an older one it is sent at once."""
        try:
            return await self._turns.take(heard, self._plain)
        except Exception as error:
            if not isinstance(error, StoreAway):
                TROUBLE.inc()
                log.error("text=broken %s", broke(error))
            if heard.late or self._age(text) < YOUNG:
                raise Again from None
            away = isinstance(error, StoreAway)
            said = self._plain(self._turns.by_heart(heard)) if away else self.trouble(carrier, text)
        if not await self._bypass.send(carrier, heard.number, heard.message_id, said):
            raise Again
        return said

    def _age(self, text: IncomingText) -> float:
        """Seconds since it was written; 0 for one that does not say when."""
        return 0.0 if text.sent_at is None else self._clock() - text.sent_at

    def _plain(self, answer: Answer) -> str:
        return plain(answer, self._turns.knowledge.catalog)
