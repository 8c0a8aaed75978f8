"""The phone: in what order messages leave its SIM, what it tells of them, and how it tells of texts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.pretend.smsgate.faults import SmsGateFaults
from tests.pretend.smsgate.street import SECOND_NUMBER, START, Street, standing
from tests.world import NUMBER, PERSON

OTHER = "+77011234568"


def ids(street: Street) -> list[str]:
    return [sms.id for sms in street.gate.sent]


async def test_what_is_taken_leaves_once_and_is_told(street: Street) -> None:
    await street.send(text="ә" * 71)
    await street.gate.settled()
    assert [(sms.to, sms.text, sms.parts, sms.arrived) for sms in street.gate.sent] == [(PERSON, "ә" * 71, 2, True)]
    assert street.events() == ["sms:sent", "sms:delivered", "sms:delivered"]  # delivered: once a part
    sent, delivered, again = street.posted
    assert (sent.payload["messageId"], sent.payload["recipient"], sent.payload["partsCount"]) == ("m1", PERSON, 2)
    assert sent.payload["sentAt"] == "2022-09-25T21:40:00.000+05:00"
    assert delivered.payload == again.payload
    assert "sender" not in sent.payload  # what is null is left out
    assert delivered.event["id"] != again.event["id"]


async def test_without_a_delivery_report_it_ends_as_sent(street: Street) -> None:
    await street.send(with_delivery_report=False)
    await street.gate.settled()
    assert street.events() == ["sms:sent"]
    assert await street.state() == "Sent"


@pytest.mark.parametrize(("order", "wanted"), [("LIFO", ["c", "b", "a"]), ("FIFO", ["a", "b", "c"])])
async def test_of_messages_alike_the_newest_leaves_first_unless_fifo_is_set(
    server: Street, order: str, wanted: list[str]
) -> None:
    server.gate.settings.by_hand("messages", "processing_order", order)
    server.gate.faults = SmsGateFaults(silent=1)
    for id_ in ("a", "b", "c"):
        await server.send(id_)
    await server.settled_with()
    assert ids(server) == wanted


async def test_the_most_urgent_leaves_first(server: Street) -> None:
    server.gate.faults = SmsGateFaults(silent=1)
    for id_, priority in (("bulk", -1), ("alert", 100), ("reply", 110), ("notice", 0)):
        await server.ask(
            "POST", "/messages", json={"id": id_, "phoneNumbers": [PERSON], "message": "a", "priority": priority}
        )
    await server.settled_with()
    assert ids(server) == ["reply", "alert", "notice", "bulk"]


async def test_the_sim_takes_its_time_for_each_part() -> None:
    async with standing("phone", seconds_per_part=10) as street:
        street.gate.settings.by_hand("messages", "processing_order", "FIFO")
        for id_, text in (("a", "a"), ("b", "ә" * 71), ("c", "c")):
            await street.send(id_, text=text)
        assert ids(street) == ["a"]
        assert await street.state("a") == "Processed"
        await street.later(seconds=10)
        assert await street.state("a") == "Delivered"
        assert ids(street) == ["a", "b"]
        await street.later(seconds=60)
        assert [sms.at - START for sms in street.gate.sent] == [timedelta(seconds=at) for at in (0, 10, 30)]


async def test_what_waits_longer_than_its_time_fails(street: Street) -> None:
    street.gate.faults = SmsGateFaults(stuck=1, stuck_seconds=61)
    await street.send(ttl=60)
    await street.send("m2", ttl=61)
    await street.later(seconds=61)
    assert ids(street) == ["m2"]
    (recipient,) = (await street.client.get_state("m1")).recipients
    assert (recipient.state.value, recipient.error) == ("Failed", "TTL expired")
    (failed,) = [one for one in street.posted if one.name == "sms:failed"]
    assert (failed.payload["messageId"], failed.payload["reason"]) == ("m1", "TTL expired")


async def test_a_message_leaves_by_the_sim_that_is_asked_for(phone: Street) -> None:
    await phone.send("m1", sim_number=2)
    await phone.send("m2", sim_number=3)
    await phone.gate.settled()
    assert [(sms.id, sms.sim) for sms in phone.gate.sent] == [("m1", 2)]
    by_id = {one.payload["messageId"]: one.payload for one in phone.posted}
    assert (by_id["m1"]["sender"], by_id["m1"]["simNumber"]) == (SECOND_NUMBER, 2)
    assert by_id["m2"]["reason"] == "Can't send message: SIM 3 not found"


async def test_a_text_is_told_once_with_all_that_is_known_of_it(street: Street) -> None:
    text = street.gate.text(PERSON, "НОЧЛЕГ Уральск")
    await street.gate.settled()
    (posted,) = street.posted
    assert posted.event == {
        "id": posted.event["id"],
        "webhookId": "sms:received",
        "event": "sms:received",
        "deviceId": street.gate.device,
        "payload": {
            "messageId": text.id,
            "sender": PERSON,
            "recipient": NUMBER,
            "simNumber": 1,
            "phoneNumber": PERSON,
            "message": "НОЧЛЕГ Уральск",
            "receivedAt": "2022-09-25T21:40:00.000+05:00",
        },
    }


async def test_two_equal_texts_of_one_person_are_a_second_apart(street: Street) -> None:
    for sender in (PERSON, PERSON, OTHER):
        street.gate.text(sender, "1")
    await street.gate.settled()
    assert [one.payload["receivedAt"][17:19] for one in street.posted] == ["00", "01", "00"]
    assert len({one.payload["messageId"] for one in street.posted}) == 3


async def test_a_text_to_the_second_sim_says_so(phone: Street) -> None:
    phone.gate.text(PERSON, "1", sim=2)
    await phone.gate.settled()
    (posted,) = phone.posted
    assert (posted.payload["simNumber"], posted.payload["recipient"]) == (2, SECOND_NUMBER)


async def test_a_phone_pings_as_often_as_it_is_set_to(street: Street) -> None:
    await street.later(minutes=5)
    assert street.events() == []  # off at first
    await street.ask("PATCH", "/settings", json={"ping": {"interval_seconds": 60}})
    street.gate.phone.battery = 12
    await street.gate.settled()
    for _ in range(4):
        await street.later(seconds=30)
    assert street.events() == ["system:ping"] * 3
    health = street.posted[-1].payload["health"]
    assert (health["status"], health["checks"]["battery:level"]["observedValue"]) == ("warn", 12)


async def test_an_old_app_has_one_name_for_the_other_side(street: Street) -> None:
    street.gate.faults = SmsGateFaults(old_app=True)
    street.gate.text(PERSON, "1")
    await street.send(to=OTHER)
    await street.gate.settled()
    for one in street.posted:
        assert not {"sender", "recipient"} & set(one.payload)
    assert {one.name: one.payload["phoneNumber"] for one in street.posted} == {
        "sms:received": PERSON, "sms:sent": OTHER, "sms:delivered": OTHER,
    }  # fmt: skip
