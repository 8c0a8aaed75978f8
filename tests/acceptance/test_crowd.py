"""A broadcast by SMS to very many: each gets it once whatever dies, DROP stops it at once, the report is exact."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from hotline.broadcasts.broadcast import BATCH, Broadcast, Broadcasts
from hotline.carriers.segments import segments
from hotline.mail.outbox import FIRST_CHECK
from hotline.people import pins, volunteers
from hotline.people.contacts import Contact
from hotline.people.volunteers import Volunteer
from hotline.pretend.carrier import replies
from hotline.store.keys import NEWS
from hotline.store.store import Command
from tests.acceptance.house import load_sample, said
from tests.acceptance.mailroom import SEALS, Mailroom, Still, mailroom, phones
from tests.people.known import known
from workers import jobs
from workers.deliver import IN_FLIGHT

AUTHOR, SECOND, PIN = "+77780000001", "+77780000002", "4831"
TEXTS = {
    "ru": "Пункт Тёплое закрыт до утра. Ночлег есть в Уральске.",
    "kk": "Тёплое өткелі таңға дейін жабық. Оралда түнейтін орын бар.",
    "en": "The crossing at Tyoploye is closed until the morning.",
}
FLAT = 10_000  # kB that a process may grow by while it sends 49,000 messages: to keep them would take some 50,000
AT_ONCE = 500
PATIENCE = 300.0  # seconds for a part of it, on a machine that is busy with other tests


async def test_four_hundred_people_get_it_once_although_worker_and_web_die(redis_url: str, tmp_path: Path) -> None:
    await load_sample(redis_url)
    async with mailroom(redis_url, tmp_path, rate=600) as room:
        await _reaches_all(room, phones(400), step=FIRST_CHECK)


@pytest.mark.slow
async def test_ninety_eight_thousand_people_get_it_once_although_worker_and_web_die(
    redis_url: str, tmp_path: Path
) -> None:
    """The estimate comes within 2 s; memory is flat in all processes."""
    await load_sample(redis_url)
    async with mailroom(redis_url, tmp_path) as room:
        await _reaches_all(room, phones(98_000), step=0)


@pytest.mark.slow
async def test_drop_stops_it_within_a_batch_and_the_report_is_exact(redis_url: str, tmp_path: Path) -> None:
    await load_sample(redis_url)
    async with mailroom(redis_url, tmp_path, rate=600) as room:
        await _is_dropped(room, phones(600), at=250)


@pytest.mark.slow
async def test_drop_half_way_stops_twenty_thousand_at_full_speed(redis_url: str, tmp_path: Path) -> None:
    await load_sample(redis_url)
    async with mailroom(redis_url, tmp_path) as room:
        await _is_dropped(room, phones(20_000), at=10_000)


async def _reaches_all(room: Mailroom, called: Sequence[str], step: float) -> None:
    count = len(called)
    await _send(room, called)
    await room.hire(2, "worker")
    await room.has_sent(count // 5, PATIENCE)
    await room.replace(0)
    await room.has_sent(count * 2 // 5, PATIENCE)
    await room.start_web()
    await room.has_sent(count // 2, PATIENCE)
    if not step:
        await _stays_flat(room, until=count * 97 // 100)  # some are in doubt
    found = await _over(room, step)

    book = room.by_phone()
    assert {phone: [message.body.split("\n")[0] for message in book[phone]] for phone in called} == {
        phone: [TEXTS[_language(phone)]] for phone in called
    }
    assert (found.people, found.fates["delivered"]) == (count, count)
    assert found.segments == sum(message.segments for phone in called for message in book[phone])
    assert await _report(room) == _ended(count, count)


async def _is_dropped(room: Mailroom, called: Sequence[str], at: int) -> None:
    await _send(room, called)
    await room.hire(2, "worker")
    await room.has_sent(at, PATIENCE)
    assert await _text(room, AUTHOR, "DROP 1") != ""
    before = _got(room, called)
    found = await _over(room, 0)
    got = _got(room, called)
    Console().print(f"{before} had it at the answer to DROP, {got - before} got it after")
    assert got - before <= min(BATCH, 2 * IN_FLIGHT)  # what two workers had claimed
    assert got < len(called) - BATCH
    assert not room.twice() or room.twice() == [AUTHOR]
    assert (found.state, found.fates["delivered"]) == ("dropped", got)
    assert await _report(room) == _ended(len(called), got)


async def _send(room: Mailroom, called: Sequence[str]) -> None:
    """Everything by SMS through the door: the estimate, the PIN, the second coordinator."""
    count = len(called)
    await _subscribe(room, called)
    await _appoint(room)
    for number in (AUTHOR, SECOND):
        await _text(room, number, "МЕНЮ")  # they write Russian
    order = "SEND ALL " + " ".join(f"{language}: {text}" for language, text in TEXTS.items())
    begin = time.monotonic()
    estimate = await _text(room, AUTHOR, order)
    seconds = time.monotonic() - begin
    Console().print(f"the estimate for {count} people took {seconds:.2f} s")
    assert seconds < 2
    footers = {language: said(language, "broadcast-footer") for language in TEXTS}
    whom = said("ru", "whom-all")
    spoken = Counter(map(_language, called))
    cost = sum(people * segments(f"{TEXTS[one]}\n{footers[one]}") for one, people in spoken.items())
    assert estimate.replace("\xa0", "").startswith(f"1. {whom}: {count} человек, {cost} SMS, ")
    assert await _text(room, AUTHOR, f"CONFIRM {PIN}") == said("ru", "confirm-waiting", number="1", others=1)
    assert await _text(room, SECOND, "APPROVE 1") == said("ru", "approve-done", number="1")


async def _subscribe(room: Mailroom, called: Sequence[str]) -> None:
    asked = room.store.now() - 3600
    for start in range(0, len(called), AT_ONCE):
        commands: list[Command] = []
        for phone in called[start : start + AT_ONCE]:
            contact = Contact(SEALS.pseudonym(phone), language=_language(phone), life="1", news_at=asked)
            commands += [known(SEALS, contact, phone), ("ZADD", NEWS, asked, contact.id)]
        await room.store.apply(commands)


async def _appoint(room: Mailroom) -> None:
    for number, name, pin in ((AUTHOR, "Айгуль", PIN), (SECOND, "Марат", "")):
        contact = SEALS.pseudonym(number)
        kept = pins.hashed(SEALS, contact, pin) if pin else ""
        one = Volunteer(contact, name, "coordinator", "", "", kept)
        await room.store.apply(volunteers.save(SEALS, one) + volunteers.introduce(SEALS, contact, number))


def _language(phone: str) -> str:
    return list(TEXTS)[int(phone[-1]) % len(TEXTS)]


async def _text(room: Mailroom, number: str, body: str) -> str:
    return "".join(replies(await room.carrier.text(number, body)))


async def _over(room: Mailroom, step: float) -> Broadcast:
    """The broadcast once it is over; whenever nothing moves, the clock goes on by `step`."""
    broadcasts, still, deadline = Broadcasts(room.store, SEALS), Still(), time.monotonic() + PATIENCE
    while True:
        found = await broadcasts.get(1)
        assert found is not None
        if found.is_over():
            return found
        assert time.monotonic() < deadline, found
        if step and still.since(found.ended, len(room.carrier.messages)) > 1.5:
            await room.pass_time(step)
        await asyncio.sleep(0.1)


async def _report(room: Mailroom) -> str:
    """What the author was told at the end; the clock would look within ten seconds."""
    await asyncio.to_thread(room.ask_for, jobs.end_broadcasts)
    opening = _ended(0, 0)[: len("Рассылка 1 закончена")]
    while True:
        for message in room.by_phone().get(AUTHOR, []):
            if message.body.startswith(opening):
                return message.body
        await room.has_sent(len(room.sent()) + 1, 30)


def _ended(people: int, got: int) -> str:
    return said(
        "ru", "broadcast-ended", number="1", people=people, delivered=got, failed=0, dropped=people - got, unheard=0
    )


def _got(room: Mailroom, called: Sequence[str]) -> int:
    book = room.by_phone()
    return sum(phone in book for phone in called)


async def _stays_flat(room: Mailroom, until: int) -> None:
    """No process of the hotline grows while it sends, from the first third of the samples to the last one."""
    samples = []
    while len(room.sent()) < until:
        samples.append(room.memory())
        await asyncio.sleep(0.5)
    third = len(samples) // 3
    grown = [
        round(statistics.median(own[-third:]) - statistics.median(own[:third])) for own in zip(*samples, strict=True)
    ]
    Console().print(f"{len(samples)} samples; web and workers: {samples[-1]} kB, grown by {grown} kB")
    assert max(grown) < FLAT
