"""Tables go to the store as JSON and come back the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import hotline.directory
from hotline.directory.crossings.crossings import Crossing
from hotline.directory.files.loading import read_folder
from hotline.directory.files.stored import dump_table, load_table
from hotline.directory.localized import Localized
from hotline.directory.offices import Office
from hotline.directory.registration import Rule
from hotline.directory.shelters.shelters import Shelter
from hotline.directory.topics import Topic

SAMPLE = Path(hotline.directory.__path__[0]) / "sample" / "west-kazakhstan-2022"


def test_each_table_comes_back_the_same() -> None:
    tables = read_folder(SAMPLE)
    assert tables.shelters
    assert tables.crossings
    assert tables.offices
    assert tables.topics
    assert tables.rules
    assert load_table(Shelter, dump_table(tables.shelters)) == tables.shelters
    assert load_table(Crossing, dump_table(tables.crossings)) == tables.crossings
    assert load_table(Office, dump_table(tables.offices)) == tables.offices
    assert load_table(Topic, dump_table(tables.topics)) == tables.topics
    assert load_table(Rule, dump_table(tables.rules)) == tables.rules
    assert load_table(Shelter, dump_table(())) == ()


def test_equal_tables_give_equal_bytes() -> None:
    """Sets have no order of their own; a digest of the bytes must not depend on it."""
    offices = read_folder(SAMPLE).offices
    assert offices
    assert dump_table(offices) == dump_table(load_table(Office, dump_table(offices)))
    assert b'["id-number","registration"]' in dump_table(offices)


@dataclass(frozen=True)
class Before:
    code: str
    beds: int | None


@dataclass(frozen=True)
class Since(Before):
    charging: bool = False
    title: Localized = field(default_factory=Localized)


def test_a_row_that_was_stored_before_its_class_got_a_field_takes_the_default() -> None:
    assert load_table(Since, dump_table([Before("A", 4)])) == (Since("A", 4),)
    rows = (Since("A", None, True, Localized(en="a", ru="б")),)
    assert load_table(Since, dump_table(rows)) == rows
