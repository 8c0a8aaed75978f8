"""Webhooks: signed over what is sent, one after another, and again until they are answered."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from hotline.pretend.smsgate import gateway
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.pretend.smsgate.webhooks import RegisteredWebhook, is_secure, signature
from tests.pretend.smsgate.street import KEY, START, Street, standing
from tests.world import PERSON


@pytest.mark.parametrize(
    ("key", "body", "timestamp", "wanted"),
    [  # by openssl dgst -sha256 -hmac KEY, over body and timestamp
        ("12345", "{}", "1700000000", "8b0edc1b430c3245e212461ff2f7918de3f7982e057c42b35006f2087e662290"),
        ("k", '{"a":"b"}', "1", "d301813ceee35704273658780271ec497aaa6b482450fa2a0aa298156498b365"),
        (
            "S3cret-8", '{"message":"НОЧЛЕГ"}', "1664114400",
            "8096af3c469005aa38194fcd221b87b4744bd66cbf68f663c8bd2f24c4519459",
        ),
    ],
)  # fmt: skip
def test_the_signature_is_the_documented_one(key: str, body: str, timestamp: str, wanted: str) -> None:
    assert signature(key, body.encode(), timestamp) == wanted


async def test_a_webhook_is_signed_over_the_body_as_it_is_sent(street: Street) -> None:
    """Which is not what one gets by writing the JSON anew."""
    street.gate.text(PERSON, "A <b> & 'c' = d")
    await street.gate.settled()
    (posted,) = street.posted
    assert posted.headers["x-timestamp"] == str(int(START.timestamp()))
    assert posted.headers["x-signature"] == signature(KEY, posted.body, posted.headers["x-timestamp"])
    assert posted.headers["content-type"] == "application/json"
    assert posted.payload["message"] == "A <b> & 'c' = d"
    assert rb"A \u003cb\u003e \u0026 \u0027c\u0027 \u003d d" in posted.body
    assert orjson.dumps(posted.event) != posted.body


async def test_a_signing_key_that_was_set_counts_at_once(phone: Street) -> None:
    await phone.ask("PATCH", "/settings", json={"webhooks": {"signing_key": "another"}})
    phone.gate.text(PERSON, "1")
    await phone.gate.settled()
    (posted,) = phone.posted
    assert posted.headers["x-signature"] == signature("another", posted.body, posted.headers["x-timestamp"])


async def test_only_what_is_registered_is_posted_and_to_each_under_an_id_of_its_own(street: Street) -> None:
    registered = street.gate.webhooks.registered
    url = registered["sms:received"].url
    registered.clear()
    for id_, event in (("w1", "sms:received"), ("w2", "sms:received"), ("w3", "sms:sent")):
        registered[id_] = RegisteredWebhook(id_, url, event)
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    assert [one.event["webhookId"] for one in street.posted] == ["w1", "w2"]
    assert len({one.event["id"] for one in street.posted}) == 2


async def test_what_is_not_answered_with_2xx_comes_again_later_each_time_with_a_new_time(street: Street) -> None:
    street.status = 503
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    for wait in (5, 10, 20):
        await street.later(seconds=wait - 1)
        before = len(street.posted)
        await street.later(seconds=1)
        assert len(street.posted) == before + 1
    street.status = 200
    await street.later(seconds=40)
    await street.later(hours=1)
    assert len({one.event["id"] for one in street.posted}) == 1
    stamps = [int(one.headers["x-timestamp"]) - int(START.timestamp()) for one in street.posted]
    assert stamps == [0, 5, 15, 35, 75]
    for one in street.posted:
        assert one.headers["x-signature"] == signature(KEY, one.body, one.headers["x-timestamp"])
    assert street.gate.counts()["webhooks_answered"] == {"503": 4, "200": 1}


@pytest.mark.parametrize("tries", [15, 2])
async def test_it_is_given_up_after_as_many_tries_as_the_settings_say(street: Street, tries: int) -> None:
    if tries != 15:
        await street.ask("PATCH", "/settings", json={"webhooks": {"retry_count": tries}})
    street.status = 500
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    for _ in range(20):
        await street.later(days=2)
    assert len(street.posted) == 1 + tries
    counts = street.gate.counts()
    assert (counts["webhooks_waiting"], counts["webhooks_given_up"]) == (0, 1)


async def test_a_redirect_is_no_answer(street: Street) -> None:
    street.status = 307
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    assert street.gate.counts()["webhooks_answered"] == {"307": 1}
    assert street.gate.counts()["webhooks_waiting"] == 1


async def test_a_hotline_that_is_down_gets_it_when_it_is_up_again(street: Street) -> None:
    up = street.gate.webhooks.registered["sms:received"]
    street.gate.register("http://127.0.0.1:9/")  # nobody listens there
    street.gate.text(PERSON, "1")
    await street.gate.settled()
    assert street.gate.counts()["webhooks_answered"] == {"none": 1}
    street.gate.webhooks.registered["sms:received"] = up  # for what comes; what waits keeps its address
    street.gate.text(PERSON, "2")
    await street.gate.settled()
    assert [one.payload["message"] for one in street.posted] == ["2"]
    assert street.gate.counts()["webhooks_waiting"] == 1


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("https://hotline.example/sms", True),
        ("http://127.0.0.1:8080/sms", True),
        ("http://localhost/sms", False),
        ("http://192.168.1.2/sms", False),
        ("ftp://hotline.example/", False),
        ("https:///sms", False),
        ("https://[1/", False),
        ("", False),
    ],
)
def test_the_phone_posts_by_https_and_to_itself(url: str, secure: bool) -> None:
    assert is_secure(url) == secure


async def test_what_is_not_secure_never_leaves_the_phone(server: Street) -> None:
    server.gate.register(server.gate.webhooks.registered["sms:sent"].url.replace("127.0.0.1", "localhost"))
    server.gate.text(PERSON, "1")
    await server.gate.settled()
    assert server.gate.counts()["webhooks_answered"] == {"none": 1}
    assert server.posted == []


async def test_texts_and_reports_come_one_after_another_also_in_the_background(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody asks for it to be settled: what happens sets it going."""
    monkeypatch.setattr(gateway, "_LOOKS", 3600.0)
    async with standing("phone") as street:
        for number in range(20):
            street.gate.text(f"+7701{number:07d}", "1")
        await street.until_posted(20)
        assert [one.payload["sender"] for one in street.posted] == [f"+7701{number:07d}" for number in range(20)]
        await street.send()
        await street.until_posted(22)
        assert street.events()[20:] == ["sms:sent", "sms:delivered"]


async def test_a_phone_in_silence_posts_when_it_is_back(street: Street) -> None:
    street.gate.faults = SmsGateFaults(silent=1)
    street.gate.text(PERSON, "1")
    await street.later(hours=3)
    assert street.posted == []
    street.gate.faults = SmsGateFaults()
    await street.gate.settled()
    (posted,) = street.posted
    assert posted.headers["x-timestamp"] == str(int((START + timedelta(hours=3)).timestamp()))
    assert posted.payload["receivedAt"] == "2022-09-25T21:40:00.000+05:00"
