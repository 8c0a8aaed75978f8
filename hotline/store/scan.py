"""Looking through what is too much for one answer of the store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from .store import Store


async def members(store: Store, key: str) -> AsyncIterator[list[bytes]]:
    """All members of a sorted set, some at a time."""
    async for rows in pages(store, "ZSCAN", key, "COUNT", 1000):
        yield [member for member, _ in rows]


async def pages(store: Store, command: str, *args: str | int) -> AsyncIterator[list[Any]]:
    """What a scanning command finds, some at a time. The cursor comes after the key, if there is one."""
    before, after = (args[:1], args[1:]) if command == "ZSCAN" else ((), args)
    cursor: bytes | int = 0
    while True:
        cursor, rows = await store.read(command, *before, cursor, *after)
        yield rows
        if int(cursor) == 0:
            return
