"""The record: the connection to Redis or Valkey, every key name and every lifetime.

A turn costs two round trips, each one script: `begin` claims it and reads, `end` writes everything or nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as TimedOut

from .wire import Script, Wire

Command: TypeAlias = tuple[str | bytes | int | float, ...]

# Lifetimes, in seconds of real time.
LEASE = 5  # a turn's lock: a killed process holds a person up no longer than this
WAIT = 12  # a duplicate waits so long for the turn in flight: the carrier gives up at 15
ANSWER = 1  # no connection or answer within it: the store is away
CONNECTIONS = 500  # at most, each one turn in flight; redis-py's 100 would call a store away that only hiccups
BREAKER = 1  # then it is not asked again for so long
REPLIES = 24 * 3600  # stored replies: carriers repeat a webhook within minutes
HELPED = 3600  # so long after an answer what a person adds goes to the volunteer who gave it
LIMIT_WINDOW = 600  # texts are counted over ten minutes
LIMIT_TEXTS = 20  # so many are answered, then one notice, then silence
CHANGES_AT_ONCE = 1000  # entries that a turn brings; a process further behind reads the directory anew
CHANGES_KEPT = 100_000  # entries of the change log, about 10 MB; the last word on each shelter is kept besides

# Keys. No key holds a number or a text: people are pseudonyms, message and call ids are hashed.
CONTACTS = "contacts"  # sorted set: pseudonym by the time of the last answer
CHANGES = "changes"  # stream: what changes by the minute
LATEST = "latest"  # hash: the last word on each shelter's state and free places, as in the stream
VERSION = "directory:version"
CLOCK = "clock:offset"
FENCE = "fence"
READY = "ready"  # written by /readyz, which wants to know whether one can write
REWRITE = "rewrite"  # the append-only file still has to be rewritten for somebody who was forgotten
FORGOTTEN = "forgotten"  # set: pseudonyms whose traces upkeep still has to clear
INBOX = "inbox"  # sorted set: number and asker of open questions by time, danger to life first
INBOX_HELD = "inbox:held"  # hash: a question as in INBOX -> who has it, until when, and whether it was shown to them
INBOX_ALERTED = "inbox:alerted"  # when coordinators were last told that too much waits
DUTY = "duty"  # set: pseudonyms of the volunteers who want to hear of new questions
REMINDERS = "reminders"  # sorted set: what is owed to whom, by the time it is due
NEWS = "news"  # sorted set: who asked for news, by when
BROADCASTS = "broadcasts"  # sorted set: numbers of broadcasts by when they were written
BROADCASTS_CONFIRMED = "broadcasts:confirmed"  # sorted set: those whose recipients are to be listed, by when
BROADCASTS_RUNNING = "broadcasts:running"  # sorted set: those that are being sent, by since when
BROADCASTS_ENDING = "broadcasts:ending"  # sorted set: those that were sent, by when to look for the end of all
BROADCASTS_LAST = "broadcasts:last"  # the number of the last one
MAIL_SENDING = "mail:sending"  # sorted set: messages being sent or in doubt, by when to look them up
MAIL_SENT = "mail:sent"  # sorted set: messages sent whose end is not known, by when to ask for it
MAIL_SERVER = "mail:server"  # hash: the run of the store that the outbox has seen last, and since when
VOLUNTEERS = "volunteers"  # hash: pseudonym -> sealed record of who helps
PIN_TRIES = "volunteers:tries"  # hash: pseudonym -> wrong PINs in a row
AUDIT = "audit"  # stream: who changed what, each entry under the next number and chained to the one before
JOB_QUEUES = ("alerts", "replies", "upkeep", "bulk")  # a free worker takes the upper ones first
WORKERS = "rq:workers"  # RQ's set: names of hashes with `last_heartbeat`
CLOCKS = "rq:cron_schedulers"  # RQ's sorted set: clocks by their last heartbeat
TABLES = ("shelters", "crossings", "offices", "topics", "rules")


def contact_key(contact: str) -> str:
    """Hash: `profile`, `number` and each `question:N`, all sealed. The scripts of outbox and inbox name it too."""
    return f"contact:{contact}"


def keepers_key(shelter: str) -> str:
    """Set: pseudonyms of those who keep a shelter."""
    return f"keepers:{shelter}"


def helper_key(contact: str) -> str:
    """Which volunteer answered this person last and when, sealed."""
    return f"helper:{contact}"


def session_key(talker: str) -> str:
    """Sealed session of a contact's texts, or of a call."""
    return f"session:{talker}"


def turn_key(message_id: str) -> str:
    """Sealed reply to one message of the carrier."""
    return f"turn:{_hashed(message_id)}"


def call_id(sid: str) -> str:
    """A call, as its session and lock are named."""
    return f"call-{_hashed(sid)}"


def limit_key(talker: str) -> str:
    """List: when the last texts came; with `:told`, whether the notice was given."""
    return f"limit:{talker}"


