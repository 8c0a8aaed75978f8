"""Asking Twilio what became of a message: by its id, and by what was sent when the id was lost."""

from __future__ import annotations

import json
import socket
import traceback
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotline.carriers.base import SendError, Taken
from hotline.carriers.twilio_forms import STATES
from hotline.pretend.faults import FaultPlan
from hotline.pretend.profiles import SOMLENG
from tests.carriers.twilio_lists import ENDLESS, MESSAGE, SERVICE, entry, failure, listing, twilio, twilio_answering
from tests.serving import served
from tests.world import PERSON, START, World, outgoing


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("accepted", "sent"), ("scheduled", "sent"), ("queued", "sent"), ("sending", "sent"), ("sent", "sent"),
        ("delivered", "delivered"), ("read", "delivered"),
        ("undelivered", "failed"), ("failed", "failed"), ("canceled", "failed"),
        ("received", None), ("Delivered", None), ("", None),
    ],
)  # fmt: skip
def test_what_twilios_words_mean(word: str, meant: str | None) -> None:
    assert STATES.get(word) == meant


async def test_a_message_is_asked_for_by_its_id(world: World) -> None:
    sid = await world.twilio.send(MESSAGE)
    await world.carrier.settled()
    assert await world.twilio.status(sid) == Taken(sid, "delivered")
    assert await world.twilio.status("SM" + "0" * 32) is None


async def test_the_code_of_a_message_that_did_not_arrive_is_told(world: World) -> None:
    world.carrier.faults = FaultPlan(codes={30003: 1})
    sid = await world.twilio.send(MESSAGE)
    await world.carrier.settled()
    assert await world.twilio.status(sid) == Taken(sid, "failed", "30003")
    assert await world.twilio.find(MESSAGE, START) == Taken(sid, "failed", "30003")


async def test_a_message_whose_answer_was_lost_is_found_by_what_was_sent(world: World) -> None:
    world.carrier.faults = FaultPlan(cut_after_taking=1)
    with pytest.raises(SendError) as caught:
        await world.twilio.send(MESSAGE)
    await world.carrier.settled()
    assert caught.value.outcome == "unknown"
    [taken] = world.carrier.messages
    assert await world.twilio.find(MESSAGE, START) == Taken(taken.sid, "delivered")


async def test_only_the_same_text_to_the_same_person_since_then_is_found(world: World) -> None:
    await world.twilio.send(outgoing("ночлег в школе №6"))
    await world.twilio.send(outgoing(MESSAGE.body, "+77021234567"))
    world.time = START + timedelta(minutes=1)
    early = await world.twilio.send(MESSAGE)
    await world.carrier.settled()
    assert await world.twilio.find(MESSAGE, world.time + timedelta(seconds=1)) is None
    found = await world.twilio.find(MESSAGE, world.time + timedelta(seconds=0.9))  # Twilio tells whole seconds
    assert found == Taken(early, "delivered")
    late = await world.twilio.send(MESSAGE)
    await world.carrier.settled()
    newest = await world.twilio.find(MESSAGE, START)
    assert newest == Taken(late, "delivered")


async def test_another_persons_equal_message_is_not_theirs(world: World) -> None:
    """On a server that lists everybody's, whatever it is asked for."""
    world.carrier.profile = SOMLENG
    await world.twilio.send(outgoing(MESSAGE.body, "+77021234567"))
    assert await world.twilio.find(MESSAGE, START) is None
    sid = await world.twilio.send(MESSAGE)
    await world.twilio.send(outgoing(MESSAGE.body, "+77021234567"))
    await world.carrier.settled()
    assert await world.twilio.find(MESSAGE, START) == Taken(sid, "sent")


async def test_another_senders_equal_message_is_not_ours() -> None:
    others = [
        entry("SM1", **{"from": "+77019999999"}),
        entry("SM2", to="+77019999999"),
        entry("SM3", direction="inbound"),
    ]
    async with twilio_answering(lambda request: (200, listing(*others))) as (carrier, _):
        assert await carrier.find(MESSAGE, START) is None


