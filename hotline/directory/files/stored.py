"""Tables as the store holds them: one JSON text a table, each row a list in the order of its class's fields.

Positional, because a web process reads the whole directory at its start and 50,000 shelters must load in a second.
A row that was stored before its class got a field more takes that field's default. A text is [en, ru, kk], as it was
when there were no other languages; what it has in others stands behind, by language: [en, ru, kk, {"uz": …}].
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from ..localized import FILED, Localized

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R")

_FIRST = 3  # languages with a place in each stored text: the first of FILED
_LATER = FILED[_FIRST:]

# What a field of this type is made by from what JSON makes of it; other types are JSON's own.
_READERS: Mapping[object, Callable[[Any], object]] = {
    Localized: lambda stored: _localized(stored),
    tuple[str, ...]: tuple,
    frozenset[str]: frozenset,
    frozenset[int]: frozenset,
    date: date.fromisoformat,
    date | None: lambda day: None if day is None else date.fromisoformat(day),
}


def dump_table(table: Iterable[DataclassInstance]) -> bytes:
    """A table as JSON in UTF-8. Equal tables give equal bytes, so a digest tells whether one changed."""
    lists = [[_named(getattr(row, field.name)) for field in fields(row)] for row in table]
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


def _localized(stored: list[Any]) -> Localized:
    others = stored[_FIRST] if len(stored) > _FIRST else {}
    return Localized.filed([*stored[:_FIRST], *[others.get(language, "") for language in _LATER]])


def _named(value: object) -> object:
    """A text with the names of its later languages; anything else as it is."""
    if not isinstance(value, Localized):
        return value
    others = {language: text for language, text in zip(_LATER, value[_FIRST:], strict=True) if text}
    return [*value[:_FIRST], others] if others else value[:_FIRST]


def _plain(value: frozenset[str] | frozenset[int] | date) -> object:
    return value.isoformat() if isinstance(value, date) else sorted(value)
