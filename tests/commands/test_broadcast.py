"""`hotline broadcast`: what it shows before it sends, that nothing goes out unasked, progress, and an end."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from pathlib import Path

import pytest
from redis import Redis
from rich.console import Console

from hotline.broadcasts.audience import Audience
from hotline.broadcasts.broadcast import Broadcast, Broadcasts
from hotline.broadcasts.reach import Reach
from hotline.commands.broadcast import _listed
from hotline.directory.snapshot import Snapshot
from hotline.mail.outbox import Outbox
from hotline.people.contacts import Contact, open_profile, seal_profile
from hotline.people.seal import Seals
from hotline.settings import Settings
from hotline.store.keys import NEWS, contact_key
from hotline.store.store import Store, connect
from tests.commands.shell import Hotline, is_one_line
from tests.evening import SECRET, START, URALSK, environment
from tests.mail.post import LIMITS
from workers.broadcasts import list_confirmed

SEALS = Seals(SECRET)
TEXT = "Граница закрыта до утра."


@pytest.fixture
def subscribers(sample: Redis, hotline: Hotline) -> Redis:
    """Three who asked for news, in Uralsk: two read Russian, one Kazakh."""
    assert hotline("text", "--from", "+77010000009", "НОЧЛЕГ Уральск").code == 0
    me = SEALS.pseudonym("+77010000009")
    sealed = sample.get(contact_key(me))
    assert isinstance(sealed, bytes)
    place = open_profile(SEALS, me, sealed).place
    for number, language in (("+77010000001", "ru"), ("+77010000002", "kk"), ("+77010000003", "")):
        contact = Contact(SEALS.pseudonym(number), language, place=place, news_at=START - 60, life="1", number=number)
        sample.set(contact_key(contact.id), seal_profile(SEALS, contact.id, contact.dump()))
        sample.zadd(NEWS, {contact.id: START - 60})
    return sample


def rows(out: str) -> dict[str, str]:
    """The estimate's lines."""
    return {line[:12].strip(): line[12:].strip() for line in out.splitlines()[:6]}


def test_the_estimate_stands_before_the_question_and_no_sends_nothing(subscribers: Redis, hotline: Hotline) -> None:
    ran = hotline(
        "broadcast", "--alert", "--place", "Уральск", "ru:", TEXT, "kk: Шекара таңға дейін жабық.", stdin="n\n"
    )
    told = rows(ran.out)
    assert (told["people"], told["by language"], told["segments"]) == ("4", "ru 3, kk 1", "4")  # one was only answered
    assert (told["sending"], told["last one"]) == ("0 min at 1 segments a second", "25.09.2022 23:00")
    assert "Send to 4 people? [y/N]" in ran.out
    assert ran.code == 1
    assert ran.err.endswith("hotline: nothing was sent\n")
    assert not subscribers.exists("broadcasts")


def test_yes_sends_and_tells_how_to_stop_it(subscribers: Redis, hotline: Hotline) -> None:
    ran = hotline("broadcast", TEXT, stdin="y\n")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("broadcast 1 goes out; stop it: hotline broadcast --drop 1\n")
    assert subscribers.zscore("broadcasts:confirmed", "1") is not None
    assert "broadcast confirm 1" in hotline("audit").out


