"""Why a message did not arrive, in words that a coordinator understands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..carriers.codes import CODES
from ..carriers.smsgate_reasons import MEANINGS

_OWN = {  # the outbox's
    "late": "too late to be of use",
    "stopped": "the person had stopped the hotline",
    "forgotten": "the person was forgotten",
    "seal": "sealed with another HOTLINE_SECRET_KEY",
    "unheard of": "the carrier never told",
    "": "no connection, or no answer of use",
}
_CODES: Mapping[str, Mapping[str, str]] = {
    "twilio": {code: meaning.words for code, meaning in CODES.items()},
    "smsgate": {code: words for code, (_, words) in MEANINGS.items()},
}
# HTTP's statuses mean something else at each of them.
_ANY = {**{code: words for code, words in _CODES["smsgate"].items() if not code.isdigit()}, **_CODES["twilio"]}


def in_words(reason: str, carrier: str = "") -> str:
    """A record's reason as words, as the carrier of that name means it.

    A carrier's code stands behind them, since its support asks for it; a phone has no support, and its codes are long.
    """
    known = {**_OWN, **_CODES.get(carrier, _ANY)}
    if reason in known:
        return f"{known[reason]} ({reason})" if re.search(r"\d", reason) else known[reason]
    return f"carrier's code {reason}" if re.search(r"\d", reason) else reason
