"""What error codes of servers with Twilio's API mean: for what comes next, and in words for a coordinator.

Sources: https://www.twilio.com/docs/api/errors, and Somleng's app/errors/application_error/errors.rb, whose own codes
begin with S. Those of three digits are HTTP's, where a server gave no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .base import SendOutcome


class CodeMeaning(NamedTuple):
    """`outcome` as of SendError; one of a report is about the message that ended, never about the person for good."""

    outcome: SendOutcome
    words: str


_WORDS: Mapping[SendOutcome, Mapping[str, str]] = {
    "number": {
        "21211": "not a phone number",
        "21408": "carrier account may not send there",
        "21604": "no phone number",
        "21614": "not a mobile number",
        "21617": "longer than the carrier takes",
        "21635": "landline, or takes no texts",
        "30003": "phone off or out of reach",
        "30004": "blocked by person or network",
        "30005": "number unknown to the network",
        "30006": "landline, or takes no texts",
        "30007": "filtered as spam",
        "30008": "the network gave no reason",
        "30450": "held back by the carrier's fraud guard",
        "30453": "held back by the carrier's fraud guard",
        "S1001": "waited too long at the carrier",
        "S1007": "the carrier blocks this destination",
        "S1008": "carrier account may not send there",
    },
    "stopped": {
        "21610": "stopped at the carrier",
    },
    "sender": {
        "401": "account or token not accepted",
        "403": "account or token not accepted",
        "404": "the carrier knows no such account, or TWILIO_API_BASE is wrong",
        "20003": "account or token not accepted",
        "20404": "the carrier knows no such account, or TWILIO_API_BASE is wrong",
        "21603": "no number to send from",
        "21606": "the number to send from is not the account's, or cannot text",
        "21609": "the carrier cannot call HOTLINE_PUBLIC_URL",
        "21623": "the carrier refuses how the hotline asks",
        "21656": "the carrier refuses how the hotline asks",
        "21659": "the number to send from is not the account's",
        "21660": "the number to send from is another account's",
        "21701": "no such Messaging Service",
        "21703": "the Messaging Service has no number that may send",
        "21704": "the Messaging Service has no numbers",
        "21705": "the Messaging Service cannot send",
        "30002": "the carrier account is suspended",
        "30034": "the number to send from is not registered",
        "30037": "the carrier account may not text",
        "S1004": "the carrier account is not in good standing",
        "S1005": "no credit",
        "S1006": "the carrier account may not text",
    },
    # Of the sender or of this number, which several in a row tell.
    "unknown": {
        "21612": "the number to send from cannot text there",
    },
    "later": {
        "429": "more than it takes at once",
        "503": "the carrier is busy or being mended",
        "20429": "more than it takes at once",
        "21611": "the carrier's queue was full",
        "30001": "the carrier's queue was full",
        "S1002": "the carrier's gateway was away",
    },
}
CODES: Mapping[str, CodeMeaning] = {
    code: CodeMeaning(outcome, words) for outcome, meanings in _WORDS.items() for code, words in meanings.items()
}
