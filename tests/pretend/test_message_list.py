"""How the pretend carrier's message list is filtered, and how its pages are turned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from starlette.datastructures import QueryParams

from hotline.carriers.base import Outgoing
from hotline.pretend.message_list import page
from hotline.pretend.messages import Message, Messages
from tests.world import ACCOUNT, API, NUMBER, PERSON, START, World


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


def test_a_message_that_still_waits_is_listed_unless_a_date_is_named() -> None:
    """It has no date_sent yet, and dates are compared with that."""
    messages = Messages()
    messages.add(
        Message("SM1", ACCOUNT, "outbound-api", NUMBER, PERSON, "a", START, START, "queued", taken=0.0, segments=1)
    )

    def listed(**query: str) -> list[tuple[object, ...]]:
        shown = page(messages, ACCOUNT, QueryParams(query))["messages"]
        assert isinstance(shown, list)
        return [(message["sid"], message["date_sent"], message["status"]) for message in shown]

    assert listed(To=PERSON) == [("SM1", None, "queued")]
    assert listed(DateSent="2022-09-27") == []
