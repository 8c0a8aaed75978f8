"""Which carrier serves which numbers: HOTLINE_CARRIERS."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .variables import BadSetting

OWN_NUMBER = {"twilio": "TWILIO_FROM", "smsgate": "SMSGATE_NUMBER"}  # all carriers, and which variable has their number
RATE = {  # which variable tells how many segments a second each sends, and what holds without it
    "twilio": ("HOTLINE_SEND_RATE", "1"),
    "smsgate": ("SMSGATE_RATE", "0.1"),
}

_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}")
_EXAMPLE = "smsgate:+77,twilio"


@dataclass(frozen=True, slots=True)
class Route:
    """Numbers that begin with `prefix` (E.164; "" is all) are served by the carrier called `name`."""

    prefix: str
    name: str


def routes(text: str) -> tuple[Route, ...]:
    """The routes that a text like "smsgate:+77,twilio" names, the longest prefix first. Raises BadSetting.

    A carrier may have several prefixes, each with its name before it. One has none: it serves all other numbers.
    """
    found = [_route(part.strip()) for part in text.split(",")]
    for prefix in (route.prefix for route in found):
        if prefix and sum(route.prefix == prefix for route in found) > 1:
            raise BadSetting(f"HOTLINE_CARRIERS: {prefix} can be served by one carrier only")
    if sum(not route.prefix for route in found) != 1:
        raise BadSetting(f"HOTLINE_CARRIERS: one carrier has no prefix and serves all other numbers, like {_EXAMPLE}")
    return tuple(sorted(found, key=lambda route: -len(route.prefix)))


def carrier_of(number: str, among: Sequence[Route], came_by: str = "") -> str:
    """The name of the carrier that serves a number (E.164), or somebody of whom none is known (""); `among` as read.

    Who `came_by` another one is answered the way they came, as long as there is that one.
    """
    if came_by and any(route.name == came_by for route in among):
        return came_by
    return next(route.name for route in among if number.startswith(route.prefix))


def _route(part: str) -> Route:
    name, colon, prefix = part.partition(":")
    if name not in OWN_NUMBER:
        raise BadSetting(f"HOTLINE_CARRIERS: there is no carrier {name!r}; there are {', '.join(OWN_NUMBER)}")
    if colon and not _PREFIX.fullmatch(prefix):
        raise BadSetting(f"HOTLINE_CARRIERS: no number begins with {prefix!r}; write it like {_EXAMPLE}")
    return Route(prefix, name)
