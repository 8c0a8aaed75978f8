"""Broadcasts behind the scenes: listing the people of one that is confirmed, and telling its author how it went."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

from hotline.broadcasts.broadcast import ENDING, Broadcast, Broadcasts
from hotline.broadcasts.reach import Reach, text_language
from hotline.broadcasts.recipients import Recipients
from hotline.carriers.base import Carrier, SendError
from hotline.carriers.segments import segments
from hotline.mail.notices import tell
from hotline.mail.outbox import Outbox
from hotline.people.seal import Seals
from hotline.routes import carrier_of
from hotline.settings import Settings
from hotline.store import scan
from hotline.store.keys import BROADCASTS_ENDING, MAIL_SENT, broadcast_mail_ids, mail_key
from hotline.store.store import Store
from hotline.talk.catalog import Catalog
from hotline.talk.steps import Said

WORK = 8.0  # seconds that one job asks carriers; a question may take ten more


async def list_confirmed(broadcasts: Broadcasts, reach: Reach, settings: Settings) -> int:
    """List the people of each broadcast that was confirmed, and begin to send it; gives how many were listed."""
    return sum([await _list_people(broadcasts, reach, one, settings) for one in await broadcasts.unlisted()])


async def _list_people(broadcasts: Broadcasts, reach: Reach, broadcast: Broadcast, settings: Settings) -> int:
    """List whom it goes to, as of its confirmation, and begin to send; gives how many they are."""
    recipients = Recipients(broadcasts.store)
    token = await recipients.begin(broadcast.number)
    if not token:
        return 0
    texts = await broadcasts.texts(broadcast)
    costs = {language: segments(text) for language, text in texts.items()}
    people, cost = Counter[str](), 0
    async for found in reach.of(broadcast.audience, broadcast.confirmed_at):
        rows: dict[str, list[str]] = {}
        for one in found:
            language = text_language(one, broadcast.languages, settings.languages[0])
            carrier = carrier_of(one.number, settings.routes, one.came_by)
            rows.setdefault(carrier, []).append(f"{one.id}/{one.life}/{language}")
            people[carrier] += 1
            cost += costs[language]
        await recipients.add(broadcast.number, token, rows)
    return people.total() if await recipients.end(broadcast.number, token, people, cost) else 0


async def take_back(broadcasts: Broadcasts, carriers: Mapping[str, Carrier], outbox: Outbox) -> int:
    """Of broadcasts that were dropped, keep from being sent what still waits at carriers; gives how many these were.

    Each message is asked for once, as far as the time goes: a carrier may be slow, and others have their turn. One that
    has left all the same tells so, and counts as that.
    """
    store, count, end = broadcasts.store, 0, time.monotonic() + WORK
    for broadcast in await broadcasts.ending():
        if broadcast.state == "dropped":
            async for ids in scan.members(store, MAIL_SENT, broadcast_mail_ids(broadcast.number)):
                for id_ in ids:
                    if time.monotonic() >= end:
                        return count
                    count += await _take_back(store, carriers, outbox, id_.decode())
    return count


async def _take_back(store: Store, carriers: Mapping[str, Carrier], outbox: Outbox, id_: str) -> bool:
    name, sid = await store.read("HMGET", mail_key(id_), "carrier", "sid")
    carrier = carriers.get((name or b"").decode())
    if carrier is None or not carrier.limits.takes_back or not sid:
        return False
    if not await store.read("HSETNX", mail_key(id_), "recalled", 1):
        return False
    try:
        if not await carrier.take_back(sid.decode()):
            return False
    except SendError:  # it cannot be asked now, and what it did will be told
        return False
    return await outbox.settle(id_, "dropped", why="withdrawn") == "done"


async def report_ended(broadcasts: Broadcasts, seals: Seals, catalog: Catalog, settings: Settings) -> int:
    """Tell the authors of broadcasts that are over how many got them; gives how many broadcasts that were."""
    store, count = broadcasts.store, 0
    for broadcast in await broadcasts.ending():
        if not broadcast.is_over():
            since = float(await store.read("ZSCORE", BROADCASTS_ENDING, broadcast.number) or 0)
            if await broadcasts.held_up(broadcast) or store.now() - since < ENDING:
                continue
        if broadcast.by:
            occasion = f"broadcast {broadcast.number} {broadcast.state}"
            said = Said("broadcast-ended", facts(broadcast))
            await tell(store, seals, catalog, settings.routes, broadcast.by, occasion, said)
        count += await broadcasts.close(broadcast, settings.keep_texts)
    return count


def facts(broadcast: Broadcast) -> dict[str, str | int]:
    """What its author is told of one that was sent or dropped; the four parts come to all its people."""
    return {
        "number": str(broadcast.number),
        "state": broadcast.state,
        "people": broadcast.people,
        "delivered": broadcast.fates["delivered"],
        "failed": broadcast.fates["failed"] + broadcast.fates["unknown"],
        "dropped": broadcast.fates["dropped"] + broadcast.people - broadcast.queued,
        "unheard": broadcast.queued - broadcast.ended,
    }
