"""The shelter answer: what fits into it, in which order, and what guests say of a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.carriers.segments import is_gsm7, segments
from hotline.commands.laptop import SAMPLE
from hotline.directory.changes import ShelterReport, load
from hotline.directory.files import importing
from hotline.directory.localized import Localized
from hotline.directory.shelters.address import address_of
from hotline.directory.shelters.shelters import Shelter
from hotline.variables import LANGUAGES
from tests.evening import OTHER, PERSON, THIRD, URALSK, Evening
from tests.flows.due.test_keeper import KEEPER, mail

ASKED = {"ru": "НОЧЛЕГ Уральск, девушка", "kk": "БАСПАНА Орал, әйелмін", "en": "SHELTER Uralsk woman"}


@pytest.mark.parametrize(
    ("name", "address", "told"),
    [
        ("Кинотеатр «Синема Парк»", "ТЦ «Синема Парк», Уральск", "Кинотеатр «Синема Парк», Уральск"),
        ("Cinema Park", "Cinema Park trade centre, Uralsk", "Cinema Park trade centre, Uralsk"),
        ("Cinema Park кинотеатры", "Cinema Park сауда үйі, Орал", "Cinema Park кинотеатры, сауда үйі, Орал"),
        ("Мечети Уральска", "любая мечеть", "Мечети Уральска, любая мечеть"),
        ("Школа 5", "ул. Мира 5, школа 5", "Школа 5, ул. Мира"),
        ("Hall", "", "Hall"),
    ],
)
def test_no_word_is_said_twice(name: str, address: str, told: str) -> None:
    assert address_of(name, [part.strip() for part in address.split(",")]) == told


async def with_shelters(evening: Evening, *rows: Shelter) -> None:
    await importing.write(evening.turns.store, replace(importing.read(SAMPLE), shelters=rows))


def rows() -> dict[str, Shelter]:
    return {row.code: row for row in importing.read(SAMPLE).shelters or ()}


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_the_first_answer_keeps_its_room_whatever_the_length_of_its_names(
    evening: Evening, language: str
) -> None:
    """What does not fit is left out from the end: the second place, words of the keys, for whom, beds, hours, way."""
    word = "Long hall " if language == "en" else "Большой зал "
    for length in range(4, 120, 9):
        long = Localized(**dict.fromkeys(LANGUAGES, (word * 20)[:length].strip()))
        first = replace(rows()["CINEMA"], name=long, address=Localized(), welcomes="women")
        await with_shelters(evening, first, rows()["SPORT"])
        fits(await evening.text(ASKED[language], f"+77010000{length:03}"), long, language)


def fits(answer: str, long: Localized, language: str) -> None:
    room, lines = 1 if is_gsm7(answer) else 2, answer.splitlines()
    assert lines[0] == f"{long.in_language('ru')}."
    if len(long.in_language(language)) <= 80:
        assert segments(answer) <= room
    parts = ["11:00", "150", {"ru": "только", "kk": "Тек", "en": "Only"}[language]]
    kept = [any(part in line for line in lines[1:-1]) for part in parts]
    assert kept == sorted(kept, reverse=True)  # none is there whose predecessor is not
    has_second = any(line.startswith(("Ещё", "Тағы", "Also")) for line in lines[1:-1])
    assert not has_second or all(kept)
    assert "1" in lines[-1]
    assert "3" in lines[-1]


async def test_a_place_elsewhere_is_told_with_its_town_and_distance(evening: Evening) -> None:
    await with_shelters(evening, replace(rows()["SPORT"], place="Aqsay", lat=51.2, lon=51.94, address=Localized()))
    answer = await evening.text("НОЧЛЕГ Уральск")
    assert answer.splitlines()[1] == "Аксай, 36 км отсюда."
    assert (await evening.text("НОЧЛЕГ Аксай, Казахстан", OTHER)).splitlines()[1] == "Аксай, 74 км отсюда."


async def test_a_family_and_a_woman_are_sent_where_they_are_taken(evening: Evening) -> None:
    men = replace(rows()["CINEMA"], welcomes="men")
    women = replace(rows()["SPORT"], welcomes="women")
    await with_shelters(evening, men, women, rows()["MOSQUES"])
    assert (await evening.text("НОЧЛЕГ Уральск, нас двое")).startswith("Мечети")
    assert (await evening.text("где переночевать в уральске с ребёнком", OTHER)).startswith("Мечети")
    answer = await evening.text("девушка одна, ночлег в уральске", THIRD)
    assert answer.startswith("Спортзалы")
    assert "Принимают только: женщин." in answer


async def told(evening: Evening) -> list[ShelterReport]:
    log = [load(entry.row) for entry in await evening.turns.store.read_changes()]
    return [one for one in log if isinstance(one, ShelterReport) and not one.trusted]


@pytest.mark.parametrize(("minutes", "counts_from"), [(0, "00:30"), (29, "00:30"), (31, "00:31"), (90, "01:30")])
async def test_a_guest_s_word_counts_from_when_they_can_have_walked_there(
    evening: Evening, minutes: int, counts_from: str
) -> None:
    """Sent at 00:00:01, which is kept as 00:15; a quarter of an hour is the least that one is on the way."""
    evening.at("2022-09-26 00:00")
    evening.now += 1
    await evening.text("НОЧЛЕГ Уральск")
    evening.now += 60 * minutes - 1
    answer = await evening.text("2")
    assert answer.startswith("Записали")
    assert "Мечети" in answer
    assert [one.at for one in await told(evening)] == [evening.time(f"2022-09-26 {counts_from}")]


async def test_nobody_stands_at_two_doors_at_once(evening: Evening) -> None:
    """Who says of one place after the other that it is full is on the way in between."""
    evening.at("2022-09-26 00:00")
    await evening.text("НОЧЛЕГ Уральск")
    for _ in range(3):
        await evening.text("2")
    assert [one.at - evening.now for one in await told(evening)] == [900, 1800, 2700]


async def test_within_a_volunteer_s_hour_a_guest_s_word_is_overruled_for_good(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ Уральск")  # counted at 22:40
    evening.at("23:39")
    await evening.text("2")
    evening.later(120)
    assert evening.turns.knowledge.snapshot.occupancy.known("CINEMA", evening.now).guest is None


async def test_a_guest_can_take_it_back(evening: Evening) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    await evening.text("2")
    assert await evening.text("ОТМЕНА") == "Хорошо, не считаем: Кинотеатр «Синема Парк»."
    evening.later(120)
    assert "150" in await evening.text("НОЧЛЕГ Уральск", OTHER)
    assert evening.turns.knowledge.snapshot.occupancy.known("CINEMA", evening.now).guest is None
    assert (await evening.text("ОТМЕНА")).startswith("Отменять нечего")


async def say_full(evening: Evening, phones: Sequence[str], withheld: int) -> None:
    for phone in phones:
        await evening.text("НОЧЛЕГ Уральск", phone)
        await evening.text("2", phone)
    for _ in range(withheld):
        call = evening.call("anonymous")
        await call.start()
        for keys in ("1", "1", "1", "2"):
            await call.press(keys)


@pytest.mark.parametrize(
    ("phones", "withheld", "asks_keeper"),
    [([], 2, False), ([OTHER, THIRD], 0, True), ([OTHER], 1, True), ([OTHER, OTHER], 0, False)],
)
async def test_who_says_full_of_all_places_at_once_moves_nobody(
    evening: Evening, phones: list[str], withheld: int, asks_keeper: bool
) -> None:
    """All withheld callers are one guest. The keeper is asked when there are two."""
    await evening.volunteer(KEEPER, "Aigul", "reporter", "Уральск", "CINEMA")
    await say_full(evening, phones, withheld)
    assert "150" in await evening.text("НОЧЛЕГ Уральск", PERSON)
    queued = await mail(evening)
    assert [one for one in queued if "Двое пишут" in one] == (
        ["Двое пишут, что мест нет: Кинотеатр «Синема Парк». Верно? Ответьте: ПОЛНО или МЕСТ 20."]
        if asks_keeper
        else []
    )


async def test_a_coordinator_s_undo_takes_the_guests_words_away_and_then_the_report(evening: Evening) -> None:
    await evening.volunteer(KEEPER, "Aigul", "coordinator", "Уральск")
    await evening.report("OPEN CINEMA 150")
    evening.later(61)
    for phone in (OTHER, THIRD):
        await evening.text("НОЧЛЕГ Уральск", phone)
    evening.later(60)
    for phone in (OTHER, THIRD):
        await evening.text("2", phone)
    assert "150" not in await evening.text("НОЧЛЕГ Уральск", PERSON)
    assert (await evening.text("UNDO CINEMA", KEEPER)).startswith("Слова гостей убраны: Кинотеатр «Синема Парк».")
    assert "150" in await evening.text("НОЧЛЕГ Уральск", PERSON)
    assert "Отменили" in await evening.text("UNDO CINEMA", KEEPER)


@given(minutes=st.integers(0, 3000))
def test_nothing_finer_than_a_quarter_of_an_hour_stands_beside_a_person(minutes: int) -> None:
    from flows.guests.shelter import _quarter_up

    at = Evening.time("2022-09-25 12:00") + 60 * minutes + 7
    assert _quarter_up(at) % 900 == 0
    assert 0 <= _quarter_up(at) - at < 900
    assert URALSK.key == "Asia/Oral"


@pytest.mark.parametrize("text", ["второй", "второе", "second one", "екінші"])
async def test_the_second_is_the_next_place_and_not_the_key_for_full(evening: Evening, text: str) -> None:
    await evening.text("НОЧЛЕГ Уральск")
    log = await evening.turns.store.read_changes()
    answer = await evening.text(text)
    assert any(name in answer for name in ("Мечети", "Mosques", "мешіт"))
    assert "Записали" not in answer
    told = [load(entry.row) for entry in await evening.turns.store.read_changes() if entry not in log]
    assert not any(isinstance(change, ShelterReport) for change in told)
