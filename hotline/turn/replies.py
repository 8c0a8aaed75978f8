"""A reply as it is stored for a carrier that repeats its message: sealed, and a byte a letter where that can be."""

from __future__ import annotations

from ..people.seal import Seals

# All letters of Russian, Kazakh and English, in one byte each; in UTF-8 a Cyrillic one takes two.
_CODE = "kz1048"
_CODED = b"\x98"  # before what is in that code; no UTF-8 text begins with it


def seal_reply(seals: Seals, message_id: str, reply: str) -> bytes:
    """The reply to a message of the carrier."""
    try:
        kept = _CODED + reply.encode(_CODE)
    except UnicodeEncodeError:
        kept = reply.encode()
    return seals.seal(kept, message_id)


def open_reply(seals: Seals, message_id: str, sealed: bytes) -> str:
    """The reverse of `seal_reply`. Raises BrokenSeal."""
    kept = seals.open(sealed, message_id)
    return kept[1:].decode(_CODE) if kept.startswith(_CODED) else kept.decode()
