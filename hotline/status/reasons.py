"""Why a message did not arrive, in words that a coordinator understands."""

from __future__ import annotations

# The outbox's own reasons, and the carrier's codes: https://www.twilio.com/docs/api/errors
_WORDS = {
    "late": "too late to be of use",
    "stopped": "the person had stopped the hotline",
    "forgotten": "the person was forgotten",
    "seal": "sealed with another HOTLINE_SECRET_KEY",
    "unheard of": "the carrier never told",
    "": "no connection, or no answer of use",
    "20003": "account or token not accepted",
    "20429": "more than it takes at once",
    "21211": "not a phone number",
    "21408": "carrier account may not send there",
    "21610": "stopped at the carrier",
    "21611": "the carrier's queue was full",
    "21614": "not a mobile number",
    "21617": "longer than the carrier takes",
    "30001": "the carrier's queue was full",
    "30002": "the carrier account is suspended",
    "30003": "phone off or out of reach",
    "30004": "blocked by person or network",
    "30005": "number unknown to the network",
    "30006": "landline, or takes no texts",
    "30007": "filtered as spam",
    "30008": "the network gave no reason",
    "30450": "held back by the carrier's fraud guard",
    "30453": "held back by the carrier's fraud guard",
}


def in_words(reason: str) -> str:
    """A record's reason as words; a carrier's code stands behind them, since its support asks for it."""
    if reason.isdecimal():
        return f"{_WORDS[reason]} ({reason})" if reason in _WORDS else f"carrier's code {reason}"
    return _WORDS.get(reason, reason)
