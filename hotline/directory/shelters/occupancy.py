"""The live state of shelters: what was reported of them, and who was sent there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal

from ..changes import Sent, ShelterReport

RUMOUR = 3 * 3600.0
"""Seconds for which one guest's word counts, and within which a second guest confirms it."""
OVERRULED = 3600.0
"""Seconds before or after a volunteer's word in which no guest's counts: who is answerable has just looked."""
_KEPT_CHANGES = 4096  # a reader further behind than this starts afresh, so the list stays small


@dataclass(frozen=True, slots=True)
class Known:
    """What the reports on one shelter say together, before the hours are asked. It holds until `until`."""

    trusted: ShelterReport | None = None  # the newest
    barred: Literal["full", "closed"] | None = None  # by `trusted`
    opened_at: float = -inf  # a volunteer's last "open" that no "closed" followed
    places: ShelterReport | None = None  # the trusted report whose number of free places was not overtaken
    counted_at: float = -inf  # the last trusted report with a number
    guest: ShelterReport | None = None  # the newest guest's "full" since `trusted` that it does not overrule
    confirmed: tuple[ShelterReport, ShelterReport] | None = None  # the newest two of different guests that agree
    until: float = inf  # the next report waits for this time


NOTHING_KNOWN = Known()


def _fold(reports: Sequence[ShelterReport], now: float) -> Known:
    """The reports dated up to `now`, which are sorted by `_order`; one dated later waits for its time.

    A volunteer who reports free places means that there are some, so a number above 0 lifts "full" and "closed"
    and 0 is "full", unless a status is said with it. Only a guest's "full" is heard: opening a door, closing it and
    counting beds are for those who are answerable; and not even that within an hour of their word.
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
        elif report.status == "full" and (trusted is None or report.at - trusted.at >= OVERRULED):
            if guest and guest.by != report.by:
                other = guest
            guest = report
            if other and report.at - other.at <= RUMOUR:
                confirmed = (other, report)
    return Known(trusted, barred, opened_at, places, counted_at, guest, confirmed)


def _order(report: ShelterReport) -> tuple[float, bool, str, str, int]:
    """By time; at the same second the volunteer has the last word."""
    return report.at, report.trusted, report.by, report.status or "", -1 if report.free is None else report.free


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
    """The live state of all shelters. Changes may come twice and in any order: the result is the same.

    Only what is taken back must have come before.
    """

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

    def take_back(self, report: ShelterReport) -> None:
        """Forget a report, as if it had never been made."""
        record = self._records.get(report.code)
        if record is not None and report in record.reports:
            record.reports.remove(report)
            record.known = None
            self._touch(report.code)

    def reports(self, code: str) -> Sequence[ShelterReport]:
        """What was reported of a shelter and not forgotten since, in order of time."""
        record = self._records.get(code)
        return record.reports if record else ()

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
        speaks, so each shelter keeps its newest trusted report; what guests said lapses within a night.
        """
        for sent in [sent for sent in self._phones.values() if sent.at < at]:
            self._leave(self._phones.pop(sent.by))
        for code, record in list(self._records.items()):
            last = _fold(record.reports, at).trusted
            held = [last] if last and last.at < at else []
            record.reports = held + [report for report in record.reports if report.at >= at]
            record.known = None
            if not record.reports and not record.phones:
                del self._records[code]
