"""What `check` finds wrong at SMSGate, each by its cause, and what `connect` sets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hotline.carriers.smsgate import PATH, Smsgate
from hotline.carriers.smsgate_webhooks import EVENTS
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.gateway import DEVICE
from hotline.pretend.smsgate.webhooks import RegisteredWebhook
from tests.carriers.smsgate.line import opened, request_of
from tests.pretend.smsgate.street import KEY, Street
from tests.serving import served
from tests.world import PERSON

PUBLIC = "https://hotline.example"
URL = PUBLIC + PATH


@asynccontextmanager
async def beside(street: Street, **more: Any) -> AsyncIterator[Smsgate]:
    """The carrier on a machine with the street's clock."""
    async with opened(street.api, clock=lambda: street.time.timestamp(), **more) as carrier:
        yield carrier


@pytest.fixture
async def connected(street: Street) -> AsyncIterator[Smsgate]:
    """A carrier that is well: `check` finds nothing."""
    async with beside(street) as carrier:
        await carrier.connect(PUBLIC)
        assert await carrier.check(PUBLIC) == []
        yield carrier


async def only_line(carrier: Smsgate, public_url: str = PUBLIC) -> str:
    [line] = await carrier.check(public_url)
    return line


@asynccontextmanager
async def account(devices: object, status: int = 200) -> AsyncIterator[tuple[str, list[str]]]:
    """A server whose list of phones is this, and which knows no webhooks; the paths it was asked for."""
    asked: list[str] = []

    async def answer(request: Request) -> Response:
        asked.append(request.url.path)
        if request.url.path == "/devices":
            return JSONResponse(devices, status)
        return JSONResponse([] if request.url.path == "/webhooks" else {"ping": {"interval_seconds": 60}})

    routes = [Route("/{path:path}", answer, methods=["GET", "POST", "PATCH", "DELETE"])]
    async with served(lambda _: Starlette(routes=routes)) as url:
        yield url, asked


async def test_a_fresh_phone_lacks_all_six_webhooks_and_the_ping(street: Street) -> None:
    street.gate.webhooks.registered.clear()
    async with beside(street) as carrier:
        found = await carrier.check(PUBLIC)
    assert found[:6] == [f"the webhook {event} is not registered; hotline connect" for event in EVENTS]
    assert [line for line in found[6:] if "ping" in line] == [
        "the phone does not ping every 300 s, so its silence is not noticed; hotline connect"
    ]
    # A server does not know the order in which its phones send.
    assert [line for line in found[6:] if "newest" in line] == (
        ["the phone sends the newest message first; in the app: Settings, Messages, Processing order: FIFO"]
        if street.gate.flavour == "phone"
        else []
    )


async def test_connect_sets_all_that_can_be_set_and_says_what_is_left(street: Street) -> None:
    async with beside(street, signing_key="another-key") as carrier:
        said = await carrier.connect(PUBLIC)
    on_phone = street.gate.flavour == "phone"
    registered = street.gate.webhooks.registered
    ours = {webhook.event: webhook for id_, webhook in registered.items() if id_.startswith("hotline-")}
    assert {event: webhook.url for event, webhook in ours.items()} == dict.fromkeys(EVENTS, URL)
    assert street.gate.settings.ping_seconds == 60
    assert street.gate.settings.oldest_first == on_phone
    assert street.gate.settings.signing_key == ("another-key" if on_phone else None)
    assert said[0] == f"6 of 6 webhooks point to {URL}"
    assert "a ping comes every 60 s, once the app is stopped and started again on the phone" in said
    assert said[-2:] == (
        ["the oldest message leaves first", "the phone signs with SMSGATE_SIGNING_KEY"]
        if on_phone
        else [
            "in the app: Settings, Webhooks, Signing key must be SMSGATE_SIGNING_KEY",
            "the phone fetches the rest by itself within some minutes",
        ]
    )
    assert "another-key" not in "".join(said)


async def test_connect_takes_down_what_pointed_to_an_older_hotline_and_nothing_else(street: Street) -> None:
    """Else a text would be told twice, or to a name that somebody else has now."""
    registered = street.gate.webhooks.registered
    assert all(webhook.url.endswith(PATH) for webhook in registered.values())  # by the street, under ids of its own
    registered["theirs"] = RegisteredWebhook("theirs", "https://shop.example/orders", "sms:received")
    registered["hotline-old"] = RegisteredWebhook("hotline-old", f"https://old.example{PATH}", "sms:received")
    registered["hotline-sms-sent"] = RegisteredWebhook("hotline-sms-sent", f"https://old.example{PATH}", "sms:sent")
    async with beside(street) as carrier:
        said = await carrier.connect(PUBLIC)
        assert set(registered) == {"theirs", *(f"hotline-{event.replace(':', '-')}" for event in EVENTS)}
        assert said.count("an older webhook of the hotline's is deleted") == 8
        assert await carrier.connect(PUBLIC) == [line for line in said if "older webhook" not in line]
        assert await carrier.check(PUBLIC) == []


