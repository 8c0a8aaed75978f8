"""The words of TwiML: which elements exist, what may stand inside them and which values their attributes take.

Source: https://www.twilio.com/docs/voice/twiml and https://www.twilio.com/docs/messaging/twiml, one page an
element. Names and values are case-sensitive. Verbs that the hotline has no use for (Pay, Stream, Refer …) are not
here, so they count as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Value:
    """What an attribute accepts; `must` completes the sentence "… must be …"."""

    must: str
    fits: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its attributes, the elements it may hold, and whether text stands in it."""

    attributes: Mapping[str, Value] = field(default_factory=dict)
    holds: frozenset[str] = frozenset()
    text: Literal["none", "allowed", "needed"] = "none"


def _whole(least: int, most: int | None = None) -> Value:
    def fits(value: str) -> bool:
        digits = value.isascii() and value.isdigit()
        return digits and least <= int(value) and (most is None or int(value) <= most)

    return Value(f"a whole number from {least}" + ("" if most is None else f" to {most}"), fits)


def _one_of(*words: str) -> Value:
    return Value("one of " + ", ".join(words), words.__contains__)


def _some_of(*words: str) -> Value:
    return Value(
        "some of " + ", ".join(words),
        lambda value: bool(value.split()) and set(value.split()) <= set(words),
    )


def _matching(must: str, pattern: str) -> Value:
    return Value(must, lambda value: re.fullmatch(pattern, value) is not None)


def _or(word: str, other: Value) -> Value:
    return Value(f"{word} or {other.must}", lambda value: value == word or other.fits(value))


_ANY = Value("any text", lambda value: True)
_URL = _matching("a URL, absolute (http, https) or relative", r"(https?://[^\s/]\S*|(?![A-Za-z][A-Za-z0-9+.-]*:)\S+)")
_METHOD = _one_of("GET", "POST")
_FLAG = _one_of("true", "false")
_KEYS = _matching("keys out of 0-9, * and #", r"[0-9*#]*")
_DIALLED = _matching("keys out of 0-9, *, # and w", r"[0-9*#wW]+")
_TRIM = _one_of("trim-silence", "do-not-trim")
_RECORDING_EVENTS = _some_of("in-progress", "completed", "absent")

_CALLED = {  # common to Number, Sip and Client
    "url": _URL,
    "method": _METHOD,
    "statusCallback": _URL,
    "statusCallbackMethod": _METHOD,
    "statusCallbackEvent": _some_of("initiated", "ringing", "answered", "completed"),
}
_MACHINES = {
    "machineDetection": _one_of("Enable", "DetectMessageEnd"),
    "machineDetectionTimeout": _whole(3, 60),
    "machineDetectionSpeechThreshold": _whole(1000, 6000),
    "machineDetectionSpeechEndThreshold": _whole(500, 5000),
    "machineDetectionSilenceTimeout": _whole(2000, 10000),
    "amdStatusCallback": _URL,
    "amdStatusCallbackMethod": _METHOD,
}
_SPOKEN_MARKUP = frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"})


def _markup(*attributes: str) -> Element:
    return Element(dict.fromkeys(attributes, _ANY), _SPOKEN_MARKUP, "allowed")


_REDIRECT = Element({"method": _METHOD}, text="needed")

