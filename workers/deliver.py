"""Delivering: drains the outbox by batches, each message at the moment that the pace gives it."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from hotline.broadcasts.broadcast import Broadcasts
from hotline.carriers.base import Carrier, Outgoing, SendError
from hotline.logs import broke
from hotline.mail import quiet
from hotline.mail.claims import Claimed
from hotline.mail.kinds import KINDS, PRIORITIES
from hotline.mail.message import carriers_id, open_to
from hotline.mail.outbox import BACKOFF, LEASE, NOT_LOOKED_UP, Outbox, carrier_time
from hotline.people.contacts import Contact, open_profile
from hotline.people.seal import BrokenSeal
from hotline.routes import carrier_of
from hotline.store.keys import contact_key
from hotline.store.store import StoreAway
from hotline.turn.report import learn
from hotline.turn.turns import Turns

log = logging.getLogger(__name__)

IN_FLIGHT = 50  # requests of one worker at a carrier at once, if that bears so many
SENDING = 10.0  # seconds that one request may take; the lease is longer
DRAIN = 8.0  # seconds that one job drains: then others have their turn
PATIENCE = 1.0  # seconds that a job waits for the next message rather than end
PREPARING = 0.1  # seconds before it leaves in which a message is made ready
CONFIRM = 500  # milliseconds in which a replica should have a claim


class Delivery:
    """One worker's work on the outbox."""

    def __init__(self, turns: Turns, carrier: Carrier, outbox: Outbox, strays: Sequence[str] = ()) -> None:
        """`strays`: names of carriers that there are no more, whose messages this one takes over."""
        self._turns, self._carrier, self._outbox = turns, carrier, outbox
        self._settings, self._seals = turns.settings, turns.seals
        self._limits, self._strays = carrier.limits, strays
        self._most = min(IN_FLIGHT, carrier.limits.in_flight)
        self._broadcasts = Broadcasts(outbox.store, turns.seals)
        self._store = outbox.store
        self._away = False
        self._in_flight: set[asyncio.Task[None]] = set()
        self._one_ended = asyncio.Event()

    async def drain(self, seconds: float = DRAIN) -> bool:
        """Send what is due for that long; whether more waits. What breaks meanwhile is left to reconciliation."""
        end = time.monotonic() + seconds
        while not self._away and time.monotonic() < end:
            if len(self._in_flight) > self._most // 2:  # a batch is worth its round trip only when it is not tiny
                await self._until_one_ended(None)
                continue
            begun = time.monotonic()
            self._one_ended.clear()
            try:
                batch = await self._outbox.claim(self._limits, self._most - len(self._in_flight), self._strays)
                claimed = time.monotonic()
                if batch.claimed and batch.replicas and not await self._store.confirm(CONFIRM):
                    break  # perhaps another store has taken over already, and others claim there: look first
                self._start(batch.claimed, claimed, begun + LEASE - SENDING)
                if batch.claimed or await self._feed():
                    continue
            except StoreAway:
                self._away = True
                continue
            if self._in_flight:
                await self._until_one_ended(batch.wait)
            elif self._one_ended.is_set():  # it may have shown that a halt is over
                continue
            elif batch.wait is None or batch.wait > PATIENCE:
                return False
            else:
                await asyncio.sleep(batch.wait)
        await asyncio.gather(*self._in_flight, return_exceptions=True)
        return not self._away

    async def _feed(self) -> int:
        """Hand the next messages of broadcasts to the outbox; gives how many."""
        morning = self._morning()
        return sum([await self._broadcasts.feed(name, morning) for name in (self._limits.name, *self._strays)])

    def _morning(self) -> float | None:
        """The end of the hotline's own quiet hours, if it is quiet now."""
        settings, now = self._settings, self._store.now()
        morning = quiet.not_before(now, settings.timezone, settings.quiet_from, settings.quiet_until)
        return morning if morning > now else None

    def _start(self, batch: Sequence[Claimed], claimed: float, deadline: float) -> None:
        for one in batch:
            task = asyncio.create_task(self._deliver(one, claimed + one.delay, deadline))
            self._in_flight.add(task)
            task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        self._one_ended.set()
        if not task.cancelled() and (error := task.exception()) is not None:  # reconciliation will look at its message
            log.error("delivery=broken %s", broke(error))

    async def _until_one_ended(self, seconds: float | None) -> None:
        self._one_ended.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._one_ended.wait(), seconds)

    async def _deliver(self, claimed: Claimed, leaves: float, deadline: float) -> None:
        """Send one message at the moment `leaves`, but not after `deadline`; both in monotonic seconds."""
        try:
            ready = await self._prepare(await self._as_it_is(claimed, leaves))
            if ready is None:
                return
            await asyncio.sleep(leaves - time.monotonic())
            if claimed.doubted and await self._was_sent(claimed, ready):
                return
            if time.monotonic() < deadline:  # else whoever looks after lost leases may have it by now
                await self._send(claimed, ready)
        except StoreAway:
            self._away = True

    async def _as_it_is(self, claimed: Claimed, leaves: float) -> Claimed:
        """What is known shortly before the moment `leaves`: a STOP, FORGET or DROP since the claim counts."""
        wait = leaves - PREPARING - time.monotonic()
        if wait <= 0:
            return claimed
        await asyncio.sleep(wait)
        person = contact_key(claimed.mail.contact)
        profile, text = await self._store.read("MGET", person, claimed.mail.text)
        return replace(claimed, profile=profile, text=text)

    async def _prepare(self, claimed: Claimed) -> Outgoing | None:
        """The message as the carrier gets it; None if it may not be sent, or not now."""
        mail, now = claimed.mail, self._store.now()
        if claimed.text is None:  # it is no longer kept
            await self._outbox.settle(mail.id, "dropped", why="withdrawn", claim=claimed.claim)
            return None
        try:
            contact = self._recipient(claimed)
            body = self._seals.open(claimed.text, mail.text).decode()
        except BrokenSeal:
            await self._outbox.settle(mail.id, "failed", why="seal", claim=claimed.claim)
            return None
        if contact.life != mail.life or not contact.number:
            await self._outbox.settle(mail.id, "dropped", why="forgotten", claim=claimed.claim)
            return None
        kind = KINDS[mail.kind]
        if kind.unasked and contact.stopped_at is not None:
            await self._outbox.settle(mail.id, "dropped", why="stopped", claim=claimed.claim)
            return None
        limits = self._limits
        wait = max(limits.shortest_validity, min(limits.longest_validity, int(mail.until - now)))
        ready = Outgoing(carriers_id(mail.id, claimed.attempt), contact.number, body, wait, PRIORITIES[kind.lane])
        # They have texted to another of our numbers since it was queued, or the settings name other carriers now.
        carrier = carrier_of(contact.number, self._settings.routes, contact.came_by)
        later = now if carrier != limits.name else await self._not_now(claimed, contact, now)
        if later is None:
            return ready
        if claimed.doubted and await self._was_sent(claimed, ready):
            return None  # put off, it would be doubted by nobody any more
        if later > mail.until:
            await self._outbox.settle(mail.id, "dropped", why="late", claim=claimed.claim)
        else:
            await self._outbox.requeue(mail.id, claimed.claim, later, tried=False, carrier=carrier)
        return None

    def _recipient(self, claimed: Claimed) -> Contact:
        """Whom it goes to. Raises BrokenSeal."""
        mail = claimed.mail
        if claimed.to is None:
            return open_profile(self._seals, mail.contact, claimed.profile)
        number = open_to(self._seals, mail.id, claimed.to)
        return Contact(mail.contact, life=mail.life, number=number, came_by=mail.carrier)

    async def _not_now(self, claimed: Claimed, contact: Contact, now: float) -> float | None:
        """When it may be sent, if not now: after the quiet hours, or on the next day if this one is full."""
        kind, settings = KINDS[claimed.mail.kind], self._settings
        zone = contact.time_zone(settings.timezone)
        if kind.quiet:
            earliest = quiet.not_before(now, zone, settings.quiet_from, settings.quiet_until)
            if earliest > now:
                return earliest
        if kind.counted and claimed.tries == 1 and not claimed.doubted:
            day = datetime.fromtimestamp(now, zone).date().isoformat()
            if not await self._outbox.count(contact.id, day, settings.unasked_a_day):
                return quiet.next_day(now, zone, settings.quiet_until)
        return None

    async def _was_sent(self, claimed: Claimed, message: Outgoing) -> bool:
        """Whether the carrier has it although the store has lost that; settles it then. In doubt: yes, for now."""
        if self._limits.looks_up == "never":
            await self._outbox.settle(claimed.mail.id, "unknown", why=NOT_LOOKED_UP, claim=claimed.claim)
            return True
        try:
            others = await self._outbox.others(claimed.mail.contact)
            taken = await self._carrier.find(message, carrier_time(self._store, claimed.mail.at), others)
        except SendError:
            await self._outbox.doubt(claimed.mail.id, claimed.claim)
            return True
        if taken is None:
            return False
        await learn(self._turns, self._outbox, self._carrier, claimed.mail.id, claimed.attempt, taken)
        return True

    async def _send(self, claimed: Claimed, message: Outgoing) -> None:
        mail = claimed.mail
        try:
            sid = await self._carrier.send(message)
        except SendError as error:
            outcome = error.outcome
            log.info(
                "mail=%s kind=%s try=%d outcome=%s code=%s", mail.id, mail.kind, claimed.tries, outcome, error.code
            )
            await self._not_sent(claimed, error)
        else:
            log.info("mail=%s kind=%s try=%d outcome=sent", mail.id, mail.kind, claimed.tries)
            # Its failure may be told before the answer comes, and it waits to be sent again by then.
            await self._outbox.settle(mail.id, "sent", sid=sid, told="answer", attempt=claimed.attempt)

    async def _not_sent(self, claimed: Claimed, error: SendError) -> None:
        mail = claimed.mail
        match error.outcome:
            case "unknown":
                await self._outbox.doubt(mail.id, claimed.claim)
            case "number":
                await self._outbox.settle(mail.id, "failed", why=error.code, claim=claimed.claim)
            case "stopped":
                await self._outbox.settle(mail.id, "failed", why=error.code, claim=claimed.claim)
                await self._turns.opted_out(mail.contact, mail.id)
            case "sender":
                await self._outbox.halt(self._limits.name, error.code, "answer", error.after)
                await self._outbox.requeue(mail.id, claimed.claim, self._store.now(), tried=False)
            case "later":
                if error.after is not None:
                    await self._outbox.halt(self._limits.name, error.code, "answer", error.after, asked=True)
                elif error.code and self._carrier.meaning(error.code) == "unknown":
                    await self._outbox.turned_away(self._limits.name, mail.id, error.code, "answer")
                pause = min(BACKOFF, 2.0**claimed.tries) * random.uniform(0.5, 1)
                await self._outbox.requeue(mail.id, claimed.claim, self._store.now() + pause, why=error.code)