async def test_everybodys_list_is_read_no_further_back_than_the_message_can_be(world: World) -> None:
    """It may be as long as the hotline is old."""
    world.carrier.profile = replace(SOMLENG, most_a_page=1)
    for number in range(30):
        world.time = START + timedelta(seconds=number)
        await world.twilio.send(outgoing(to=f"+770212345{number:02}"))
    assert await world.twilio.find(MESSAGE, START + timedelta(seconds=15)) is None
    assert (await failure(world.twilio.find(MESSAGE, START))).outcome == "unknown"  # 30 pages


@pytest.mark.parametrize("hours", [(1, 2, 3), (1, 1, 1)], ids=["the oldest first", "all of one time"])
async def test_a_list_in_another_order_is_read_to_its_end(hours: tuple[int, ...]) -> None:
    others = [
        entry(f"SM{hour}", to="+77021234567", date_created=f"Tue, 27 Sep 2022 {hour:02}:00:00 +0000") for hour in hours
    ]
    ours = entry("SM5", date_created="Tue, 27 Sep 2022 19:40:00 +0000")
    async with twilio_answering(lambda request: (200, listing(*others, ours))) as (carrier, _):
        assert await carrier.find(MESSAGE, START) == Taken("SM5", "sent")


async def test_a_carrier_is_told_to_leave_the_text_as_it_is(world: World) -> None:
    world.carrier.faults = FaultPlan(smart_encoding=True)
    await world.twilio.send(outgoing("«ночлег» — №5…"))
    assert [message.body for message in world.carrier.messages] == ["«ночлег» — №5…"]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("«ночлег» — №5…", '"ночлег" - №5...'),  # smart encoding
        ("й, ё, é", "и\u0306, е\u0308, e\u0301"),
        ("и\u0306", "й"),
        ("one\n two\u00a0three ", "one\r\ntwo three"),
        ("a\u200bb", "ab"),
    ],
)
async def test_what_the_carrier_changed_all_the_same_is_found(text: str, listed: str) -> None:
    async with twilio_answering(lambda request: (200, listing(entry("SM1", body=listed)))) as (carrier, _):
        assert await carrier.find(outgoing(text), START) == Taken("SM1", "sent")


@pytest.mark.parametrize("body", ["", None, "ночлег в школе №6"])
@pytest.mark.parametrize(
    ("created", "is_near"),
    [("19:38:59", False), ("19:39:00", True), ("19:40:00", True), ("19:41:00", True), ("19:41:01", False)],
)
async def test_another_text_of_that_minute_may_be_the_message_changed_by_the_carrier(
    body: str | None, created: str, is_near: bool
) -> None:
    """So it is neither found nor sent again. The one that is found for certain counts before it."""
    other = entry("SM1", body=body, date_created=f"Tue, 27 Sep 2022 {created} +0000")
    since = START - timedelta(minutes=1)
    async with twilio_answering(lambda request: (200, listing(other))) as (carrier, _):
        if is_near:
            assert (await failure(carrier.find(MESSAGE, since))).outcome == "unknown"
        else:
            assert await carrier.find(MESSAGE, since) is None
    both = listing(other, entry("SM2", date_created="Tue, 27 Sep 2022 19:40:00 +0000"))
    async with twilio_answering(lambda request: (200, both)) as (carrier, _):
        assert await carrier.find(MESSAGE, since) == Taken("SM2", "sent")


async def test_a_message_that_the_carrier_has_redacted_is_not_sent_again(world: World) -> None:
    world.carrier.faults = FaultPlan(redacted=1.0, cut_after_taking=1.0)
    await failure(world.twilio.send(MESSAGE))
    assert (await failure(world.twilio.find(MESSAGE, START))).outcome == "unknown"


async def test_an_answer_with_the_same_words_is_not_the_message(world: World) -> None:
    world.answer("/sms", f"<Message>{MESSAGE.body}</Message>")
    await world.carrier.text(PERSON, "НОЧЛЕГ")
    assert await world.twilio.find(MESSAGE, START) is None


