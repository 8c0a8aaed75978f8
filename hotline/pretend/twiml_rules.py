"""Checks a TwiML document as Twilio would, which otherwise tells only the caller, by an error in her ear.

The tables hold what the hotline speaks or soon will. All else is refused as not spoken here, whether Twilio knows it or
not: a line in a table admits it. Names and values are case-sensitive.
Source: https://www.twilio.com/docs/voice/twiml and https://www.twilio.com/docs/messaging/twiml, one page an element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element as Node

# https://www.twilio.com/docs/api/errors/11750, /13520 (Say), /21617 (Message).
MOST_BYTES = 64 * 1024
MOST_SAID = 4096
MOST_TEXTED = 1600
# https://www.twilio.com/docs/voice/twiml/number
MOST_NUMBERS = 10
# https://www.twilio.com/docs/voice/twiml/say/text-speech; there is none for Kazakh, at any of Twilio's providers.
VOICES = {"Polly.Joanna": "en-US", "Polly.Maxim": "ru-RU", "Polly.Tatyana": "ru-RU"}


@dataclass(frozen=True, slots=True)
class Value:
    """What an attribute accepts; `must` completes the sentence "… must be …"."""

    must: str
    fits: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its attributes, the elements it may hold, and whether it is a text, which is then needed."""

    attributes: Mapping[str, Value] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    text: bool = False


def _whole(least: int, most: int | None = None) -> Value:
    def fits(value: str) -> bool:
        digits = value.isascii() and value.isdigit()
        return digits and least <= int(value) and (most is None or int(value) <= most)

    return Value(f"a whole number from {least}" + ("" if most is None else f" to {most}"), fits)


def _one_of(*words: str) -> Value:
    return Value("one of " + ", ".join(words), words.__contains__)


def _matching(must: str, pattern: str) -> Value:
    return Value(must, lambda value: re.fullmatch(pattern, value) is not None)


_URL = _matching("a URL, absolute (http, https) or relative", r"(https?://[^\s/]\S*|(?![A-Za-z][A-Za-z0-9+.-]*:)\S+)")
_METHOD = _one_of("GET", "POST")
_NUMBER = _matching("a number in E.164", r"\+[0-9]{7,15}")
_FLAG = _one_of("true", "false")
_LANGUAGE = _one_of(*sorted(set(VOICES.values())))
_HINTS = Value(
    "at most 500 phrases of at most 100 characters",
    lambda value: value.count(",") < 500 and all(len(part.strip()) <= 100 for part in value.split(",")),
)

VOICE: Mapping[str, Element] = {
    "Response": Element(
        holds=("Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Hangup", "Reject"),
    ),
    "Say": Element({"voice": _one_of(*VOICES), "language": _LANGUAGE}, text=True),
    "Play": Element(text=True),
    "Pause": Element({"length": _whole(1)}),
    "Gather": Element(
        {
            "input": _one_of("dtmf", "speech", "dtmf speech"),
            "action": _URL,
            "method": _METHOD,
            "timeout": _whole(1),
            "finishOnKey": _matching("one key out of 0-9, * and #, or empty", r"[0-9*#]?"),
            "numDigits": _whole(1),
            "actionOnEmptyResult": _FLAG,
            "language": _LANGUAGE,
            "hints": _HINTS,
        },
        ("Say", "Play", "Pause"),
    ),
    "Record": Element(
        {
            "action": _URL,
            "method": _METHOD,
            "timeout": _whole(0),
            "finishOnKey": _matching("keys out of 0-9, * and #", r"[0-9*#]*"),
            "maxLength": _whole(1, 14400),
            "playBeep": _FLAG,
            "recordingStatusCallback": _URL,
        }
    ),
    "Dial": Element(
        {
            "action": _URL,
            "method": _METHOD,
            "timeout": _whole(1, 600),
            "callerId": _NUMBER,
        },
        ("Number",),
    ),
    "Number": Element({"url": _URL, "method": _METHOD}, text=True),
    "Redirect": Element({"method": _METHOD}, text=True),
    "Hangup": Element(),
    "Reject": Element({"reason": _one_of("rejected", "busy")}),
}

