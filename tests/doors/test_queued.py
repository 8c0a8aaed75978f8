"""A carrier that does not answer in its response: the answer is a message, queued with the turn itself."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import pytest
from redis.asyncio import Redis

from hotline.carriers.base import IncomingText
from hotline.carriers.segments import segments
from hotline.doors.arrivals import USELESS, YOUNG, Again, Arrivals
from hotline.doors.bypass import MOST_EACH
from hotline.mail.message import letter, mail_id, put
from hotline.mail.outbox import Outbox
from hotline.people.contacts import Contact
from hotline.pretend.smsgate.faults import SmsGateFaults
from hotline.store.keys import mail_key, stats_key
from hotline.store.store import Store, connect
from hotline.turn.person import FAREWELL_EXPIRES
from hotline.turn.turns import Turns
from tests.evening import OTHER, PERSON
from tests.phonehouse import SIM, PhoneHouse, phone_house


@pytest.fixture
async def house(redis_url: str) -> AsyncIterator[PhoneHouse]:
    async with phone_house(redis_url) as house:
        yield house


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


async def records(redis: Redis) -> dict[str, dict[str, str]]:
    """All messages, by their ids."""
    found = {}
    async for key in redis.scan_iter(mail_key("*"), _type="hash"):
        fields = cast("dict[bytes, bytes]", await redis.hgetall(key))
        if b"kind" in fields:
            found[str(key, "ascii").removeprefix("mail:")] = {
                name.decode(): value.decode("latin-1") for name, value in fields.items()
            }
    return found


async def test_a_text_is_answered_by_the_phone_it_came_to(house: PhoneHouse) -> None:
    [answer] = await house.text("НОЧЛЕГ Уральск")
    assert "Синема Парк" in answer
    [second] = await house.text("2")
    assert second != answer


@pytest.mark.parametrize("fault", ["webhooks_doubled", "texts_twinned"])
async def test_a_text_that_is_told_twice_is_answered_once(house: PhoneHouse, fault: str) -> None:
    house.gate.faults = SmsGateFaults.read(f'{{"{fault}": 1.0}}')
    for body in ("НОЧЛЕГ Уральск", "ГРАНИЦА", "МЕНЮ"):
        assert len(await house.text(body)) == 1


async def test_an_answer_whose_sending_ended_in_doubt_is_looked_up_and_not_sent_twice(house: PhoneHouse) -> None:
    house.gate.faults = SmsGateFaults(cut_after_taking=1.0)
    assert len(await house.text("МЕНЮ")) == 1
    await house.work()
    assert len(house.gate.texts_to(PERSON)) == 1


async def test_who_is_forgotten_hears_it_and_nothing_of_them_stays(house: PhoneHouse, redis: Redis) -> None:
    await house.text("НОЧЛЕГ Уральск")
    house.gate.text(PERSON, "ЗАБУДЬ")
    await house.gate.settled()
    [(id_, waits)] = [one for one in (await records(redis)).items() if one[1]["state"] == "queued"]
    assert (waits["contact"], waits["life"]) == ("", "")
    assert "to" in waits
    assert PERSON.strip("+") not in str(waits)
    assert 0 < await redis.ttl(mail_key(id_)) <= FAREWELL_EXPIRES
    house.gate.faults = SmsGateFaults(delivery_seconds=3600)
    await house.work()
    assert "Стёрли всё" in house.gate.texts_to(PERSON)[-1]
    assert (await records(redis))[id_]["state"] == "sent"
    assert "to" not in (await records(redis))[id_]


async def others_wait(house: PhoneHouse, kind: str, count: int, later: float) -> None:
    """Have so many messages of one segment wait, which may leave after `later` seconds."""
    turns, at = house.turns, house.turns.store.now() + later
    other = Contact(turns.seals.pseudonym(OTHER), life="1", number=OTHER)
    for number in range(count):
        mail = letter(mail_id("other", number), other, turns.settings.routes, kind, "Привет", at, at + 9000)
        await turns.store.apply(put(turns.seals, mail, "Привет"))


# Segments that wait before an answer, of another kind or later, and whether it is cut: at 0.1 a second 13 take over
# two minutes.
@pytest.mark.parametrize(
    ("kind", "count", "later", "is_cut"),
    [("reply", 13, 0, True), ("danger", 13, 0, True), ("reply", 12, 0, False), ("reply", 99, 60, False),
     ("alert", 99, 0, False), ("news", 99, 0, False)],
)  # fmt: skip
async def test_when_an_answer_would_wait_for_over_two_minutes_it_is_cut_to_one_segment(
    redis_url: str, redis: Redis, kind: str, count: int, later: float, is_cut: bool
) -> None:
    async with phone_house(redis_url, SMSGATE_RATE="0.1") as house:
        store = house.turns.store
        await others_wait(house, kind, count, later)
        house.gate.text(PERSON, "НОЧЛЕГ Уральск")
        await house.gate.settled()
        me = house.turns.seals.pseudonym(PERSON)
        [answer] = [one for one in (await records(redis)).values() if one["contact"] == me]
        assert (int(answer["segments"]) == 1) == is_cut
        assert await redis.hget(stats_key(store.now()), "cut:smsgate") == (b"1" if is_cut else None)


@pytest.mark.parametrize(
    ("body", "end"),
    [("ТОҚТА", "БАСТА."), ("ҰМЫТ", "жойылады."), ("бала дем алмай жатыр", "айтамыз."), ("ШЕКАРА", "")],
)
async def test_what_is_said_to_danger_stop_and_forget_is_cut_for_nobody(
    redis_url: str, redis: Redis, body: str, end: str
) -> None:
    async with phone_house(redis_url, SMSGATE_RATE="0.1") as house:
        await others_wait(house, "reply", 13, 0)
        said = await Arrivals(house.turns, house.outbox)(house.carrier, IncomingText("id", PERSON, body))
        if end:
            assert said.endswith(end)
            assert segments(said) == 2
        else:
            assert segments(said) == 1


@pytest.mark.parametrize(
    ("body", "answered"), [("НОЧЛЕГ Уральск", False), ("СТОП", True), ("ЗАБУДЬ", True), ("ребёнок не дышит", True)]
)
async def test_what_comes_hours_late_is_answered_only_where_it_is_still_of_use(
    house: PhoneHouse, body: str, answered: bool
) -> None:
    arrivals = Arrivals(house.turns, house.outbox)
    for age, said in ((USELESS - 60, True), (USELESS + 60, answered)):
        text = IncomingText(f"id-{age}", PERSON, body, sent_at=time.time() - age)
        assert bool(await arrivals(house.carrier, text)) == said


@pytest.fixture
async def away(house: PhoneHouse) -> AsyncIterator[Arrivals]:
    """A process that knows the directory, and whose store went away since."""
    store = Store(connect("redis://127.0.0.1:9"))
    store.offset = house.turns.store.offset  # it is the same evening there, whatever the hour of the test
    turns = Turns(house.settings, store, house.turns.seals, house.turns.knowledge.catalog)
    turns.knowledge, turns.refreshed_at = house.turns.knowledge, house.turns.refreshed_at
    yield Arrivals(turns, Outbox(turns.store, 60))
    await turns.store.close()


async def test_without_the_store_a_fresh_text_is_wanted_again_and_an_older_one_answered_by_heart(
    house: PhoneHouse, away: Arrivals
) -> None:
    """Asked for again, its STOP is not lost; after a minute a person needs an answer more."""
    with pytest.raises(Again):
        await away(house.carrier, IncomingText("a", PERSON, "НОЧЛЕГ Уральск", sent_at=time.time()))
    assert house.gate.texts_to(PERSON) == []
    old = IncomingText("a", PERSON, "НОЧЛЕГ Уральск", sent_at=time.time() - YOUNG)
    assert "Синема Парк" in await away(house.carrier, old)
    await house.gate.settled()
    assert len(house.gate.texts_to(PERSON)) == 1
    # When the store is back it is a turn like any other, and its answer the same message: taken already.
    await Arrivals(house.turns, house.outbox)(house.carrier, replace(old, sent_at=time.time()))
    await house.work()
    assert len(house.gate.texts_to(PERSON)) == 1
    assert mail_id("reply", "a") in house.gate.messages


async def test_answers_by_heart_are_few_a_person(house: PhoneHouse, away: Arrivals) -> None:
    """Nobody counts the texts of who has found out that the store is away; the rest is asked for again."""
    old = IncomingText("a", PERSON, "НОЧЛЕГ Уральск", sent_at=time.time() - YOUNG)
    for number in range(MOST_EACH):
        assert await away(house.carrier, replace(old, id=f"{number}"))
    with pytest.raises(Again):
        await away(house.carrier, replace(old, id="one more"))
    assert await away(house.carrier, replace(old, id="another", sender=OTHER))
    assert len(house.gate.texts_to(PERSON)) == MOST_EACH


async def test_the_phone_is_told_to_come_again(house: PhoneHouse) -> None:
    """And comes: nothing is lost by a minute without the store."""
    await house.turns.store.read("CONFIG", "SET", "maxmemory", "1")
    try:
        house.gate.text(PERSON, "МЕНЮ")
        await house.gate.settled()
        assert house.gate.counts()["webhooks_answered"] == {"503": 1}
    finally:
        await house.turns.store.read("CONFIG", "SET", "maxmemory", "0")


LONG = "Кинотеатр «Синема Парк», Уральск. Открыто до 11:00.\nСвободно мест: 150, проверено 22:40.\n1 ещё, 2 полно"


def test_what_is_cut_keeps_whole_lines_where_one_fits() -> None:
    from hotline.carriers.segments import in_one_segment

    assert in_one_segment(LONG) == LONG.partition("\n")[0]
    assert in_one_segment("short\nlines") == "short\nlines"
    hours = "Синема Парк кинотеатры, Синема Парк сауда үйі, Орал. Ашық, жабылуы 11:00."
    assert in_one_segment(hours) == "Синема Парк кинотеатры, Синема Парк сауда үйі, Орал."
    by = "Россиянам: дольше 30 дней — регистрация до 24.10.2022; быть до 23.12.2022"
    assert in_one_segment(by) == by.partition(";")[0]
    assert in_one_segment("слово " * 30) == ("слово " * 11).strip()
    for text in (LONG, "ж" * 200, "a" * 400, "😀" * 100, "a" * 150 + "\n" + "ж" * 80):
        assert segments(in_one_segment(text)) == 1
        assert text.startswith(in_one_segment(text))
        assert in_one_segment(text)


async def test_what_seems_to_come_from_our_own_number_gets_silence(house: PhoneHouse) -> None:
    """A forger writes so once; the answer would come back to us as a text, and be answered."""
    assert await house.text("МЕНЮ", SIM) == []
