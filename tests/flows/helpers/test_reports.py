"""What volunteers change by SMS: how much, where, for how long it can be taken back, and who sees it when."""

from __future__ import annotations

import asyncio

import pytest

from flows.helpers.reports import MOST_CHANGES
from hotline.people.volunteers import Volunteer
from hotline.store.keys import CHANGES
from tests.evening import OTHER, PERSON, THIRD, Evening
from tests.transcripts import Player

KEEPER, REPORTER, COORDINATOR = "+77010000091", "+77010000092", "+77010000093"


@pytest.fixture
async def helpers(evening: Evening) -> list[Volunteer]:
    """A keeper of the cinema, a reporter and a coordinator for Uralsk; all read English."""
    found = [
        await evening.volunteer(KEEPER, "Aigul", "reporter", "Уральск", "CINEMA"),
        await evening.volunteer(REPORTER, "Daniyar", "reporter", "Уральск"),
        await evening.volunteer(COORDINATOR, "Marat", "coordinator", "Уральск"),
    ]
    for number in (KEEPER, REPORTER, COORDINATOR, PERSON):
        await evening.text("LANG English", number)
    return found


async def undo(evening: Evening, number: str) -> str:
    return (await evening.text("UNDO", number)).splitlines()[0]


@pytest.mark.usefixtures("helpers")
async def test_the_next_answer_of_another_process_knows_it(evening: Evening) -> None:
    async with Player(evening) as player:
        await player.add_process()
        assert (await evening.text("SHELTER Uralsk")).startswith("Cinema Park")
        player.hand_over()
        await evening.text("FULL", KEEPER)
        player.hand_over()
        assert not (await evening.text("SHELTER Uralsk", OTHER)).startswith(("Cinema Park", "Кинотеатр"))
        await evening.text("UNDO", KEEPER)
        player.hand_over()
        assert (await evening.text("SHELTER Uralsk", THIRD)).startswith("Cinema Park")


