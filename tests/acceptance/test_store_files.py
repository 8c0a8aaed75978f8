"""A stolen disk names nobody: after talks in all languages the store's files hold no number and no text of anybody."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.acceptance.house import until
from tests.acceptance.stoppable import StoppableStore, stoppable_store
from tests.acceptance.store_files import found_in
from tests.evening import OTHER, PERSON, THIRD, Evening
from workers import upkeep

# What three people text, in their own words wherever a flow takes words.
TALKS = {
    PERSON: [
        "НОЧЛЕГ Уральск нас четверо", "ещё адрес", "полно там нет мест", "ГРАНИЦА из Самары", "ЖДУТ ТЁПЛОЕ 257 человек",
        "ПРОШЁЛ ТЁПЛОЕ 16.5 часов", "НОМЕР 14387 ТЁПЛОЕ", "РЕГИСТРАЦИЯ 23.09.2022", "1", "НОВОСТИ пожалуйста", "1",
        "ВОЛОНТЁР меня зовут Аркадий, где жить?", "непонятные слова Аркадия", "ещё непонятнее",
        "помогите, избили Аркадия", "СТОП спасибо", "СТАРТ",
    ],
    OTHER: [
        "БАСПАНА Оралда екеуміз", "ШЕКАРА Самара", "ТІРКЕУ 24.09.2022", "ЕРІКТІ менің атым Айгүл, қайда барамын?",
        "түсініксіз сөздер", "одан да түсініксіз",
    ],
    THIRD: [
        "SHELTER for 6 people", "Uralsk near the station", "BORDER from Samara", "REGISTER 25.09.2022",
        "VOLUNTEER my name is Mildred, where is the bus?", "nothing to understand", "still nothing at all",
    ],
}  # fmt: skip
# The golden conversations besides: who texts, and what.
GOLDEN = Path(__file__).parents[1] / "conversations"
TEXTED = re.compile(r"^(\+\d+) > (.+)$", re.MULTILINE)
KEYED = ["1", "1", "1", "2", "*", "7"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoppableStore]:
    with stoppable_store(tmp_path) as store:
        yield store


@pytest.fixture
async def evening(store: StoppableStore) -> AsyncIterator[Evening]:
    evening = await Evening(store.url).begin()
    yield evening
    await evening.end()


@pytest.fixture
async def redis(store: StoppableStore) -> AsyncIterator[Redis]:
    async with Redis.from_url(store.url) as redis:
        yield redis


async def test_no_number_and_no_text_stands_in_the_files_before_or_after_a_rewrite(
    evening: Evening, store: StoppableStore, redis: Redis
) -> None:
    """In the log of commands, in the packed file that replaces it, and in the same one unpacked."""
    data = store.folder / "data"
    golden = [row for path in sorted(GOLDEN.glob("*.txt")) for row in TEXTED.findall(path.read_text("utf-8"))]
    public = found_in(data, {body for _, body in golden})  # names of the directory, which may well be texted
    for number, body in golden:
        await evening.text(body, number)
    known = {name.partition(": ")[2] for name in public}
    private = [*await _talked(evening), *{text for row in golden for text in row} - known]
    assert found_in(data, private) == []
    for compression in ("yes", "no"):  # the second time all that LZF packed the first time stands there plainly
        await redis.config_set("rdbcompression", compression)
        await _rewritten(redis)
        assert found_in(data, private) == []


async def test_no_number_and_no_text_stands_in_the_files_of_one_who_was_forgotten(
    evening: Evening, store: StoppableStore, redis: Redis
) -> None:
    """And after the upkeep not even the pseudonym."""
    private = await _talked(evening)
    pseudonyms = [evening.turns.seals.pseudonym(number) for number in TALKS]
    assert len(found_in(store.folder / "data", pseudonyms)) >= len(pseudonyms)
    for number, word in zip(TALKS, ("ЗАБУДЬ", "ҰМЫТ", "FORGET"), strict=True):
        await evening.text(word, number)
    await upkeep.clear(evening.turns.store, evening.turns.seals, [date(2022, 9, 25)])
    await redis.config_set("rdbcompression", "no")
    await until(partial(_is_written, redis), "the file is rewritten")
    await _rewritten(redis)
    assert found_in(store.folder / "data", [*private, *pseudonyms]) == []


# How somebody else might store a number, a text in Cyrillic or both.
LEAKS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: text.encode(),
    "without plus": lambda text: text.strip("+").encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "windows-1251": lambda text: text.encode("cp1251"),
    "JSON": lambda text: json.dumps({"text": text}).encode(),
    "base64": lambda text: base64.b64encode(b"x" + text.encode()),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "zlib": lambda text: b"job" + zlib.compress(text.encode()),
    "gzip in zlib": lambda text: zlib.compress(gzip.compress(text.encode())),
    "repr of bytes": lambda text: repr(text.encode()).encode(),
}


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("text", [PERSON, "меня зовут Аркадий"])
async def test_the_search_finds_what_leaks(store: StoppableStore, redis: Redis, leak: str, text: str) -> None:
    """A search that found nothing anywhere would prove nothing: here it is put to the test."""
    await redis.set("leak", LEAKS[leak](text))
    assert found_in(store.folder / "data", [text])
    await redis.config_set("rdbcompression", "no")
    await _rewritten(redis)
    assert found_in(store.folder / "data", [text])


async def _talked(evening: Evening) -> list[str]:
    """All talks, by text and by phone; gives what must not be found."""
    for number, texts in TALKS.items():
        for body in texts:
            await evening.text(body, number)
        call = evening.call(number)
        await call.start()
        for key in KEYED:
            await call.press(key)
        await call.speak("https://recordings.invalid/a-question-of-mine", 4)
    private = [body for texts in TALKS.values() for body in texts]
    return [*TALKS, *private, "Аркадий", "Айгүл", "Mildred", "a-question-of-mine"]


async def _rewritten(redis: Redis) -> None:
    await redis.execute_command("BGREWRITEAOF")  # type: ignore[no-untyped-call] # redis-py has no types here
    await until(partial(_is_written, redis), "the file is rewritten")


async def _is_written(redis: Redis) -> bool:
    now = await redis.info("persistence")
    return not now["aof_rewrite_in_progress"] and not now["aof_rewrite_scheduled"]
