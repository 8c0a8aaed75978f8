"""What `check` finds wrong at Twilio and at servers that speak its API, each by its cause, and what `connect` sets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hotline.carriers.twilio import Twilio
from hotline.carriers.twilio_api import Transport
from hotline.carriers.twilio_setup import TwilioSetup, messaging_base
from hotline.pretend.account import MessagingService
from hotline.pretend.profiles import SIGNALWIRE, SOMLENG, TWILIO, Profile
from tests.serving import served
from tests.world import ACCOUNT, NUMBER, PERSON, TOKEN, World

OTHER, SERVICE = "https://elsewhere.example/sms?password=hidden", "MG" + "1" * 32
MEND = "in the carrier's console, set it there to {} as HTTP POST, or leave it to the number"


@asynccontextmanager
async def setup(world: World, base: str = "", **more: Any) -> AsyncIterator[TwilioSetup]:
    """Beside the pretend carrier, which tells of Messaging Services at the same address."""
    transport = Transport(timeout=2, clock=lambda: 0.0)
    given = {"by_key": False, "numbers": [NUMBER], "service": "", "messaging": world.api}
    account = f"{base or world.api + world.carrier.profile.base}/2010-04-01/Accounts/{ACCOUNT}"
    try:
        yield TwilioSetup(transport, account, **{"auth": (ACCOUNT, TOKEN), **given, **more})
    finally:
        await transport.close()


async def found(world: World, **more: Any) -> list[str]:
    async with setup(world, **more) as own:
        return await own.check(world.hotline)


async def said(world: World, **more: Any) -> list[str]:
    async with setup(world, **more) as own:
        return await own.connect(world.hotline)


@asynccontextmanager
async def answering(answers: Mapping[str, tuple[int, object]]) -> AsyncIterator[str]:
    """A server that knows these ends of paths only."""

    async def answer(request: Request) -> Response:
        for end, (status, content) in answers.items():
            if request.url.path.endswith(end):
                return JSONResponse(content, status)
        return JSONResponse({"code": 20404}, 404)

    routes = [Route("/{path:path}", answer, methods=["GET", "POST"])]
    async with served(lambda _: Starlette(routes=routes)) as url:
        yield url


@pytest.mark.parametrize("profile", [TWILIO, SOMLENG, SIGNALWIRE])
async def test_what_is_set_up_as_it_has_to_be_is_no_finding(world: World, profile: Profile) -> None:
    world.carrier.profile = profile
    assert await found(world) == []


async def test_the_carrier_itself_asks_and_sets_for_its_numbers(world: World) -> None:
    world.carrier.account.number.sms_url = OTHER
    carrier = Twilio(
        account_sid=ACCOUNT, auth_token=TOKEN, public_url=world.hotline, sender=NUMBER, api_base=world.api,
        numbers=[NUMBER],
    )  # fmt: skip
    assert len(await carrier.check(world.hotline)) == 1
    assert len(await carrier.connect(world.hotline)) == 1
    assert await carrier.check(world.hotline) == []
    await carrier.close()


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ({"sms_url": ""}, "texts to {number} go nowhere; hotline connect"),
        ({"sms_url": OTHER}, "texts to {number} go elsewhere than to {home}/sms; hotline connect"),
        ({"sms_method": "GET"}, "texts to {number} come as HTTP GET, which the hotline does not take; hotline connect"),
        ({"voice_url": OTHER}, "calls to {number} go elsewhere than to {home}/voice; hotline connect"),
        (
            {"voice_method": "GET"},
            "calls to {number} come as HTTP GET, which the hotline does not take; hotline connect",
        ),
        ({"status_callback": ""}, "reports on calls to {number} go nowhere; hotline connect"),
    ],
)
@pytest.mark.parametrize("profile", [TWILIO, SOMLENG])
async def test_an_address_that_is_not_ours_is_told_and_connect_mends_it(
    world: World, profile: Profile, page: dict[str, str], line: str
) -> None:
    world.carrier.profile = profile
    for name, value in page.items():
        setattr(world.carrier.account.number, name, value)
    assert await found(world) == [line.format(number=NUMBER, home=world.hotline)]
    assert await said(world) == [
        f"{NUMBER}: the addresses for texts, calls and reports on calls are set to {world.hotline}"
    ]
    assert await found(world) == []


async def test_what_is_connected_is_heard(world: World) -> None:
    world.carrier.account.number.sms_url = OTHER
    world.answer("/sms", "<Message>да</Message>")
    await said(world)
    await world.carrier.text(PERSON, "НОЧЛЕГ")
    assert [(path, signed) for path, _, signed in world.received] == [("/sms", True)]


@pytest.mark.parametrize(
    ("home", "address"),
    [
        ("https://hotline.example", "https://hotline.example:443/sms"),
        ("https://hotline.example:443", "https://hotline.example/sms"),
        ("http://hotline.example", "http://hotline.example:80/sms/"),
        ("https://hotline.example", "https://hotline.example/sms?"),
    ],
)
async def test_an_address_that_our_doors_take_is_ours(world: World, home: str, address: str) -> None:
    world.carrier.public_url = home
    world.carrier.account.number.sms_url = address
    async with setup(world) as own:
        assert await own.check(home) == []
        world.carrier.account.number.sms_url = address.replace("/sms", ":8443/sms")
        assert len(await own.check(home)) == 1


async def test_what_a_number_cannot_do_is_not_missed(world: World) -> None:
    number = world.carrier.account.number
    number.texts, number.sms_url = False, ""
    assert await found(world) == []
    number.texts, number.calls, number.voice_url, number.status_callback = True, False, "", ""
    assert await found(world) == [f"texts to {NUMBER} go nowhere; hotline connect"]


async def test_an_app_wins_over_the_number(world: World) -> None:
    account = world.carrier.account
    account.number.sms_application_sid = account.number.voice_application_sid = "AP1"
    account.applications["AP1"] = {"sms_url": OTHER, "sms_method": "POST", "voice_url": "", "status_callback": OTHER}
    wins = "so says its TwiML app, which wins over the number"
    lines = [
        f"texts to {NUMBER} go elsewhere than to {world.hotline}/sms: {wins}; {MEND.format(world.hotline + '/sms')}",
        f"calls to {NUMBER} go nowhere: {wins}; {MEND.format(world.hotline + '/voice')}",
        f"reports on calls to {NUMBER} go elsewhere than to {world.hotline}/status/call: {wins}; "
        f"{MEND.format(world.hotline + '/status/call')}",
    ]
    assert await found(world) == lines
    assert (await said(world))[1:] == lines
    account.applications["AP1"] = {
        "sms_url": f"{world.hotline}/sms",
        "voice_url": f"{world.hotline}/voice",
        "voice_method": "POST",
        "status_callback": f"{world.hotline}/status/call",
    }
    account.number.sms_url = account.number.voice_url = OTHER  # which nobody asks for
    assert await found(world) == []
    account.applications.clear()
    assert len(await found(world)) == 3


async def test_a_trunk_takes_all_calls(world: World) -> None:
    world.carrier.account.number.trunk_sid = "TK1"
    world.carrier.account.number.voice_url = OTHER
    line = f"calls to {NUMBER} go to a SIP trunk, which wins over the number; take it out of the trunk"
    assert await found(world) == [line]
    assert (await said(world))[1:] == [line]


async def test_a_service_wins_over_the_number_unless_it_leaves_texts_to_it(world: World) -> None:
    service = world.carrier.account.service = MessagingService(SERVICE)
    line = f"texts to {NUMBER} {{}}: so says its Messaging Service, which wins over the number; " + MEND.format(
        world.hotline + "/sms"
    )
    assert await found(world) == [line.format("go nowhere")]
    assert (await said(world))[1:] == [line.format("go nowhere")]
    service.inbound_request_url = f"{world.hotline}/sms"
    assert await found(world) == []
    service.inbound_method = "GET"
    assert await found(world) == [line.format("come as HTTP GET, which the hotline does not take")]
    service.use_inbound_webhook_on_number = True
    assert await found(world) == []
    assert await found(world, messaging="") == []


async def test_a_service_that_is_not_there_is_told(world: World) -> None:
    world.carrier.account.service = MessagingService(SERVICE, use_inbound_webhook_on_number=True)
    assert await found(world, service=SERVICE) == []
    assert await found(world, service="MG2") == [
        "the carrier knows no service TWILIO_MESSAGING_SERVICE_SID; copy it from its console"
    ]


@pytest.mark.parametrize("status", ["suspended", "closed"])
async def test_an_account_that_is_not_active_is_told(world: World, status: str) -> None:
    world.carrier.account.status = status
    assert await found(world) == [f"the account is {status} at the carrier, and nothing leaves; look into its console"]


async def test_keys_that_are_not_accepted_are_told_and_not_quoted(world: World) -> None:
    line = "the carrier does not accept {}, or the account is suspended; copy both from its console"
    for auth, by_key, names in (
        ((ACCOUNT, "hidden"), False, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
        (("SK1", "hidden"), True, "TWILIO_API_KEY and TWILIO_API_SECRET"),
    ):
        assert await found(world, auth=auth, by_key=by_key) == [line.format(names)]
        assert await said(world, auth=auth, by_key=by_key) == [line.format(names)]


async def test_a_key_that_does_not_open_the_account_is_good_for_all_else(world: World) -> None:
    world.carrier.api_key = ("SK1", "secret")
    more = {"auth": ("SK1", "secret"), "by_key": True}
    assert await found(world, **more) == []
    world.carrier.account.number.sms_url = ""
    assert len(await found(world, **more)) == 1


async def test_an_account_or_an_address_that_is_wrong_is_told(world: World) -> None:
    [line] = await found(world, base=f"{world.api}/api/laml")
    assert line.startswith("the carrier knows no account TWILIO_ACCOUNT_SID, or TWILIO_API_BASE is not where")


async def test_nobody_at_the_address_is_told(world: World) -> None:
    [line] = await found(world, base="http://127.0.0.1:9")
    assert line.startswith("the carrier does not answer at TWILIO_API_BASE, or not as its API does")
    assert await said(world, base="http://127.0.0.1:9") == [line]


@pytest.mark.parametrize(
    ("numbers", "lines"),
    [
        (
            [PERSON],
            [f"{PERSON} is no number of this account: nobody reaches us by it; mend TWILIO_FROM and HOTLINE_NUMBERS"],
        ),
        (["1414"], []),
        ([], []),
        ([NUMBER, "1414"], []),
    ],
)
async def test_a_number_that_is_not_the_accounts_is_told(
    world: World, numbers: Sequence[str], lines: list[str]
) -> None:
    """Of a short code nothing is known: Twilio lists them elsewhere."""
    assert await found(world, numbers=numbers) == lines


async def test_a_part_of_a_longer_number_is_not_the_number(world: World) -> None:
    assert len(await found(world, numbers=[NUMBER[:-1]])) == 1


async def test_a_server_that_tells_nothing_of_its_numbers_is_believed(world: World) -> None:
    async with answering({f"{ACCOUNT}.json": (200, {"status": "active"})}) as url:
        assert await found(world, base=url) == []
        assert len(await said(world, base=url)) == 1


@pytest.mark.parametrize(
    ("status", "content", "line"),
    [
        (429, {"code": 20429}, "the carrier does not tell how it is set up: more than it takes at once (20429)"),
        (500, {"code": 20500}, "the carrier does not tell how it is set up: the carrier's code 20500"),
        (200, [], "the carrier does not answer at TWILIO_API_BASE, or not as its API does"),
        (200, {"incoming_phone_numbers": 7}, "the carrier does not answer at TWILIO_API_BASE, or not as its API does"),
    ],
)
async def test_an_odd_answer_is_told_and_no_reason_to_break(
    world: World, status: int, content: object, line: str
) -> None:
    answers = {f"{ACCOUNT}.json": (200, {}), "IncomingPhoneNumbers.json": (status, content)}
    async with answering(answers) as url:
        [told] = await found(world, base=url)
    assert told.startswith(line)


async def test_addresses_that_are_not_taken_are_told(world: World) -> None:
    """Somleng calls nobody at a private address."""
    world.carrier.profile = SOMLENG
    async with setup(world) as own:
        lines = await own.connect("http://192.168.1.2")
    assert lines[0] == f"the addresses of {NUMBER} are not taken: the carrier's code 20422"
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("api", "messaging"),
    [
        ("https://api.twilio.com", "https://messaging.twilio.com"),
        ("https://api.dublin.ie1.twilio.com", "https://messaging.dublin.ie1.twilio.com"),
        ("https://api.twilio.com.example", ""),
        ("https://somleng.example", ""),
        ("http://127.0.0.1:8001", ""),
    ],
)
def test_only_twilio_itself_tells_of_messaging_services(api: str, messaging: str) -> None:
    assert messaging_base(api) == messaging
