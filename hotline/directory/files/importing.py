"""From a folder to the store and back: `hotline load` and `hotline export`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ...store.keys import TABLES, VERSION, table_key
from ...store.store import Command, Store, log_commands
from .. import changes
from ..about import About
from ..changes import Change, Report, Sent, Undone
from ..crossings.crossings import Crossing
from ..offices import Office
from ..places.gazetteer import load_gazetteer
from ..places.places import Places
from ..registration import Rule
from ..reports import logbook
from ..reports.logbook import last_words
from ..shelters.shelters import Shelter
from ..topics import Topic
from . import loading
from .loading import Tables
from .stored import dump_table, load_table


def read(folder: Path, progress: Callable[[int], None] | None = None) -> Tables:
    """The folder's tables, checked whole. Raises BadData."""
    gazetteer = Places(load_gazetteer(), (), ())
    return loading.read_folder(folder, progress, lambda name: gazetteer.named(name) is not None)


async def write(store: Store, tables: Tables) -> bool:
    """Replace each table that is there, in one transaction; False if all of it stood there already.

    Live reports stay. A report of the file that was loaded before is not logged again, so loading is idempotent.
    """
    _, present = await store.read_tables()
    given = {name: getattr(tables, name) for name in TABLES}
    new = {name: dump_table(rows) for name, rows in given.items() if rows is not None}
    commands: list[Command] = [
        ("SET", table_key(name), rows) for name, rows in new.items() if present.get(name) != rows
    ]
    everything = await _changes(store)
    known = {_as_filed(report) for report in everything if not isinstance(report, Sent | Undone)}
    logged = logbook.in_force(everything)
    said_at = {field: report.at for report in sorted(logged, key=_at) for field in last_words(report)}
    for report in tables.reports or ():
        if _as_filed(report) not in known:
            # What is older than the last word is not the last word.
            fields = [field for field in last_words(report) if report.at >= said_at.get(field, 0.0)]
            commands += log_commands(changes.dump(report), fields)
    if not commands:
        return False
    await store.apply([*commands, ("INCR", VERSION)])
    return True


async def fill(store: Store, folder: Path) -> None:
    """Load the folder's tables into a store that holds none yet. Raises BadData."""
    version, _ = await store.read_tables()
    if not version:
        await write(store, read(folder))


async def collect(store: Store) -> Tables:
    """All that the store holds, live reports included, who was sent where left out."""
    _, tables = await store.read_tables()
    return Tables(
        shelters=load_table(Shelter, tables["shelters"]) if "shelters" in tables else None,
        crossings=load_table(Crossing, tables["crossings"]) if "crossings" in tables else None,
        offices=load_table(Office, tables["offices"]) if "offices" in tables else None,
        topics=load_table(Topic, tables["topics"]) if "topics" in tables else None,
        rules=load_table(Rule, tables["rules"]) if "rules" in tables else None,
        about=load_table(About, tables["about"]) if "about" in tables else None,
        reports=tuple(sorted(logbook.in_force(await _changes(store)), key=_at)),
    )


async def _changes(store: Store) -> list[Change]:
    return [changes.load(entry.row) for entry in await store.read_changes()]


def _as_filed(report: Report) -> Report:
    """The report as a file keeps it: nobody's, to the microsecond."""
    return replace(report, at=round(report.at, 6), by="")


def _at(report: Report) -> float:
    return report.at
