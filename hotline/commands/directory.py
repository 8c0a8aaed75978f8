"""The directory: loading, exporting, reporting."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..directory.changes import ShelterReport
from ..directory.files import importing, loading
from ..directory.files.problems import BadData
from ..directory.reports import logbook, reporting
from ..hearing.utterance import Utterance
from ..mail.reminders import tell_keepers
from ..people import audit
from ..turn.turns import Turns
from .common import FINDING, VAR, Folder, console, fail, with_turns


def load(source: Annotated[Path, typer.Argument(metavar="DIR")], folder: Folder = VAR) -> None:
    """Load the directory from a folder of CSV files; checked whole before anything changes.

    Example: hotline load mydata
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading rows", total=_count_lines(source))
        try:
            tables = importing.read(source, lambda done: progress.update(task, completed=done))
        except BadData as bad:
            progress.stop()
            for problem in bad.problems:
                print(problem, file=sys.stderr)  # noqa: T201
            fail(f"nothing was loaded: {len(bad.problems)} to mend", FINDING)

    async def act(turns: Turns) -> None:
        changed = await importing.write(turns.store, tables)
        rows = [
            tables.shelters,
            tables.crossings,
            tables.offices,
            tables.topics,
            tables.rules,
            tables.about,
            tables.reports,
        ]
        count = sum(len(table) for table in rows if table is not None)
        console.print(f"loaded {count} rows" if changed else "all of it is there already: nothing changed")

    with_turns(act, folder)


def export(target: Annotated[Path, typer.Argument(metavar="DIR")], folder: Folder = VAR) -> None:
    """Write the directory, live reports included, into a folder of CSV files that `load` reads.

    Example: hotline export backup
    """

    async def act(turns: Turns) -> None:
        try:
            loading.write_folder(target, await importing.collect(turns.store), turns.settings.timezone)
        except OSError as error:
            fail(f"cannot write to {target}: {error.strerror}", FINDING)
        console.print(f"written to {target}/")

    with_turns(act, folder)


def report(words: Annotated[list[str], typer.Argument(metavar="TEXT")], folder: Folder = VAR) -> None:
    """A volunteer's status by the operator: OPEN, FULL, CLOSED, BEDS a shelter; WAIT, PASSED, NOW a crossing.

    Example: hotline report "FULL CINEMA"
    """

    async def act(turns: Turns) -> None:
        knowledge, now = turns.knowledge, turns.store.now()
        change = knowledge.reader.read(Utterance(" ".join(words)), knowledge.snapshot, now, "operator")
        told = tell_keepers(change.code, now) if isinstance(change, ShelterReport) else []
        deed = audit.deed("report", *reporting.told(change).split(", "))
        await audit.write(turns.store, turns.seals, audit.OPERATOR, [deed], [*logbook.log(change), *told])
        console.print(f"understood: {reporting.told(change)}")

    with_turns(act, folder)


def _count_lines(folder: Path) -> int | None:
    try:
        return sum(file.read_bytes().count(b"\n") for file in folder.glob("*.csv")) or None
    except OSError:
        return None
