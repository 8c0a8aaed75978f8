"""HMAC (RFC 2104) with one key for many short texts: pseudonyms, witnesses, signatures of webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


class KeyedHash:
    """The keyed halves of an HMAC stand ready: `hmac` takes three times as long to copy its own."""

    def __init__(self, key: bytes, hashed: Callable[[bytes], _Hash]) -> None:
        """`hashed` is the hash function, as `hashlib.sha256`."""
        block = hashed(b"").block_size
        padded = (key if len(key) <= block else hashed(key).digest()).ljust(block, b"\0")
        self._inner = hashed(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashed(bytes(byte ^ 0x5C for byte in padded))

    def digest(self, text: bytes) -> bytes:
        """The HMAC of a text."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text)
        outer.update(inner.digest())
        return outer.digest()
