"""What volunteers say of crossings, and of what is to begin later."""

from __future__ import annotations

import pytest

from tests.evening import OTHER, PERSON, THIRD, Evening

REPORTER, COORDINATOR = "+77010000092", "+77010000093"


@pytest.fixture
async def helpers(evening: Evening) -> None:
    """A reporter and a coordinator for Uralsk; all read English."""
    await evening.volunteer(REPORTER, "Daniyar", "reporter", "Уральск")
    await evening.volunteer(COORDINATOR, "Marat", "coordinator", "Уральск")
    for number in (REPORTER, COORDINATOR, PERSON, OTHER, THIRD):
        await evening.text("LANG English", number)


async def undo(evening: Evening, number: str) -> str:
    return (await evening.text("UNDO", number)).splitlines()[0]


@pytest.mark.usefixtures("helpers")
async def test_a_crossing_is_closed_by_who_answers_for_it_and_for_as_long_as_they_say(evening: Evening) -> None:
    assert (await evening.text("CLOSED TEPLOE until 8:00", COORDINATOR)).startswith(
        "Tyoploye / Shagan: closed (until 26.09 08:00), 23:00."
    )
    assert (await evening.text("BORDER TEPLOE")).startswith("Tyoploye / Shagan: closed until 26.09 08:00")
    evening.later(1)
    assert "Another volunteer wrote at 23:00: closed (until 26.09 08:00)" in await evening.text("OPEN TEPLOE", REPORTER)
    assert "closed" not in await evening.text("BORDER TEPLOE")
    evening.later(1)
    assert await undo(evening, REPORTER) == "Taken back: Tyoploye / Shagan: open, 23:01."
    assert (await evening.text("BORDER TEPLOE")).startswith("Tyoploye / Shagan: closed")
    assert await undo(evening, COORDINATOR) == "Taken back: Tyoploye / Shagan: closed (until 26.09 08:00), 23:00."
    assert "closed" not in await evening.text("BORDER TEPLOE")


@pytest.mark.usefixtures("helpers")
async def test_a_guest_closes_no_crossing(evening: Evening) -> None:
    for text in ("CLOSED TEPLOE", "Tyoploye is closed", "the border at Tyoploye is closed"):
        await evening.text(text)
    assert "closed" not in (await evening.text("BORDER TEPLOE", OTHER)).lower()


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("text", ["OPEN CAMP 40 from 23:30", "CLOSED CINEMA from 23:30", "CLOSED TEPLOE from 23:30"])
async def test_what_is_to_begin_later_is_not_taken_down(evening: Evening, text: str) -> None:
    """It would be told before it is so, and would outlive what others see until then."""
    asked = (await evening.text("SHELTER Uralsk"), await evening.text("BORDER TEPLOE", OTHER))
    assert await evening.text(text, COORDINATOR) == f'"{text}": it is not time yet. Please text it when it is.'
    evening.later(31)
    assert "40 beds" not in await evening.text("SHELTER Uralsk", THIRD)
    assert "closed" not in (await evening.text("BORDER TEPLOE", OTHER)).lower()
    assert asked[0].startswith("Cinema Park")


@pytest.mark.usefixtures("helpers")
async def test_a_closing_of_several_days_can_be_taken_back_as_long_as_it_holds(evening: Evening) -> None:
    await evening.text("CLOSED TEPLOE until 27.09", REPORTER)
    evening.later(60 * 30)
    assert (await evening.text("BORDER TEPLOE")).startswith("Tyoploye / Shagan: closed")
    assert (await evening.text("UNDO TEPLOE", COORDINATOR)).startswith("Taken back: Tyoploye / Shagan: closed")
    assert "closed" not in await evening.text("BORDER TEPLOE", OTHER)


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("text", ["FULL CINEMA, they told me", "до ночи ПОЛНО CINEMA"])
async def test_words_that_only_sound_like_a_question_s_do_not_stop_a_report(evening: Evening, text: str) -> None:
    """So "me" is no "ме", and "до" is no "do"."""
    assert "Cinema Park" in await evening.text(text, REPORTER)
    assert not (await evening.text("SHELTER Uralsk")).startswith("Cinema Park")


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("text", ["is camp full", "закрыто ли тёплое", "тёплое жабық па"])
async def test_a_question_without_its_mark_reports_nothing(evening: Evening, text: str) -> None:
    log = await evening.turns.store.read_changes()
    await evening.text(text, REPORTER)
    assert await evening.turns.store.read_changes() == log


async def test_who_says_that_many_wait_but_fast_owns_no_number(evening: Evening) -> None:
    """So "но" is no "no"."""
    assert "250" in await evening.text("ждут Тёплое 250 но быстро")
