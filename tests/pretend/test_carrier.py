"""The pretend carrier answers as Twilio does, over real HTTP, and the official SDK cannot tell the difference."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from yarl import URL

from hotline.carriers.base import SendError
from hotline.carriers.twilio import Twilio
from hotline.carriers.twilio_signature import signature
from hotline.pretend.carrier import PretendCarrier
from hotline.pretend.phones import Spoken
from hotline.pretend.twiml_rules import TwimlRefused
from hotline.pretend.webhooks import WebhookFailed
from tests.serving import served
from tests.world import ACCOUNT, API, GOOD, NUMBER, PERSON, START, TOKEN, World, outgoing


async def test_a_sent_message_is_taken_and_reported_step_by_step(world: World) -> None:
    sid = await world.twilio.send(outgoing("ж" * 71))
    await world.carrier.settled()
    [message] = world.carrier.messages
    assert (message.sid, message.body, message.status) == (sid, "ж" * 71, "delivered")
    assert world.statuses() == ["queued", "sent", "delivered"]
    assert world.received[0] == (
        "/status/message?id=7f",
        {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": NUMBER,
            "MessageSid": sid,
            "MessageStatus": "queued",
            "SmsSid": sid,
            "SmsStatus": "queued",
            "To": PERSON,
        },
        True,
    )


async def test_a_lost_callback_does_not_hold_up_the_message(world: World) -> None:
    world.documents["/status/message"] = (500, "text/plain", "")
    await world.twilio.send(outgoing())
    await world.post(f"{API}/Messages.json", **GOOD, StatusCallback="http://127.0.0.1:9/nobody")
    await world.carrier.settled()
    assert [message.status for message in world.carrier.messages] == ["delivered", "delivered"]
    assert world.statuses() == ["queued", "sent", "delivered"]


async def test_an_error_is_told_as_twilio_tells_it(world: World) -> None:
    with pytest.raises(SendError) as caught:
        await world.twilio.send(outgoing(to="+7701"))
    assert (caught.value.outcome, caught.value.code) == ("number", "21211")
    assert await world.ask(f"{API}/Messages/SM0.json") == (
        404,
        {
            "code": 20404,
            "message": "The requested resource was not found",
            "more_info": "https://www.twilio.com/docs/errors/20404",
            "status": 404,
        },
    )


async def test_only_the_account_itself_gets_in(world: World) -> None:
    stranger = Twilio(
        account_sid=ACCOUNT, auth_token="wrong", public_url=world.hotline, sender=NUMBER, api_base=world.api
    )
    with pytest.raises(SendError) as caught:
        await stranger.send(outgoing())
    await stranger.close()
    assert (caught.value.outcome, caught.value.code) == ("sender", "20003")
    status, _ = await world.ask("/2010-04-01/Accounts/AC1/Messages.json")
    assert status == 404


async def test_a_text_reaches_the_hotline_as_twilio_sends_it(world: World) -> None:
    world.answer("/sms", "<Message>Ночлег: школа №5</Message><Message>Ещё: 1</Message>")
    twiml = await world.carrier.text(PERSON, "НОЧЛЕГ Уральск", sid="SM7", OptOutType="HELP")
    assert twiml.startswith("<Response><Message>")
    [(path, form, signed)] = world.received
    assert (path, signed) == ("/sms", True)
    places = {f"{which}{what}": "" for which in ("From", "To") for what in ("City", "State", "Zip")}
    assert form == {
        "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "Body": "НОЧЛЕГ Уральск", "From": PERSON,
        "FromCountry": "KZ", "MessageSid": "SM7", "NumMedia": "0", "NumSegments": "1", "OptOutType": "HELP",
        "SmsMessageSid": "SM7", "SmsSid": "SM7", "SmsStatus": "received", "To": NUMBER, "ToCountry": "KZ", **places,
    }  # fmt: skip
    assert [(message.direction, message.to, message.body, message.status) for message in world.carrier.messages] == [
        ("inbound", NUMBER, "НОЧЛЕГ Уральск", "received"),
        ("outbound-reply", PERSON, "Ночлег: школа №5", "delivered"),
        ("outbound-reply", PERSON, "Ещё: 1", "delivered"),
    ]


async def test_a_repeated_webhook_is_one_message(world: World) -> None:
    world.answer("/sms", "")
    await world.carrier.text("KaspiBank", "a", sid="SM7")
    await world.carrier.text("KaspiBank", "a", sid="SM7")
    assert [form["FromCountry"] for _, form, _ in world.received] == ["", ""]
    assert len(world.carrier.messages) == 1


async def test_what_twilio_could_not_use_is_an_error(world: World) -> None:
    for status, kind, body in [(200, "text/plain", "hello"), (200, "text/xml", "<Response><Say>a</Say></Response>")]:
        world.documents["/sms"] = (status, kind, body)
        with pytest.raises(TwimlRefused):
            await world.carrier.text(PERSON, "a")
    world.documents["/sms"] = (403, "text/plain", "")
    with pytest.raises(WebhookFailed) as caught:
        await world.carrier.text(PERSON, "a")
    assert caught.value.status == 403


async def test_a_withheld_caller_calls(world: World) -> None:
    world.answer("/voice", "<Say>one</Say>")
    heard = await world.carrier.call("anonymous").start()
    assert heard.lines == (Spoken("one", None, None),)
    [(path, form, signed)] = world.received
    assert (path, form["From"], form["FromCountry"], form["ToCountry"], signed) == (
        "/voice",
        "anonymous",
        "",
        "KZ",
        True,
    )


async def test_a_phone_for_whoever_is_on_this_machine(world: World) -> None:
    world.answer("/sms", "<Message>a</Message><Message>b</Message>")
    world.answer("/voice", "<Gather numDigits='1' action='/voice/menu'><Say>one</Say></Gather>")
    world.answer("/voice/menu", "<Gather/>")
    assert await world.post("/pretend/text", From=PERSON, Body="x") == (200, "a\n\nb")
    status, told = await world.post("/pretend/call", From=PERSON)
    [sid] = world.carrier.calls
    assert status == 200
    assert told == (
        f'{{"sid":"{sid}","lines":[{{"text":"one","language":null,"voice":null}}],'
        '"over":false,"expects":"keys","key_count":1}'
    )
    assert (await world.post(f"/pretend/call/{sid}", Digits="x"))[0] == 400
    assert '"over":false' in (await world.post(f"/pretend/call/{sid}", Digits="1"))[1]
    assert '"over":true' in (await world.post(f"/pretend/call/{sid}"))[1]
    assert (await world.post(f"/pretend/call/{sid}"))[0] == 404


async def test_a_hotline_that_is_down_is_told_in_one_line(world: World) -> None:
    world.documents["/sms"] = (503, "text/plain", "")
    assert await world.post("/pretend/text", From=PERSON, Body="x") == (
        502,
        "webhook not answered, HTTP status: 503\n",
    )


async def test_stopping_cuts_off_what_is_still_on_its_way() -> None:
    """The hotline takes the first callback and never answers."""
    asked, freed = asyncio.Event(), asyncio.Event()

    async def hang(request: Request) -> Response:
        asked.set()
        await freed.wait()
        return Response()

    app = Starlette(routes=[Route("/status", hang, methods=["POST"])])
    async with served(lambda url: app) as url:
        async with lone_carrier(url) as carrier:
            message = carrier.take({**GOOD, "StatusCallback": f"{url}/status"})
            await asyncio.wait_for(asked.wait(), 5)
        freed.set()
    assert message.status == "queued"


@pytest.mark.parametrize(
    ("base_url", "signed"),
    [("https://127.0.0.1:9", "https://127.0.0.1/voice"), ("http://127.0.0.1:9", "http://127.0.0.1:9/voice")],
)
async def test_voice_over_https_is_signed_without_the_port(base_url: str, signed: str) -> None:
    """Nobody listens there: what was about to be sent is what counts."""
    sent: list[tuple[URL, str]] = []

    async def note(session: object, context: object, params: aiohttp.TraceRequestStartParams) -> None:
        sent.append((params.url, params.headers["X-Twilio-Signature"]))

    async with lone_carrier(base_url) as carrier:
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(note)
        trace.freeze()
        carrier._webhooks._session.trace_configs.append(trace)
        call = carrier.call("anonymous")
        with pytest.raises(WebhookFailed) as caught:
            await call.start()
    assert caught.value.status is None
    places = {f"{which}{what}": "" for which in ("From", "To") for what in ("City", "Country", "State", "Zip")}
    form = {
        **places, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallSid": call.call_sid,
        "CallStatus": "ringing", "Called": NUMBER, "Caller": "anonymous", "Direction": "inbound",
        "From": "anonymous", "To": NUMBER, "ToCountry": "KZ",
    }  # fmt: skip
    assert sent == [(URL(f"{base_url}/voice"), signature(TOKEN, signed, form.items()))]


def lone_carrier(base_url: str) -> PretendCarrier:
    return PretendCarrier(account_sid=ACCOUNT, auth_token=TOKEN, number=NUMBER, base_url=base_url, now=lambda: START)
