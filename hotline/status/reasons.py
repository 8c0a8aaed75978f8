"""Why a message did not arrive, in words that a coordinator understands."""

from __future__ import annotations

import re

from ..carriers.codes import CODES

_OWN = {  # the outbox's
    "late": "too late to be of use",
    "stopped": "the person had stopped the hotline",
    "forgotten": "the person was forgotten",
    "seal": "sealed with another HOTLINE_SECRET_KEY",
    "unheard of": "the carrier never told",
    "": "no connection, or no answer of use",
}


def in_words(reason: str) -> str:
    """A record's reason as words; a carrier's code stands behind them, since its support asks for it."""
    if reason in CODES:
        return f"{CODES[reason].words} ({reason})"
    return f"carrier's code {reason}" if re.search(r"\d", reason) else _OWN.get(reason, reason)
