"""A PIN is slow to guess, and five wrong ones lock it, however many are tried at once."""

from __future__ import annotations

import asyncio
import time

import pytest

from hotline.people import pins
from hotline.people.pins import TRIES, WeakPin
from hotline.people.seal import Seals
from hotline.people.volunteers import Volunteer
from tests.evening import PERSON, SECRET, Evening

SEALS = Seals(SECRET)


@pytest.fixture
async def volunteer(evening: Evening) -> Volunteer:
    return await evening.volunteer(PERSON, "Aigul", "broadcaster", pin="5830")


async def check(evening: Evening, volunteer: Volunteer, pin: str) -> str:
    return await pins.check(evening.turns.store, evening.turns.seals, volunteer, pin)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", "58 30"])
def test_what_is_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(WeakPin, match="4 to 8 digits"):
        pins.hashed(SEALS, "c", pin)


@pytest.mark.parametrize("pin", ["0000", "1111", "1234", "4321", "7890", "2468", "1212", "58585858"])
def test_what_anybody_would_try_first_is_refused(pin: str) -> None:
    with pytest.raises(WeakPin, match="first that anybody tries"):
        pins.hashed(SEALS, "c", pin)


async def test_the_right_one_is_told_from_wrong_ones(evening: Evening, volunteer: Volunteer) -> None:
    assert await check(evening, volunteer, "5830") == "right"
    for wrong in ("5831", "", "58300", "٥٨٣٠"):
        assert await check(evening, volunteer, wrong) == "wrong"


async def test_who_has_none_has_no_right_one(evening: Evening) -> None:
    nobody = await evening.volunteer(PERSON, "Aigul", "coordinator")
    assert await check(evening, nobody, "") == "none"


async def test_the_fifth_wrong_one_locks_and_then_the_right_one_does_not_help(
    evening: Evening, volunteer: Volunteer
) -> None:
    found = [await check(evening, volunteer, "5831") for _ in range(TRIES)]
    assert found == ["wrong"] * (TRIES - 1) + ["locked"]
    assert await check(evening, volunteer, "5830") == "locked"
    await evening.turns.store.apply(pins.unlock(volunteer.contact))
    assert await check(evening, volunteer, "5830") == "right"


async def test_a_right_one_forgives_the_wrong_ones_before_it(evening: Evening, volunteer: Volunteer) -> None:
    for _ in range(3):
        for wrong in ("5831", "5832", "5833", "5834"):
            assert await check(evening, volunteer, wrong) == "wrong"
        assert await check(evening, volunteer, "5830") == "right"


async def test_many_guesses_at_once_get_no_more_than_five(evening: Evening, volunteer: Volunteer) -> None:
    found = await asyncio.gather(*(check(evening, volunteer, f"58{number}") for number in range(10, 22)))
    assert sorted(found) == ["locked"] * (12 - TRIES + 1) + ["wrong"] * (TRIES - 1)
    assert await check(evening, volunteer, "5830") == "locked"


def test_the_same_pin_of_two_volunteers_or_two_secrets_looks_different() -> None:
    kept = {pins.hashed(seals, who, "5830") for seals in (SEALS, Seals(SECRET * 2)) for who in "ab"}
    assert len(kept) == 4


def test_a_guess_takes_its_time() -> None:
    """A fortieth of a second on any machine of today, so that no mistake in the cost goes unnoticed."""
    before = time.perf_counter()
    pins.hashed(SEALS, "c", "5830")
    assert time.perf_counter() - before > 0.025
