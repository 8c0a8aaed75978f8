"""Whether a crossing is closed, by what volunteers say, and for how long their word holds."""

from __future__ import annotations

from dataclasses import replace

from hotline.directory.changes import CrossingReport, CrossingStatus
from hotline.directory.crossings.closings import TOLD_OPEN, UNTOLD, closing, opening
from tests.directory.crossings.lines import HOUR, NOW, said, volunteer


def report(status: CrossingStatus, ago: float = 0.0, until: float | None = None) -> CrossingReport:
    return CrossingReport(NOW - ago * HOUR, "TEPLOE", status, until, True, "volunteer")


def test_the_last_word_counts() -> None:
    closed, opened = report("closed", 2), report("open", 1)
    assert closing([closed], (), NOW) == closed
    assert closing([closed, opened], (), NOW) is None
    assert closing([closed, replace(opened, at=NOW + 1)], (), NOW) == closed  # tomorrow's word waits


def test_it_holds_until_the_time_that_was_told() -> None:
    closed = report("closed", 2, until=NOW + HOUR)
    assert closing([closed], (), NOW + HOUR - 1) == closed
    assert closing([closed], (), NOW + HOUR) is None


def test_without_one_it_holds_for_a_day() -> None:
    closed = report("closed")
    assert closing([closed], (), NOW + UNTOLD - 1) == closed
    assert closing([closed], (), NOW + UNTOLD) is None


def test_who_is_let_in_later_shows_that_it_is_open() -> None:
    closed = report("closed", 2)
    let_in = replace(said(serving=143, ago=1), trusted=True)
    assert closing([closed], [let_in], NOW) is None
    assert closing([closed], [replace(let_in, at=closed.at - 1)], NOW) == closed
    assert closing([closed], [said(serving=143, ago=1)], NOW) == closed  # anybody can say so
    assert closing([closed], [volunteer(250, ago=1)], NOW) == closed  # people wait before a closed one, too


def test_only_a_volunteer_closes_a_crossing() -> None:
    assert closing([replace(report("closed"), trusted=False)], (), NOW) is None


def test_open_is_told_for_half_a_day() -> None:
    opened = report("open")
    assert opening([opened], NOW + TOLD_OPEN - 1) == opened
    assert opening([opened], NOW + TOLD_OPEN) is None
    assert opening([opened, report("closed", -1)], NOW + 2 * HOUR) is None