VOICE: Mapping[str, Element] = {
    "Response": Element(
        holds=frozenset(
            {"Dial", "Enqueue", "Gather", "Hangup", "Leave", "Pause", "Play", "Record", "Redirect", "Reject", "Say"}
        )
    ),
    "Say": Element({"voice": _ANY, "language": _ANY, "loop": _whole(0, 1000)}, _SPOKEN_MARKUP, "needed"),
    "Play": Element({"loop": _whole(0, 1000), "digits": _DIALLED}, text="allowed"),
    "Pause": Element({"length": _whole(1)}),
    "Gather": Element(
        {
            "input": _one_of("dtmf", "speech", "dtmf speech"),
            "action": _URL,
            "method": _METHOD,
            "timeout": _or("auto", _whole(1)),
            "speechTimeout": _or("auto", _whole(1)),
            "maxSpeechTime": _whole(1),
            "profanityFilter": _FLAG,
            "finishOnKey": _matching("one key out of 0-9, * and #, or empty", r"[0-9*#]?"),
            "numDigits": _whole(1),
            "partialResultCallback": _URL,
            "partialResultCallbackMethod": _METHOD,
            "language": _ANY,
            "hints": Value(
                "at most 500 phrases of at most 100 characters",
                lambda value: value.count(",") < 500 and all(len(part.strip()) <= 100 for part in value.split(",")),
            ),
            "bargeIn": _FLAG,
            "actionOnEmptyResult": _FLAG,
            "speechModel": _ANY,
            "enhanced": _FLAG,
        },
        frozenset({"Say", "Play", "Pause"}),
    ),
    "Record": Element(
        {
            "action": _URL,
            "method": _METHOD,
            "timeout": _whole(0),
            "finishOnKey": _KEYS,
            "maxLength": _whole(1, 14400),
            "playBeep": _FLAG,
            "trim": _TRIM,
            "recordingStatusCallback": _URL,
            "recordingStatusCallbackMethod": _METHOD,
            "recordingStatusCallbackEvent": _RECORDING_EVENTS,
            "transcribe": _FLAG,
            "transcribeCallback": _URL,
            "recordingConfigurationId": _ANY,
        }
    ),
    "Dial": Element(
        {
            "action": _URL,
            "method": _METHOD,
            "timeout": _whole(1, 600),
            "hangupOnStar": _FLAG,
            "timeLimit": _whole(1, 86400),
            "callerId": _ANY,
            "record": _one_of(
                "do-not-record",
                *(f"record-from-{since}{both}" for since in ("answer", "ringing") for both in ("", "-dual")),
            ),
            "trim": _TRIM,
            "recordingStatusCallback": _URL,
            "recordingStatusCallbackMethod": _METHOD,
            "recordingStatusCallbackEvent": _RECORDING_EVENTS,
            "recordingConfigurationId": _ANY,
            "recordingTrack": _one_of("both", "inbound", "outbound"),
            "answerOnBridge": _FLAG,
            "ringTone": _matching("a country's two letters, small, or automatic", r"[a-z]{2}|automatic|us-old"),
            "sequential": _FLAG,
            "referUrl": _URL,
            "referMethod": _METHOD,
        },
        frozenset({"Number", "Sip", "Client", "Conference", "Queue"}),
        "allowed",
    ),
    "Number": Element({"sendDigits": _DIALLED, "byoc": _ANY, **_CALLED, **_MACHINES}, text="needed"),
    "Sip": Element({"username": _ANY, "password": _ANY, **_CALLED, **_MACHINES}, text="needed"),
    "Client": Element(_CALLED, text="needed"),
    "Conference": Element(
        {
            "muted": _FLAG,
            "beep": _one_of("true", "false", "onEnter", "onExit"),
            "startConferenceOnEnter": _FLAG,
            "endConferenceOnExit": _FLAG,
            "waitUrl": _or("", _URL),
            "waitMethod": _METHOD,
            "maxParticipants": _whole(2, 250),
            "record": _one_of("do-not-record", "record-from-start"),
            "recordingConfigurationId": _ANY,
            "region": _ANY,
            "coach": _ANY,
            "trim": _TRIM,
            "statusCallbackEvent": _some_of(
                "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"
            ),
            "statusCallback": _URL,
            "statusCallbackMethod": _METHOD,
            "recordingStatusCallback": _URL,
            "recordingStatusCallbackMethod": _METHOD,
            "recordingStatusCallbackEvent": _RECORDING_EVENTS,
            "eventCallbackUrl": _URL,
            "jitterBufferSize": _one_of("off", "small", "medium", "large"),
            "participantLabel": _ANY,
        },
        text="needed",
    ),
    "Queue": Element(
        {"url": _URL, "method": _METHOD, "reservationSid": _ANY, "postWorkActivitySid": _ANY}, text="needed"
    ),
    "Redirect": _REDIRECT,
    "Hangup": Element(),
    "Reject": Element({"reason": _one_of("rejected", "busy")}),
    "Enqueue": Element(
        {
            "action": _URL,
            "maxQueueSize": _whole(1, 1000),
            "method": _METHOD,
            "waitUrl": _URL,
            "waitUrlMethod": _METHOD,
            "workflowSid": _ANY,
        },
        text="needed",
    ),
    "Leave": Element(),
    # What the voice is told about its words (SSML), inside Say only.
    "break": Element({"strength": _ANY, "time": _ANY}),
    "emphasis": _markup("level"),
    "lang": _markup("{http://www.w3.org/XML/1998/namespace}lang"),
    "p": _markup(),
    "phoneme": _markup("alphabet", "ph"),
    "prosody": _markup("volume", "rate", "pitch"),
    "s": _markup(),
    "say-as": _markup("interpret-as", "format"),
    "sub": _markup("alias"),
    "w": _markup("role"),
}

SMS: Mapping[str, Element] = {
    "Response": Element(holds=frozenset({"Message", "Redirect"})),
    "Message": Element(
        {"to": _ANY, "from": _ANY, "action": _URL, "method": _METHOD, "statusCallback": _URL},
        frozenset({"Body", "Media"}),
        "allowed",
    ),
    "Body": Element(text="allowed"),
    "Media": Element(text="needed"),
    "Redirect": _REDIRECT,
}
