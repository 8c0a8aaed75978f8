"""The store's two scripts, its clock, and what counts as away; on a real Valkey."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from hotline.store.keys import (
    AUDIT,
    LEASE,
    LIMIT_TEXTS,
    LIMIT_WINDOW,
    VOLUNTEERS,
    contact_key,
    helper_key,
    limit_key,
    lock_key,
)
from hotline.store.store import BREAKER, Begun, Claim, Store, StoreAway, StoreMisused, connect, log_commands, sentinels

CLAIM = Claim("SM1", "talker", "contact", counted=False)


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[Store]:
    store = Store(connect(redis_url))
    yield store
    await store.close()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


async def begun(store: Store, claim: Claim = CLAIM, seen: str = "0") -> Begun:
    """A turn that is begun, and is expected to be new."""
    found = await store.begin(claim, seen)
    assert isinstance(found, Begun)
    return found


# A turn's begin and end.


async def test_a_turn_reads_what_was_written_and_gets_its_reply_again(store: Store) -> None:
    turn = await begun(store)
    assert (turn.session, turn.profile, turn.limited, turn.version, turn.changes_after("0")) == (None, None, 0, 0, [])
    commands = [
        ("SET", "session:talker", b"\x00s"),
        ("SET", "contact:contact", b"\xffp"),
        *log_commands("r"),
    ]
    assert await store.end(CLAIM, turn.token, b"reply", commands)
    assert await store.begin(CLAIM, "0") == b"reply"
    second = await begun(store, Claim("SM2", "talker", "contact", counted=False))
    assert (second.session, second.profile) == (b"\x00s", b"\xffp")
    assert [change.row for change in second.changes_after("0")] == [b"r"]
    assert second.token > turn.token


async def test_only_changes_not_seen_yet_are_given(store: Store) -> None:
    await store.apply([*log_commands("one"), *log_commands("two"), *log_commands("three")])
    first = await begun(store)
    await store.end(CLAIM, first.token, b"", [])
    second = await begun(store, Claim("SM2", "talker", "", counted=False), first.changes_after("0")[1].id)
    assert [change.row for change in second.changes_after("0")] == [b"three"]


async def test_a_second_turn_of_one_talker_waits_for_the_first(store: Store) -> None:
    first = await begun(store)
    waiting = asyncio.create_task(begun(store, Claim("SM2", "talker", "", counted=False)))
    other = await begun(store, Claim("SM3", "somebody else", "", counted=False))
    assert other.token
    assert not waiting.done()
    await store.end(CLAIM, first.token, b"", [])
    assert (await waiting).token > first.token


async def test_a_duplicate_waits_for_the_reply_of_the_turn_in_flight(store: Store) -> None:
    first = await begun(store)
    duplicate = asyncio.create_task(store.begin(CLAIM, "0"))
    await begun(store, Claim("SM3", "somebody else", "", counted=False))
    assert not duplicate.done()
    await store.end(CLAIM, first.token, b"reply", [])
    assert await duplicate == b"reply"


async def test_a_lock_outlives_its_process_no_longer_than_the_lease(store: Store, redis: Redis) -> None:
    await begun(store)
    assert 0 < await redis.pttl("lock:talker") <= LEASE * 1000


async def test_an_end_whose_lease_was_lost_changes_nothing(store: Store, redis: Redis) -> None:
    """Two turns of one message: the one that lost its lock comes too late, and gets the other one's reply."""
    slow = await begun(store)
    await redis.delete("lock:talker")
    quick = await begun(store)
    assert await store.end(CLAIM, quick.token, b"quick", [("SET", "x", "quick")])
    assert not await store.end(CLAIM, slow.token, b"slow", [("SET", "x", "slow")])
    assert await redis.get("x") == b"quick"
    assert await store.begin(CLAIM, "0") == b"quick"


