"""From a folder to the store and back: `hotline load` and `hotline export`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..store import VERSION, Command, Store, log_commands, table_key
from . import changes, loading, stored
from .changes import Change, QueueReport, Sent, ShelterReport
from .gazetteer import load_gazetteer
from .loading import Tables
from .places import Places


def read(folder: Path, progress: Callable[[int], None] | None = None) -> Tables:
    """The folder's tables, checked whole. Raises BadData."""
    gazetteer = Places(load_gazetteer(), (), ())
    return loading.read_folder(folder, progress, lambda name: gazetteer.named(name) is not None)


async def write(store: Store, tables: Tables) -> bool:
    """Replace each table that is there, in one transaction; False if all of it stood there already.

    Live reports stay. A report of the file that was loaded before is not logged again, so loading is idempotent.
    """
    _, present = await store.read_tables()
    given: dict[str, stored.Table | None] = {
        "shelters": tables.shelters,
        "crossings": tables.crossings,
        "offices": tables.offices,
        "topics": tables.topics,
        "rules": tables.rules,
    }
    new = {name: stored.dump_table(rows) for name, rows in given.items() if rows is not None}
    commands: list[Command] = [
        ("SET", table_key(name), rows) for name, rows in new.items() if present.get(name) != rows
    ]
    known = {change.row for change in await store.read_changes()}
    for report in tables.reports or ():
        row = changes.dump(report)
        if row.encode() not in known:
            commands += log(report)
    if not commands:
        return False
    await store.apply([*commands, ("INCR", VERSION)])
    return True


async def collect(store: Store) -> Tables:
    """All that the store holds, live reports included, who was sent where left out."""
    _, tables = await store.read_tables()
    reports: dict[str, Change] = {}
    for entry in await store.read_changes():
        change = changes.load(entry.row)
        if not isinstance(change, Sent):
            reports[changes.dump(change)] = change
    return Tables(
        shelters=stored.load_shelters(tables["shelters"]) if "shelters" in tables else None,
        crossings=stored.load_crossings(tables["crossings"]) if "crossings" in tables else None,
        offices=stored.load_offices(tables["offices"]) if "offices" in tables else None,
        topics=stored.load_topics(tables["topics"]) if "topics" in tables else None,
        rules=stored.load_rules(tables["rules"]) if "rules" in tables else None,
        reports=tuple(sorted(reports.values(), key=lambda report: report.at)),
    )


def log(report: Change) -> list[Command]:
    """Log a trusted report; the last word on a shelter, and the last line, outlive the log."""
    fields = []
    if isinstance(report, ShelterReport):
        fields += [f"{report.code}:status"] if report.status is not None else []
        fields += [f"{report.code}:free"] if report.free is not None else []
    elif isinstance(report, QueueReport):
        kind = "serving" if report.serving is not None else "wait"
        fields.append(f"{report.code}:{report.mode}:{kind}")
    return log_commands(changes.dump(report), fields)
