"""The connection that all turns share: order, silence, and what follows when it breaks; on a real Valkey."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis import Redis as Blocking
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from hotline.store.lua import calling
from hotline.store.wire import BURST, Wire

PATIENCE = 0.3
ECHO = calling("-- ARGV: word\nreturn word")
WRITE = calling("-- KEYS: key\n-- ARGV: word\nreturn redis.call('SET', key, word)")
BROKEN = calling("-- ARGV: word\nreturn redis.call('INCR', word, 'x')")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
async def wire(redis: Redis) -> AsyncIterator[Wire]:
    wire = Wire(redis.connection_pool, PATIENCE)
    yield wire
    await wire.close()


async def test_each_gets_its_own_answer_however_many_ask_at_once(wire: Wire) -> None:
    asked = [wire.run(ECHO(word=number)) for number in range(500)]
    assert await asyncio.gather(*asked) == [str(number).encode() for number in range(500)]


async def test_a_burst_goes_out_before_the_tick_of_the_loop_ends(wire: Wire, redis_url: str) -> None:
    await wire.run(WRITE(key="known", word=1))  # the store has the script
    tasks = [asyncio.create_task(wire.run(WRITE(key=f"key {number}", word=1))) for number in range(BURST)]
    arrived: list[bool] = []

    def look() -> None:  # while the loop stands still
        with Blocking.from_url(redis_url) as other:
            arrived.append(any(other.exists(f"key {BURST - 1}") for _ in range(1000)))

    asyncio.get_running_loop().call_soon(look)
    await asyncio.gather(*tasks)
    assert arrived == [True]


async def test_an_error_is_the_error_of_who_asked(wire: Wire) -> None:
    good, bad = (asyncio.create_task(wire.run(script(word="a"))) for script in (ECHO, BROKEN))
    with pytest.raises(ResponseError):
        await bad
    assert await good == b"a"


async def test_who_stops_waiting_does_not_shift_the_answers_of_others(wire: Wire) -> None:
    await wire.run(ECHO(word="open"))
    first, second = (asyncio.create_task(wire.run(ECHO(word=word))) for word in ("first", "second"))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == b"second"


async def test_a_connection_that_was_cut_is_opened_anew_with_the_next_script(wire: Wire, redis: Redis) -> None:
    others = await _lines(redis)
    assert await _answered(wire)
    (cut,) = await _lines(redis) - others
    await redis.client_kill_filter(_id=cut)
    assert await _answered(wire) or await _answered(wire)  # the first may have gone out on the old one
    assert cut not in await _lines(redis)


async def test_a_connection_that_is_cut_in_a_burst_is_opened_anew_once(wire: Wire, redis: Redis) -> None:
    others = await _lines(redis)
    assert await _answered(wire)
    (cut,) = await _lines(redis) - others
    asked = [asyncio.ensure_future(wire.run(ECHO(word=number))) for number in range(BURST + 1)]
    await asyncio.sleep(0)  # the burst is out, the last one waits for the next tick
    assert wire._line
    wire._line._transport.abort()
    assert (await asyncio.gather(*asked, return_exceptions=True))[-1] == str(BURST).encode()
    assert await _answered(wire)
    assert len(await _lines(redis) - others - {cut}) == 1


async def test_a_primary_that_became_a_replica_is_left(wire: Wire, redis: Redis) -> None:
    """Behind Sentinel another one is the primary now; the connection is opened by who knows which."""
    others = await _lines(redis)
    assert await _answered(wire)
    before = await _lines(redis) - others
    await redis.replicaof("127.0.0.1", 1)
    try:
        with pytest.raises(ResponseError, match="READONLY"):
            await wire.run(WRITE(key="x", word="y"))
    finally:
        await redis.replicaof("NO", "ONE")
    assert await wire.run(WRITE(key="x", word="y")) == b"OK"
    assert before.isdisjoint(await _lines(redis))


async def test_silence_fails_all_who_wait_and_the_connection_is_given_up(tmp_path: Path) -> None:
    """Counted from the last sign of life; what a late answer would be about is nobody's question any more."""
    connections = []

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while chunk := await reader.read(65536):
            if b"EVAL" not in chunk:  # what redis-py says when it connects
                writer.write(b"+OK\r\n" * chunk.count(b"SETINFO"))
        writer.close()

    server = await asyncio.start_unix_server(mute, tmp_path / "mute")
    redis = Redis.from_url(f"unix://{tmp_path}/mute", protocol=2)
    wire = Wire(redis.connection_pool, PATIENCE)
    started = time.monotonic()
    failed = await asyncio.gather(*(wire.run(ECHO(word="a")) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in failed] == [TimeoutError] * 3
    assert PATIENCE * 0.9 < time.monotonic() - started < PATIENCE * 4
    with pytest.raises(TimeoutError):
        await wire.run(ECHO(word="a"))
    assert len(connections) == 2
    await wire.close()
    for connection in connections:
        await connection.wait_closed()
    server.close()
    await server.wait_closed()


async def _lines(redis: Redis) -> set[str]:
    """The store's ids of all connections."""
    return {client["id"] for client in await redis.client_list()}


async def _answered(wire: Wire) -> bool:
    try:
        await wire.run(ECHO(word="a"))
    except OSError:
        return False
    return True