@pytest.mark.usefixtures("helpers")
async def test_a_volunteer_makes_no_more_than_thirty_changes_an_hour(evening: Evening) -> None:
    for _ in range(MOST_CHANGES // 3):
        evening.later(1)
        await evening.text("FULL CINEMA, FULL CAMP, FULL SPORT", REPORTER)
        await evening.turns.store.apply([("DEL", f"limit:{evening.turns.seals.pseudonym(REPORTER)}")])
    assert "More than 30 changes in an hour" in await evening.text("OPEN CINEMA", REPORTER)
    assert "no room" in await evening.text("FULL CINEMA", KEEPER)
    evening.later(60)
    assert "open" in await evening.text("OPEN CINEMA", REPORTER)


@pytest.mark.usefixtures("helpers")
async def test_of_a_message_that_passes_the_limit_the_first_ones_are_taken(evening: Evening) -> None:
    for _ in range(29):
        evening.later(1.5)
        await evening.text("FULL CINEMA", REPORTER)
        await evening.turns.store.apply([("DEL", f"limit:{evening.turns.seals.pseudonym(REPORTER)}")])
    answer = await evening.text("BEDS CAMP 40, FULL SPORT, FULL MOSQUES", REPORTER)
    assert "40 free" in answer
    assert answer.count("More than 30") == 1
    assert "no room" not in answer


@pytest.mark.usefixtures("helpers")
async def test_a_change_can_be_taken_back_for_a_day(evening: Evening) -> None:
    await evening.text("CLOSED CAMP", REPORTER)
    evening.later(24 * 60 - 1)
    assert "Taken back: Welcome centre" in await undo(evening, REPORTER)
    await evening.text("CLOSED CAMP", REPORTER)
    evening.later(24 * 60 + 1)
    assert "nothing to take back" in await undo(evening, REPORTER)


@pytest.mark.usefixtures("helpers")
async def test_undo_goes_back_message_by_message_and_no_further(evening: Evening) -> None:
    await evening.text("FULL SPORT", REPORTER)
    evening.later(1)
    await evening.text("FULL CAMP, BEDS CINEMA 12", REPORTER)
    second = await evening.text("UNDO", REPORTER)
    assert "Taken back: Welcome centre" in second
    assert "Taken back: Cinema Park: 12 free" in second
    assert "Taken back: Sports halls" in await undo(evening, REPORTER)
    assert "nothing to take back" in await undo(evening, REPORTER)


@pytest.mark.usefixtures("helpers")
async def test_nobody_takes_back_what_another_said_elsewhere(evening: Evening) -> None:
    await evening.text("FULL CAMP", REPORTER)
    assert "nothing to take back" in await undo(evening, KEEPER)
    assert "nothing to take back" in await undo(evening, COORDINATOR)
    assert "nothing to take back" in (await evening.text("UNDO CAMP", KEEPER))


@pytest.mark.usefixtures("helpers")
async def test_a_coordinator_takes_back_by_name_what_anybody_said_there(evening: Evening) -> None:
    await evening.text("FULL CAMP, NOW TEPLOE 143", REPORTER)
    assert "Taken back: Welcome centre" in await evening.text("UNDO CAMP", COORDINATOR)
    assert "Taken back: Tyoploye" in await evening.text("отмена тёплое", COORDINATOR)
    assert "nothing to take back" in await evening.text("UNDO PETUKHOVO", COORDINATOR)


@pytest.mark.usefixtures("helpers")
async def test_undo_by_name_leaves_the_rest_of_the_message(evening: Evening) -> None:
    await evening.text("FULL CAMP, BEDS SPORT 9", REPORTER)
    answer = await evening.text("UNDO SPORT", REPORTER)
    assert "Taken back: Sports halls of Uralsk: 9 free" in answer
    assert "Welcome" not in answer


@pytest.mark.usefixtures("helpers")
async def test_a_keeper_s_undo_takes_what_came_last_on_their_shelter(evening: Evening) -> None:
    await evening.text("OPEN 100", KEEPER)
    evening.later(1)
    await evening.text("FULL CINEMA", REPORTER)
    evening.later(1)
    assert "no room" in await undo(evening, KEEPER)
    assert "100 free" in await undo(evening, KEEPER)
    # And the reporter finds that there is nothing left to take back.
    assert "nothing to take back" in await undo(evening, REPORTER)


@pytest.mark.usefixtures("helpers")
async def test_undo_is_itself_in_the_log_and_takes_nothing_out_of_it(evening: Evening) -> None:
    store = evening.turns.store
    before = await store.read("XLEN", CHANGES)
    await evening.text("FULL CAMP", REPORTER)
    await evening.text("UNDO", REPORTER)
    assert await store.read("XLEN", CHANGES) == before + 2


@pytest.mark.usefixtures("helpers")
async def test_one_s_own_earlier_word_is_no_contradiction(evening: Evening) -> None:
    await evening.text("OPEN 100", KEEPER)
    evening.later(10)
    assert "Another volunteer" not in await evening.text("FULL", KEEPER)


@pytest.mark.usefixtures("helpers")
async def test_a_contradiction_is_one_of_another_volunteer_within_the_hour(evening: Evening) -> None:
    """Not one of the file that was loaded at 22:40, nor one of an hour ago."""
    assert "Another volunteer" not in await evening.text("FULL CINEMA", REPORTER)
    evening.later(59)
    assert "Another volunteer wrote at 23:00: no room" in await evening.text("OPEN", KEEPER)
    evening.later(61)
    assert "Another volunteer" not in await evening.text("FULL CINEMA", REPORTER)


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("WAIT TEPLOE 100", "WAIT TEPLOE 201", True),
        ("WAIT TEPLOE 100", "WAIT TEPLOE 200", False),
        ("WAIT TEPLOE 100", "WAIT TEPLOE 0", True),
        ("PASSED TEPLOE 4", "PASSED TEPLOE 9", True),
        # another line, another thing
        ("WAIT TEPLOE 100", "WAIT TEPLOE 900 cars", False),
        ("WAIT TEPLOE 100", "PASSED TEPLOE 1", False),
        ("NOW TEPLOE 10", "NOW TEPLOE 900", False),
    ],
)
async def test_lines_contradict_each_other_beyond_a_factor_of_two(
    evening: Evening, first: str, second: str, told: bool
) -> None:
    await evening.text(first, REPORTER)
    evening.later(5)
    assert ("Another volunteer" in await evening.text(second, KEEPER)) is told


