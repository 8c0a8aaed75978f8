"""The audit trail: who changed what, in entries that nobody can edit without being found out.

Each entry bears the next number and an HMAC over itself and the HMAC of the entry before it, with a subkey of
HOTLINE_SECRET_KEY. It is written in the transaction of what it tells of. Turns go on at once: one that finds the trail
grown since it began is simply taken again.

It shows that an entry was changed, forged, dropped or put elsewhere by anybody who has the store but not the secret. It
does not show that the last entries were cut off: note the number and seal that `hotline audit` ends with, or export
often. Who has the secret can write a new trail altogether.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from ..store.keys import AUDIT
from ..store.store import Command, Store
from .seal import Seals

OPERATOR = "operator"  # who sits at the terminal
_EMPTY = "0-0"
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, in codes and words of commands: no names of people, no numbers of theirs, no free text."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A deed in the trail. `who`: pseudonym, or OPERATOR. `whole`: it is what it was and stands where it stood."""

    number: int
    at: float  # epoch seconds
    who: str
    words: tuple[str, ...]
    seal: str
    whole: bool


@dataclass(slots=True)
class Head:
    """The end of the trail."""

    id: str = _EMPTY
    seal: str = ""

    @classmethod
    def load(cls, text: bytes) -> Head:
        """From what a turn brings: id and seal, b"" for an empty trail."""
        id_, _, seal = text.decode().partition(" ")
        return cls(id_, seal) if id_ else cls()


def deed(*words: str) -> Deed:
    """What was done: deed("full", "CINEMA")."""
    return Deed(words)


def entries(seals: Seals, head: Head, at: float, who: str, deeds: Iterable[Deed]) -> list[Command]:
    """What writes deeds behind `head`. The transaction must be bound to it (`Store.end`, `Store.append`)."""
    number, seal = _number(head.id), head.seal
    commands: list[Command] = []
    for one in deeds:
        number += 1
        text = orjson.dumps([number, at, who, *one.words])
        seal = seals.keyed("audit", seal.encode() + text)
        commands.append(("XADD", AUDIT, f"{number}-0", "e", text, "m", seal))
    return commands


async def write(store: Store, seals: Seals, who: str, deeds: Sequence[Deed], commands: Sequence[Command]) -> None:
    """Do what `commands` do and write it down, for who is not in a turn. Raises StoreAway."""
    while not await write_after(await last(store), store, seals, who, deeds, commands):
        pass


async def last(store: Store) -> Head:
    """The end of the trail now. Raises StoreAway."""
    found = await store.read("XREVRANGE", AUDIT, "+", "-", "COUNT", 1)
    return Head(found[0][0].decode(), found[0][1][b"m"].decode()) if found else Head()


async def write_after(
    head: Head, store: Store, seals: Seals, who: str, deeds: Sequence[Deed], commands: Sequence[Command]
) -> bool:
    """The same if nothing was written since `head`; else nothing is done, and False. Raises StoreAway."""
    return await store.append(head.id, [*commands, *entries(seals, head, store.now(), who, deeds)])


async def read(store: Store, seals: Seals) -> list[Entry]:
    """The whole trail, oldest first, each entry checked."""
    found: list[Entry] = []
    number, seal, last = 0, "", "-"
    while True:
        rows = await store.read("XRANGE", AUDIT, last, "+", "COUNT", _PAGE)
        for id_, fields in rows:
            number += 1
            text, claimed = fields.get(b"e", b""), fields.get(b"m", b"").decode()
            right = seals.keyed("audit", seal.encode() + text) == claimed and id_.decode() == f"{number}-0"
            found.append(_entry(_number(id_.decode()), text, claimed, whole=right))
            # Behind a broken entry the others are judged by what they are chained to.
            number, seal = _number(id_.decode()), claimed
        if len(rows) < _PAGE:
            return found
        last = f"({rows[-1][0].decode()}"


def _entry(number: int, text: bytes, seal: str, *, whole: bool) -> Entry:
    try:
        said, at, who, *words = orjson.loads(text)
        return Entry(number, float(at), str(who), tuple(map(str, words)), seal, whole and said == number)
    except (ValueError, TypeError):
        return Entry(number, 0.0, "", (), seal, whole=False)


def _number(id_: str) -> int:
    return int(id_.partition("-")[0])