async def test_what_is_connected_is_heard(street: Street) -> None:
    """With the signing key that was set."""
    url = street.gate.webhooks.registered["sms:received"].url.removesuffix(PATH)
    async with beside(street, signing_key="another-key" if street.gate.flavour == "phone" else KEY) as carrier:
        await carrier.connect(url)
        street.gate.text(PERSON, "НОЧЛЕГ")
        await street.gate.settled()
        for posted in street.posted:
            carrier.receive(request_of(posted, street))
    assert street.told() == {"sms:received": 1, "system:ping": 1}


async def test_a_webhook_that_points_elsewhere_is_told(street: Street, connected: Smsgate) -> None:
    assert await connected.check("https://new.example") == [
        f"the webhook {event} points elsewhere than to https://new.example{PATH}; hotline connect" for event in EVENTS
    ]


async def test_a_webhook_that_is_gone_is_told(street: Street, connected: Smsgate) -> None:
    del street.gate.webhooks.registered["hotline-sms-delivered"]
    assert await only_line(connected) == "the webhook sms:delivered is not registered; hotline connect"


async def test_webhooks_of_another_phone_are_none_of_this_one(server: Street) -> None:
    async with beside(server, device=DEVICE) as carrier:
        await carrier.connect(PUBLIC)
        assert {webhook.device for webhook in server.gate.webhooks.registered.values()} == {DEVICE}
        assert await carrier.check(PUBLIC) == []
        other = RegisteredWebhook("hotline-sms-sent", URL, "sms:sent", "another")
        server.gate.webhooks.registered["hotline-sms-sent"] = other
        assert await only_line(carrier) == f"the webhook sms:sent points elsewhere than to {URL}; hotline connect"


@pytest.mark.parametrize("seconds", [None, 301])
async def test_a_rare_ping_is_told(street: Street, connected: Smsgate, seconds: int | None) -> None:
    await street.ask("PATCH", "/settings", json={"ping": {"interval_seconds": seconds}})
    assert "does not ping every 300 s" in await only_line(connected)


async def test_working_hours_are_told(street: Street, connected: Smsgate) -> None:
    await street.ask("PATCH", "/settings", json={"messages": {"work_hours_enabled": True}})
    assert "working hours" in await only_line(connected)


async def test_a_phone_that_sends_the_newest_first_is_told(phone: Street) -> None:
    async with beside(phone) as carrier:
        await carrier.connect(PUBLIC)
        phone.gate.settings.by_hand("messages", "processing_order", "LIFO")
        assert (await only_line(carrier)).startswith("the phone sends the newest message first")


@pytest.mark.parametrize(("battery", "told"), [(25, False), (24, True), (5, True)])
async def test_a_low_battery_is_told(phone: Street, battery: int, told: bool) -> None:
    async with beside(phone) as carrier:
        await carrier.connect(PUBLIC)
        phone.gate.phone.battery = battery
        found = await carrier.check(PUBLIC)
    assert found == ([f"the phone's battery is at {battery} %; plug it in"] if told else [])


@pytest.mark.parametrize(
    ("seconds", "told"), [(60, ""), (61, "61 s fast"), (-60, ""), (-61, "61 s slow"), (7200, "7200 s fast")]
)
async def test_a_wrong_clock_is_told(phone: Street, seconds: int, told: str) -> None:
    async with beside(phone) as carrier:
        await carrier.connect(PUBLIC)
        phone.gate.faults = SmsGateFaults(clock_off=1, clock_off_seconds=seconds)
        found = await carrier.check(PUBLIC)
    assert found == ([f"the phone's clock is {told}; set its time to come from the network"] if told else [])


@pytest.mark.parametrize(("minutes", "told"), [(5, False), (6, True)])
async def test_a_phone_that_its_server_does_not_hear_is_told(server: Street, minutes: int, told: bool) -> None:
    async with beside(server) as carrier:
        await carrier.connect(PUBLIC)
        server.gate.faults = SmsGateFaults(silent=1)
        await server.later(minutes=minutes)
        found = await carrier.check(PUBLIC)
    assert [line.partition(";")[0] for line in found] == (["the phone was last heard of 6 min ago"] if told else [])


async def test_a_silent_phone_is_not_reached(phone: Street) -> None:
    phone.gate.faults = SmsGateFaults(silent=1)
    async with beside(phone) as carrier:
        assert (await only_line(carrier)).startswith("SMSGate does not answer at SMSGATE_URL")
        assert await carrier.connect(PUBLIC) == await carrier.check(PUBLIC)


async def test_nobody_at_the_address_is_told() -> None:
    async with opened("http://127.0.0.1:9") as carrier:
        assert (await only_line(carrier)).startswith("SMSGate does not answer at SMSGATE_URL")


async def test_a_wrong_password_is_told(street: Street) -> None:
    async with beside(street, password="wrong") as carrier:
        assert (await only_line(carrier)).startswith("SMSGate does not accept SMSGATE_USER and SMSGATE_PASSWORD")
        assert await carrier.connect(PUBLIC) == await carrier.check(PUBLIC)


