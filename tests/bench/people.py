"""What a person takes in the store who has asked for a shelter: in the first day, and when only remembered."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis
from rich.console import Console
from rich.table import Table

from hotline.store.keys import CHANGES, REMINDERS

from .load import drive
from .messages import ASKED, Messages
from .servers import Hotline

PEOPLE = 10_000  # so many that a table which has just grown, or is about to, matters little
IN_FLIGHT = 32  # messages; nothing is timed here
PASSING = (CHANGES, REMINDERS)  # what has no lifetime, but a length, or a time when it is taken out
FIRST_DAY, REMEMBERED = 1200, 400  # bytes that are aimed at, at most


@dataclass(frozen=True, slots=True)
class Key:
    """What a key takes, in bytes, and whether it stays until the person is forgotten."""

    taken: int
    stays: bool


def measure(console: Console, server: Hotline, messages: Messages) -> None:
    """Let new people ask, and print what each of them takes; nobody may have talked to this server before."""
    before, empty = _keys(server.store), _memory(server.store)
    drive(server.port, messages.take(PEOPLE, server.port), ASKED, IN_FLIGHT)
    after, full = _keys(server.store), _memory(server.store)
    first_day: dict[str, float] = {}
    remembered: dict[str, float] = {}
    for name, key in after.items():
        grown = (key.taken - (before[name].taken if name in before else 0)) / PEOPLE
        kind = name.partition(":")[0]
        first_day[kind] = first_day.get(kind, 0) + grown
        remembered[kind] = remembered.get(kind, 0) + grown * key.stays
    table = Table(title="Bytes a person in the store")
    table.add_column("")
    for heading in ("first day", "remembered"):
        table.add_column(heading, justify="right")
    for kind in sorted(first_day, key=lambda kind: -first_day[kind]):
        if first_day[kind] >= 1:  # a counter takes its bytes once, not for each person
            table.add_row(kind, f"{first_day[kind]:.0f}", f"{remembered[kind]:.0f}" if remembered[kind] else "")
    console.print(table)
    for title, sizes, aim in (("first day", first_day, FIRST_DAY), ("remembered", remembered, REMEMBERED)):
        taken = sum(sizes.values())
        console.print(f"{title}: {taken:,.0f} bytes, aim at most {aim:,}: {'reached' if taken <= aim else 'missed'}")
    console.print(f"first day with the store's own tables of keys: {(full - empty) / PEOPLE:,.0f} bytes\n")


def _keys(store: Redis) -> dict[str, Key]:
    names = [name.decode() for name in store.scan_iter(count=1000)]
    pipeline = store.pipeline(transaction=False)
    for name in names:
        pipeline.memory_usage(name, samples=0)
        pipeline.pttl(name)
    answers = iter(pipeline.execute())
    # A key may reach its lifetime between the two looks: it takes nothing then.
    return {
        name: Key(taken or 0, lifetime == -1 and name not in PASSING)
        for name, taken, lifetime in zip(names, answers, answers, strict=True)
    }


def _memory(store: Redis) -> int:
    return int(store.info("memory")["used_memory_dataset"])
