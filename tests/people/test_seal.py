"""Pseudonyms and seals."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.people.seal import NONCE, NONCES_DRAWN, BrokenSeal, Seals
from tests.evening import OTHER, PERSON, SECRET

SEALS = Seals(SECRET)
STRANGER = Seals(SECRET + "!")
NIGHT, NEXT = date(2022, 9, 25), date(2022, 9, 26)
ROOT = Path(__file__).parents[2]
SPELLED = re.compile(r"""\} (profile|number)["']|\{VOLUNTEERS\} |question:\{""")


def test_a_pseudonym_is_the_same_each_time_and_tells_nothing_of_the_number() -> None:
    """Other people and other secrets have others, and it cannot be made without the secret."""
    made = SEALS.pseudonym(PERSON)
    assert made == Seals(SECRET).pseudonym(PERSON)
    assert len({made, SEALS.pseudonym(OTHER), STRANGER.pseudonym(PERSON)}) == 3
    assert len(made) == 32
    assert PERSON.strip("+") not in made


def test_a_witness_is_another_one_each_night() -> None:
    """So the change log links no two nights, and no witness to a pseudonym."""
    contact = SEALS.pseudonym(PERSON)
    one, two = SEALS.witness(contact, NIGHT), SEALS.witness(contact, NEXT)
    assert one == SEALS.witness(contact, NIGHT)
    assert len({one, two, SEALS.witness(SEALS.pseudonym(OTHER), NIGHT), STRANGER.witness(contact, NIGHT)}) == 4
    assert contact[:16] not in (one, two)


@given(plain=st.binary(max_size=200), about=st.text(st.characters(codec="utf-8"), max_size=50))
def test_what_was_sealed_opens_for_the_same_thing_only(plain: bytes, about: str) -> None:
    sealed = SEALS.seal(plain, about)
    assert SEALS.open(sealed, about) == plain
    with pytest.raises(BrokenSeal):
        SEALS.open(sealed, about + "x")


@given(plain=st.binary(min_size=1, max_size=50), place=st.integers(min_value=0), change=st.integers(1, 255))
def test_one_changed_byte_breaks_the_seal(plain: bytes, place: int, change: int) -> None:
    sealed = bytearray(SEALS.seal(plain, "a"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(BrokenSeal):
        SEALS.open(bytes(sealed), "a")


@pytest.mark.parametrize("length", [0, 1, NONCE - 1, NONCE, NONCE + 15])
def test_a_shortened_seal_is_broken(length: int) -> None:
    with pytest.raises(BrokenSeal):
        SEALS.open(SEALS.seal(b"plain", "a")[:length], "a")


def test_another_secret_does_not_open_it_and_the_error_tells_nothing_of_it() -> None:
    sealed = STRANGER.seal(b"+77010000001 help", "contact:1 number")
    with pytest.raises(BrokenSeal) as caught:
        SEALS.open(sealed, "contact:1 number")
    assert "7701" not in str(caught.value)
    assert "contact:1" not in str(caught.value)


def test_a_record_moved_to_another_key_does_not_open() -> None:
    """A thief who can write cannot give one person's record to another."""
    sealed = SEALS.seal(b"x", "contact:1 profile")
    for about in ("contact:2 profile", "contact:1 number", "session:1", ""):
        with pytest.raises(BrokenSeal):
            SEALS.open(sealed, about)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    """Equal texts of two people, or two of one, cannot be told from different ones."""
    assert len({SEALS.seal(b"x", "a") for _ in range(100)}) == 100


def test_no_nonce_is_used_twice() -> None:
    """Whoever has two texts sealed with the same one can read both."""
    many = 3 * NONCES_DRAWN
    assert len({SEALS.seal(b"", "")[:NONCE] for _ in range(many)}) == many


FORKING = """
import os
from hotline.people.seal import NONCE, NONCES_DRAWN, Seals

seals = Seals("a secret that is long enough for a test")
seals.seal(b"", "")
reading, writing = os.pipe()
parent = os.fork()
used = b"".join(seals.seal(b"", "")[:NONCE] for _ in range(NONCES_DRAWN))
if not parent:
    os.write(writing, used)
    os._exit(0)
childs = os.read(reading, len(used))
assert len(childs) == len(used)
print(len({part[start : start + NONCE] for part in (used, childs) for start in range(0, len(used), NONCE)}))
"""


def test_a_process_that_forks_shares_none_with_its_child() -> None:
    told = subprocess.run([sys.executable, "-c", FORKING], capture_output=True, text=True, check=True)
    assert int(told.stdout) == 2 * NONCES_DRAWN


def test_how_a_person_is_sealed_is_spelled_in_one_room_and_nowhere_else() -> None:
    """All others ask its functions; what else is sealed, a text or a talk, is about the very key that it lies under."""
    files = [path for folder in ("hotline", "flows", "workers", "tests") for path in (ROOT / folder).rglob("*.py")]
    spelling = {str(path.relative_to(ROOT)) for path in files if SPELLED.search(path.read_text("utf-8"))}
    own = {f"hotline/people/{name}.py" for name in ("contacts", "inbox", "volunteers")}
    assert own <= spelling
    assert {path for path in spelling - own if not path.startswith("tests/people/")} == set()
