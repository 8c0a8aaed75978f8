"""The store is away: what the last snapshot knows is still told, with its age; the rest says that it was not saved."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from hotline.people import contacts
from hotline.people.seal import Seals
from hotline.pretend.phones import Heard
from hotline.store.store import Store, connect
from tests.acceptance.house import LONGEST, House, in_process, load_sample, said, sent_rows, spoken_as, until
from tests.acceptance.stoppable import StoppableStore, Way, stoppable_store
from tests.evening import OTHER, PERSON, SECRET, spoken

# The minute stays open: the clock goes on while the test runs.
AGE = {one: said(one, "away-age", at="25.09 23:0?").partition("?")[0] for one in ("ru", "kk", "en")}
AGE_SPOKEN = spoken_as("ru", "away-age", at="25.09 23:0?").partition("?")[0]
WAYS = pytest.mark.parametrize("way", ["frozen", "killed"])
USUAL = 2.5  # seconds for most answers: one time-out of the store for the connection and one for the answer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoppableStore]:
    with stoppable_store(tmp_path) as store:
        yield store


@pytest.fixture
async def house(store: StoppableStore) -> AsyncIterator[House]:
    async with in_process(store.url) as house:
        yield house


# What is texted, what the answer holds besides its age, and the language of both.
FROM_MEMORY = [
    ("НОЧЛЕГ Уральск", "Синема Парк", "ru"),
    ("SHELTER ORAL", "Cinema Park", "en"),
    ("БАСПАНА Орал", "Cinema Park", "kk"),
    ("ГРАНИЦА", "Сырым", "ru"),
    ("BORDER TEPLOE", "Tyoploye", "en"),
    ("ШЕКАРА Орал", "Сырым", "kk"),
    ("СИМКА", "сим-карту", "ru"),
]
# What has to be saved, and the language in which is said that it was not.
NOT_SAVED = [
    ("СТОП", "ru"),
    ("ЗАБУДЬ", "ru"),
    ("FORGET", "en"),
    ("ҰМЫТ", "kk"),
    ("ЖДУТ ТЁПЛОЕ 250", "ru"),
    ("НОВОСТИ", "ru"),
    ("ВОЛОНТЁР где взять симку?", "ru"),
]


@WAYS
async def test_texts_are_answered_from_the_last_snapshot_with_its_age(
    house: House, store: StoppableStore, way: Way
) -> None:
    """SHELTER, BORDER and topics in all languages, within the carrier's 15 seconds, mostly within 2.5."""
    await house.text("МЕНЮ")
    store.stop(way)
    taken = []
    for asked, known, language in FROM_MEMORY:
        started = time.monotonic()
        answer = await house.text(asked, OTHER)
        taken.append(time.monotonic() - started)
        assert known in answer, asked
        assert AGE[language] in answer, asked
    assert max(taken) < LONGEST
    assert median(taken) < USUAL


@WAYS
async def test_what_must_be_saved_says_that_it_was_not(house: House, store: StoppableStore, way: Way) -> None:
    """Nobody believes to be erased or unsubscribed who is not."""
    await house.text("МЕНЮ")
    store.stop(way)
    for asked, language in NOT_SAVED:
        assert await house.text(asked, OTHER) == said(language, "away-not-saved"), asked


@WAYS
async def test_danger_to_life_gets_the_emergency_numbers_without_the_store(
    house: House, store: StoppableStore, way: Way
) -> None:
    store.stop(way)
    assert "112" in (await house.text("помогите, нас избили")).splitlines()[0]


@WAYS
async def test_a_call_goes_on_by_the_keys_in_its_address(house: House, store: StoppableStore, way: Way) -> None:
    """A call that began before is carried on to the shelter's name, and every sentence begins with the age."""
    call = house.carrier.call(PERSON)
    await call.start()
    await call.press("1")
    store.stop(way)
    started = time.monotonic()
    heard = [await call.press("1"), await call.press("1")]
    assert time.monotonic() - started < 2 * USUAL
    assert all(AGE_SPOKEN in spoken(one) for one in heard)
    assert "Синема Парк" in spoken(heard[-1])


@WAYS
async def test_a_call_that_begins_without_the_store_reaches_shelter_and_border(
    house: House, store: StoppableStore, way: Way
) -> None:
    await house.text("МЕНЮ")
    store.stop(way)
    assert "Синема Парк" in spoken(await _called(house, PERSON, "1", "1", "1"))
    assert "Сырым" in spoken(await _called(house, "anonymous", "1", "2"))
    assert spoken_as("ru", "away-not-saved") in spoken(await _called(house, PERSON, "1", "7"))


@WAYS
async def test_health_tells_the_store_from_the_process(house: House, store: StoppableStore, way: Way) -> None:
    """/readyz is for alarms and says 503; /healthz is for load balancers and says 200, since answers still come."""
    assert (await house.get("/readyz"))[0] == 200
    store.stop(way)
    assert await house.get("/readyz") == (503, "the store is away\n")
    assert (await house.get("/healthz"))[0] == 200


# A frozen store still takes what it was asked meanwhile: the lock of that turn has to run out first.
@pytest.mark.parametrize("way", [pytest.param("frozen", marks=pytest.mark.slow), "killed"])
async def test_all_is_as_before_when_the_store_is_back(house: House, store: StoppableStore, way: Way) -> None:
    """With no restart of the web process: sessions, effects, STOP and FORGET work, and what was known is known."""
    await house.text("НОЧЛЕГ Уральск")
    known = len(sent_rows(store.url))
    store.stop(way)
    away = await house.text("НОЧЛЕГ Уральск", OTHER, sid="SM-away")
    assert AGE["ru"] in away
    store.back()
    await until(house.ready, "the store is heard of again")
    answer = await house.text("ещё")
    assert AGE["ru"] not in answer
    assert "Синема Парк" not in answer
    again = await house.text("НОЧЛЕГ Уральск", OTHER, sid="SM-away")
    assert "Синема Парк" in again
    assert AGE["ru"] not in again
    assert len(sent_rows(store.url)) == known + 2
    await house.text("СТОП", OTHER)
    assert (await _contact(store.url, OTHER)).stopped_at
    assert await house.text("ЗАБУДЬ", OTHER) == said("ru", "forget-done")
    assert (await _contact(store.url, OTHER)).number == ""


async def test_a_web_process_may_start_before_its_store(store: StoppableStore) -> None:
    """Until then it says what it can; from the first text after the store has come, it knows the directory."""
    await load_sample(store.url)
    store.stop("killed")
    async with in_process(store.url, sample=False) as house:
        assert await house.get("/readyz") == (503, "the store is away\n")
        assert AGE["ru"] not in await house.text("НОЧЛЕГ Уральск")
        store.back()
        await until(partial(_is_answered, house), "the store is heard of")
        assert "Синема Парк" in await house.text("НОЧЛЕГ Уральск", OTHER)
        assert await house.ready()


async def _is_answered(house: House) -> bool:
    """Whether the store answers, though no directory has been read yet."""
    return "away" not in (await house.get("/readyz"))[1]


async def _called(house: House, number: str, *keys: str) -> Heard:
    call = house.carrier.call(number)
    heard = await call.start()
    for key in keys:
        heard = await call.press(key)
    return heard


async def _contact(redis_url: str, number: str) -> contacts.Contact:
    seals, store = Seals(SECRET), Store(connect(redis_url))
    found = await contacts.profile(store, seals, seals.pseudonym(number))
    await store.close()
    return found
