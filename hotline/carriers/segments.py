"""How many SMS a text is, which is what it costs and how fast it can go out."""

from __future__ import annotations

import re

# GSM 03.38 (3GPP TS 23.038, 6.2.1): the default alphabet without the escape, and its extension table, whose
# characters cost two septets.
GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")

# A part of a longer text gives six bytes to the header that joins the parts (3GPP TS 23.040, 9.2.3.24).
_SEPTETS, _SEPTETS_IN_A_PART = 160, 153
_UNITS, _UNITS_IN_A_PART = 70, 67
_GSM7 = GSM7_BASIC | GSM7_EXTENSION
_PAIRS = re.compile("[\U00010000-\U0010ffff]")  # characters that take two units of UCS-2
_SENTENCE_ENDS = re.compile(r"(?<=[.!?]) |; ")


def is_gsm7(text: str) -> bool:
    """Whether the text needs no more than the GSM-7 alphabet. No Cyrillic letter is in it."""
    return _GSM7.issuperset(text)


def segments(text: str) -> int:
    """The number of SMS parts the text takes, at least 1.

    An escape and its character, or the halves of a surrogate pair, are never parted: the character moves to the
    next part as a whole and leaves a gap.
    """
    plain = is_gsm7(text)
    if GSM7_EXTENSION.isdisjoint(text) if plain else not _PAIRS.search(text):  # each takes one
        alone, part = (_SEPTETS, _SEPTETS_IN_A_PART) if plain else (_UNITS, _UNITS_IN_A_PART)
        return 1 if len(text) <= alone else -(-len(text) // part)
    if plain:
        sizes = [2 if character in GSM7_EXTENSION else 1 for character in text]
        alone, part = _SEPTETS, _SEPTETS_IN_A_PART
    else:
        sizes = [2 if ord(character) > 0xFFFF else 1 for character in text]
        alone, part = _UNITS, _UNITS_IN_A_PART
    if sum(sizes) <= alone:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts


def in_one_segment(text: str) -> str:
    """As many of its first lines as fit one segment; of a first line that does not fit, sentences, words, or letters.

    The half of a sentence may say the opposite of the whole.
    """
    kept = text
    while "\n" in kept and segments(kept) > 1:
        kept = kept.rpartition("\n")[0]
    while segments(kept) > 1 and (ends := [end.start() for end in _SENTENCE_ENDS.finditer(kept)]):
        kept = kept[: ends[-1]]
    while " " in kept and segments(kept) > 1:
        kept = kept.rpartition(" ")[0]
    while segments(kept) > 1:
        kept = kept[:-1]
    return kept