@pytest.mark.usefixtures("helpers")
async def test_what_lies_far_from_their_place_is_not_changed(evening: Evening) -> None:
    assert "outside your area" in await evening.text("WAIT PETUKHOVO 10", REPORTER)
    assert "no reports yet" in await evening.text("BORDER PETUKHOVO")
    await evening.volunteer(THIRD, "Zarina")  # for no place: for all
    assert "10" in await evening.text("WAIT PETUKHOVO 10", THIRD)


@pytest.mark.usefixtures("helpers")
async def test_the_number_of_free_beds_is_no_call_for_an_ambulance(evening: Evening) -> None:
    assert "112" in await evening.text("BEDS CAMP 112", REPORTER)
    assert "ambulance" not in await evening.text("BEDS CAMP 103", REPORTER)
    assert "ambulance" in await evening.text("FULL CINEMA, a man is not breathing", REPORTER)


async def test_an_order_does_not_change_the_language(evening: Evening) -> None:
    await evening.volunteer(REPORTER, "Данияр")
    assert "мест нет" in await evening.text("FULL CINEMA", REPORTER)
    await evening.text("ТІЛ қазақша", REPORTER)
    assert "орын жоқ" in await evening.text("полно CINEMA", REPORTER)


@pytest.mark.usefixtures("helpers")
async def test_who_was_just_sent_somewhere_and_keeps_no_shelter_means_that_one(evening: Evening) -> None:
    await evening.text("SHELTER Uralsk", REPORTER)
    assert (await evening.text("FULL", REPORTER)).startswith("Noted. A mistake? Text UNDO.")


@pytest.mark.usefixtures("helpers")
async def test_an_order_is_heard_while_a_question_is_open(evening: Evening) -> None:
    await evening.text("SHELTER", REPORTER)
    assert "Cinema Park: no room" in await evening.text("FULL CINEMA", REPORTER)


@pytest.mark.usefixtures("helpers")
async def test_a_volunteer_s_call_is_a_call_like_any_other(evening: Evening) -> None:
    heard = await evening.call(KEEPER).start()
    assert heard.lines


@pytest.mark.usefixtures("helpers")
async def test_what_was_not_understood_is_quoted_in_short(evening: Evening) -> None:
    answer = await evening.text("FULL " + "x" * 300, REPORTER)
    assert len(answer) < 160
    assert "..." in answer


@pytest.mark.usefixtures("helpers")
async def test_the_longest_message_is_answered_in_one(evening: Evening) -> None:
    answer = await evening.text(", ".join(["FULL CINEMA", "BEDS CAMP 9"] * 60)[:1600], REPORTER)
    assert answer.count("Cinema Park: no room") == 1
    assert answer.count("9 free") == 1


@pytest.mark.usefixtures("helpers")
async def test_what_three_say_at_once_is_each_taken_back_by_who_said_it(evening: Evening) -> None:
    numbers = (KEEPER, REPORTER, COORDINATOR)
    await asyncio.gather(*(evening.text("BEDS CAMP 40", number) for number in numbers))
    for number in numbers:
        assert "Taken back" in await undo(evening, number)


async def test_who_is_no_volunteer_any_more_cannot_go_on_with_an_order(evening: Evening) -> None:
    """The role is looked at again when the question is answered."""
    await evening.volunteer(COORDINATOR, "Marat", "coordinator")
    assert "1" in await evening.text(f"VOLUNTEER {OTHER} Daniyar", COORDINATOR)
    await evening.turns.store.apply([("DEL", "volunteers")])
    await evening.text("1", COORDINATOR)
    assert await evening.turns.store.read("EXISTS", "volunteers") == 0


