"""The outbox: every message that the hotline sends by itself is a record here, from the wish to send it to its end.

    queued -> sending -> sent -> delivered | failed | unknown          or dropped: it was never sent

Not every carrier refuses the same id twice, so a lost answer is ambiguous. A record that was being sent when its worker
died, or whose sending ended in doubt, is therefore looked up at the carrier before it is sent again
(`workers/reconcile.py`), and the callbacks carry the record's id. States only move forward, in whatever order callbacks
come, but for two ways back to queued: by the holder of the claim, of what was certainly not taken, and as another
attempt, of what a carrier took and could certainly not send. After a restart or fail-over of the store, which may have
lost the last claims, what had been queued before is looked up as well.

Two messages of the same words to the same person within a minute cannot be told apart at a carrier that is looked up by
text; nothing here sends such.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Sequence, Set
from datetime import UTC, datetime
from math import ceil
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from ..carriers.base import Limits
from ..people import contacts
from ..people.contacts import Life
from ..people.seal import Seals
from ..store import scan
from ..store.keys import (
    MAIL_CARRIERS,
    MAIL_SENDING,
    MAIL_SENT,
    STATS_SECONDS,
    contact_key,
    halt_key,
    mail_key,
    pace_key,
    sids_key,
    stats_key,
    stats_minute,
    unasked_key,
    waiting_key,
)
from ..store.lua import script
from ..store.store import Store
from .claims import Batch, Doubt, read_claimed, read_doubt
from .kinds import KINDS, LANES
from .message import Mail, MailState, put
from .pacing import HORIZON, SHARE

log = logging.getLogger(__name__)

Told: TypeAlias = Literal["", "answer", "report"]  # how a carrier said it: as it was asked to send, or later

LEASE = 15.0  # seconds to send what was claimed: HORIZON, the carrier's time-out, and a margin
IN_DOUBT = 5.0  # seconds after which a message of unknown fate is looked up: its callback may tell before
FIRST_CHECK = 30.0  # seconds without a final callback until the carrier is asked
BACKOFF = 300.0  # seconds between two tries at the most
LOOK_AGAIN = 15.0  # seconds until a look at the carrier that came to nothing is repeated
SURE = 20.0  # seconds after which a message that the carrier does not list was not taken: its lists lag behind
RESTART = 60.0  # seconds of lost claims that are feared after a restart of the store
FIRST_HALT, LONGEST_HALT = 15.0, 600.0  # seconds that a carrier is left alone which refuses us
AGAIN = 5.0  # seconds until what a carrier took and could not send is tried again, then twice as long each time
MOST_ATTEMPTS = 6  # to send one message, by a carrier that takes it and then cannot
MOST_AHEAD = 1000  # messages of a lane that are looked at: more than any carrier takes while somebody waits
IN_A_ROW = 3  # messages turned away for one reason, which is the sender's then and not theirs
HALT_KEPT = 24 * 3600  # seconds: if nothing was sent for so long, it may be another story
NOT_LOOKED_UP = "not looked up"  # why a message in doubt was ended at a carrier that can tell of none

_PUT = script(__file__, "put")
_CLAIM = script(__file__, "claim")
_SETTLE = script(__file__, "settle")
_REQUEUE = script(__file__, "requeue")
_DOUBT = script(__file__, "doubt")
_LOOK = script(__file__, "look")
_AGAIN = script(__file__, "again")
_HALT = script(__file__, "halt")
_TURNED_AWAY = script(__file__, "turned_away")
_AHEAD = script(__file__, "ahead")
_COUNT = script(__file__, "count")
_ERASE = script(__file__, "erase")


class Outbox:
    """The outbox of one process. `keep` is for how many seconds an ended record and its text stay."""

    def __init__(self, store: Store, keep: float) -> None:
        self.store = store
        self._keep = int(keep)

    async def strays(self, carriers: Collection[str]) -> list[str]:
        """Names for which messages may wait although the settings name only these `carriers` now."""
        _, known = await self.store.apply([("SADD", MAIL_CARRIERS, *carriers), ("SMEMBERS", MAIL_CARRIERS)])
        return sorted({name.decode() for name in known} - set(carriers))

    async def claim(self, limits: Limits, most: int, strays: Sequence[str] = ()) -> Batch:
        """Take up to `most` messages that a carrier is to send and that are due, as its pace allows.

        The urgent lanes come first. `strays`: other names whose messages it sends.
        """
        now, claim = self.store.now(), secrets.token_hex(8)
        call = _CLAIM(
            pace=pace_key(limits.name),
            stats=stats_key(now),
            halt=halt_key(limits.name),
            lanes=[waiting_key(name, lane) for lane in LANES for name in (limits.name, *strays)],
            carrier=limits.name,
            claim=claim,
            now=repr(now),
            most=most,
            lease=LEASE,
            rate=limits.rate * SHARE,
            horizon=HORIZON,
            keep=self._keep,
            stats_seconds=STATS_SECONDS,
            restart=RESTART,
            # Where nothing can be looked up, what is doubted is lost: so only what can have left in the lost second.
            doubts=limits.in_flight + ceil(2 * limits.rate) if limits.looks_up == "never" else "",
        )
        claimed, wait, replicas = await self.store.run(call)
        rows = [read_claimed(row, limits.name, claim) for row in claimed]
        for row in rows:
            log.info("mail=%s kind=%s try=%d waited=%.1f", row.mail.id, row.mail.kind, row.tries, now - row.mail.at)
        return Batch(rows, None if wait is None else float(wait), replicas)

    async def settle(
        self,
        id_: str,
        state: MailState,
        *,
        sid: str = "",
        why: str = "",
        claim: str = "",
        told: Told = "",
        attempt: int | None = None,
        by: str = "",
    ) -> str:
        """Move a record forward. Gives done, old (it was as far already), gone, lost (the claim), or twice.

        With `claim` only its holder may; twice: the carrier has another message for this record already. `told`: by
        what we know that it has gone, which ends a halt of its carrier. `attempt`: which one is meant; what is told of
        another one than the record is in is old, but that it arrived. None: that one. `by`: the carrier that says so,
        which can tell of its own only.
        """
        now = self.store.now()
        call = _SETTLE(
            stats=stats_key(now),
            id=id_,
            by=by,
            attempt="" if attempt is None else attempt,
            state=state,
            sid=sid,
            why=why,
            claim=claim,
            told=told,
            check=repr(now + FIRST_CHECK),
            minute=stats_minute(now),
            keep=self._keep,
            stats_seconds=STATS_SECONDS,
        )
        answer: bytes = await self.store.run(call)
        level = logging.ERROR if answer == b"twice" else logging.INFO
        log.log(level, "mail=%s state=%s why=%s settled=%s", id_, state, why.replace(" ", "-"), answer.decode())
        return answer.decode()

    async def requeue(
        self, id_: str, claim: str, at: float, *, tried: bool = True, why: str = "", carrier: str = ""
    ) -> bool:
        """Give a message back, for not before `at`, since it was certainly not taken; False if the claim was lost.

        `carrier`: the name of another one, which is to send it.
        """
        now = repr(self.store.now())
        call = _REQUEUE(id=id_, claim=claim, at=repr(at), tried=int(tried), now=now, why=why, carrier=carrier)
        return bool(await self.store.run(call))

    async def halt(
        self, carrier: str, why: str, told: Told, after: float | None = None, *, asked: bool = False
    ) -> None:
        """Send nothing by a carrier for `after` seconds, or for longer each time it refuses us again: then one, to see.

        `asked`: it has too much to do, and refuses nobody.
        """
        call = _HALT(
            halt=halt_key(carrier),
            now=repr(self.store.now()),
            why=why,
            told=told,
            asked=int(asked),
            after="" if after is None else repr(min(after, LONGEST_HALT)),
            first=FIRST_HALT,
            longest=LONGEST_HALT,
            keep=HALT_KEPT,
        )
        if await self.store.run(call):
            log.warning("carrier=%s halted why=%s told=%s", carrier, why, told)

    async def turned_away(self, carrier: str, id_: str, why: str, told: Told) -> None:
        """A message was turned away for a reason that may be the sender's: in a row of them it is, and halts it."""
        now = repr(self.store.now())
        call = _TURNED_AWAY(halt=halt_key(carrier), id=id_, now=now, why=why, told=told, most=IN_A_ROW, keep=HALT_KEPT)
        if await self.store.run(call):
            await self.halt(carrier, why, told)

    async def again(self, id_: str, by: str, attempt: int, why: str) -> bool:
        """Send once more what the carrier `by` took and could certainly not send; False if it has come too often."""
        now = self.store.now()
        at = now + AGAIN * 2.0**attempt
        call = _AGAIN(id=id_, by=by, attempt=attempt, at=repr(at), now=repr(now), why=why, most=MOST_ATTEMPTS)
        found = bool(await self.store.run(call))
        log.info("mail=%s attempt=%d again=%s why=%s", id_, attempt, found, why)
        return found

    async def others(self, contact: str) -> set[str]:
        """Carriers' ids of what is known to have been sent to a person in the last hour."""
        return {sid.decode() for sid in await self.store.read("SMEMBERS", sids_key(contact))}

    async def doubt(self, id_: str, claim: str) -> None:
        """It may have been taken: have it looked up soon, unless its callback tells before."""
        await self.store.run(_DOUBT(id=id_, claim=claim, at=repr(self.store.now() + IN_DOUBT)))

    async def doubted(self, most: int) -> list[Doubt]:
        """Messages whose sending did not end: to be looked up at their carriers."""
        return await self._look(MAIL_SENDING, most)

    async def unfinished(self, most: int) -> list[Doubt]:
        """Messages sent a while ago of whose end nothing was heard: to be asked for by their carrier's id."""
        return await self._look(MAIL_SENT, most)

    async def ask_again(self, doubt: Doubt) -> None:
        """Nothing new: ask the carrier again when the message is twice as old, at most an hour later."""
        age = max(self.store.now() - doubt.at, FIRST_CHECK)
        await self.store.apply([("ZADD", MAIL_SENT, "XX", self.store.now() + min(age, 3600), doubt.id)])

    async def count(self, contact: str, day: str, most: int) -> bool:
        """Count an unasked message for a person's day (ISO date); False if `most` were, or they were forgotten."""
        call = _COUNT(contact=contact_key(contact), unasked=unasked_key(contact), day=day, most=most)
        return bool(await self.store.run(call))

    async def _look(self, key: str, most: int) -> list[Doubt]:
        now = self.store.now()
        rows = await self.store.run(_LOOK(due=key, now=repr(now), again=repr(now + LOOK_AGAIN), most=most))
        return [read_doubt(row) for row in rows]


