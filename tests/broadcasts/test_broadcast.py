"""A broadcast's way: in batches, to each once, until it is over or dropped."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from hotline.broadcasts.audience import Audience
from hotline.broadcasts.broadcast import BATCH, confirm, draft, drop
from hotline.broadcasts.recipients import Recipients
from hotline.store.keys import (
    BROADCASTS_RUNNING,
    FORGOTTEN,
    broadcast_text_key,
    broadcast_to_key,
    contact_key,
    listing_key,
)
from tests.broadcasts.crowd import Crowd
from tests.evening import START
from tests.mail.post import LIMITS
from tests.mailroom import Mailroom
from workers import upkeep
from workers.broadcasts import facts, list_confirmed, report_ended


async def test_everybody_gets_it_once_in_their_language_however_many_feed_it(crowd: Crowd) -> None:
    await crowd.many(250)
    await crowd.add("+77090000001", language="kk")
    number = await crowd.write(ru="Привет", kk="Сәлем")
    await asyncio.gather(*(crowd.feed() for _ in range(5)))
    sent = await crowd.send_all()
    assert len(sent) == len({contact for contact, _ in sent}) == 251
    assert Counter(text for _, text in sent) == {"broadcast:7:text:ru": 250, "broadcast:7:text:kk": 1}
    found = await crowd.broadcasts.get(number)
    assert found is not None
    assert (found.state, found.people, found.segments, found.queued, found.fates["delivered"]) == (
        "sent",
        251,
        251,
        251,
        251,
    )


async def test_a_list_that_was_begun_by_one_who_died_is_made_anew(crowd: Crowd) -> None:
    await crowd.many(10)
    number = await crowd.write(listed=False)
    lists = Recipients(crowd.store)
    dead = await lists.begin(number)
    await lists.add(number, dead, {"twilio": ["somebody/1/ru"]})
    await crowd.listed()
    assert await crowd.send_all() == []  # it may still grow
    crowd.evening.later(1)
    await crowd.listed()
    assert len(await crowd.send_all()) == 10


async def test_of_two_who_list_at_once_the_first_counts_and_nobody_is_doubled_or_missed(crowd: Crowd) -> None:
    """A list may take longer than its maker is waited for; two makers never write into one list."""
    ids = {await crowd.add(f"+7701000000{number}") for number in range(4)}
    rows = [f"{one}/1/ru" for one in sorted(ids)]
    number = await crowd.write(listed=False)
    lists = Recipients(crowd.store)
    first, second = await lists.begin(number), await lists.begin(number)
    await lists.add(number, first, {"twilio": rows[:2]})
    await lists.add(number, second, {"twilio": rows})
    await lists.add(number, first, {"twilio": rows[2:]})
    assert await lists.end(number, second, {"twilio": 4}, 4)
    await crowd.feed()
    assert not await lists.end(number, first, {"twilio": 4}, 4)
    sent = [contact for contact, _ in await crowd.send_all()]
    assert len(sent) == 4
    assert set(sent) == ids
    assert await crowd.store.read("KEYS", f"broadcast:{number}:to:twilio:*") == []


async def test_a_list_that_lost_rows_while_it_was_made_is_not_sent_to(crowd: Crowd) -> None:
    await crowd.many(3)
    number = await crowd.write(listed=False)
    lists = Recipients(crowd.store)
    listing = await lists.begin(number)
    await lists.add(number, listing, {"twilio": ["somebody/1/ru"]})
    await crowd.store.read("DEL", listing_key(number, "twilio", listing))
    assert not await lists.end(number, listing, {"twilio": 1}, 1)
    crowd.evening.later(1)
    await crowd.listed()
    assert len(await crowd.send_all()) == 3


async def test_a_dropped_one_stops_within_a_batch_and_its_report_is_exact(crowd: Crowd) -> None:
    await crowd.many(3 * BATCH)
    number = await crowd.write()
    sent = 0
    while sent < BATCH + 20:
        await crowd.feed()
        for claimed in (await crowd.outbox.claim(LIMITS, 40)).claimed:
            await crowd.outbox.settle(claimed.mail.id, "delivered", sid=f"SM{sent}")
            sent += 1
    running = await crowd.broadcasts.get(number)
    assert running is not None
    await crowd.store.apply(drop(running, crowd.evening.now))
    assert await crowd.send_all() == []
    found = await crowd.broadcasts.get(number)
    assert found is not None
    assert found.is_over()
    assert found.fates["delivered"] == sent
    assert 0 < found.fates["dropped"] <= BATCH
    told = facts(found)
    assert (told["delivered"], told["dropped"], told["unheard"]) == (sent, 3 * BATCH - sent, 0)


async def test_what_was_dropped_takes_nothing_of_the_pace(crowd: Crowd) -> None:
    """At one segment a second a hundred withdrawn messages would hold up others for minutes."""
    await crowd.many(BATCH)
    number = await crowd.write()
    limits = replace(LIMITS, rate=1)
    running = await crowd.broadcasts.get(number)
    assert running is not None
    await crowd.store.apply(drop(running, crowd.evening.now))
    assert (await crowd.outbox.claim(limits, BATCH)).claimed == []
    found = await crowd.broadcasts.get(number)
    assert found is not None
    assert found.fates["dropped"] == BATCH


async def test_news_waits_for_the_morning_in_its_list_and_an_alert_does_not(crowd: Crowd) -> None:
    await crowd.many(3)
    morning = START + 10 * 3600
    number = await crowd.write(listed=False)
    await list_confirmed(crowd.broadcasts, crowd.reach, crowd.evening.turns.settings)
    assert await crowd.feed(morning) == 0
    assert await crowd.feed() == 0  # nobody looks at it before
    assert await crowd.store.read("ZSCORE", BROADCASTS_RUNNING, number) == morning
    crowd.evening.now = morning
    assert len(await crowd.send_all()) == 3
    alert = await crowd.write(Audience(alert=True), number=8, listed=False)
    await list_confirmed(crowd.broadcasts, crowd.reach, crowd.evening.turns.settings)
    assert await crowd.feed(morning + 86400) == 3
    assert alert == 8


async def test_those_who_have_to_wait_for_another_day_do_not_hold_up_the_rest(crowd: Crowd) -> None:
    """And the report waits for them; of one that was dropped they are withdrawn at once."""
    await crowd.many(2 * BATCH)
    number = await crowd.write()
    tomorrow = crowd.evening.now + 86400
    for claimed in (await crowd.outbox.claim(LIMITS, BATCH)).claimed:
        await crowd.outbox.requeue(claimed.mail.id, claimed.claim, tomorrow, tried=False)
    assert len(await crowd.send_all()) == BATCH
    crowd.evening.later(120)
    catalog = crowd.evening.turns.knowledge.catalog
    assert await report_ended(crowd.broadcasts, crowd.seals, catalog, crowd.evening.turns.settings) == 0
    sent = await crowd.broadcasts.get(number)
    assert sent is not None
    assert (sent.state, sent.ended) == ("sent", BATCH)
    await crowd.store.apply(drop(sent, crowd.evening.now))
    assert await report_ended(crowd.broadcasts, crowd.seals, catalog, crowd.evening.turns.settings) == 0
    assert await crowd.send_all() == []
    assert await report_ended(crowd.broadcasts, crowd.seals, catalog, crowd.evening.turns.settings) == 1
    found = await crowd.broadcasts.get(number)
    assert found is not None
    assert (facts(found)["delivered"], facts(found)["dropped"], facts(found)["unheard"]) == (BATCH, BATCH, 0)


async def test_a_late_word_of_the_carrier_corrects_the_counts(crowd: Crowd) -> None:
    """Given up, then delivered after all: one person, counted once."""
    await crowd.many(1)
    number = await crowd.write()
    [claimed] = (await crowd.outbox.claim(LIMITS, 1)).claimed
    await crowd.outbox.settle(claimed.mail.id, "unknown", why="unheard of")
    await crowd.outbox.settle(claimed.mail.id, "delivered", sid="SM1")
    found = await crowd.broadcasts.get(number)
    assert found is not None
    assert (found.fates["unknown"], found.fates["delivered"], found.ended) == (0, 1, 1)


async def test_who_is_forgotten_leaves_the_list_and_nobody_else_is_moved(crowd: Crowd, mailroom: Mailroom) -> None:
    """Before they are fed and after; the counts still come to all."""
    crowd.evening.at("2022-09-26 12:00")
    await crowd.many(BATCH + 3)
    number = await crowd.write()
    rows = await crowd.store.read("LRANGE", broadcast_to_key(number, "twilio"), 0, -1)
    gone = {rows[place].decode().split("/")[0] for place in (0, BATCH)}
    await crowd.store.apply([("DEL", contact_key(one)) for one in gone] + [("SADD", FORGOTTEN, *gone)])
    await upkeep.clear(crowd.store, crowd.seals, [])
    left = await crowd.store.read("LRANGE", broadcast_to_key(number, "twilio"), 0, -1)
    assert [place for place, row in enumerate(left) if row != rows[place]] == [0, BATCH]
    await mailroom.work()
    assert len(mailroom.sent()) == BATCH + 1
    found = await crowd.broadcasts.get(number)
    assert found is not None
    assert found.is_over()
    assert (found.fates["delivered"], found.fates["dropped"]) == (BATCH + 1, 2)


async def test_a_text_that_nobody_confirms_goes_after_a_day_and_another_stays(crowd: Crowd) -> None:
    await crowd.store.apply(draft(crowd.seals, 7, "", Audience(), {"ru": "Привет"}, crowd.evening.now))
    assert 0 < await crowd.store.read("TTL", broadcast_text_key(7, "ru")) <= 86400
    await crowd.store.apply(confirm(7, ["ru"], crowd.evening.now))
    assert await crowd.store.read("TTL", broadcast_text_key(7, "ru")) == -1


async def test_a_draft_that_is_dropped_leaves_neither_text_nor_report(crowd: Crowd) -> None:
    await crowd.store.apply(draft(crowd.seals, 7, "", Audience(), {"ru": "Привет"}, crowd.evening.now))
    written = await crowd.broadcasts.get(7)
    assert written is not None
    await crowd.store.apply(drop(written, crowd.evening.now))
    assert await crowd.broadcasts.texts(written) == {}
    assert await crowd.broadcasts.ending() == []


async def test_what_is_over_is_reported_to_its_author_once_and_its_list_goes(crowd: Crowd) -> None:
    author = await crowd.add("+77020000001", news=False, language="en")
    await crowd.many(3)
    await crowd.store.apply(draft(crowd.seals, 8, author, Audience(), {"ru": "Привет"}, crowd.evening.now))
    await crowd.store.apply(confirm(8, ["ru"], crowd.evening.now))
    await list_confirmed(crowd.broadcasts, crowd.reach, crowd.evening.turns.settings)
    catalog = crowd.evening.turns.knowledge.catalog
    assert await report_ended(crowd.broadcasts, crowd.seals, catalog, crowd.evening.turns.settings) == 0
    await crowd.send_all()
    assert await report_ended(crowd.broadcasts, crowd.seals, catalog, crowd.evening.turns.settings) == 1
    assert await report_ended(crowd.broadcasts, crowd.seals, catalog, crowd.evening.turns.settings) == 0
    [claimed] = (await crowd.outbox.claim(LIMITS, 10)).claimed
    assert claimed.mail.contact == author
    assert claimed.text is not None
    body = crowd.seals.open(claimed.text, claimed.mail.text).decode()
    assert body.startswith("Broadcast 8 is over: 3 of 3 delivered")
    assert not await crowd.store.read("EXISTS", "broadcast:8:people")
