"""What each server does with messages, as its documentation or source says, asked for by plain HTTP."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest

from hotline.carriers.smart_encoding import smart_encoded
from hotline.pretend.faults import FaultPlan
from hotline.pretend.profiles import SIGNALWIRE, SOMLENG, TWILIO, TWILIO_SHARED_KEY, ErrorCode, Profile
from tests.world import ACCOUNT, API, GOOD, NUMBER, PERSON, World

ALL = [TWILIO, TWILIO_SHARED_KEY, SOMLENG, SIGNALWIRE]
OTHER = "+77021234567"
SERVICE = {"To": PERSON, "MessagingServiceSid": "MG" + "1" * 32, "Body": "a"}
each = pytest.mark.parametrize("profile", ALL, ids=[profile.name for profile in ALL])


async def send(world: World, form: dict[str, str] = GOOD, **more: str) -> tuple[int, dict[str, Any]]:
    status, text = await world.post(f"{world.carrier.profile.base}{API}/Messages.json", **form, **more)
    return status, json.loads(text)


async def listed(world: World, **query: str) -> list[dict[str, Any]]:
    status, answer = await world.ask(f"{world.carrier.profile.base}{API}/Messages.json", **query)
    messages = answer["messages"]
    assert status == 200
    assert isinstance(messages, list)
    return messages


@pytest.mark.parametrize(
    ("profile", "longest", "refusal"),
    [
        (TWILIO, 36_000, (400, 20001)),
        (SOMLENG, 14_400, (422, "20422")),
        (SIGNALWIRE, 172_800, (422, "20001")),
    ],
)
async def test_how_long_a_message_may_wait(
    world: World, profile: Profile, longest: int, refusal: tuple[int, ErrorCode]
) -> None:
    world.carrier.profile = profile
    assert (await send(world, ValidityPeriod="1"))[0] == 201
    assert (await send(world, ValidityPeriod=str(longest)))[0] == 201
    for seconds in ("0", str(longest + 1), "long"):
        status, answer = await send(world, ValidityPeriod=seconds)
        assert (status, answer["code"], answer["status"]) == (*refusal, refusal[0])
    assert len(world.carrier.messages) == 2


@pytest.mark.parametrize(
    ("profile", "planned", "status", "code"),
    [
        (TWILIO, 21610, 400, 21610), (TWILIO, 21606, 400, 21606), (TWILIO, 20003, 401, 20003),
        (SOMLENG, 21606, 422, "21606"), (SOMLENG, 21704, 422, "21704"), (SOMLENG, 30006, 422, "30006"),
        (SOMLENG, "S1005", 422, "S1005"), (SOMLENG, "S1007", 422, "S1007"),
        (SOMLENG, 20003, 401, "20003"), (SOMLENG, 30002, 401, "30002"), (SOMLENG, "S1004", 401, "S1004"),
        (SIGNALWIRE, 21610, 422, "21610"),
    ],
)  # fmt: skip
async def test_a_refusal_has_its_status_and_its_kind_of_code(
    world: World, profile: Profile, planned: ErrorCode, status: int, code: ErrorCode
) -> None:
    world.carrier.profile, world.carrier.faults = profile, FaultPlan(codes={planned: 1})
    seen, answer = await send(world)
    assert (seen, answer["code"], answer["status"]) == (status, code, status)
    assert answer["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert len(world.carrier.messages) == 0


@pytest.mark.parametrize(
    ("changes", "twilios"),
    [
        ({"To": "+7701"}, 21211), ({"To": ""}, 21604), ({"From": ""}, 21603), ({"Body": ""}, 21602),
        ({"Body": "ж" * 1601}, 21617), ({"StatusCallback": "/status"}, 21609), ({"From": OTHER}, 21606),
    ],
)  # fmt: skip
async def test_somleng_has_one_code_for_all_that_is_wrong_with_a_form_but_the_sender(
    world: World, changes: dict[str, str], twilios: int
) -> None:
    status, answer = await send(world, {**GOOD, **changes})
    assert (status, answer["code"]) == (400, twilios)
    world.carrier.profile = SOMLENG
    status, answer = await send(world, {**GOOD, **changes})
    assert (status, answer["code"]) == (422, "21606" if twilios == 21606 else "20422")


@pytest.mark.parametrize(("profile", "code"), [(TWILIO, 20003), (SOMLENG, "20003"), (SIGNALWIRE, "20003")])
async def test_with_another_token_all_is_refused(world: World, profile: Profile, code: ErrorCode) -> None:
    world.carrier.profile, world.carrier.auth_token = profile, "changed at the carrier"
    for status, answer in (await send(world), await world.ask(f"{profile.base}{API}/Messages.json")):
        assert (status, answer["code"]) == (401, code)


async def test_an_api_key_opens_the_account_and_its_sid_alone_does_not(world: World) -> None:
    key = "SK" + "1" * 32
    world.carrier.api_key = (key, "its secret")
    for pair, wanted in [((key, "its secret"), 200), ((key, "wrong"), 401), ((ACCOUNT, "its secret"), 401)]:
        headers = {"Authorization": aiohttp.encode_basic_auth(*pair)}
        async with world.http.get(f"{world.api}{API}/Messages.json", headers=headers) as answer:
            assert answer.status == wanted


@pytest.mark.parametrize(
    ("profile", "plan", "form", "told", "code"),
    [
        (TWILIO, FaultPlan(), GOOD, ["queued", "sent", "delivered"], None),
        (TWILIO, FaultPlan(codes={30003: 1}), GOOD, ["queued", "sent", "undelivered"], 30003),
        (TWILIO, FaultPlan(late_codes={21610: 1}), GOOD, ["queued", "sent", "undelivered"], 21610),
        (SOMLENG, FaultPlan(), GOOD, ["sent"], None),
        (SOMLENG, FaultPlan(), SERVICE, ["queued", "sent"], None),
        (SOMLENG, FaultPlan(codes={"S1002": 1}), GOOD, ["failed"], "S1002"),
        (SOMLENG, FaultPlan(codes={21703: 1}), SERVICE, ["queued", "failed"], "21703"),
        (SOMLENG, FaultPlan(late_codes={"S1005": 1}), GOOD, ["failed"], "S1005"),
        (SIGNALWIRE, FaultPlan(), GOOD, ["queued", "sent", "delivered"], None),
        (SIGNALWIRE, FaultPlan(codes={30003: 1}), GOOD, ["queued", "sent", "undelivered"], "30003"),
    ],
)
async def test_how_a_message_ends_and_what_is_told_of_it(
    world: World, profile: Profile, plan: FaultPlan, form: dict[str, str], told: list[str], code: ErrorCode | None
) -> None:
    """Only Somleng keeps the code for who looks the message up."""
    world.carrier.profile, world.carrier.faults = profile, plan
    status, taken = await send(world, form, StatusCallback=f"{world.hotline}/status")
    await world.carrier.settled()
    assert (status, taken["status"], taken["error_code"]) == (201, "queued", None)
    assert world.statuses() == told
    callback_codes = {form.get("ErrorCode") for _, form, _ in world.received}
    assert callback_codes == ({None} if code is None or profile is SOMLENG else {None, str(code)})
    [found] = await listed(world)
    assert (found["status"], found["error_code"]) == (told[-1], code)
    assert (found["date_sent"] is None) == (told[-1] == "failed")


@pytest.mark.parametrize(
    ("profile", "found"), [(TWILIO, ["to me"]), (SOMLENG, ["to another", "to me"]), (SIGNALWIRE, ["to me"])]
)
async def test_somleng_lists_everybodys_messages_whoever_is_asked_for(
    world: World, profile: Profile, found: list[str]
) -> None:
    world.carrier.profile = profile
    await send(world, {**GOOD, "Body": "to me"})
    await send(world, {**GOOD, "To": OTHER, "Body": "to another"})
    assert [message["body"] for message in await listed(world, To=PERSON, From=NUMBER)] == found
    assert {(message["from"], message["to"][0]) for message in await listed(world)} == {(NUMBER, "+")}


@pytest.mark.parametrize(
    ("profile", "path"),
    [
        (TWILIO, f"{API}/Messages.json"),
        (SOMLENG, f"{API}/Messages.json"),
        (SIGNALWIRE, f"/api/laml{API}/Messages"),
    ],
)
async def test_the_next_page_stands_at_the_servers_own_address(world: World, profile: Profile, path: str) -> None:
    """Not at a path below the base, in which SignalWire's path already is."""
    world.carrier.profile = replace(profile, most_a_page=2)
    for number in range(5):
        await send(world, {**GOOD, "Body": str(number)})
    bodies, uri = [], f"{profile.base}{API}/Messages.json?PageSize=1000"
    while uri:
        status, answer = await world.ask(uri)
        messages, following = answer["messages"], answer["next_page_uri"]
        assert status == 200
        assert isinstance(messages, list)
        bodies.append([message["body"] for message in messages])
        assert following is None or str(following).startswith(f"{path}?PageSize=1000&Page={len(bodies)}&PageToken=PA")
        uri = str(following or "")
    assert bodies == [["4", "3"], ["2", "1"], ["0"]]


