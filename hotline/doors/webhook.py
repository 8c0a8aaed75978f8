"""What every webhook passes: its size, and whatever may break; what it says, its carrier reads."""

from __future__ import annotations

import logging
import time

from starlette.types import Receive, Scope, Send

from ..carriers.base import CallTurn, Carrier, IncomingText, Malformed, Request, Response, Unsigned
from ..logs import broke
from ..metrics import REFUSED, SECONDS, TROUBLE
from .arrivals import Again, Arrivals

log = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of a body: a text has 1,600 characters and about 30 fields
_TURNS = (IncomingText, CallTurn)
_TEXT = b"text/plain; charset=utf-8"


class Webhook:
    """The doors of one carrier. An ASGI application: Starlette's objects would be a tenth of a turn.

    400 for what cannot be read, 403 for what the carrier did not sign. Whatever breaks behind, the carrier gets an
    answer in its own way, which says to try again.
    """

    def __init__(self, carrier: Carrier, arrivals: Arrivals) -> None:
        self.methods = carrier.methods
        self._carrier, self._arrivals = carrier, arrivals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started, arrived = time.perf_counter(), None
        try:
            arrived = self._carrier.receive(await _request(scope, receive))
            response = self._carrier.answer(arrived, await self._arrivals(self._carrier, arrived))
        except (Malformed, Unsigned) as problem:
            if isinstance(problem, Unsigned):
                self._arrivals.refused(self._carrier, problem)
            response = _refusal(problem)
        except Again:
            response = Response(503, b"", b"")
        except _HungUp:  # the carrier gave up in the middle of its request: nobody reads an answer
            return
        except Exception as error:  # the last resort: the traceback names code, the message could name a person
            TROUBLE.inc()
            log.error("door=%s %s", scope["path"], broke(error))
            # Who does not read an answer here is told that it was none, and comes again.
            broken = arrived if self._carrier.limits.answers else None
            response = self._carrier.answer(broken, self._arrivals.trouble(self._carrier, broken))
        seconds = time.perf_counter() - started
        if isinstance(arrived, _TURNS):
            SECONDS.observe(seconds)
        log.info("door=%s status=%d seconds=%.4f", scope["path"], response.status, seconds)
        await _send(send, response)


async def _request(scope: Scope, receive: Receive) -> Request:
    return Request(
        scope["method"],
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        dict(scope["headers"]),
        await _body(receive),
        time.time(),
    )


class _HungUp(Exception):
    """The connection was closed before the body had come."""


def _refusal(problem: Malformed | Unsigned) -> Response:
    status = 403 if isinstance(problem, Unsigned) else 400
    REFUSED.labels(str(status)).inc()
    return Response(status, _TEXT, f"{problem}\n".encode())


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _HungUp
        body += message.get("body", b"")
        if len(body) > LARGEST:
            raise Malformed(f"the body is larger than {LARGEST} bytes")
        more = message.get("more_body", False)
    return body


async def _send(send: Send, response: Response) -> None:
    headers = [(b"content-length", b"%d" % len(response.body)), (b"content-type", response.kind)]
    if not response.kind:
        headers = [] if response.status == 204 else headers[:1]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
