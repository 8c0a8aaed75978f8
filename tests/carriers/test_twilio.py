"""Twilio's client: which failures are safe to repeat, and what is logged."""

from __future__ import annotations

import asyncio
import gzip
import logging
import pickle
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hotline.app import make_carriers
from hotline.carriers.base import Outgoing, SendError
from hotline.carriers.twilio import Twilio
from hotline.settings import Settings
from tests.serving import served
from tests.world import World

ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "12345", "+77010000000"
HOTLINE = "https://hotline.example"
NOW = datetime(2022, 9, 27, 19, 40, tzinfo=UTC).timestamp()
MESSAGE = Outgoing("7f", "+77011234567", "ночлег в школе №5", 600)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


def twilio(api_base: str = "https://api.twilio.com", seconds: float = 10, token: str = TOKEN) -> Twilio:
    return Twilio(
        account_sid=ACCOUNT, auth_token=token, public_url=HOTLINE, sender=NUMBER, api_base=api_base, timeout=seconds,
        clock=lambda: NOW,
    )  # fmt: skip


@asynccontextmanager
async def answering(
    status: int, body: str, retry_after: str = "", encoding: str = ""
) -> AsyncIterator[tuple[str, list[dict[str, str]]]]:
    """An API that answers each message so, and the forms it was sent."""
    forms: list[dict[str, str]] = []
    headers = {"Retry-After": retry_after, "Content-Encoding": encoding}
    headers = {name: value for name, value in headers.items() if value}

    async def answer(request: Request) -> Response:
        forms.append(dict(parse_qsl((await request.body()).decode())))
        return Response(body.encode("latin-1"), status, headers, "application/json")

    routes = [Route(MESSAGES, answer, methods=["POST"])]
    async with served(lambda url: Starlette(routes=routes)) as url:
        yield url, forms


async def failure(api_base: str, seconds: float = 10) -> SendError:
    carrier = twilio(api_base, seconds)
    try:
        with pytest.raises(SendError) as caught:
            await carrier.send(MESSAGE)
        return caught.value
    finally:
        await carrier.close()


async def test_an_api_key_opens_the_account_without_its_token(world: World) -> None:
    world.carrier.api_key = key, secret = "SK" + "1" * 32, "its-secret"
    environment = {"TWILIO_API_KEY": key, "TWILIO_API_SECRET": secret, "TWILIO_SIGNING_KEY": "PSK1"}
    environment |= {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_FROM": world.carrier.number, "TWILIO_API_BASE": world.api}
    needed = {"REDIS_URL": "redis://unused", "HOTLINE_PUBLIC_URL": HOTLINE, "HOTLINE_SECRET_KEY": "s" * 32}
    carrier = make_carriers(Settings.read(needed | environment))["twilio"]
    assert await carrier.send(MESSAGE) == next(iter(world.carrier.messages)).sid
    await carrier.close()


@pytest.mark.parametrize(
    ("origin", "named"),
    [
        ({"sender": NUMBER}, {"From": NUMBER}),
        ({"messaging_service_sid": "MG" + "1" * 32}, {"MessagingServiceSid": "MG" + "1" * 32}),
    ],
)
async def test_a_message_goes_out_once_with_all_that_was_asked(origin: dict[str, str], named: dict[str, str]) -> None:
    async with answering(201, '{"sid": "SM1"}') as (url, forms):
        carrier = Twilio(account_sid=ACCOUNT, auth_token=TOKEN, public_url=HOTLINE, api_base=url, **origin)  # type: ignore[arg-type]  # mypy cannot see that timeout is not in it
        assert await carrier.send(MESSAGE) == "SM1"
        await carrier.close()
    assert forms == [
        {
            "To": MESSAGE.to,
            "Body": MESSAGE.body,
            "StatusCallback": "https://hotline.example/status/message?id=7f",
            "ValidityPeriod": "600",
            "SmartEncoded": "false",
            **named,
        }
    ]


@pytest.mark.parametrize(
    ("api_base", "seconds"),
    [
        ("https://api.twilio.com", 36_000),
        ("https://API.twilio.com:443/", 36_000),
        ("https://api.twilio.com.example", 14_400),
        ("https://example.signalwire.com/api/laml", 14_400),
        ("http://127.0.0.1:9", 14_400),
    ],
)
def test_other_servers_than_twilios_own_refuse_to_keep_a_message_for_ten_hours(api_base: str, seconds: int) -> None:
    assert twilio(api_base).limits.longest_validity == seconds


@pytest.mark.parametrize(("sender", "number"), [(NUMBER, NUMBER), ("Hotline", "")])
def test_nobody_can_write_to_a_name(sender: str, number: str) -> None:
    carrier = Twilio(account_sid=ACCOUNT, auth_token=TOKEN, public_url=HOTLINE, sender=sender)
    assert carrier.limits.number == number


@pytest.mark.parametrize(
    ("status", "body", "outcome", "code"),
    [
        (400, '{"code": 21211, "message": "The To number +77011234567 is not valid"}', "number", "21211"),
        (422, '{"code": "21211"}', "number", "21211"),
        (400, '{"type": "x", "title": "Bad number", "status": 400, "code": 21614}', "number", "21614"),  # RFC 9457
        (400, '{"code": 21610, "message": "stopped"}', "stopped", "21610"),
        (400, '{"code": 21606, "message": "bad sender"}', "sender", "21606"),
        (422, '{"code": "S1005"}', "sender", "S1005"),
        (401, '{"code": 20003, "message": "Authenticate"}', "sender", "20003"),
        (401, "Unauthorized", "sender", "401"),
        (403, "", "sender", "403"),
        (404, '{"code": 20404, "message": "no such account"}', "sender", "20404"),
        (404, "<html>", "sender", "404"),
        (429, '{"code": 20429, "message": "Too Many Requests"}', "later", "20429"),
        (429, "busy", "later", "429"),  # a proxy's, without Twilio's JSON
        (503, '{"code": 20429, "message": "Too Many Requests"}', "later", "20429"),
        (503, '{"code": 20503}', "later", "20503"),
        (503, "", "later", "503"),
        (422, '{"code": "20422"}', "later", "20422"),
        (400, '{"code": 29999}', "later", "29999"),
        (400, '{"code": "odd", "message": ""}', "later", "odd"),
        (400, '{"code": "a code\\nof two lines"}', "later", "400"),
        (400, '{"code": {"a": 1}}', "later", "400"),
        (400, '{"code": null}', "later", "400"),
        (400, "[" * 60_000, "later", "400"),
        (400, "x" * 65_537, "unknown", ""),  # nobody reads it to its end
        (408, "", "unknown", "408"),
        (500, '{"code": 20500, "message": "Internal"}', "unknown", "20500"),
        (500, '{"code": 20429}', "unknown", "20429"),
        (502, "<html>", "unknown", "502"),
        (302, "", "unknown", "302"),
        (201, "not json", "unknown", ""),  # taken, perhaps, but the id is lost
        (201, "[]", "unknown", ""),
        (201, "{}", "unknown", ""),
        (201, "[" * 60_000, "unknown", ""),
        (201, '{"sid": "SM1", "body": "' + "x" * 65_536 + '"}', "unknown", ""),
    ],
)
async def test_what_an_answer_means_for_sending_again(status: int, body: str, outcome: str, code: str) -> None:
    async with answering(status, body) as (url, forms):
        error = await failure(url)
    assert (error.outcome, error.code, error.after) == (outcome, code, None)
    assert len(forms) == 1  # never repeated by itself, which would be a second text


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("30", 30),
        ("0", 0),
        ("3600", 600),
        ("9" * 30, None),
        ("Tue, 27 Sep 2022 19:41:30 GMT", 90),
        ("Tue, 27 Sep 2022 19:41:30", 90),
        ("Tue, 27 Sep 2022 18:00:00 GMT", 0),  # their clock is behind
        ("Wed, 28 Sep 2022 19:40:00 GMT", 600),
        ("Tue, 99 Sep 2022 99:40:00 GMT", None),
        ("-5", None),
        ("soon", None),
    ],
)
async def test_the_wish_to_be_left_alone_is_told_in_seconds(status: int, retry_after: str, seconds: float) -> None:
    async with answering(status, "", retry_after) as (url, _):
        error = await failure(url)
    assert (error.outcome, error.after) == ("later", seconds)