@each
async def test_nothing_answers_at_another_base(world: World, profile: Profile) -> None:
    world.carrier.profile = profile
    for base in {"", "/api/laml", "/api/laml/api/laml"} - {profile.base}:
        status, _ = await world.ask(f"{base}{API}/Messages.json")
        assert status == 404


@each
async def test_ids_and_dates_have_the_servers_shape(world: World, profile: Profile) -> None:
    uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    shape = uuid if profile in (SOMLENG, SIGNALWIRE) else "(SM|CA)[0-9a-f]{32}"
    world.carrier.profile = profile
    _, taken = await send(world)
    status, fetched = await world.ask(f"{profile.base}{API}/Messages/{taken['sid']}.json")
    assert (status, fetched["sid"]) == (200, taken["sid"])
    call = world.carrier.call(PERSON)
    assert re.fullmatch(shape, taken["sid"])
    assert re.fullmatch(shape, call.call_sid)
    created = str(fetched["date_created"])
    assert created.endswith(" -0000" if profile is SOMLENG else " +0000")
    assert parsedate_to_datetime(created).replace(tzinfo=UTC) == datetime(2022, 9, 27, 19, 40, tzinfo=UTC)


LOCAL = [
    "http://localhost/s",
    "http://127.0.0.1:8000/s",
    "http://10.0.0.5/s",
    "http://192.168.1.1/s",
    "https://[::1]/s",
]
PUBLIC = ["https://www.example.com/s", "http://93.184.216.34/s"]


