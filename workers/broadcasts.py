"""Broadcasts behind the scenes: listing the people of one that is confirmed, and telling its author how it went."""

from __future__ import annotations

from hotline.mail.broadcasts import ENDING, Broadcast, Broadcasts
from hotline.mail.notices import tell
from hotline.mail.reach import Reach, text_language
from hotline.people.seal import Seals
from hotline.segments import segments
from hotline.store import BROADCASTS_CONFIRMED, BROADCASTS_ENDING
from hotline.talk.catalog import Catalog
from hotline.talk.steps import Said


async def list_confirmed(broadcasts: Broadcasts, reach: Reach, default: str) -> int:
    """List the people of each broadcast that was confirmed, and begin to send it; gives how many were listed."""
    numbers = [int(one) for one in await broadcasts.store.read("ZRANGE", BROADCASTS_CONFIRMED, 0, -1)]
    count = 0
    for number in numbers:
        broadcast = await broadcasts.get(number)
        if broadcast is not None:
            count += await list_people(broadcasts, reach, broadcast, default)
    return count


async def list_people(broadcasts: Broadcasts, reach: Reach, broadcast: Broadcast, default: str) -> int:
    """List whom it goes to, as of its confirmation, and begin to send; gives how many they are.

    Who dies over it leaves nothing that another one could not begin again.
    """
    if not await broadcasts.start_list(broadcast.number):
        return 0
    texts = await broadcasts.texts(broadcast)
    costs = {language: segments(text) for language, text in texts.items()}
    people = cost = 0
    async for found in reach.of(broadcast.audience, broadcast.confirmed_at):
        if not texts:  # dropped meanwhile
            break
        languages = [text_language(contact, broadcast.languages, default) for contact in found]
        rows = [f"{one.id}/{one.life}/{language}" for one, language in zip(found, languages, strict=True)]
        await broadcasts.list_people(broadcast.number, rows)
        people += len(rows)
        cost += sum(costs[language] for language in languages)
    await broadcasts.run(broadcast.number, people, cost)
    return people


async def report_ended(broadcasts: Broadcasts, seals: Seals, catalog: Catalog, keep: float) -> int:
    """Tell the authors of broadcasts that are over how many got them; gives how many broadcasts that were.

    `keep`: seconds that their texts are kept.
    """
    store, count = broadcasts.store, 0
    for broadcast in await broadcasts.ending():
        since = float(await store.read("ZSCORE", BROADCASTS_ENDING, broadcast.number) or 0)
        if not broadcast.is_over() and store.now() - since < ENDING:
            continue
        if broadcast.by:
            occasion = f"broadcast {broadcast.number}"
            await tell(store, seals, catalog, broadcast.by, occasion, Said("broadcast-ended", facts(broadcast)))
        count += await broadcasts.close(broadcast, keep)
    return count


def facts(broadcast: Broadcast) -> dict[str, str | int]:
    """What the texts on a broadcast's progress tell."""
    under_way = broadcast.queued - broadcast.ended
    return {
        "number": str(broadcast.number),
        "state": broadcast.state,
        "people": broadcast.people,
        "delivered": broadcast.fates["delivered"],
        "failed": broadcast.fates["failed"] + broadcast.fates["unknown"],
        "dropped": broadcast.fates["dropped"] + (broadcast.people - broadcast.queued if broadcast.is_over() else 0),
        "left": under_way + (0 if broadcast.state == "dropped" else broadcast.people - broadcast.queued),
    }
