"""Broadcasts: one text to many, counted before it is sent, confirmed, watched, and stopped at a word.

    draft -> waiting (for a second coordinator) -> listing -> running -> sent, or dropped at any time

The recipients are listed once, when it is confirmed, and a place in the list is a message's id; so however often a
batch is begun, each gets it once. At most a batch lies in the outbox ahead of what is sent, and its text goes with the
broadcast: DROP takes it away, and what lies there is not sent any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..people.seal import Seals
from ..segments import segments
from ..store import (
    BROADCASTS,
    BROADCASTS_CONFIRMED,
    BROADCASTS_ENDING,
    BROADCASTS_RUNNING,
    Command,
    Store,
    broadcast_key,
    broadcast_people_key,
    broadcast_text_key,
    lane_key,
)
from ..wire import Script
from .audience import Audience
from .kinds import KINDS

State: TypeAlias = Literal["draft", "waiting", "listing", "running", "sent", "dropped"]

BATCH = 100  # messages of a broadcast in the outbox at once: DROP stops within so many
ENDING = 1800.0  # seconds after the last message left in which its callbacks should have come
FATES = ("delivered", "failed", "unknown", "dropped")


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast as it stands. Times are epoch seconds, 0.0 for not yet."""

    number: int
    state: State
    by: str  # pseudonym of who wrote it, "" for the operator
    audience: Audience
    languages: Sequence[str]  # that its text is in; the first is for everybody else
    at: float
    confirmed_at: float
    people: int  # listed
    segments: int  # that all of them cost
    queued: int  # handed to the outbox so far
    left: int  # taken by the carrier
    fates: Mapping[str, int]  # how many came to each end

    @property
    def kind(self) -> str:
        """The kind of its mail."""
        return "alert" if self.audience.alert else "news"

    @property
    def ended(self) -> int:
        """How many messages came to an end."""
        return sum(self.fates.values())

    def is_over(self) -> bool:
        """Whether no message of it is under way any more."""
        return self.state in ("sent", "dropped") and self.ended >= self.queued


def draft(
    seals: Seals, number: int, by: str, audience: Audience, texts: Mapping[str, str], now: float
) -> list[Command]:
    """Write a broadcast down. `texts`: language -> text as it is sent, the first for who reads none of them."""
    key = broadcast_key(number)
    fields: list[str | bytes | float] = ["state", "draft", "by", by, "audience", audience.dump(), "at", now]
    fields += ["languages", ",".join(texts)]
    for language, text in texts.items():
        fields += [f"segments:{language}", segments(text)]
    commands: list[Command] = [("HSET", key, *fields), ("ZADD", BROADCASTS, now, number)]
    for language, text in texts.items():
        text_key = broadcast_text_key(number, language)
        commands.append(("SET", text_key, seals.seal(text.encode(), text_key)))
    return commands


def wait_for_approval(number: int, now: float) -> list[Command]:
    """Its author confirmed it, and a second coordinator has to."""
    return [("HSET", broadcast_key(number), "waiting_since", now)]


def confirm(number: int, now: float) -> list[Command]:
    """Have it sent to those who belong to its audience now."""
    return [
        ("HSETNX", broadcast_key(number), "confirmed_at", now),
        ("ZADD", BROADCASTS_CONFIRMED, "NX", now, number),
    ]


def drop(broadcast: Broadcast, now: float) -> list[Command]:
    """Stop it and take its text away: what lies in the outbox of it is not sent any more."""
    number = broadcast.number
    return [
        ("HSET", broadcast_key(number), "state", "dropped"),
        ("ZREM", BROADCASTS_CONFIRMED, number),
        ("ZREM", BROADCASTS_RUNNING, number),
        ("ZADD", BROADCASTS_ENDING, now, number),
        ("DEL", *(broadcast_text_key(number, language) for language in broadcast.languages)),
    ]


