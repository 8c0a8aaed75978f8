"""The live state of shelters: what was reported, who was sent where, and what that comes to at a moment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import inf
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from .changes import Sent, ShelterReport

State: TypeAlias = Literal["open", "opens-soon", "reported-full", "was-full", "full", "closed", "opens-later"]

SOON = 2 * 3600.0
"""Seconds before its opening from which a shelter counts as open: about what one can wait near its door."""
LAST_CALL = 30 * 60.0
"""Seconds before its closing from which a shelter is not worth a walk."""
FRESH = 12 * 3600.0
"""Seconds for which a report may be shown as current: one night. After it those it counted have left."""
RUMOUR = 3 * 3600.0
"""Seconds for which one guest's word counts, and within which a second guest confirms it."""
UNKNOWN_ROOM = 50
"""Places assumed where neither a fresh report nor a capacity is known (DESIGN.md, Directory)."""
_KEPT_CHANGES = 4096  # a reader further behind than this starts afresh, so the list stays small


@dataclass(frozen=True, slots=True)
class Window:
    """Where a moment lies between openings and closings (epoch seconds). It holds for `start <= now < end`."""

    start: float
    end: float
    is_open: bool
    opens_at: float | None  # the coming opening, None while open
    closes_at: float | None  # the coming closing, None: it never closes or nobody knows when
    closed_at: float  # the last closing, -inf where there is none
    emptied_at: float  # when those of the night before had left


