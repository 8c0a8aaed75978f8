"""Broadcasts: one text to many, counted before it is sent, confirmed, watched, and stopped at a word.

    draft -> waiting (for a second coordinator) -> listing -> running -> sent, or dropped at any time

The recipients are listed once, when it is confirmed, and a place in the list is a message's id; so however often a
batch is begun, each gets it once. At most a batch is due in the outbox ahead of what is sent, and what lies there of a
broadcast that was dropped is not sent any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..carriers.segments import segments
from ..mail.kinds import KINDS
from ..mail.outbox import BACKOFF
from ..people.seal import Seals
from ..store import scan
from ..store.keys import (
    BROADCASTS,
    BROADCASTS_CONFIRMED,
    BROADCASTS_ENDING,
    BROADCASTS_LAST,
    BROADCASTS_RUNNING,
    MAIL_CARRIERS,
    broadcast_key,
    broadcast_mail_ids,
    broadcast_text_key,
    broadcast_to_key,
    waiting_key,
)
from ..store.lua import script
from ..store.store import Command, Store
from .audience import Audience

BroadcastState: TypeAlias = Literal["draft", "waiting", "listing", "running", "sent", "dropped"]

BATCH = 100  # messages of a broadcast due in the outbox at once: DROP stops within so many
DRAFT = 24 * 3600  # seconds that a text is kept which nobody confirms
ENDING = 1800.0  # seconds after the last message left in which its callbacks should have come
FATES = ("delivered", "failed", "unknown", "dropped")

_FEED = script(__file__, "feed")


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast as it stands. Times are epoch seconds, 0.0 for not yet."""

    number: int
    state: BroadcastState
    by: str  # pseudonym of who wrote it, "" for the operator
    audience: Audience
    languages: Sequence[str]  # that its text is in; the first is for everybody else
    at: float
    waiting_since: float  # for a second coordinator
    confirmed_at: float
    people: int  # listed
    segments: int  # that all of them cost
    queued: int  # handed to the outbox so far
    taken: int  # by carriers
    ways: Mapping[str, int]  # name of a carrier -> how many it is to reach
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
        commands.append(("SET", text_key, seals.seal(text.encode(), text_key), "EX", DRAFT))
    return commands


async def next_number(store: Store) -> int:
    """A number that no broadcast has."""
    return int(await store.read("INCR", BROADCASTS_LAST))


def wait_for_approval(number: int, now: float) -> list[Command]:
    """Its author confirmed it, and a second coordinator has to."""
    return [("HSET", broadcast_key(number), "waiting_since", now)]


def confirm(number: int, languages: Iterable[str], now: float) -> list[Command]:
    """Have it sent to those who belong to its audience now; `languages` as it was written in."""
    return [
        ("HSETNX", broadcast_key(number), "confirmed_at", now),
        ("ZADD", BROADCASTS_CONFIRMED, "NX", now, number),
        *(("PERSIST", broadcast_text_key(number, language)) for language in languages),
    ]


