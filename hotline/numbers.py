"""Phone numbers as carriers give them: which can be answered, which hide, and of which country they are."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164; alphanumeric senders and short codes are machines
# What carriers write for a caller who withholds the number: https://www.twilio.com/docs/voice/twiml#twilios-request
_WITHHELD = {
    "anonymous",
    "unavailable",
    "restricted",
    "unknown",
    "private",
    "+266696687",
    "+7378742833",
    "+2562533",
    "+8656696",
    "+86282452253",
    "",
}


def is_number(text: str) -> bool:
    """Whether a sender can be answered: an E.164 number."""
    return _NUMBER.fullmatch(text) is not None


def is_withheld(caller: str) -> bool:
    """Whether a caller shows no number, or none that is one."""
    return caller.lower() in _WITHHELD or not is_number(caller)


_MOBILE = {"+77": "KZ", "+79": "RU"}  # most who text, and the library takes 40 µs a number


def country_of(number: str) -> str:
    """The country of an E.164 number (ISO 3166 alpha-2), "" if it has none: +7 is shared by KZ and RU."""
    return (_MOBILE.get(number[:3]) if len(number) == 12 else None) or _looked_up(number)


@lru_cache(maxsize=4096)
def _looked_up(number: str) -> str:
    import phonenumbers  # its tables take a tenth of a short command's time

    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


def is_served(number: str, countries: frozenset[str]) -> bool:
    """Whether numbers of this country are answered."""
    return "*" in countries or country_of(number) in countries
