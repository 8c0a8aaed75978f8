"""A form is read as the standard library reads it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.carriers.form import read_form

MOST = 20
PIECES = st.sampled_from(["a", "Body", "=", "&", "+", "%", "%2", "%zz", "%41", "%2B", "%26", "%3d", "%D0%BD", "%d0%9d"])
BROKEN = st.sampled_from(["%D0", "%ED%A0%80", "%C0%AF", "%FF", "ю"])


def by_the_library(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST)


@given(st.lists(st.one_of(PIECES, BROKEN), max_size=30).map("".join))
def test_whatever_comes_is_read_as_the_library_reads_it(text: str) -> None:
    """Fields, order, blank values and stray percent signs alike; and refused where it refuses."""
    body = text.encode()
    try:
        expected = by_the_library(body)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011 - of several kinds, as there
            read_form(body, MOST)
    else:
        assert read_form(body, MOST) == expected


@given(st.lists(st.tuples(st.text(), st.text()), max_size=MOST))
def test_what_is_encoded_comes_back(fields: list[tuple[str, str]]) -> None:
    wanted = [(name, value) for name, value in fields if name or value]
    assert [pair for pair in read_form(urlencode(fields).encode(), MOST) if pair != ("", "")] == wanted


def test_more_fields_than_are_taken_are_refused() -> None:
    assert len(read_form(b"&".join([b"a=1"] * MOST), MOST)) == MOST
    with pytest.raises(ValueError, match="too many"):
        read_form(b"&".join([b"a=1"] * (MOST + 1)), MOST)