async def test_an_end_behind_an_audit_trail_that_grew_changes_nothing_and_can_be_taken_again_at_once(
    store: Store, redis: Redis
) -> None:
    turn = await begun(store)
    assert await store.append("0-0", [("XADD", AUDIT, "1-0", "e", "x", "m", "y")])
    assert not await store.end(CLAIM, turn.token, b"reply", [("SET", "x", "y")], after="0-0")
    assert not await redis.exists("x", lock_key("talker"))
    again = await begun(store)
    assert again.head == b""  # which only a volunteer's turn needs
    assert await store.end(CLAIM, again.token, b"reply", [("SET", "x", "y")], after="1-0")


async def test_what_does_not_count_is_never_limited(store: Store) -> None:
    """A call has its keys, and an operator at the terminal has a reason."""
    for number in range(LIMIT_TEXTS + 1):
        claim = Claim(f"SM{number}", "talker", "contact", counted=False)
        turn = await begun(store, claim)
        assert turn.limited == 0
        await store.end(claim, turn.token, b"", [])
    assert (await begun(store, Claim("SM", "talker", "contact", counted=True))).limited == 0


async def test_of_texts_that_count_only_so_many_times_are_kept_as_may_be_answered(redis_url: str, redis: Redis) -> None:
    moment = 0.0
    store = Store(connect(redis_url), clock=lambda: moment)
    for number in range(2 * LIMIT_TEXTS):
        moment = 60.0 * number
        claim = Claim(f"SM{number}", "talker", "contact", counted=True)
        turn = await begun(store, claim)
        assert turn.limited == 0
        await store.end(claim, turn.token, b"", [])
    assert await redis.llen(limit_key("talker")) == LIMIT_TEXTS
    assert 0 < await redis.ttl(limit_key("talker")) <= LIMIT_WINDOW
    await store.close()


async def test_nothing_is_read_of_who_has_no_pseudonym(store: Store) -> None:
    await store.apply([("SET", contact_key(""), "p"), ("HSET", VOLUNTEERS, "", "v"), ("SET", helper_key(""), "h")])
    turn = await begun(store, Claim("SM1", "call", "", counted=False))
    assert (turn.profile, turn.volunteer, turn.helper) == (None, None, None)


async def test_freeing_gives_back_ones_own_lock_only(store: Store, redis: Redis) -> None:
    first = await begun(store)
    await store.free(CLAIM, first.token + 1)
    assert await redis.exists("lock:talker")
    await store.free(CLAIM, first.token)
    assert not await redis.exists("lock:talker")


async def test_keys_hold_neither_message_nor_call_ids(store: Store, redis: Redis) -> None:
    claim = Claim("SM0123456789abcdef", "talker", "", counted=False)
    turn = await begun(store, claim)
    await store.end(claim, turn.token, b"", [])
    assert not [key for key in await redis.keys("*") if b"SM0123" in key]


# The clock.


async def test_the_first_process_sets_the_clock_and_all_others_follow(redis_url: str) -> None:
    first, second = (Store(connect(redis_url), clock=lambda: 1000.0) for _ in range(2))
    await first.start_clock(5000.0)
    await second.start_clock(9000.0)
    assert first.now() == second.now() == 5000.0
    await first.close()
    await second.close()


async def test_without_a_set_clock_the_machines_own_counts(redis_url: str) -> None:
    store = Store(connect(redis_url), clock=lambda: 1000.0)
    await store.start_clock(None)
    assert store.now() == 1000.0
    await store.close()


# Away.


async def test_a_store_that_does_not_listen_is_away(tmp_path: Path) -> None:
    store = Store(connect(f"unix://{tmp_path}/nobody"))
    with pytest.raises(StoreAway):
        await store.read("PING")
    await store.close()


