"""A line to the store that can go dead at a chosen moment: bytes pass through a socket of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeAlias

Passes: TypeAlias = Callable[[bytes], bytes | None]


class StoreLine:
    """Passes everything on, until the script number `dies_at`, counted from `arm`, comes along; then nothing more.

    A turn is two scripts, `begin` and `end`. With `after=False` the last script does not reach the store any more;
    with `after=True` it does, and only its answer is lost.
    """

    def __init__(self) -> None:
        self.dead = asyncio.Event()
        self._left: int | None = None
        self._after = False

    def arm(self, dies_at: int, *, after: bool) -> None:
        """From now on count scripts."""
        self._left, self._after = dies_at, after

    def up(self, chunk: bytes) -> bytes | None:
        """What passes to the store, None for what gets lost."""
        if self.dead.is_set():
            return None
        if self._left is not None:
            self._left -= chunk.count(b"EVALSHA\r\n")
            if self._left <= 0:
                self.dead.set()
                return chunk if self._after else None
        return chunk

    def down(self, chunk: bytes) -> bytes | None:
        """What passes back."""
        return None if self.dead.is_set() else chunk


@asynccontextmanager
async def store_line(redis_url: str, folder: Path) -> AsyncIterator[tuple[StoreLine, str]]:
    """A line to the store at `redis_url`, and the URL at which it is reached through the line."""
    line = StoreLine()
    pumps: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(redis_url.removeprefix("unix://"))
        for source, target, passes in ((reader, back, line.up), (there, writer, line.down)):
            task = asyncio.create_task(_pump(source, target, passes))
            pumps.add(task)
            task.add_done_callback(pumps.discard)

    path = folder / "line"
    server = await asyncio.start_unix_server(connected, path)
    try:
        yield line, f"unix://{path}"
    finally:
        server.close()
        for task in pumps:
            task.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter, passes: Passes) -> None:
    with suppress(ConnectionError):
        while chunk := await source.read(65536):
            passed = passes(chunk)
            if passed:
                target.write(passed)
                await target.drain()
    target.close()
