"""A phone number among other words: +7 701 000 00 01, 8-701-000-00-01, 77010000001."""

from __future__ import annotations

import re

from ..numbers import normalised

# At most two marks between two digits: "250, 143" are two numbers, not one of a phone.
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ ()\-]{0,2}\d){8,14}(?!\w)")


def phone_said(text: str, region: str) -> tuple[str, str] | None:
    """The number in E.164 and the words besides, None without exactly one; read as it is dialled in `region`."""
    found = _NUMBER.findall(text)
    number = normalised(found[0], region) if len(found) == 1 else ""
    return (number, " ".join(_NUMBER.sub(" ", text).split())) if number else None
