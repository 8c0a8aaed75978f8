"""Whose webhooks count: the signature over the bytes as they came, and the time that is signed with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.carriers.base import IncomingText, Malformed, Request, Unsigned
from hotline.carriers.smsgate import PATH, Smsgate
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.webhooks import signature
from tests.carriers.smsgate.line import AT, CARRIER, EVENT, request_of, signed
from tests.pretend.smsgate.street import KEY, Street
from tests.world import PERSON

Change: TypeAlias = Callable[[Request], Request]


def unsigned(request: Request, carrier: Smsgate = CARRIER) -> Unsigned:
    with pytest.raises(Unsigned) as caught:
        carrier.receive(request)
    return caught.value


def headers(**changed: bytes) -> Change:
    named = {f"x-{name}".encode(): value for name, value in changed.items()}
    return lambda request: replace(request, headers={**request.headers, **named})


@pytest.mark.parametrize(
    "change",
    [
        lambda request: replace(request, headers={}),
        lambda request: replace(request, body=request.body.replace(b"8a1f", b"8a1e")),
        lambda request: replace(request, body=request.body + b" "),
        lambda request: replace(request, body=request.body[:-1]),
        headers(signature=b""),
        headers(signature=b"ab" * 32),
        headers(signature="ё".encode() * 64),
        headers(signature=signature(KEY, orjson.dumps(EVENT), str(int(AT))).upper().encode()),
        headers(signature=signature("another", orjson.dumps(EVENT), str(int(AT))).encode()),
        headers(timestamp=str(int(AT) + 1).encode()),
        headers(timestamp=b""),
    ],
)  # fmt: skip
def test_what_the_phone_did_not_sign_is_refused(change: Change) -> None:
    good = signed(orjson.dumps(EVENT))
    assert isinstance(CARRIER.receive(good), IncomingText)
    assert unsigned(change(good)).skew is None


def test_the_border_of_body_and_time_cannot_be_shifted() -> None:
    """A time whose first digits were the body's last ones has the same signature."""
    body, stamp = b"{}" + str(int(AT)).encode()[:4], str(int(AT))[4:]
    assert unsigned(signed(body, stamp=stamp)).skew is None


@pytest.mark.parametrize("stamp", ["", "-1", "1.5", "1664124000\n", " 1664124000", "٣", "1" * 13])
def test_a_time_that_is_no_digits_is_refused_though_signed(stamp: str) -> None:
    assert unsigned(signed(orjson.dumps(EVENT), stamp=stamp)).skew is None


@pytest.mark.parametrize("seconds", [-601, 601, -86400])
def test_a_right_signature_at_a_wrong_time_tells_by_how_much(seconds: int) -> None:
    assert unsigned(signed(orjson.dumps(EVENT), AT + seconds)).skew == seconds


@pytest.mark.parametrize("seconds", [-600, 600])
def test_ten_minutes_are_allowed_and_do_not_move_the_time_of_the_text(seconds: int) -> None:
    """A text is dated by the network, whatever the phone's clock says."""
    arrived = CARRIER.receive(signed(orjson.dumps(EVENT), AT + seconds))
    assert isinstance(arrived, IncomingText)
    assert arrived.sent_at == AT - 2


def test_a_wrong_signature_tells_no_skew() -> None:
    assert unsigned(signed(orjson.dumps(EVENT), AT + 3600, key="another")).skew is None


async def test_a_phone_with_a_wrong_clock_is_told_from_a_forger(street: Street, carrier: Smsgate) -> None:
    street.gate.faults = SmsGateFaults(clock_off=1, clock_off_seconds=3600)
    street.gate.text(PERSON, "НОЧЛЕГ")
    await street.gate.settled()
    assert unsigned(request_of(street.posted[0], street), carrier).skew == 3600


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_whatever_bytes_are_signed_or_not_are_refused(body: bytes, stamp: bytes) -> None:
    unsigned_headers = {b"x-timestamp": stamp, b"x-signature": body}
    unsigned(Request("POST", PATH, "", unsigned_headers, body, AT))
    with pytest.raises((Malformed, Unsigned)):
        CARRIER.receive(signed(body + b"}"))
