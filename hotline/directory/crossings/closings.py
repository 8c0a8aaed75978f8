"""Whether a crossing is closed, by what volunteers say of it."""

from __future__ import annotations

from collections.abc import Sequence

from ..changes import CrossingReport, QueueReport

UNTOLD = 24 * 3600.0
"""Seconds after which a crossing that was called closed, without a time, is not called so any more: in those weeks they
shut for hours, and a stale word sends people hundreds of kilometres round."""

TOLD_OPEN = 12 * 3600.0  # seconds for which "open" may be told, as of a shelter: one night


def last_status(said: Sequence[CrossingReport], now: float) -> CrossingReport | None:
    """A volunteer's last word on it at `now` (epoch seconds), of reports in order of time."""
    return next((one for one in reversed(said) if one.trusted and one.at <= now), None)


def closing(said: Sequence[CrossingReport], lines: Sequence[QueueReport], now: float) -> CrossingReport | None:
    """The report by which it is closed at `now`; None when it is open, or nobody knows.

    It holds until the time that was told with it, else until a volunteer says otherwise, that it is open or which
    number is let in, and for UNTOLD at most.
    """
    last = last_status(said, now)
    if last is None or last.status == "open" or now >= (last.at + UNTOLD if last.until is None else last.until):
        return None
    let_in = any(one.trusted and one.serving is not None and last.at < one.at <= now for one in lines)
    return None if let_in else last


def opening(said: Sequence[CrossingReport], now: float) -> CrossingReport | None:
    """The last word, where it is "open" and fresh."""
    last = last_status(said, now)
    return last if last and last.status == "open" and now - last.at < TOLD_OPEN else None
