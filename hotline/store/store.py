"""The record: Redis or Valkey as a process sees it.

A turn costs two round trips, each one script: `begin` claims it and reads, `end` writes everything or nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import (
    ClusterCrossSlotError,
    ClusterError,
    MovedError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as TimedOut

from .. import HotlineError, Misuse
from .keys import (
    CHANGES,
    CHANGES_KEPT,
    CLOCK,
    LATEST,
    TABLES,
    VERSION,
    WAIT,
    contact_key,
    helper_key,
    limit_key,
    lock_key,
    session_key,
    table_key,
    turn_key,
)
from .lua import ScriptCall, ScriptValue, script
from .wire import Wire

Command: TypeAlias = tuple[ScriptValue, ...]

# Patience with the store, in seconds.
ANSWER = 1  # no connection or answer within it: the store is away
CONNECTIONS = 500  # at most, each one turn in flight; redis-py's 100 would call a store away that only hiccups
BREAKER = 1  # then it is not asked again for so long

_CANNOT = ("MISCONF", "OOM", "READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS")  # a store that cannot write now

_BEGIN = script(__file__, "begin")
_END = script(__file__, "end")
_FREE = script(__file__, "free")
_APPEND = script(__file__, "append")


class StoreAway(HotlineError):
    """No connection, no answer in time, or a store that cannot write now. Nothing was saved, as far as is known."""


class StoreMisused(Misuse):
    """REDIS_URL cannot be read, or names a cluster; the message says how to write it."""


class LogEntry(NamedTuple):
    """An entry of the change log: its place in the log ("" for a last word, which has none) and its row."""

    id: str
    row: bytes


@dataclass(slots=True)
class Begun:
    """A turn that is ours now, and what is needed to advance it; in the order in which `begin.lua` gives it."""

    is_behind: bool  # `news` may be less than all of it
    due: float | None  # when the reminder of this turn is due now, None when it is owed no more
    told: bytes  # a reminder's turn: what its person was told unasked, as the outbox counts it
    token: int
    session: bytes | None
    profile: bytes | None
    limited: int  # 0 no, 1 the notice is due, 2 silence
    version: int
    volunteer: bytes | None  # sealed record, None for who is none
    head: bytes  # of a volunteer's turn: id and seal of the last entry of the audit trail, b"" when it is empty
    helper: bytes | None  # sealed: the volunteer who answered them within HELPED, and when
    news: bytes  # what this process had not seen of the change log: lines of id and row, at most CHANGES_AT_ONCE
    on_duty: int  # how many volunteers are

    def changes_after(self, seen: str) -> list[LogEntry]:
        """Those after `seen`: of turns at once, each brings what the others bring, so it is read from the end."""
        changes: list[LogEntry] = []
        last, end = order(seen), len(self.news)
        while end > 0:
            start = self.news.rfind(b"\n", 0, end) + 1
            name, _, row = self.news[start:end].partition(b" ")
            id_, end = name.decode(), start - 1
            if order(id_) <= last:
                break
            changes.append(LogEntry(id_, row))
        return changes[::-1]


@dataclass(slots=True)
class Claim:
    """What a turn claims: a message id, a talker's lock, and whose records are read."""

    message_id: str
    talker: str  # contact pseudonym, or `call_id`
    contact: str  # "" for a withheld caller
    counted: bool  # counts for the rate limit
    owed: str = ""  # the reminder that it gives, as it stands among what is owed


def connect(url: str) -> Redis:
    """A client for `url`: redis://, rediss://, unix:// or sentinel://host:port,host:port/NAME/0."""
    options: dict[str, Any] = {
        "socket_timeout": ANSWER,
        "socket_connect_timeout": ANSWER,
        "retry": Retry(NoBackoff(), 0),
        "max_connections": CONNECTIONS,
        "health_check_interval": 0,
    }
    if url.startswith("sentinel://"):
        nodes, name, database = sentinels(url)
        sentinel = Sentinel(nodes, sentinel_kwargs=options)  # type: ignore[no-untyped-call] # redis-py has no types here
        client: Redis = sentinel.master_for(name, db=database, **options)
        return client
    try:
        return Redis.from_url(url, **options)
    except ValueError:
        raise StoreMisused("REDIS_URL cannot be read; write it like redis://host:6379/0") from None


def sentinels(url: str) -> tuple[list[tuple[str, int]], str, int]:
    """The nodes, the primary's name and the database of sentinel://host:port,host:port/NAME/0. Raises StoreMisused."""
    parts = urlsplit(url)
    name, _, database = parts.path.strip("/").partition("/")
    try:
        hosts = [host.rsplit(":", 1) for host in parts.netloc.split(",")]
        nodes = [(host, int(port)) for host, port in hosts]
        number = int(database or 0)
    except ValueError:
        raise StoreMisused("REDIS_URL must look like sentinel://host:26379,host:26379/NAME/0") from None
    if not name:
        raise StoreMisused("REDIS_URL lacks the name of the primary: sentinel://host:26379/NAME/0")
    return nodes, name, number


