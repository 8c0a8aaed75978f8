"""How a broadcast is handed to the outbox: a list, then batch by batch, and what two hands or a crash do to that."""

from __future__ import annotations

from hotline.broadcasts.broadcast import BATCH, drop
from hotline.broadcasts.recipients import GROWING, Recipients
from hotline.mail.message import letter, put
from hotline.people.contacts import Contact
from hotline.store.keys import (
    BROADCASTS_CONFIRMED,
    BROADCASTS_RUNNING,
    MAIL_SERVER,
    broadcast_key,
    broadcast_mail_id,
    broadcast_to_key,
    waiting_key,
)
from hotline.store.lua import ScriptValue
from hotline.store.store import Store, connect
from tests.broadcasts.crowd import Crowd
from tests.mail.post import LIMITS, ROUTES


async def _waiting(crowd: Crowd) -> list[str]:
    """Ids of what waits to leave, in its order."""
    return [id_.decode() for id_ in await crowd.store.read("ZRANGE", waiting_key("twilio", "bulk"), 0, -1)]


async def test_a_batch_is_the_next_of_the_list_each_under_its_place(crowd: Crowd) -> None:
    """The place makes the id, so whoever feeds the same place again sends it once."""
    await crowd.many(2 * BATCH + 10)
    number = await crowd.write()
    fed = await _waiting(crowd)
    assert set(fed) == {broadcast_mail_id(number, "twilio", place) for place in range(1, BATCH + 1)}
    assert await crowd.feed() == 0  # as long as they wait
    people = await crowd.store.read("LRANGE", broadcast_to_key(number, "twilio"), 0, -1)
    for claimed in (await crowd.outbox.claim(LIMITS, BATCH)).claimed:
        place = int(claimed.mail.id.rpartition("-")[2])
        assert people[place - 1].decode().split("/")[:2] == [claimed.mail.contact, claimed.mail.life]
    assert await crowd.feed() == BATCH
    assert set(await _waiting(crowd)) == {
        broadcast_mail_id(number, "twilio", place) for place in range(BATCH + 1, 2 * BATCH + 1)
    }


async def test_nothing_is_fed_while_others_fill_the_lane(crowd: Crowd) -> None:
    await crowd.many(BATCH)
    for other in range(BATCH + 7):
        mail = letter(f"other-{other}", Contact("nobody", life="1"), ROUTES, "news", "Привет", crowd.evening.now)
        await crowd.store.apply(put(crowd.seals, mail, "Привет"))
    found = await crowd.broadcasts.get(await crowd.write())
    assert found is not None
    assert (found.state, found.queued) == ("running", 0)


async def test_what_is_dropped_between_the_look_and_the_feeding_is_not_fed(crowd: Crowd) -> None:
    """A second DROP is not needed: whoever looks next has nothing to look at."""
    await crowd.many(BATCH + 1)
    number = await crowd.write()
    await crowd.outbox.claim(LIMITS, BATCH)
    await crowd.store.apply([("HSET", broadcast_key(number), "state", "dropped")])
    assert await crowd.feed() == 0
    assert await _waiting(crowd) == []
    assert await crowd.store.read("ZCARD", BROADCASTS_RUNNING) == 0


async def test_what_is_fed_again_after_a_crash_of_the_store_is_looked_up_first(crowd: Crowd) -> None:
    """The crash lost that it was fed and sent; the carrier knows, from the time it was confirmed on."""
    await crowd.many(3)
    number = await crowd.write(listed=False)
    confirmed_at = crowd.evening.now
    await crowd.outbox.claim(LIMITS, 0)  # the run of the store is known now
    crowd.evening.later(1)
    await crowd.store.apply([("HSET", MAIL_SERVER, "run", "the one before")])
    await crowd.outbox.claim(LIMITS, 0)  # and this is another, since now
    crowd.evening.later(0.5)
    await crowd.listed()
    claimed = (await crowd.outbox.claim(LIMITS, 10)).claimed
    assert [one.mail.id for one in claimed] == [broadcast_mail_id(number, "twilio", place) for place in (1, 2, 3)]
    assert all(one.doubted for one in claimed)
    assert {one.mail.at for one in claimed} == {confirmed_at}


async def test_a_list_is_begun_by_one_at_a_time_and_when_it_is_whole_by_nobody(crowd: Crowd) -> None:
    await crowd.many(2)
    number = await crowd.write(listed=False)
    lists = Recipients(crowd.store)
    assert await lists.begin(number)
    assert await crowd.broadcasts.unlisted() == []
    crowd.evening.now += GROWING
    [found] = await crowd.broadcasts.unlisted()
    assert found.number == number
    await crowd.listed()
    assert await crowd.store.read("ZCARD", BROADCASTS_CONFIRMED) == 0


async def test_who_looked_before_it_was_listed_or_dropped_begins_no_other_list(crowd: Crowd) -> None:
    await crowd.many(2)
    for number, state in ((7, "sent"), (8, "dropped")):
        await crowd.write(number=number, listed=state == "sent")
        found = await crowd.broadcasts.get(number)
        assert found is not None
        if state == "dropped":
            await crowd.store.apply(drop(found, crowd.evening.now))
        await crowd.store.apply([("ZADD", BROADCASTS_CONFIRMED, crowd.evening.now, number)])
        assert await Recipients(crowd.store).begin(number) == ""
        assert await crowd.broadcasts.unlisted() == []
        found = await crowd.broadcasts.get(number)
        assert found is not None
        assert found.state == state


async def test_a_list_that_changes_while_somebody_is_taken_out_of_it_loses_nobody_else(crowd: Crowd) -> None:
    gone = await crowd.add("+77010000001")
    number = await crowd.write()
    key = broadcast_to_key(number, "twilio")

    class Overtaken(Store):
        async def read(self, *command: ScriptValue) -> object:
            found = await super().read(*command)
            if command[0] == "LRANGE" and found:
                await super().read("LSET", key, 0, "another/1/ru")
            return found

    store = Overtaken(connect(crowd.evening.redis_url))
    await Recipients(store).forget({gone})
    await store.close()
    assert await crowd.store.read("LRANGE", key, 0, -1) == [b"another/1/ru"]
