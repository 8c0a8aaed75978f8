"""A stand-in for SMSGate on this machine: an Android phone that sends and receives texts for the hotline.

It charges nothing, reaches nobody and keeps everything in memory, for the demo and the tests. What goes wrong is said
by its `faults`. SMSGate is https://github.com/capcom6/android-sms-gateway: an app that is used over its own server on
the phone, or over a server, public or private, that phones connect to.

A test makes one, points it at the hotline and plays the street:

    gate = PretendSmsGate(flavour="phone", user="sms", password="…", signing_key="…", number="+77010000000", now=now)
    async with served(lambda url: create_app(gate)) as url:  # url + gate.base is where the hotline sends to
        gate.register(f"{hotline}/sms/smsgate")
        gate.faults = SmsGateFaults(webhooks_doubled=0.05, cut_after_taking=0.05)
        gate.text("+77011234567", "НОЧЛЕГ Уральск")
        await gate.settled()
        assert gate.texts_to("+77011234567") == ["…"]  # each that left the SIM, once
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType

from hotline.pretend.plan import LostAnswer
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.messages import Flavour, GateError, GateMessage, Payload, read
from hotline.pretend.smsgate.phone import Phone, SentSms, StreetText, WebhookDelivery
from hotline.pretend.smsgate.settings import PhoneSettings
from hotline.pretend.smsgate.webhooks import EVENTS, RegisteredWebhook, WebhookQueue

DEVICE = "pretend-phone-0000001"
_PREFIXES = {"phone": "", "server": "/api/3rdparty/v1"}
_LOOKS, _SILENT, _SHORTEST = 1.0, 0.05, 0.005  # seconds between two looks at the clock: at most, in silence, at least
_QUIET = 0.3  # seconds without another reply that end a wait for replies


class PretendSmsGate:
    """One phone with the SIM `number` (E.164), in one of SMSGate's two flavours.

    `now` gives the time, with a zone; whatever waits is done when it has come, in the background, or all at once by
    `settled`. `faults` may be replaced at any time and counts for what happens from then on. The SIM takes
    `seconds_per_part` for a part of a message; a webhook that failed comes again after `first_retry` seconds. To be
    entered (`async with`) before anything is posted; `create_app` does that.
    """

    def __init__(
        self,
        *,
        flavour: Flavour,
        user: str,
        password: str,
        signing_key: str,
        number: str,
        now: Callable[[], datetime],
        second_number: str | None = None,
        seconds_per_part: float = 0.0,
        first_retry: float = 5.0,
        faults: SmsGateFaults | None = None,
    ) -> None:
        self.flavour: Flavour = flavour
        self.user, self.password, self.number = user, password, number
        self.base = _PREFIXES[flavour]
        self.device = DEVICE
        self.faults = faults or SmsGateFaults()
        self.settings = PhoneSettings(flavour)
        self.messages: dict[str, GateMessage] = {}  # taken, by id
        self.now = now
        sims = {1: number} if second_number is None else {1: number, 2: second_number}
        self.webhooks = WebhookQueue(
            lambda: self.faults, now, self.settings, device=DEVICE, signing_key=signing_key, first_retry=first_retry
        )
        self.phone = Phone(
            lambda: self.faults, now, self.webhooks.emit, self.settings, sims=sims, seconds_per_part=seconds_per_part
        )
        self._attempts: Counter[str] = Counter()  # sends by recipient
        self._turned_away: Counter[str] = Counter()  # sends by status
        self._answers_lost: Counter[LostAnswer] = Counter()
        self._working = asyncio.Lock()
        self._stirred = asyncio.Event()  # there is something to do
        self._news = asyncio.Event()  # something has left the SIM; another one each time
        self._seen = 0  # of what left the SIM
        self._ticking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> PretendSmsGate:
        self.webhooks.open()
        self._ticking = asyncio.create_task(self._tick())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._ticking is not None
        self._ticking.cancel()
        with suppress(asyncio.CancelledError):
            await self._ticking
        await self.webhooks.close()

    def register(self, url: str) -> None:
        """Points the webhooks of all events that the hotline wants at one URL, as the API can do one by one."""
        for event in EVENTS:
            self.webhooks.registered[event] = RegisteredWebhook(event, url, event)

    def text(self, from_: str, body: str, *, sim: int | None = None) -> StreetText:
        """A text from the street. It is posted in the background; `settled` waits for that."""
        text = self.phone.receive(from_, body, sim)
        self._stirred.set()
        return text

    @property
    def sent(self) -> Sequence[SentSms]:
        """All that truly left the SIM, in order; what is sent twice stands here twice."""
        self.live()
        return self.phone.sent

    def texts_to(self, number: str) -> list[str]:
        """What truly left for one number (E.164), in order."""
        return [sms.text for sms in self.sent if sms.to == number]

    async def talk(self, from_: str, body: str, *, sim: int | None = None, seconds: float = 10.0) -> list[str]:
        """Texts, and gives the replies to that number: those of `seconds`, or until no more follow."""
        loop, before = asyncio.get_running_loop(), len(self.phone.sent)
        deadline = loop.time() + seconds
        self.text(from_, body, sim=sim)
        while True:
            replies = [sms.text for sms in self.phone.sent[before:] if _is_same(sms.to, from_)]
            try:
                async with asyncio.timeout_at(min(deadline, loop.time() + _QUIET) if replies else deadline):
                    await self._news.wait()
            except TimeoutError:
                return replies

    def live(self) -> None:
        """Lets the phone do what is due by now; what it tells of that is posted in the background."""
        self._live()
        self._stirred.set()

    async def settled(self) -> None:
        """Lets the phone do, and posts, all that is due by now; what waits for a later time goes on waiting."""
        async with self._working:
            self._live()
            await self.webhooks.post_due(self._may_post)

    def counts(self) -> Payload:
        """What was asked of the gateway, and what it did."""
        sent = self.sent
        return {
            "taken": len(self.messages),
            "states": dict(Counter(message.state for message in self.messages.values())),
            "turned_away": dict(self._turned_away),
            "answers_lost": dict(self._answers_lost),
            "sent": len(sent),
            "parts": sum(sms.parts for sms in sent),
            "texts": len(self.phone.inbox),
            "webhooks_answered": dict(self.webhooks.answers),
            "webhooks_taken": dict(self.webhooks.events),
            "webhooks_waiting": len(self.webhooks),
            "webhooks_given_up": self.webhooks.given_up,
        }

    def take(self, body: bytes, *, any_number: bool) -> GateMessage:
        """Takes a POST for a message. Raises GateError."""
        try:
            return self._take(body, any_number=any_number)
        except GateError as error:
            self._turned_away[str(error.status)] += 1
            raise

    def lost_answer(self, message: GateMessage) -> LostAnswer | None:
        """What the sender of this message, just taken, gets instead of an answer; counted as given."""
        lost = self.faults.lost_answer(message.to, message.nth)
        if lost is not None:
            self._answers_lost[lost] += 1
        return lost

    def get(self, id_: str) -> GateMessage:
        """The message with that id, as it is now. Raises GateError."""
        self.live()
        message = self.messages.get(id_)
        if message is None:
            raise GateError(404, "message not found")
        return message

    def cancel(self, id_: str) -> GateMessage:
        """Takes a message back that has not left: a server says that it tries to. Raises GateError."""
        message, on_phone = self.get(id_), self.flavour == "phone"
        if message.state != "Pending" and not (on_phone and message.state == "Cancelled"):
            raise GateError(400 if on_phone else 409, "message is not pending")
        if not on_phone:
            message.become("Cancelling", self.now())
        self.phone.cancel(message)
        if on_phone:
            self.live()
        return message

    def refresh(self, since: datetime, until: datetime, delivery: WebhookDelivery) -> None:
        """Has the phone read its inbox again; whether it hears of that is not known."""
        self.phone.refresh(since, until, delivery)
        self._stirred.set()

    def _take(self, body: bytes, *, any_number: bool) -> GateMessage:
        self.live()
        wanted = read(body, self.flavour, self.device, self.now(), any_number=any_number)
        self._attempts[wanted.to] += 1
        nth = self._attempts[wanted.to]
        if self.faults.befalls("unavailable", wanted.to, nth):
            raise GateError(503, "queue limits exceeded")
        if wanted.id in self.messages:
            old = self.flavour == "phone" and self.faults.old_app
            if old or self.faults.befalls("repeats_fail", wanted.to, nth):
                raise GateError(500, "UNIQUE constraint failed")
            raise GateError(409, "a message with this id exists")
        self.messages[wanted.id] = self.phone.take(wanted, nth)
        return self.messages[wanted.id]

    def _may_post(self) -> bool:
        return not self.phone.silent

    def _live(self) -> None:
        self.phone.live()
        if len(self.phone.sent) > self._seen:
            self._seen = len(self.phone.sent)
            self._news.set()
            self._news = asyncio.Event()

    async def _tick(self) -> None:
        """Does what is due, from time to time and whenever something happens."""
        while True:
            self._stirred.clear()
            await self.settled()
            due = [time for time in (self.phone.next_due, self.webhooks.next_due) if time is not None]
            wait = (min(due) - self.now()).total_seconds() if due else _LOOKS
            if self.phone.silent:  # then what is due is not done
                wait = _SILENT
            with suppress(TimeoutError):
                async with asyncio.timeout(min(max(wait, _SHORTEST), _LOOKS)):
                    await self._stirred.wait()


def _is_same(number: str, other: str) -> bool:
    """Whether two spellings are of one number: +77011234567, 87011234567."""
    digits, others = ("".join(filter(str.isdigit, one))[-10:] for one in (number, other))
    return bool(digits) and digits == others
