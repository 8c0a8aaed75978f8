"""The pretend SMSGate's phone: its SIM, the messages that wait in the app, the texts that it receives, what it tells.

Nothing here waits: `live` does what is due by the time that is passed in. Read in MessagesService, ReceiverService and
the webhooks' EventsReceiver of https://github.com/capcom6/android-sms-gateway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from heapq import heappop, heappush
from typing import Literal, TypeAlias

from hotline.carriers.segments import segments
from hotline.pretend.smsgate.faults import Fate, Plan
from hotline.pretend.smsgate.messages import GateMessage, MessageRequest, Payload, iso
from hotline.pretend.smsgate.settings import PhoneSettings

Emit: TypeAlias = Callable[[str, Payload, datetime, Fate], None]
WebhookDelivery: TypeAlias = Literal["Disabled", "Individual", "Batch"]

_NO_CREDIT = "Send result: RESULT_ERROR_GENERIC_FAILURE (Generic failure cause)"
_GAVE_UP = 70  # GSM 03.40, 9.2.3.15: the service centre let the message's time run out
_LOW_BATTERY, _EMPTY_BATTERY = 25, 10  # percent


@dataclass(frozen=True, slots=True)
class SentSms:
    """A message that left the SIM: what is truly sent, whatever was told of it. `arrived`: it reached the person."""

    id: str
    to: str
    text: str
    parts: int
    sim: int
    at: datetime
    arrived: bool


@dataclass(frozen=True, slots=True)
class StreetText:
    """A text from the street, dated by the service centre. `sender` is as the network writes it."""

    sender: str
    body: str
    at: datetime
    sim: int
    nth: int  # of this sender's

    @property
    def id(self) -> str:
        """The app's: 32 bits of what it holds, so alike for alike ones."""
        return blake2b(repr((self.sender, self.body, self.at, self.sim)).encode(), digest_size=4).hexdigest()


