"""What a stranger wrote, as a volunteer may see it: no link to follow, no number to call back.

Who wants to harm those who help would begin with a text. Dates, times and numbers in line stay readable.
"""

from __future__ import annotations

import re

MASK = "***"

_SAME = 9  # last digits by which two spellings of a number (8 701 …, +7 701 …) are the same

_DATE = r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?!\d)"
_PHONE = r"[+(]{0,2}\d(?:[ \u00a0\u200b\u2060().\-\u2010-\u2015/*_]{0,3}\d){6,}"
_ENDINGS = (
    "com|org|net|info|biz|ru|su|kz|by|ua|uz|kg|me|ly|io|cc|gg|co|to|app|xyz|top|site|online|link|club|shop|рф|қаз"
)
_LINK = rf"\w{{1,20}}://\S+|www\.\S+|[^\s@]{{1,64}}@\S+|@\w{{3,}}|(?<![\w.])(?:[\w-]{{1,63}}\.)+(?:(?:{_ENDINGS})(?![\w])(?:[:/?]\S*)?|[a-z]{{2,}}/\S*)"
_HARMFUL = re.compile(rf"(?P<link>{_LINK})|(?P<date>{_DATE})|(?P<phone>{_PHONE})", re.IGNORECASE)
_NUMBER = re.compile(_PHONE)


def masked(text: str) -> str:
    """The text without links, addresses and phone numbers (seven digits and more)."""
    return _HARMFUL.sub(lambda found: found[0] if found["date"] else MASK, text)


def without(text: str, number: str) -> str:
    """The text without this one phone number, in whatever way it is written."""
    own = _digits(number)[-_SAME:]
    return _NUMBER.sub(lambda found: MASK if _digits(found[0])[-_SAME:] == own else found[0], text)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
