"""A talk comes back from the store as it went in, and a question does not stay open for ever."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.talk.engine import OpenQuestion
from hotline.talk.session import OPEN_SECONDS, Session
from hotline.talk.steps import Option, Said

ASKED_AT = 1_664_128_800.0

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)  # a lone surrogate cannot be received
facts = st.dictionaries(
    words, words | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False), max_size=3
)
said = st.builds(Said, words, facts, st.sampled_from(["", "ru", "kk"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | words,
    lambda below: st.lists(below) | st.dictionaries(words, below),
)
questions = st.builds(
    OpenQuestion,
    words,
    said,
    st.sampled_from(["choice", "words", "keys", "free text"]),
    st.lists(st.builds(Option, words, said), max_size=10).map(tuple),
    st.booleans(),
    st.none() | st.integers(1, 9),
    st.integers(0, 3),
)
sessions = st.builds(
    Session,
    words,
    words,
    st.lists(st.tuples(words, json_values).map(list), max_size=5),
    st.none() | questions,
    st.integers(0, 2**32),
    st.integers(0, 3),
    st.booleans(),
    st.integers(0, 2),
    st.booleans(),
    st.text(max_size=5),
)


@settings(deadline=None)
@given(sessions)
def test_a_session_comes_back_from_json_as_it_went_in(session: Session) -> None:
    assert Session.load(session.dump()) == session


def test_a_session_is_plain_json_that_keeps_cyrillic_short() -> None:
    dumped = Session("shelter", "Уральск").dump()
    assert json.loads(dumped)
    assert "Уральск".encode() in dumped


def test_what_a_person_is_asked_most_takes_few_bytes() -> None:
    """Of tens of thousands who ask at once, each has one such session."""
    options = tuple(Option(code, Said(f"option-{code}")) for code in ("more", "full"))
    question = OpenQuestion("then", Said("then"), "choice", options, False)
    dumped = Session("shelter", "", [["place", None]], question, ASKED_AT).dump()
    assert dumped == b'[1664128800,"shelter","",[["place",null]],["then",["more","full"]]]'


def test_a_session_of_the_first_version_is_taken_up() -> None:
    option = ["CAMP", "option-shelter", {"name": "Лагерь"}, ""]
    row = ["shelter", "x", [["place", 1]], ["where", ["why", {}, "kk"], "words", [option], True, 2, 1], 5.5, 1]
    label = Said("option-shelter", {"name": "Лагерь"})
    question = OpenQuestion("where", Said("why", language="kk"), "words", (Option("CAMP", label),), True, 2, 1)
    session = Session("shelter", "x", [["place", 1]], question, 5.5, 1, True, 2, True, "{}")
    assert Session.load(orjson.dumps([*row, True, 2, "{}", True])) == session
    session.unasked = False  # before anything was asked unasked
    assert Session.load(orjson.dumps([*row, True, 2, "{}"])) == session


@pytest.mark.parametrize("kept", [b"", b"{}", b"[]", b'["shelter","",[]]', b"[5,1]", b"\xff", b"null"])
def test_a_session_of_another_make_is_refused_with_an_error_that_is_expected(kept: bytes) -> None:
    """An update may find sessions of the version before: the turn starts afresh on ValueError and TypeError."""
    with pytest.raises((ValueError, TypeError)):
        Session.load(kept)


@pytest.mark.parametrize(
    ("later", "open_"),
    [
        (0, True),
        (OPEN_SECONDS - 1, True),
        (OPEN_SECONDS, False),  # two hours: a "1" of the next morning answers nothing
        (24 * 3600, False),
    ],
)
def test_a_question_stays_open_for_two_hours(later: float, open_: bool) -> None:
    session = Session("shelter", question=OpenQuestion("where", Said("where"), "words"), asked_at=ASKED_AT)
    assert session.is_open(ASKED_AT + later) is open_


def test_without_a_question_nothing_is_open() -> None:
    assert not Session("shelter", asked_at=ASKED_AT).is_open(ASKED_AT)
