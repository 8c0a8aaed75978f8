"""The wait at a crossing as a range with its age, the better crossing, and the hour of a number in line."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.changes import CrossingReport, QueueReport
from hotline.directory.crossings.crossings import CrossingWait, WaitEstimate, accepted, due, estimate, rank

from .lines import HOUR, MASHTAKOVO, NOW, TEPLOE, foot, hours, said, volunteer

# The range


def test_250_people_at_tyoploye_wait_from_19_to_25_hours() -> None:
    """Ten people in 45 to 60 minutes, as told in September 2022: 250 * 45/10 min to 250 * 60/10 min."""
    found = foot(volunteer(250))
    assert hours(found) == pytest.approx((18.75, 25))
    assert (found.queue, found.queue_at, found.at, found.fresh) == (250, NOW, NOW, True)
    assert (found.trend, found.doubted) == (None, False)


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("ago", [0.0, 0.9])
def test_somebody_who_passed_after_16_and_a_half_hours_is_within_the_range(trusted: bool, ago: float) -> None:
    low, high = hours(foot(volunteer(250, ago=1), said(hours=16.5, ago=ago, trusted=trusted)))
    assert 12 < low <= 16.5 <= high < 26


def test_a_crossing_time_loses_its_hold_when_the_line_is_counted_later() -> None:
    """16.5 h passed five hours ago; now 60 stand in line, 4.5 to 6 hours by the rate."""
    low, high = hours(foot(said(hours=16.5, ago=5, by="a"), volunteer(60)))
    assert (low, high) < (7, 10)
    assert high < 10


def test_a_crossing_time_alone_gives_a_quarter_either_way() -> None:
    found = foot(said(hours=9))
    assert hours(found) == pytest.approx((6.75, 11.25))
    assert (found.queue, found.queue_at, found.at) == (None, None, NOW)


def test_the_newer_and_the_trusted_report_weigh_more() -> None:
    """Line and line: a volunteer's weighs double, and one three hours older weighs half."""
    assert hours(foot(volunteer(100, ago=3), said(250)))[0] == pytest.approx(175 / (12 * 10 / 9))
    assert hours(foot(volunteer(250, ago=3), volunteer(400)))[1] == pytest.approx(350 / 10)


def test_a_phone_that_reports_thrice_counts_once_by_its_last_word() -> None:
    thrice = [said(200, ago=0.3, by="a"), said(220, ago=0.2, by="a"), said(240, ago=0.1, by="a")]
    assert hours(foot(volunteer(100, ago=2), *thrice)) == hours(foot(volunteer(100, ago=2), thrice[-1]))


@pytest.mark.parametrize(("ago", "counts"), [(0.99, False), (1, True)])
@pytest.mark.parametrize("volunteer_first", [True, False])
def test_within_an_hour_of_a_volunteers_word_no_guests_number_counts(
    ago: float, counts: bool, volunteer_first: bool
) -> None:
    first, last = (ago, 0.0) if volunteer_first else (0.0, ago)
    known, guests = volunteer(250, ago=first), [said(150, ago=last, by=by) for by in "ab"]
    assert (any(guest in accepted(TEPLOE, "foot", [known, *guests], NOW) for guest in guests)) is counts


def test_a_length_without_a_rate_is_no_time() -> None:
    """Mashtakovo: a 20 km line of 2,900 cars, and nobody knows how many an hour."""
    found = estimate(MASHTAKOVO, "car", [volunteer(2900, at=MASHTAKOVO)], NOW)
    assert (found.low_hours, found.high_hours) == (None, None)
    assert (found.queue, found.fresh) == (2900, True)


def test_a_rate_of_zero_is_an_unknown_rate() -> None:
    closed = replace(TEPLOE, people_per_hour=0.0)
    assert estimate(closed, "foot", [volunteer(250)], NOW).low_hours is None


# Age


def test_after_six_hours_the_last_length_is_known_and_no_longer_the_present() -> None:
    found = foot(volunteer(250, ago=6))
    assert (found.low_hours, found.high_hours, found.fresh) == (None, None, False)
    assert (found.queue, found.queue_at, found.at) == (250, NOW - 6 * HOUR, NOW - 6 * HOUR)
    assert foot(volunteer(250, ago=5.99)).fresh


def test_of_a_crossing_nobody_reported_on_nothing_is_said() -> None:
    assert foot() == WaitEstimate("TEPLOE", "foot", None, None, None, None, None, None, False, None, False)


def test_a_number_being_served_makes_no_old_line_fresh() -> None:
    found = foot(volunteer(250, ago=8), volunteer(serving=150))
    assert (found.fresh, found.low_hours, found.at) == (False, None, NOW - 8 * HOUR)


