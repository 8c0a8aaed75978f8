"""Texts as Twilio posts them: whole HTTP requests, signed, each with another id: guests' and volunteers'."""

from __future__ import annotations

from itertools import count, cycle, islice
from urllib.parse import urlencode

from hotline.carriers.twilio_signature import signature

TOKEN = "the-token-of-a-benchmark-on-this-machine"
ACCOUNT = "AC" + "0" * 32
HOTLINE = "+77000000001"
# Spelt in turn, so that no server answers from a memory of the text before.
WORDS = ("НОЧЛЕГ Уральск", "Ночлег Уральск", "ночлег уральск", "НОЧЛЕГ УРАЛЬСК", "Уральск ночлег")
FIRST = "Кинотеатр «Синема Парк»"  # who asks first is sent to the cinema
ASKED = "1 ещё, 2 мест нет, "  # and everybody is asked what then
SCATTERED = 7919  # a prime: neighbours in time are no neighbours by number
VOLUNTEERS = tuple(f"+7702{number:07}" for number in range(2400))  # each reports once
REPORTED = ("CAMP", "CINEMA", "SPORT", "N0", "N1", "N2", "N3", "N4", "N5")
BEDS = 20  # fewer than any of them holds


class Messages:
    """Makes messages that no server has seen. One object serves a whole run, so none is ever repeated."""

    def __init__(self) -> None:
        self._numbers, self._volunteers = count(), iter(VOLUNTEERS)

    def take(self, amount: int, port: int) -> list[bytes]:
        """So many guests' requests, each of another person, for the server at that port, which is in what is signed."""
        return [
            _request(number, port, f"+7701{number * SCATTERED % 10**7:07d}", WORDS[number % len(WORDS)])
            for number in islice(self._numbers, amount)
        ]

    def reports(self, amount: int, port: int) -> list[bytes]:
        """So many reports, each of another of VOLUNTEERS; every other one says FULL."""
        return [
            _request(number, port, volunteer, f"BEDS {code} {number % BEDS + 1}" if number % 2 else f"FULL {code}")
            for volunteer, number, code in zip(
                islice(self._volunteers, amount), self._numbers, cycle(REPORTED), strict=False
            )
        ]


def _request(number: int, port: int, sender: str, body: str) -> bytes:
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
        "Body": body,
        "FromCountry": "KZ",
        "To": HOTLINE,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": sender,
        "ApiVersion": "2010-04-01",
    }
    signed = signature(TOKEN, f"http://127.0.0.1:{port}/sms", fields.items())
    form = urlencode(fields)
    return (
        f"POST /sms HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: {len(form)}\r\n"
        f"X-Twilio-Signature: {signed}\r\nI-Twilio-Idempotency-Token: {number:032x}\r\n\r\n{form}"
    ).encode()
