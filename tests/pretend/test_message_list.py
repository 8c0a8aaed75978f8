"""How the pretend carrier's message list is filtered, and how its pages are turned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.datastructures import QueryParams

from hotline.pretend.message_list import page
from hotline.pretend.messages import Message, Messages
from hotline.pretend.profiles import TWILIO
from tests.world import ACCOUNT, API, NUMBER, PERSON, START, World, outgoing


@pytest.fixture
async def evening(world: World) -> World:
    """Six messages, one an hour from 19:40 in UTC; the fifth to another person."""
    for hour, to in enumerate([PERSON] * 4 + ["+77021234567", PERSON]):
        world.time = START + timedelta(hours=hour)
        await world.twilio.send(outgoing(f"m{hour}", to))
    await world.carrier.settled()
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "543210"),  # newest first
        ({"To": PERSON}, "53210"),
        ({"From": PERSON}, ""),
    ],
)
async def test_the_list_is_filtered(evening: World, query: dict[str, str], found: str) -> None:
    _, answer = await evening.ask(f"{API}/Messages.json", **query)
    messages = answer["messages"]
    assert isinstance(messages, list)
    assert "".join(message["body"][1] for message in messages) == found


async def test_the_sdk_turns_the_pages(evening: World) -> None:
    client = evening.twilio._client
    listed = await client.messages.list_async(to=PERSON, page_size=2)
    assert [message.body for message in listed] == ["m5", "m3", "m2", "m1", "m0"]


async def test_what_comes_meanwhile_does_not_shift_the_pages(evening: World) -> None:
    client = evening.twilio._client
    first = await client.messages.page_async(page_size=4)
    await evening.twilio.send(outgoing("m6"))
    second = await first.next_page_async()
    assert [message.body for message in [*first, *second]] == ["m5", "m4", "m3", "m2", "m1", "m0"]


@pytest.mark.parametrize("query", [{"DateSent": "2022-09-28"}, {"PageSize": "many"}, {"PageSize": "-1"}])
async def test_an_odd_list_query_is_turned_away(world: World, query: dict[str, str]) -> None:
    status, answer = await world.ask(f"{API}/Messages.json", **query)
    assert (status, answer["code"]) == (400, 20001)


def test_a_message_that_still_waits_has_no_date_sent() -> None:
    messages = Messages()
    messages.add(
        Message("SM1", ACCOUNT, "outbound-api", NUMBER, PERSON, "a", START, START, "queued", taken=0.0, segments=1)
    )
    shown = page(messages, ACCOUNT, QueryParams({"To": PERSON}), TWILIO)["messages"]
    assert isinstance(shown, list)
    assert [(message["sid"], message["date_sent"], message["status"]) for message in shown] == [("SM1", None, "queued")]