async def test_a_messaging_service_finds_its_own_messages(world: World) -> None:
    """The list cannot be narrowed by service, and the number that the service will choose is not known."""
    service = twilio(world.api, SERVICE)
    await world.twilio.send(MESSAGE)
    assert await service.find(MESSAGE, START) is None
    sid = await service.send(MESSAGE)
    await world.carrier.settled()
    assert await service.find(MESSAGE, START) == Taken(sid, "delivered")
    await service.close()


async def test_a_message_that_is_not_sent_on_yet_is_not_lost() -> None:
    """It has no DateSent, so the list must not be narrowed by it."""
    waiting = entry("SM1", date_created="Tue, 27 Sep 2022 19:40:00 +0000", date_sent=None)
    async with twilio_answering(lambda request: (200, listing(waiting))) as (carrier, asked):
        assert await carrier.find(MESSAGE, START) == Taken("SM1", "sent")
    assert asked == ["To=%2B77011234567&From=%2B77010000000&PageSize=250"]


async def test_a_status_of_tomorrow_is_a_message_under_way() -> None:
    """The carrier has it, whatever the word means: it must not be sent again."""
    answers = {"Messages.json": listing(entry("SM1", status="teleporting"))}
    shown = json.dumps(entry("SM1", status="teleporting"))
    answer = lambda request: (200, answers.get(request.url.path.rsplit("/")[-1], shown))  # noqa: E731
    async with twilio_answering(answer) as (carrier, _):
        assert await carrier.find(MESSAGE, START) == Taken("SM1", "sent")
        assert await carrier.status("SM1") == Taken("SM1", "sent")


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (429, '{"code": 20429, "message": "Too Many Requests, +77011234567"}', "20429"),
        (401, '{"code": 20003, "message": "Authenticate"}', "20003"),
        (500, "<html>", "500"),
        (302, "", "302"),
        (200, "not json", ""),
        (200, "[]", ""),
        (200, "{}", ""),
        (200, '{"messages": 5, "sid": 5}', ""),
        (200, '{"messages": [5]}', ""),
        (200, listing(entry("SM1", date_created="Tue, 99 Sep 2022 99:40:00 +0000"), date_created="1 99 9 9:9:9"), ""),
    ],
)
async def test_a_carrier_that_cannot_be_asked_leaves_it_unknown(status: int, body: str, code: str) -> None:
    async with twilio_answering(lambda request: (status, body)) as (carrier, _):
        by_id = await failure(carrier.status("SM1"))
        by_text = await failure(carrier.find(MESSAGE, START))
    assert (by_id.outcome, by_id.code) == ("unknown", code)
    assert by_text.outcome == "unknown"
    shown = "".join(traceback.format_exception(by_id) + traceback.format_exception(by_text))
    assert "77011234567" not in shown


async def test_a_look_up_without_a_connection_is_unknown_too() -> None:
    """A send without a connection is refused, so safe to repeat; that says nothing about the message looked for."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, not listening
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        carrier = twilio(url)
        assert (await failure(carrier.status("SM1"))).outcome == "unknown"
        assert (await failure(carrier.find(MESSAGE, START))).outcome == "unknown"
        await carrier.close()


async def test_a_wish_to_be_left_alone_that_cannot_be_read_is_none() -> None:
    async def answer(request: Request) -> Response:
        return Response("{}", 429, {"Retry-After": ENDLESS})

    async with served(lambda _: Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])) as url:
        carrier = twilio(url)
        refused = await failure(carrier.send(MESSAGE))
        await carrier.close()
    assert (refused.outcome, refused.after) == ("later", None)


@pytest.mark.parametrize("code", ["\x1b[2J", "30003\nat=", "3" * 17, ["30003"]])
async def test_what_is_no_code_is_none(code: object) -> None:
    """It stands in the log, and in the operator's terminal."""
    told = json.dumps({"sid": "SM1", "status": "failed", "error_code": code})
    async with twilio_answering(lambda request: (200, told)) as (carrier, _):
        assert await carrier.status("SM1") == Taken("SM1", "failed")
