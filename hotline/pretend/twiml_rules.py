"""Checks a TwiML document as Twilio would, which otherwise tells only the caller, by an error in her ear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element as Node

from hotline.pretend import twiml_voices
from hotline.pretend.twiml_words import SMS, VOICE, Element

# https://www.twilio.com/docs/api/errors/11750, /13520 (Say), /21617 (Message).
MOST_BYTES = 64 * 1024
MOST_SAID = 4096
MOST_TEXTED = 1600
# https://www.twilio.com/docs/voice/twiml/number
MOST_NUMBERS = 10


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


def message_text(message: Node) -> str:
    """What a `<Message>` says, written in it or in its Body."""
    return "".join([message.text or "", *(child.text or "" for child in message if child.tag == "Body")])


def _element(node: Node, words: Mapping[str, Element]) -> Iterator[str]:
    name, element = node.tag, words[node.tag]
    for attribute, value in node.attrib.items():
        if attribute not in element.attributes:
            yield f"<{name}> has no attribute {attribute}"
        elif not element.attributes[attribute].fits(value):
            yield f"<{name}> {attribute} must be {element.attributes[attribute].must}"
    if element.text == "none" and _own_text(node):
        yield f"<{name}> takes no text"
    if element.text == "needed" and not _whole_text(node):
        yield f"<{name}> is empty"
    yield from _particular(node)
    for child in node:
        if child.tag not in words:
            yield f"there is no <{child.tag}> here (names are case-sensitive)"
        elif child.tag not in element.holds:
            yield f"<{child.tag}> cannot stand in <{name}>"
        else:
            yield from _element(child, words)


def _particular(node: Node) -> Iterator[str]:
    """What one element needs beyond the table."""
    text = _whole_text(node)
    match node.tag:
        case "Say":
            if len(text) > MOST_SAID:
                yield f"<Say> has {len(text)} characters, over {MOST_SAID}"
            if wrong := twiml_voices.problem(node.get("voice"), node.get("language")):
                yield f"<Say>: {wrong}"
        case "Play":
            if not text and "digits" not in node.attrib:
                yield "<Play> has neither a URL nor digits"
        case "Gather":
            if node.get("timeout") == "auto" and "speech" not in node.get("input", ""):
                yield "<Gather> timeout auto needs speech input"
        case "Dial":
            yield from _dial(node, text)
        case "Message":
            body = message_text(node)
            if len(body) > MOST_TEXTED:
                yield f"<Message> has {len(body)} characters, over {MOST_TEXTED}"
            if not body.strip() and node.find("Media") is None:
                yield "<Message> has neither text nor media"


def _dial(node: Node, text: str) -> Iterator[str]:
    nouns = [child.tag for child in node]
    if not text:
        yield "<Dial> names nobody"
    if nouns and _own_text(node):
        yield "<Dial> has a number and nouns, only one of the two can stand"
    if nouns.count("Number") > MOST_NUMBERS:
        yield f"<Dial> rings {nouns.count('Number')} numbers, over {MOST_NUMBERS}"
    if len(nouns) > 1 and {"Conference", "Queue"} & set(nouns):
        yield "<Dial> joins a conference or a queue alone"


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


def _own_text(node: Node) -> str:
    return "".join([node.text or "", *(child.tail or "" for child in node)]).strip()


def _whole_text(node: Node) -> str:
    return "".join(node.itertext()).strip()
