"""Broadcasts behind the scenes: listing the people of one that is confirmed, and telling its author how it went."""

from __future__ import annotations

from hotline.broadcasts.broadcast import ENDING, Broadcast, Broadcasts
from hotline.broadcasts.reach import Reach, text_language
from hotline.broadcasts.recipients import Recipients
from hotline.carriers.segments import segments
from hotline.mail.notices import tell
from hotline.people.seal import Seals
from hotline.store.keys import BROADCASTS_ENDING
from hotline.talk.catalog import Catalog
from hotline.talk.steps import Said


async def list_confirmed(broadcasts: Broadcasts, reach: Reach, default: str) -> int:
    """List the people of each broadcast that was confirmed, and begin to send it; gives how many were listed."""
    return sum([await _list_people(broadcasts, reach, one, default) for one in await broadcasts.unlisted()])


async def _list_people(broadcasts: Broadcasts, reach: Reach, broadcast: Broadcast, default: str) -> int:
    """List whom it goes to, as of its confirmation, and begin to send; gives how many they are."""
    recipients = Recipients(broadcasts.store)
    listing = await recipients.begin(broadcast.number)
    if not listing:
        return 0
    texts = await broadcasts.texts(broadcast)
    costs = {language: segments(text) for language, text in texts.items()}
    people = cost = 0
    async for found in reach.of(broadcast.audience, broadcast.confirmed_at):
        languages = [text_language(contact, broadcast.languages, default) for contact in found]
        rows = [f"{one.id}/{one.life}/{language}" for one, language in zip(found, languages, strict=True)]
        await recipients.add(broadcast.number, listing, rows)
        people += len(rows)
        cost += sum(costs[language] for language in languages)
    return people if await recipients.end(broadcast.number, listing, people, cost) else 0


async def report_ended(broadcasts: Broadcasts, seals: Seals, catalog: Catalog, keep: float) -> int:
    """Tell the authors of broadcasts that are over how many got them; gives how many broadcasts that were.

    `keep`: seconds that their texts are kept.
    """
    store, count = broadcasts.store, 0
    for broadcast in await broadcasts.ending():
        if not broadcast.is_over():
            since = float(await store.read("ZSCORE", BROADCASTS_ENDING, broadcast.number) or 0)
            if await broadcasts.held_up(broadcast) or store.now() - since < ENDING:
                continue
        if broadcast.by:
            occasion = f"broadcast {broadcast.number} {broadcast.state}"
            await tell(store, seals, catalog, broadcast.by, occasion, Said("broadcast-ended", facts(broadcast)))
        count += await broadcasts.close(broadcast, keep)
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
