"""How long it took, as people write it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...hearing.spelling import single_words, skeleton
from ..changes import LONGEST_HOURS


def minutes_said(text: str, vocabulary: Mapping[str, Sequence[str]]) -> int:
    """How long it took, in minutes: 9, 9H, 16.5 ч, 9 ч 30 мин, 40 мин, 5 дней; 0 when the words do not say it."""
    hours, minutes = single_words(vocabulary["hour"]), single_words(vocabulary["minute"])
    days = single_words(vocabulary["day"])
    total, found = 0.0, False
    for amount, unit in re.findall(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*([^\W\d_]*)", text):
        number, named = float(amount.replace(",", ".")), skeleton(unit.casefold())
        if named in minutes:
            total, found = total + number, True
        elif named in days:
            total, found = total + 1440 * number, True
        elif named in hours or not found:
            total, found = total + 60 * number, True
    return round(total) if 0 < total <= 60 * LONGEST_HOURS else 0


def time_said(text: str, vocabulary: Mapping[str, Sequence[str]]) -> bool:
    """Whether a number in the text has a unit of time behind it: a wait of "2 ч" is not two people."""
    units = {unit for name in ("hour", "minute", "day") for unit in single_words(vocabulary[name])}
    return any(skeleton(unit.casefold()) in units for unit in re.findall(r"\d\s*([^\W\d_]+)", text))
