"""A stored reply opens as it was said, takes a byte a letter, and those of an earlier version open too."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.people.seal import BrokenSeal, Seals
from hotline.turn.replies import open_reply, seal_reply
from tests.evening import SECRET

SEALS = Seals(SECRET)
EMPTY = len(seal_reply(SEALS, "SM1", ""))
RUSSIAN = "Кинотеатр «Синема Парк»: ёлка – 3 места.\n№ 1 ещё"
KAZAKH = "Қуаттау: әріп, ғ, ң, ө, ұ, ү, һ, і"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("Әәбв«»№ \n–\x98"))
def test_a_reply_opens_as_it_was_said(reply: str) -> None:
    assert open_reply(SEALS, "SM1", seal_reply(SEALS, "SM1", reply)) == reply


@pytest.mark.parametrize("reply", [RUSSIAN, KAZAKH, "2 more"])
def test_a_letter_takes_one_byte(reply: str) -> None:
    assert len(seal_reply(SEALS, "SM1", reply)) == EMPTY + len(reply)


@pytest.mark.parametrize("reply", [RUSSIAN, KAZAKH, "2 more", "", "☎ 112"])
def test_a_reply_that_an_earlier_version_stored_still_opens(reply: str) -> None:
    assert open_reply(SEALS, "SM1", SEALS.seal(reply.encode(), "SM1")) == reply


def test_it_opens_for_no_other_message() -> None:
    with pytest.raises(BrokenSeal):
        open_reply(SEALS, "SM2", seal_reply(SEALS, "SM1", RUSSIAN))
