"""What the two flavours take and refuse, by raw HTTP, and where they differ."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import orjson
import pytest
from starlette.types import Receive, Scope, Send

from hotline.pretend.smsgate.api import create_app
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.gateway import DEVICE
from hotline.pretend.smsgate.messages import Flavour
from tests.pretend.smsgate.street import PASSWORD, START, USER, Street, standing
from tests.serving import served
from tests.world import PERSON

GOOD: dict[str, Any] = {"id": "m1", "phoneNumbers": [PERSON], "textMessage": {"text": "a"}, "ttl": 60}


async def post(street: Street, query: str = "?skipPhoneValidation=true", **changed: object) -> tuple[int, Any]:
    body = {name: value for name, value in (GOOD | changed).items() if value is not ...}
    return await street.ask("POST", f"/messages{query}", json=body)


async def test_a_message_is_taken_as_pending(street: Street) -> None:
    status, shown = await post(street)
    assert status == 202
    when = "2022-09-25T21:40:00.000+05:00" if street.gate.flavour == "phone" else "2022-09-25T16:40:00.000Z"
    assert shown == {
        "id": "m1",
        "deviceId": DEVICE,
        "state": "Pending",
        "isHashed": False,
        "isEncrypted": False,
        "recipients": [{"phoneNumber": PERSON, "state": "Pending"}],
        "states": {"Pending": when},
        "textMessage": {"text": "a"},
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"phoneNumbers": ...},
        {"phoneNumbers": []},
        {"phoneNumbers": PERSON},
        {"phoneNumbers": [PERSON, "+77011234568"]},
        {"textMessage": ...},
        {"textMessage": {"text": ""}},
        {"textMessage": "a"},
        {"message": "a"},
        {"dataMessage": {"data": "YQ==", "port": 1}},
        {"validUntil": "2022-09-26T00:00:00Z"},
        {"ttl": ..., "validUntil": "tomorrow"},
        {"ttl": "60"},
        {"ttl": True},
        {"priority": 128},
        {"priority": -129},
        {"simNumber": 4},
        {"withDeliveryReport": "yes"},
        {"deviceId": "another"},
        {"id": 7},
    ],
)
async def test_what_no_flavour_takes_is_refused_with_400(
    phone: Street, server: Street, changed: dict[str, Any]
) -> None:
    for street in (phone, server):
        status, shown = await post(street, **changed)
        assert (status, list(shown)) == (400, ["message"])
        assert street.gate.counts()["turned_away"] == {"400": 1}
        assert street.gate.sent == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"a"'])
async def test_what_is_no_json_object_is_refused_with_400(street: Street, body: bytes) -> None:
    assert (await street.ask("POST", "/messages", data=body))[0] == 400


@pytest.mark.parametrize(
    ("query", "changed", "on_phone", "on_server"),
    [
        ("?skipPhoneValidation=true", {"ttl": 4}, 202, 400),
        ("?skipPhoneValidation=true", {"id": "m" * 37}, 202, 400),
        ("?skipPhoneValidation=true", {"ttl": ..., "validUntil": "2022-09-25T16:39:59Z"}, 400, 202),
        ("", {"phoneNumbers": ["+77152123456"]}, 202, 400),  # a landline
        ("", {"phoneNumbers": ["+7701123"]}, 202, 400),  # too short
        ("", {"phoneNumbers": ["Kcell"]}, 202, 400),
        ("?skipPhoneValidation=true", {"phoneNumbers": ["+77152123456"]}, 202, 202),
        ("", {}, 202, 202),
        ("", {"message": "an older name", "textMessage": ...}, 202, 202),
    ],
)
async def test_where_the_flavours_differ(
    phone: Street, server: Street, query: str, changed: dict[str, Any], on_phone: int, on_server: int
) -> None:
    assert (await post(phone, query, **changed))[0] == on_phone
    assert (await post(server, query, **changed))[0] == on_server


async def test_a_server_writes_a_number_that_it_validates_anew(server: Street) -> None:
    await post(server, "", phoneNumbers=["8 701 123-45-67"])
    assert server.gate.texts_to(PERSON) == ["a"]


async def test_without_an_id_one_is_made(street: Street) -> None:
    _, first = await post(street, id=...)
    _, second = await post(street, id=...)
    assert first["id"] != second["id"]
    assert len(street.gate.sent) == 2


async def test_a_repeat_is_told_by_409_and_sends_nothing(street: Street) -> None:
    await post(street)
    assert (await post(street))[0] == 409
    assert street.gate.texts_to(PERSON) == ["a"]


@pytest.mark.parametrize(("flavour", "status"), [("phone", 500), ("server", 409)])
async def test_an_old_app_tells_a_repeat_by_500_and_a_server_before_it_does_not(flavour: Flavour, status: int) -> None:
    async with standing(flavour, faults=SmsGateFaults(old_app=True)) as street:
        await post(street)
        assert (await post(street))[0] == status
        assert len(street.gate.sent) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/messages"),
        ("GET", "/messages/m1"),
        ("DELETE", "/messages/m1"),
        ("GET", "/webhooks"),
        ("POST", "/webhooks"),
        ("DELETE", "/webhooks/sms:sent"),
        ("GET", "/settings"),
        ("PATCH", "/settings"),
        ("POST", "/inbox/refresh"),
        ("POST", "/messages/inbox/export"),
    ],
)
async def test_a_wrong_password_opens_nothing(street: Street, method: str, path: str) -> None:
    status, _ = await street.ask(method, path, password="wrong", json=GOOD)
    assert status == 401
    assert street.gate.messages == {}
    assert "sms:sent" in street.gate.webhooks.registered


async def test_a_message_is_taken_back_while_it_waits(street: Street) -> None:
    street.gate.faults = SmsGateFaults(stuck=1)
    await post(street)
    status, shown = await street.ask("DELETE", "/messages/m1")
    at_once = "Cancelled" if street.gate.flavour == "phone" else "Cancelling"
    assert (status, shown["state"]) == (200, at_once)
    await street.later(hours=13)
    assert await street.state() == "Cancelled"
    assert street.gate.sent == []
    assert street.events() == ["sms:cancelled"]


async def test_what_has_left_or_never_was_is_not_taken_back(street: Street) -> None:
    await post(street)
    assert (await street.ask("DELETE", "/messages/m1"))[0] == (400 if street.gate.flavour == "phone" else 409)
    assert (await street.ask("DELETE", "/messages/m2"))[0] == 404
    assert await street.state() == "Delivered"


async def test_an_old_app_does_not_take_back(street: Street) -> None:
    street.gate.faults = SmsGateFaults(old_app=True, stuck=1)
    await post(street, ttl=...)
    status, _ = await street.ask("DELETE", "/messages/m1")
    assert status == (405 if street.gate.flavour == "phone" else 200)
    await street.later(hours=13)
    assert await street.state() == "Delivered"


@pytest.mark.parametrize(
    "changed",
    [{"url": "ftp://hotline.example/"}, {"url": 7}, {"event": "sms:lost"}, {"deviceId": "another"}, {"id": "w" * 37}],
)
async def test_a_webhook_that_could_never_be_posted_is_refused(street: Street, changed: dict[str, Any]) -> None:
    wanted = {"id": "w", "url": "https://hotline.example/", "event": "sms:sent", "deviceId": DEVICE}
    assert (await street.ask("POST", "/webhooks", json=wanted | changed))[0] == 400
    assert (await street.ask("POST", "/webhooks", json=wanted))[0] == 201


async def test_a_server_takes_an_address_that_no_phone_posts_to(phone: Street, server: Street) -> None:
    wanted = {"id": "w", "url": "http://hotline.example/", "event": "sms:sent"}
    assert (await phone.ask("POST", "/webhooks", json=wanted))[0] == 400
    assert (await server.ask("POST", "/webhooks", json=wanted))[0] == 201


async def test_a_server_dates_its_answers_by_its_own_clock(server: Street) -> None:
    server.gate.faults = SmsGateFaults(clock_off=1)
    async with server.http.get(f"{server.api}/health") as answer:
        assert parsedate_to_datetime(answer.headers["Date"]) == START


@pytest.mark.parametrize(("battery", "status"), [(90, 200), (20, 200), (9, 500)])
async def test_a_phone_in_bad_health_says_so_by_its_status(phone: Street, battery: int, status: int) -> None:
    phone.gate.phone.battery = battery
    async with phone.http.get(f"{phone.api}/health") as answer:
        assert answer.status == status
        assert (await answer.json())["checks"]["battery:level"]["observedValue"] == battery


async def test_the_phones_own_server_dates_its_answers_by_the_phones_clock(phone: Street) -> None:
    phone.gate.faults = SmsGateFaults(clock_off=1, clock_off_seconds=-1800)
    async with phone.http.get(f"{phone.api}/health") as answer:
        dates = [parsedate_to_datetime(date) for date in answer.headers.getall("Date")]
    assert dates == [START - timedelta(minutes=30)]
    _, (device,) = await phone.ask("GET", "/device")
    assert device["lastSeen"] == "2022-09-25T21:10:00.000+05:00"


async def test_no_other_clock_dates_them_too(phone: Street) -> None:
    """Under a uvicorn that runs by itself, which dates each answer."""
    app = create_app(phone.gate)

    async def dated(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive.__self__.default_headers = [(b"server", b"uvicorn"), (b"date", b"Thu, 01 Jan 1970 00:00:00 GMT")]  # type: ignore[attr-defined]
            await app(scope, receive, send)

    async with served(lambda _: dated) as url, phone.http.get(f"{url}/health") as answer:
        assert answer.headers["Server"] == "uvicorn"
        assert answer.headers.getall("Date") == ["Sun, 25 Sep 2022 16:40:00 GMT"]


async def test_a_silent_phone_is_not_reached_and_its_server_is(phone: Street, server: Street) -> None:
    for street in (phone, server):
        street.gate.faults = SmsGateFaults(silent=1)
        await street.later(minutes=10)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await post(phone)
    assert phone.gate.messages == {}
    assert (await post(server))[0] == 202
    _, (device,) = await server.ask("GET", "/devices")
    assert device["lastSeen"] == "2022-09-25T16:40:00.000Z"
    assert await server.state() == "Pending"
    await server.settled_with()
    assert await server.state() == "Delivered"


@pytest.mark.parametrize(
    ("given", "status"),
    [({"ping": 60}, 400), ({"toys": {"bear": 1}}, 200), ({"ping": {"pong": 1}}, 200), ({"ping": None}, 400)],
)
async def test_settings_that_do_not_exist_are_passed_over(street: Street, given: dict[str, Any], status: int) -> None:
    before = street.gate.settings.shown()
    assert (await street.ask("PATCH", "/settings", json=given))[0] == status
    after = street.gate.settings.shown()
    assert {section for section in after if after[section]} == {section for section in before if before[section]}
    assert street.gate.settings.ping_seconds is None


@pytest.mark.parametrize(
    "changed", [{"since": ...}, {"until": ...}, {"since": "2022-09-25T23:00:00"}, {"since": "2022-09-27T00:00:00Z"}]
)
async def test_a_refresh_needs_a_time_from_and_to(street: Street, changed: dict[str, Any]) -> None:
    wanted = {"since": "2022-09-25T00:00:00Z", "until": "2022-09-26T00:00:00Z"}
    body = {name: value for name, value in (wanted | changed).items() if value is not ...}
    assert (await street.ask("POST", "/inbox/refresh", json=body))[0] == 400
    assert (await street.ask("POST", "/inbox/refresh", json=wanted))[0] == 202


async def test_what_was_sent_and_counted_is_told_to_whoever_is_on_this_machine(street: Street) -> None:
    await post(street, textMessage={"text": "ә" * 71})
    await street.gate.settled()
    host = street.api.removesuffix(street.gate.base)
    async with street.http.get(f"{host}/pretend/sent", params={"to": PERSON}) as answer:
        (sms,) = await answer.json()
    assert (sms["id"], sms["text"], sms["parts"], sms["arrived"]) == ("m1", "ә" * 71, 2, True)
    async with street.http.get(f"{host}/pretend/counts") as answer:
        counts = await answer.json()
    assert counts == {
        "taken": 1,
        "states": {"Delivered": 1},
        "turned_away": {},
        "answers_lost": {},
        "sent": 1,
        "parts": 2,
        "texts": 0,
        "webhooks_answered": {"204": 3},
        "webhooks_taken": {"sms:sent": 1, "sms:delivered": 2},
        "webhooks_waiting": 0,
        "webhooks_given_up": 0,
    }
    async with street.http.get(f"{host}/pretend/faults") as answer:
        assert SmsGateFaults.read(await answer.read()) == street.gate.faults


async def test_somebody_in_the_street_texts_and_reads_the_reply(street: Street) -> None:
    """As `hotline text` does: however the network writes the number, the reply to it is found."""
    host = street.api.removesuffix(street.gate.base)
    asking = asyncio.create_task(
        street.http.post(f"{host}/pretend/text", data={"From": "87011234567", "Body": "НОЧЛЕГ"})
    )
    await street.until_posted(1)
    await post(street, textMessage={"text": "Первый"})
    await post(street, id="m2", textMessage={"text": "Второй"})
    async with await asking as answer:
        assert (answer.status, await answer.text()) == (200, "Первый\n\nВторой")
    assert orjson.loads(street.posted[0].body)["payload"]["message"] == "НОЧЛЕГ"


async def test_nobody_is_asked_for_a_password_about_health(street: Street) -> None:
    async with street.http.get(f"{street.api}/health") as answer:
        assert answer.status == 200
    headers = {"Authorization": aiohttp.encode_basic_auth(USER, PASSWORD)}
    async with street.http.get(f"{street.api}/webhooks", headers=headers) as answer:
        assert answer.status == 200
