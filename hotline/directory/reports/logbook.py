"""What is written into the change log: a report, and that one is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from dataclasses import replace

from ...store.keys import CHANGES, LATEST
from ...store.store import Command, Store, log_commands
from .. import changes
from ..changes import Change, CrossingReport, QueueReport, Report, Sent, Undone
from ..snapshot import Snapshot


def log(report: Change) -> list[Command]:
    """Log a trusted report; the last word on a shelter, and the last line, outlive the log."""
    return log_commands(changes.dump(report), last_words(report))


def take_back(report: Report, gone: Collection[Report], snapshot: Snapshot, now: float, by: str) -> list[Command]:
    """Log that a report is taken back, and give the last word to whoever had it before; `gone`: all that goes.

    Each process forgets the report when it reads this entry; both entries stay in the log.
    """
    commands = log_commands(changes.dump(Undone(now, report, by)))
    before = [one for one in snapshot.reports(report.code) if one not in gone]
    for field in last_words(report):
        words = [one for one in before if field in last_words(one)]
        last = max(words, key=_at, default=None)
        commands.append(("HDEL", LATEST, field) if last is None else ("HSET", LATEST, field, changes.dump(last)))
    return commands


def last_words(report: Change) -> list[str]:
    """What a report is the last word on. Only a trusted one is."""
    if isinstance(report, Sent | Undone) or not report.trusted:
        return []
    if isinstance(report, QueueReport):
        return [f"{report.code}:{report.mode}:{'serving' if report.serving is not None else 'wait'}"]
    if isinstance(report, CrossingReport):
        return [f"{report.code}:status"]
    status = [f"{report.code}:status"] if report.status is not None else []
    return status + ([f"{report.code}:free"] if report.free is not None else [])


def in_force(log: Iterable[Change]) -> list[Report]:
    """The reports of a log, each once, without those that were taken back."""
    reports: dict[Report, None] = {}
    for change in log:
        if isinstance(change, Undone):
            reports.pop(change.report, None)
        elif isinstance(change, Report):
            reports[change] = None
    return list(reports)


async def forget(store: Store, witnesses: Set[str]) -> None:
    """Take what they said out of the log. What a volunteer said last of a place, or took back, stays as nobody's."""
    theirs, anew = [], []
    for entry in await store.read_changes():
        change = changes.load(entry.row)
        undone = change.report.by in witnesses if isinstance(change, Undone) else False
        if entry.id and (undone or change.by in witnesses):
            theirs.append(entry.id)
            if isinstance(change, Undone) and not undone:
                anew += log_commands(changes.dump(replace(change, by="")))
    for field, row in (await store.read("HGETALL", LATEST)).items():
        last = changes.load(row)
        if last.by in witnesses:
            anew.append(("HSET", LATEST, field, changes.dump(replace(last, by=""))))
    if anew:
        await store.apply(anew)
    for start in range(0, len(theirs), 500):
        await store.read("XDEL", CHANGES, *theirs[start : start + 500])


def _at(report: Report) -> float:
    return report.at
