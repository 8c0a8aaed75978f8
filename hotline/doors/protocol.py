"""HTTP as uvicorn speaks it, but for two things: an answer leaves in one packet, and a request has to come in time.

uvicorn writes head and body each by itself, and what is written leaves at once: two system calls, and the carrier's
side is woken twice. Together with the bursts of `store.wire` this is a tenth more answers; alone it is lost in the
noise. And it waits without end for who sends half a request: a thousand of them would hold all connections.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

READ_SECONDS = 10.0  # between two looks at a connection: a request, head and body, has one to two of them to come


class Connection(HttpToolsProtocol):
    """What serves one connection; named to uvicorn as its `http`."""

    read_seconds = READ_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn narrows it
        """Take the connection over."""
        super().connection_made(cast(asyncio.Transport, _Joining(transport, self.loop)))
        self._seen_coming: object = None  # what was still coming at the last look
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._next_look.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Refuse what was coming a look ago and still is. A timer a connection: one a request is 2 % of a turn."""
        coming = self._coming()
        if coming is None or coming is not self._seen_coming:
            self._seen_coming = coming
            self._next_look = self.loop.call_later(self.read_seconds, self._look)
        elif not self.transport.is_closing():
            if coming is not self.cycle or not self.cycle.response_started:
                self.send_400_response(f"the request did not come within {self.read_seconds:g} seconds\n")
            self.transport.close()

    def _coming(self) -> object:
        """The request of which a part is missing, also one that has not begun on a new connection; None if all is here.

        Between two requests uvicorn closes the connection by itself.
        """
        if self.cycle is None or self.scope is not self.cycle.scope:
            return self if self.scope is None else self.scope
        return self.cycle if self.cycle.more_body else None


class _Joining:
    """A transport that holds the head of an answer back until its body comes, or until the next tick of the loop."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._head = b""

    def write(self, data: bytes) -> None:
        if not self._head and data.startswith(b"HTTP/1.1 ") and data.endswith(b"\r\n\r\n"):
            self._head = data
            self._loop.call_soon(self._flush)  # an answer to HEAD has no body, and one to a stream may come late
            return
        head, self._head = self._head, b""
        self._transport.write(head + data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        head, self._head = self._head, b""
        if head and not self._transport.is_closing():  # uvloop refuses what is for somebody who has hung up
            self._transport.write(head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
