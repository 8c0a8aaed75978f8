"""Tables as the store holds them: one JSON text a table, each row a list in the order of its class's fields.

Positional, because a web process reads the whole directory at its start and 50,000 shelters must load in a second.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from typing import Any, TypeAlias, TypeVar

from ..crossings.crossings import Crossing
from ..localized import Localized
from ..offices import Office
from ..registration import Rule
from ..shelters.shelters import Shelter
from ..topics import Topic

Table: TypeAlias = Iterable[Shelter] | Iterable[Crossing] | Iterable[Office] | Iterable[Topic] | Iterable[Rule]
R = TypeVar("R", Shelter, Crossing, Office, Topic, Rule)


def dump_table(table: Table) -> bytes:
    """A table as JSON in UTF-8. Equal tables give equal bytes, so a digest tells whether one changed."""
    lists = [[getattr(row, field.name) for field in fields(row)] for row in table]
    return json.dumps(lists, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


# These read what `dump_table` wrote, never what came from outside: they check nothing.


def load_shelters(table: bytes) -> tuple[Shelter, ...]:
    return _load(Shelter, table, name=_text, address=_text, offers=tuple, note=_text)


def load_crossings(table: bytes) -> tuple[Crossing, ...]:
    return _load(Crossing, table, name=_text, note=_text)


def load_offices(table: bytes) -> tuple[Office, ...]:
    return _load(Office, table, name=_text, address=_text, days=frozenset, does=frozenset, note=_text)


def load_topics(table: bytes) -> tuple[Topic, ...]:
    return _load(Topic, table, keywords=_text, title=_text, text=_text, valid_until=_date)


def load_rules(table: bytes) -> tuple[Rule, ...]:
    return _load(Rule, table, citizens=frozenset, since=_date, until=_date, documents=tuple, verified=_date)


def _load(kind: type[R], table: bytes, **readers: Callable[[Any], object]) -> tuple[R, ...]:
    """The rows; a field with a reader is made by it from what JSON made of the field, the others are as they are."""
    names = [field.name for field in fields(kind)]
    by_index = [(names.index(name), read) for name, read in readers.items()]
    rows = json.loads(table)
    for row in rows:
        for index, read in by_index:
            row[index] = read(row[index])
    return tuple(kind(*row) for row in rows)


def _plain(value: Localized | frozenset[str] | frozenset[int] | date) -> object:
    if isinstance(value, Localized):
        return [value.en, value.ru, value.kk]
    return value.isoformat() if isinstance(value, date) else sorted(value)


def _text(languages: list[str]) -> Localized:
    return Localized(*languages)


def _date(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)