class Broadcasts:
    """All broadcasts of one store."""

    def __init__(self, store: Store, seals: Seals) -> None:
        self.store, self._seals = store, seals

    async def get(self, number: int) -> Broadcast | None:
        """The broadcast of that number."""
        rows = await self.store.read("HGETALL", broadcast_key(number))
        return _broadcast(number, {name.decode(): value for name, value in rows.items()}) if rows else None

    async def latest(self, most: int) -> list[Broadcast]:
        """The last ones written, the newest first."""
        numbers = [int(one) for one in await self.store.read("ZREVRANGE", BROADCASTS, 0, most - 1)]
        return [found for number in numbers if (found := await self.get(number))]

    async def texts(self, broadcast: Broadcast) -> dict[str, str]:
        """language -> text; empty when it was dropped."""
        found = {}
        for language in broadcast.languages:
            key = broadcast_text_key(broadcast.number, language)
            sealed = await self.store.read("GET", key)
            if sealed is not None:
                found[language] = self._seals.open(sealed, key).decode()
        return found

    async def list_people(self, number: int, rows: Sequence[str]) -> None:
        """Add recipients to the list that is being made: "contact/life/language" each."""
        if rows:
            await self.store.apply([("RPUSH", f"{broadcast_people_key(number)}:new", *rows)])

    async def start_list(self, number: int) -> bool:
        """Begin the list afresh, since whoever began it before may have died over it; False if it is not wanted."""
        keys = [broadcast_key(number), f"{broadcast_people_key(number)}:new", BROADCASTS_CONFIRMED]
        return bool(await self.store.run(_START, keys, [number]))

    async def run(self, number: int, people: int, cost: int) -> bool:
        """The list is whole: begin to send; False if it was dropped meanwhile."""
        key, listed = broadcast_key(number), broadcast_people_key(number)
        keys = [key, listed, f"{listed}:new", BROADCASTS_CONFIRMED, BROADCASTS_RUNNING]
        return bool(await self.store.run(_RUN, keys, [number, people, cost, repr(self.store.now())]))

    async def feed(self) -> int:
        """Hand the next messages of the running broadcasts to the outbox; gives how many."""
        fed = 0
        for member in await self.store.read("ZRANGE", BROADCASTS_RUNNING, 0, -1):
            number, now = int(member), self.store.now()
            broadcast = await self.get(number)
            if broadcast is None:
                continue
            kind = KINDS[broadcast.kind]
            keys = [broadcast_key(number), broadcast_people_key(number), lane_key(kind.lane), *_ENDS]
            expires = repr(now + kind.hours * 3600)
            fed += int(
                await self.store.run(_FEED, keys, [number, broadcast.kind, kind.lane, BATCH, repr(now), expires])
            )
        return fed

    async def ending(self) -> list[Broadcast]:
        """Those of which all has left or was dropped, and that have not been closed yet."""
        numbers = [int(one) for one in await self.store.read("ZRANGE", BROADCASTS_ENDING, 0, -1)]
        return [found for number in numbers if (found := await self.get(number))]

    async def close(self, broadcast: Broadcast, keep: float) -> bool:
        """It is over: forget who got it, and its text in `keep` seconds; False if it was closed before."""
        commands: list[Command] = [("ZREM", BROADCASTS_ENDING, broadcast.number)]
        commands.append(("DEL", broadcast_people_key(broadcast.number)))
        texts = [broadcast_text_key(broadcast.number, language) for language in broadcast.languages]
        commands += [("EXPIRE", text, int(keep)) for text in texts]
        first, *_ = await self.store.apply(commands)
        return bool(first)


_ENDS = (BROADCASTS_RUNNING, BROADCASTS_ENDING)

_START = Script("""
local state = redis.call('HGET', KEYS[1], 'state')
redis.call('DEL', KEYS[2])
if state ~= 'draft' and state ~= 'listing' then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return 0
end
redis.call('HSET', KEYS[1], 'state', 'listing')
return 1
""")

_RUN = Script("""
redis.call('ZREM', KEYS[4], ARGV[1])
if redis.call('HGET', KEYS[1], 'state') ~= 'listing' then
  redis.call('DEL', KEYS[3])
  return 0
end
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], KEYS[2]) end
redis.call('HSET', KEYS[1], 'state', 'running', 'people', ARGV[2], 'segments', ARGV[3], 'queued', 0)
redis.call('ZADD', KEYS[5], ARGV[4], ARGV[1])
return 1
""")

# The cursor and the messages of a batch are written in one step; who stopped or was forgotten is left out on sending.
_FEED = Script("""
local number, kind, lane, batch, now, expires = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
if redis.call('HGET', KEYS[1], 'state') ~= 'running' then
  redis.call('ZREM', KEYS[4], number)
  return 0
end
local room = batch - redis.call('ZCARD', KEYS[3])
if room <= 0 then return 0 end
local from = tonumber(redis.call('HGET', KEYS[1], 'queued'))
local rows = redis.call('LRANGE', KEYS[2], from, from + room - 1)
for i, row in ipairs(rows) do
  local contact, life, language = string.match(row, '^([^/]*)/([^/]*)/(.*)$')
  local id = 'b' .. number .. '-' .. (from + i)
  redis.call('HSET', 'mail:' .. id, 'state', 'queued', 'contact', contact, 'life', life, 'kind', kind, 'lane', lane,
    'text', KEYS[1] .. ':text:' .. language, 'segments', redis.call('HGET', KEYS[1], 'segments:' .. language),
    'at', now, 'until', expires, 'broadcast', number)
  redis.call('ZADD', KEYS[3], now, id)
end
redis.call('HSET', KEYS[1], 'queued', from + #rows)
if from + #rows >= tonumber(redis.call('HGET', KEYS[1], 'people')) then
  redis.call('HSET', KEYS[1], 'state', 'sent')
  redis.call('ZREM', KEYS[4], number)
  redis.call('ZADD', KEYS[5], tonumber(now), number)
end
return #rows
""")


def _broadcast(number: int, row: Mapping[str, bytes]) -> Broadcast:
    def count(name: str) -> int:
        return int(row.get(name, 0))

    state = row["state"].decode()
    if state == "draft" and "confirmed_at" in row:
        state = "listing"
    elif state == "draft" and "waiting_since" in row:
        state = "waiting"
    return Broadcast(
        number=number,
        state=state,  # type: ignore[arg-type] # nothing else is written
        by=row["by"].decode(),
        audience=Audience.load(row["audience"]),
        languages=row["languages"].decode().split(","),
        at=float(row["at"]),
        confirmed_at=float(row.get("confirmed_at", 0)),
        people=count("people"),
        segments=count("segments"),
        queued=count("queued"),
        left=count("sent"),
        fates={fate: count(fate) for fate in FATES},
    )