def test_reports_of_the_future_of_another_line_or_in_a_mode_not_allowed_are_passed_over() -> None:
    unknown = foot()
    assert foot(volunteer(250, ago=-0.1)) == unknown
    assert foot(volunteer(250, ago=-0.1), now=NOW + HOUR).queue == 250
    assert foot(volunteer(250, mode="car"), volunteer(250, at=MASHTAKOVO, mode="foot")) == unknown
    on_foot = volunteer(250, at=MASHTAKOVO, mode="foot")
    assert estimate(MASHTAKOVO, "foot", [on_foot], NOW).queue is None


@pytest.mark.parametrize("number", [-1, 1_000_001, 10**400])
def test_numbers_that_nobody_can_mean_are_passed_over(number: int) -> None:
    absurd = QueueReport(NOW, "TEPLOE", "foot", number, number, number, True, "a")
    assert foot(absurd) == foot()
    assert accepted(TEPLOE, "foot", [absurd], NOW) == []


# Trend and contradiction


@pytest.mark.parametrize(
    ("reports", "trend"),
    [
        ([volunteer(250, ago=2), volunteer(300)], "growing"),
        ([volunteer(250, ago=2), volunteer(200)], "shrinking"),
        ([volunteer(250, ago=2), volunteer(270)], "steady"),
        ([volunteer(250, ago=2, by="v"), volunteer(300, by="v")], "growing"),  # one who counts twice
        ([volunteer(250, ago=0.4), volunteer(300)], None),  # two people count at the same time
        ([volunteer(250, ago=7), volunteer(300)], None),
        ([volunteer(250, ago=2), said(hours=16)], None),  # not comparable
        ([said(hours=9, ago=2), said(hours=12)], "growing"),
        ([volunteer(0, ago=2), volunteer(5)], "growing"),
    ],
)
def test_the_trend_compares_like_with_like(reports: list[QueueReport], trend: str | None) -> None:
    assert foot(*reports).trend == trend


@pytest.mark.parametrize(
    ("one", "other", "doubted"),
    [
        (volunteer(100, ago=0.9), volunteer(201), True),
        (volunteer(100, ago=0.9), volunteer(200), False),
        (volunteer(100, ago=1.1), volunteer(400), False),  # the line may have grown meanwhile
        (volunteer(100, ago=0.9, by="v"), volunteer(400, by="v"), False),  # a correction
        (volunteer(100, ago=0.9), said(290), False),
        (volunteer(hours=5, ago=0.5), volunteer(hours=11), True),
    ],
)
def test_trusted_reports_that_contradict_each_other_cast_doubt(
    one: QueueReport, other: QueueReport, doubted: bool
) -> None:
    assert foot(one, other).doubted is doubted


def test_the_range_reaches_over_what_contradicts_itself() -> None:
    """A mean of 100 and 400 would be 250, which nobody saw."""
    assert hours(foot(volunteer(100, ago=0.9), volunteer(400))) == pytest.approx((7.5, 40))
    cars = [volunteer(queue, at=MASHTAKOVO) for queue in (100, 400)]
    found = estimate(MASHTAKOVO, "car", [*cars, said(hours=9, at=MASHTAKOVO)], NOW)
    assert found.doubted
    assert hours(found) == pytest.approx((6.75, 11.25))


# The better crossing


def option(code: str, distance_km: float | None, *reports: QueueReport, closed: bool = False) -> CrossingWait:
    crossing = replace(TEPLOE, code=code)
    there = [replace(report, code=code) for report in reports]
    closing = CrossingReport(NOW, code, "closed", None, True, "volunteer") if closed else None
    return CrossingWait(crossing, estimate(crossing, "foot", there, NOW), distance_km, closing)


def test_the_soonest_across_is_named_first_and_the_unknown_last() -> None:
    options = [
        option("SHUT", 1, volunteer(hours=1), closed=True),
        option("UNPLACED", None),
        option("STALE", 5, volunteer(1, ago=7)),
        option("FAR-UNKNOWN", 300),
        option("LONG", 10, volunteer(hours=20)),
        option("FAR", 500, volunteer(hours=8)),  # ten hours to drive
        option("HERE", None, volunteer(hours=19)),
    ]
    expected = ["FAR", "HERE", "LONG", "STALE", "FAR-UNKNOWN", "UNPLACED", "SHUT"]
    assert [found.crossing.code for found in rank(options)] == expected
    assert rank(options[::-1]) == rank(options)


# A number in line


