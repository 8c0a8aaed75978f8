"""Real HTTP for the tests: an app under uvicorn on a free loopback port, in the test's own event loop."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


@asynccontextmanager
async def served(make_app: Callable[[str], ASGIApp]) -> AsyncIterator[str]:
    """Serves `make_app(base URL)`, with its lifespan, and gives the base URL."""
    with socket.socket() as door:
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
            await server.shutdown(sockets=[door])