def told_on(told: str, now: float, zone: ZoneInfo) -> int:
    """How many unasked messages a person's day has brought at `now`, as `Outbox.count` has counted them in `told`."""
    day, _, count = told.partition(" ")
    return int(count) if day == datetime.fromtimestamp(now, zone).date().isoformat() else 0


async def put_once(store: Store, seals: Seals, mail: Mail, body: str) -> bool:
    """Queue a message outside of a turn; False if it has a record already."""
    (_, record, *fields), (_, text, sealed), (_, waiting, at, id_) = put(seals, mail, body)
    call = _PUT(mail=record, text=text, waiting=waiting, sealed=sealed, at=at, id=id_, fields=fields)
    return bool(await store.run(call))


async def ahead(store: Store, carrier: str) -> int:
    """How many segments leave by a carrier before a reply that is queued now."""
    lanes = [waiting_key(carrier, lane) for lane in LANES[: LANES.index(KINDS["reply"].lane) + 1]]
    return int(await store.run(_AHEAD(lanes=lanes, now=repr(store.now()), most=MOST_AHEAD)))


async def erase(store: Store, id_: str) -> None:
    """Erase a message, wherever it is on its way."""
    await store.run(_ERASE(id=id_))


async def forget(store: Store, seals: Seals, people: Set[str]) -> None:
    """Erase messages to forgotten people and such as hold words of theirs, but none since they were forgotten."""
    async for keys in scan.keys(store, mail_key("*"), "hash"):
        rows = await store.apply([("HMGET", key, "contact", "life", "about") for key in keys])
        lives = {key: {life for life in _lives(*row) if life[0] in people} for key, row in zip(keys, rows, strict=True)}
        ended = await contacts.ended(store, seals, {life for theirs in lives.values() for life in theirs})
        for key, theirs in lives.items():
            if theirs & ended:
                await erase(store, key.decode().removeprefix(mail_key("")))


def carrier_time(store: Store, at: float) -> datetime:
    """A moment of the hotline's clock by the carrier's, a minute earlier, since no two clocks agree."""
    return datetime.fromtimestamp(at - store.offset - 60, UTC)


def _lives(contact: bytes | None, life: bytes | None, about: bytes | None) -> list[Life]:
    """To whom a message is, and whose words it holds, as `put` keeps them."""
    writer, _, then = (about or b"").decode().partition("/")
    return [((contact or b"").decode(), (life or b"").decode()), (writer, then)]
