"""A phone number among other words: +7 701 000 00 01, 8-701-000-00-01, 77010000001."""

from __future__ import annotations

import re

# At most one mark between two digits: "250, 143" are two numbers, not one of a phone.
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ ()\-]{0,2}\d){9,14}(?!\w)")


def phone_said(text: str) -> tuple[str, str] | None:
    """The number in E.164 and the words besides, None without exactly one. An 8 or 7 of eleven digits is +7."""
    found = _NUMBER.findall(text)
    if len(found) != 1:
        return None
    digits = re.sub(r"\D", "", found[0])
    if "+" not in found[0]:
        if len(digits) != 11 or digits[0] not in "78":
            return None
        digits = "7" + digits[1:]
    import phonenumbers  # its tables take a tenth of a short command's time

    try:
        if not phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}")):
            return None
    except phonenumbers.NumberParseException:
        return None
    return f"+{digits}", " ".join(_NUMBER.sub(" ", text).split())
