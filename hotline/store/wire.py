"""One connection that all turns of a process share: what is asked in one tick of the loop goes out in few writes.

redis-py opens it (Sentinel, TLS, password, database); from there on its streams, which set a timer and run three
coroutines for each answer, are left out: they were a tenth of a turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import hiredis
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import ResponseError

from .lua import ScriptCall

PendingAnswer: TypeAlias = "asyncio.Future[Any]"
_NOT_YET = object()
BURST = 8  # commands that go out together: the store works on them while this process goes on with other turns


class Wire:
    """Runs scripts. A connection as `pool` makes them is opened with the first one, and anew after it broke."""

    def __init__(self, pool: ConnectionPool, patience: float) -> None:
        """`patience`: seconds of silence while an answer is due, after which the connection is given up."""
        self._pool = pool
        self._patience = patience
        self._line: _Line | None = None
        self._unsent: list[tuple[bytes, PendingAnswer]] = []
        self._opening: asyncio.Task[None] | None = None

    async def run(self, call: ScriptCall) -> Any:
        """The script's answer. Raises RedisError or OSError, and never repeats what may have been run."""
        source, digest, values = call
        try:
            return await self._ask("EVALSHA", digest, *values)
        except ResponseError as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
        return await self._ask("EVAL", source, *values)

    async def close(self) -> None:
        """Close the connection."""
        if self._opening is not None:
            await self._opening
        if self._line is not None:
            await self._line.close()
            self._line = None

    async def command(self, *command: str | bytes | int | float) -> Any:
        """The answer to one command. Raises RedisError or OSError."""
        return await self._ask(*command)

    def _ask(self, *command: str | bytes | int | float) -> PendingAnswer:
        loop = self._line.loop if self._line else asyncio.get_running_loop()  # a system call in 3.11
        answer: PendingAnswer = loop.create_future()
        self._unsent.append((hiredis.pack_command(command), answer))  # type: ignore[arg-type] # its stub forgot the ellipsis
        if len(self._unsent) == 1:
            loop.call_soon(self._send)
        elif len(self._unsent) == BURST:
            self._send()
        return answer

    def _send(self) -> None:
        if not self._unsent or self._opening:  # they went out as a burst, or do so once it is open
            return
        if self._line is None or self._line.is_closed():
            self._opening = asyncio.create_task(self._open())
            return
        unsent, self._unsent = self._unsent, []
        self._line.ask(b"".join([packed for packed, _ in unsent]), [answer for _, answer in unsent])

    async def _open(self) -> None:
        try:
            connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call] # redis-py has no types here
            await connection.connect()  # type: ignore[no-untyped-call] # nor here
            self._line = _Line(connection, self._patience)
        except Exception as error:  # all of them fail who wait here, whatever it was
            unsent, self._unsent = self._unsent, []
            for _, answer in unsent:
                _settle(answer, error)
        self._opening = None
        self._send()


class _Line(asyncio.Protocol):
    """An open connection and those who wait for its answers, which come in order."""

    def __init__(self, connection: AbstractConnection, patience: float) -> None:
        writer = connection._writer
        assert writer is not None
        connection._reader = connection._writer = None  # it is the line's now, which closes it
        self._writer = writer
        self._transport = writer.transport
        self._streams = self._transport.get_protocol()
        self._transport.set_protocol(self)
        self._replies = hiredis.Reader(replyError=ResponseError, notEnoughData=_NOT_YET)
        self._waiting: deque[PendingAnswer] = deque()
        self._patience = patience
        self.loop = asyncio.get_running_loop()
        self._heard_at = 0.0  # since then an answer is due, when one is
        self._watching: asyncio.TimerHandle | None = None

    def ask(self, packed: bytes, answers: Sequence[PendingAnswer]) -> None:
        """Send commands; each of `answers` gets its own reply, or why there is none."""
        if not self._waiting:
            self._heard_at = self.loop.time()
        if self._watching is None:
            self._watching = self.loop.call_later(self._patience, self._watch)
        self._waiting.extend(answers)
        self._transport.write(packed)

    def is_closed(self) -> bool:
        """Whether it was given up, here or by the other side."""
        return self._transport.is_closing()

    async def close(self) -> None:
        """Close it; those who wait fail."""
        self._writer.close()
        with suppress(OSError):  # it was broken before
            await self._writer.wait_closed()

    def data_received(self, data: bytes) -> None:
        """Hand out the replies that are whole."""
        self._heard_at = self.loop.time()
        self._replies.feed(data)
        while self._waiting and (reply := self._replies.gets()) is not _NOT_YET:
            if isinstance(reply, hiredis.PushNotification):
                continue
            _settle(self._waiting.popleft(), reply)
            if isinstance(reply, ResponseError) and str(reply).startswith("READONLY"):
                self._give_up(reply)  # it is a replica now: Sentinel knows the new primary

    def connection_lost(self, error: Exception | None) -> None:
        """All who wait for this line fail: what they sent may have been run."""
        if self._watching is not None:
            self._watching.cancel()
        self._give_up(ConnectionError("the store hung up"))
        self._streams.connection_lost(error)  # `close` waits for it

    def _watch(self) -> None:
        """One timer for all answers, looked at once in `patience`."""
        self._watching = None
        if self._waiting:
            left = self._heard_at + self._patience - self.loop.time()
            if left > 0:
                self._watching = self.loop.call_later(left, self._watch)
            else:
                self._give_up(TimeoutError("the store did not answer in time"))

    def _give_up(self, error: Exception) -> None:
        waiting, self._waiting = self._waiting, deque()
        for answer in waiting:
            _settle(answer, error)
        self._transport.abort()


def _settle(answer: PendingAnswer, reply: Any) -> None:
    if answer.done():  # cancelled
        return
    if isinstance(reply, Exception):
        answer.set_exception(reply)
    else:
        answer.set_result(reply)
