"""How long it took, as people write it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from ...hearing.numerals import Numerals
from ...hearing.party import COUNTS
from ...hearing.spelling import single_words, skeleton
from ...hearing.utterance import Utterance
from ..changes import LONGEST_HOURS

ARTICLE = 2  # letters of a word that stands between a number and its unit: half an hour
_TOKEN = re.compile(r"\d+(?:[.,]\d{1,2})?|[^\W\d_]+")
_A_NUMBER = re.compile(r"\d")


def minutes_said(text: str, vocabulary: Mapping[str, Sequence[str]]) -> int:
    """How long it took, in minutes: 9, 9H, 16.5 ч, 9 ч 30 мин, 5 дней, за час, двое суток, полтора часа.

    0 when the words do not say it. A number without a unit is hours where no unit stands; a unit without a number is
    one of it, unless it is so long ago.
    """
    units = {unit: minutes for name, minutes in _UNITS.items() for unit in single_words(vocabulary[name])}
    counts: dict[str, float] = {word: n for n in COUNTS for word in single_words(vocabulary[f"people-{n}"])}
    counts |= dict.fromkeys(single_words(vocabulary["one-and-half"]), 1.5)
    half, ago = single_words(vocabulary["half"]), single_words(vocabulary["ago"])
    said = [skeleton(token.casefold()) for token in _TOKEN.findall(_in_digits(text, vocabulary))]
    joins = single_words(vocabulary["and"])
    total, bare, has_unit = 0.0, 0.0, False  # `bare`: hours of a number without a unit, at either end
    amount: float | None = None  # what was counted last
    waiting = 0.0  # the minutes of a unit whose number may follow: "часов за 9"
    for place, (token, following) in enumerate(zip_longest(said, said[1:], fillvalue="")):
        if _A_NUMBER.match(token) or token in counts:
            amount = counts.get(token) or float(token.replace(",", "."))
            if waiting and following not in units and following not in half:
                total, waiting, amount = total + (amount - 1) * waiting, 0.0, None
            elif not has_unit and place in (0, len(said) - 1) and _A_NUMBER.match(token) and following not in units:
                bare = bare or 60 * amount
        elif token in half:
            amount = (amount or 0.0) + 0.5
        elif token in units:
            waiting = units[token] if amount is None and following not in ago else 0.0
            if following not in ago:
                total += (1.0 if amount is None else amount) * units[token]
            has_unit, amount = True, None
        elif token not in joins and len(token) > ARTICLE:
            amount = None  # it counted something else: "2 машины за час"
    total = total if has_unit else bare
    return round(total) if 0 < total <= 60 * LONGEST_HOURS else 0


_UNITS = {"minute": 1, "hour": 60, "day": 1440}


def _in_digits(text: str, vocabulary: Mapping[str, Sequence[str]]) -> str:
    """Number words as digits. What has digits stays as it is, point and all: 16.5."""
    return text if _A_NUMBER.search(text) else Numerals(vocabulary).in_digits(Utterance(text)).text


def time_said(text: str, vocabulary: Mapping[str, Sequence[str]]) -> bool:
    """Whether a number in the text has a unit of time behind it: a wait of "2 ч" is not two people."""
    units = {unit for name in _UNITS for unit in single_words(vocabulary[name])}
    return any(skeleton(unit.casefold()) in units for unit in re.findall(r"\d\s*([^\W\d_]+)", text))
