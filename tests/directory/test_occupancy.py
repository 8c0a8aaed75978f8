"""What hours, capacity and reports come to, and how many are expected. Times are local ones of Uralsk (UTC+5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import inf
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.changes import Sent, ShelterReport, Status
from hotline.directory.occupancy import NOTHING_KNOWN, Hours, Occupancy, State, standing

ORAL = ZoneInfo("Asia/Oral")
BERLIN = ZoneInfo("Europe/Berlin")
CINEMA = Hours(22 * 60 + 30, 11 * 60, ORAL)
ALWAYS = Hours(0, 1440, ORAL)
HOUR = 3600.0


def at(text: str, timezone: ZoneInfo = ORAL) -> float:
    """'25 23:00' of September 2022 (or '2022-10-30 02:30') as epoch seconds."""
    day, clock = text.split()
    return (
        datetime.fromisoformat(f"{day if '-' in day else f'2022-09-{day}'}T{clock}")
        .replace(tzinfo=timezone)
        .timestamp()
    )


def volunteer(when: str, status: Status | None, free: int | None = None) -> ShelterReport:
    return ShelterReport(at(when), "CINEMA", status, free, trusted=True, by="volunteer")


def guest(when: str, by: str, status: Status = "full") -> ShelterReport:
    return ShelterReport(at(when), "CINEMA", status, None, trusted=False, by=by)


def state_at(now: str, hours: Hours, reports: Sequence[ShelterReport]) -> State:
    occupancy = Occupancy()
    for report in reports:
        occupancy.apply(report)
    return standing(hours, 400, occupancy.known("CINEMA", at(now)), at(now)).state


@pytest.mark.parametrize(
    ("opens", "closes", "now", "is_open", "opens_at", "closes_at"),
    [
        # overnight: before, at the opening, past midnight, at the closing
        (1350, 660, "25 22:29", False, "25 22:30", "26 11:00"),
        (1350, 660, "25 22:30", True, None, "26 11:00"),
        (1350, 660, "26 04:00", True, None, "26 11:00"),
        (1350, 660, "26 11:00", False, "26 22:30", "27 11:00"),
        # by day, until midnight written 24:00, from midnight
        (540, 1080, "25 12:00", True, None, "25 18:00"),
        (540, 1080, "25 18:00", False, "26 09:00", "26 18:00"),
        (1200, 1440, "25 23:59", True, None, "26 00:00"),
        (1200, 1440, "26 00:00", False, "26 20:00", "27 00:00"),
        (0, 480, "26 00:00", True, None, "26 08:00"),
        # round the clock, and unknown
        (0, 1440, "25 12:00", True, None, None),
        (None, None, "25 03:00", True, None, None),
    ],
)
def test_hours(
    opens: int | None, closes: int | None, now: str, is_open: bool, opens_at: str | None, closes_at: str | None
) -> None:
    """Closing before opening is overnight, 24:00 the next midnight, 00:00-24:00 and unknown hours are open."""
    window = Hours(opens, closes, ORAL).at(at(now))
    assert window.is_open is is_open
    assert window.opens_at == (at(opens_at) if opens_at else None)
    assert window.closes_at == (at(closes_at) if closes_at else None)


def test_a_night_in_which_the_clock_is_put_back_lasts_an_hour_longer() -> None:
    window = Hours(22 * 60, 8 * 60, BERLIN).at(at("2022-10-29 23:00", BERLIN))
    assert window.closes_at is not None
    assert window.closes_at - at("2022-10-29 22:00", BERLIN) == 11 * HOUR
    assert window.closes_at == at("2022-10-30 08:00", BERLIN)


def test_one_that_never_closes_is_emptied_at_local_noon() -> None:
    assert ALWAYS.at(at("25 12:00")).emptied_at == at("25 12:00")
    assert ALWAYS.at(at("25 11:59")).emptied_at == at("24 12:00")


@given(
    hours=st.sampled_from([(1350, 660), (540, 1080), (1200, 1440), (0, 1440), (None, None), (150, 120)]),
    timezone=st.sampled_from([ORAL, BERLIN]),
    moments=st.lists(st.integers(int(at("2022-10-28 00:00")), int(at("2022-11-01 00:00"))), min_size=2, max_size=8),
)
def test_a_window_kept_is_the_window_read_anew(
    hours: tuple[int | None, int | None], timezone: ZoneInfo, moments: list[int]
) -> None:
    kept = Hours(*hours, timezone)
    for moment in moments:
        window = kept.at(moment)
        assert window.start <= moment < window.end
        assert window.closed_at <= moment
        assert window == Hours(*hours, timezone).at(moment)


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
        # two: full, even when a third word of the first comes later, then was full
        ("25 23:59", [guest("25 23:00", "a"), guest("25 23:30", "b")], "full"),
        ("26 04:00", [guest("25 23:00", "a"), guest("25 23:30", "b"), guest("26 03:00", "a")], "full"),
        ("26 23:00", [guest("25 23:00", "a"), guest("25 23:30", "b")], "was-full"),
        # too far apart to confirm each other
        ("26 03:00", [guest("25 23:00", "a"), guest("26 02:01", "b")], "reported-full"),
        # a volunteer's word ends what guests said before it, at the same second too, but not what comes after
        ("25 23:59", [guest("25 23:00", "a"), guest("25 23:30", "b"), volunteer("25 23:30", "open")], "open"),
        ("25 23:59", [guest("25 23:00", "a"), volunteer("25 23:30", None, 9), guest("25 23:40", "b")], "reported-full"),
        # nothing else is heard from a guest
        ("25 18:00", [guest("25 17:00", "a", "open")], "opens-later"),
        ("25 23:59", [guest("25 23:00", "a", "closed"), guest("25 23:30", "b", "closed")], "open"),
        # a report dated later waits for its time
        ("25 23:00", [volunteer("25 23:01", "full")], "open"),
        ("25 23:01", [volunteer("25 23:01", "full")], "full"),
    ],
)  # fmt: skip
def test_state(now: str, reports: list[ShelterReport], state: State) -> None:
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
        # a guest's "full" puts the number in doubt
        ("25 23:50", [volunteer("25 22:40", None, 150), guest("25 23:30", "a")], None, "25 23:30", True, 400),
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


def test_those_sent_are_expected_until_they_are_counted_or_have_left() -> None:
    occupancy = Occupancy()
    for sent in (Sent(at("25 22:35"), "CINEMA", 3, "a"), Sent(at("25 23:00"), "CINEMA", 4, "b")):
        occupancy.apply(sent)

    def expected(now: str) -> int:
        is_now = standing(CINEMA, 400, occupancy.known("CINEMA", at(now)), at(now))
        return occupancy.expected("CINEMA", is_now.expected_since)

    assert expected("25 23:10") == 7
    occupancy.apply(volunteer("25 22:40", None, 150))
    assert expected("25 23:10") == 4
    occupancy.apply(volunteer("25 23:05", "open"))  # no beds counted
    assert expected("25 23:10") == 4
    assert expected("26 11:00") == 0
    assert occupancy.expected("NOWHERE", -inf) == 0


def test_one_phone_is_expected_once_where_it_was_sent_last_with_its_last_party() -> None:
    occupancy = Occupancy()
    assert occupancy.expected("A", 0) == 0
    occupancy.apply(Sent(100, "A", 5, "a"))
    assert occupancy.expected("A", 0) == 5
    occupancy.apply(Sent(101, "A", 2, "a"))
    assert occupancy.expected("A", 0) == 2
    occupancy.apply(Sent(100, "B", 9, "a"))  # arrives late
    occupancy.apply(Sent(101, "A", 2, "a"))  # arrives twice
    assert (occupancy.expected("A", 0), occupancy.expected("B", 0)) == (2, 0)
    occupancy.apply(Sent(102, "B", 2, "a"))
    assert (occupancy.expected("A", 0), occupancy.expected("B", 0)) == (0, 2)


SOME_REPORTS = st.builds(
    ShelterReport,
    at=st.integers(0, 40).map(lambda n: at("25 20:00") + n * 1800),
    code=st.sampled_from(["A", "B"]),
    status=st.sampled_from(["open", "full", "closed", None]),
    free=st.sampled_from([None, 0, 7]),
    trusted=st.booleans(),
    by=st.sampled_from(["a", "b"]),
)
SOME_SENT = st.builds(
    Sent,
    at=st.integers(0, 40).map(lambda n: at("25 20:00") + n * 1800),
    code=st.sampled_from(["A", "B"]),
    party=st.integers(1, 4),
    by=st.sampled_from(["a", "b", "c"]),
)


@given(changes=st.lists(SOME_REPORTS | SOME_SENT, max_size=12), data=st.data())
def test_changes_may_come_twice_and_in_any_order(changes: list[ShelterReport | Sent], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(changes + changes[:3]))
    one, other = Occupancy(), Occupancy()
    for change in changes:
        one.apply(change)
    for change in shuffled:
        other.apply(change)
        other.known("A", change.at)  # reading in between changes nothing
        other.expected("A", change.at)
    for now in (at("25 20:00"), at("26 03:10"), at("26 23:00")):
        for code in "AB":
            assert one.known(code, now) == other.known(code, now)
            assert one.expected(code, now - 6 * HOUR) == other.expected(code, now - 6 * HOUR)


@given(changes=st.lists(SOME_REPORTS | SOME_SENT, max_size=12), hours=st.sampled_from([CINEMA, ALWAYS]))
def test_forgetting_what_is_two_days_old_changes_no_answer(changes: list[ShelterReport | Sent], hours: Hours) -> None:
    now = at("28 17:00")
    whole, pruned = Occupancy(), Occupancy()
    for occupancy in (whole, pruned):
        for change in changes:
            occupancy.apply(change)
        occupancy.expected("A", -inf)
    pruned.forget_before(now - 48 * HOUR)
    for code in "AB":
        before, after = (standing(hours, 9, o.known(code, now), now) for o in (whole, pruned))
        assert (before.state, before.free, before.checked_at) == (after.state, after.free, after.checked_at)
        assert whole.expected(code, before.expected_since) == pruned.expected(code, after.expected_since)


def test_forgetting_keeps_the_last_word_and_what_is_newer_and_drops_the_rest() -> None:
    occupancy = Occupancy()
    occupancy.apply(volunteer("20 20:00", "open", 9))
    occupancy.apply(volunteer("20 22:00", "closed"))
    occupancy.apply(ShelterReport(at("20 20:00"), "GUESTS", "full", None, False, "a"))
    occupancy.apply(Sent(at("20 20:00"), "GONE", 2, "a"))
    occupancy.apply(Sent(at("25 20:00"), "NEW", 3, "b"))
    occupancy.forget_before(at("23 00:00"))
    assert list(occupancy.reported()) == ["CINEMA"]
    assert occupancy.known("CINEMA", at("25 20:00")).barred == "closed"
    assert occupancy.expected("GONE", -inf) == 0
    assert occupancy.expected("NEW", -inf) == 3


def test_a_reader_learns_what_changed_and_starts_anew_when_it_is_too_far_behind() -> None:
    """Only what may put a shelter forward is told; to be expected puts it back."""
    occupancy = Occupancy()
    occupancy.apply(volunteer("25 20:00", "full"))
    version = occupancy.version
    occupancy.apply(volunteer("25 20:00", "full"))
    occupancy.apply(Sent(at("25 20:00"), "A", 1, "a"))
    assert occupancy.changed_since(version) == []
    occupancy.expected("A", -inf)
    occupancy.apply(Sent(at("25 20:01"), "B", 1, "a"))
    assert occupancy.changed_since(version) == ["A"]
    for second in range(5000):
        occupancy.apply(ShelterReport(second, f"S{second}", "open", None, True, "v"))
    assert occupancy.changed_since(version) is None
    assert occupancy.changed_since(occupancy.version - 1) == ["S4999"]
