"""How each server signs its webhooks, and what stands in them: published vectors, then plain HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import (  # type: ignore[import-untyped]  # the SDK ships no types
    RequestValidator,
    get_signature_algorithm,
)

from hotline.pretend.carrier import PretendCarrier
from hotline.pretend.profiles import SIGNALWIRE, SOMLENG, TWILIO, TWILIO_SHARED_KEY, Algorithm, Port, Profile
from hotline.pretend.signing import signature, signed_url
from tests.serving import served
from tests.world import ACCOUNT, GOOD, NUMBER, PERSON, START, TOKEN

PUBLIC = "https://hotline.example"
FORM = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
PHP = "mycompany.com/myapp.php?foo=1&bar=2"


@pytest.mark.parametrize(
    ("key", "url", "fields", "algorithm", "expected"),
    [
        # The example of https://www.twilio.com/docs/usage/security, of Twilio's SDKs and of SignalWire's.
        ("12345", f"https://{PHP}", FORM, "HMAC_SHA1", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("12345", f"https://{PHP}", FORM[::-1], "HMAC_SHA1", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        # SignalWire's own, for a body that is no form.
        (
            "PSKtest1234567890abcdef",
            "https://example.ngrok.io/webhook?bodySHA256=69f3cbfc18e386ef8236cb7008cd5a54b7fed637a8cb3373b5a1591d7f0fd5f4",
            [],
            "HMAC_SHA1",
            "dfO9ek8mxyFtn2nMz24plPmPfIY=",
        ),
    ],
)
def test_published_signatures(
    key: str, url: str, fields: list[tuple[str, str]], algorithm: Algorithm, expected: str
) -> None:
    assert signature(key, url, fields, algorithm) == expected


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
@pytest.mark.parametrize("url", [f"https://{PHP}", f"https://{PHP.replace('.com', '.com:443')}", f"http://{PHP}"])
def test_the_sdk_takes_our_signatures(url: str, algorithm: Algorithm) -> None:
    assert RequestValidator("12345").validate(url, dict(FORM), signature("12345", url, FORM, algorithm), algorithm)


@pytest.mark.parametrize(
    ("url", "port", "message", "call"),
    [
        ("https://a.example:8443/x?y=1", "not in calls", "https://a.example:8443/x?y=1", "https://a.example/x?y=1"),
        ("http://a.example:8080/x", "not in calls", "http://a.example:8080/x", "http://a.example:8080/x"),
        ("https://user:pass@a.example/x#y", "not in calls", "https://a.example/x", "https://a.example/x"),
        ("https://a.example/sms?", "not in calls", "https://a.example/sms?", "https://a.example/sms?"),
        ("https://a.example/x?y=1", "always", "https://a.example:443/x?y=1", "https://a.example:443/x?y=1"),
        ("http://a.example?y", "always", "http://a.example:80?y", "http://a.example:80?y"),
        ("https://a.example:8443/x", "always", "https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://a.example:443/x", "never", "https://a.example/x", "https://a.example/x"),
        ("https://[::1]:443/x", "never", "https://[::1]/x", "https://[::1]/x"),
        ("https://u@a.example:443/x", "as it stands", "https://u@a.example:443/x", "https://u@a.example:443/x"),
    ],
)
def test_which_address_is_signed(url: str, port: Port, message: str, call: str) -> None:
    assert signed_url(url, port, call=False) == message
    assert signed_url(url, port, call=True) == call


@dataclass
class Door:
    """A hotline that answers each path with its document and keeps what came: path, headers, form."""

    documents: dict[str, str] = field(default_factory=dict)
    came: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def app(self, url: str) -> Starlette:
        async def receive(request: Request) -> Response:
            form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
            self.came.append((request.url.path, dict(request.headers), form))
            inside = self.documents.get(request.url.path, "")
            return Response(f"<Response>{inside}</Response>", media_type="text/xml")

        return Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    async with served(door.app) as door.url:
        yield door


@pytest.fixture
async def carrier(door: Door) -> AsyncIterator[PretendCarrier]:
    carrier = PretendCarrier(account_sid=ACCOUNT, auth_token=TOKEN, number=NUMBER, base_url=door.url, now=lambda: START)
    carrier.signing_key = "PSK1"
    async with carrier:
        yield carrier


@pytest.mark.parametrize(
    ("profile", "header", "key"),
    [
        (TWILIO, "x-twilio-signature", TOKEN),
        (TWILIO_SHARED_KEY, "x-twilio-signature", "PSK1"),
        (replace(TWILIO_SHARED_KEY, algorithm="HMAC_SHA1"), "x-twilio-signature", "PSK1"),
        (SOMLENG, "x-twilio-signature", TOKEN),
        (SIGNALWIRE, "x-signalwire-signature", "PSK1"),
    ],
)
async def test_texts_calls_and_reports_are_signed_as_the_server_does_it(
    door: Door, carrier: PretendCarrier, profile: Profile, header: str, key: str
) -> None:
    """Checked by Twilio's SDK, which has to be told the key and the headers only."""
    carrier.profile, carrier.public_url = profile, PUBLIC
    await carrier.text(PERSON, "НОЧЛЕГ")
    call = carrier.call(PERSON)
    await call.start()
    await call.tell("ringing")
    carrier.take({**GOOD, "StatusCallback": f"{PUBLIC}/status/message/7"})
    await carrier.settled()
    paths = [path for path, _, _ in door.came]
    assert paths[:4] == ["/sms", "/voice", "/status/call", "/status/message/7"]
    for path, headers, form in door.came:
        settings = headers.get("x-twilio-webhooks-signature-settings", "")
        assert settings.startswith("key=webhooks_sharedkey_") == profile.names_algorithm
        algorithm = get_signature_algorithm(settings)
        assert algorithm == profile.algorithm
        assert RequestValidator(key).validate(PUBLIC + path, form, headers[header], algorithm)
        assert not RequestValidator("another").validate(PUBLIC + path, form, headers[header], algorithm)
        assert not RequestValidator(key).validate(door.url + path, form, headers[header], algorithm)
        assert {"x-twilio-signature", "x-signalwire-signature"} & headers.keys() == {header}


