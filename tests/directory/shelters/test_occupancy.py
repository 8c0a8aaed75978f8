"""What is known of shelters and how many are expected. Times are local ones of Uralsk (UTC+5)."""

from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.changes import Sent, ShelterReport
from hotline.directory.shelters.hours import Hours
from hotline.directory.shelters.occupancy import Occupancy
from hotline.directory.shelters.standing import standing

from .town import ORAL, at, volunteer

HOUR = 3600.0
CINEMA = Hours(22 * 60 + 30, 11 * 60, ORAL)
ALWAYS = Hours(0, 1440, ORAL)


def test_those_sent_are_expected_until_they_are_counted_or_have_left() -> None:
    occupancy = Occupancy()
    for sent in (Sent(at("25 22:35"), "CINEMA", 3, "a"), Sent(at("25 23:00"), "CINEMA", 4, "b")):
        occupancy.apply(sent)

    def expected(now: str) -> int:
        is_now = standing(CINEMA, 400, occupancy.known("CINEMA", at(now)), at(now))
        return occupancy.expected("CINEMA", is_now.expected_since)

    assert expected("25 23:10") == 7
    occupancy.apply(volunteer("CINEMA", None, 150, at("25 22:40")))
    assert expected("25 23:10") == 4
    occupancy.apply(volunteer("CINEMA", "open", None, at("25 23:05")))  # no beds counted
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
    occupancy.apply(volunteer("CINEMA", "open", 9, at("20 20:00")))
    occupancy.apply(volunteer("CINEMA", "closed", None, at("20 22:00")))
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
    occupancy.apply(volunteer("CINEMA", "full", None, at("25 20:00")))
    version = occupancy.version
    occupancy.apply(volunteer("CINEMA", "full", None, at("25 20:00")))
    occupancy.apply(Sent(at("25 20:00"), "A", 1, "a"))
    assert occupancy.changed_since(version) == []
    occupancy.expected("A", -inf)
    occupancy.apply(Sent(at("25 20:01"), "B", 1, "a"))
    assert occupancy.changed_since(version) == ["A"]
    for second in range(5000):
        occupancy.apply(ShelterReport(second, f"S{second}", "open", None, True, "v"))
    assert occupancy.changed_since(version) is None
    assert occupancy.changed_since(occupancy.version - 1) == ["S4999"]
