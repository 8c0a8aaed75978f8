"""A reply as TwiML: a text as <Message>, a turn of a call as <Say> and <Gather>.

Written as text with escaping: the SDK's objects take several times as long, and the pretend carrier's checker
refuses what Twilio would refuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from ..talk.catalog import SPOKEN_INSTEAD, Catalog
from ..talk.engine import PAGE, OpenQuestion
from ..talk.steps import Said
from ..turn.knowledge import Answer

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


def spoken(answer: Answer, catalog: Catalog, step: int, pressed: Sequence[str]) -> str:
    """One turn of a call. `step` numbers the turns; `pressed` are all keys so far, which the address keeps."""
    if answer.reply is None:
        return f"{_HEAD}<Hangup/></Response>"
    lines = [_say(catalog, answer.language, said) for said in answer.reply.said]
    question = answer.reply.session.question
    if question is None:
        return _HEAD + "".join(lines) + "<Hangup/></Response>"
    asked = _say(catalog, answer.language, question.said, again=answer.reply.session.strikes > 0)
    address = f"step={step + 1}&pressed={quote('.'.join(pressed))}"
    if question.expects == "free text":
        return _HEAD + "".join(lines) + asked + _record(address) + "</Response>"
    choices = [_say(catalog, answer.language, said) for said in _choices(question)]
    return _HEAD + _gather(address, question, [*lines, asked, *choices]) + "</Response>"


def farewell(catalog: Catalog, language: str, said: Said) -> str:
    """One sentence, and the call ends."""
    return f"{_HEAD}{_say(catalog, language, said)}<Hangup/></Response>"


def _choices(question: OpenQuestion) -> list[Said]:
    """The options with their keys."""
    if question.expects != "choice":
        return []
    options = [
        Said(option.label.id, {**option.label.facts, "key": key}, option.label.language)
        for key, option in enumerate(question.shown(), 1)
    ]
    if question.has_more():
        options.append(Said("option-further", {"key": PAGE + 1}))
    return options


def _gather(address: str, question: OpenQuestion, lines: Sequence[str]) -> str:
    # One key is taken at once; a longer number ends with # or after a pause.
    digits = 1 if question.expects == "choice" else question.digits
    limit = f' numDigits="{digits}"' if digits else ""
    action = quoteattr(f"/voice/keys?{address}")
    return (
        f'<Gather input="dtmf" action={action} method="POST" timeout="{ANSWER_SECONDS}" finishOnKey="#"{limit}'
        f' actionOnEmptyResult="true">{"".join(lines)}</Gather>'
    )


def _record(address: str) -> str:
    # A recording without a sound makes no request: then the call goes on behind it, as silence.
    return (
        f'<Record action={quoteattr(f"/voice/recording?{address}")} method="POST" maxLength="{RECORD_SECONDS}"'
        f' timeout="{QUIET_SECONDS}" finishOnKey="#*" playBeep="true"/>'
        f'<Redirect method="POST">{escape(f"/voice/keys?{address}")}</Redirect>'
    )


def _say(catalog: Catalog, language: str, said: Said, *, again: bool = False) -> str:
    # A choice of languages is heard in each of them; what has no voice is told in the language most know.
    tongue = SPOKEN_INSTEAD.get(said.language or language, said.language or language)
    text = catalog.voice(tongue, said, again=again).strip()
    return f"<Say {_VOICES[tongue]}>{_clean(text)}</Say>" if text else ""


def _clean(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
