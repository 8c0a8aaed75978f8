"""What one text costs in calls: its words are read once, one turn is made of it, and a flow runs once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType

import pytest

from hotline.hearing.spelling import words
from hotline.talk.engine import _Run
from hotline.turn.person import PersonTurn
from tests.evening import PERSON, Evening

WORDS, RUN, TURN = words.__code__, _Run.through.__code__, PersonTurn.__init__.__code__
VOLUNTEER = "+77010000091"


@contextmanager
def counted() -> Iterator[Counter[CodeType | str]]:
    """How often texts are read, by text, and how often flows are run and turns made meanwhile."""
    calls: Counter[CodeType | str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in (WORDS, RUN, TURN):
            calls[frame.f_locals["text"] if frame.f_code is WORDS else frame.f_code] += 1

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize(
    ("number", "before", "text", "runs"),
    [
        (PERSON, "", "ночлег Уральск, нас 4", 1),
        (PERSON, "", "Уральск", 1),
        (PERSON, "НОЧЛЕГ", "мы в Уральске", 1),  # the answer to the open question, and nothing else is tried
        (PERSON, "НОЧЛЕГ", "ГРАНИЦА", 2),  # it is no answer, so the question's flow ran in vain
        (PERSON, "НОЧЛЕГ Уральск", "2", 1),
        (PERSON, "", "помогите, человек умирает", 2),  # once more when it is known whom to alert
        (VOLUNTEER, "", "FULL CINEMA", 1),
        (VOLUNTEER, "", "STATUS", 1),
    ],
)
async def test_a_text_is_read_once(evening: Evening, number: str, before: str, text: str, runs: int) -> None:
    await evening.volunteer(VOLUNTEER, "Айгуль")
    if before:
        await evening.text(before, number)
    with counted() as calls:
        assert await evening.text(text, number)
    assert {chunk: calls[chunk] for chunk in text.split()} == dict.fromkeys(text.split(), 1)
    assert (calls[TURN], calls[RUN]) == (1, runs)


async def test_what_has_to_be_read_first_restarts_the_talk_and_not_the_turn(evening: Evening) -> None:
    await evening.volunteer(VOLUNTEER, "Айгуль")
    with counted() as calls:
        await evening.text("NEXT", VOLUNTEER)
    assert (calls[TURN], calls[RUN], calls["NEXT"]) == (1, 2, 1)
