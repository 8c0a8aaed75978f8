"""A form that the carrier did not sign for this very address does nothing; one that cannot be read is told so."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hotline.carriers.twilio_forms import MOST_FIELDS
from hotline.commands.stand_ins import NUMBER
from hotline.doors.webhook import LARGEST
from tests.acceptance.house import House, in_process, sent_rows, text_form
from tests.evening import PERSON

ASKED = text_form("НОЧЛЕГ Уральск")
DOORS = ("/sms", "/voice", "/voice/keys?step=1&pressed=1", "/voice/recording?step=1", "/status/message", "/status/call")
CALL = {"CallSid": "CA1", "From": PERSON, "To": NUMBER, "Digits": "1", "RecordingUrl": "https://a.invalid/1"}
STATUS = {"MessageSid": "SM1", "MessageStatus": "delivered"}
ENDED = {"CallStatus": "completed"}
FULL_FORM = {**ASKED, **CALL, **STATUS, **ENDED}  # what every door takes
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def house(redis_url: str) -> AsyncIterator[House]:
    async with in_process(redis_url) as house:
        yield house


@pytest.mark.parametrize("path", DOORS)
async def test_each_door_opens_to_the_right_signature_only(house: House, path: str) -> None:
    """Rightly signed 200; not signed, signed wrongly or for another address 403 and one line."""
    status, _ = await house.post(path, FULL_FORM)
    assert status == 200
    elsewhere = {house.sign(other, FULL_FORM.items()) for other in (*DOORS, path + "x", "", path.upper())}
    elsewhere.discard(house.sign(path, FULL_FORM.items()))
    for signed in ("", "x", "ü", house.sign(path, FULL_FORM.items())[:-1], *elsewhere):
        assert await house.post(path, FULL_FORM, signed=signed) == (403, "not signed by the carrier\n")


# What happens to a form between its signing and its coming in.
TAMPERED = {
    "a value changed": {**ASKED, "Body": "НОЧЛЕГ Аксай"},
    "a sender changed": {**ASKED, "From": "+77010000009"},
    "a field added": {**ASKED, "OptOutType": "STOP"},
    "an empty field added": {**ASKED, "x": ""},
    "a field taken away": {name: value for name, value in ASKED.items() if name != "To"},
    "a field renamed": {("SmsSid" if name == "MessageSid" else name): value for name, value in ASKED.items()},
    "a space added": {**ASKED, "Body": ASKED["Body"] + " "},
}


@pytest.mark.parametrize("tampered", TAMPERED.values(), ids=TAMPERED)
async def test_a_form_changed_after_signing_does_nothing(
    house: House, redis_url: str, tampered: dict[str, str]
) -> None:
    status, _ = await house.post("/sms", tampered, signed=house.sign("/sms", ASKED.items()))
    assert status == 403
    assert not sent_rows(redis_url)
    assert (await house.post("/sms", ASKED))[0] == 200
    assert len(sent_rows(redis_url)) == 1


async def test_a_query_changed_after_signing_does_nothing(house: House) -> None:
    """The keys of a call stand in its address, which is signed with them."""
    signed = house.sign("/voice/keys?step=1&pressed=1", CALL.items())
    for path in ("/voice/keys?step=1&pressed=2", "/voice/keys?step=1", "/voice/keys?pressed=1&step=1", "/voice/keys"):
        assert (await house.post(path, CALL, signed=signed))[0] == 403


@pytest.mark.parametrize("twice", [("Body", "СТОП"), ("Body", ASKED["Body"]), ("From", "+77010000009"), ("Extra", "")])
async def test_a_doubled_field_does_nothing(house: House, redis_url: str, twice: tuple[str, str]) -> None:
    """However it was signed: nobody could say which of the two values counts."""
    rows = [*ASKED.items(), ("Extra", ""), twice]
    signatures = {house.sign("/sms", rows), house.sign("/sms", dict(rows).items()), house.sign("/sms", ASKED.items())}
    for signed in signatures:
        assert (await house.post("/sms", rows, signed=signed))[0] == 403
    assert not sent_rows(redis_url)


# What is no form of the carrier: headers, and the body as bytes.
MALFORMED = {
    "no content type": ({"Content-Type": "text/plain"}, b"Body=a"),
    "JSON": ({"Content-Type": "application/json"}, b"{}"),
    "multipart": ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--"),
    "bytes that are not ASCII": ({}, "Body=ночлег".encode()),
    "UTF-16": ({"Content-Type": f"{FORM}; charset=utf-16"}, "Body=a".encode("utf-16")),
    "windows-1251 behind percent signs": ({"Content-Type": f"{FORM}; charset=windows-1251"}, b"Body=%ED%EE%F7"),
    "cut in the middle of a letter": ({}, b"Body=%D0"),
    "half a surrogate pair": ({}, b"Body=%ED%A0%80"),
    "overlong UTF-8": ({}, b"Body=%C0%AF"),
    "too large": ({}, b"Body=" + b"a" * LARGEST),
    "too many fields": ({}, b"&".join(b"f%d=1" % number for number in range(MOST_FIELDS + 1))),
}


@pytest.mark.parametrize(("headers", "body"), MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_form_of_the_carrier_is_told_so_in_one_line(
    house: House, headers: dict[str, str], body: bytes
) -> None:
    """400 at every door, whatever the signature."""
    for path in DOORS:
        status, answer = await house.post(path, {}, headers=headers, body=body)
        assert status == 400
        assert len(answer.splitlines()) == 1


# A door, and what its form cannot do without.
LACKING = [
    ("/sms", "MessageSid"),
    ("/sms", "From"),
    ("/voice", "CallSid"),
    ("/voice/keys?step=1", "CallSid"),
    ("/voice/recording?step=1", "RecordingUrl"),
    ("/status/message", "MessageSid"),
    ("/status/message", "MessageStatus"),
    ("/status/call", "CallSid"),
    ("/status/call", "CallStatus"),
]


@pytest.mark.parametrize(("path", "name"), LACKING)
async def test_a_signed_form_without_its_main_fields_is_told_which(house: House, path: str, name: str) -> None:
    """Missing or empty alike, and nothing is done."""
    without = {field: value for field, value in FULL_FORM.items() if field != name}
    for form in (without, {**without, name: ""}):
        assert await house.post(path, form) == (400, f"the form lacks {name}\n")


# Addresses and keys that none of our TwiML names.
STRANGE_CALLS = [
    ("/voice/keys?step=-1", {}),
    ("/voice/keys?step=200", {}),
    ("/voice/keys?step=1e3", {}),
    ("/voice/keys?step=٣", {}),
    ("/voice/keys?step=000000" + "9" * 5000, {}),
    ("/voice/keys?step=1&pressed=abc", {}),
    ("/voice/keys?step=1&pressed=" + "1" * 33, {}),
    ("/voice/keys?step=1", {"Digits": "12a"}),
    ("/voice/keys?step=1", {"Digits": "1" * 33}),
]


@pytest.mark.parametrize(("path", "fields"), STRANGE_CALLS, ids=[path[:40] for path, _ in STRANGE_CALLS])
async def test_an_address_or_a_key_that_no_call_of_ours_has_is_malformed(
    house: House, path: str, fields: dict[str, str]
) -> None:
    trouble = await house.metric("hotline_trouble_total")
    path = path.replace("٣", "%D9%A3")
    status, answer = await house.post(path, {**CALL, **fields})
    assert status == 400
    assert len(answer.splitlines()) == 1
    assert await house.metric("hotline_trouble_total") == trouble


async def test_only_post_reaches_a_webhook(house: House) -> None:
    for path in DOORS:
        assert (await house.get(path))[0] == 405
    assert (await house.get("/nowhere"))[0] == 404


async def test_a_query_without_meaning_is_signed_all_the_same(house: House, redis_url: str) -> None:
    """Whoever points the carrier at /sms?room=2 gets answers."""
    assert (await house.post("/sms?room=2&x=%D0%B0", ASKED))[0] == 200
    assert len(sent_rows(redis_url)) == 1
