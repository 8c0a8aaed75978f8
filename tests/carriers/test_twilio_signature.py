"""Whose signature holds: Twilio's own vectors, the ways that servers write an address, and keys of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # the SDK ships no types

from hotline.carriers.twilio_signature import Signatures, signature
from hotline.pretend import signing
from hotline.pretend.profiles import SIGNALWIRE, SOMLENG, TWILIO, TWILIO_SHARED_KEY, Port, Profile

TOKEN, KEY = "12345", "a signing key of its own"
# Twilio's own example, https://www.twilio.com/docs/usage/security#validating-requests
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def holds(url: str, fields: Sequence[tuple[str, str]], given: str | None, token: str = TOKEN) -> bool:
    headers = {} if given is None else {b"x-twilio-signature": given.encode("utf-8", "surrogatepass")}
    return Signatures(token).hold(url, fields, headers)


def test_twilios_own_example_is_signed() -> None:
    assert signature(TOKEN, URL, FIELDS) == SIGNATURE
    assert holds(URL, FIELDS, SIGNATURE)
    assert holds(URL, FIELDS[::-1], SIGNATURE)  # order does not count


@pytest.mark.parametrize(
    "wrong", [None, "", "x", SIGNATURE[:-1], SIGNATURE + " ", SIGNATURE.lower(), "ё" * 28, "\ud800", "\x00"]
)
def test_an_odd_signature_is_none(wrong: str | None) -> None:
    assert not holds(URL, FIELDS, wrong)


def test_a_doubled_field_is_refused_though_signed() -> None:
    """The SDK signs both values, so the signature holds whichever of the two a reader takes."""
    doubled = [*FIELDS, ("Digits", "9")]
    assert not holds(URL, doubled, signature(TOKEN, URL, doubled))


def test_what_cannot_be_encoded_is_not_signed() -> None:
    assert not holds(URL, [("Body", "\ud83d")], SIGNATURE)


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://a.example:8443/voice?x=1:2", "https://a.example/voice?x=1:2"),
        ("https://a.example:8443", "https://a.example"),
        ("https://a.example:8443?x", "https://a.example?x"),
        ("https://[::1]:8443/voice", "https://[::1]/voice"),
        ("https://[::1]/voice", "https://[::1]/voice"),
        ("https://a.example/voice:80/", "https://a.example/voice:80/"),
    ],
)
def test_a_port_may_be_left_out_of_what_is_signed(url: str, bare: str) -> None:
    """Voice over HTTPS drops it, SMS keeps it. Without a port in the URL there is only one form."""
    assert holds(url, FIELDS, signature(TOKEN, url, FIELDS))
    assert holds(url, FIELDS, signature(TOKEN, bare, FIELDS))
    assert not holds(bare, FIELDS, signature(TOKEN, "https://b.example/voice", FIELDS))


_words = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    token=st.text(min_size=1, max_size=32),
    fields=st.dictionaries(_words, _words, max_size=8),
    path=st.sampled_from(["", "/sms", "/voice/step?at=1&k=%D0%B0"]),
    port=st.sampled_from(["", ":8443", ":443"]),
    changed=st.booleans(),
)
def test_the_sdk_and_we_judge_alike(token: str, fields: dict[str, str], path: str, port: str, changed: bool) -> None:
    url = f"https://hotline.example{port}{path}"
    signed = RequestValidator(token).compute_signature(url, fields)
    assert signature(token, url, fields.items()) == signed
    received = {**fields, "Extra": "1"} if changed and "Extra" not in fields else fields
    judged = holds(url, list(received.items()), signed, token)
    assert judged == RequestValidator(token).validate(url, received, signed) == (received == fields)


# An address as it is configured, and as it is signed. Source: the validators of Twilio's and SignalWire's SDKs.
@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://a.example/sms", "https://a.example:443/sms"),
        ("http://a.example/sms", "http://a.example:80/sms"),
        ("https://a.example:443/sms", "https://a.example/sms"),
        ("https://a.example:8443/sms", "https://a.example:443/sms"),
        ("https://a.example/sms", "https://a.example/sms?"),
        ("https://a.example/sms", "https://a.example:443/sms?"),
        ("HTTPS://a.example/sms", "HTTPS://a.example:443/sms"),
        ("https://[::1]/sms", "https://[::1]:443/sms"),
        ("https://a.example:443/voice/keys?step=1", "https://a.example/voice/keys?step=1"),
    ],
)
def test_an_address_is_known_however_its_port_and_question_mark_are_written(configured: str, signed: str) -> None:
    assert holds(configured, FIELDS, signature(TOKEN, signed, FIELDS))


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://a.example/sms", "https://a.example:80/sms"),
        ("https://a.example/sms", "https://a.example:8443/sms"),
        ("https://a.example/sms", "http://a.example/sms"),
        ("https://a.example/sms", "https://a.example/sms/"),
        ("https://a.example/sms?a=1", "https://a.example/sms?a=1?"),
        ("https://a.example/sms?a=1", "https://a.example/sms"),
        ("https://a.example/sms", "https://a.example.org/sms"),
        ("https://a.example/sms", "https://a.example:443.org/sms"),
    ],
)
def test_another_address_is_not_known(configured: str, signed: str) -> None:
    assert not holds(configured, FIELDS, signature(TOKEN, signed, FIELDS))


PORTS: list[Port] = ["as it stands", "not in calls", "always", "never"]


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("profile", [TWILIO, TWILIO_SHARED_KEY, SOMLENG, SIGNALWIRE], ids=lambda one: str(one.name))
@pytest.mark.parametrize("public", ["https://a.example", "https://a.example:443", "http://a.example:8000"])
def test_each_server_is_believed_with_its_own_key_and_no_other(profile: Profile, port: Port, public: str) -> None:
    url, fields = f"{public}/voice/keys?step=1&pressed=2", dict(FIELDS)
    key, other = (KEY, TOKEN) if profile.own_key else (TOKEN, KEY)
    signed = signing.signed_url(url, port, call=True)
    for used, right in ((key, True), (other, False)):
        sent = signing.headers(profile, used, signed, fields, call=True)
        headers = {name.lower().encode(): value.encode() for name, value in sent.items()}
        assert Signatures(TOKEN, KEY).hold(url, FIELDS, headers) == right
        alone = Signatures("", KEY) if profile.own_key else Signatures(TOKEN)
        assert alone.hold(url, FIELDS, headers) == right


# What the header says of the algorithm, and whether a signature by SHA-1 or SHA-256 with the shared key holds then.
@pytest.mark.parametrize(
    ("settings", "sha1", "sha256"),
    [
        (b"key=k,algorithm=HMAC_SHA256", False, True),
        (b"key=k, algorithm = hmac_sha256 ", False, True),
        (b"key=k,algorithm=HMAC_SHA1", True, False),
        (b"key=k", True, False),
        (b"", True, False),
        (b"key=k,algorithm=HMAC_MD5", False, False),
        (b"key=k,algorithm=NONE", False, False),
        (b"\xff", True, False),
    ],
)
def test_the_algorithm_is_the_one_that_the_header_names(settings: bytes, sha1: bool, sha256: bool) -> None:
    for algorithm, right in (("HMAC_SHA1", sha1), ("HMAC_SHA256", sha256)):
        made = signing.signature(KEY, URL, FIELDS, algorithm)  # type: ignore[arg-type]  # one of the two
        headers = {b"x-twilio-signature": made.encode(), b"x-twilio-webhooks-signature-settings": settings}
        assert Signatures(TOKEN, KEY).hold(URL, FIELDS, headers) == right
