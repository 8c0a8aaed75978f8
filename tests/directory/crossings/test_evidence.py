"""What counts of the reports on a line, and how fast it moves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.changes import QueueReport
from hotline.directory.crossings.crossings import accepted, estimate

from .lines import HOUR, MASHTAKOVO, NOW, TEPLOE, foot, hours, said, volunteer

# The rate


def test_two_numbers_served_give_a_better_rate_than_the_table() -> None:
    """140 at 18:00 and 180 at 20:00: 20 an hour, so 250 people wait 11.25 to 15 hours."""
    served = [volunteer(serving=140, ago=2), volunteer(serving=180)]
    assert hours(foot(volunteer(250), *served)) == pytest.approx((11.25, 15))


@pytest.mark.parametrize(
    ("served", "per_hour"),
    [
        # Within one group's time, so the two tell nothing:
        ([volunteer(serving=140, ago=0.4), volunteer(serving=150)], 12),
        # The line stands still, or a new list has begun:
        ([volunteer(serving=140, ago=2), volunteer(serving=140)], 12),
        ([volunteer(serving=140, ago=2), volunteer(serving=3)], 12),
        # Too old:
        ([volunteer(serving=100, ago=7), volunteer(serving=140)], 12),
        # One unknown phone within reason, and one beyond it (1 an hour), alone or after a volunteer:
        ([said(serving=140, ago=2, by="a"), said(serving=170, by="a")], 15),
        ([said(serving=140, ago=2, by="a"), said(serving=142, by="a")], 12),
        ([volunteer(serving=140, ago=2), said(serving=142)], 12),
        # It does not take away the rate that volunteers have observed either:
        ([volunteer(serving=100, ago=3), volunteer(serving=130, ago=2), said(serving=131, ago=1)], 30),
    ],
)
def test_which_numbers_served_give_a_rate(served: list[QueueReport], per_hour: float) -> None:
    assert hours(foot(volunteer(250), *served))[1] == pytest.approx(250 / (per_hour * 5 / 6))


def test_without_a_rate_in_the_table_it_takes_two_phones_or_a_volunteer_to_give_one() -> None:
    line = volunteer(290, at=MASHTAKOVO)
    first = said(serving=100, ago=2, at=MASHTAKOVO, by="a")
    same, other = (said(serving=140, at=MASHTAKOVO, by=by) for by in ("a", "b"))
    assert estimate(MASHTAKOVO, "car", [line, first, same], NOW).low_hours is None
    assert estimate(MASHTAKOVO, "car", [line, first, other], NOW).high_hours == pytest.approx(290 / 20 * 6 / 5)


# What counts


@pytest.mark.parametrize(
    ("known", "claim", "counts"),
    [
        # A line: not 0, not more than three times the present one
        ([volunteer(250, ago=1)], said(0), False),
        ([], said(0), False),
        ([volunteer(250, ago=1)], said(750), True),
        ([volunteer(250, ago=1)], said(751), False),
        ([volunteer(250, ago=1)], said(1), True),
        # with nothing known, or nothing fresh: not over 5,000
        ([], said(5000), True),
        ([], said(5001), False),
        ([volunteer(250, ago=7)], said(2000), True),
        # and where only a crossing time is known, by the line it amounts to (9 h * 11.67 an hour = 105)
        ([volunteer(hours=9, ago=1)], said(315), True),
        ([volunteer(hours=9, ago=1)], said(316), False),
        # A crossing time: from a third to three times the present estimate (18.75 to 25 h, so 7.3 to 65.6)
        ([volunteer(250, ago=1)], said(hours=7.4), True),
        ([volunteer(250, ago=1)], said(hours=7.2), False),
        ([volunteer(250, ago=1)], said(hours=65), True),
        ([volunteer(250, ago=1)], said(hours=66), False),
        # with nothing known: ten days
        ([], said(hours=240), True),
        ([], said(hours=241), False),
        # A number served: a group behind, or ahead by three times the rate and a group (13.3 an hour: 50 in an hour)
        ([volunteer(serving=140, ago=1)], said(serving=130), True),
        ([volunteer(serving=140, ago=1)], said(serving=129), False),
        ([volunteer(serving=140, ago=1)], said(serving=190), True),
        ([volunteer(serving=140, ago=1)], said(serving=191), False),
        ([], said(serving=5000), True),
        ([], said(serving=5001), False),
        # A volunteer is believed whatever it is
        ([volunteer(250, ago=1)], volunteer(0), True),
        ([volunteer(250, ago=1)], volunteer(4000), True),
    ],
)
def test_one_unknown_phone_counts_within_reason(known: list[QueueReport], claim: QueueReport, counts: bool) -> None:
    assert (claim in accepted(TEPLOE, "foot", [*known, claim], NOW)) is counts
    if not counts:
        assert foot(*known, claim) == foot(*known)


def test_without_a_rate_a_number_served_may_be_three_times_the_last() -> None:
    known = volunteer(serving=100, ago=1, at=MASHTAKOVO)
    claims = [said(serving=number, at=MASHTAKOVO) for number in (310, 311)]
    assert [claim in accepted(MASHTAKOVO, "car", [known, claim], NOW) for claim in claims] == [True, False]


@pytest.mark.parametrize(
    ("second", "counts"),
    [
        (said(2000), True),  # another phone, within a factor of two
        (said(499), False),  # not the same at all
        (said(1000, by="first"), False),  # the same phone again
        (said(1000, ago=-5.9), True),  # still within six hours
        (volunteer(600), False),  # a volunteer has looked: nobody needs the other
        (said(hours=60), False),  # a time does not confirm a length
    ],
)
def test_what_waits_counts_when_a_second_phone_agrees(second: QueueReport, counts: bool) -> None:
    known, first = volunteer(250, ago=1), said(1000, by="first")
    assert (first in accepted(TEPLOE, "foot", [known, first, second], NOW + 6 * HOUR)) is counts


def test_a_number_served_is_confirmed_by_one_a_group_or_so_on() -> None:
    known, jump = volunteer(serving=140, ago=2), said(serving=300, ago=1, by="a")
    for second, counts in ((320, True), (321, False), (290, True), (160, False)):
        reports = [known, jump, volunteer(serving=second)]
        assert (jump in accepted(TEPLOE, "foot", reports, NOW)) is counts


def test_six_hours_later_nobody_confirms_what_waits() -> None:
    assert accepted(TEPLOE, "foot", [said(0, ago=6), said(0)], NOW) == []


def test_two_phones_that_both_see_no_line_are_believed() -> None:
    high = hours(foot(volunteer(250, ago=3), said(0, ago=0.5), said(0)))[1]
    assert high < 0.6 * 25


def test_who_corrects_himself_takes_back_what_was_waiting() -> None:
    wrong, right, other = said(0, ago=2, by="a"), said(240, ago=1, by="a"), said(0, by="b")
    found = accepted(TEPLOE, "foot", [volunteer(250, ago=3, by="v"), wrong, right, other], NOW)
    assert [report.queue for report in found] == [250, 240]


def test_a_word_taken_back_confirms_nobody() -> None:
    reports = [said(600, ago=3, by="a"), said(60, ago=2, by="a"), said(700, by="b")]
    assert reports[-1] not in accepted(TEPLOE, "foot", reports, NOW)


def test_a_phone_cannot_climb_on_its_own_reports() -> None:
    ladder = [said(queue, ago=1 - step / 10, by="a") for step, queue in enumerate((740, 900, 1200, 1800))]
    assert accepted(TEPLOE, "foot", [volunteer(250, ago=2, by="v"), *ladder], NOW)[1:] == ladder[:1]


def test_of_one_report_the_numbers_are_judged_each_for_itself() -> None:
    both = replace(said(0), serving=145)
    assert accepted(TEPLOE, "foot", [volunteer(serving=140, ago=1), both], NOW)[1] == replace(both, queue=None)


@given(st.integers(1, 2000), st.integers(0, 300), st.integers(0, 6000), st.integers(0, 300), st.booleans())
def test_one_unknown_phone_moves_no_estimate_further_than_three_times(
    known: int, known_ago: int, claim: int, claim_ago: int, times: bool
) -> None:
    """Whatever a single phone says, and however often, the ends stay within three times what volunteers said."""
    before = volunteer(known, ago=known_ago / 60, by="v")
    claims = [
        said(
            None if times else claim,
            hours=claim / 60 if times else None,
            ago=min(claim_ago, known_ago) / 60 / part,
            by="x",
        )
        for part in (1, 2)
    ]
    low, high = hours(foot(before))
    after_low, after_high = hours(foot(before, *claims))
    middle = (low + high) / 2
    assert after_low >= (middle / 3 * 0.75 if times else low / 3)
    assert after_high <= (middle * 3 * 1.25 if times else high * 3)
