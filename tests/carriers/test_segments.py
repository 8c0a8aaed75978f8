"""What a text costs in SMS parts."""

from __future__ import annotations

import pytest

from hotline.carriers.segments import GSM7_BASIC, GSM7_EXTENSION, is_gsm7, segments

CASES = [
    ("", 1),
    ("a" * 160, 1),
    ("a" * 161, 2),
    ("a" * 306, 2),  # 2 x 153
    ("a" * 307, 3),
    ("€" * 80, 1),  # an extension character costs two septets
    ("€" * 80 + "a", 2),
    ("€" * 153, 3),  # 306 septets, but a part holds 76 whole ones
    ("a" * 152 + "€" * 77, 3),  # the escape does not part from its character: 152 + 76 x 2 + 1 x 2
    ("ж" * 70, 1),
    ("ж" * 71, 2),
    ("ж" * 134, 2),  # 2 x 67
    ("ж" * 135, 3),
    ("a" * 69 + "ж", 1),  # one letter turns the whole text into UCS-2
    ("a" * 70 + "ж", 2),
    ("🙂" * 35, 1),  # two UTF-16 units each
    ("🙂" * 36, 2),
    ("🙂" * 67, 3),  # 134 units, but a part holds 33 whole ones
]


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_a_text_takes_this_many_parts(text: str, parts: int) -> None:
    assert segments(text) == parts


def test_the_alphabet_is_the_whole_default_table_but_the_escape() -> None:
    """128 positions, one of them the escape; the extension table has ten characters, none of them in the first."""
    assert len(GSM7_BASIC) == 127
    assert len(GSM7_EXTENSION) == 10
    assert not GSM7_BASIC & GSM7_EXTENSION


@pytest.mark.parametrize("character", ["а", "я", "ё", "ә", "қ", "«", "—", "’", "№", "ç", "`", "\t"])
def test_what_turns_a_text_into_ucs2(character: str) -> None:
    """Cyrillic, typographic quotes and dashes; GSM-7 has a capital Ç only, no backtick and no tab."""
    assert not is_gsm7(character)