async def test_where_a_callback_may_be(world: World) -> None:
    """127.0.0.1 is spared in Somleng's profile, for else no test could have a callback."""
    strict = replace(SOMLENG, callbacks="public")
    world.carrier.faults = FaultPlan(callbacks_lost=1)  # nobody is to be called there
    for url in LOCAL + PUBLIC:
        taken = []
        for profile in (TWILIO, SIGNALWIRE, SOMLENG, strict):
            world.carrier.profile = profile
            status, answer = await send(world, StatusCallback=url)
            taken.append(status == 201)
            assert taken[-1] or (status, answer["code"]) == (422, "20422")
        loopback = "127.0.0.1" in url or "::1" in url
        assert taken == [True, True, url in PUBLIC or loopback, url in PUBLIC]


@pytest.mark.parametrize("profile", [TWILIO, SOMLENG, SIGNALWIRE])
@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(
    ("said", "changes"), [({}, None), ({"SmartEncoded": "false"}, False), ({"SmartEncoded": "true"}, True)]
)
async def test_smart_encoding_changes_the_text_unless_the_send_says_no(
    world: World, profile: Profile, on: bool, said: dict[str, str], changes: bool | None
) -> None:
    """What is said counts, else what the Messaging Service has; SignalWire knows nothing of it."""
    world.carrier.profile, world.carrier.faults = profile, FaultPlan(smart_encoding=on)
    await send(world, {**GOOD, "Body": "«Ночлег» — школа №5…"}, **said)
    [found] = await listed(world)
    changed = profile is not SIGNALWIRE and (on if changes is None else changes)
    assert found["body"] == ('"Ночлег" - школа №5...' if changed else "«Ночлег» — школа №5…")


# https://www.twilio.com/docs/messaging/services/smart-encoding-char-list, and what is in no such list.
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("«»“”„", '"' * 5), ("‘’ʼ`´", "'" * 5), ("—–•", "---"), ("…‼", "...!!"), ("½ ¼ ¾", "1/2 1/4 3/4"),
        ("ＡＺ０９！～ｚ", "AZ09!~ｚ"), ("a\u200bb\ufeff", "ab"), ("\u2028", " "), ("ᴀʙᴢ", "ABZ"),
        ("Ұлы дала, №5 ё", "Ұлы дала, №5 ё"), ("😀é€", "😀é€"),
    ],
)  # fmt: skip
def test_smart_encoding_by_character(text: str, read: str) -> None:
    assert smart_encoded(text) == read


async def test_a_redacted_body_is_empty_for_who_looks_it_up(world: World) -> None:
    world.carrier.faults = FaultPlan(redacted=1)
    _, taken = await send(world)
    [found] = await listed(world)
    _, fetched = await world.ask(f"{API}/Messages/{taken['sid']}.json")
    assert (found["body"], fetched["body"]) == ("", "")
    assert [message.body for message in world.carrier.messages] == ["a"]


@pytest.mark.parametrize(
    ("plan", "status", "code"),
    [
        (FaultPlan(too_many_requests=1, retry_after="30"), 429, 20429),
        (FaultPlan(unavailable=1, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), 503, 20503),
        (FaultPlan(unavailable=1), 503, 20503),
        (FaultPlan(codes={21606: 1}, retry_after="30"), 400, 21606),
    ],
)
async def test_when_to_come_again_is_said_to_who_came_too_early(
    world: World, plan: FaultPlan, status: int, code: int
) -> None:
    world.carrier.faults = plan
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, world.carrier.auth_token)}
    async with world.http.post(f"{world.api}{API}/Messages.json", data=GOOD, headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (status, code)
        assert answer.headers.get("Retry-After", "") == ("" if status == 400 else plan.retry_after)
    assert len(world.carrier.messages) == 0
    assert world.carrier.counts()["turned_away"] == {str(code): 1}
