"""A reply as TwiML: a text as <Message>, a turn of a call as <Say> and <Gather>.

Written as text with escaping: the SDK's objects take several times as long, and the pretend carrier's checker
refuses what Twilio would refuse.
"""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from .base import Speech

SILENCE = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?><Response>'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOICES = {"ru": 'voice="Polly.Tatyana" language="ru-RU"', "en": 'voice="Polly.Joanna" language="en-US"'}
ANSWER_SECONDS = 8  # to find the key in the dark
RECORD_SECONDS = 120
QUIET_SECONDS = 5  # of silence end a recording


def message(text: str) -> str:
    """One SMS, or silence for an empty text."""
    return f"{_HEAD}<Message>{_clean(text)}</Message></Response>" if text else SILENCE


def call(speech: Speech) -> str:
    """One turn of a call; its keys so far stand in the address of the next turn."""
    lines = "".join(_say(language, words) for language, words in speech.lines)
    address = f"step={speech.step}&pressed={quote('.'.join(speech.pressed))}"
    match speech.expects:
        case "keys":
            return f"{_HEAD}{_gather(address, speech.digits, lines)}</Response>"
        case "recording":
            return f"{_HEAD}{lines}{_record(address)}</Response>"
        case "nothing":
            return f"{_HEAD}{lines}<Hangup/></Response>"


def _gather(address: str, digits: int | None, lines: str) -> str:
    limit = f' numDigits="{digits}"' if digits else ""
    action = quoteattr(f"/voice/keys?{address}")
    return (
        f'<Gather input="dtmf" action={action} method="POST" timeout="{ANSWER_SECONDS}" finishOnKey="#"{limit}'
        f' actionOnEmptyResult="true">{lines}</Gather>'
    )


def _record(address: str) -> str:
    # A recording without a sound makes no request: then the call goes on behind it, as silence.
    return (
        f'<Record action={quoteattr(f"/voice/recording?{address}")} method="POST" maxLength="{RECORD_SECONDS}"'
        f' timeout="{QUIET_SECONDS}" finishOnKey="#*" playBeep="true"/>'
        f'<Redirect method="POST">{escape(f"/voice/keys?{address}")}</Redirect>'
    )


def _say(language: str, words: str) -> str:
    return f"<Say {_VOICES[language]}>{_clean(words)}</Say>" if words else ""


def _clean(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
