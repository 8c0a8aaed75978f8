"""The plan of what goes wrong at the pretend SMSGate: how it is read, shown and drawn."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.pretend.plan import BadFaults
from hotline.pretend.smsgate.faults import SmsGateFaults
from tests.pretend.smsgate.street import PEOPLE
from tests.world import PERSON

SHARES = [
    known.name
    for known in fields(SmsGateFaults)
    if known.type == "float" and not known.name.endswith("_seconds")
]  # fmt: skip


def test_by_default_nothing_goes_wrong() -> None:
    plan = SmsGateFaults()
    assert plan == SmsGateFaults.read("{}")
    assert [name for name in SHARES if plan.befalls(name, PERSON, 1)] == []
    assert plan.lost_answer(PERSON, 1) is None
    assert not plan.is_silent(0)
    assert not plan.is_silent(1e6)


@given(
    st.builds(
        SmsGateFaults,
        seed=st.integers(-(2**63), 2**63),
        stuck=st.floats(0, 1),
        credit=st.none() | st.integers(0, 1000),
        clock_off_seconds=st.floats(-3600, 3600),
        silence=st.sampled_from(["kept", "lost"]),
        old_app=st.booleans(),
    )
)
def test_a_plan_is_read_as_it_was_shown(plan: SmsGateFaults) -> None:
    assert SmsGateFaults.read(json.dumps(plan.shown())) == plan


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"lateness": 1}', "there is no 'lateness', only seed, latency_seconds"),
        ('{"stuck": 1.1}', "stuck must be a number from 0 to 1"),
        ('{"stuck": true}', "stuck must be a number from 0 to 1"),
        ('{"stuck": null}', "stuck must be a number from 0 to 1"),
        ('{"late_seconds": -1}', "late_seconds must be a number from 0 to 604800"),
        ('{"seed": 0.5}', "seed must be a whole number"),
        ('{"credit": -1}', "credit must be a whole number from 0"),
        ('{"credit": 1.5}', "credit must be a whole number from 0"),
        ('{"silence": "golden"}', "silence must be kept or lost"),
        ('{"old_app": 1}', "old_app must be true or false"),
        ('{"silent_period_seconds": 0.5}', "silent_period_seconds must be at least 1"),
        ('{"server_error_after_taking": 0.6, "cut_after_taking": 0.6}', "over 1 together"),
    ],
)
def test_a_wrong_plan_is_told_in_one_line(text: str, problem: str) -> None:
    with pytest.raises(BadFaults) as caught:
        SmsGateFaults.read(text)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shares_are_kept_and_drawn_by_person_seed_and_name() -> None:
    plan = SmsGateFaults(**dict.fromkeys(SHARES, 0.2))  # type: ignore[arg-type]  # shares only
    drawn = {name: [plan.befalls(name, to, 1) for to in PEOPLE] for name in SHARES}
    for name in SHARES:
        assert sum(drawn[name]) / 1000 == pytest.approx(0.2, abs=0.05), name
    assert len({tuple(each) for each in drawn.values()}) == len(SHARES)
    other = SmsGateFaults(seed=1, stuck=0.2)
    assert [other.befalls("stuck", to, 1) for to in PEOPLE] != drawn["stuck"]
    assert [plan.befalls("stuck", to, 2) for to in PEOPLE] != drawn["stuck"]


def test_a_phone_is_silent_at_the_end_of_each_period() -> None:
    plan = SmsGateFaults(silent=0.25, silent_period_seconds=100)
    assert [plan.is_silent(at) for at in (0, 74, 75, 99, 100, 174, 175)] == [
        False,
        False,
        True,
        True,
        False,
        False,
        True,
    ]
    assert all(SmsGateFaults(silent=1).is_silent(at) for at in (0, 1, 1e6))