class Hours:
    """Opening hours of every day, in minutes since local midnight (0..1440). One object serves all shelters with them.

    Closing before opening is overnight, 24:00 is the next midnight. Opening at the hour of closing (00:00-24:00) never
    closes; unknown hours (None) count as open, since a wasted walk is less bad than a night outside. Both are taken to
    be emptied at local noon: the latest morning closing in the sample is 11:00, and without such an hour those sent
    there would be expected for ever.
    """

    def __init__(self, opens: int | None, closes: int | None, timezone: ZoneInfo) -> None:
        self._timezone = timezone
        self._opens = (opens or 0) % 1440
        self._closes = (closes or 0) % 1440
        self._never_closes = opens is None or closes is None or self._opens == self._closes
        self._window: Window | None = None

    def at(self, now: float) -> Window:
        """The window in which `now` lies, by the zone's own rules for that day."""
        window = self._window
        if window is None or not window.start <= now < window.end:
            window = self._window = self._noon_to_noon(now) if self._never_closes else self._by_hours(now)
        return window

    def _epoch(self, day: date, minute: int) -> float:
        return datetime.combine(day, time(minute // 60, minute % 60), self._timezone).timestamp()

    def _noon_to_noon(self, now: float) -> Window:
        today = datetime.fromtimestamp(now, self._timezone).date()
        noons = [self._epoch(today + timedelta(days), 720) for days in (-1, 0, 1)]
        start, end = next(pair for pair in pairwise(noons) if pair[0] <= now < pair[1])
        return Window(start, end, True, None, None, -inf, start)

    def _by_hours(self, now: float) -> Window:
        today = datetime.fromtimestamp(now, self._timezone).date()
        overnight = timedelta(1 if self._closes <= self._opens else 0)
        days = [today + timedelta(days) for days in range(-2, 3)]
        nights = [(self._epoch(day, self._opens), self._epoch(day + overnight, self._closes)) for day in days]
        opens_at, closes_at = next(night for night in nights if night[1] > now)
        closed_at = max(closing for _, closing in nights if closing <= now)
        edges = [closed_at, opens_at - SOON, opens_at, closes_at - LAST_CALL, closes_at]
        start = max(edge for edge in edges if edge <= now)
        end = min(edge for edge in edges if edge > now)
        is_open = opens_at <= now
        return Window(start, end, is_open, None if is_open else opens_at, closes_at, closed_at, closed_at)


@dataclass(frozen=True, slots=True)
class Known:
    """What the reports on one shelter say together, before the hours are asked. It holds until `until`."""

    trusted: ShelterReport | None = None  # the newest
    barred: Literal["full", "closed"] | None = None  # by `trusted`
    opened_at: float = -inf  # a volunteer's last "open" that no "closed" followed
    places: ShelterReport | None = None  # the trusted report whose number of free places was not overtaken
    counted_at: float = -inf  # the last trusted report with a number
    guest: ShelterReport | None = None  # the newest guest's "full" since `trusted`
    confirmed: tuple[ShelterReport, ShelterReport] | None = None  # the newest two of different guests that agree
    until: float = inf  # the next report waits for this time


NOTHING_KNOWN = Known()


def _fold(reports: Sequence[ShelterReport], now: float) -> Known:
    """The reports dated up to `now`, which are sorted by `_order`; one dated later waits for its time.

    A volunteer who reports free places means that there are some, so a number above 0 lifts "full" and "closed"
    and 0 is "full", unless a status is said with it. Only a guest's "full" is heard: opening a door, closing it and
    counting beds are for those who are answerable.
    """
    trusted: ShelterReport | None = None
    places: ShelterReport | None = None
    guest: ShelterReport | None = None
    other: ShelterReport | None = None  # the newest by another guest than `guest`
    confirmed: tuple[ShelterReport, ShelterReport] | None = None
    barred: Literal["full", "closed"] | None = None
    opened_at = counted_at = -inf
    for report in reports:
        if report.at > now:
            return Known(trusted, barred, opened_at, places, counted_at, guest, confirmed, report.at)
        if report.trusted:
            was_barred, trusted = barred, report
            guest = other = confirmed = None
            status = report.status or ("full" if report.free == 0 else None)
            barred = status if status in ("full", "closed") else None
            if report.free is not None:
                places, counted_at = report, report.at
            elif barred or was_barred:
                places = None
            if status == "open":
                opened_at = report.at
            elif status == "closed":
                opened_at = -inf
        elif report.status == "full":
            if guest and guest.by != report.by:
                other = guest
            guest = report
            if other and report.at - other.at <= RUMOUR:
                confirmed = (other, report)
    return Known(trusted, barred, opened_at, places, counted_at, guest, confirmed)


def _order(report: ShelterReport) -> tuple[float, bool, str, str, int]:
    """By time; at the same second the volunteer has the last word."""
    return report.at, report.trusted, report.by, report.status or "", -1 if report.free is None else report.free


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be said of a shelter (see `shelters.Offer`) and what ranks it. It holds until `until`."""

    state: State
    opens_at: float | None
    closes_at: float | None
    free: int | None
    checked_at: float | None
    fresh: bool
    room: int  # places to share out, at least 1
    last_call: bool  # closes within LAST_CALL
    expected_since: float  # who was sent earlier has left or been counted
    until: float


def standing(hours: Hours, beds: int | None, known: Known, now: float) -> Standing:
    """What hours, capacity and reports come to at `now` (epoch seconds).

    A report is fresh until the next closing after it, when all whom it counted leave, and for 12 hours at most, since
    a shelter that never closes changes as much in a night. A stale report is not shown as current: its number is
    dropped, and "full" becomes "was-full". A volunteer's "open" overrides the hours until the next closing, "closed"
    holds until a volunteer says otherwise. Two guests' "full" counts as a volunteer's until a volunteer speaks;
    one guest's counts for 3 hours as "reported-full".
    """
    window = hours.at(now)

    def is_fresh(report: ShelterReport) -> bool:
        return now < report.at + FRESH and window.closed_at <= report.at

    is_open = window.is_open or window.closed_at <= known.opened_at
    opens_at = None if is_open else window.opens_at
    full = known.trusted if known.barred == "full" else known.confirmed[1] if known.confirmed else None
    guest = known.guest if known.guest and now < known.guest.at + RUMOUR else None
    shown = known.places if known.places and is_fresh(known.places) else known.trusted
    state: State = "open" if opens_at is None else "opens-soon"
    if known.barred == "closed":
        state = "closed"
    elif full and is_fresh(full):
        state, shown = "full", full
    elif opens_at is not None and opens_at - now > SOON:
        state = "opens-later"
    elif full:
        state, shown = "was-full", full
    elif guest:
        state, shown = "reported-full", guest
    fresh = shown is not None and is_fresh(shown)
    free = shown.free if shown and fresh and shown is known.places else None
    lapses = [report.at + FRESH for report in (known.places, known.trusted, full) if report]
    if guest:
        lapses.append(guest.at + RUMOUR)
    return Standing(
        state=state,
        opens_at=None if state == "closed" else opens_at,
        closes_at=None if state == "closed" else window.closes_at,
        free=free,
        checked_at=shown.at if shown else None,
        fresh=fresh,
        room=max(1, next((n for n in (free, beds) if n is not None), UNKNOWN_ROOM)),
        last_call=is_open and window.closes_at is not None and window.closes_at - now <= LAST_CALL,
        expected_since=max(window.emptied_at, known.counted_at),
        until=min((window.end, known.until, *(lapse for lapse in lapses if lapse > now))),
    )


@dataclass(slots=True)
class _Record:
    """One shelter's reports, sorted, and the phones whose last answer named it."""

    reports: list[ShelterReport] = field(default_factory=list)
    known: Known | None = None
    known_at: float = -inf
    phones: dict[str, Sent] = field(default_factory=dict)
    since: float = inf
    expected: int = 0  # people of `phones` sent at `since` or later


class Occupancy:
    """The live state of all shelters. Changes may come twice and in any order: the result is the same."""

    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}
        self._phones: dict[str, Sent] = {}
        self._changed: list[str] = []
        self.version = 0
        """Grows with every change that may put a shelter forward; being sent there only puts it back."""

    def apply(self, change: ShelterReport | Sent) -> None:
        """Fold one change in. What was known already, or is older than what overtook it, has no effect."""
        record = self._records.get(change.code)
        if record is None:
            record = self._records[change.code] = _Record()
        if isinstance(change, Sent):
            self._send(change, record)
            return
        at = bisect_left(record.reports, _order(change), key=_order)
        if record.reports[at : at + 1] != [change]:
            record.reports.insert(at, change)
            record.known = None
            self._touch(change.code)

    def _send(self, sent: Sent, record: _Record) -> None:
        """One phone is expected where it was sent last, with the party it named last: it can sleep only once."""
        before = self._phones.get(sent.by)
        if before is not None:
            if (before.at, before.party, before.code) >= (sent.at, sent.party, sent.code):
                return
            self._leave(before)
        self._phones[sent.by] = record.phones[sent.by] = sent
        if sent.at >= record.since:
            record.expected += sent.party

    def _leave(self, sent: Sent) -> None:
        record = self._records[sent.code]
        del record.phones[sent.by]
        if sent.at >= record.since:
            record.expected -= sent.party
            self._touch(sent.code)

    def _touch(self, code: str) -> None:
        self._changed.append(code)
        self.version += 1
        if len(self._changed) > _KEPT_CHANGES:
            del self._changed[: _KEPT_CHANGES // 2]

    def changed_since(self, version: int) -> list[str] | None:
        """Codes of shelters that `version` did not have yet, in order; None: too long ago, read everything anew."""
        missing = self.version - version
        if missing > len(self._changed):
            return None
        return self._changed[len(self._changed) - missing :]

    def known(self, code: str, now: float) -> Known:
        """What the reports dated up to `now` say of a shelter."""
        record = self._records.get(code)
        if record is None or not record.reports:
            return NOTHING_KNOWN
        if record.known is None or not record.known_at <= now < record.known.until:
            record.known, record.known_at = _fold(record.reports, now), now
        return record.known

    def expected(self, code: str, since: float) -> int:
        """People sent to a shelter at `since` (epoch seconds) or later."""
        record = self._records.get(code)
        if record is None:
            return 0
        if record.since != since:
            record.since = since
            record.expected = sum(sent.party for sent in record.phones.values() if sent.at >= since)
        return record.expected

    def reported(self) -> Iterator[str]:
        """Codes of the shelters of which there is any report."""
        return (code for code, record in self._records.items() if record.reports)

    def forget_before(self, at: float) -> None:
        """Drop what is older than `at` (epoch seconds) and can matter no more, so that memory stays bounded.

        `at` must be two days ago or more: until then a count may be open. A "full" or "closed" holds until a volunteer
        speaks, so each shelter keeps its newest trusted report and the two guests that agree since.
        """
        for sent in [sent for sent in self._phones.values() if sent.at < at]:
            self._leave(self._phones.pop(sent.by))
        for code, record in list(self._records.items()):
            old = _fold(record.reports, at)
            held = [report for report in (old.trusted, *(old.confirmed or ())) if report and report.at < at]
            record.reports = sorted(held, key=_order) + [r for r in record.reports if r.at >= at]
            record.known = None
            if not record.reports and not record.phones:
                del self._records[code]
