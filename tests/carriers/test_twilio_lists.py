"""Reading Twilio's list of messages to its end: pages, order, and what is no list."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.carriers.base import Taken
from hotline.pretend.profiles import SIGNALWIRE
from tests.carriers.twilio_lists import ENDLESS, MESSAGE, entry, failure, listing, twilio, twilio_answering
from tests.world import API, START, World, outgoing


async def test_all_pages_are_read_and_the_newest_counts() -> None:
    """Twilio sorts by DateSent, so what was taken last may stand behind what was sent on last."""
    more = f"{API}/Messages.json?Page=1"
    pages = {
        "": listing(entry("SM1", date_created="Tue, 27 Sep 2022 19:41:00 +0000"), next_page_uri=more),
        "Page=1": listing(
            entry("SM2", date_created="Tue, 27 Sep 2022 19:42:00 +0000"),
            entry("SM3", date_created="Tue, 27 Sep 2022 19:42:00 +0000"),
            entry("SM4"),
        ),
    }
    answer = lambda request: (200, pages["Page=1" if request.url.query == "Page=1" else ""])  # noqa: E731
    async with twilio_answering(answer) as (carrier, asked):
        assert await carrier.find(MESSAGE, START) == Taken("SM2", "sent")
    assert len(asked) == 2


async def test_the_second_page_is_found_where_the_base_of_the_api_has_a_path(world: World) -> None:
    """The address of the next page begins with that path already."""
    world.carrier.profile = replace(SIGNALWIRE, most_a_page=2)
    carrier = twilio(world.api + SIGNALWIRE.base)
    sid = await carrier.send(MESSAGE)
    for number in range(3):
        world.time = START + timedelta(hours=1 + number)
        await carrier.send(outgoing(f"{number}"))
    await world.carrier.settled()
    assert await carrier.find(MESSAGE, START) == Taken(sid, "delivered")
    await carrier.close()


async def test_a_list_does_not_lead_to_another_server() -> None:
    """The token is for nobody else."""
    async with twilio_answering(lambda request: (200, listing(entry("SM1")))) as (other, asked_there):
        elsewhere = f"{other._messages}.json"
        answer = lambda request: (200, listing(next_page_uri=elsewhere))  # noqa: E731
        async with twilio_answering(answer) as (carrier, _):
            assert (await failure(carrier.find(MESSAGE, START))).outcome == "unknown"
    assert asked_there == []


async def test_a_list_without_an_end_is_not_read_for_ever() -> None:
    answer = lambda request: (200, listing(next_page_uri=f"{API}/Messages.json?Page=1"))  # noqa: E731
    async with twilio_answering(answer) as (carrier, asked):
        assert (await failure(carrier.find(MESSAGE, START))).outcome == "unknown"
    assert len(asked) == 20


async def test_a_page_of_any_size_is_not_read_to_its_end() -> None:
    """One as large as an honest server's largest is."""
    one = json.dumps({"sid": "SM1", "body": "ж" * 1600, "subresource_uris": "x" * 1000})
    body = f'{{"messages": [{", ".join([one] * 250)}], "next_page_uri": null}}'
    async with twilio_answering(lambda request: (200, body)) as (carrier, _):
        assert await carrier.find(MESSAGE, START) is None
    async with twilio_answering(lambda request: (200, body + " " * (4 * 1024 * 1024))) as (carrier, _):
        assert (await failure(carrier.find(MESSAGE, START))).outcome == "unknown"


async def test_what_waited_long_at_the_carrier_hides_no_later_message() -> None:
    """It was sent on last and so stands first, though it is as old as what nobody looks for."""
    times = {"SM1": "19:50", "SM2": "09:40", "SM3": "19:40"}
    listed = [
        entry(sid, body=MESSAGE.body if sid == "SM3" else "x", date_created=f"Tue, 27 Sep 2022 {time}:00 +0000")
        for sid, time in times.items()
    ]
    async with twilio_answering(lambda request: (200, listing(*listed))) as (carrier, _):
        assert await carrier.find(MESSAGE, START) == Taken("SM3", "sent")


@pytest.mark.parametrize(
    "listed",
    [
        {"messages": [entry("SM1", date_created=ENDLESS)]},
        {"messages": [], "next_page_uri": "//[x"},
    ],
    ids=["a date", "an address"],
)
async def test_a_list_that_cannot_be_read_says_nothing(listed: dict[str, object]) -> None:
    async with twilio_answering(lambda request: (200, json.dumps(listed))) as (carrier, _):
        assert (await failure(carrier.find(MESSAGE, START))).outcome == "unknown"
