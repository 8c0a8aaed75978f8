"""Rows of reports.csv: what shelters and lines were like at a time, as the operator writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from ..changes import CrossingReport, Mode, QueueReport, Report, ShelterReport, ShelterStatus
from .columns import Cells

MODES: tuple[str, ...] = (*get_args(Mode), "shelter", "crossing")
STATUSES: tuple[str, ...] = get_args(ShelterStatus)
_OF_SHELTERS = ("free", "status")
_OF_CROSSINGS = ("status", "until")
_OF_LINES = ("queue", "waited_minutes", "serving")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row. With mode "shelter" it says `free` or `status`, with "crossing" `status` and perhaps `until`.

    Else it says something of the line; the rest is None.
    """

    at: datetime
    mode: Mode | Literal["shelter", "crossing"] | None  # None: not readable
    code: str
    queue: int | None
    waited_minutes: int | None
    serving: int | None
    free: int | None
    status: ShelterStatus | None
    # An export needs it: else a guest's rumour would come back from the file as a volunteer's word. None is yes.
    trusted: bool | None
    source: str
    until: datetime | None = None  # when what is closed opens again

    @classmethod
    def of(cls, report: Report, timezone: ZoneInfo) -> ReportRow:
        """The report's row, its time to the microsecond and with the offset of `timezone`."""
        at = datetime.fromtimestamp(report.at, timezone)
        if isinstance(report, ShelterReport):
            seen = report.free, report.status
            return cls(at, "shelter", report.code, None, None, None, *seen, report.trusted, "")
        if isinstance(report, CrossingReport):
            until = None if report.until is None else datetime.fromtimestamp(report.until, timezone)
            seen = None, report.status
            return cls(at, "crossing", report.code, None, None, None, *seen, report.trusted, "", until)
        line = report.queue, report.waited_minutes, report.serving
        return cls(at, report.mode, report.code, *line, None, None, report.trusted, "")

    def report(self) -> Report:
        """A report whose `by` is "file", so that all rows of files together count as one witness."""
        assert self.mode is not None  # such a row was refused
        at, trusted = self.at.timestamp(), self.trusted is not False
        if self.mode == "shelter":
            return ShelterReport(at, self.code, self.status, self.free, trusted, "file")
        if self.mode == "crossing":
            assert self.status == "open" or self.status == "closed"  # likewise
            until = self.until.timestamp() if self.until else None
            return CrossingReport(at, self.code, self.status, until, trusted, "file")
        line = self.queue, self.waited_minutes, self.serving
        return QueueReport(at, self.code, self.mode, *line, trusted, "file")


def check_report(cells: Cells) -> None:
    """Says what is wrong between the cells of a row with a readable mode."""
    mode = cells.text("mode")
    if mode not in MODES:
        return
    own = {"shelter": _OF_SHELTERS, "crossing": _OF_CROSSINGS}.get(mode, _OF_LINES)
    needed = own[:1] if mode == "crossing" else own
    if not any(map(cells.text, needed)):
        cells.wrong(own[0], f"a report with mode {mode} needs at least one of {', '.join(needed)}")
    if mode == "crossing" and cells.text("status") == "full":
        cells.wrong("status", "a crossing is open or closed")
    for column in filter(cells.text, dict.fromkeys((*_OF_SHELTERS, *_OF_CROSSINGS, *_OF_LINES))):
        if column not in own:
            cells.wrong(column, f"must be empty in a report with mode {mode}")
