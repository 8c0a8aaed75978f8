"""Name and address of a place in one line, as they are told."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = re.compile(r"\w+")


def address_of(name: str, address: Iterable[str]) -> str:
    """Name and parts of an address in one, without a word said twice.

    Words of one or two letters ("ТЦ", "st") tell nothing alone.
    """
    parts, said = [name], _telling(name)
    for part in address:
        words = _telling(part)
        if words <= said:
            continue
        if said <= words and parts == [name]:
            parts = [part]
        else:
            parts.append(" ".join(word for word in part.split() if not _telling(word) or not _telling(word) <= said))
        said |= words
    return ", ".join(parts)


def _telling(text: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(text) if len(word) > 2 or word.isdecimal()}
