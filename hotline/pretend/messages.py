"""The messages of the pretend carrier: what is checked on taking one, how one is shown, how they are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

import phonenumbers

from hotline.pretend.profiles import ErrorCode, MessageStatus, Profile
from hotline.pretend.twiml_rules import MOST_TEXTED

_ENDS: tuple[MessageStatus, ...] = ("delivered", "undelivered", "failed", "received")
_ORDER: Mapping[MessageStatus, int] = {"queued": 0, "sent": 1, **dict.fromkeys(_ENDS, 2)}


class ApiError(Exception):
    """A request turned away. `status` is HTTP's, `code` Twilio's; the text quotes nothing of the request."""

    def __init__(self, status: int, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def shown(self, profile: Profile) -> dict[str, object]:
        """The error as this server's JSON."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": profile.coded(self.code), "message": self.message, "more_info": more, "status": self.status}


@dataclass(slots=True)
class Message:
    """A message in either direction. What changes is its status, with `updated` and, once it was sent on, `sent`.

    `taken` is when it came, in seconds of the monotonic clock; `attempt` counts the sends to its recipient. `body` is
    what the phone gets; who looks a `redacted` one up is shown none.
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
    path: tuple[MessageStatus, ...] = ("queued", "sent", "delivered")  # that is told of it, its end last
    error_code: ErrorCode | None = None  # with which it ends
    attempt: int = 0
    redacted: bool = False

    def advance(self, status: MessageStatus, time: datetime) -> None:
        """Moves the status on; never back."""
        if _ORDER[status] <= _ORDER[self.status]:
            return
        self.status, self.updated = status, time
        if status != "failed":  # that one was never sent on
            self.sent = self.sent or time

    def callback_fields(self, status: MessageStatus, profile: Profile) -> dict[str, str]:
        """The form of the callback that tells this status.

        Source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
        """
        fields = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "From": self.from_,
            "MessageSid": self.sid,
            "MessageStatus": status,
            "To": self.to,
        }
        if profile.full_forms:
            fields |= {"SmsSid": self.sid, "SmsStatus": status}
        else:
            fields |= {"Body": self.body, "NumMedia": "0", "ReferralNumMedia": "0"}
        if status == profile.lost and profile.tells_code:
            fields["ErrorCode"] = str(self.error_code)
        return fields

    def shown(self, profile: Profile) -> dict[str, object]:
        """What is read of Twilio's Message resource, as its JSON. A message that still waits has no date_sent."""
        code = self.error_code if self.status == self.path[-1] else None
        return {
            "account_sid": self.account_sid,
            "body": "" if self.redacted else self.body,
            "date_created": _dated(self.created, profile),
            "date_sent": None if self.sent is None else _dated(self.sent, profile),
            "date_updated": _dated(self.updated, profile),
            "direction": self.direction,
            "error_code": None if code is None else profile.coded(code),
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


def _dated(time: datetime, profile: Profile) -> str:
    return format_datetime(time).removesuffix("+0000") + profile.zone


def check(form: Mapping[str, str], number: str, profile: Profile) -> None:
    """Whether this server would take this Messages POST on an account that owns `number`. Raises ApiError.

    Codes: https://www.twilio.com/docs/api/errors
    """
    fault = _fault(form, number, profile)
    if fault is not None:
        code, message = fault
        raise ApiError(profile.refused, profile.unfit(code), message)


def _fault(form: Mapping[str, str], number: str, profile: Profile) -> tuple[int, str] | None:
    to, body, callback = form.get("To", ""), form.get("Body", ""), form.get("StatusCallback")
    if not to:
        return 21604, "A 'To' phone number is required."
    if not is_number(to) or to == number:
        return 21211, "Invalid 'To' Phone Number"
    if not form.get("From") and not form.get("MessagingServiceSid"):
        return 21603, "A 'From' phone number is required."
    if form.get("From", number) != number:
        return 21606, "The 'From' phone number provided is not a valid, message-capable number"
    if not body:
        return 21602, "Message body is required."
    if len(body) > MOST_TEXTED:
        return 21617, "The concatenated message body exceeds the 1600 character limit"
    if callback is not None and not is_url(callback, profile):
        return 21609, "The StatusCallback URL is not a valid URL."
    validity = form.get("ValidityPeriod", "1")
    if not re.fullmatch(r"[0-9]{1,6}", validity) or not 1 <= int(validity) <= profile.longest_validity:
        return 20001, f"ValidityPeriod must be from 1 to {profile.longest_validity} seconds"
    return None


def is_number(text: str) -> bool:
    """Whether the text is a phone number in E.164 that can exist by its length and country."""
    try:
        return bool(re.fullmatch(r"\+[0-9]+", text)) and phonenumbers.is_possible_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False


def is_url(text: str, profile: Profile) -> bool:
    """Whether this server would call this URL: absolute, no underscore in its host, not local if it minds that."""
    try:
        parts = urlsplit(text)
        host = str(parts.hostname or "_")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "_" not in host and _may_be_called(host, profile)


def _may_be_called(host: str, profile: Profile) -> bool:
    if profile.callbacks == "anywhere":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return host != "localhost"
    if address.is_loopback:
        return profile.callbacks == "public or loopback"
    return address.version == 4 and not address.is_private
