"""The messages of the pretend SMSGate: what is checked on taking one, and how one is shown.

The phone's own server and the server that phones connect to ("phone" and "server" here) check and show them
differently. Read in PostMessageRequest and MessagesRoutes of https://github.com/capcom6/android-sms-gateway, in
handlers/messages and modules/messages of https://github.com/android-sms-gateway/server, and in domain_messages of
https://github.com/android-sms-gateway/client-go, by whose rules the server checks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple, TypeAlias
from uuid import uuid4

import orjson
import phonenumbers

Flavour: TypeAlias = Literal["phone", "server"]
ProcessingState: TypeAlias = Literal["Pending", "Processed", "Sent", "Delivered", "Failed", "Cancelling", "Cancelled"]
Payload: TypeAlias = dict[str, object]

_SHORTEST_TTL, _LONGEST_ID = 5, 36


class GateError(Exception):
    """A request turned away with that HTTP status. The text quotes nothing of the request."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(slots=True)
class GateMessage:
    """A message that was taken. The phone may send it from `ready` on; `nth` counts the sends to its recipient."""

    id: str
    to: str
    text: str
    parts: int
    taken: datetime
    ready: datetime
    nth: int
    priority: int = 0
    sim: int | None = None  # None leaves it to the phone
    wants_report: bool = True
    until: datetime | None = None  # no later does it leave
    state: ProcessingState = "Pending"
    states: dict[ProcessingState, datetime] = field(default_factory=dict)
    error: str | None = None

    def become(self, state: ProcessingState, at: datetime, error: str | None = None) -> None:
        self.state, self.error = state, error
        self.states[state] = at

    def shown(self, flavour: Flavour, device: str) -> Payload:
        """The message as JSON. A server forgets number and text once the phone has it, and keeps hashes."""
        hashed = flavour == "server" and self.state not in ("Pending", "Cancelling")
        recipient: Payload = {"phoneNumber": _hash(self.to)[:16] if hashed else self.to, "state": self.state}
        if self.error is not None:
            recipient["error"] = self.error
        content = {"hashedMessage": {"hash": _hash(self.text)}} if hashed else {"textMessage": {"text": self.text}}
        times = self.states.items()
        return {
            "id": self.id,
            "deviceId": device,
            "state": self.state,
            "isHashed": hashed,
            "isEncrypted": False,
            "recipients": [recipient],
            "states": {state: iso(at.astimezone(UTC) if flavour == "server" else at) for state, at in times},
            **content,
        }


class MessageRequest(NamedTuple):
    """What a POST asks for, checked. `seconds` is how long it may wait, None for ever."""

    id: str
    to: str
    text: str
    priority: int
    sim: int | None
    wants_report: bool
    seconds: float | None


def read(body: bytes, flavour: Flavour, device: str, now: datetime, *, any_number: bool) -> MessageRequest:
    """The message that a POST asks for, as this flavour checks it. Raises GateError.

    `any_number` is the query's skipPhoneValidation. One recipient and a text only: more the hotline never asks for.
    """
    given = as_object(body)
    if given.get("deviceId") not in (None, device):
        raise GateError(400, "Invalid device ID" if flavour == "phone" else "no such device")
    numbers, text = given.get("phoneNumbers"), _text(given)
    if not isinstance(numbers, list) or not numbers or not all(isinstance(one, str) and one for one in numbers):
        raise GateError(400, "phoneNumbers are missing")
    if len(numbers) > 1:
        raise GateError(400, "this stand-in sends to one number at a time")
    id_ = given.get("id") or uuid4().hex[:21]
    if not isinstance(id_, str) or (flavour == "server" and len(id_) > _LONGEST_ID):
        raise GateError(400, "id is not a string of at most 36 characters")
    priority, sim = _whole(given, "priority", -128, 127), _whole(given, "simNumber", 1, 3)
    report = given.get("withDeliveryReport", True)
    if not isinstance(report, bool):
        raise GateError(400, "withDeliveryReport is neither true nor false")
    to = numbers[0] if any_number or flavour == "phone" else _mobile(numbers[0])
    return MessageRequest(id_, to, text, priority or 0, sim, report, _seconds(given, flavour, now))


def as_object(body: bytes) -> dict[str, object]:
    """The JSON object of a request. Raises GateError."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        raise GateError(400, "not a JSON object")
    return given


def as_time(value: object) -> datetime:
    """A moment of a request, which names its zone. Raises GateError."""
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise GateError(400, "not a date and time with a zone")
    return time


def iso(time: datetime) -> str:
    """As the app writes it, in the zone that the time is in: 2022-09-25T21:40:00.000+05:00, Z for UTC."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(given: dict[str, object]) -> str:
    content, older = given.get("textMessage"), given.get("message")
    if (content is None) == (older is None) or given.get("dataMessage") is not None:
        raise GateError(400, "exactly one of textMessage and message, or this stand-in cannot send it")
    text = content.get("text") if isinstance(content, dict) else older
    if not isinstance(text, str) or not text:
        raise GateError(400, "the text is empty")
    return text


def _whole(given: dict[str, object], name: str, least: int, most: int) -> int | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most):
        raise GateError(400, f"{name} is not a whole number from {least} to {most}")
    return value


def _seconds(given: dict[str, object], flavour: Flavour, now: datetime) -> float | None:
    ttl, until = _whole(given, "ttl", 0, 2**40), given.get("validUntil")
    if ttl is not None and until is not None:
        raise GateError(400, "fields conflict: ttl and validUntil")
    if ttl is not None and ttl < _SHORTEST_TTL and flavour == "server":
        raise GateError(400, f"ttl is less than {_SHORTEST_TTL}")
    if until is None:
        return ttl
    seconds = (as_time(until) - now) / timedelta(seconds=1)
    if seconds < 0 and flavour == "phone":
        raise GateError(400, "message already expired")
    return seconds


def _mobile(number: str) -> str:
    """The number as a server that validates writes it: read as a Russian one, and no good unless it is a mobile's."""
    try:
        parsed = phonenumbers.parse(number, "RU")
    except phonenumbers.NumberParseException:
        raise GateError(400, "failed to parse phone number") from None
    if not phonenumbers.is_valid_number(parsed):
        raise GateError(400, "invalid phone number")
    mobile = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if phonenumbers.number_type(parsed) not in mobile:
        raise GateError(400, "not mobile phone number")
    written: str = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return written


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
