"""Real HTTP for the tests: an app under uvicorn on a free loopback port, in the test's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

ENDING = 10  # seconds for what is under way


@asynccontextmanager
async def served(make_app: Callable[[str], ASGIApp]) -> AsyncIterator[str]:
    """Serves `make_app(base URL)`, with its lifespan, and gives the base URL."""
    with socket.socket(proto=socket.IPPROTO_TCP) as door:  # else asyncio waits with each small packet, for 40 ms
        door.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        config = uvicorn.Config(make_app(url), log_level="warning", ws="none", access_log=False)
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        # Not `serve`: it would take over the signals of the whole test process.
        await server.startup(sockets=[door])
        try:
            yield url
        finally:
            await _end(server)


@contextmanager
def served_apart(make_app: Callable[[str], ASGIApp]) -> Iterator[str]:
    """The same in a thread of its own, for tests whose own loop comes and goes with what they run."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(stack.enter_async_context(served(make_app)), loop).result(ENDING)
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(ENDING)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: uvicorn.Server) -> None:
    """What its `shutdown` does, without the pauses of a tenth of a second, which hundreds of tests would wait for."""
    for listener in server.servers:
        listener.close()
    for connection in list(server.server_state.connections):
        connection.shutdown()
    async with asyncio.timeout(ENDING):
        while server.server_state.connections or server.server_state.tasks:  # noqa: ASYNC110  # nothing tells of the last
            await asyncio.sleep(0.001)
    await server.lifespan.shutdown()
