"""Looking through what is too much for one answer of the store. What is there throughout comes at least once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal

from .store import Command, Store


async def members(store: Store, key: str, pattern: str = "*") -> AsyncIterator[list[bytes]]:
    """The members of a sorted set that fit, some at a time; `pattern` as Redis matches it."""
    async for rows in _pages(store, ("ZSCAN", key), "MATCH", pattern):
        yield [member for member, _ in rows]


async def keys(store: Store, pattern: str, kind: Literal["hash", "list"]) -> AsyncIterator[list[bytes]]:
    """The keys of one kind whose names fit, some at a time; `pattern` as Redis matches it."""
    async for found in _pages(store, ("SCAN",), "MATCH", pattern, "TYPE", kind):
        yield found


async def _pages(store: Store, command: Command, *more: str) -> AsyncIterator[list[Any]]:
    cursor: bytes | int = 0
    while True:
        cursor, rows = await store.read(*command, cursor, *more, "COUNT", 1000)
        if rows:
            yield rows
        if int(cursor) == 0:
            return
