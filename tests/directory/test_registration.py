"""By when to register and how long one may stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.directory.registration import Deadlines, Rule, deadlines, rule_for

OLD = Rule(
    country="KZ",
    citizens=frozenset({"RU", "BY"}),
    since=date(2022, 1, 1),
    until=date(2026, 6, 30),
    stay_days=90,
    register_by_day=30,
    host_notice_working_days=3,
    documents=("passport",),
    online=False,
    verified=None,
    source="001",
)
NEW = replace(OLD, citizens=frozenset({"RU"}), since=date(2026, 7, 1), until=None, online=True)


@pytest.mark.parametrize(
    ("arrival", "register_by", "stay_until"),
    [
        (date(2022, 9, 25), date(2022, 10, 24), date(2022, 12, 23)),
        (date(2026, 7, 20), date(2026, 8, 18), date(2026, 10, 17)),
        # February has 28 days, or 29 in a leap year; 2100 is none
        (date(2023, 2, 1), date(2023, 3, 2), date(2023, 5, 1)),
        (date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 30)),
        (date(2024, 2, 29), date(2024, 3, 29), date(2024, 5, 28)),
        (date(2100, 2, 1), date(2100, 3, 2), date(2100, 5, 1)),
        # over the turn of the year
        (date(2022, 12, 31), date(2023, 1, 29), date(2023, 3, 30)),
    ],
)
def test_the_day_of_arrival_is_day_one(arrival: date, register_by: date, stay_until: date) -> None:
    rule = rule_for([replace(OLD, until=None)], "KZ", "RU", arrival)
    assert rule is not None
    assert deadlines(rule, arrival) == Deadlines(register_by, stay_until)


def test_one_day_ends_on_the_day_of_arrival() -> None:
    arrival = date(2022, 9, 25)
    assert deadlines(replace(OLD, register_by_day=1, stay_days=1), arrival) == Deadlines(arrival, arrival)


@pytest.mark.parametrize(
    ("country", "citizenship", "arrival", "expected"),
    [
        ("KZ", "RU", date(2021, 12, 31), None),  # the day before the first rule
        ("KZ", "RU", date(2022, 1, 1), OLD),
        ("KZ", "RU", date(2026, 6, 30), OLD),  # its last day, though the stay runs into the next rule
        ("KZ", "RU", date(2026, 7, 1), NEW),
        ("KZ", "BY", date(2026, 6, 30), OLD),
        ("KZ", "BY", date(2026, 7, 1), None),
        ("KZ", "UA", date(2022, 9, 25), None),
        ("GE", "RU", date(2022, 9, 25), None),
    ],
)
def test_the_rule_in_force_on_the_day_of_arrival_counts(
    country: str, citizenship: str, arrival: date, expected: Rule | None
) -> None:
    assert rule_for([OLD, NEW], country, citizenship, arrival) is expected
    assert rule_for([NEW, OLD], country, citizenship, arrival) is expected


def test_of_two_rules_in_force_the_later_one_counts() -> None:
    open_ended = replace(OLD, until=None)
    assert rule_for([open_ended, NEW], "KZ", "RU", date(2026, 7, 1)) is NEW
    assert rule_for([NEW, open_ended], "KZ", "RU", date(2026, 7, 1)) is NEW


@given(st.dates(date(2022, 1, 1), date(2100, 1, 1)))
def test_a_day_later_arrived_is_a_day_later_due(arrival: date) -> None:
    one_day = timedelta(days=1)
    today, tomorrow = deadlines(OLD, arrival), deadlines(OLD, arrival + one_day)
    assert tomorrow == Deadlines(today.register_by + one_day, today.stay_until + one_day)
    assert (today.stay_until - arrival).days + 1 == OLD.stay_days
