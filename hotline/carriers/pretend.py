"""A stand-in for the carrier on this machine: Twilio's API over real HTTP, and phones that text and call.

It charges nothing, reaches nobody and keeps everything in memory, for the demo and the tests. All that it sends goes
through `PretendCarrier._post`, all that it takes through `take` and `place`: whatever is to go wrong on the way, goes
wrong there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urldefrag
from uuid import uuid4

import aiohttp
import phonenumbers
from yarl import URL

from hotline.carriers.phone import Call, Direction
from hotline.carriers.pretend_messages import ApiError, Message, Status, check, is_number, is_url
from hotline.carriers.twilio import signature, without_port
from hotline.carriers.twiml_rules import TwimlRefused, message_text, parse
from hotline.segments import segments

# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: connect 5 s, read 15 s.
_WEBHOOK_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5, sock_read=15)
_TWIML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})  # what Twilio reads as TwiML


class WebhookFailed(Exception):
    """The hotline did not answer a webhook: `status` is what HTTP said, None when no answer came at all."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"webhook not answered, HTTP status: {status or 'none'}")
        self.status = status


class PretendCarrier:
    """An account with one `number` (E.164), whose texts and calls go to the hotline at `base_url`.

    `now` gives the time, with a zone, that messages are dated by. To be entered (`async with`) before anything is
    sent; `create_app` does that.
    """

    def __init__(
        self, *, account_sid: str, auth_token: str, number: str, base_url: str, now: Callable[[], datetime]
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.number = number
        self.messages: list[Message] = []  # both directions, oldest first
        self.calls: dict[str, Call] = {}  # by CallSid
        self._base_url = base_url.rstrip("/")
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> PretendCarrier:
        self._session = aiohttp.ClientSession(timeout=_WEBHOOK_TIMEOUT)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def text(self, from_: str, body: str, *, sid: str | None = None, **extra: str) -> str:
        """Texts the hotline from a phone and gives its TwiML. The same `sid` again is Twilio's repeated webhook.

        `extra` adds or replaces form fields. Raises WebhookFailed, and TwimlRefused for an answer Twilio would refuse.
        """
        sid = sid or _sid("SM")
        if not any(message.sid == sid for message in self.messages):
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
        twiml = await self._post(f"{self._base_url}/sms", fields, "sms")
        for reply in replies(twiml):
            self._record("outbound-reply", self.number, from_, reply, "delivered")
        return twiml

    def call(self, from_: str) -> Call:
        """A phone about to call the hotline; `from_` is `anonymous` for a withheld number."""
        return self._new_call(from_, self.number, f"{self._base_url}/voice", "inbound")

    def take(self, form: Mapping[str, str]) -> Message:
        """Takes a Messages POST, and reports to its StatusCallback in the background. Raises ApiError."""
        check(form, self.number)
        message = self._record("outbound-api", self.number, form["To"], form["Body"], "queued")
        message.status_callback = form.get("StatusCallback")
        message.messaging_service_sid = form.get("MessagingServiceSid")
        self._in_background(self._deliver(message))
        return message

    def place(self, form: Mapping[str, str]) -> Call:
        """Takes a Calls POST: the person picks up, in the background. Raises ApiError.

        Codes: https://www.twilio.com/docs/api/errors
        """
        if not is_number(form.get("To", "")):
            raise ApiError(400, 21211, "Invalid 'To' Phone Number")
        if form.get("From") != self.number:
            raise ApiError(400, 21210, "The source phone number provided is not yet verified for your account.")
        if not is_url(form.get("Url", "")):
            raise ApiError(400, 21205, "Url is not a valid URL.")
        call = self._new_call(self.number, form["To"], form["Url"], "outbound-api")
        self._in_background(_answered(call))
        return call

    async def settled(self) -> None:
        """Waits until all that goes on in the background is done; raises what went wrong there."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _deliver(self, message: Message) -> None:
        steps: tuple[Status, ...] = ("queued", "sent", "delivered")
        for status in steps:
            message.status, message.updated = status, self._time()
            if message.status_callback is None:
                continue
            fields = {
                "AccountSid": self.account_sid,
                "ApiVersion": "2010-04-01",
                "From": message.from_,
                "MessageSid": message.sid,
                "MessageStatus": status,
                "SmsSid": message.sid,
                "SmsStatus": status,
                "To": message.to,
            }
            try:
                await self._post(message.status_callback, fields, "status")
            except WebhookFailed:
                continue  # a lost callback does not come again

    async def _post(self, url: str, fields: Mapping[str, str], kind: Literal["sms", "voice", "status"]) -> str:
        """Sends a signed webhook and gives the body of its answer. Raises WebhookFailed and TwimlRefused."""
        url = urldefrag(url).url
        signed = without_port(url) if kind == "voice" and url.startswith("https:") else url
        headers = {"X-Twilio-Signature": signature(self.auth_token, signed, fields.items())}
        try:
            # encoded: yarl would otherwise tidy the URL up, and another one than the signed would arrive.
            async with self._session.post(
                URL(url, encoded=True), data=fields, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.text()
        except (TimeoutError, aiohttp.ClientError):
            raise WebhookFailed(None) from None
        if not 200 <= answer.status < 300:
            raise WebhookFailed(answer.status)
        if kind != "status" and answer.content_type not in _TWIML_TYPES:
            raise TwimlRefused((f"content type {answer.content_type} is not TwiML's text/xml",))
        return body

    def _new_call(self, caller: str, called: str, url: str, direction: Direction) -> Call:
        async def post(target: str, fields: Mapping[str, str]) -> str:
            places = {**_whereabouts("From", caller), **_whereabouts("To", called)}
            return await self._post(target, {**places, **fields}, "voice")

        call = Call(
            post,
            start_url=url,
            caller=caller,
            called=called,
            call_sid=_sid("CA"),
            account_sid=self.account_sid,
            direction=direction,
        )
        self.calls[call.call_sid] = call
        return call

    def _record(
        self,
        direction: Literal["inbound", "outbound-api", "outbound-reply"],
        from_: str,
        to: str,
        body: str,
        status: Status,
        *,
        sid: str | None = None,
    ) -> Message:
        time = self._time()
        message = Message(sid or _sid("SM"), self.account_sid, direction, from_, to, body, time, time, status)
        self.messages.append(message)
        return message

    def _time(self) -> datetime:
        return self._now().astimezone(UTC)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def replies(twiml: str) -> tuple[str, ...]:
    """The texts that a messaging document sends, in order. Raises TwimlRefused."""
    return tuple(message_text(message) for message in parse(twiml, "sms").iter("Message"))


async def _answered(call: Call) -> None:
    await call.start()


def _sid(prefix: str) -> str:
    return prefix + uuid4().hex


def _whereabouts(which: Literal["From", "To"], number: str) -> dict[str, str]:
    country = ""
    if is_number(number):
        country = phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    return {f"{which}City": "", f"{which}Country": country, f"{which}State": "", f"{which}Zip": ""}