def test_of_two_carriers_each_has_a_line_and_the_last_one_is_that_of_the_slower(
    subscribers: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_CARRIERS", "smsgate:+77010000003,twilio")
    monkeypatch.setenv("SMSGATE_RATE", "0.005")
    ran = hotline("broadcast", "--alert", TEXT, stdin="n\n")
    assert [line.rstrip() for line in ran.out.splitlines()[:6]] == [
        "people       4",
        "by language  ru 4",
        "segments     4",
        "sending      smsgate: 1 people, 1 segments, 3 min at 0.005 segments a second",
        "             twilio: 3 people, 3 segments, 0 min at 1 segments a second",
        "last one     25.09.2022 23:03",
    ]
    monkeypatch.setenv("HOTLINE_CARRIERS", "smsgate:+77,twilio")  # nobody is left for Twilio
    assert rows(hotline("broadcast", "--yes", TEXT).out)["sending"] == "10 min at 0.005 segments a second"


def test_the_price_is_told_when_it_is_known(
    subscribers: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_SEGMENT_PRICE", "0.05 USD")
    assert rows(hotline("broadcast", "--yes", TEXT).out)["price"] == "0.15 USD"


def test_the_text_may_come_from_a_file(subscribers: Redis, hotline: Hotline, tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_text(f"ru: {TEXT}\nkk: Шекара жабық.\n", encoding="utf-8")
    assert rows(hotline("broadcast", "--yes", "--file", str(file)).out)["by language"] == "ru 2, kk 1"


MISTAKES: list[tuple[tuple[str, ...], int, str]] = [
    (("--place", "Atlantis", TEXT), 2, "--place: no place 'Atlantis' that is known"),
    (("--crossing", "Atlantis", TEXT), 2, "--crossing: no crossing 'Atlantis'; there are "),
    (("--topic", "ATLANTIS", TEXT), 2, "--topic: no topic 'ATLANTIS'; there are "),
    (("--language", "de", TEXT), 2, "--language must be one of ru, kk, en"),
    (("--file", "/nowhere"), 2, "/nowhere cannot be read as UTF-8 text"),
    (("--file", "/nowhere", TEXT), 2, "either a text or --file, not both"),
    (("ru: один ru: два",), 2, "the text ru: is there twice; nothing was sent"),
    (("ru:",), 2, "the text is missing; nothing was sent"),
    (("Ж" * 1600,), 2, "the text is too long for one message; nothing was sent"),
    (("--language", "en", TEXT), 1, "nobody in that audience asked for news; nothing was sent"),
    (("--drop", "7"), 1, "broadcast 7 is over, or there is none; see: hotline broadcast"),
    (("--watch",), 1, "there is no broadcast yet"),
    (("--watch", "--number", "7"), 1, "there is no broadcast 7; see: hotline broadcast"),
]


def test_a_mistake_is_told_in_a_line_and_nothing_is_sent(subscribers: Redis, hotline: Hotline) -> None:
    for words, code, told in MISTAKES:
        ran = hotline("broadcast", *words)
        assert is_one_line(ran, code), (words, ran)
        assert told in ran.err
    assert not subscribers.exists("broadcasts:confirmed")


def test_a_file_in_another_encoding_is_refused(subscribers: Redis, hotline: Hotline, tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_bytes(TEXT.encode("cp1251"))
    assert is_one_line(hotline("broadcast", "--yes", "--file", str(file)), 2)


def test_dropping_stops_it_and_stands_in_the_trail(subscribers: Redis, hotline: Hotline) -> None:
    hotline("broadcast", "--yes", TEXT)
    ran = hotline("broadcast", "--drop", "1")
    assert (ran.code, ran.out) == (0, "stopped; 0 of 0 were sent before, a few more may be on their way\n")
    assert is_one_line(hotline("broadcast", "--drop", "1"), 1)
    assert "broadcast drop 1" in hotline("audit").out
    assert "dropped" in hotline("broadcast").out


def test_watching_goes_on_until_all_have_it(subscribers: Redis, redis_url: str, hotline: Hotline) -> None:
    """Somebody else sends meanwhile; one of the three cannot be reached."""
    sender = threading.Thread(target=lambda: asyncio.run(_send_all(redis_url)))
    sender.start()
    try:
        ran = hotline("broadcast", "--yes", "--watch", TEXT)
    finally:
        sender.join()
    assert ran.code == 0
    assert ran.out.endswith("broadcast 1 is over: of 3 people 2 delivered, 1 failed\n")
    assert "3/3" in ran.out
    listed = hotline("broadcast").out.splitlines()
    assert listed[0].split() == ["number", "written", "state", "people", "sent", "delivered", "failed", "dropped"]
    assert listed[1].split()[3:] == ["sent", "3", "3", "2", "1", "0"]
    assert "3/3" in hotline("broadcast", "--watch").out  # the last one by itself


SETTINGS = Settings.read(environment("redis://unused"))


async def _send_all(redis_url: str) -> None:
    """What the clock and a worker do, until the broadcast is over."""
    store = Store(connect(redis_url))
    try:
        await store.start_clock(None)
        broadcasts, outbox = Broadcasts(store, SEALS), Outbox(store, 86400)
        deadline = time.monotonic() + 20
        while (found := await broadcasts.get(1)) is None or not found.is_over():
            assert time.monotonic() < deadline
            if found is not None:
                await list_confirmed(broadcasts, Reach(store, SEALS, Snapshot(0, {}, URALSK), "ru"), SETTINGS)
                await broadcasts.feed("twilio")
            for claimed in (await outbox.claim(LIMITS, 50)).claimed:
                await outbox.settle(claimed.mail.id, "sent", sid=f"SM{claimed.mail.id}")
                await outbox.settle(claimed.mail.id, "failed" if claimed.mail.id.endswith("-1") else "delivered")
            await asyncio.sleep(0.05)
    except BaseException:
        await store.read("DEL", "broadcast:1")  # else it would be watched for ever
        raise
    finally:
        await store.close()


def test_the_list_fits_eighty_columns_on_a_busy_night() -> None:
    many = 1_234_567
    fates = dict.fromkeys(("delivered", "failed", "unknown", "dropped"), many)
    one = Broadcast(12_345, "listing", "", Audience(), ["ru"], START, START, START, many, many, many, many, {}, fates)
    console = Console(file=io.StringIO(), width=80)
    console.print(_listed([one], SETTINGS))
    text = console.file.getvalue()  # type: ignore[attr-defined] # it is the StringIO above
    assert max(map(len, text.splitlines())) <= 80
    assert text.splitlines()[1].split() == ["12345", "25.09", "23:00", "listing", *[str(many)] * 5]