def mail_key(id_: str) -> str:
    """Hash: one message of the outbox. The outbox's scripts name it too."""
    return f"mail:{id_}"


def mail_text_key(id_: str) -> str:
    """Sealed text of one message."""
    return f"mail:{id_}:text"


def lane_key(lane: str) -> str:
    """Sorted set: messages of one urgency by when they may leave. The outbox's scripts name it too."""
    return f"mail:waiting:{lane}"


def broadcast_key(number: int) -> str:
    """Hash: one broadcast. The outbox's scripts name it too."""
    return f"broadcast:{number}"


def broadcast_text_key(number: int, language: str) -> str:
    """Its sealed text in one language."""
    return f"broadcast:{number}:text:{language}"


def broadcast_people_key(number: int) -> str:
    """List: its recipients, fixed when it was confirmed; with `:<token>`, one that is being made."""
    return f"broadcast:{number}:people"


def pace_key(sender: str) -> str:
    """When the next segment of a sender may leave."""
    return f"mail:pace:{_hashed(sender)}"


def stats_key(now: float) -> str:
    """Hash: what became of messages in this hour."""
    return f"mail:stats:{int(now // 3600)}"


def stats_minute(now: float) -> int:
    """The minute of that hour, 0 to 59, as the hash's `minute:<n>` counts what was sent in it."""
    return int(now // 60 % 60)


def job_queue_key(queue: str) -> str:
    """RQ's list: ids of jobs that wait. RQ's names are repeated here, so that a web process need not load RQ."""
    return f"rq:queue:{queue}"


def failed_jobs_key(queue: str) -> str:
    """RQ's sorted set: ids of failed jobs by when they are forgotten."""
    return f"rq:failed:{queue}"


def table_key(table: str) -> str:
    """One table of the directory as JSON."""
    return f"directory:{table}"


def _hashed(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


_BEGIN = Script("""
local turn = redis.call('GET', KEYS[1])
if turn then return {'stored', turn} end
if redis.call('EXISTS', KEYS[2]) == 1 then return {'busy'} end
local token = redis.call('INCR', KEYS[7])
redis.call('SET', KEYS[2], token, 'PX', ARGV[1])
local limited = 0
if ARGV[4] ~= '' then
  local now, window = tonumber(ARGV[3]), tonumber(ARGV[5])
  local oldest = redis.call('LINDEX', KEYS[5], tonumber(ARGV[4]) - 1)
  if oldest and now - tonumber(oldest) < window then
    limited = redis.call('SET', KEYS[5] .. ':told', 1, 'NX', 'EX', window) and 1 or 2
  else
    redis.call('LPUSH', KEYS[5], ARGV[3])
    redis.call('LTRIM', KEYS[5], 0, tonumber(ARGV[4]) - 1)
    redis.call('EXPIRE', KEYS[5], window)
  end
end
local profile = false
if KEYS[4] ~= '' then profile = redis.call('HGET', KEYS[4], 'profile') end
local volunteer, head = false, ''
if ARGV[7] ~= '' then
  volunteer = redis.call('HGET', KEYS[9], ARGV[7])
  if volunteer then
    local last = redis.call('XREVRANGE', KEYS[10], '+', '-', 'COUNT', 1)[1]
    if last then head = last[1] .. ' ' .. last[2][4] end
  end
end
local helper = KEYS[4] ~= '' and redis.call('GET', KEYS[11])
local news = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[6], '(' .. ARGV[2], '+', 'COUNT', ARGV[6])) do
  news[#news + 1] = entry[1] .. ' ' .. entry[2][2]
end
return {'go', token, redis.call('GET', KEYS[3]), profile, limited, redis.call('GET', KEYS[8]),
        table.concat(news, '\\n'), volunteer, head, helper}
""")

_FREE = Script("if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end")

# What is audited is chained to the last entry that was read: if another has come meanwhile, nothing is done.
_APPLY = """
local function moved(audit, head)
  if head == '' then return false end
  local last = redis.call('XREVRANGE', audit, '+', '-', 'COUNT', 1)[1]
  return (last and last[1] or '0-0') ~= head
end
local function apply(i)
  while i <= #ARGV do
    local n = tonumber(ARGV[i])
    redis.call(unpack(ARGV, i + 1, i + n))
    i = i + n + 1
  end
end
"""

_END = Script(
    _APPLY
    + """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if moved(KEYS[3], ARGV[4]) then
  redis.call('DEL', KEYS[1])
  return 0
end
apply(5)
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[2])
redis.call('DEL', KEYS[1])
return 1
"""
)

_APPEND = Script(
    _APPLY
    + """
if moved(KEYS[1], ARGV[1]) then return 0 end
apply(2)
return 1
"""
)


_CANNOT = ("MISCONF", "OOM", "READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS")  # a store that cannot write now


class StoreAway(Exception):
    """No connection, no answer in time, or a store that cannot write now. Nothing was saved, as far as is known."""


class StoreMisused(Exception):
    """REDIS_URL cannot be read; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the change log: its place in the log and its row."""

    id: str
    row: bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn that is ours now, and what is needed to advance it."""

    token: int
    session: bytes | None
    profile: bytes | None
    limited: int  # 0 no, 1 the notice is due, 2 silence
    version: int
    volunteer: bytes | None  # sealed record, None for who is none
    head: bytes  # of a volunteer's turn: id and seal of the last entry of the audit trail, b"" when it is empty
    helper: bytes | None  # sealed: the volunteer who answered them within HELPED, and when
    news: Sequence[bytes]  # what this process had not seen of the change log: id and row, at most CHANGES_AT_ONCE

    def changes_after(self, seen: str) -> list[Change]:
        """Those after `seen`: of turns at once, each brings what the others bring."""
        after, changes = order(seen), []
        for line in reversed(self.news):
            id_, _, row = line.partition(b" ")
            if order(id_.decode()) <= after:
                break
            changes.append(Change(id_.decode(), row))
        return changes[::-1]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a turn claims: a message id, a talker's lock, and whose records are read."""

    message_id: str
    talker: str  # contact pseudonym, or `call_id`
    contact: str  # "" for a withheld caller
    counted: bool  # counts for the rate limit


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
        keys = [
            turn_key(claim.message_id),
            f"lock:{claim.talker}",
            session_key(claim.talker),
            contact_key(claim.contact) if claim.contact else "",
            limit_key(claim.talker),
            CHANGES,
            FENCE,
            VERSION,
            VOLUNTEERS,
            AUDIT,
            helper_key(claim.contact),
        ]
        limit = LIMIT_TEXTS if claim.counted else ""
        deadline = time.monotonic() + WAIT
        pause = 0.01
        while True:
            args: list[str | int] = [LEASE * 1000, seen, repr(self._clock()), limit, LIMIT_WINDOW, CHANGES_AT_ONCE]
            args.append(claim.contact)
            answer = await self._ask(self._wire.run(_BEGIN, keys, args))
            match answer:
                case [b"go", token, session, profile, limited, version, news, volunteer, head, helper]:
                    lines = news.splitlines()
                    return Begun(token, session, profile, limited, int(version or 0), volunteer, head, helper, lines)
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
        args: list[str | bytes | int | float] = [token, REPLIES, reply, after]
        args += _counted(commands)
        keys = [f"lock:{claim.talker}", turn_key(claim.message_id), AUDIT]
        return bool(await self._ask(self._wire.run(_END, keys, args)))

    async def free(self, claim: Claim, token: int) -> None:
        """Give the lock back without having done anything."""
        await self._ask(self._wire.run(_FREE, [f"lock:{claim.talker}"], [token]))

    async def run(self, script: Script, keys: Sequence[str], args: Sequence[str | bytes | int | float]) -> Any:
        """Run a script in one round trip; its effects are all there or not at all."""
        return await self._ask(self._wire.run(script, keys, args))

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
        return bool(await self._ask(self._wire.run(_APPEND, [AUDIT], [after, *_counted(commands)])))

    async def read(self, *command: str | bytes | int | float) -> Any:
        """One reading command and its answer."""
        redis: Any = self.redis
        return await self._ask(redis.execute_command(*command))

    async def read_tables(self) -> tuple[int, Mapping[str, bytes]]:
        """The directory's version and its tables as JSON, read in one moment."""
        commands: list[Command] = [("GET", VERSION), *(("GET", table_key(table)) for table in TABLES)]
        version, *tables = await self.apply(commands)
        return int(version or 0), {name: row for name, row in zip(TABLES, tables, strict=True) if row is not None}

    async def read_changes(self) -> list[Change]:
        """The whole change log, oldest first, the last word on each shelter before it."""
        latest, log = await self.apply([("HVALS", LATEST), ("XRANGE", CHANGES, "-", "+")])
        return [Change("", row) for row in latest] + [Change(id_.decode(), fields[b"c"]) for id_, fields in log]

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
        except ResponseError as error:
            if not any(sign in str(error) for sign in _CANNOT):
                raise
            reason = error
        self._away_until = time.monotonic() + BREAKER
        raise StoreAway(f"the store cannot be reached or cannot write: {type(reason).__name__}") from None


def order(id_: str) -> tuple[int, int]:
    """The place of an entry in the change log: its id is milliseconds and number."""
    milliseconds, _, number = id_.partition("-")
    return int(milliseconds), int(number or 0)


def _counted(commands: Sequence[Command]) -> list[str | bytes | int | float]:
    """Commands as the scripts take them: the number of words, then the words."""
    args: list[str | bytes | int | float] = []
    for command in commands:
        args.append(len(command))
        args.extend(command)
    return args


def log_commands(row: str, last_words: Sequence[str] = ()) -> list[Command]:
    """Write a change to the log; `last_words`: what it is the last word on, so that it outlives the log."""
    commands: list[Command] = [("XADD", CHANGES, "MAXLEN", "~", CHANGES_KEPT, "*", "c", row)]
    commands += [("HSET", LATEST, field, row) for field in last_words]
    return commands
