"""POST /status/…: what became of a message we sent. The outbox will settle its records by these."""

from __future__ import annotations

from ..voice import twiml
from .webhook import Form, needed


async def message(form: Form, query: Form) -> str:
    """A delivery callback."""
    needed(form, "MessageSid", "MessageStatus")
    return twiml.SILENCE
