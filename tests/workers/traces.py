"""What a person leaves in the store, and all that stands there."""

from __future__ import annotations

from redis.asyncio import Redis

from tests.evening import Evening

READ = {b"string": ("GET",), b"hash": ("HGETALL",), b"set": ("SMEMBERS",), b"zset": ("ZRANGE", "0", "-1")}
READ |= {b"list": ("LRANGE", "0", "-1"), b"stream": ("XRANGE", "-", "+")}


async def lived(evening: Evening, number: str) -> None:
    """A person who left all the traces one can leave, over two nights."""
    evening.at("23:00")
    for body in ("НОЧЛЕГ Уральск", "полно", "ЖДУТ ТЁПЛОЕ 250", "НОМЕР 143 ТЁПЛОЕ", "РЕГИСТРАЦИЯ 24.09.2022", "1"):
        await evening.text(body, number)
    await evening.text("НОВОСТИ", number)
    await evening.text("1", number)
    await evening.text("ВОЛОНТЁР где взять симку?", number)
    evening.at("2022-09-26 13:00")
    await evening.text("НОЧЛЕГ Уральск", number)


async def everything(evening: Evening) -> set[str]:
    """All that stands in the store: the key, and one value, member, field or entry of it."""
    read, found = evening.turns.store.read, set()
    for key in await read("KEYS", "*"):
        command, *more = READ[await read("TYPE", key)]
        value = await read(command, key, *more)
        parts = value.items() if isinstance(value, dict) else [value] if isinstance(value, bytes) else value
        found |= {f"{key.decode()} {part!r}" for part in parts}
    return found


async def is_written(redis: Redis) -> bool:
    """Whether no rewrite of the append-only file goes on."""
    return not (await redis.info("persistence"))["aof_rewrite_in_progress"]
