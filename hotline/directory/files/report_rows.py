"""Rows of reports.csv: what shelters and lines were like at a time, as the operator writes it down."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from ..changes import QueueReport, ShelterReport, Status
from .columns import MOST_IN_LINE, MOST_MINUTES, MOST_PEOPLE, Cells, number_cell, yes_cell

_KINDS: tuple[Literal["foot", "car", "shelter"], ...] = ("foot", "car", "shelter")
_STATUSES: tuple[Status, ...] = ("open", "full", "closed")
_OF_SHELTERS = ("free", "status")
_OF_CROSSINGS = ("queue", "waited_minutes", "serving")

# `trusted` may be absent or empty, which means yes. An export needs it: else a guest's rumour would come back
# from the file as a volunteer's word.
REPORT_COLUMNS = ("at", "mode", "code", *_OF_CROSSINGS, *_OF_SHELTERS, "trusted", "source")


def read_report(cells: Cells) -> ShelterReport | QueueReport | None:
    """A report whose `by` is "file", so that all rows of files together count as one witness.

    None without a readable mode: it is not known then what the row reports on.
    """
    at, code = cells.moment("at"), cells.code()
    trusted = not cells.text("trusted") or cells.yes("trusted")
    kind = cells.choice("mode", _KINDS, needed=True)
    if kind is not None:
        own, other = (_OF_SHELTERS, _OF_CROSSINGS) if kind == "shelter" else (_OF_CROSSINGS, _OF_SHELTERS)
        if not any(map(cells.text, own)):
            cells.wrong(own[0], f"a report with mode {kind} needs at least one of {', '.join(own)}")
        for column in filter(cells.text, other):
            cells.wrong(column, f"must be empty in a report with mode {kind}")
    status, free = cells.choice("status", _STATUSES, needed=False), cells.whole("free", MOST_PEOPLE)
    queue, serving = cells.whole("queue", MOST_IN_LINE), cells.whole("serving", MOST_IN_LINE)
    waited = cells.whole("waited_minutes", MOST_MINUTES)
    if kind is None:
        return None
    if kind == "shelter":
        return ShelterReport(at, code, status, free, trusted, "file")
    return QueueReport(at, code, kind, queue, waited, serving, trusted, "file")


def report_cells(report: ShelterReport | QueueReport, timezone: ZoneInfo) -> dict[str, str]:
    """The report's row, its time to the microsecond and with the offset of `timezone`."""
    cells = {
        "at": datetime.fromtimestamp(report.at, timezone).isoformat(),
        "code": report.code,
        "trusted": yes_cell(report.trusted),
    }
    if isinstance(report, ShelterReport):
        return cells | {"mode": "shelter", "free": number_cell(report.free), "status": report.status or ""}
    return cells | {
        "mode": report.mode,
        "queue": number_cell(report.queue),
        "waited_minutes": number_cell(report.waited_minutes),
        "serving": number_cell(report.serving),
    }
