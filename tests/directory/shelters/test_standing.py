"""What hours, capacity and reports come to. Times are local ones of Uralsk (UTC+5)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hotline.directory.changes import ShelterReport, ShelterStatus
from hotline.directory.shelters.hours import Hours
from hotline.directory.shelters.occupancy import NOTHING_KNOWN, Occupancy
from hotline.directory.shelters.standing import ShelterState, standing

from .town import ORAL, at

CINEMA = Hours(22 * 60 + 30, 11 * 60, ORAL)
ALWAYS = Hours(0, 1440, ORAL)


def volunteer(when: str, status: ShelterStatus | None, free: int | None = None) -> ShelterReport:
    return ShelterReport(at(when), "CINEMA", status, free, trusted=True, by="volunteer")


def guest(when: str, by: str, status: ShelterStatus = "full") -> ShelterReport:
    return ShelterReport(at(when), "CINEMA", status, None, trusted=False, by=by)


def state_at(now: str, hours: Hours, reports: Sequence[ShelterReport]) -> ShelterState:
    occupancy = Occupancy()
    for report in reports:
        occupancy.apply(report)
    return standing(hours, 400, occupancy.known("CINEMA", at(now)), at(now)).state


@pytest.mark.parametrize(
    ("now", "reports", "state"),
    [
        # the hours alone
        ("25 20:29", [], "opens-later"),
        ("25 20:30", [], "opens-soon"),
        ("25 23:00", [], "open"),
        # a volunteer's word: "open" whatever the hours until the next closing
        ("25 18:00", [volunteer("25 17:00", "open")], "open"),
        ("26 10:59", [volunteer("25 17:00", "open")], "open"),
        ("26 11:00", [volunteer("25 17:00", "open")], "opens-later"),
        # "closed" holds for days, until a volunteer says otherwise
        ("28 23:00", [volunteer("25 17:00", "closed")], "closed"),
        ("25 19:00", [volunteer("25 17:00", "closed"), volunteer("25 18:00", "open")], "open"),
        ("25 23:30", [volunteer("25 17:00", "closed"), volunteer("25 23:00", None, 20)], "open"),
        ("25 19:00", [volunteer("25 17:00", "closed"), volunteer("25 18:00", None, 20)], "opens-later"),
        ("25 19:00", [volunteer("25 16:00", "open"), volunteer("25 17:00", "closed"), volunteer("25 18:00", None, 9)],
         "opens-later"),
        # "full" while it is fresh, then "was full", unless it is shut for long anyway
        ("25 23:00", [volunteer("25 23:00", "full")], "full"),
        ("26 10:59", [volunteer("25 23:00", "full")], "full"),
        ("26 11:00", [volunteer("25 23:00", "full")], "opens-later"),
        ("26 21:00", [volunteer("25 23:00", "full")], "was-full"),
        ("26 22:30", [volunteer("25 23:00", "full")], "was-full"),
        ("26 09:00", [volunteer("25 20:59", "full")], "was-full"),
        ("26 23:00", [volunteer("25 23:00", "full"), volunteer("26 22:40", "open")], "open"),
        # a number above 0 lifts it, 0 is full unless a status stands beside it
        ("25 23:59", [volunteer("25 23:00", "full"), volunteer("25 23:30", None, 5)], "open"),
        ("25 23:59", [volunteer("25 23:30", None, 0)], "full"),
        ("25 23:59", [volunteer("25 23:30", "open", 0)], "open"),
        # one guest: three hours; the same one twice is one
        ("26 01:59", [guest("25 23:00", "a")], "reported-full"),
        ("26 02:00", [guest("25 23:00", "a")], "open"),
        ("25 23:59", [guest("25 23:00", "a"), guest("25 23:30", "a")], "reported-full"),
        # two: never full by their word alone, and gone with the night
        ("25 23:59", [guest("25 23:00", "a"), guest("25 23:30", "b")], "reported-full"),
        ("26 05:59", [guest("25 23:00", "a"), guest("25 23:30", "b"), guest("26 03:00", "a")], "reported-full"),
        ("26 06:00", [guest("25 23:00", "a"), guest("25 23:30", "b"), guest("26 03:00", "a")], "open"),
        ("26 23:00", [guest("25 23:00", "a"), guest("25 23:30", "b")], "open"),
        # too far apart to confirm each other
        ("26 03:00", [guest("25 23:00", "a"), guest("26 02:01", "b")], "reported-full"),
        # a volunteer's word ends what guests said before it, at the same second too, and what they say within an hour
        ("25 23:59", [guest("25 23:00", "a"), guest("25 23:30", "b"), volunteer("25 23:30", "open")], "open"),
        ("26 00:40", [guest("25 23:00", "a"), volunteer("25 23:30", None, 9), guest("26 00:29", "b")], "open"),
        ("26 00:40", [guest("25 23:00", "a"), volunteer("25 23:30", None, 9), guest("26 00:30", "b")], "reported-full"),
        # nothing else is heard from a guest
        ("25 18:00", [guest("25 17:00", "a", "open")], "opens-later"),
        ("25 23:59", [guest("25 23:00", "a", "closed"), guest("25 23:30", "b", "closed")], "open"),
        # a report dated later waits for its time
        ("25 23:00", [volunteer("25 23:01", "full")], "open"),
        ("25 23:01", [volunteer("25 23:01", "full")], "full"),
    ],
)  # fmt: skip
def test_state(now: str, reports: list[ShelterReport], state: ShelterState) -> None:
    """The state of a shelter open 22:30-11:00 after these reports."""
    assert state_at(now, CINEMA, reports) == state


def test_a_report_on_one_that_never_closes_is_stale_after_twelve_hours() -> None:
    reports = [volunteer("25 20:00", "full")]
    assert state_at("26 07:59", ALWAYS, reports) == "full"
    assert state_at("26 08:00", ALWAYS, reports) == "was-full"


@pytest.mark.parametrize(
    ("now", "reports", "free", "checked_at", "fresh", "room"),
    [
        ("25 23:00", [], None, None, False, 400),
        ("25 23:00", [volunteer("25 22:40", "open", 150)], 150, "25 22:40", True, 150),
        # later words without a number neither date the number anew nor drop it …
        ("25 23:50", [volunteer("25 22:40", "open", 150), volunteer("25 23:40", "open")], 150, "25 22:40", True, 150),
        # … unless it was full or closed in between
        ("25 23:50", [volunteer("25 22:40", None, 150), volunteer("25 23:00", "full"), volunteer("25 23:40", "open")],
         None, "25 23:40", True, 400),
        ("25 23:50", [volunteer("25 23:00", "full", 0)], 0, "25 23:00", True, 1),
        # a guest's "full" puts the number in doubt, an hour later
        ("25 23:50", [volunteer("25 22:40", None, 150), guest("25 23:40", "a")], None, "25 23:40", True, 400),
        ("25 23:50", [volunteer("25 22:40", None, 150), guest("25 23:30", "a")], 150, "25 22:40", True, 150),
        # stale: the number is gone, the time of the report stays
        ("26 11:00", [volunteer("25 22:40", None, 150)], None, "25 22:40", False, 400),
        ("26 22:40", [volunteer("25 22:40", None, 150)], None, "25 22:40", False, 400),
    ],
)  # fmt: skip
def test_a_number_is_shown_while_it_is_fresh(
    now: str, reports: list[ShelterReport], free: int | None, checked_at: str | None, fresh: bool, room: int
) -> None:
    occupancy = Occupancy()
    for report in reports:
        occupancy.apply(report)
    is_now = standing(CINEMA, 400, occupancy.known("CINEMA", at(now)), at(now))
    assert (is_now.free, is_now.fresh, is_now.room) == (free, fresh, room)
    assert is_now.checked_at == (at(checked_at) if checked_at else None)


def test_unknown_room_is_fifty_and_last_call_begins_half_an_hour_before_closing() -> None:
    assert standing(CINEMA, None, NOTHING_KNOWN, at("25 23:00")).room == 50
    assert not standing(CINEMA, None, NOTHING_KNOWN, at("26 10:29")).last_call
    assert standing(CINEMA, None, NOTHING_KNOWN, at("26 10:30")).last_call
