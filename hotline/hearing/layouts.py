"""A text typed on the other keyboard layout: "yjxktu" is "ночлег", "ырудеук" is "shelter"."""

from __future__ import annotations

import re

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`/?&"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё.,?"
_KAZAKH = dict(zip("2345890-=", "әіңғүұқөһ", strict=True))  # in the row of digits
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN) | str.maketrans({letter: key for key, letter in _KAZAKH.items()})
_IN_WORDS = str.maketrans(_KAZAKH)
_WITH_LETTERS = re.compile(r"\S*[a-z]\S*")
_IS_LATIN, _IS_CYRILLIC = re.compile("[a-z]"), re.compile("[\u0400-\u052f]")


def on_the_other(text: str) -> str:
    """What the same keys write on the other layout, "" where the text is of both alphabets, or of none.

    A digit in a word is a Kazakh letter: "0jyf0" is "қонақ".
    """
    lowered = text.lower()
    latin, cyrillic = _IS_LATIN.search(lowered), _IS_CYRILLIC.search(lowered)
    if latin and not cyrillic:
        words = _WITH_LETTERS.sub(lambda word: word[0].translate(_IN_WORDS), lowered)
        return words.translate(_TO_CYRILLIC)
    return lowered.translate(_TO_LATIN) if cyrillic and not latin else ""
