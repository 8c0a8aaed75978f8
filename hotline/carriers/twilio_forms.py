"""What the forms say that a server with Twilio's API posts: a text, a report on a message, a turn of a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import parse_qsl

from .base import (
    Arrival,
    CallEnded,
    CallEvent,
    CallTurn,
    CarrierState,
    DeliveryReport,
    Ignored,
    IncomingText,
    Malformed,
    Opted,
    Request,
)
from .form import read_form

PATHS = ("/sms", "/voice", "/voice/keys", "/voice/recording", "/status/message", "/status/call")
MOST_FIELDS = 200  # a text has about 30
LONGEST_CALL = 200  # turns: nobody presses more keys, a loop would
# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values, those of outgoing messages.
_WAITING = ("accepted", "scheduled", "queued", "sending")
STATES: Mapping[str, CarrierState] = {
    **dict.fromkeys((*_WAITING, "sent"), "sent"),
    **dict.fromkeys(("delivered", "read"), "delivered"),
    **dict.fromkeys(("undelivered", "failed", "canceled"), "failed"),
}
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values, those after which nothing comes.
_ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}
_OPTED: Mapping[str, Opted] = {"": "", "STOP": "stop", "START": "start"}
_CONTENT_TYPE = b"application/x-www-form-urlencoded"
_NAMES = re.compile(r"(?:[A-Za-z0-9_.]{1,40}&)+")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CODE = re.compile(r"[A-Za-z0-9-]{1,16}")
_KEYS = re.compile(r"[0-9*#]{0,32}")
_STEP = re.compile(r"[0-9]{1,3}")

Form: TypeAlias = Mapping[str, str]


def fields_of(request: Request) -> list[tuple[str, str]]:
    """Names and values in order. Raises Malformed for what is no form."""
    if request.headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _CONTENT_TYPE:
        raise Malformed(f"the body must be {_CONTENT_TYPE.decode()}")
    try:
        fields = read_form(request.body, MOST_FIELDS)
    except ValueError:  # not ASCII, not UTF-8 once unquoted, or too many fields
        raise Malformed("the form cannot be read as URL-encoded UTF-8") from None
    if not _is_named("".join([name + "&" for name, _ in fields])):
        raise Malformed("the form has a field with a name that no carrier gives")
    return fields


@lru_cache(maxsize=64)  # a server gives the same names each time
def _is_named(names: str) -> bool:
    return _NAMES.fullmatch(names) is not None


def arrival(path: str, query: str, form: Form) -> Arrival:
    """What a form says that was posted to one of PATHS. Raises Malformed."""
    asked = dict(parse_qsl(query)) if query else {}
    match path:
        case "/sms":
            opted = _OPTED.get(form.get("OptOutType", "").upper(), "help")
            return IncomingText(_id(form, "MessageSid"), _needed(form, "From"), form.get("Body", ""), opted)
        case "/voice":
            return _turn(form, asked, "ring")
        case "/voice/keys":
            keys = form.get("Digits", "")
            if not _KEYS.fullmatch(keys):
                raise Malformed("Digits holds something else than keys")
            pressed = keys.rstrip("#")
            return _turn(form, asked, "keys" if pressed else "silence", pressed)
        case "/voice/recording":
            if form.get("Digits") == "*":  # it ends the recording and goes back
                return _turn(form, asked, "keys", "*")
            address = _needed(form, "RecordingUrl")
            # Somleng asks after a silent one as well.
            silent = form.get("RecordingDuration") == "0"
            return _turn(form, asked, "silence") if silent else _turn(form, asked, "recording", address)
        case "/status/message":
            return _report(form, asked)
        case "/status/call":
            call, status = _id(form, "CallSid"), _needed(form, "CallStatus")
            return CallEnded(call) if status in _ENDED else Ignored("going-on")
    raise Malformed("no webhook has this address")


def _turn(form: Form, asked: Form, event: CallEvent, text: str = "") -> CallTurn:
    call, step = _id(form, "CallSid"), asked.get("step", "0")
    if not (_STEP.fullmatch(step) and int(step) < LONGEST_CALL):
        raise Malformed("step is no turn of a call")
    pressed = tuple(keys for keys in asked.get("pressed", "").split(".") if keys)
    if not all(_KEYS.fullmatch(keys) for keys in pressed):
        raise Malformed("pressed holds something else than keys")
    return CallTurn(call, form.get("From", ""), event, text, int(step), pressed)


def _report(form: Form, asked: Form) -> DeliveryReport | Ignored:
    """Our own id of the message travels in the address."""
    sid, status = _id(form, "MessageSid"), _needed(form, "MessageStatus")
    state, code = STATES.get(status), form.get("ErrorCode", "")
    if state is None or "id" not in asked:
        return Ignored("status")
    code = code if CODE.fullmatch(code) else ""
    return DeliveryReport(asked["id"], sid, state, code, has_left=status not in _WAITING)


def _needed(form: Form, name: str) -> str:
    if not (value := form.get(name)):
        raise Malformed(f"the form lacks {name}")
    return value


def _id(form: Form, name: str) -> str:
    # A signature fits other forms as well, whose names and values are cut at other places: so shapes are checked.
    if not _ID.fullmatch(value := _needed(form, name)):
        raise Malformed(f"{name} is no id")
    return value