async def test_what_comes_compressed_is_not_unpacked() -> None:
    """A small answer could become one of any size."""
    packed = gzip.compress(b'{"sid": "SM1"}').decode("latin-1")
    async with answering(201, packed, encoding="gzip") as (url, _):
        assert (await failure(url)).outcome == "unknown"


async def test_no_connection_is_safe_to_repeat() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, not listening
        error = await failure(f"http://127.0.0.1:{closed.getsockname()[1]}")
    assert error.outcome == "later"


@pytest.mark.parametrize("cut", [True, False], ids=["cut after taking", "no answer in time"])
async def test_an_answer_that_does_not_come_leaves_it_unknown(cut: bool) -> None:
    gone = asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if not cut:
            await reader.read()  # the client leaves first
        writer.close()
        await writer.wait_closed()
        gone.set()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    async with server:
        error = await failure(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", 10 if cut else 0.2)
        await asyncio.wait_for(gone.wait(), 5)
    assert error.outcome == "unknown"


async def test_neither_log_nor_error_names_the_number_the_text_or_the_url(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Twilio's own messages quote the number, and the SDK's INFO log the request."""
    caplog.set_level(logging.DEBUG)
    body = '{"code": 21211, "message": "The To number +77011234567 is not valid"}'
    async with answering(400, body) as (url, _):
        error = await failure(url)
    shown = "".join(traceback.format_exception(error)) + caplog.text
    assert "21211" in shown
    for secret in ("77011234567", "ночлег", ACCOUNT):
        assert secret not in shown


def test_an_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(SendError("stopped", "21610", 30.0)))
    assert (error.outcome, error.code, error.after) == ("stopped", "21610", 30.0)
    assert str(error) == "message stopped, carrier's error code: 21610"


@pytest.mark.parametrize("origin", [{}, {"sender": NUMBER, "messaging_service_sid": "MG1"}])
def test_one_sender_is_needed(origin: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="and not both"):
        Twilio(account_sid=ACCOUNT, auth_token=TOKEN, public_url=HOTLINE, **origin)  # type: ignore[arg-type]  # as above


async def test_closing_before_anything_was_sent_is_fine() -> None:
    await twilio().close()


async def test_the_environment_does_not_move_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK would rewrite the host of api_base by TWILIO_EDGE and TWILIO_REGION."""
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    async with answering(201, '{"sid": "SM1"}') as (url, forms):
        carrier = twilio(url)
        await carrier.send(MESSAGE)
        await carrier.close()
    assert len(forms) == 1