SMS: Mapping[str, Element] = {"Response": Element(holds=("Message",)), "Message": Element(text=True)}


class TwimlRefused(Exception):
    """A document that Twilio would refuse. `problems`: one line each, quoting no text and no number."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def parse(twiml: str, kind: Literal["sms", "voice"]) -> Node:
    """The document's root. Raises TwimlRefused with everything that is wrong with it."""
    found = problems(twiml, kind)
    if found:
        raise TwimlRefused(tuple(found))
    return ElementTree.fromstring(twiml)  # noqa: S314  # `problems` has refused entities


def problems(twiml: str, kind: Literal["sms", "voice"]) -> list[str]:
    """What Twilio would refuse or never reach in this document, one clear line each, empty when all is well."""
    if len(twiml.encode("utf-8", "replace")) > MOST_BYTES:
        return [f"document over {MOST_BYTES} bytes"]
    if "<!" in twiml.replace("<!--", "").replace("<![CDATA[", ""):
        return ["document type declarations are not TwiML"]
    try:
        root = ElementTree.fromstring(twiml)  # noqa: S314  # without a document type there are no entities
    except ElementTree.ParseError as error:
        return [f"not well-formed XML, line {error.position[0]}, column {error.position[1]}"]
    if root.tag != "Response":
        return [f"the root is <{root.tag}>, not <Response>"]
    words = VOICE if kind == "voice" else SMS
    return [*_element(root, words), *_unreached(root)]


def _element(node: Node, words: Mapping[str, Element]) -> Iterator[str]:
    name, element = node.tag, words[node.tag]
    for attribute, value in node.attrib.items():
        if attribute not in element.attributes:
            yield f"<{name}> {attribute} is not spoken here"
        elif not element.attributes[attribute].fits(value):
            yield f"<{name}> {attribute} must be {element.attributes[attribute].must}"
    text = "".join([node.text or "", *(child.tail or "" for child in node)])
    if bool(text.strip()) != element.text:
        yield f"<{name}> is empty" if element.text else f"<{name}> takes no text"
    yield from _particular(node, text)
    for child in node:
        if child.tag not in words:
            yield f"<{child.tag}> is not spoken here"
        elif child.tag not in element.holds:
            yield f"<{child.tag}> cannot stand in <{name}>"
        else:
            yield from _element(child, words)


def _particular(node: Node, text: str) -> Iterator[str]:
    """What one element needs beyond the table."""
    most = {"Say": MOST_SAID, "Message": MOST_TEXTED}.get(node.tag)
    if most and len(text) > most:
        yield f"<{node.tag}> has {len(text)} characters, over {most}"
    if node.tag == "Say":
        voice, language = node.get("voice", ""), node.get("language")
        if voice in VOICES and language in VOICES.values() and VOICES[voice] != language:
            yield f"<Say> voice {voice} does not speak {language}"
    if node.tag == "Dial" and not 0 < len(node) <= MOST_NUMBERS:
        yield f"<Dial> rings {len(node)} numbers, it can ring 1 to {MOST_NUMBERS}"


def _unreached(root: Node) -> Iterator[str]:
    """Verbs after one that never comes back. After Record they are reached: by an empty recording.

    Source: https://www.twilio.com/docs/voice/twiml/record#action ("if Twilio receives an empty recording …").
    """
    for verb, following in zip(root, list(root)[1:], strict=False):
        ends = (
            verb.tag in ("Redirect", "Hangup", "Reject")
            or (verb.tag == "Dial" and "action" in verb.attrib)
            or (verb.tag == "Gather" and verb.get("actionOnEmptyResult") == "true")
        )
        if ends:
            yield f"<{following.tag}> after <{verb.tag}> is never reached"
