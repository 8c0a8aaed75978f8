"""The data folder in and out: CSV files, rules.toml and about.toml, checked whole before anything is given."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from ..about import About
from ..changes import Report
from ..crossings.crossings import Crossing
from ..offices import Office
from ..registration import Rule
from ..shelters.shelters import Shelter
from ..topics import Topic
from .about_file import ABOUT_FILE, write_about
from .folders import Folder, SheetRows
from .problems import BadData, Problem, shown
from .report_rows import ReportRow
from .rulebook import RULES_FILE, write_rules
from .sheets import CROSSINGS, OFFICES, REPORTS, SHELTERS, TOPICS, Sheet

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a data folder holds, in the files' order. None: the file is absent."""

    shelters: tuple[Shelter, ...] | None
    crossings: tuple[Crossing, ...] | None
    offices: tuple[Office, ...] | None
    topics: tuple[Topic, ...] | None
    rules: tuple[Rule, ...] | None
    reports: tuple[Report, ...] | None
    about: tuple[About, ...] | None = None


def read_folder(
    folder: Path,
    progress: Callable[[int], None] | None = None,
    known_place: Callable[[str], bool] | None = None,
) -> Tables:
    """All tables of the folder.

    `progress` is told how many CSV rows were read so far, over all files, now and then and after each file.
    `known_place` says whether the gazetteer has a town of that name; it is asked once a name;
    without it every name is one. Raises BadData with
    every problem of every file: a folder or file that cannot be read, or has nothing known in it, is one as well.
    """
    files = Folder(folder, progress, cache(known_place) if known_place else lambda name: True)
    shelters, crossings = files.sheet(SHELTERS), files.sheet(CROSSINGS)
    offices, topics = files.sheet(OFFICES), files.sheet(TOPICS)
    reports = files.sheet(REPORTS)
    rules, about = files.rules(), files.about()
    if not files.found and not files.problems:
        known = [sheet.file for sheet in (SHELTERS, CROSSINGS, OFFICES, TOPICS, REPORTS)]
        what = f"has none of {', '.join(known)}, {RULES_FILE}, {ABOUT_FILE}"
        files.problems.append(Problem(str(folder), 0, "", what))
    if topics:
        files.problems += _doubled_keywords(topics)
    if reports:
        files.problems += _settle_codes(reports, shelters, crossings)
    if files.problems:
        raise BadData(sorted(files.problems, key=lambda problem: (problem.file, problem.line)))
    return Tables(
        shelters=shelters.table() if shelters else None,
        crossings=crossings.table() if crossings else None,
        offices=offices.table() if offices else None,
        topics=topics.table() if topics else None,
        rules=rules,
        reports=tuple(row.report() for row in reports.table()) if reports else None,
        about=about,
    )


def _doubled_keywords(topics: SheetRows[Topic]) -> Iterable[Problem]:
    """A keyword, in whatever language, must mean one topic."""
    owners: dict[str, tuple[int, str]] = {}
    for line, topic in topics.rows:
        for language, words in topic.words().items():
            for word in words:
                keyword = " ".join(word.split())
                first, code = owners.setdefault(keyword.casefold(), (line, topic.code))
                if keyword and first != line:
                    what = f"{shown(keyword)} is a keyword of both {code} (line {first}) and {topic.code}"
                    yield Problem(TOPICS.file, line, f"keywords_{language}", what)


def _settle_codes(
    reports: SheetRows[ReportRow],
    shelters: SheetRows[Shelter] | None,
    crossings: SheetRows[Crossing] | None,
) -> Iterable[Problem]:
    """Writes each report's code as its shelter or crossing does; a code that the file lacks is a problem.

    Where that file is absent, the code may be one that was loaded before, so it is taken as it stands.
    """
    for index, (line, row) in enumerate(reports.rows):
        sheet, read = (SHELTERS, shelters) if row.mode == "shelter" else (CROSSINGS, crossings)
        if read is None or row.mode is None or not row.code:
            continue
        known = read.codes.get(row.code.casefold())
        if known is None:
            yield Problem(REPORTS.file, line, "code", f"{shown(row.code)} is not in {sheet.file}")
        else:
            reports.rows[index] = line, replace(row, code=known[1])


def write_folder(folder: Path, tables: Tables, timezone: ZoneInfo) -> None:
    """Writes a file for each table that is not None; `read_folder` of an empty folder then gives the same tables.

    Not kept, for want of a column: who sent a report, fractions of a microsecond. Times carry
    the offset of `timezone`. Each file is replaced in one step, so no reader sees half of it. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, SHELTERS, tables.shelters)
    _write(folder, CROSSINGS, tables.crossings)
    _write(folder, OFFICES, tables.offices)
    _write(folder, TOPICS, tables.topics)
    if tables.rules is not None:
        _replace(folder / RULES_FILE, write_rules(tables.rules))
    if tables.about is not None:
        _replace(folder / ABOUT_FILE, write_about(tables.about))
    if tables.reports is not None:
        _write(folder, REPORTS, [ReportRow.of(report, timezone) for report in tables.reports])


def _write(folder: Path, sheet: Sheet[R], rows: Iterable[R] | None) -> None:
    if rows is not None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(sheet.columns)
        writer.writerows(map(sheet.write, rows))
        _replace(folder / sheet.file, text.getvalue())


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(text.encode())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
