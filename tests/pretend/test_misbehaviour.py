"""The pretend carrier misbehaves as it is told to, over real HTTP."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from hotline.carriers.base import SendError
from hotline.carriers.twilio import Twilio
from hotline.pretend.faults import FaultPlan
from hotline.pretend.messages import ApiError
from tests.world import ACCOUNT, API, GOOD, NUMBER, PERSON, TOKEN, World, outgoing


async def failure(world: World, twilio: Twilio | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await (twilio or world.twilio).send(outgoing())
    await world.carrier.settled()
    return caught.value


@pytest.mark.parametrize("plan", [FaultPlan(too_many_requests=1), FaultPlan(messages_per_second=1)])
async def test_a_message_that_got_429_is_never_taken(world: World, plan: FaultPlan) -> None:
    world.carrier.faults = FaultPlan(messages_per_second=plan.messages_per_second)
    await world.twilio.send(outgoing("first"))
    world.carrier.faults = plan
    error = await failure(world)
    assert (error.outcome, error.code) == ("later", "20429")
    assert [taken.body for taken in world.carrier.messages] == ["first"]
    assert world.statuses() == ["queued", "sent", "delivered"]


@pytest.mark.parametrize(
    ("plan", "code", "lost"),
    [
        (FaultPlan(server_error_after_taking=1), "20500", {"server error": 1}),
        (FaultPlan(cut_after_taking=1), "", {"cut": 1}),
    ],
)
async def test_a_lost_answer_leaves_the_message_taken_and_reported(
    world: World, plan: FaultPlan, code: str, lost: dict[str, int]
) -> None:
    world.carrier.faults = plan
    error = await failure(world)
    assert (error.outcome, error.code) == ("unknown", code)
    assert len(world.carrier.messages) == 1
    assert world.statuses() == ["queued", "sent", "delivered"]
    _, counts = await world.ask("/pretend/counts")
    assert counts["answers_lost"] == lost


async def test_after_a_cut_connection_the_next_send_is_well(world: World) -> None:
    world.carrier.faults = FaultPlan(cut_after_taking=1)
    await failure(world)
    world.carrier.faults = FaultPlan()
    assert (await world.twilio.send(outgoing())).startswith("SM")


async def test_a_slow_answer_is_one_after_the_message_was_taken(world: World) -> None:
    """So the sender's time-out leaves it open whether it was."""
    world.carrier.faults = FaultPlan(latency_seconds=0.3)
    hasty = Twilio(
        account_sid=ACCOUNT, auth_token=TOKEN, public_url=world.hotline, sender=NUMBER, api_base=world.api, timeout=0.05
    )
    error = await failure(world, hasty)
    await hasty.close()
    assert error.outcome == "unknown"
    assert [taken.status for taken in world.carrier.messages] == ["delivered"]


async def test_a_slow_answer_tells_the_message_as_it_was_taken(world: World) -> None:
    world.carrier.faults = FaultPlan(latency_seconds=0.02)
    loop = asyncio.get_running_loop()
    began = loop.time()
    answer = await world.twilio._client.messages.create_async(to=PERSON, from_=NUMBER, body="a")
    assert loop.time() - began >= 0.02
    assert (answer.status, answer.date_sent) == ("queued", None)
    assert [taken.status for taken in world.carrier.messages] == ["delivered"]


async def test_a_code_known_at_sending_is_answered(world: World) -> None:
    world.carrier.faults = FaultPlan(codes={21610: 1})
    error = await failure(world)
    assert (error.outcome, error.code) == ("stopped", "21610")
    assert len(world.carrier.messages) == 0


async def test_a_code_of_delivery_comes_with_the_last_callback(world: World) -> None:
    world.carrier.faults = FaultPlan(codes={30003: 1})
    await world.twilio.send(outgoing())
    await world.carrier.settled()
    told = [(form["MessageStatus"], form.get("ErrorCode"), signed) for _, form, signed in world.received]
    assert told == [("queued", None, True), ("sent", None, True), ("undelivered", "30003", True)]


async def test_callbacks_are_signed_with_the_query_of_their_url(world: World) -> None:
    world.carrier.faults = FaultPlan(callbacks_doubled=1, callbacks_out_of_order=1)
    await world.post(f"{API}/Messages.json", **GOOD, StatusCallback=f"{world.hotline}/status?id=7f%2B")
    await world.carrier.settled()
    assert world.statuses() == ["delivered", "delivered", "sent", "sent", "queued", "queued"]
    assert {(path, signed) for path, _, signed in world.received} == {("/status?id=7f%2B", True)}


async def test_a_run_can_be_repeated_in_another_order(world: World) -> None:
    plan = FaultPlan(
        too_many_requests=0.3, codes={21610: 0.2, 30003: 0.2}, callbacks_lost=0.3, callbacks_doubled=0.3, seed=5
    )
    people = [f"+7702{number:07d}" for number in range(60)]

    async def run(order: list[str]) -> tuple[object, list[tuple[str, str]]]:
        world.received.clear()
        carrier = world.fresh_carrier(plan)
        async with carrier:
            for to in order:
                with suppress(ApiError):  # turned away, and counted as such
                    carrier.take({**GOOD, "To": to, "StatusCallback": f"{world.hotline}/status"})
            await carrier.settled()
        told = sorted((form["To"], form["MessageStatus"]) for _, form, _ in world.received)
        return carrier.counts(), told

    counts, told = await run(people)
    again, told_again = await run(people[::-1])
    assert told == told_again
    assert counts == again
    assert counts["turned_away"].keys() == {"20429", "21610"}  # type: ignore[index]  # JSON


async def test_a_plan_is_told_over_http(world: World) -> None:
    world.carrier.faults = FaultPlan(seed=3, codes={30003: 0.5})
    assert await world.ask("/pretend/faults") == (200, world.carrier.faults.shown())


async def test_what_was_done_is_counted(world: World) -> None:
    await world.twilio.send(outgoing())
    await world.twilio.send(outgoing("ж" * 71))
    with pytest.raises(SendError):
        await world.twilio.send(outgoing(to="+7701"))
    world.answer("/sms", "<Message>reply</Message>")
    await world.carrier.text(PERSON, "not a send")
    await world.carrier.settled()
    assert await world.ask("/pretend/counts") == (
        200,
        {
            "taken": 2,
            "segments": 3,
            "statuses": {"delivered": 2},
            "turned_away": {"21211": 1},
            "answers_lost": {},
            "callbacks_posted": 6,
        },
    )


async def test_each_message_tells_when_it_was_taken_and_its_segments(world: World) -> None:
    seconds = iter([10.0, 10.0, 10.5, 10.5])
    carrier = world.fresh_carrier(FaultPlan(), clock=lambda: next(seconds))
    async with carrier:
        carrier.take(GOOD)
        carrier.take({**GOOD, "Body": "ж" * 71})
    assert [(taken.taken, taken.segments) for taken in carrier.messages] == [(10.0, 1), (10.5, 2)]
