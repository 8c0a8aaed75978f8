"""A stand-in for the carrier on this machine: its API over real HTTP, and phones that text and call.

It charges nothing, reaches nobody and keeps everything in memory, for the demo and the tests. What goes wrong with the
messages it takes is said by its `faults`, and which server it plays by its `profile`.
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

import phonenumbers

from hotline.carriers.segments import segments
from hotline.carriers.smart_encoding import smart_encoded
from hotline.pretend.account import OwnNumber, PretendAccount
from hotline.pretend.background import Background
from hotline.pretend.faults import FaultPlan
from hotline.pretend.gate import Gate
from hotline.pretend.messages import Message, Messages, is_number
from hotline.pretend.phones import Call
from hotline.pretend.plan import LostAnswer
from hotline.pretend.profiles import TWILIO, MessageStatus, Profile
from hotline.pretend.reports import Reports
from hotline.pretend.signing import headers
from hotline.pretend.twiml_rules import parse
from hotline.pretend.webhooks import WebhookFailed, Webhooks

_segments = lru_cache(maxsize=1024)(segments)  # of a broadcast's text once, not for each recipient


class PretendCarrier:
    """An account with one `number` (E.164), whose texts and calls go to the hotline at `base_url`.

    `now` gives the time, with a zone, that messages are dated by; `clock` the seconds that their rate is measured in.
    What is set on it at any time counts from then on: `faults`, `profile`, the keys (with another `auth_token` all is
    refused with 401), the number's addresses in its `account`, and `public_url`, the hotline's address for the world,
    to which it points these: for that one webhooks are signed, and still they come to `base_url`, as through a proxy
    that ends TLS. To be entered (`async with`) before anything is sent; `create_app` does that.
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
        profile: Profile = TWILIO,
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.api_key: tuple[str, str] | None = None  # SK… and its secret, which open the API too and sign nothing
        self.signing_key = "a key that is not the auth token"  # for the profiles that sign with one of their own
        self.number = number
        self.faults = faults or FaultPlan()
        self.profile = profile
        self.messages = Messages()
        self.calls: dict[str, Call] = {}  # by CallSid
        self.account = PretendAccount(OwnNumber(number))
        self.public_url = self.base_url = base_url.rstrip("/")
        self._now = now
        self._clock = clock
        self._background = Background()
        self._reports = Reports(self._report, self._time, self._background)
        self._gate = Gate(number, clock)
        self._answers_lost: Counter[LostAnswer] = Counter()
        self._callbacks_posted = 0

    async def __aenter__(self) -> PretendCarrier:
        self._webhooks = Webhooks()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._background.stop()
        await self._webhooks.close()

    @property
    def public_url(self) -> str:
        """The hotline's address for the world."""
        return self._public_url

    @public_url.setter
    def public_url(self, url: str) -> None:
        self._public_url, page = url, self.account.number
        page.sms_url, page.voice_url, page.status_callback = f"{url}/sms", f"{url}/voice", f"{url}/status/call"

    async def text(self, from_: str, body: str, *, sid: str | None = None, **extra: str) -> str:
        """Texts the hotline from a phone and gives its TwiML. The same `sid` again is Twilio's repeated webhook.

        `extra` adds or replaces form fields. Raises WebhookFailed, and TwimlRefused for an answer Twilio would refuse.
        """
        sid = sid or self.profile.new_id("SM")
        if self.messages.get(sid) is None:
            self._record("inbound", from_, self.number, body, "received", sid=sid)
        fields = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "Body": body,
            "From": from_,
            "MessageSid": sid,
            "NumMedia": "0",
            "To": self.number,
        }
        if self.profile.full_forms:
            fields |= dict.fromkeys(("SmsMessageSid", "SmsSid"), sid) | self._places(from_)
            fields |= {"NumSegments": str(segments(body)), "SmsStatus": "received"}
        else:
            fields["ReferralNumMedia"] = "0"
        twiml = await self._post(self.account.number.sms_url, fields | extra)
        for reply in replies(twiml):
            self._record("outbound-reply", self.number, from_, reply, "delivered")
        return twiml

    def call(self, from_: str) -> Call:
        """A phone about to call the hotline; `from_` is `anonymous` for a withheld number."""
        page = self.account.number

        async def post(target: str, fields: Mapping[str, str]) -> str:
            places = self._places(from_) if self.profile.full_forms else {}
            return await self._post(target, {**places, **fields}, twiml=target != page.status_callback, call=True)

        call = Call(
            post,
            start_url=page.voice_url,
            caller=from_,
            called=self.number,
            call_sid=self.profile.new_id("CA"),
            account_sid=self.account_sid,
            status_url=page.status_callback,
            profile=self.profile,
        )
        self.calls[call.call_sid] = call
        return call

    def take(self, form: Mapping[str, str]) -> Message:
        """Takes a Messages POST, and reports to its StatusCallback in the background. Raises ApiError."""
        plan, profile = self.faults, self.profile
        attempt, to, body = self._gate.admit(form, plan, profile), form["To"], form["Body"]
        if profile.smart_encoding and (
            form["SmartEncoded"] == "true" if "SmartEncoded" in form else plan.smart_encoding
        ):
            body = smart_encoded(body)
        message = self._record("outbound-api", self.number, to, body, "queued")
        message.status_callback = form.get("StatusCallback")
        message.messaging_service_sid = form.get("MessagingServiceSid")
        message.attempt = attempt
        message.error_code = plan.delivery_code(to, profile)
        message.path = profile.path(lost=message.error_code is not None, by_service="MessagingServiceSid" in form)
        message.redacted = plan.redacts(to)
        self._reports.start(message, plan)
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
            fields = message.callback_fields(status, self.profile)
            await self._post(message.status_callback, fields, twiml=False)

    async def _post(self, url: str, fields: Mapping[str, str], *, twiml: bool = True, call: bool = False) -> str:
        key = self.signing_key if self.profile.own_key else self.auth_token
        signed = headers(self.profile, key, url, fields, call=call)
        if url.startswith(self.public_url):
            url = self.base_url + url.removeprefix(self.public_url)
        return await self._webhooks.post(url, fields, signed, twiml=twiml)

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
            sid or self.profile.new_id("SM"),
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

    def _places(self, from_: str) -> dict[str, str]:
        return {**_whereabouts("From", from_), **_whereabouts("To", self.number)}

    def _time(self) -> datetime:
        return self._now().astimezone(UTC)


def replies(twiml: str) -> tuple[str, ...]:
    """The texts that a messaging document sends, in order. Raises TwimlRefused."""
    return tuple(message.text or "" for message in parse(twiml, "sms").iter("Message"))


def _whereabouts(which: Literal["From", "To"], number: str) -> dict[str, str]:
    country = ""
    if is_number(number):
        country = phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    return {f"{which}City": "", f"{which}Country": country, f"{which}State": "", f"{which}Zip": ""}