def test_a_number_in_line_gets_the_hours_between_which_it_comes_up() -> None:
    """140 served at 19:00, 12 an hour: 250 comes up 8.25 to 11 hours later."""
    found = due(TEPLOE, 250, [volunteer(serving=140, ago=1)], NOW)
    assert found.low_at == pytest.approx(NOW + 7.25 * HOUR)
    assert found.high_at == pytest.approx(NOW + 10 * HOUR)
    assert (found.passed, found.serving, found.serving_at) == (False, 140, NOW - HOUR)


def test_the_observed_rate_brings_a_number_up_sooner() -> None:
    """25 an hour: the hundred numbers to 250 take 3.6 to 4.8 hours."""
    found = due(TEPLOE, 250, [volunteer(serving=100, ago=2), volunteer(serving=150)], NOW)
    assert found.low_at == pytest.approx(NOW + 3.6 * HOUR)
    assert found.high_at == pytest.approx(NOW + 4.8 * HOUR)


@pytest.mark.parametrize(
    ("number", "ago", "passed", "window"),
    [
        (139, 1, True, None),
        (140, 1, False, (0, 0)),  # being let in
        (155, 1.25, False, (0, 0.25)),  # may be up already
        (150, 2, False, (0, 0)),  # should be up, and nobody has said so
        (150, 7, False, None),  # should have been up six hours ago: who knows
        (300, 7, False, (5, 9)),  # an old number still tells something of a far one
    ],
)
def test_a_number_near_the_one_served(
    number: int, ago: float, passed: bool, window: tuple[float, float] | None
) -> None:
    found = due(TEPLOE, number, [volunteer(serving=140, ago=ago)], NOW)
    assert (found.passed, found.serving) == (passed, 140)
    if window is None:
        assert (found.low_at, found.high_at) == (None, None)
    else:
        assert (found.low_at, found.high_at) == pytest.approx((NOW + window[0] * HOUR, NOW + window[1] * HOUR))


def test_without_a_number_served_or_a_rate_no_hour_is_given() -> None:
    nothing = due(TEPLOE, 143, [volunteer(250)], NOW)
    assert (nothing.low_at, nothing.high_at, nothing.passed, nothing.serving) == (None, None, False, None)
    cars = due(MASHTAKOVO, 143, [volunteer(serving=100, at=MASHTAKOVO)], NOW)
    assert (cars.low_at, cars.high_at, cars.passed, cars.serving) == (None, None, False, 100)


# Whatever is reported

reports = st.lists(
    st.builds(
        QueueReport,
        at=st.integers(-12 * 60, 60).map(lambda minute: NOW + minute * 60.0),
        code=st.just("TEPLOE"),
        mode=st.sampled_from(("foot", "car")),
        queue=st.none() | st.integers(0, 6000),
        waited_minutes=st.none() | st.integers(0, 20_000),
        serving=st.none() | st.integers(0, 600),
        trusted=st.booleans(),
        by=st.sampled_from("abcde"),
    ),
    max_size=12,
)


@given(reports, st.randoms(use_true_random=False))
def test_the_order_in_which_reports_arrive_is_of_no_account(said: list[QueueReport], random: Random) -> None:
    shuffled = [*said]
    random.shuffle(shuffled)
    assert estimate(TEPLOE, "foot", shuffled, NOW) == estimate(TEPLOE, "foot", said, NOW)
    assert accepted(TEPLOE, "foot", shuffled, NOW) == accepted(TEPLOE, "foot", said, NOW)


@given(reports, st.integers(0, 700), st.sampled_from([12.0, None]))
def test_every_estimate_is_a_range_with_an_age(said: list[QueueReport], number: int, rate: float | None) -> None:
    crossing = replace(TEPLOE, people_per_hour=rate)
    found = estimate(crossing, "foot", said, NOW)
    assert (found.low_hours is None) == (found.high_hours is None)
    if found.low_hours is not None and found.high_hours is not None:
        assert found.fresh
        assert 0 <= found.low_hours <= found.high_hours
    assert found.fresh == (found.at is not None and 0 <= NOW - found.at < 6 * HOUR)
    assert (found.queue is None) == (found.queue_at is None)
    when = due(crossing, number, said, NOW)
    assert (when.low_at is None) == (when.high_at is None)
    if when.low_at is not None and when.high_at is not None:
        assert NOW <= when.low_at <= when.high_at


@given(reports, reports)
def test_newer_reports_never_make_the_newest_evidence_older(said: list[QueueReport], later: list[QueueReport]) -> None:
    before = estimate(TEPLOE, "foot", said, NOW).at
    newer = [replace(report, at=report.at + 13 * HOUR) for report in later]
    after = estimate(TEPLOE, "foot", [*said, *newer], NOW + 14 * HOUR).at
    assert before is None or (after is not None and after >= before)
