"""The files of a data folder while they are read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from ..about import About
from ..registration import Rule
from .about_file import ABOUT_FILE, read_about
from .columns import Cells
from .problems import LONGEST, BadData, Problem, decoded, shown
from .rulebook import RULES_FILE, read_rules
from .sheets import REPORTS, Sheet

R = TypeVar("R")

_NAME = re.compile(r"[^\W\d][\w -]{0,39}")
_ROWS_A_TICK = 500  # a progress bar redrawn more often than this costs more than the reading


@dataclass(slots=True)
class SheetRows(Generic[R]):
    """A sheet as read: its rows with the lines they start on, and its codes, which bad rows have as well."""

    rows: list[tuple[int, R]] = field(default_factory=list)
    codes: dict[str, tuple[int, str]] = field(default_factory=dict)  # casefolded -> line, as written

    def table(self) -> tuple[R, ...]:
        return tuple(row for _, row in self.rows)


class Folder:
    """The files of one folder while they are read. `found`: how many there were.

    Raises BadData when the folder cannot be read; what is wrong with a file is added to `problems`.
    """

    def __init__(
        self,
        folder: Path,
        progress: Callable[[int], None] | None,
        is_town: Callable[[str], bool],
    ) -> None:
        self._folder, self._progress, self._is_town = folder, progress, is_town
        self._rows_read = 0
        self.found = 0
        self.problems: list[Problem] = []
        try:
            next(folder.iterdir(), None)
        except OSError as error:
            raise BadData([Problem(str(folder), 0, "", f"cannot be read: {error.strerror}")]) from None

    def rules(self) -> tuple[Rule, ...] | None:
        text = self._text(RULES_FILE)
        return None if text is None else read_rules(text, self.problems)

    def about(self) -> tuple[About, ...] | None:
        text = self._text(ABOUT_FILE)
        return None if text is None else read_about(text, self.problems)

    def sheet(self, sheet: Sheet[R]) -> SheetRows[R] | None:
        """None: the file is absent, or too broken to say which rows it has."""
        text = self._text(sheet.file)
        if text is None:
            return None
        lines = csv.reader(io.StringIO(text), strict=True)
        read = SheetRows[R]()
        header: list[str] = []
        start = 1
        try:
            for raw in lines:
                cells = [cell.strip() for cell in raw]
                if not any(cells):
                    pass  # spreadsheets leave empty rows, commas and all
                elif header:
                    self._row(sheet, start, header, cells, read)
                else:
                    header = cells
                    if not self._header(sheet, start, header):
                        return None
                start = lines.line_num + 1
        except csv.Error as error:
            what = f"not CSV: {error}; is a quotation mark left open, or not doubled inside a text?"
            self.problems.append(Problem(sheet.file, start, "", what))
            return None
        if self._progress:
            self._progress(self._rows_read)
        return read

    def _text(self, file: str) -> str | None:
        try:
            raw = (self._folder / file).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.problems.append(Problem(file, 0, "", f"cannot be read: {error.strerror}"))
            return None
        self.found += 1
        text = decoded(file, raw)
        if isinstance(text, Problem):
            self.problems.append(text)
            return None
        return text

    def _header(self, sheet: Sheet[R], line: int, header: list[str]) -> bool:
        """Says what is wrong with the header; False when there is no telling the columns apart."""

        def wrong(column: str, what: str) -> None:
            self.problems.append(Problem(sheet.file, line, column, what))

        for mark, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(header) == 1 and mark in header[0]:
                wrong("", f"columns must be separated by commas, found {name}")
                return False
        for number, column in enumerate(header, 1):
            if column not in sheet.columns:
                known = ", ".join(sheet.columns)
                # A file without a header has its first row here, which no error may repeat.
                name = column if _NAME.fullmatch(column) else str(number)
                wrong(name, f"unknown column; {sheet.file} has {known}")
            elif column in header[: number - 1]:
                wrong(column, "stands in the header twice")
        for declared in sheet.fields:
            columns = declared.columns
            if not set(columns) & set(header) and (declared.needed or (declared.beside and declared.beside in header)):
                one_of = f"one of the columns {', '.join(columns)} is needed"
                wrong(declared.name, one_of if len(columns) > 1 else "this column is missing")
        return True

    def _row(self, sheet: Sheet[R], line: int, header: list[str], cells: list[str], read: SheetRows[R]) -> None:
        by_column = dict(zip(header, cells, strict=False))
        self._rows_read += 1
        if self._progress and self._rows_read % _ROWS_A_TICK == 0:
            self._progress(self._rows_read)

        code = by_column.get("code", "")
        first = read.codes.setdefault(code.casefold(), (line, code))[0]
        row = Cells(sheet.file, line, by_column, self.problems, self._is_town)
        if first != line and code and sheet is not REPORTS:
            row.wrong("code", f"{shown(code)} stands on line {first} already")
        if len(cells) != len(header):
            row.wrong("", f"has {len(cells)} cells where the header has {len(header)}")
            return
        for column, cell in by_column.items():
            if len(cell) > LONGEST:
                row.wrong(column, f"{len(cell):,} characters are too long, {LONGEST:,} are the most")
        read.rows.append((line, sheet.read(row)))
