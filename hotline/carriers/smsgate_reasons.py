"""Why a phone with SMSGate did not send a message, or its API did not take one: codes for people and for counts.

The app tells reasons as sentences. Read in MessagesService of https://github.com/capcom6/android-sms-gateway; the
RESULT_… are those of https://developer.android.com/reference/android/telephony/SmsManager, the numbers of a service
centre those of GSM 03.40, 9.2.3.15.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hotline.carriers.base import SendOutcome

_RESULT = re.compile(r"RESULT_[A-Z_]{1,60}")
_SERVICE_CENTRE = re.compile(r"Delivery result from SC [^:]*: ([0-9]{1,3})\b")
_NO_SIM = re.compile(r"No SIMs found|SIM [0-9]+ not found")

_NO_CREDIT = "no credit, or the network blocks the SIM"
_NO_NETWORK = "the phone has no network"
_RADIO = "the phone's radio does not work"
_TOO_MANY = "more than the phone may send at once"
_TEXT = "the phone cannot send such a text"
_NO_TIME = "phone off or out of reach"
_NOBODY = "number unknown to the network"
_NETWORK = "the network did not bring it"

# "sender" is for what the next message would meet too. None of these says "later": the phone has ended the message, and
# its id cannot be sent again. None ends a person: even a number unknown to the network may be known tomorrow.
MEANINGS: Mapping[str, tuple[SendOutcome, str]] = {
    # Statuses of the API.
    "400": ("later", "turned away by SMSGate"),
    "401": ("sender", "SMSGATE_USER or SMSGATE_PASSWORD not accepted"),
    "403": ("sender", "SMSGATE_USER or SMSGATE_PASSWORD not accepted"),
    "404": ("sender", "SMSGATE_URL is not where SMSGate answers"),
    "405": ("sender", "SMSGATE_URL is not where SMSGate answers"),
    "429": ("later", "more than SMSGate takes at once"),
    "503": ("later", "SMSGate's queue is full, or the phone is away"),
    # What became of a message on the phone.
    "TTL": ("unknown", "too late to be of use"),
    "OTHER": ("unknown", "the phone gave a reason that is not known here"),
    "NO-SIM": ("sender", "the phone has no such SIM"),
    "NO-PERMISSION": ("sender", "the app may not send texts: give it its permissions"),
    **dict.fromkeys(("RESULT_ERROR_GENERIC_FAILURE", "RESULT_RIL_GENERIC_ERROR"), ("sender", _NO_CREDIT)),
    **dict.fromkeys(("RESULT_NETWORK_REJECT", "RESULT_RIL_NETWORK_REJECT"), ("sender", _NO_CREDIT)),
    **dict.fromkeys(("RESULT_RIL_ACCESS_BARRED", "RESULT_OPERATION_NOT_ALLOWED"), ("sender", _NO_CREDIT)),
    "RESULT_RIL_OPERATION_NOT_ALLOWED": ("sender", _NO_CREDIT),
    **dict.fromkeys(("RESULT_ERROR_NO_SERVICE", "RESULT_RIL_NETWORK_NOT_READY"), ("sender", _NO_NETWORK)),
    "RESULT_ERROR_RADIO_OFF": ("sender", "the phone is in flight mode"),
    **dict.fromkeys(("RESULT_RADIO_NOT_AVAILABLE", "RESULT_RIL_RADIO_NOT_AVAILABLE"), ("sender", _RADIO)),
    **dict.fromkeys(("RESULT_MODEM_ERROR", "RESULT_RIL_MODEM_ERR"), ("sender", _RADIO)),
    "RESULT_RIL_INVALID_MODEM_STATE": ("sender", _RADIO),
    **dict.fromkeys(("RESULT_ERROR_LIMIT_EXCEEDED", "RESULT_RIL_REQUEST_RATE_LIMITED"), ("sender", _TOO_MANY)),
    "RESULT_UNEXPECTED_EVENT_STOP_SENDING": ("sender", _TOO_MANY),
    "RESULT_NO_DEFAULT_SMS_APP": ("sender", "the phone has no app for texts"),
    "RESULT_ERROR_FDN_CHECK_FAILURE": ("sender", "the SIM may call and text fixed numbers only"),
    "RESULT_RIL_SIM_ABSENT": ("sender", "the phone has no SIM"),
    **dict.fromkeys(
        ("RESULT_INVALID_SMSC_ADDRESS", "RESULT_RIL_INVALID_SMSC_ADDRESS"),
        ("sender", "the SIM does not know its service centre"),
    ),
    **dict.fromkeys(
        ("RESULT_ERROR_SHORT_CODE_NOT_ALLOWED", "RESULT_ERROR_SHORT_CODE_NEVER_ALLOWED"),
        ("number", "a short number that the phone may not text"),
    ),
    **dict.fromkeys(("RESULT_ERROR_NULL_PDU", "RESULT_INVALID_SMS_FORMAT"), ("number", _TEXT)),
    **dict.fromkeys(("RESULT_RIL_INVALID_SMS_FORMAT", "RESULT_ENCODING_ERROR"), ("number", _TEXT)),
    "RESULT_RIL_ENCODING_ERR": ("number", _TEXT),
    # What the service centre reported.
    **dict.fromkeys(("SC-70", "SC-97", "SC-98"), ("unknown", _NO_TIME)),
    **dict.fromkeys(("SC-67", "SC-73"), ("unknown", _NOBODY)),
    **dict.fromkeys(("SC-64", "SC-65", "SC-66", "SC-68", "SC-69"), ("unknown", _NETWORK)),
    **dict.fromkeys(("SC-71", "SC-72", "SC-96", "SC-99", "SC-100", "SC-101"), ("unknown", _NETWORK)),
}


def reason_code(reason: str) -> str:
    """The code of a sentence of the app's: the first RESULT_…, else TTL, SC-nn, NO-SIM, NO-PERMISSION or OTHER.

    It holds nothing else of the sentence, which may name numbers.
    """
    if result := _RESULT.search(reason):
        return result[0]
    if reason == "TTL expired":
        return "TTL"
    if told := _SERVICE_CENTRE.match(reason):
        return f"SC-{int(told[1])}"
    if _NO_SIM.search(reason):
        return "NO-SIM"
    return "NO-PERMISSION" if "permission" in reason else "OTHER"
