"""Which messages the pretend carrier takes, and how its list is searched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline.carriers.base import Outgoing
from hotline.carriers.pretend_messages import ApiError, check
from tests.carriers.world import API, GOOD, NUMBER, PERSON, START, World


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "87011234567"}, 21211),
        ({"To": "+7701"}, 21211),
        ({"To": "+999999999999"}, 21211),  # no such country
        ({"To": NUMBER}, 21211),  # a number cannot write to itself
        ({"From": ""}, 21603),
        ({"From": "+77019999999"}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": "ж" * 1601}, 21617),
        ({"StatusCallback": "/status"}, 21609),
        ({"StatusCallback": "https://a_b.example/"}, 21609),
        ({"StatusCallback": "https://[::1/"}, 21609),
        ({"ValidityPeriod": "0"}, 20001),
        ({"ValidityPeriod": "36001"}, 20001),
        ({"ValidityPeriod": "long"}, 20001),
    ],
)
def test_a_message_is_turned_away_with_twilios_code(changes: dict[str, str], code: int) -> None:
    with pytest.raises(ApiError) as caught:
        check({**GOOD, **changes}, NUMBER)
    assert (caught.value.status, caught.value.code) == (400, code)


@pytest.mark.parametrize(
    "changes", [{}, {"Body": "ж" * 1600}, {"ValidityPeriod": "1"}, {"StatusCallback": "http://127.0.0.1:1/x"}]
)
def test_a_message_at_the_limits_is_taken(changes: dict[str, str]) -> None:
    check({**GOOD, **changes}, NUMBER)
    check({"To": PERSON, "MessagingServiceSid": "MG1", "Body": "a"}, NUMBER)


async def test_the_sdk_reads_what_was_sent(world: World) -> None:
    client = world.twilio._client
    await world.twilio.send(Outgoing("+77021234567", "a"))
    await world.twilio.send(Outgoing(PERSON, "ж" * 71))
    await world.carrier.settled()
    [listed] = await client.messages.list_async(to=PERSON)
    fetched = await client.messages(listed.sid).fetch_async()
    for message in (listed, fetched):
        assert (message.body, message.to, message.from_, message.status) == ("ж" * 71, PERSON, NUMBER, "delivered")
        assert (message.num_segments, message.direction, message.date_sent) == ("2", "outbound-api", START)


@pytest.fixture
async def month(world: World) -> World:
    """Five messages: one an hour from 19:40 on the 27th in UTC, the last to another person at 23:40."""
    for hour, to in enumerate([PERSON] * 4 + ["+77021234567"]):
        world.time = START + timedelta(hours=hour)
        await world.twilio.send(Outgoing(to, f"m{hour}"))
    world.time = START + timedelta(hours=5)  # 00:40 on the 28th
    await world.twilio.send(Outgoing(PERSON, "m5"))
    await world.carrier.settled()
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "543210"),  # newest first
        ({"To": PERSON}, "53210"),
        ({"From": PERSON}, ""),
        ({"DateSent": "2022-09-28"}, "5"),
        ({"DateSent": "2022-09-28T12:00:00Z"}, "5"),  # the SDK sends days so
        ({"DateSent>": "2022-09-28"}, "5"),
        ({"DateSent<": "2022-09-27"}, "43210"),  # the whole day
        ({"DateSent": "2022-09-27", "DateSent>": "2022-09-28"}, ""),
        ({"DateSent>": "2022-09-27T21:40:00Z", "DateSent<": "2022-09-27T22:40:00"}, "32"),  # both ends count
    ],
)
async def test_the_list_is_filtered(month: World, query: dict[str, str], found: str) -> None:
    _, answer = await month.ask(f"{API}/Messages.json", **query)
    messages = answer["messages"]
    assert isinstance(messages, list)
    assert "".join(message["body"][1] for message in messages) == found


async def test_the_sdk_filters_by_time_and_turns_the_pages(month: World) -> None:
    client = month.twilio._client
    since = await client.messages.list_async(to=PERSON, date_sent_after=START + timedelta(hours=3), page_size=1)
    assert [message.body for message in since] == ["m5", "m3"]
    assert len(await client.messages.list_async(date_sent=date(2022, 9, 27), page_size=2)) == 5


async def test_what_comes_meanwhile_does_not_shift_the_pages(month: World) -> None:
    client = month.twilio._client
    first = await client.messages.page_async(page_size=4)
    await month.twilio.send(Outgoing(PERSON, "m6"))
    second = await first.next_page_async()
    assert [message.body for message in [*first, *second]] == ["m5", "m4", "m3", "m2", "m1", "m0"]


@pytest.mark.parametrize("query", [{"DateSent": "yesterday"}, {"PageSize": "many"}, {"Page": "-1"}])
async def test_an_odd_list_query_is_turned_away(world: World, query: dict[str, str]) -> None:
    status, answer = await world.ask(f"{API}/Messages.json", **query)
    assert (status, answer["code"]) == (400, 20001)
