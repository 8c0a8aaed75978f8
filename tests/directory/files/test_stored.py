"""Tables go to the store as JSON and come back the same."""

from __future__ import annotations

from pathlib import Path

import hotline.directory
from hotline.directory.files.loading import read_folder
from hotline.directory.files.stored import (
    dump_table,
    load_crossings,
    load_offices,
    load_rules,
    load_shelters,
    load_topics,
)

SAMPLE = Path(hotline.directory.__path__[0]) / "sample" / "west-kazakhstan-2022"


def test_each_table_comes_back_the_same() -> None:
    tables = read_folder(SAMPLE)
    assert tables.shelters
    assert tables.crossings
    assert tables.offices
    assert tables.topics
    assert tables.rules
    assert load_shelters(dump_table(tables.shelters)) == tables.shelters
    assert load_crossings(dump_table(tables.crossings)) == tables.crossings
    assert load_offices(dump_table(tables.offices)) == tables.offices
    assert load_topics(dump_table(tables.topics)) == tables.topics
    assert load_rules(dump_table(tables.rules)) == tables.rules
    assert load_shelters(dump_table(())) == ()


def test_equal_tables_give_equal_bytes() -> None:
    """Sets have no order of their own; a digest of the bytes must not depend on it."""
    offices = read_folder(SAMPLE).offices
    assert offices
    assert dump_table(offices) == dump_table(load_offices(dump_table(offices)))
    assert b'["id-number","registration"]' in dump_table(offices)