class Phone:
    """One phone. `sims` are the numbers of its SIMs by slot, from 1; `emit` queues an event for the webhooks.

    `seconds_per_part` is how long the SIM is busy with one part of a message; `battery` is in percent.
    """

    def __init__(
        self,
        plan: Plan,
        now: Callable[[], datetime],
        emit: Emit,
        settings: PhoneSettings,
        *,
        sims: Mapping[int, str],
        seconds_per_part: float,
    ) -> None:
        self.sent: list[SentSms] = []
        self.inbox: list[StreetText] = []  # Android's, whether the app knows of it or not
        self.sims = sims
        self.battery = 90
        self.last_seen = self.began = now()
        self._plan, self._now, self._emit, self._settings = plan, now, emit, settings
        self._seconds_per_part = seconds_per_part
        self._waiting: dict[str, GateMessage] = {}  # in the order they were taken
        self._agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = []  # a heap
        self._planned = 0
        self._free = self.began  # when the SIM has done its last part
        self._known: set[StreetText] = set()  # texts that the app has seen
        self._texts: Counter[str] = Counter()  # by who sent them
        self._texted: dict[str, datetime] = {}  # when each sent the last one
        self._pinged: datetime | None = None
        self._was_silent = self._was_killed = False

    @property
    def silent(self) -> bool:
        return self._plan().is_silent((self._now() - self.began).total_seconds())

    @property
    def next_due(self) -> datetime | None:
        """When `live` has something to do, unless the phone is silent then."""
        times = [self._agenda[0][0]] if self._agenda else []
        times += [max(self._free, message.ready) for message in self._waiting.values()]
        return min(times, default=None)

    def live(self) -> None:
        """Does what is due by now; nothing while it is silent."""
        plan, now = self._plan(), self._now()
        if self.silent:
            self._was_silent = True
            self._was_killed |= plan.silence == "lost"
            return
        self.last_seen = now
        if self._was_silent:
            self._was_silent = False
            self._free = max(self._free, now)  # it has done nothing meanwhile
        if self._was_killed:
            self._was_killed = False
            self._emit("app:started", {"simCards": self.sim_cards()}, now, ("app", iso(now)))
        self._ping(now)
        while True:
            if self._agenda and self._agenda[0][0] <= now:
                at, _, act = heappop(self._agenda)
                act(at)
            elif (message := self._next(now)) is not None:
                self._send(message, max(self._free, message.ready))
            else:
                return

    def take(self, wanted: MessageRequest, nth: int) -> GateMessage:
        """A message for the phone to send."""
        plan, now = self._plan(), self._now()
        stuck = plan.befalls("stuck", wanted.to, nth)
        message = GateMessage(
            wanted.id,
            wanted.to,
            wanted.text,
            segments(wanted.text),
            taken=now,
            ready=now + timedelta(seconds=plan.stuck_seconds if stuck else 0),
            nth=nth,
            priority=wanted.priority,
            sim=wanted.sim,
            wants_report=wanted.wants_report,
            until=None if wanted.seconds is None else now + timedelta(seconds=wanted.seconds),
        )
        message.become("Pending", now)
        self._waiting[message.id] = message
        return message

    def cancel(self, message: GateMessage) -> None:
        """Takes a message back that has not left, once the phone is heard; an old app does not know how."""

        def cancelled(at: datetime) -> None:
            if not self._plan().old_app and self._waiting.pop(message.id, None) is not None:
                message.become("Cancelled", at)
                self._tell(message, "sms:cancelled", "cancelledAt", at)

        self._at(self._now(), cancelled)

    def receive(self, sender: str, body: str, sim: int | None) -> StreetText:
        """A text from the street. A person's own phone sends no more than one a second, so they are dated apart."""
        self._texts[sender] += 1
        plan, now, nth = self._plan(), self._now(), self._texts[sender]
        if sim is None:
            sim = 2 if plan.befalls("second_sim", sender, nth) else 1
        at = now.replace(microsecond=0)
        if sender in self._texted:
            at = max(at, self._texted[sender] + timedelta(seconds=1))
        self._texted[sender] = at
        written = sender
        if sender.startswith("+7") and plan.befalls("national_senders", sender, nth):
            written = "8" + sender.removeprefix("+7")
        text = StreetText(written, body, at, sim, nth)
        self.inbox.append(text)
        self.live()  # so that it knows whether it has been silent
        if not (self.silent and plan.silence == "lost"):
            self._tell_text(text, now)
            if plan.befalls("texts_twinned", sender, nth):
                self._tell_text(text, now)
        return text

    def refresh(self, since: datetime, until: datetime, delivery: WebhookDelivery) -> None:
        """Reads Android's inbox again and tells of the texts of that time which the app never saw; an old app of all.

        A silent phone does not hear of it.
        """
        if self.silent:
            return
        now = self._now()
        new = [text for text in self.inbox if since <= text.at <= until]
        if not self._plan().old_app:
            new = [text for text in new if text not in self._known]
        self._known.update(new)
        if delivery == "Batch" and new:
            shown: Payload = {"messages": [self._payload(text) for text in new]}
            self._emit("sms:batch:received", shown, now, ("batch", iso(now)))
        elif delivery == "Individual":
            for text in new:
                self._tell_text(text, now)

    def health(self) -> Payload:
        """What a ping tells, and the phone's own server at /health."""
        status = "fail" if self.battery < _EMPTY_BATTERY else "warn" if self.battery < _LOW_BATTERY else "pass"
        battery = {
            "description": "Battery level in percent",
            "observedUnit": "percent",
            "observedValue": self.battery,
            "status": status,
        }
        return {"status": status, "version": "1.67.0", "releaseId": 1, "checks": {"battery:level": battery}}

    def _ping(self, now: datetime) -> None:
        interval = self._settings.ping_seconds
        if interval and (self._pinged is None or now - self._pinged >= timedelta(seconds=interval)):
            self._pinged = now
            self._emit("system:ping", {"health": self.health()}, now, ("ping", iso(now)))

    def _next(self, now: datetime) -> GateMessage | None:
        """The message whose turn it is: the most urgent, and among those alike the newest unless FIFO is set."""
        if self._free > now:
            return None
        ready = [message for message in self._waiting.values() if message.ready <= now]
        if not self._settings.oldest_first:
            ready.reverse()
        return max(ready, key=lambda message: message.priority, default=None)

    def _send(self, message: GateMessage, at: datetime) -> None:
        del self._waiting[message.id]
        plan, fate, sim = self._plan(), (message.to, message.nth), message.sim or 1
        if message.until is not None and message.until < at:
            self._fail(message, "TTL expired", at)
            return
        if sim not in self.sims:
            self._fail(message, f"Can't send message: SIM {sim} not found", at)
            return
        message.become("Processed", at)
        if plan.befalls("no_credit", *fate) or (plan.credit is not None and len(self.sent) >= plan.credit):
            self._fail(message, _NO_CREDIT, at)
            return
        gives_up = plan.befalls("undeliverable", *fate)
        arrived = not gives_up and not plan.befalls("falsely_delivered", *fate)
        self.sent.append(SentSms(message.id, message.to, message.text, message.parts, sim, at, arrived))
        self._free = at + timedelta(seconds=self._seconds_per_part * message.parts)
        if not plan.befalls("sent_untold", *fate):
            self._at(self._free, lambda at: self._tell_sent(message, at, gives_up))

    def _tell_sent(self, message: GateMessage, at: datetime, gives_up: bool) -> None:
        """All parts have left. Where a report is wanted, it follows."""
        message.become("Sent", at)
        plan = self._plan()

        def told() -> None:
            self._tell(message, "sms:sent", "sentAt", at, partsCount=message.parts)

        if not message.wants_report:
            told()
            return
        last = plan.befalls("reports_out_of_order", message.to, message.nth)
        if not last:
            told()
        self._at(
            at + timedelta(seconds=plan.delivery_seconds),
            lambda at: self._tell_end(message, at, gives_up, told if last else None),
        )

    def _tell_end(self, message: GateMessage, at: datetime, gives_up: bool, then: Callable[[], None] | None) -> None:
        if gives_up:
            self._fail(message, f"Delivery result from SC {self.sims[message.sim or 1]}: {_GAVE_UP}", at)
        else:
            message.become("Delivered", at)
            for part in range(message.parts):
                self._tell(message, "sms:delivered", "deliveredAt", at, part)
        if then is not None:
            then()

    def _fail(self, message: GateMessage, reason: str, at: datetime) -> None:
        message.become("Failed", at, reason)
        self._tell(message, "sms:failed", "failedAt", at, reason=reason)

    def _tell(self, message: GateMessage, event: str, when: str, at: datetime, part: int = 0, **more: object) -> None:
        """Queues an event of a message, dated under `when` by the phone's clock."""
        plan, fate = self._plan(), (message.to, message.nth, part)
        payload: Payload = {
            "messageId": message.id,
            "sender": None if message.sim is None else self.sims.get(message.sim),
            "recipient": message.to,
            "simNumber": message.sim,
            "phoneNumber": message.to,
            when: iso(at + timedelta(seconds=plan.clock_error(event, *fate))),
            **more,
        }
        self._emit(event, self._as_told(payload), at, fate)

    def _tell_text(self, text: StreetText, at: datetime) -> None:
        self._known.add(text)
        self._emit("sms:received", self._payload(text), at, (text.sender, text.nth))

    def _payload(self, text: StreetText) -> Payload:
        payload: Payload = {
            "messageId": text.id,
            "sender": text.sender,
            "recipient": self.sims.get(text.sim),
            "simNumber": text.sim,
            "phoneNumber": text.sender,
            "message": text.body,
            "receivedAt": iso(text.at),
        }
        return self._as_told(payload)

    def _as_told(self, payload: Payload) -> Payload:
        """An old app names the other side only, and says phoneNumber to that."""
        if not self._plan().old_app:
            return payload
        return {name: value for name, value in payload.items() if name not in ("sender", "recipient")}

    def sim_cards(self) -> list[Payload]:
        """The SIMs as JSON."""
        return [
            {"slotIndex": slot - 1, "simNumber": slot, "phoneNumber": number, "carrierName": "Pretend"}
            for slot, number in self.sims.items()
        ]

    def _at(self, at: datetime, act: Callable[[datetime], None]) -> None:
        self._planned += 1
        heappush(self._agenda, (at, self._planned, act))
