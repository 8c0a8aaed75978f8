"""Texts as Twilio posts them: whole HTTP requests, signed, each of another person and with another id."""

from __future__ import annotations

from itertools import count
from urllib.parse import urlencode

from hotline.carriers.twilio import signature

TOKEN = "the token of a benchmark on this machine"
ACCOUNT = "AC" + "0" * 32
HOTLINE = "+77000000001"
# Spelt in turn, so that no server answers from a memory of the text before.
WORDS = ("НОЧЛЕГ Уральск", "Ночлег Уральск", "ночлег уральск", "НОЧЛЕГ УРАЛЬСК", "Уральск ночлег")
SCATTERED = 7919  # a prime: neighbours in time are no neighbours by number


class Messages:
    """Makes messages that no server has seen. One object serves a whole run, so none is ever repeated."""

    def __init__(self) -> None:
        self._numbers = count()

    def take(self, amount: int, port: int) -> list[bytes]:
        """So many requests for the server at that port, which is in what is signed."""
        return [self._request(next(self._numbers), port) for _ in range(amount)]

    @staticmethod
    def _request(number: int, port: int) -> bytes:
        sid = f"SM{number:032x}"
        fields = {
            "ToCountry": "KZ",
            "ToState": "",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ToCity": "",
            "FromZip": "",
            "SmsSid": sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": WORDS[number % len(WORDS)],
            "FromCountry": "KZ",
            "To": HOTLINE,
            "ToZip": "",
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": f"+7701{number * SCATTERED % 10**7:07d}",
            "ApiVersion": "2010-04-01",
        }
        signed = signature(TOKEN, f"http://127.0.0.1:{port}/sms", fields.items())
        body = urlencode(fields)
        return (
            f"POST /sms HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
            f"Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
            f"X-Twilio-Signature: {signed}\r\nI-Twilio-Idempotency-Token: {number:032x}\r\n\r\n{body}"
        ).encode()
