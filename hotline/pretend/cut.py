"""A connection that is closed without an answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response


def cut(request: Request) -> Response:
    """Closes the connection without an answer. ASGI has no word for that, so this reaches for uvicorn's transport."""
    cycle = request.receive.__self__  # type: ignore[attr-defined]  # uvicorn's RequestResponseCycle, bound
    cycle.transport.abort()
    return Response()  # goes nowhere
