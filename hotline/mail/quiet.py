"""Quiet hours: when a person may be written to unasked, in their own time zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def not_before(at: float, zone: ZoneInfo, start: time, end: time) -> float:
    """`at` itself (epoch seconds), or the end of the quiet hours it falls into. They may span midnight."""
    local = datetime.fromtimestamp(at, zone)
    now = local.time()
    if start <= end:
        quiet, days = start <= now < end, 0
    else:
        quiet, days = now >= start or now < end, int(now >= start)
    if not quiet:
        return at
    return datetime.combine(local.date() + timedelta(days=days), end, zone).timestamp()


def next_day(at: float, zone: ZoneInfo, end: time) -> float:
    """The end of the next day's quiet hours, in epoch seconds."""
    local = datetime.fromtimestamp(at, zone)
    return datetime.combine(local.date() + timedelta(days=1), end, zone).timestamp()


def next_start(at: float, zone: ZoneInfo, start: time) -> float:
    """When the quiet hours after `at` begin, in epoch seconds."""
    local = datetime.fromtimestamp(at, zone)
    days = int(local.time() >= start)
    return datetime.combine(local.date() + timedelta(days=days), start, zone).timestamp()