def drop(broadcast: Broadcast, now: float) -> list[Command]:
    """Stop it: what lies in the outbox of it is not sent any more. One that was not confirmed leaves nothing to end."""
    number = broadcast.number
    commands: list[Command] = [("HSET", broadcast_key(number), "state", "dropped")]
    if broadcast.state in ("draft", "waiting"):
        return [*commands, ("DEL", *_text_keys(broadcast))]
    # Its text goes when it is closed: what the carrier may have taken is still looked for by it.
    return [
        *commands,
        ("ZREM", BROADCASTS_CONFIRMED, number),
        ("ZREM", BROADCASTS_RUNNING, number),
        ("ZADD", BROADCASTS_ENDING, now, number),
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
        """language -> text; empty when they are no longer kept."""
        found = {}
        for language in broadcast.languages:
            key = broadcast_text_key(broadcast.number, language)
            sealed = await self.store.read("GET", key)
            if sealed is not None:
                found[language] = self._seals.open(sealed, key).decode()
        return found

    async def unlisted(self) -> list[Broadcast]:
        """Those that were confirmed, and whose people nobody is listing."""
        now = repr(self.store.now())
        numbers = [int(one) for one in await self.store.read("ZRANGE", BROADCASTS_CONFIRMED, "-inf", now, "BYSCORE")]
        return [found for number in numbers if (found := await self.get(number))]

    async def feed(self, carrier: str, morning: float | None = None) -> int:
        """Hand the next messages of the running broadcasts, that a carrier is to send, to the outbox; gives how many.

        `morning`: the end of the quiet hours (epoch seconds) in which it is now; until then news waits where it is.
        """
        fed, now = 0, self.store.now()
        for member in await self.store.read("ZRANGE", BROADCASTS_RUNNING, "-inf", repr(now), "BYSCORE"):
            number = int(member)
            broadcast = await self.get(number)
            if broadcast is None:
                continue
            kind = KINDS[broadcast.kind]
            if kind.quiet and morning is not None:
                await self.store.apply([("ZADD", BROADCASTS_RUNNING, "XX", morning, number)])
                continue
            call = _FEED(
                number=number,
                carrier=carrier,
                kind=broadcast.kind,
                lane=kind.lane,
                batch=BATCH,
                now=repr(now),
                soon=repr(now + BACKOFF),
                expires=repr(now + kind.hours * 3600),
            )
            fed += int(await self.store.run(call))
        return fed

    async def held_up(self, broadcast: Broadcast) -> bool:
        """Whether messages of it still wait to leave; those of one that was dropped wait no longer.

        While some do, its end is not near: `ENDING` counts from then.
        """
        now = self.store.now()
        # Who texts by another carrier since, or is served by another one now, gets it by that.
        names = {*broadcast.ways, *(name.decode() for name in await self.store.read("SMEMBERS", MAIL_CARRIERS))}
        lanes = [waiting_key(name, KINDS[broadcast.kind].lane) for name in names]
        waiting = [
            (lane, id_)
            for lane in lanes
            async for ids in scan.members(self.store, lane, broadcast_mail_ids(broadcast.number))
            for id_ in ids
        ]
        if not waiting:
            return False
        commands: list[Command] = [("ZADD", BROADCASTS_ENDING, "XX", now, broadcast.number)]
        if broadcast.state == "dropped":
            commands += [("ZADD", lane, "XX", now, id_) for lane, id_ in waiting]
        await self.store.apply(commands)
        return True

    async def ending(self) -> list[Broadcast]:
        """Those of which all has left or was dropped, and that have not been closed yet."""
        numbers = [int(one) for one in await self.store.read("ZRANGE", BROADCASTS_ENDING, 0, -1)]
        return [found for number in numbers if (found := await self.get(number))]

    async def close(self, broadcast: Broadcast, keep: float) -> bool:
        """It is over: forget who got it, and its text in `keep` seconds; False if it was closed before."""
        commands: list[Command] = [("ZREM", BROADCASTS_ENDING, broadcast.number)]
        commands += [("DEL", broadcast_to_key(broadcast.number, name)) for name in broadcast.ways]
        commands += [("EXPIRE", text, int(keep)) for text in _text_keys(broadcast)]
        first, *_ = await self.store.apply(commands)
        return bool(first)

    async def forget(self, contacts: Set[str]) -> None:
        """Make what they wrote nobody's."""
        keys = [broadcast_key(int(number)) for number in await self.store.read("ZRANGE", BROADCASTS, 0, -1)]
        authors = await self.store.apply([("HGET", key, "by") for key in keys]) if keys else []
        theirs = [key for key, by in zip(keys, authors, strict=True) if by is not None and by.decode() in contacts]
        if theirs:
            await self.store.apply([("HSET", key, "by", "") for key in theirs])


def _text_keys(broadcast: Broadcast) -> list[str]:
    return [broadcast_text_key(broadcast.number, language) for language in broadcast.languages]


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
        waiting_since=float(row.get("waiting_since", 0)),
        confirmed_at=float(row.get("confirmed_at", 0)),
        people=count("people"),
        segments=count("segments"),
        queued=count("queued"),
        taken=count("sent"),
        ways={name.partition("@")[2]: int(value) for name, value in row.items() if name.startswith("people@")},
        fates={fate: count(fate) for fate in FATES},
    )
