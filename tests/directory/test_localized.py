"""A text in several languages: which one is read, and how the store keeps it."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from hotline.directory.files.stored import dump_table, load_table
from hotline.directory.localized import Localized


@dataclass(frozen=True)
class Row:
    title: Localized


@pytest.mark.parametrize(
    ("language", "order"),
    [("ru", "ru kk en"), ("kk", "kk ru en"), ("en", "en ru kk"), ("", "ru kk en")],
)
def test_what_is_missing_is_read_in_the_language_that_its_reader_most_likely_knows(language: str, order: str) -> None:
    texts = {one: f"in {one}" for one in order.split()}
    for one in order.split():
        assert Localized(**texts).in_language(language) == f"in {one}"
        del texts[one]
    assert Localized(**texts).in_language(language) == ""
    assert not Localized(**texts)


def test_the_store_keeps_a_text_as_it_did_when_there_were_three_languages() -> None:
    assert json.loads(dump_table([Row(Localized(ru="б", kk="в", en="a"))])) == [[["a", "б", "в"]]]
    assert load_table(Row, b'[[["a","b","c"]]]') == (Row(Localized(en="a", ru="b", kk="c")),)
