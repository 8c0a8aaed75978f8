"""Phone numbers: read as networks and people write them, which can be answered, which hide, and of which country."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # its tables take a tenth of a short command's time
    from phonenumbers import PhoneNumber

_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164; alphanumeric senders and short codes are machines
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_PLAIN = re.compile(r"\+7[79][0-9]{9}")  # mobiles of KZ and RU in E.164: most who text, and the library takes 40 µs
_WRITTEN = re.compile(r"\+?[0-9\s().\u2010-\u2015-]{8,40}")  # a letter or a colon is no number's
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


def is_texted(text: str) -> bool:
    """Whether people can text to it: a number in E.164, or a short code."""
    return is_number(text) or _SHORT_CODE.fullmatch(text) is not None


def normalised(raw: str, region: str) -> str:
    """A number in E.164, however a network or a person in `region` (ISO 3166 alpha-2) writes it; "" for what is none.

    Networks give senders as they please: +77015550199, 77015550199, 87015550199, Kcell, 1414. Where it is not certain
    which country is meant, only a number that is in use is believed.
    """
    return raw if _PLAIN.fullmatch(raw) else _read(raw.strip(), region)


def is_withheld(caller: str) -> bool:
    """Whether a caller shows no number, or none that is one."""
    return caller.lower() in _WITHHELD or not is_number(caller)


_MOBILE = {"+77": "KZ", "+79": "RU"}


def country_of(number: str) -> str:
    """The country of an E.164 number (ISO 3166 alpha-2), "" if it has none: +7 is shared by KZ and RU."""
    return _MOBILE[number[:3]] if _PLAIN.fullmatch(number) else _looked_up(number)


def is_served(number: str, countries: frozenset[str]) -> bool:
    """Whether numbers of this country are answered."""
    return "*" in countries or country_of(number) in countries


@lru_cache(maxsize=4096)
def _looked_up(number: str) -> str:
    import phonenumbers

    found = _parsed(number, "")
    return phonenumbers.region_code_for_number(found) or "" if found else ""


@lru_cache(maxsize=4096)
def _read(written: str, region: str) -> str:
    if not _WRITTEN.fullmatch(written):
        return ""
    if written.startswith(("+", "00")):
        return _abroad(written.removeprefix("+").removeprefix("00"))
    return _at_home(written, region)


def _abroad(written: str) -> str:
    """A number behind its country code. Its length tells enough: ranges that the library does not know yet are new."""
    import phonenumbers

    found = _parsed(f"+{written}", "")
    fits = found and phonenumbers.is_possible_number_with_reason(found) == phonenumbers.ValidationResult.IS_POSSIBLE
    return _e164(found) if found and fits else ""


def _at_home(written: str, region: str) -> str:
    """A number as it is dialled in `region`, or behind the code of any country without a plus."""
    import phonenumbers

    texting = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    here, there = _parsed(written, region), _parsed(f"+{written}", "")
    digits = sum(map(str.isdecimal, written))
    if here and phonenumbers.is_valid_number(here):
        # In Russia 8 495… is Moscow, not +84 95… in Vietnam; in Germany 49 171… is +49 171…, not a landline in 04917.
        dialled = len(phonenumbers.national_significant_number(here)) < digits
        if dialled or phonenumbers.number_type(here) in texting:
            return _e164(here)
    if there and phonenumbers.is_valid_number(there):
        return _e164(there)
    return ""


def _parsed(text: str, region: str) -> PhoneNumber | None:
    import phonenumbers

    try:
        return phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    import phonenumbers

    text: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return text if is_number(text) else ""
