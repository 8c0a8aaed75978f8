"""One connection that all turns of a process share: what is asked in one tick of the loop goes out in one write."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import hiredis
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import NoScriptError, ResponseError

Waiting: TypeAlias = "asyncio.Future[Any]"


class Script:
    """A script, known to the server by its digest after its first run."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.digest = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class _Line:
    """An open connection and those who wait for its answers, which come in order."""

    connection: AbstractConnection
    sent: deque[Waiting] = field(default_factory=deque)
    listening: bool = False

    def is_dead(self) -> bool:
        """Whether the other side hung up while nothing was asked."""
        reader = self.connection._reader
        return not self.sent and (reader is None or reader.at_eof())


class Wire:
    """Runs scripts. A connection as `pool` makes them is opened with the first one, and anew after it broke."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._line: _Line | None = None
        self._unsent: list[tuple[bytes, Waiting]] = []
        self._sending = False
        self._tasks: set[asyncio.Task[None]] = set()  # the loop itself holds them only weakly

    async def run(self, script: Script, keys: Sequence[str], args: Sequence[str | bytes | int | float]) -> Any:
        """The script's answer. Raises RedisError or OSError, and never repeats what may have been run."""
        try:
            return await self.command("EVALSHA", script.digest, len(keys), *keys, *args)
        except NoScriptError:
            return await self.command("EVAL", script.source, len(keys), *keys, *args)

    async def close(self) -> None:
        """Close the connection."""
        if self._line is not None:
            await self._line.connection.disconnect()
        await asyncio.gather(*self._tasks)

    async def command(self, *command: str | bytes | int | float) -> Any:
        """The answer to one command. Raises RedisError or OSError."""
        answer: Waiting = asyncio.get_running_loop().create_future()
        self._unsent.append((hiredis.pack_command(command), answer))  # type: ignore[arg-type] # its stub forgot the ellipsis
        if not self._sending:
            self._sending = True
            self._start(self._send())  # begins with the next tick
        return await answer

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self) -> None:
        try:
            while self._unsent:
                try:
                    line = await self._open_line()
                except Exception as error:  # all of them fail who wait here, whatever it was
                    _settle([answer for _, answer in self._taken()], error)
                    continue
                batch = self._taken()
                line.sent.extend(answer for _, answer in batch)
                if not line.listening:
                    line.listening = True
                    self._start(self._receive(line))
                try:
                    await line.connection.send_packed_command([packed for packed, _ in batch])
                except Exception as error:  # redis-py's own slips, too, on a line that broke meanwhile
                    await self._break(line, error)
        finally:
            self._sending = False

    def _taken(self) -> list[tuple[bytes, Waiting]]:
        taken, self._unsent = self._unsent, []
        return taken

    async def _open_line(self) -> _Line:
        if self._line is not None and not self._line.is_dead():
            return self._line
        if self._line is not None:
            await self._line.connection.disconnect()
        return await self._open()

    async def _open(self) -> _Line:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call] # redis-py has no types here
        await connection.connect()  # type: ignore[no-untyped-call] # nor here
        self._line = _Line(connection)
        return self._line

    async def _receive(self, line: _Line) -> None:
        try:
            while line.sent:
                try:
                    answer = await line.connection.read_response()
                except ResponseError as error:
                    answer = error
                if line.sent:  # nobody, if writing broke meanwhile
                    _settle([line.sent.popleft()], answer)
        except Exception as error:
            await self._break(line, error)
        line.listening = False

    async def _break(self, line: _Line, error: Exception) -> None:
        """All who wait for this line fail: what they sent may have been run."""
        if self._line is line:
            self._line = None
        waiting = list(line.sent)
        line.sent.clear()
        _settle(waiting, error)
        await line.connection.disconnect()


def _settle(waiting: Sequence[Waiting], answer: Any) -> None:
    for one in waiting:
        if one.done():  # cancelled
            continue
        if isinstance(answer, Exception):
            one.set_exception(answer)
        else:
            one.set_result(answer)
