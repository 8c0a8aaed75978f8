"""Answers leave in one packet, to the byte what uvicorn's own protocol writes; who does not ask in time is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from hotline.doors.protocol import Connection

HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]}
EMPTY = {"type": "http.response.start", "status": 204, "headers": []}
STREAM = {"type": "http.response.start", "status": 200, "headers": []}


class Wires(asyncio.Transport):
    """Notes what is written, and in which pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False
        self.is_closed = asyncio.Event()

    def write(self, data: Any) -> None:
        assert not self.closed
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True
        self.is_closed.set()

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


def saying(*messages: Message) -> ASGIApp:
    """An application that says this, with a tick between two messages that are the body."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for number, message in enumerate(messages):
            if number > 1:
                await asyncio.sleep(0)
            await send(message)

    return app


async def late(scope: Scope, receive: Receive, send: Send) -> None:
    """Begins, and then has to think."""
    await send(STREAM)
    for _ in range(10):
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b"late"})


BODY = {"type": "http.response.body", "body": b"beds"}
FIRST = BODY | {"more_body": True}


def protocol_of(kind: type[HttpToolsProtocol], app: ASGIApp, wires: Wires) -> HttpToolsProtocol:
    """What serves a connection that was just made."""
    config = Config(app, http=kind, date_header=False, server_header=False, access_log=False, log_config=None)
    config.load()
    protocol = kind(config, ServerState(), {}, asyncio.get_running_loop())
    protocol.connection_made(wires)
    return protocol


async def answered(kind: type[HttpToolsProtocol], app: ASGIApp, *requests: bytes) -> Wires:
    """What one connection writes until nothing more comes."""
    wires = Wires()
    protocol = protocol_of(kind, app, wires)
    for request in requests:
        protocol.data_received(request)
    for _ in range(50):
        await asyncio.sleep(0)
    protocol.connection_lost(None)
    return wires


def request(method: str = "POST", more: str = "") -> bytes:
    return f"{method} /sms HTTP/1.1\r\nHost: hotline\r\nContent-Length: 0\r\n{more}\r\n".encode()


async def test_head_and_body_leave_together() -> None:
    (packet,) = (await answered(Connection, saying(HEAD, BODY), request())).written
    assert packet == b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbeds"


async def test_two_answers_on_one_connection_are_two_packets() -> None:
    assert len((await answered(Connection, saying(HEAD, BODY), request(), request())).written) == 2


async def test_a_head_does_not_wait_for_a_body_that_is_late() -> None:
    first, *rest = (await answered(Connection, late, request())).written
    assert first.startswith(b"HTTP/1.1 200 OK")
    assert first.endswith(b"\r\n\r\n")
    assert rest


@pytest.mark.parametrize(
    ("app", "asked"),
    [
        (saying(HEAD, BODY), [request(), request(), request()]),
        (saying(HEAD, BODY), [request(more="Connection: close\r\n")]),
        (saying(HEAD, {"type": "http.response.body"}), [request("HEAD")]),
        (saying(HEAD, {"type": "http.response.body"}), [request("HEAD", "Connection: close\r\n")]),
        (saying(EMPTY, {"type": "http.response.body"}), [request("GET")]),
        (saying(STREAM, FIRST, FIRST, BODY), [request()]),
        (late, [request(), request(more="Connection: close\r\n")]),
        (saying(HEAD, BODY), [b"no HTTP at all\r\n\r\n"]),
        (saying(HEAD, BODY), [request(more="Expect: 100-continue\r\n")]),
        (saying(), [request()]),
    ],
)
async def test_a_connection_carries_the_same_bytes_as_ever(app: ASGIApp, asked: list[bytes]) -> None:
    ours, theirs = await answered(Connection, app, *asked), await answered(HttpToolsProtocol, app, *asked)
    assert b"".join(ours.written) == b"".join(theirs.written)
    assert ours.written
    assert ours.closed == theirs.closed


async def test_who_hangs_up_before_a_head_has_left_breaks_nothing() -> None:
    """uvloop raises, where asyncio is silent, when something is written to a connection that is closed."""
    broken: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broken.append(context))
    wires = Wires()
    protocol = protocol_of(Connection, saying(HEAD, {"type": "http.response.body"}), wires)
    protocol.data_received(request("HEAD"))
    await asyncio.sleep(0)
    wires.closed = True
    protocol.connection_lost(None)
    for _ in range(3):
        await asyncio.sleep(0)
    assert not broken
    assert not wires.written


class Hasty(Connection):
    """Waits no longer than a test does."""

    read_seconds = 0.02


async def refused(*parts: bytes, app: ASGIApp = saying()) -> Wires:  # noqa: B008 # an application keeps nothing
    """A connection on which no more than this comes, once it is closed."""
    wires = Wires()
    protocol = protocol_of(Hasty, app, wires)
    for part in parts:
        protocol.data_received(part)
        await asyncio.sleep(0)
    await asyncio.wait_for(wires.is_closed.wait(), 10)
    protocol.connection_lost(None)
    return wires


HALF = b"POST /sms HTTP/1.1\r\nContent-Length: 10\r\n\r\nBody="


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads a body to its end."""
    while (message := await receive())["type"] == "http.request":
        if not message["more_body"]:
            await send(HEAD)
            await send(BODY)


# Else a thousand of them would hold all connections.
@pytest.mark.parametrize(
    "parts",
    [(), (b"POST /sms HT",), (b"POST /sms HTTP/1.1\r\nHost: ",), (HALF,), (HALF, b"x")],
    ids=["nothing", "line", "head", "body", "slow body"],
)
async def test_a_request_that_does_not_come_is_refused_in_time(parts: tuple[bytes, ...]) -> None:
    (answer,) = (await refused(*parts, app=reading)).written
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b"\r\n\r\nthe request did not come within 0.02 seconds\n")


async def test_the_second_request_of_a_connection_has_to_come_in_time_too() -> None:
    answer, refusal = (await refused(request(), b"POST /sms HTTP/1.1\r\nHo", app=saying(HEAD, BODY))).written
    assert answer.endswith(b"beds")
    assert refusal.startswith(b"HTTP/1.1 400 ")


async def test_after_an_answer_has_begun_no_other_is_written() -> None:
    (answer,) = (await refused(HALF, app=saying(HEAD, BODY))).written
    assert answer.endswith(b"beds")


async def test_who_has_asked_gets_the_answer_however_long_it_takes() -> None:
    go_on = asyncio.Event()

    async def thinking(scope: Scope, receive: Receive, send: Send) -> None:
        await go_on.wait()
        await send(HEAD)
        await send(BODY)

    wires = Wires()
    protocol = protocol_of(Hasty, thinking, wires)
    protocol.data_received(request())
    for _ in range(3):  # meanwhile three others were looked at more than once, and so was this one
        await refused(HALF, app=reading)
    go_on.set()
    for _ in range(10):
        await asyncio.sleep(0)
    assert [answer[-4:] for answer in wires.written] == [b"beds"]
    assert not wires.closed
    protocol.connection_lost(None)
