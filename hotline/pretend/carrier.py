"""A stand-in for the carrier on this machine: Twilio's API over real HTTP, and phones that text and call.

It charges nothing, reaches nobody and keeps everything in memory, for the demo and the tests. What goes wrong with the
messages it takes is said by its `faults`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from sys import intern
from time import monotonic
from types import TracebackType
from typing import Literal
from uuid import uuid4

import phonenumbers

from hotline.carriers.segments import segments
from hotline.pretend.background import Background
from hotline.pretend.faults import FaultPlan, LostAnswer
from hotline.pretend.gate import Gate
from hotline.pretend.messages import Message, Messages, MessageStatus, is_number
from hotline.pretend.phones import Call
from hotline.pretend.reports import Reports
from hotline.pretend.twiml_rules import parse
from hotline.pretend.webhooks import WebhookFailed, Webhooks

_segments = lru_cache(maxsize=1024)(segments)  # of a broadcast's text once, not for each recipient


class PretendCarrier:
    """An account with one `number` (E.164), whose texts and calls go to the hotline at `base_url`.

    `now` gives the time, with a zone, that messages are dated by; `clock` the seconds that their rate is measured in.
    `faults` may be replaced at any time and counts for what is taken from then on. To be entered (`async with`) before
    anything is sent; `create_app` does that.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        number: str,
        base_url: str,
        now: Callable[[], datetime],
        clock: Callable[[], float] = monotonic,
        faults: FaultPlan | None = None,
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.number = number
        self.faults = faults or FaultPlan()
        self.messages = Messages()
        self.calls: dict[str, Call] = {}  # by CallSid
        self._base_url = base_url.rstrip("/")
        self._now = now
        self._clock = clock
        self._background = Background()
        self._reports = Reports(self._report, self._time, self._background)
        self._gate = Gate(number, clock)
        self._answers_lost: Counter[LostAnswer] = Counter()
        self._callbacks_posted = 0

    async def __aenter__(self) -> PretendCarrier:
        self._webhooks = Webhooks(self.auth_token)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._background.stop()
        await self._webhooks.close()

    async def text(self, from_: str, body: str, *, sid: str | None = None, **extra: str) -> str:
        """Texts the hotline from a phone and gives its TwiML. The same `sid` again is Twilio's repeated webhook.

        `extra` adds or replaces form fields. Raises WebhookFailed, and TwimlRefused for an answer Twilio would refuse.
        """
        sid = sid or _sid("SM")
        if self.messages.get(sid) is None:
            self._record("inbound", from_, self.number, body, "received", sid=sid)
        fields = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "Body": body,
            "From": from_,
            **_whereabouts("From", from_),
            "MessageSid": sid,
            "NumMedia": "0",
            "NumSegments": str(segments(body)),
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": self.number,
            **_whereabouts("To", self.number),
            **extra,
        }
        twiml = await self._webhooks.post(f"{self._base_url}/sms", fields, "sms")
        for reply in replies(twiml):
            self._record("outbound-reply", self.number, from_, reply, "delivered")
        return twiml

    def call(self, from_: str) -> Call:
        """A phone about to call the hotline; `from_` is `anonymous` for a withheld number."""

        async def post(target: str, fields: Mapping[str, str]) -> str:
            places = {**_whereabouts("From", from_), **_whereabouts("To", self.number)}
            return await self._webhooks.post(target, {**places, **fields}, "voice")

        call = Call(
            post,
            start_url=f"{self._base_url}/voice",
            caller=from_,
            called=self.number,
            call_sid=_sid("CA"),
            account_sid=self.account_sid,
        )
        self.calls[call.call_sid] = call
        return call

    def take(self, form: Mapping[str, str]) -> Message:
        """Takes a Messages POST, and reports to its StatusCallback in the background. Raises ApiError."""
        attempt, to = self._gate.admit(form, self.faults), form["To"]
        message = self._record("outbound-api", self.number, to, form["Body"], "queued")
        message.status_callback = form.get("StatusCallback")
        message.messaging_service_sid = form.get("MessagingServiceSid")
        message.attempt = attempt
        message.error_code = self.faults.delivery_code(to)
        message.end = "delivered" if message.error_code is None else "undelivered"
        self._reports.start(message, self.faults)
        return message

    def lost_answer(self, message: Message) -> LostAnswer | None:
        """What the sender of this message, just taken, gets instead of its id; counted as given."""
        lost = self.faults.lost_answer(message.to, message.attempt)
        if lost is not None:
            self._answers_lost[lost] += 1
        return lost

    def counts(self) -> dict[str, object]:
        """What was done with the messages that the hotline sent by the API."""
        taken = [message for message in self.messages if message.direction == "outbound-api"]
        return {
            "taken": len(taken),
            "segments": sum(message.segments for message in taken),
            "statuses": dict(Counter(message.status for message in taken)),
            "turned_away": {str(code): count for code, count in self._gate.turned_away.items()},
            "answers_lost": dict(self._answers_lost),
            "callbacks_posted": self._callbacks_posted,
        }

    async def settled(self) -> None:
        """Waits until all that goes on in the background is done; raises what went wrong there."""
        await self._background.settled()

    async def _report(self, message: Message, status: MessageStatus) -> None:
        """Posts a status; one that does not arrive does not come again."""
        assert message.status_callback is not None  # Reports asks for none without it
        self._callbacks_posted += 1
        with suppress(WebhookFailed):
            await self._webhooks.post(message.status_callback, message.callback_fields(status), "status")

    def _record(
        self,
        direction: Literal["inbound", "outbound-api", "outbound-reply"],
        from_: str,
        to: str,
        body: str,
        status: MessageStatus,
        *,
        sid: str | None = None,
    ) -> Message:
        time = self._time()
        message = Message(
            sid or _sid("SM"),
            self.account_sid,
            direction,
            from_,
            to,
            intern(body),  # a broadcast is one text a hundred thousand times
            created=time,
            updated=time,
            status=status,
            taken=self._clock(),
            segments=_segments(body),
            sent=None if status == "queued" else time,
        )
        self.messages.add(message)
        return message

    def _time(self) -> datetime:
        return self._now().astimezone(UTC)


def replies(twiml: str) -> tuple[str, ...]:
    """The texts that a messaging document sends, in order. Raises TwimlRefused."""
    return tuple(message.text or "" for message in parse(twiml, "sms").iter("Message"))


def _sid(prefix: str) -> str:
    return prefix + uuid4().hex


def _whereabouts(which: Literal["From", "To"], number: str) -> dict[str, str]:
    country = ""
    if is_number(number):
        country = phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    return {f"{which}City": "", f"{which}Country": country, f"{which}State": "", f"{which}Zip": ""}