@pytest.mark.parametrize(
    ("profile", "home", "text", "call"),
    [
        (TWILIO, PUBLIC, PUBLIC, PUBLIC),
        (TWILIO, f"{PUBLIC}:8443", f"{PUBLIC}:8443", PUBLIC),
        (replace(TWILIO, port="always"), PUBLIC, f"{PUBLIC}:443", f"{PUBLIC}:443"),
        (replace(TWILIO, port="never"), f"{PUBLIC}:443", PUBLIC, PUBLIC),
        (replace(TWILIO, port="always"), "http://hotline.example", *["http://hotline.example:80"] * 2),
        (SOMLENG, f"{PUBLIC}:443", f"{PUBLIC}:443", f"{PUBLIC}:443"),
        (replace(SIGNALWIRE, port="always"), PUBLIC, f"{PUBLIC}:443", f"{PUBLIC}:443"),
    ],
)
@pytest.mark.parametrize(("sms", "path"), [("/sms", "/sms"), ("/sms?", "/sms"), ("/sms/", "/sms/")])
async def test_the_port_and_the_end_of_the_address_are_signed_as_they_were_set(
    door: Door, carrier: PretendCarrier, profile: Profile, home: str, text: str, call: str, sms: str, path: str
) -> None:
    carrier.profile, carrier.public_url = profile, home
    carrier.account.number.sms_url = home + sms
    await carrier.text(PERSON, "НОЧЛЕГ")
    await carrier.call(PERSON).start()
    key = "PSK1" if profile.own_key else TOKEN
    (texted, headers, form), (_, call_headers, call_form) = door.came
    header = profile.signature_header.lower()
    assert texted == path
    assert headers[header] == signature(key, text + sms, form.items())
    assert call_headers[header] == signature(key, f"{call}/voice", call_form.items())


async def test_somlengs_forms_hold_only_what_matters(door: Door, carrier: PretendCarrier) -> None:
    carrier.profile = SOMLENG
    await carrier.text(PERSON, "НОЧЛЕГ")
    call = carrier.call(PERSON)
    await call.start()
    carrier.take({**GOOD, "StatusCallback": f"{door.url}/status/message/7"})
    await carrier.settled()
    about = {"AccountSid", "ApiVersion", "From", "To"}
    texted = {*about, "Body", "MessageSid", "NumMedia", "ReferralNumMedia"}
    assert [form.keys() for _, _, form in door.came] == [
        texted,
        {*about, "CallSid", "CallStatus", "Called", "Caller", "Direction"},
        {*texted, "MessageStatus"},
    ]


@pytest.mark.parametrize("profile", [TWILIO, SOMLENG, SIGNALWIRE])
async def test_only_somleng_asks_for_more_after_a_silent_recording(
    door: Door, carrier: PretendCarrier, profile: Profile
) -> None:
    carrier.profile = profile
    door.documents = {
        "/voice": "<Record action='/voice/recording'/><Say>nothing heard</Say>",
        "/voice/recording": "<Say>thank you</Say>",
    }
    call = carrier.call(PERSON)
    await call.start()
    heard = await call.silence()
    said = [getattr(line, "text", "") for line in heard.lines]
    if profile is not SOMLENG:
        assert (said, len(door.came)) == (["nothing heard"], 1)
        return
    path, _, form = door.came[-1]
    assert (said, path, form["RecordingDuration"]) == (["thank you"], "/voice/recording", "0")
    assert form["RecordingUrl"].startswith("https://")
    assert "Digits" not in form


@pytest.mark.parametrize(("profile", "silent"), [(TWILIO, {"Digits": ""}), (SOMLENG, {})])
async def test_what_an_empty_gather_tells(
    door: Door, carrier: PretendCarrier, profile: Profile, silent: dict[str, str]
) -> None:
    carrier.profile = profile
    door.documents = {"/voice": "<Gather action='/voice/keys' actionOnEmptyResult='true'/>"}
    call = carrier.call(PERSON)
    await call.start()
    await call.silence()
    _, _, form = door.came[-1]
    assert {name: value for name, value in form.items() if name == "Digits"} == silent
    assert ("msg" in form) == profile.full_forms


async def test_a_calls_status_is_told_whatever_goes_on(door: Door, carrier: PretendCarrier) -> None:
    call = carrier.call(PERSON)
    await call.start()
    for status in ("ringing", "in-progress", "completed"):
        await call.tell(status)
    told = [(path, form["CallSid"], form["CallStatus"]) for path, _, form in door.came[1:]]
    assert told == [("/status/call", call.call_sid, status) for status in ("ringing", "in-progress", "completed")]
