"""A phone that is silent for hours: what comes by itself when it is back, what a refresh brings, what never comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.pretend.smsgate.faults import SmsGateFaults
from tests.pretend.smsgate.street import START, Street
from tests.world import PERSON


def span(hours: float = 3) -> dict[str, object]:
    """A refresh of the hours around the start."""
    around = timedelta(hours=hours)
    period = {"since": (START - around).isoformat(), "until": (START + around).isoformat()}
    return period | {"triggerWebhooks": True, "webhookDelivery": "Individual"}


async def test_texts_of_a_silence_that_the_app_kept_come_by_themselves_and_a_refresh_adds_nothing(
    street: Street,
) -> None:
    street.gate.faults = SmsGateFaults(silent=1)
    street.gate.text(PERSON, "НОЧЛЕГ")
    await street.later(hours=3)
    assert street.posted == []
    await street.settled_with()
    assert street.events() == ["sms:received"]
    assert (await street.ask("POST", "/inbox/refresh", json=span()))[0] == 202
    await street.gate.settled()
    assert street.events() == ["sms:received"]


async def test_texts_of_a_silence_that_the_app_lost_are_brought_by_a_refresh_once(street: Street) -> None:
    street.gate.text(PERSON, "before")
    await street.gate.settled()
    street.gate.faults = SmsGateFaults(silent=1, silence="lost")
    text = street.gate.text(PERSON, "НОЧЛЕГ")
    await street.later(hours=3)
    await street.settled_with()
    assert street.events() == ["sms:received", "app:started"]
    for _ in range(2):
        await street.ask("POST", "/inbox/refresh", json=span())
        await street.gate.settled()
    assert street.events() == ["sms:received", "app:started", "sms:received"]
    assert street.posted[-1].payload["messageId"] == text.id
    assert street.posted[-1].payload["receivedAt"] == "2022-09-25T21:40:01.000+05:00"


async def test_an_old_app_brings_all_again_as_other_events(street: Street) -> None:
    street.gate.faults = SmsGateFaults(old_app=True)
    street.gate.text(PERSON, "НОЧЛЕГ")
    await street.gate.settled()
    on_phone = street.gate.flavour == "phone"
    assert (await street.ask("POST", "/inbox/refresh", json=span()))[0] == (404 if on_phone else 202)
    if on_phone:
        assert (await street.ask("POST", "/messages/inbox/export", json=span()))[0] == 202
    await street.gate.settled()
    first, again = street.posted
    assert first.payload == again.payload
    assert first.event["id"] != again.event["id"]


@pytest.mark.parametrize(
    ("asked", "on_phone", "on_server"),
    [
        ({}, [], []),
        ({"triggerWebhooks": True}, ["sms:received"], ["sms:received"]),
        ({"webhookDelivery": "Individual"}, [], ["sms:received"]),
        ({"triggerWebhooks": True, "webhookDelivery": "Disabled"}, ["sms:received"], []),
        ({"triggerWebhooks": True, "webhookDelivery": "Batch"}, ["sms:received"], ["sms:batch:received"]),
    ],
)
async def test_what_a_refresh_tells_depends_on_how_it_is_asked(
    phone: Street, server: Street, asked: dict[str, object], on_phone: list[str], on_server: list[str]
) -> None:
    period = {name: value for name, value in span().items() if name in ("since", "until")}
    for street, wanted in ((phone, on_phone), (server, on_server)):
        url = street.gate.webhooks.registered["sms:received"].url
        webhook = {"id": "batch", "url": url, "event": "sms:batch:received"}
        await street.ask("POST", "/webhooks", json=webhook)
        street.gate.faults = SmsGateFaults(silent=1, silence="lost")
        street.gate.text(PERSON, "1")
        await street.settled_with()
        assert (await street.ask("POST", "/inbox/refresh", json=period | asked))[0] == 202
        await street.gate.settled()
        assert [name for name in street.events() if name != "app:started"] == wanted


async def test_what_a_quiet_refresh_has_read_is_never_told(phone: Street) -> None:
    quiet = {"triggerWebhooks": False}
    for path in ("/inbox/refresh", "/messages/inbox/export"):
        phone.gate.faults = SmsGateFaults(silent=1, silence="lost")
        phone.gate.text(PERSON, "1")
        await phone.settled_with()
        await phone.ask("POST", path, json=span() | quiet)
        await phone.ask("POST", path, json=span())
        await phone.gate.settled()
        assert "sms:received" not in phone.events()


async def test_a_server_knows_three_ways_of_telling(server: Street) -> None:
    assert (await server.ask("POST", "/inbox/refresh", json=span() | {"webhookDelivery": "Pigeon"}))[0] == 400


async def test_a_refresh_looks_only_at_the_time_it_names(street: Street) -> None:
    street.gate.faults = SmsGateFaults(silent=1, silence="lost")
    street.gate.text(PERSON, "1")
    await street.later(hours=9)
    street.gate.text(PERSON, "2")
    await street.settled_with()
    await street.ask("POST", "/inbox/refresh", json=span(hours=1))
    await street.gate.settled()
    assert [one.payload["message"] for one in street.posted if one.name == "sms:received"] == ["1"]


async def test_a_silent_phone_does_not_hear_of_a_refresh(server: Street) -> None:
    server.gate.faults = SmsGateFaults(silent=1, silence="lost")
    server.gate.text(PERSON, "1")
    assert (await server.ask("POST", "/inbox/refresh", json=span()))[0] == 202
    await server.settled_with()
    assert server.events() == ["app:started"]


async def test_what_waited_through_a_silence_longer_than_its_time_fails_and_the_rest_leaves_late(
    server: Street,
) -> None:
    server.gate.faults = SmsGateFaults(silent=1)
    await server.send("m1", ttl=3600)
    await server.send("m2")
    await server.later(hours=3)
    await server.settled_with()
    assert [(sms.id, sms.at - START) for sms in server.gate.sent] == [("m2", timedelta(hours=3))]
    assert await server.state("m1") == "Failed"
