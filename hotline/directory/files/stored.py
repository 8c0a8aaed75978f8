"""Tables as the store holds them: one JSON text a table, each row a list in the order of its class's fields.

Positional, because a web process reads the whole directory at its start and 50,000 shelters must load in a second.
A row that was stored before its class got a field more takes that field's default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from ..localized import Localized

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R")

# What a field of this type is made by from what JSON makes of it; other types are JSON's own.
_READERS: Mapping[object, Callable[[Any], object]] = {
    Localized: lambda languages: Localized(*languages),
    tuple[str, ...]: tuple,
    frozenset[str]: frozenset,
    frozenset[int]: frozenset,
    date: date.fromisoformat,
    date | None: lambda day: None if day is None else date.fromisoformat(day),
}


def dump_table(table: Iterable[DataclassInstance]) -> bytes:
    """A table as JSON in UTF-8. Equal tables give equal bytes, so a digest tells whether one changed."""
    lists = [[getattr(row, field.name) for field in fields(row)] for row in table]
    return json.dumps(lists, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def load_table(kind: type[R], table: bytes) -> tuple[R, ...]:
    """The rows that `dump_table` wrote, never what came from outside: nothing is checked."""
    types = get_type_hints(kind).values()
    readers = [(index, _READERS[type_]) for index, type_ in enumerate(types) if type_ in _READERS]
    rows = json.loads(table)
    for row in rows:
        for index, read in readers:
            if index < len(row):
                row[index] = read(row[index])
    return tuple(kind(*row) for row in rows)


def _plain(value: Localized | frozenset[str] | frozenset[int] | date) -> object:
    if isinstance(value, Localized):
        return [value.en, value.ru, value.kk]
    return value.isoformat() if isinstance(value, date) else sorted(value)
