"""What the phone posts: who signed it and when, and what is read of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.carriers.base import (
    Arrival,
    DeliveryReport,
    Ignored,
    IncomingText,
    Malformed,
    Request,
    SignOfLife,
)
from hotline.carriers.smsgate import Smsgate
from hotline.pretend.smsgate.faults import SmsGateFaults
from tests.carriers.smsgate.line import (
    CARRIER,
    EVENT,
    MESSAGE,
    PAYLOAD,
    event,
    opened,
    request_of,
    signed,
    smsgate,
    text,
)
from tests.pretend.smsgate.street import START, Street, standing
from tests.world import PERSON


async def test_a_text_of_the_street_is_read(street: Street, carrier: Smsgate) -> None:
    street.gate.text(PERSON, "НОЧЛЕГ <Уральск> & 'Деркул'")
    await street.gate.settled()
    arrived = carrier.receive(request_of(street.posted[0], street))
    assert isinstance(arrived, IncomingText)
    assert (arrived.sender, arrived.body, arrived.opted) == (PERSON, "НОЧЛЕГ <Уральск> & 'Деркул'", "")
    assert arrived.sent_at == START.timestamp()


async def test_an_old_app_s_text_is_read() -> None:
    async with standing("phone", faults=SmsGateFaults(old_app=True)) as street, opened(street.api) as carrier:
        street.gate.text(PERSON, "НОЧЛЕГ")
        await street.gate.settled()
        arrived = carrier.receive(request_of(street.posted[0], street))
    assert "sender" not in street.posted[0].payload
    assert isinstance(arrived, IncomingText)
    assert arrived.sender == PERSON


async def test_reports_tell_of_our_message(street: Street, carrier: Smsgate) -> None:
    await carrier.send(MESSAGE)
    await street.gate.settled()
    street.gate.faults = SmsGateFaults(no_credit=1)
    await carrier.send(replace(MESSAGE, id="reply-2"))
    await street.gate.settled()
    street.gate.faults = SmsGateFaults(stuck=1)
    await carrier.send(replace(MESSAGE, id="reply-3"))
    await carrier.take_back("reply-3")
    await street.later(seconds=1)
    assert [carrier.receive(request_of(posted, street)) for posted in street.posted] == [
        DeliveryReport("reply-1", "reply-1", "sent"),
        DeliveryReport("reply-1", "reply-1", "delivered"),
        DeliveryReport("reply-2", "reply-2", "failed", "RESULT_ERROR_GENERIC_FAILURE"),
        DeliveryReport("reply-3", "reply-3", "withdrawn"),
    ]


async def test_a_ping_and_a_start_are_signs_of_life(street: Street, carrier: Smsgate) -> None:
    await street.ask("PATCH", "/settings", json={"ping": {"interval_seconds": 60}})
    await street.settled_with(silent=1, silence="lost")
    street.gate.phone.battery = 20
    await street.settled_with(clock_off=1, clock_off_seconds=90)
    told = [carrier.receive(request_of(posted, street)) for posted in street.posted]
    assert told == [
        SignOfLife({"sims": "1"}, skew=90),
        SignOfLife({"version": "1.67.0", "battery": "20 %"}, skew=90),
    ]


def test_a_ping_tells_what_is_documented_and_is_a_sign_of_life_whatever_it_tells() -> None:
    checks = {
        "messages:failed": {"observedValue": 3, "status": "warn"},
        "battery:level": {"observedValue": 94},
        "battery:charging": {"observedValue": 4},
    }
    told = CARRIER.receive(event("system:ping", health={"status": "warn", "version": "1.67.0", "checks": checks}))
    assert isinstance(told, SignOfLife)
    assert told.facts == {"version": "1.67.0", "battery": "94 %", "charging": "yes", "failed": "3 in an hour"}
    for odd in (..., {}, {"checks": 7}, {"checks": {"battery:level": 7}}, {"version": "\x1b[2J", "checks": []}):
        assert CARRIER.receive(event("system:ping", health=odd)) == SignOfLife({}, skew=0)


async def test_a_text_told_twice_has_one_id(street: Street, carrier: Smsgate) -> None:
    """As two events of different ids, and doubled on the way."""
    street.gate.faults = SmsGateFaults(texts_twinned=1, webhooks_doubled=1)
    street.gate.text(PERSON, "НОЧЛЕГ")
    await street.gate.settled()
    arrived = [carrier.receive(request_of(posted, street)) for posted in street.posted]
    assert len(arrived) == 4
    assert len({posted.event["id"] for posted in street.posted}) == 2
    assert len({one.id for one in arrived if isinstance(one, IncomingText)}) == 1


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"messageId": "another", "simNumber": 2, "recipient": "+77010000000"}, True),
        ({"receivedAt": "2022-09-25T16:39:58Z"}, True),  # the phone has moved to another zone meanwhile
        ({"receivedAt": "2022-09-25T21:39:59.000+05:00"}, False),
        ({"message": "НОЧЛЕГ "}, False),
        ({"sender": "+77011234568"}, False),
        ({"sender": PERSON + "1", "message": "НОЧЛЕ"}, False),
    ],
)
def test_a_text_is_the_same_by_what_it_holds(changed: dict[str, Any], same: bool) -> None:
    assert (text(**changed).id == text().id) == same


@given(st.text(st.characters(codec="utf-8"), max_size=6), st.text(st.characters(codec="utf-8"), max_size=6))
def test_what_moves_from_one_field_to_the_next_is_another_text(one: str, other: str) -> None:
    """The device, the sender and the words are joined, and no boundary between them can be shifted."""
    here = text(sender=f"+7{one}", message=other).id
    assert (here == text(sender="+7", message=one + other).id) == (one == "")
    assert (here == text(sender=f"+7{one}{other}", message="").id) == (other == "")


def test_a_character_that_moves_from_one_field_to_the_next_makes_another_text() -> None:
    """What is hashed is joined: the device, the sender, the time in milliseconds, the words."""

    def id_(device: str, sender: str, received_at: str, message: str) -> str:
        payload = PAYLOAD | {"sender": sender, "receivedAt": received_at, "message": message}
        arrived = CARRIER.receive(signed(orjson.dumps(EVENT | {"deviceId": device, "payload": payload})))
        assert isinstance(arrived, IncomingText)
        return arrived.id

    early, late = "2022-09-25T21:39:58.000+05:00", "2497-05-03T22:39:40.005Z"  # 1664123998000, 16641239980005
    assert id_("d1", PERSON, early, "") != id_("d", f"1{PERSON}", early, "")
    assert id_("d1", PERSON, early, "5") != id_("d1", PERSON, late, "")


@pytest.mark.parametrize("untold", [..., None, "", "yesterday", "2022-09-25T21:39:58", "1970-01-01T05:00:00.000+05:00"])
def test_a_text_without_a_time_is_known_by_its_event(untold: object) -> None:
    """Else two equal answers of one person, hours apart, would be one."""
    arrived = text(receivedAt=untold)
    assert arrived.sent_at is None
    body = orjson.dumps(EVENT | {"id": "another", "payload": PAYLOAD | {"receivedAt": None}})
    other = CARRIER.receive(signed(body))
    assert isinstance(other, IncomingText)
    assert len({arrived.id, other.id, text().id}) == 3


def test_an_id_tells_nothing_to_who_does_not_know_the_key() -> None:
    other = smsgate("http://127.0.0.1:9", signing_key="another").receive(signed(orjson.dumps(EVENT), key="another"))
    assert isinstance(other, IncomingText)
    assert other.id != text().id


def test_nothing_shows_a_number_or_a_text() -> None:
    shown = repr(event()) + repr(text())
    assert PERSON not in shown
    assert "НОЧЛЕГ" not in shown
    assert "message" not in shown


@pytest.mark.parametrize(
    ("setting", "payload", "arrived"),
    [
        ({"sim": 1}, {"simNumber": 1}, "text"),
        ({"sim": 1}, {"simNumber": 2}, "other-sim"),
        ({"sim": 1}, {"simNumber": ...}, "text"),
        ({"sim": 1}, {"simNumber": None}, "text"),
        ({}, {"simNumber": 2}, "text"),
        ({"device": "d1"}, {}, "text"),
        ({"device": "d2"}, {}, "other-device"),
    ],
)
def test_only_the_sim_and_the_phone_that_are_set_are_heard(
    setting: dict[str, Any], payload: dict[str, Any], arrived: str
) -> None:
    told: Arrival = smsgate("http://127.0.0.1:9", **setting).receive(event(**payload))
    assert (told.why if isinstance(told, Ignored) else "text") == arrived


@pytest.mark.parametrize("name", ["sms:batch:received", "sms:data-received", "mms:received", "mms:downloaded", "new"])
def test_what_does_not_concern_the_hotline_is_ignored(name: str) -> None:
    assert CARRIER.receive(signed(orjson.dumps({"event": name}))) == Ignored("event")


@pytest.mark.parametrize("id_", ["", "a b", "a" * 37, "../x", "ё"])
def test_a_report_of_a_message_that_cannot_be_ours_is_ignored(id_: str) -> None:
    assert CARRIER.receive(event("sms:sent", messageId=id_)) == Ignored("other-message")


def test_a_very_long_text_is_cut_and_still_itself() -> None:
    one, other = text(message="ә" * 2000 + "1"), text(message="ә" * 2000 + "2")
    assert one.body == other.body == "ә" * 1600
    assert one.id != other.id


@pytest.mark.parametrize(
    "request_",
    [
        replace(signed(orjson.dumps(EVENT)), method="GET"),
        signed(b'{"event": "' + b"a" * 66_000 + b'"}'),
        signed(b"{"+ b"}" * 3),
        signed(b"[{}]"[:-1]),
        signed(b'{"event": NaN}'),
        signed(b'{"event": "\\ud800"}'),
        signed(b'{"event": "\xff"}'),
        signed(b'{"a":' * 2000 + b"{}" + b"}" * 2000),
        signed(b"{}"),
        signed(b'{"event": 7}'),
        signed(b'{"event": "sms:received"}'),
        signed(b'{"event": "sms:received", "payload": []}'),
        event(message=7),
        event(message=None),
        event(message=["НОЧЛЕГ"]),
        event(sender=77011234567),
        event(sender=..., phoneNumber=...),
        event(receivedAt=1664124000),
        event(simNumber="1"),
        event(simNumber=True),
        event(simNumber=1.5),
        event("sms:sent", messageId=7),
        event("sms:sent", messageId=...),
        event("sms:failed", reason={}),
        event("system:ping", health="pass"),
        event("app:started", simCards={}),
        signed(orjson.dumps(EVENT | {"deviceId": 7})),
        signed(orjson.dumps(EVENT | {"id": None, "payload": PAYLOAD | {"receivedAt": None}})),
    ],
)  # fmt: skip
def test_what_is_signed_and_no_webhook_is_refused_in_one_line_that_quotes_nothing(request_: Request) -> None:
    with pytest.raises(Malformed) as caught:
        CARRIER.receive(request_)
    line = str(caught.value)
    assert line
    assert line.isprintable()
    for quoted in (PERSON, "НОЧЛЕГ", "77011234567", "aaaa", "1664124000"):
        assert quoted not in line


_NAMES = st.sampled_from([
    "id", "event", "payload", "deviceId", "reason", "health", "checks", "version", "simCards", "battery:level",
    "observedValue", *PAYLOAD,
])  # fmt: skip
_WORDS = st.sampled_from([
    "sms:received", "sms:sent", "sms:failed", "sms:cancelled", "system:ping", "app:started", PERSON,
    "2022-09-25T21:39:58+05:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
])  # fmt: skip
_SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=9) | _WORDS
)
_VALUES = st.recursive(
    _SCALARS, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(_NAMES, inside, max_size=6), max_leaves=30
)
_TOLD = st.fixed_dictionaries(
    {"event": _WORDS, "payload": _VALUES}, optional={"id": _VALUES, "deviceId": _VALUES, "webhookId": _VALUES}
)


def received(request: Request) -> Arrival | str:
    """What came, or the line that it is refused with."""
    try:
        return CARRIER.receive(request)
    except Malformed as problem:
        return str(problem)


@given(st.dictionaries(_NAMES, _VALUES, max_size=8) | _TOLD)
def test_whatever_is_signed_is_an_arrival_or_is_refused(told: dict[str, object]) -> None:
    """Numbers where words should be, null, lists in lists, dates at the ends of time: never another exception."""
    arrived = received(signed(orjson.dumps(told)))
    assert isinstance(arrived, Arrival) or arrived.isprintable()


@given(st.sampled_from(sorted(PAYLOAD)), _VALUES)
def test_one_odd_field_of_a_good_text_is_read_or_refused(name: str, value: object) -> None:
    arrived = received(event(**{name: value}))
    assert isinstance(arrived, IncomingText) or (isinstance(arrived, str) and PERSON not in arrived)


def test_the_phone_reads_no_answer_and_comes_again_for_what_broke() -> None:
    arrived = text()
    assert CARRIER.answer(arrived, "Ночлег есть") == (204, b"", b"")
    assert CARRIER.answer(Ignored("event"), "") == (204, b"", b"")
    assert CARRIER.answer(None, "Позже") == (503, b"", b"")