class Store:
    """The store as a process sees it. Every method raises StoreAway when it cannot be reached."""

    def __init__(self, redis: Redis, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives the machine's time in epoch seconds."""
        self.redis = redis
        self._clock = clock
        self.offset = 0.0  # seconds from the machine's clock to the hotline's
        self._wire = Wire(redis.connection_pool, ANSWER)
        self._away_until = 0.0

    async def begin(self, claim: Claim, seen: str) -> Begun | bytes:
        """Claim a turn and read for it; or the stored reply, if this message was answered before.

        `seen` is the id of the last change this process knows. Waits for another turn of the same person.
        """
        deadline = time.monotonic() + WAIT
        pause = 0.01
        while True:
            call = _BEGIN(
                turn=turn_key(claim.message_id),
                lock=lock_key(claim.talker),
                session=session_key(claim.talker),
                contact=contact_key(claim.contact),
                limit=limit_key(claim.talker),
                helper=helper_key(claim.contact),
                seen=seen,
                now=int(self._clock()),
                counted=int(claim.counted),
                who=claim.contact,
                owed=claim.owed,
            )
            answer = await self.run(call)
            match answer:
                case [b"go", is_behind, due, told, *rest]:
                    return Begun(bool(is_behind), None if due is None else float(due), told or b"", *rest)
                case [b"stored", reply]:
                    return bytes(reply)
            if time.monotonic() > deadline:
                raise StoreAway("another turn of this person did not end in time")
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.2)

    async def end(self, claim: Claim, token: int, reply: bytes, commands: Sequence[Command], after: str = "") -> bool:
        """Apply `commands`, store the reply and free the lock, all or nothing; False if the lease was lost.

        `after`: id of the audit entry that those in `commands` follow. If another came in between: False as well.
        """
        lock, turn, words = lock_key(claim.talker), turn_key(claim.message_id), _counted(commands)
        return bool(await self.run(_END(lock=lock, turn=turn, token=token, reply=reply, after=after, commands=words)))

    async def free(self, claim: Claim, token: int) -> None:
        """Give the lock back without having done anything."""
        await self.run(_FREE(lock=lock_key(claim.talker), token=token))

    def run(self, call: ScriptCall) -> Coroutine[Any, Any, Any]:
        """Run a script in one round trip; its effects are all there or not at all."""
        return self._ask(self._wire.run(call))

    async def confirm(self, milliseconds: int) -> int:
        """Wait until a replica has what was written on the scripts' connection; gives how many have it."""
        return int(await self._ask(self._wire.command("WAIT", 1, milliseconds)))

    async def apply(self, commands: Sequence[Command]) -> list[Any]:
        """Apply commands in one transaction and give their answers."""
        pipeline: Any = self.redis.pipeline(transaction=True)
        for command in commands:
            pipeline.execute_command(*command)
        answers: list[Any] = await self._ask(pipeline.execute())
        return answers

    async def append(self, after: str, commands: Sequence[Command]) -> bool:
        """Apply commands, audit entries among them, if the audit trail still ends with entry `after`; else False."""
        return bool(await self.run(_APPEND(after=after, commands=_counted(commands))))

    async def read(self, *command: str | bytes | int | float) -> Any:
        """One command and its answer."""
        redis: Any = self.redis
        return await self._ask(redis.execute_command(*command))

    async def read_tables(self) -> tuple[int, Mapping[str, bytes]]:
        """The directory's version and its tables as JSON, read in one moment."""
        commands: list[Command] = [("GET", VERSION), *(("GET", table_key(table)) for table in TABLES)]
        version, *tables = await self.apply(commands)
        return int(version or 0), {name: row for name, row in zip(TABLES, tables, strict=True) if row is not None}

    async def read_changes(self) -> list[LogEntry]:
        """The whole change log, oldest first, the last word on each shelter before it."""
        latest, log = await self.apply([("HVALS", LATEST), ("XRANGE", CHANGES, "-", "+")])
        return [LogEntry("", row) for row in latest] + [LogEntry(id_.decode(), fields[b"c"]) for id_, fields in log]

    async def start_clock(self, now: float | None) -> None:
        """Take over the store's clock; the first process sets it (`now`: epoch seconds), all others follow."""
        if now is not None:
            await self._ask(self.redis.set(CLOCK, repr(now - self._clock()), nx=True))
        self.offset = float(await self._ask(self.redis.get(CLOCK)) or 0.0)

    def now(self) -> float:
        """The hotline's time, in epoch seconds."""
        return self._clock() + self.offset

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()
        await self.redis.aclose()
        if isinstance(pool := self.redis.connection_pool, SentinelConnectionPool):
            for sentinel in pool.sentinel_manager.sentinels:  # redis-py leaves these open
                await sentinel.aclose()

    async def _ask(self, answer: Any) -> Any:
        if time.monotonic() < self._away_until:
            answer.close()
            raise StoreAway("the store was away a moment ago")
        try:
            return await answer
        except (NotConnected, TimedOut, ReadOnlyError, OutOfMemoryError, OSError) as error:
            reason: RedisError | OSError = error
        except (ClusterError, ClusterCrossSlotError, MovedError):
            raise StoreMisused("REDIS_URL names a cluster; a hotline is kept by one primary: use Sentinel") from None
        except ResponseError as error:
            if not any(sign in str(error) for sign in _CANNOT):
                raise
            reason = error
        self._away_until = time.monotonic() + BREAKER
        raise StoreAway(f"the store cannot be reached or cannot write: {type(reason).__name__}") from None


@lru_cache(maxsize=256)  # turns at once ask for the same few
def order(id_: str) -> tuple[int, int]:
    """The place of an entry in the change log: its id is milliseconds and number."""
    milliseconds, _, number = id_.partition("-")
    return int(milliseconds), int(number or 0)


def _counted(commands: Sequence[Command]) -> list[ScriptValue]:
    """Commands as the scripts take them: the number of words, then the words."""
    args: list[ScriptValue] = []
    for command in commands:
        args.append(len(command))
        args.extend(command)
    return args


def log_commands(row: str, last_words: Sequence[str] = ()) -> list[Command]:
    """Write a change to the log; `last_words`: what it is the last word on, so that it outlives the log."""
    commands: list[Command] = [("XADD", CHANGES, "MAXLEN", "~", CHANGES_KEPT, "*", "c", row)]
    commands += [("HSET", LATEST, field, row) for field in last_words]
    return commands