async def test_a_coordinator_is_not_made_a_reporter_by_another_s_text(evening: Evening) -> None:
    """A sender can be forged: what exists is changed at the terminal only."""
    await evening.volunteer(COORDINATOR, "Marat", "coordinator")
    await evening.volunteer(OTHER, "Zarina", "coordinator")
    await evening.text(f"VOLUNTEER {OTHER} Zarina", COORDINATOR)
    await evening.text("1", COORDINATOR)
    await evening.text("LANG English", OTHER)
    assert "VOLUNTEER" in await evening.text("?", OTHER)


@pytest.mark.usefixtures("helpers")
async def test_a_contradiction_is_told_once_in_an_answer(evening: Evening) -> None:
    await evening.text("FULL CINEMA", KEEPER)
    said = await evening.text("OPEN CINEMA, BEDS 20", REPORTER)
    assert said.count("Another volunteer wrote at 23:00: no room") == 1


@pytest.mark.usefixtures("helpers")
async def test_undo_of_two_places_takes_back_neither(evening: Evening) -> None:
    await evening.text("FULL CAMP, FULL CINEMA", COORDINATOR)
    assert await evening.text("UNDO CAMP CINEMA", COORDINATOR) == (
        '"CAMP CINEMA": we did not get that. Text ? for the commands.'
    )
    assert "Taken back" in await evening.text("UNDO please", COORDINATOR)


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("yes", ["1", "yes", "да", "иә"])
async def test_the_answer_is_no_part_of_a_new_volunteer_s_name(evening: Evening, yes: str) -> None:
    await evening.text(f"VOLUNTEER {OTHER} Daniyar", COORDINATOR)
    assert await evening.text(yes, COORDINATOR) == "Done: Daniyar can report now. Tell them to text ? for the commands."


@pytest.mark.usefixtures("helpers")
async def test_who_is_a_volunteer_already_is_not_made_one(evening: Evening) -> None:
    answer = await evening.text(f"VOLUNTEER {REPORTER} Somebody", COORDINATOR)
    assert answer.startswith("Daniyar is a volunteer already.")
    assert (await evening.text(f"VOLUNTEER {REPORTER} Somebody", KEEPER)).startswith("Passed on")


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("words", ["+7701 Petya", "+77010000096 Bob, +77010000097 Ira"])
async def test_a_coordinator_is_told_how_to_name_a_new_volunteer(evening: Evening, words: str) -> None:
    assert (await evening.text(f"VOLUNTEER {words}", COORDINATOR)).startswith("Which number is that?")


async def test_the_rest_of_a_volunteer_s_status_is_in_the_language_of_its_beginning(evening: Evening) -> None:
    await evening.volunteer(REPORTER, "Daniyar", place="Уральск")
    await evening.text("STATUS", REPORTER)
    assert "вестей нет" in await evening.text("MORE", REPORTER)
    assert "мест нет" in await evening.text("FULL CAMP", REPORTER)


@pytest.mark.usefixtures("helpers")
@pytest.mark.parametrize("words", ["мешітте орын жоқ", "в общежитии мест нет", "the dormitory is full"])
async def test_a_volunteer_is_asked_which_shelter_is_full(evening: Evening, words: str) -> None:
    assert "which shelter? CINEMA, MOSQUES, SPORT, CAMP" in await evening.text(words, REPORTER)
    assert "which shelter?" not in await evening.text(words, OTHER)


@pytest.mark.usefixtures("helpers")
async def test_nobody_is_recruited_whose_country_is_not_served(evening: Evening) -> None:
    """What they would text were never answered."""
    answer = await evening.text("VOLUNTEER +447911123456 Anna", COORDINATOR)
    assert answer == "Sorry, we cannot answer phone numbers from this country."
    assert not await evening.turns.store.read("HEXISTS", "volunteers", evening.turns.seals.pseudonym("+447911123456"))