async def test_a_store_that_does_not_answer_is_away_after_a_second_and_then_at_once(tmp_path: Path) -> None:
    """The first one waits a second; for a second more nobody waits."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_unix_server(listen, tmp_path / "mute")
    store = Store(connect(f"unix://{tmp_path}/mute"))
    started = time.monotonic()
    with pytest.raises(StoreAway):
        await store.read("PING")
    assert 0.9 < time.monotonic() - started < 2.5
    again = time.monotonic()
    with pytest.raises(StoreAway):
        await store.read("PING")
    assert time.monotonic() - again < BREAKER / 2
    await store.close()
    server.close()
    await server.wait_closed()


# What a store says that cannot take a turn now: sent as an answer to the first command.
CANNOT = [
    "LOADING Valkey is loading the dataset in memory",
    "READONLY You can't write against a read only replica.",
    "OOM command not allowed when used memory > 'maxmemory'.",
    "MISCONF Valkey is configured to save RDB snapshots, but it's currently unable to persist to disk.",
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    "NOREPLICAS Not enough good replicas to write.",
]


@pytest.mark.parametrize("answer", CANNOT, ids=[answer.split()[0] for answer in CANNOT])
async def test_a_store_that_cannot_write_now_is_away(tmp_path: Path, answer: str) -> None:
    async with refusing(tmp_path, answer) as store:
        with pytest.raises(StoreAway):
            await store.begin(CLAIM, "0")


# What a node of a cluster says.
CLUSTER = [
    "MOVED 3999 127.0.0.1:6381",
    "CLUSTERDOWN Hash slot not served",
    "CROSSSLOT Keys in request don't hash to the same slot",
]


@pytest.mark.parametrize("answer", CLUSTER, ids=[answer.split()[0] for answer in CLUSTER])
async def test_a_cluster_is_told_from_a_store_with_the_mend(tmp_path: Path, answer: str) -> None:
    """A turn's script writes what lies in many slots."""
    async with refusing(tmp_path, answer) as store:
        with pytest.raises(StoreMisused, match="one primary: use Sentinel"):
            await store.read("GET", "x")


@asynccontextmanager
async def refusing(folder: Path, answer: str) -> AsyncIterator[Store]:
    """A store that lets anybody in, and says `answer` to whatever is asked."""
    hung_up = asyncio.Event()

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            said = chunk.count(b"SETINFO")  # redis-py introduces itself
            writer.write(b"+OK\r\n" * said or f"-{answer}\r\n".encode())
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    server = await asyncio.start_unix_server(refuse, folder / "s")
    store = Store(connect(f"unix://{folder}/s?protocol=2"))
    try:
        yield store
    finally:
        await store.close()
        await hung_up.wait()
        server.close()
        await server.wait_closed()


async def test_a_full_store_is_away_for_a_turn_and_back_when_there_is_room(store: Store, redis: Redis) -> None:
    """Real out-of-memory, not a word of it: a turn that writes is refused, and nothing of it is left."""
    turn = await begun(store)
    try:
        await redis.config_set("maxmemory", "1mb")
        with pytest.raises(StoreAway):
            await store.end(CLAIM, turn.token, b"reply", [("SET", "x", b"y")])
    finally:
        await redis.config_set("maxmemory", "0")
    assert not await redis.exists("x")


# Addresses.

# What REDIS_URL may be for Sentinel, and what it means.
SENTINELS = [
    ("sentinel://one:26379/main/0", ([("one", 26379)], "main", 0)),
    ("sentinel://one:1,two:2,10.0.0.3:3/main/5", ([("one", 1), ("two", 2), ("10.0.0.3", 3)], "main", 5)),
    ("sentinel://one:1/main", ([("one", 1)], "main", 0)),
]


@pytest.mark.parametrize(("url", "meant"), SENTINELS)
def test_sentinel_addresses_are_read(url: str, meant: object) -> None:
    assert sentinels(url) == meant


@pytest.mark.parametrize(
    "url", ["sentinel://one/main/0", "sentinel://one:1/", "sentinel://one:1/main/x", "sentinel://"]
)
def test_an_unreadable_sentinel_address_is_told_with_the_right_form(url: str) -> None:
    with pytest.raises(StoreMisused, match="sentinel://host:26379"):
        connect(url)


@pytest.mark.parametrize("url", ["redis://host:port/0", "redis://[host/0"])
def test_an_unreadable_address_is_told_with_the_right_form(url: str) -> None:
    with pytest.raises(StoreMisused, match="redis://host:6379/0"):
        connect(url)
