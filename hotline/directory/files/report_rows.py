"""Rows of reports.csv: what shelters and lines were like at a time, as the operator writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from ..changes import Mode, QueueReport, Report, ShelterReport, ShelterStatus
from .columns import Cells

MODES: tuple[str, ...] = (*get_args(Mode), "shelter")
STATUSES: tuple[str, ...] = get_args(ShelterStatus)
_OF_SHELTERS = ("free", "status")
_OF_CROSSINGS = ("queue", "waited_minutes", "serving")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row. With mode "shelter" it says `free` or `status`, else something of the line; the rest is None."""

    at: datetime
    mode: Mode | Literal["shelter"] | None  # None: not readable
    code: str
    queue: int | None
    waited_minutes: int | None
    serving: int | None
    free: int | None
    status: ShelterStatus | None
    # An export needs it: else a guest's rumour would come back from the file as a volunteer's word. None is yes.
    trusted: bool | None
    source: str

    @classmethod
    def of(cls, report: Report, timezone: ZoneInfo) -> ReportRow:
        """The report's row, its time to the microsecond and with the offset of `timezone`."""
        at = datetime.fromtimestamp(report.at, timezone)
        if isinstance(report, ShelterReport):
            seen = report.free, report.status
            return cls(at, "shelter", report.code, None, None, None, *seen, report.trusted, "")
        line = report.queue, report.waited_minutes, report.serving
        return cls(at, report.mode, report.code, *line, None, None, report.trusted, "")

    def report(self) -> Report:
        """A report whose `by` is "file", so that all rows of files together count as one witness."""
        assert self.mode is not None  # such a row was refused
        at, trusted = self.at.timestamp(), self.trusted is not False
        if self.mode == "shelter":
            return ShelterReport(at, self.code, self.status, self.free, trusted, "file")
        line = self.queue, self.waited_minutes, self.serving
        return QueueReport(at, self.code, self.mode, *line, trusted, "file")


def check_report(cells: Cells) -> None:
    """Says what is wrong between the cells of a row with a readable mode."""
    mode = cells.text("mode")
    if mode not in MODES:
        return
    own, other = (_OF_SHELTERS, _OF_CROSSINGS) if mode == "shelter" else (_OF_CROSSINGS, _OF_SHELTERS)
    if not any(map(cells.text, own)):
        cells.wrong(own[0], f"a report with mode {mode} needs at least one of {', '.join(own)}")
    for column in filter(cells.text, other):
        cells.wrong(column, f"must be empty in a report with mode {mode}")
