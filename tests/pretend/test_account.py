"""The account, its number's page and a Messaging Service, as the documentation has them, asked for by plain HTTP."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from hotline.pretend.account import MessagingService
from hotline.pretend.profiles import SIGNALWIRE, SOMLENG, TWILIO, Profile
from tests.world import ACCOUNT, API, NUMBER, PERSON, TOKEN, World

NUMBERS = f"{API}/IncomingPhoneNumbers"
SERVICE = MessagingService("MG" + "1" * 32, "https://elsewhere.example/sms")


async def page(world: World) -> dict[str, Any]:
    """The number's page."""
    status, answer = await world.ask(f"{world.carrier.profile.base}{NUMBERS}.json", PhoneNumber=NUMBER)
    assert status == 200
    found: Any = answer["incoming_phone_numbers"]
    assert len(found) == 1
    return dict(found[0])


async def change(world: World, **form: str) -> tuple[int, dict[str, Any]]:
    sid = world.carrier.account.number.sid
    status, text = await world.post(f"{world.carrier.profile.base}{NUMBERS}/{sid}.json", **form)
    return status, json.loads(text)


async def test_the_account_tells_its_state(world: World) -> None:
    status, account = await world.ask(f"{API}.json")
    assert (status, account["sid"], account["status"], account["auth_token"]) == (200, ACCOUNT, "active", TOKEN)
    world.carrier.account.status = "suspended"
    assert (await world.ask(f"{API}.json"))[1]["status"] == "suspended"
    assert (await world.ask(f"/2010-04-01/Accounts/AC{'1' * 32}.json"))[0] == 404


async def test_a_standard_key_opens_all_but_the_account(world: World) -> None:
    world.carrier.api_key = ("SK1", "secret")
    headers = {"Authorization": aiohttp.encode_basic_auth("SK1", "secret")}
    for path, status in ((f"{API}.json", 401), (f"{NUMBERS}.json", 200), ("/v1/Services", 200)):
        async with world.http.get(world.api + path, headers=headers) as answer:
            assert answer.status == status


@pytest.mark.parametrize("profile", [TWILIO, SOMLENG, SIGNALWIRE])
async def test_the_number_tells_where_its_texts_and_calls_go(world: World, profile: Profile) -> None:
    world.carrier.profile = profile
    shown = await page(world)
    assert (shown["phone_number"], shown["sms_url"], shown["sms_method"]) == (NUMBER, f"{world.hotline}/sms", "POST")
    assert (shown["voice_url"], shown["status_callback"]) == (f"{world.hotline}/voice", f"{world.hotline}/status/call")
    assert (shown["sms_application_sid"], shown["voice_application_sid"], shown["trunk_sid"]) == (None, None, None)


@pytest.mark.parametrize(
    ("profile", "asked", "count"),
    [
        (TWILIO, NUMBER, 1),
        (TWILIO, NUMBER[1:6], 1),
        (TWILIO, PERSON, 0),
        (SOMLENG, NUMBER, 1),
        (SOMLENG, NUMBER[1:], 1),
        (SOMLENG, NUMBER[1:6], 0),
        (SOMLENG, "", 1),
    ],
)
async def test_twilio_finds_a_number_by_a_part_and_somleng_by_the_whole(
    world: World, profile: Profile, asked: str, count: int
) -> None:
    world.carrier.profile = profile
    _, answer = await world.ask(f"{NUMBERS}.json", PhoneNumber=asked)
    found: Any = answer["incoming_phone_numbers"]
    assert len(found) == count


async def test_what_is_set_is_shown_and_done(world: World) -> None:
    world.answer("/other", "<Message>там</Message>")
    status, shown = await change(world, SmsUrl=f"{world.hotline}/other", SmsMethod="POST")
    assert (status, shown["sms_url"]) == (200, f"{world.hotline}/other")
    assert shown == await page(world)
    await world.carrier.text(PERSON, "НОЧЛЕГ")
    assert [path for path, _, _ in world.received] == ["/other"]


async def test_a_trunk_and_an_app_for_calls_delete_each_other(world: World) -> None:
    _, shown = await change(world, VoiceApplicationSid="AP1", SmsApplicationSid="AP1")
    assert (shown["voice_application_sid"], shown["trunk_sid"]) == ("AP1", None)
    _, shown = await change(world, TrunkSid="TK1")
    assert (shown["voice_application_sid"], shown["trunk_sid"], shown["sms_application_sid"]) == (None, "TK1", "AP1")
    _, shown = await change(world, VoiceApplicationSid="AP1")
    assert (shown["voice_application_sid"], shown["trunk_sid"]) == ("AP1", None)


async def test_somleng_knows_nothing_that_overrides_the_number(world: World) -> None:
    world.carrier.account.service = SERVICE
    world.carrier.profile = SOMLENG
    status, shown = await change(world, SmsApplicationSid="AP1", TrunkSid="TK1", SmsUrl=f"{world.hotline}/sms")
    assert (status, shown["sms_application_sid"], shown["trunk_sid"]) == (200, None, None)
    assert (await world.ask("/v1/Services"))[0] == 404


@pytest.mark.parametrize(("profile", "status", "code"), [(TWILIO, 400, 21402), (SOMLENG, 422, "20422")])
async def test_an_address_that_cannot_be_called_changes_nothing(
    world: World, profile: Profile, status: int, code: int | str
) -> None:
    world.carrier.profile = profile
    before = await page(world)
    refused, answer = await change(world, VoiceUrl=f"{world.hotline}/voice", SmsUrl="ftp://hotline.example")
    assert (refused, answer["code"]) == (status, code)
    assert (await change(world, SmsMethod="PUT"))[0] == status
    assert await page(world) == before
    assert (await world.post(f"{NUMBERS}/PN{'1' * 32}.json"))[0] == 404


async def test_a_service_tells_what_it_says_of_texts_and_whose_number_it_has(world: World) -> None:
    assert (await world.ask("/v1/Services"))[1]["services"] == []
    world.carrier.account.service = SERVICE
    _, listed = await world.ask("/v1/Services")
    status, shown = await world.ask(f"/v1/Services/{SERVICE.sid}")
    assert listed["services"] == [shown]
    assert (status, shown["inbound_request_url"]) == (200, "https://elsewhere.example/sms")
    sid = world.carrier.account.number.sid
    assert (await world.ask(f"/v1/Services/{SERVICE.sid}/PhoneNumbers/{sid}"))[1]["phone_number"] == NUMBER
    for missing in (f"/{SERVICE.sid}/PhoneNumbers/PN1", "/MG2", f"/MG2/PhoneNumbers/{sid}"):
        assert (await world.ask(f"/v1/Services{missing}"))[0] == 404


async def test_an_app_tells_its_own_addresses(world: World) -> None:
    world.carrier.account.applications["AP1"] = {"sid": "AP1", "sms_url": "https://hotline.example/sms"}
    assert (await world.ask(f"{API}/Applications/AP1.json"))[1]["sms_url"] == "https://hotline.example/sms"
    assert (await world.ask(f"{API}/Applications/AP2.json"))[0] == 404
