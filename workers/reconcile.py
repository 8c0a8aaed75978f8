"""Reconciliation: what the outbox does not know, the carrier does."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

from hotline.carriers.base import Carrier, Limits, Outgoing, SendError
from hotline.mail.claims import Doubt
from hotline.mail.kinds import KINDS
from hotline.mail.message import carriers_id, open_to
from hotline.mail.outbox import NOT_LOOKED_UP, SURE, Outbox, carrier_time
from hotline.people.contacts import open_profile
from hotline.people.seal import BrokenSeal
from hotline.turn.report import learn
from hotline.turn.turns import Turns

log = logging.getLogger(__name__)

AT_ONCE = 20  # questions to the carrier at once
BATCH = 200
LATE = 3600.0  # seconds after the carrier's longest wait in which its last word may come
URGENT = ("danger", "alerts")  # lanes of what may be sent twice rather than not at all, if the settings say so
WORK = 8.0  # seconds that one job asks: then others have their turn; a question may take ten more


class Reconciliation:
    """Settles messages whose sending or whose end is in doubt."""

    def __init__(self, turns: Turns, carriers: Mapping[str, Carrier], outbox: Outbox) -> None:
        self._turns, self._seals, self._carriers, self._outbox = turns, turns.seals, carriers, outbox

    async def run(self, seconds: float = WORK) -> int:
        """Look at all that is due, as far as the time goes; gives how many messages were taken in hand."""
        end = time.monotonic() + seconds
        doubted = await self._each(self._outbox.doubted, self._find, end)
        return doubted + await self._each(self._outbox.unfinished, self._ask, end)

    async def _each(
        self, due: Callable[[int], Awaitable[list[Doubt]]], look: Callable[[Doubt], Awaitable[None]], end: float
    ) -> int:
        at_once = asyncio.Semaphore(AT_ONCE)

        async def one(doubt: Doubt) -> None:
            async with at_once:
                if time.monotonic() >= end:  # a carrier that is slow to tell; the next look is due already
                    return
                try:
                    await look(doubt)
                except SendError as error:  # the carrier could not tell: the next look is due already
                    log.info("mail=%s look=%s", doubt.id, error.outcome)
                    if self._is_over(doubt, self._carriers[doubt.carrier]):
                        claim = doubt.claim if doubt.state == "sending" else ""
                        await self._outbox.settle(doubt.id, "unknown", why="unheard of", claim=claim)

        count = 0
        while time.monotonic() < end and (doubts := await due(BATCH)):
            await asyncio.gather(*map(one, doubts))
            count += len(doubts)
        return count

    async def _find(self, doubt: Doubt) -> None:
        """It may have been taken: if the carrier has it, it was sent; else, when it is sure, back into the queue."""
        if doubt.state != "sending":
            return
        carrier = self._carriers.get(doubt.carrier)
        if carrier is None or carrier.limits.looks_up == "never":
            await self._give_up(doubt)
            return
        try:
            message = self._opened(doubt, carrier.limits)
        except BrokenSeal:
            await self._outbox.settle(doubt.id, "unknown", why="seal", claim=doubt.claim)
            return
        if message is None:
            await self._outbox.settle(doubt.id, "unknown", why="forgotten", claim=doubt.claim)
            return
        others = await self._outbox.others(doubt.contact)
        taken = await carrier.find(message, carrier_time(self._outbox.store, doubt.at), others)
        if taken is None:
            if self._age(doubt) >= SURE:
                await self._outbox.requeue(doubt.id, doubt.claim, self._outbox.store.now())
            return
        await learn(self._turns, self._outbox, carrier, doubt.id, doubt.attempt, taken)

    async def _ask(self, doubt: Doubt) -> None:
        """It was sent and no callback told its end."""
        carrier = self._carriers.get(doubt.carrier)
        if carrier is None:
            await self._outbox.settle(doubt.id, "unknown", why="unheard of")
            return
        taken = await carrier.status(doubt.sid)
        if taken is not None and taken.state != "sent":
            await learn(self._turns, self._outbox, carrier, doubt.id, doubt.attempt, taken)
        elif (taken is None and self._age(doubt) >= SURE) or self._is_over(doubt, carrier):
            await self._outbox.settle(doubt.id, "unknown", why="unheard of")
        else:
            await self._outbox.ask_again(doubt)

    def _is_over(self, doubt: Doubt, carrier: Carrier) -> bool:
        """Whether the carrier has no more to tell of it."""
        return self._age(doubt) > carrier.limits.longest_validity + LATE

    def _age(self, doubt: Doubt) -> float:
        return self._outbox.store.now() - doubt.at

    async def _give_up(self, doubt: Doubt) -> None:
        """Nobody can tell whether it has gone: it is not sent twice, but for what is urgent, if the settings say so."""
        if self._turns.settings.resend_alerts and KINDS[doubt.kind].lane in URGENT:
            await self._outbox.requeue(doubt.id, doubt.claim, self._outbox.store.now())
        else:
            await self._outbox.settle(doubt.id, "unknown", why=NOT_LOOKED_UP, claim=doubt.claim)

    def _opened(self, doubt: Doubt, limits: Limits) -> Outgoing | None:
        if (doubt.profile is None and doubt.to is None) or doubt.text is None:
            return None
        if doubt.to is None:
            number = open_profile(self._seals, doubt.contact, doubt.profile).number
        else:
            number = open_to(self._seals, doubt.id, doubt.to)
        body = self._seals.open(doubt.text, doubt.text_key).decode()
        return Outgoing(carriers_id(doubt.id, doubt.attempt), number, body, limits.longest_validity)
