"""The messages of the pretend carrier: what is checked on taking one, how one is shown, how they are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import phonenumbers

from hotline.pretend.twiml_rules import MOST_TEXTED

MessageStatus: TypeAlias = Literal["queued", "sent", "delivered", "undelivered", "received"]
_ORDER: Mapping[MessageStatus, int] = {"queued": 0, "sent": 1, "delivered": 2, "undelivered": 2, "received": 2}


class ApiError(Exception):
    """A request turned away. `status` is HTTP's, `code` Twilio's; the text quotes nothing of the request."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def shown(self) -> dict[str, object]:
        """The error as Twilio's JSON."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


@dataclass(slots=True)
class Message:
    """A message in either direction. What changes is its status, with `updated` and, once it was sent on, `sent`.

    `taken` is when it came, in seconds of the monotonic clock; `attempt` counts the sends to its recipient.
    """

    sid: str
    account_sid: str
    direction: Literal["inbound", "outbound-api", "outbound-reply"]
    from_: str
    to: str
    body: str
    created: datetime
    updated: datetime
    status: MessageStatus
    taken: float
    segments: int
    sent: datetime | None = None
    status_callback: str | None = None
    messaging_service_sid: str | None = None
    end: MessageStatus = "delivered"
    error_code: int | None = None  # with which it ends
    attempt: int = 0

    def advance(self, status: MessageStatus, time: datetime) -> None:
        """Moves the status on; never back."""
        if _ORDER[status] <= _ORDER[self.status]:
            return
        self.status, self.updated = status, time
        self.sent = self.sent or time

    def callback_fields(self, status: MessageStatus) -> dict[str, str]:
        """The form of the callback that tells this status.

        Source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
        """
        fields = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "From": self.from_,
            "MessageSid": self.sid,
            "MessageStatus": status,
            "SmsSid": self.sid,
            "SmsStatus": status,
            "To": self.to,
        }
        if status == "undelivered":
            fields["ErrorCode"] = str(self.error_code)
        return fields

    def shown(self) -> dict[str, object]:
        """What is read of Twilio's Message resource, as its JSON. A message that still waits has no date_sent."""
        return {
            "account_sid": self.account_sid,
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": None if self.sent is None else format_datetime(self.sent),
            "date_updated": format_datetime(self.updated),
            "direction": self.direction,
            "error_code": self.error_code if self.status == "undelivered" else None,
            "from": self.from_,
            "messaging_service_sid": self.messaging_service_sid,
            "num_segments": str(self.segments),
            "sid": self.sid,
            "status": self.status,
            "to": self.to,
        }


class Messages:
    """All messages of the account in both directions, oldest first; found by sid and by recipient without a search."""

    def __init__(self) -> None:
        self._all: list[Message] = []
        self._by_sid: dict[str, Message] = {}
        self._by_recipient: dict[str, list[Message]] = {}

    def add(self, message: Message) -> None:
        self._all.append(message)
        self._by_sid[message.sid] = message
        self._by_recipient.setdefault(message.to, []).append(message)

    def get(self, sid: str) -> Message | None:
        return self._by_sid.get(sid)

    def to(self, number: str) -> Sequence[Message]:
        """Those to one recipient, oldest first."""
        return self._by_recipient.get(number, ())

    def __iter__(self) -> Iterator[Message]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def check(form: Mapping[str, str], number: str) -> None:
    """Whether Twilio would take this Messages POST on an account that owns `number`. Raises ApiError.

    Codes: https://www.twilio.com/docs/api/errors
    """
    to, body, callback = form.get("To", ""), form.get("Body", ""), form.get("StatusCallback")
    if not to:
        raise ApiError(400, 21604, "A 'To' phone number is required.")
    if not is_number(to) or to == number:
        raise ApiError(400, 21211, "Invalid 'To' Phone Number")
    if not form.get("From") and not form.get("MessagingServiceSid"):
        raise ApiError(400, 21603, "A 'From' phone number is required.")
    if form.get("From", number) != number:
        raise ApiError(400, 21606, "The 'From' phone number provided is not a valid, message-capable number")
    if not body:
        raise ApiError(400, 21602, "Message body is required.")
    if len(body) > MOST_TEXTED:
        raise ApiError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if callback is not None and not is_url(callback):
        raise ApiError(400, 21609, "The StatusCallback URL is not a valid URL.")
    validity = form.get("ValidityPeriod", "36000")
    if not re.fullmatch(r"[0-9]{1,5}", validity) or not 1 <= int(validity) <= 36000:
        raise ApiError(400, 20001, "ValidityPeriod must be from 1 to 36000 seconds")


def is_number(text: str) -> bool:
    """Whether the text is a phone number in E.164 that can exist by its length and country."""
    try:
        return bool(re.fullmatch(r"\+[0-9]+", text)) and phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def is_url(text: str) -> bool:
    """Whether Twilio would call this URL: absolute, and no underscore in its host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "_" not in str(parts.hostname)
    except ValueError:
        return False
