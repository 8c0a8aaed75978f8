"""SHARE: the last shelter or border answer as a stranger may read it tomorrow."""

from __future__ import annotations

import pytest

from hotline.carriers.segments import segments
from tests.evening import PERSON, THIRD, Evening

SERVICE = {"TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32}
BOTH = {"HOTLINE_CARRIERS": "smsgate:+77,twilio", "SMSGATE_NUMBER": "+77000000009"}

SHELTER = """\
Cinema Park trade centre, Uralsk.
Open until 11:00.
Room for 150 (checked 25.09 22:40).
Text SHELTER and your town to +77000000001, and a help line tells you where to sleep."""


async def test_a_shelter_with_its_day_and_whom_to_ask(evening: Evening) -> None:
    await evening.text("SHELTER Uralsk")
    assert await evening.text("SHARE") == SHELTER
    assert segments(SHELTER) == 2


async def test_the_open_question_stays_open(evening: Evening) -> None:
    first = await evening.text("SHELTER Uralsk")
    await evening.text("SHARE")
    another = await evening.text("1")
    assert another.splitlines()[0] != first.splitlines()[0]
    assert another.endswith("1 more, 2 no beds, 3 details")
    assert (await evening.text("SHARE")).splitlines()[0] == another.splitlines()[0]


async def test_it_is_as_it_is_now_when_it_is_shared_later(evening: Evening) -> None:
    await evening.text("SHELTER Uralsk")
    evening.later(180)
    await evening.report("BEDS CINEMA 12")
    assert "Room for 12 (checked 26.09 02:00)." in await evening.text("SHARE")


@pytest.mark.parametrize(("report", "told"), [("FULL CINEMA", "no room"), ("CLOSED CINEMA", "closed")])
async def test_nobody_is_sent_to_a_shelter_that_has_no_room_any_more(evening: Evening, report: str, told: str) -> None:
    await evening.text("SHELTER Uralsk")
    await evening.report(report)
    assert (await evening.text("SHARE")).startswith(f"Cinema Park: {told}, checked 25.09 23:00.\n")


async def test_a_party_s_size_and_distance_are_nobody_else_s(evening: Evening) -> None:
    await evening.report("BEDS CINEMA 4")
    await evening.text("SHELTER Uralsk 6 people")
    await evening.text("SHARE")
    for _ in range(4):
        shared = await evening.text("SHARE")
        assert "you are" not in shared
        assert " km" not in shared
        await evening.text("1")


async def test_the_crossings_of_the_last_border_answer(evening: Evening) -> None:
    await evening.report("WAIT TEPLOE 250")
    answer = await evening.text("BORDER")
    shared = (await evening.text("SHARE")).splitlines()
    assert shared[0] == "Queue at the border:"
    assert shared[-1] == "Text BORDER to +77000000001, and a help line tells you how it is now."
    assert [line.partition(",")[0] for line in shared[1:3]] == [
        line.partition(",")[0] for line in answer.splitlines()[:2]
    ]
    assert all("25.09" in line for line in shared[1:-1])
    others = await evening.text("MORE")
    assert (await evening.text("SHARE")).splitlines()[1].partition(",")[0] == others.partition(",")[0]


async def test_one_crossing_that_was_asked_for(evening: Evening) -> None:
    await evening.text("BORDER TEPLOE")
    assert "Tyoploye" in (await evening.text("SHARE")).splitlines()[1]


async def test_what_was_answered_last_counts(evening: Evening) -> None:
    await evening.text("BORDER")
    await evening.text("SHELTER Uralsk")
    assert await evening.text("SHARE") == SHELTER


async def test_with_nothing_to_share_it_says_how(evening: Evening) -> None:
    await evening.text("hello")
    assert await evening.text("SHARE") == (
        "First ask for what you want to pass on, like SHELTER URALSK or BORDER. Then text SHARE."
    )


async def test_what_is_gone_from_the_directory_is_not_shared(evening: Evening) -> None:
    await evening.text("SHELTER Uralsk")
    del evening.turns.knowledge.snapshot.shelter_rows["CINEMA"]
    assert (await evening.text("SHARE")).startswith("First ask")


@pytest.mark.parametrize(
    ("more", "person", "number"),
    [
        ({"HOTLINE_NUMBERS": "+15005550006"} | SERVICE, PERSON, "+15005550006"),
        (BOTH, PERSON, "+77000000009"),
        (BOTH, THIRD, "+77000000001"),
        ({"HOTLINE_NUMBERS": "+77000000009, +15005550006"} | BOTH | SERVICE, THIRD, "+15005550006"),
        (BOTH | SERVICE, THIRD, "+77000000009"),  # better than none
    ],
)
async def test_the_number_is_the_one_by_which_the_reader_is_served(
    redis_url: str, more: dict[str, str], person: str, number: str
) -> None:
    """Who gets it passed on mostly has a number like theirs."""
    evening = await Evening(redis_url, more=more).begin()
    await evening.text("SHELTER Uralsk", person)
    assert await evening.text("SHARE", person) == SHELTER.replace("+77000000001", number)
    await evening.end()


async def test_without_a_number_of_its_own_the_hotline_names_none(redis_url: str) -> None:
    evening = await Evening(redis_url, more=SERVICE).begin()
    await evening.text("SHELTER Uralsk")
    assert await evening.text("SHARE") == SHELTER.rpartition("\n")[0]
    await evening.end()


@pytest.mark.parametrize(
    "question", ["НОЧЛЕГ Уральск", "БАСПАНА Орал", "SHELTER Uralsk", "ГРАНИЦА", "ШЕКАРА", "BORDER"]
)
async def test_each_answer_stands_by_itself(evening: Evening, question: str) -> None:
    """Each shelter with its town, each answer with when it was checked and the word and number to ask."""
    await evening.text(question)
    for _ in range(4):
        shared = await evening.text(
            {"Н": "ПЕРЕСЛАТЬ", "Г": "поделиться", "Б": "БӨЛІСУ", "Ш": "бөліс"}.get(question[0], "SHARE")
        )
        assert "+77000000001" in shared
        assert question.split()[0] in shared
        if "BORDER" not in question and len(question.split()) == 2:
            assert any(town in shared.splitlines()[0] for town in ("Уральск", "Орал", "Uralsk"))
        await evening.text("ЕЩЁ" if question[0] in "НГ" else "ТАҒЫ" if question[0] in "БШ" else "MORE")
