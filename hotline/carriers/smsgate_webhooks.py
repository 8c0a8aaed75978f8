"""The webhooks that a phone with SMSGate posts: who signed them, when, and what they tell.

Told in https://docs.sms-gate.app/features/webhooks/ and read in the payloads of
https://github.com/capcom6/android-sms-gateway. The app writes null as a missing field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b, sha256
from hmac import compare_digest
from typing import Any, TypeVar

import orjson

from hotline.carriers.base import (
    Arrival,
    CarrierState,
    DeliveryReport,
    Ignored,
    IncomingText,
    Malformed,
    Request,
    SignOfLife,
    Unsigned,
)
from hotline.carriers.smsgate_api import told_time
from hotline.carriers.smsgate_reasons import reason_code
from hotline.keyed import KeyedHash

EVENTS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "sms:cancelled", "system:ping")
MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")  # ours, and those that the app makes for others

_LARGEST = 64 * 1024  # bytes; a text has at most 255 parts of 67 characters
_REFUSED_SKEW = 600.0  # seconds between their clock and ours; a request that is older may be somebody's repeat
_LONGEST = 1600  # characters of a text that are heard; other carriers give no more
_EARLIEST = 946_684_800.0  # a text dated before 2000 was dated by nobody: Android says 1970 then
_TIMESTAMP = re.compile(rb"[0-9]{1,12}")
_SHOWN = re.compile(r"[\w.+-]{1,32}", re.ASCII)
_STATES: Mapping[str, CarrierState] = {
    "sms:sent": "sent",
    "sms:delivered": "delivered",
    "sms:failed": "failed",
    "sms:cancelled": "withdrawn",
}

_Kind = TypeVar("_Kind")


class SmsgateWebhooks:
    """Reads what was signed with `signing_key`. Texts that came to another SIM or phone are ignored, if one is named.

    `sim` is counted from 1.
    """

    def __init__(self, signing_key: str, *, sim: int | None = None, device: str = "") -> None:
        self._key = KeyedHash(signing_key.encode(), sha256)
        self._sim, self._device = sim, device
        # Keyed, for who reads the store could else find the number of a text that they know.
        self._ids = blake2b(digest_size=16, key=sha256(signing_key.encode()).digest(), person=b"text")

    def read(self, request: Request) -> Arrival:
        """What came in. Raises Unsigned and Malformed."""
        if request.method != "POST":
            raise Malformed("a webhook is a POST")
        if len(request.body) > _LARGEST:
            raise Malformed(f"the body is larger than {_LARGEST} bytes")
        skew = self._signed_at(request) - request.at
        if abs(skew) > _REFUSED_SKEW:
            raise Unsigned(skew)
        told = _object(request.body)
        event = _needed(told, "event", str)
        if event not in ("app:started", *EVENTS):
            return Ignored("event")
        payload = _needed(told, "payload", dict)
        match event:
            case "sms:received":
                return self._text(told, payload)
            case "system:ping":
                return SignOfLife(_health(payload), skew)
            case "app:started":
                cards = _field(payload, "simCards", list)
                return SignOfLife({} if cards is None else {"sims": str(len(cards))}, skew)
            case _:
                return _report(event, payload)

    def _signed_at(self, request: Request) -> int:
        """The seconds of the X-Timestamp that was signed with the body. Raises Unsigned.

        Body and time are joined without a separator; a body that ends in } and a time of digits show where it was.
        """
        stamp, signature = request.headers.get(b"x-timestamp", b""), request.headers.get(b"x-signature", b"")
        if not _TIMESTAMP.fullmatch(stamp) or not request.body.endswith(b"}"):
            raise Unsigned
        if not compare_digest(self._key.digest(request.body + stamp).hex().encode(), signature):
            raise Unsigned
        return int(stamp)

    def _text(self, told: dict[str, Any], payload: dict[str, Any]) -> IncomingText | Ignored:
        device, sim = _field(told, "deviceId", str) or "", _field(payload, "simNumber", int)
        sender = _field(payload, "sender", str) or _needed(payload, "phoneNumber", str)  # older apps know the latter
        body = _needed(payload, "message", str)
        sent_at = told_time(_field(payload, "receivedAt", str))
        if sent_at is not None and sent_at < _EARLIEST:
            sent_at = None
        # One text comes as two events with ids of their own, in many versions of the app:
        # https://github.com/capcom6/android-sms-gateway/issues/372
        if sent_at is None:
            id_ = self._id("event", _needed(told, "id", str))
        else:
            id_ = self._id("text", device, sender, str(round(sent_at * 1000)), body)
        if self._sim is not None and sim is not None and sim != self._sim:
            return Ignored("other-sim")
        if self._device and device and device != self._device:
            return Ignored("other-device")
        # Dated by the network's service centre, so the phone's own clock does not matter.
        return IncomingText(id_, sender, body[:_LONGEST], sent_at=sent_at)

    def _id(self, *parts: str) -> str:
        """An id of these parts; their lengths go in too, so that none can pass for a part of its neighbour."""
        hashed = self._ids.copy()
        for part in parts:
            encoded = part.encode()
            hashed.update(len(encoded).to_bytes(4) + encoded)
        return hashed.hexdigest()


def _report(event: str, payload: dict[str, Any]) -> DeliveryReport | Ignored:
    id_, reason = _needed(payload, "messageId", str), _field(payload, "reason", str)
    if not MESSAGE_ID.fullmatch(id_):
        return Ignored("other-message")
    return DeliveryReport(id_, id_, _STATES[event], reason_code(reason or "") if event == "sms:failed" else "")


def _health(payload: dict[str, Any]) -> dict[str, str]:
    """What a ping tells of the phone, as far as it can be read: a sign of life is one without it, too."""
    health = _field(payload, "health", dict) or {}
    facts = {}
    if isinstance(version := health.get("version"), str) and _SHOWN.fullmatch(version):
        facts["version"] = version
    if (battery := observed(health, "battery:level")) is not None:
        facts["battery"] = f"{battery} %"
    if (flags := observed(health, "battery:charging")) is not None:
        facts["charging"] = "yes" if flags else "no"
    if (failed := observed(health, "messages:failed")) is not None:
        facts["failed"] = f"{failed} in an hour"
    return facts


def observed(health: Mapping[str, Any], name: str) -> int | None:
    """The number that a check of the phone's health observed."""
    checks = health.get("checks")
    check = checks.get(name) if isinstance(checks, dict) else None
    value = check.get("observedValue") if isinstance(check, dict) else None
    return value if isinstance(value, int) else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Malformed("the body cannot be read as JSON") from None
    if not isinstance(told, dict):
        raise Malformed("the body is not a JSON object")
    return told


def _field(told: dict[str, Any], name: str, kind: type[_Kind]) -> _Kind | None:
    value = told.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Malformed(f"{name} is of another type")
    return value


def _needed(told: dict[str, Any], name: str, kind: type[_Kind]) -> _Kind:
    value = _field(told, name, kind)
    if value is None:
        raise Malformed(f"{name} is missing")
    return value