async def test_a_wrong_address_is_told(street: Street) -> None:
    async with opened(f"{street.api}/mobile/v1") as carrier:
        assert (await only_line(carrier)).startswith("SMSGATE_URL is not where SMSGate's API begins")
        assert await carrier.connect(PUBLIC) == await carrier.check(PUBLIC)


@pytest.mark.parametrize("public_url", ["http://hotline.example", "http://localhost", "http://192.168.1.2"])
async def test_an_address_that_no_phone_posts_to_is_told(street: Street, public_url: str) -> None:
    before = dict(street.gate.webhooks.registered)
    async with beside(street) as carrier:
        assert (await carrier.check(public_url))[0].startswith("HOTLINE_PUBLIC_URL is neither https nor")
        [line] = await carrier.connect(public_url)
    assert line.startswith("HOTLINE_PUBLIC_URL is neither https nor")
    assert street.gate.webhooks.registered == before


@pytest.mark.parametrize(
    ("devices", "status", "device", "line"),
    [
        ([], 200, "", "no phone is known to SMSGate; open the app"),
        ([{"id": "a"}, {"id": "b"}], 200, "", "any of 2 phones may take a message; set SMSGATE_DEVICE to one of a, b"),
        ([{"id": "a"}, {"id": "b"}], 200, "c", "SMSGATE_DEVICE is none of the phones that SMSGate knows: a, b"),
        ({}, 200, "", "SMSGATE_URL is not where SMSGate's API begins"),
        ("", 403, "", "SMSGate does not accept SMSGATE_USER and SMSGATE_PASSWORD"),
        ("", 500, "", "SMSGate does not tell of its phones: status 500"),
        ("", 429, "", "SMSGate does not tell of its phones: more than SMSGate takes at once (429)"),
    ],
)
async def test_without_one_phone_to_use_nothing_else_is_asked_for(
    devices: object, status: int, device: str, line: str
) -> None:
    async with account(devices, status) as (url, asked), opened(url, device=device) as carrier:
        for found in (await carrier.check(PUBLIC), await carrier.connect(PUBLIC)):
            assert [one[: len(line)] for one in found] == [line]
        assert asked == ["/devices"] * 2


async def test_one_of_several_phones_can_be_chosen() -> None:
    async with (
        account([{"id": "a"}, {"id": "b", "lastSeen": 7}, 7, {}]) as (url, _),
        opened(url, device="b") as carrier,
    ):
        assert all("webhook" in line for line in await carrier.check(PUBLIC))


@pytest.mark.parametrize("odd", [b"", b"[]", b"{}", b'"x"', b"[7, {}]", b'{"ping": 7, "checks": [], "messages": []}'])
async def test_odd_answers_are_no_reason_to_break(odd: bytes) -> None:
    async def answer(request: Request) -> Response:
        if request.url.path == "/devices":
            return Response(status_code=404)
        return Response(orjson.dumps([{"id": "a"}]) if request.url.path == "/device" else odd)

    routes = [Route("/{path:path}", answer, methods=["GET", "POST", "PATCH"])]
    async with served(lambda _: Starlette(routes=routes)) as url, opened(url) as carrier:
        found = await carrier.check(PUBLIC)
        said = await carrier.connect(PUBLIC)
    assert len([line for line in found if "is not registered" in line]) == 6
    assert said[0] == f"0 of 6 webhooks point to {URL}"
    assert "the ping is not taken; in the app: Settings, Ping, 60 seconds" in said


async def test_what_is_not_taken_is_told() -> None:
    async def answer(request: Request) -> Response:
        if request.method != "GET":
            return Response(status_code=400)
        return JSONResponse([{"id": "a"}] if request.url.path == "/devices" else [])

    routes = [Route("/{path:path}", answer, methods=["GET", "POST", "PATCH"])]
    async with served(lambda _: Starlette(routes=routes)) as url, opened(url) as carrier:
        said = await carrier.connect(PUBLIC)
    assert said[0] == f"0 of 6 webhooks point to {URL}"
    assert said[6] == (
        "the webhook system:ping is not taken: turned away by SMSGate (400); an older app may not know it"
    )
    assert said[7:] == ["the settings are not taken: turned away by SMSGate (400)"]


async def test_an_app_that_tells_each_text_at_two_times_is_told() -> None:
    async def answer(request: Request) -> Response:
        shown = {
            "/device": [{"id": "a"}],
            "/health": {"version": "1.66.1"},
            "/settings": {"ping": {"interval_seconds": 60}},
            "/webhooks": [{"event": event, "url": URL} for event in EVENTS],
        }
        known = request.url.path in shown
        return JSONResponse(shown.get(request.url.path), 200 if known else 404)

    async with served(lambda _: Starlette(routes=[Route("/{path:path}", answer)])) as url, opened(url) as carrier:
        found = await carrier.check(PUBLIC)
    assert found[-1] == "SMSGate 1.66.1 tells texts twice, so people are answered twice; update the app"


async def test_a_phone_whose_id_no_app_gives_is_none() -> None:
    """It would be shown in the operator's terminal."""
    async with account([{"id": "a\x1b[2J"}, {"id": "b" * 65}]) as (url, _), opened(url) as carrier:
        assert (await only_line(carrier)).startswith("no phone is known to SMSGate")
