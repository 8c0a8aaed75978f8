"""Stores of earlier versions are opened and go on: nobody who waits for an answer notices that another version runs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from redis import Redis

from hotline.mail.outbox import IN_DOUBT, SURE, Outbox
from hotline.people import audit, contacts, inbox
from hotline.people.seal import BrokenSeal
from hotline.store.formats import TODAY, UPGRADES, bring_up_to_date
from hotline.store.keys import (
    BROADCASTS_LAST,
    CHANGES,
    FORMAT,
    MAIL_CARRIERS,
    MAIL_SENDING,
    MAIL_SENT,
    REMINDERS,
    contact_key,
    lane_key,
)
from hotline.store.store import Store, connect
from hotline.turn.knowledge import Incoming
from hotline.turn.turns import plain
from tests.acceptance.house import until
from tests.evening import Evening, spoken
from tests.mailroom import Mailroom
from tests.stores import Fill, everything, phone, restore, versions
from tests.stores.kinds import KINDS, names
from workers.upkeep import clear, nights

STRANGER = "+77010000099"
NIGHT, MORNING = 80, 12 * 60  # minutes from the end of the fill


@dataclass
class Old:
    """An old store under this version, at the moment when it was filled."""

    fill: Fill
    evening: Evening

    async def text(self, role: str, body: str, id_: str = "") -> str:
        """The answer to a text, "" for silence."""
        turns = self.evening.turns
        number = STRANGER if role == "stranger" else self.fill.people[role]
        heard = Incoming(id_ or f"SM{uuid4().hex}", number, "text", body, counted=True)
        return await turns.take(heard, lambda answer: plain(answer, turns.knowledge.catalog))


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis(unix_socket_path=redis_url.removeprefix("unix://")) as redis:
        yield redis


@pytest.fixture(params=versions())
async def old(request: pytest.FixtureRequest, redis_url: str, redis: Redis) -> AsyncIterator[Old]:
    fill = restore(redis, request.param)
    evening = await fill.evening(redis_url).begin(sample=False)
    yield Old(fill, evening)
    await evening.end()


async def sent(old: Old, *minutes: float) -> list[tuple[str, str]]:
    """(number, text) of all that goes out when the clock stands at each of these minutes after the fill in turn."""
    async with Mailroom(old.evening) as mailroom:
        for one in minutes:
            # All is looked up first here; what is in doubt then is looked up once more, and sent when that is sure.
            for seconds in (0, SURE + IN_DOUBT, SURE + IN_DOUBT + 1):
                old.evening.now = old.fill.at + 60 * one + seconds
                await mailroom.work()
        return [(message.to, message.body) for message in mailroom.sent()]


def test_the_first_version_left_a_store() -> None:
    """An empty list of them would let all tests below pass."""
    assert "0.1.0" in versions()


def test_every_kind_of_key_is_named_with_the_version_it_came_with() -> None:
    assert names() <= set(KINDS)
    assert {name for name, kind in KINDS.items() if not kind.until} <= names()


@pytest.mark.parametrize("version", versions())
def test_the_store_of_a_version_holds_every_kind_of_key_that_it_writes_and_no_other(redis: Redis, version: str) -> None:
    def number(text: str) -> tuple[int, ...]:
        return tuple(map(int, text.split(".")))

    restore(redis, version)
    keys = [key.decode() for key in redis.scan_iter(count=1000)]
    written = [
        kind
        for kind in KINDS.values()
        if number(kind.since) <= number(version) and not (kind.until and number(kind.until) <= number(version))
    ]
    patterns = [pattern for kind in written for pattern in kind.patterns]
    patterns += [way for kind in written for way, since in kind.later.items() if number(since) <= number(version)]
    assert [one for one in patterns if not any(re.fullmatch(one, key) for key in keys)] == []
    assert [key for key in keys if not any(re.fullmatch(one, key) for one in patterns)] == []


async def test_it_is_brought_to_the_format_of_today(old: Old, redis: Redis) -> None:
    assert redis.get(FORMAT) == str(TODAY).encode()


async def test_a_step_that_is_done_once_more_harms_nothing(old: Old, redis: Redis) -> None:
    before = everything(redis)
    for step in UPGRADES:
        redis.set(FORMAT, step)
        await bring_up_to_date(old.evening.turns.store)
        assert everything(redis) == before


@pytest.mark.parametrize("version", versions())
async def test_of_its_carrier_a_list_of_people_tells_as_well_as_mail(
    redis_url: str, redis: Redis, version: str
) -> None:
    """Else nobody would send to them where the settings name another carrier from the first."""
    restore(redis, version)
    redis.delete(*map(lane_key, ("alerts", "replies", "bulk")), MAIL_SENDING, MAIL_SENT)
    store = Store(connect(redis_url))
    await bring_up_to_date(store)
    await store.close()
    assert redis.smembers(MAIL_CARRIERS) == {b"twilio"}


async def test_its_evening_goes_on_where_it_stood(old: Old) -> None:
    assert 0 < old.evening.turns.store.now() - Evening.time("2022-09-26 21:00") < 3600


@pytest.mark.parametrize("version", versions())
async def test_it_is_not_opened_by_another_secret(redis_url: str, redis: Redis, version: str) -> None:
    fill = replace(restore(redis, version), secret="another secret of the tests, as long as it")
    evening = fill.evening(redis_url)
    with pytest.raises(BrokenSeal):
        await evening.begin(sample=False)
    await evening.end()


async def test_a_registration_that_was_half_done_goes_on(old: Old) -> None:
    assert "25.10" in await old.text("registers", "Уральск")  # they said before that they came on 26.09


async def test_more_after_a_shelter_gives_the_next_one(old: Old) -> None:
    before = old.fill.said["wants more"].splitlines()[0]
    after = await old.text("wants more", "ЕЩЁ")
    assert "Уральск" in after
    assert before not in after


async def test_full_after_a_shelter_is_taken_down_and_gives_the_next_one(old: Old) -> None:
    before = old.fill.said["finds it full"].splitlines()[0]
    after = await old.text("finds it full", "2")
    assert "Уральск" in after
    assert before not in after


async def test_a_call_goes_on_where_it_was(old: Old) -> None:
    """The carrier repeats its last webhook, and gets the same again; then the town is chosen."""
    sid, url = old.fill.call["sid"], old.fill.call["url"]
    call = phone(old.evening.turns, old.fill.people["calls"], sid, url, [])
    assert "Где вы сейчас" in spoken(await call.start())
    assert "Уральск" in spoken(await call.press("1"))


async def test_a_message_that_is_repeated_gets_the_answer_that_was_stored(old: Old) -> None:
    said = old.fill.said["SM-said-twice"]
    assert await old.text("repeats", "ЗАБУДЬ", "SM-said-twice") == said  # other words would else get another answer
    assert await old.text("repeats", "МЕНЮ") != said


async def test_who_texted_too_much_is_still_not_answered(old: Old) -> None:
    assert await old.text("too many", "МЕНЮ") == ""


async def test_the_language_that_somebody_chose_is_still_theirs(old: Old) -> None:
    assert "жаяу" in await old.text("kazakh", "BORDER TEPLOE")


async def test_a_stranger_is_told_what_the_directory_and_the_reports_say(old: Old) -> None:
    assert await old.text("stranger", "ГРАНИЦА ТЁПЛОЕ") == old.fill.said["SM-said-twice"]  # as guests reported at 20:00
    old.evening.later(NIGHT)  # the cinema has opened
    shelters = [await old.text("stranger", words) for words in ("НОЧЛЕГ Уральск", "ЕЩЁ", "ЕЩЁ")]
    assert "Свободно 37 мест" in "\n".join(shelters)


async def test_a_volunteer_is_still_one(old: Old) -> None:
    assert "CINEMA: свободно 37" in await old.text("keeper", "STATUS")
    assert "мест нет" in await old.text("keeper", "FULL")
    assert "свободно 37" in await old.text("keeper", "UNDO")


async def test_what_a_volunteer_said_before_can_be_taken_back(old: Old) -> None:
    assert "свободно 37" in await old.text("keeper", "UNDO")


async def test_a_keeper_is_told_of_what_others_say(old: Old) -> None:
    await old.text("coordinator", "FULL CINEMA")
    assert [body for to, body in await sent(old, 1) if to == old.fill.people["keeper"] and "Синема" in body]


async def test_the_last_word_on_a_shelter_is_known_without_the_log(old: Old, redis_url: str, redis: Redis) -> None:
    redis.xtrim(CHANGES, 0, approximate=False)
    later = Old(old.fill, await old.fill.evening(redis_url).begin(sample=False))
    assert "CINEMA: свободно 37" in await later.text("keeper", "STATUS")
    await later.evening.end()


async def test_who_never_texted_is_written_to_and_a_volunteer_s_own_profile_is_known(old: Old) -> None:
    turns = old.evening.turns
    for role in ("never texted", "keeper", "coordinator"):
        number = old.fill.people[role]
        found = await contacts.profile(turns.store, turns.seals, turns.seals.pseudonym(number))
        assert found.number == number
        assert found.life
    await old.text("never texted", "ON")
    await old.text("stranger", "ВОЛОНТЁР где взять симку?")
    assert [body for to, body in await sent(old, 1) if to == old.fill.people["never texted"] and "NEXT" in body]


async def test_what_somebody_was_told_unasked_today_counts(old: Old) -> None:
    turns, day = old.evening.turns, "2022-09-26"
    outbox = Outbox(turns.store, 60)
    for role, most in (("news 1", 1), ("wants more", 0)):
        who = turns.seals.pseudonym(old.fill.people[role])
        assert not await outbox.count(who, day, most)
        assert await outbox.count(who, day, most + 1)


async def test_whose_profile_changes_is_written_to_as_before(old: Old) -> None:
    """Their number is taken along."""
    for body in ("LANG EN", "VOLUNTEER where to eat?"):
        await old.text("wants more", body)
    asked = await old.text("second", "NEXT")
    while "where to eat?" not in asked:
        await old.text("second", f"REPLY {asked.split()[0]} Скоро")
        asked = await old.text("second", "NEXT")
    await old.text("second", f"REPLY {asked.split()[0]} At the station")
    assert (old.fill.people["wants more"], "Volunteer: At the station") in await sent(old, 1)


async def test_the_pin_confirms_the_draft_and_another_does_not(old: Old) -> None:
    assert "PIN неверный" in await old.text("coordinator", "CONFIRM 4813")
    assert "Отправляем" in await old.text("coordinator", f"CONFIRM {old.fill.pin}")


async def test_a_wrong_pin_of_before_counts(old: Old) -> None:
    *_, fourth = [await old.text("second", f"CONFIRM {pin}") for pin in ("1928", "2839", "3746", "4657")]
    assert "заблокирован" in fourth


async def test_a_new_broadcast_has_a_number_of_its_own(old: Old) -> None:
    last = int(await old.evening.turns.store.read("GET", BROADCASTS_LAST))
    assert last >= 8
    assert (await old.text("coordinator", "ОТПРАВЬ ВСЕМ Проверка связи.")).startswith(f"{last + 1}.")


async def test_a_new_question_has_a_number_of_its_own(old: Old) -> None:
    turns = old.evening.turns
    before = {one.number for one in await inbox.waiting(turns.store, turns.seals)}
    await old.text("stranger", "ВОЛОНТЁР где взять симку?")
    (new,) = {one.number for one in await inbox.waiting(turns.store, turns.seals)} - before
    assert new > max(before)


async def test_the_second_coordinator_approves_what_waited_for_that(old: Old) -> None:
    approved = await old.text("second", "APPROVE 5")
    assert "согласован" in approved.lower()
    told = await sent(old, 1)
    assert (old.fill.people["kazakh"], "Граница закрыта до утра.\nБольше не писать: СТОП") in told
    assert not [body for number, body in told if number == old.fill.people["stopped"]]


async def test_next_gives_what_waits_danger_first_and_not_what_another_has(old: Old) -> None:
    first, second = [await old.text("second", "NEXT") for _ in range(2)]
    assert "ребёнок не дышит" in first
    assert "есть ли автобус" in second
    assert "есть ли автобус" not in await old.text("never texted", "NEXT")
    assert "где взять еду" in await old.text("keeper", "NEXT")


async def test_a_question_is_answered_and_what_follows_goes_to_who_answered_before(old: Old) -> None:
    number = (await old.text("second", "NEXT")).split()[0]
    assert number in await old.text("second", f"REPLY {number} Едем к вам")
    assert "Передали волонтёру" in await old.text("answered", "а паспорт нужен?")
    told = await sent(old, 1)
    assert (old.fill.people["in danger"], "Волонтёр: Едем к вам") in told
    assert [body for to, body in told if to == old.fill.people["keeper"] and "а паспорт нужен?" in body]


async def test_what_was_queued_goes_out_once_and_news_waits_for_the_morning(old: Old) -> None:
    evening = await sent(old, 1)
    assert (old.fill.people["answered"], "Волонтёр: На вокзале, касса 3") in evening
    assert [body for to, body in evening if to == old.fill.people["keeper"] and "ребёнок не дышит" in body]
    assert not [body for to, body in evening if "автобус в 9:00" in body]
    assert [body for to, body in evening if to == old.fill.people["keeper"] and "Взять: NEXT" in body]
    restored = await sent(old, MORNING, MORNING + 1, MORNING + 2)
    readers = sorted(number for role, number in old.fill.people.items() if role.startswith("news "))
    assert len(readers) > 1
    for words in ("Утром автобус в 9:00.", "Завтра дождь."):
        assert sorted(to for to, body in restored if words in body) == readers
    half_sent = [to for to, body in restored if "В лагере есть места." in body]
    # Of five the carrier had taken two, whose end is told or asked for; the one that was being sent is sent again.
    assert len(half_sent) == len(set(half_sent)) == 2
    author = [body for to, body in restored if to == old.fill.people["coordinator"]]
    told = "Рассылка 2 закончена: доставлено 2 из 5, не доставлено 2, не отправлено 1, без ответа сети 0."
    assert [body for body in author if body == told]


async def test_a_reminder_is_given_when_it_is_due(old: Old) -> None:
    told = await sent(old, NIGHT)
    assert [body for to, body in told if to == old.fill.people["wants more"] and "место нашлось?" in body]
    assert "Отдыхайте" in await old.text("wants more", "1")


async def test_who_texts_forget_is_a_stranger_then(old: Old) -> None:
    turns = old.evening.turns
    assert "Стёрли" in await old.text("wants more", "ЗАБУДЬ")
    who = turns.seals.pseudonym(old.fill.people["wants more"])
    assert (await contacts.profile(turns.store, turns.seals, who)).number == ""
    assert "Ночлег" in await old.text("wants more", "ЕЩЁ")  # the menu: nothing is known of what was told before
    assert not [body for to, body in await sent(old, NIGHT) if to == old.fill.people["wants more"]]


async def test_forget_leaves_nothing_under_the_name_of_who_asked_or_was_told(old: Old, redis: Redis) -> None:
    for role in ("asked", "in danger", "news 1"):
        who = old.evening.turns.seals.pseudonym(old.fill.people[role])
        assert len(redis.keys(f"*:{who}")) > 1
        assert "Стёрли" in await old.text(role, "ЗАБУДЬ")
        assert redis.keys(f"*:{who}") == []


async def test_what_forget_left_to_clear_is_cleared(old: Old, redis: Redis) -> None:
    turns = old.evening.turns
    who = turns.seals.pseudonym(old.fill.people["forgotten"])

    async def is_written() -> bool:
        return not redis.info("persistence")["aof_rewrite_in_progress"]

    await until(is_written, "the rewrite that an earlier test began is over")
    assert await clear(turns.store, turns.seals, nights(turns.store.now(), turns.settings.timezone)) == 1
    assert not redis.exists(contact_key(who))
    assert not [member for member in await turns.store.read("ZRANGE", REMINDERS, 0, -1) if who.encode() in member]


async def test_the_audit_trail_is_whole_and_goes_on(old: Old) -> None:
    turns = old.evening.turns
    before = await audit.read(turns.store, turns.seals)
    assert len(before) > 10
    await old.text("keeper", "FULL")
    after = await audit.read(turns.store, turns.seals)
    assert [entry.number for entry in after] == list(range(1, len(before) + 2))
    assert all(entry.whole for entry in after)


@pytest.mark.slow
async def test_who_was_in_a_turn_that_died_waits_for_no_more_than_its_lease(old: Old) -> None:
    assert "1 Ночлег" in await old.text("interrupted", "МЕНЮ", "SM-interrupted")
