"""SMSGate's own client can use the stand-in, and reads what the stand-in says and posts."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any, get_args

import pytest
from android_sms_gateway import domain, enums, errors, webhooks
from android_sms_gateway.client import AsyncAPIClient

from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.gateway import DEVICE
from hotline.pretend.smsgate.messages import ProcessingState
from hotline.pretend.smsgate.webhooks import EVENTS, OTHER_EVENTS
from tests.pretend.smsgate.street import START, USER, Street
from tests.world import NUMBER, PERSON


async def test_a_message_is_sent_and_comes_to_its_end(street: Street) -> None:
    taken = await street.send("reply-1", text="Қош келдіңіз")
    assert (taken.id, taken.state, taken.device_id) == ("reply-1", enums.ProcessState.Pending, DEVICE)
    assert [(to.phone_number, to.error) for to in taken.recipients] == [(PERSON, None)]
    ended = await street.client.get_state("reply-1")
    assert ended.state is enums.ProcessState.Delivered
    assert ended.states is not None
    assert list(ended.states) == ["Pending", "Processed", "Sent", "Delivered"]
    assert street.gate.texts_to(PERSON) == ["Қош келдіңіз"]


async def test_a_server_keeps_hashes_of_what_the_phone_has(street: Street) -> None:
    await street.send()
    ended = await street.client.get_state("m1")
    on_server = street.gate.flavour == "server"
    assert ended.is_hashed == on_server
    # sha256("+77011234567"), the first 16 digits
    assert ended.recipients[0].phone_number == ("c87ea5d396b7f324" if on_server else PERSON)


async def test_all_that_the_client_posts_of_a_text_is_taken(street: Street) -> None:
    """Its Message is what it posts; what the hotline has no use for is named here."""
    unused = {"data_message", "mms_message", "is_encrypted"}
    asked: dict[str, Any] = {
        "phone_numbers": [PERSON],
        "text_message": domain.TextMessage("a"),
        "priority": enums.MessagePriority.BYPASS_THRESHOLD,
        "sim_number": 1,
        "with_delivery_report": False,
        "ttl": 60,
        "id": "m1",
        "device_id": DEVICE,
    }
    assert {known.name for known in fields(domain.Message)} == {*asked, *unused, "valid_until"}
    await street.client.send(domain.Message(**asked))
    taken = street.gate.messages["m1"]
    assert (taken.to, taken.text, taken.priority, taken.sim) == (PERSON, "a", 100, 1)
    assert (taken.wants_report, taken.until) == (False, START + timedelta(seconds=60))
    await street.client.send(domain.Message(**asked | {"id": "m2", "ttl": None, "valid_until": START}))
    assert street.gate.messages["m2"].until == START


@pytest.mark.parametrize(
    ("flavour_of", "kind", "status"),
    [
        ({"unavailable": 1}, errors.ServiceUnavailableError, 503),
        ({"server_error_after_taking": 1}, errors.InternalServerError, 500),
    ],
)
async def test_a_refusal_is_an_error_of_the_client(
    street: Street, flavour_of: dict[str, float], kind: type[errors.APIError], status: int
) -> None:
    street.gate.faults = SmsGateFaults(**flavour_of)  # type: ignore[arg-type]  # shares only
    with pytest.raises(kind) as caught:
        await street.send()
    assert caught.value.status_code == status


async def test_a_repeat_an_unknown_id_and_a_wrong_password_are_errors_of_the_client(street: Street) -> None:
    await street.send()
    with pytest.raises(errors.APIError) as repeated:
        await street.send()
    assert repeated.value.status_code == 409
    with pytest.raises(errors.NotFoundError):
        await street.client.get_state("m2")
    async with AsyncAPIClient(USER, "wrong", base_url=street.api) as stranger:
        with pytest.raises(errors.UnauthorizedError):
            await stranger.get_state("m1")
    with pytest.raises(errors.BadRequestError):
        await street.send("m3", device_id="another")
    assert len(street.gate.sent) == 1


async def test_webhooks_are_registered_listed_and_deleted(street: Street) -> None:
    street.gate.webhooks.registered.clear()
    wanted = domain.Webhook("hotline-ping", "https://hotline.example/sms/smsgate", enums.WebhookEvent.SYSTEM_PING)
    assert await street.client.create_webhook(wanted) == wanted
    assert await street.client.get_webhooks() == [wanted]
    moved = domain.Webhook("hotline-ping", "https://other.example/sms/smsgate", enums.WebhookEvent.SYSTEM_PING)
    await street.client.create_webhook(moved)  # the same id replaces
    assert await street.client.get_webhooks() == [moved]
    await street.client.delete_webhook("hotline-ping")
    assert await street.client.get_webhooks() == []


async def test_devices_are_listed_by_a_server_and_under_another_name_by_a_phone(street: Street) -> None:
    if street.gate.flavour == "phone":
        with pytest.raises(errors.NotFoundError):
            await street.client.list_devices()
        _, listed = await street.ask("GET", "/device")
        devices = [domain.Device.from_dict(device) for device in listed]
    else:
        devices = await street.client.list_devices()
    assert [(device.id, device.last_seen) for device in devices] == [(DEVICE, START)]


async def test_settings_are_read_and_set(street: Street) -> None:
    wanted = domain.DeviceSettings(
        ping=domain.SettingsPing(interval_seconds=60),
        messages=domain.SettingsMessages(processing_order=enums.MessagesProcessingOrder.FIFO),
    )
    await street.client.patch_settings(wanted)
    settings = await street.client.get_settings()
    assert settings.ping == wanted.ping
    assert street.gate.settings.ping_seconds == 60
    assert settings.messages is not None
    # A server knows no processing order, takes it with 200 and drops it.
    on_phone = street.gate.flavour == "phone"
    assert (settings.messages.processing_order is not None) == on_phone
    assert street.gate.settings.oldest_first == on_phone


async def test_only_a_server_lets_settings_be_replaced(server: Street, phone: Street) -> None:
    await server.client.patch_settings(domain.DeviceSettings(ping=domain.SettingsPing(interval_seconds=60)))
    await server.client.update_settings(domain.DeviceSettings(logs=domain.SettingsLogs(lifetime_days=1)))
    settings = await server.client.get_settings()
    assert settings.ping == domain.SettingsPing(interval_seconds=None)
    assert settings.logs == domain.SettingsLogs(lifetime_days=1)
    assert server.gate.settings.ping_seconds is None
    with pytest.raises(errors.APIError) as caught:
        await phone.client.update_settings(domain.DeviceSettings())
    assert caught.value.status_code == 405


async def test_the_signing_key_can_be_set_on_the_phones_own_server_only(street: Street) -> None:
    wanted = domain.DeviceSettings(webhooks=domain.SettingsWebhooks(signing_key="another"))
    if street.gate.flavour == "phone":
        await street.client.patch_settings(wanted)
        assert street.gate.settings.signing_key == "another"
    else:
        with pytest.raises(errors.BadRequestError):
            await street.client.patch_settings(wanted)
        assert street.gate.settings.signing_key is None
    settings = await street.client.get_settings()
    assert settings.webhooks is None or settings.webhooks.signing_key is None


async def test_the_client_asks_for_the_inbox_by_its_older_name(street: Street) -> None:
    await street.settled_with(silent=1, silence="lost")
    street.gate.text(PERSON, "НОЧЛЕГ")
    await street.settled_with()
    assert "sms:received" not in street.events()
    request = domain.MessagesExportRequest(DEVICE, START - timedelta(hours=1), START + timedelta(hours=1))
    await street.client.export_inbox(request)
    await street.gate.settled()
    assert street.told()["sms:received"] == 1


async def test_health_is_read(street: Street) -> None:
    assert (await street.client.health_check()).status is enums.HealthStatus.PASS


async def test_a_text_is_read_by_the_clients_own_class(street: Street) -> None:
    street.gate.text(PERSON, "НОЧЛЕГ <Уральск> & 'Деркул'")
    await street.gate.settled()
    (posted,) = street.posted
    text = webhooks.SmsReceivedPayload.from_dict(posted.payload)
    assert (text.sender, text.message, text.received_at) == (PERSON, "НОЧЛЕГ <Уральск> & 'Деркул'", START)
    assert (text.recipient, text.sim_number) == (NUMBER, 1)


def test_the_client_knows_all_that_the_stand_in_says() -> None:
    assert {state.value for state in enums.ProcessState} == set(get_args(ProcessingState))
    assert {*EVENTS, *OTHER_EVENTS} <= {event.value for event in enums.WebhookEvent}
