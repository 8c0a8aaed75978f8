"""A plan of faults: nothing by default, JSON both ways, the same fates in every run."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.pretend.faults import FaultPlan
from hotline.pretend.plan import BadFaults
from hotline.pretend.profiles import SOMLENG, TWILIO, ErrorCode, Profile

PEOPLE = [f"+7701{number:07d}" for number in range(2000)]
STEPS = ("queued", "sent", "delivered")
SHARE = st.floats(0, 0.5)
CODE = st.integers(10000, 99999) | st.from_regex("S[0-9]{4}", fullmatch=True)
CODES: st.SearchStrategy[dict[ErrorCode, float]] = st.dictionaries(CODE, st.floats(0, 0.2), max_size=5)


def test_by_default_nothing_goes_wrong() -> None:
    plan = FaultPlan()
    assert plan == FaultPlan.read("{}")
    assert not plan.turns_away(PEOPLE[0], 1)
    assert (plan.refusal_code(PEOPLE[0]), plan.delivery_code(PEOPLE[0])) == (None, None)
    assert not plan.is_away(PEOPLE[0], 1)
    assert not plan.redacts(PEOPLE[0])
    assert plan.lost_answer(PEOPLE[0], 1) is None
    assert plan.posts(STEPS, PEOPLE[0], 1) == list(STEPS)


@given(
    st.builds(
        FaultPlan,
        seed=st.integers(-(2**63), 2**63),
        latency_seconds=st.floats(0, 3600),
        messages_per_second=st.none() | st.integers(1, 1000),
        server_error_after_taking=SHARE,
        cut_after_taking=SHARE,
        codes=CODES,
        late_codes=CODES,
        retry_after=st.text(),
        smart_encoding=st.booleans(),
        redacted=SHARE,
        callbacks_lost=SHARE,
    )
)
def test_a_plan_is_read_as_it_was_shown(plan: FaultPlan) -> None:
    assert FaultPlan.read(json.dumps(plan.shown())) == plan


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ('{"cut_after_taking": NaN}', "not JSON"),
        ("[]", "not a JSON object"),
        ('{"lateness": 1}', "there is no 'lateness', only seed, latency_seconds"),
        ('{"callbacks_lost": 1.1}', "callbacks_lost must be a number from 0 to 1"),
        ('{"callbacks_lost": "1"}', "callbacks_lost must be a number from 0 to 1"),
        ('{"callbacks_lost": true}', "callbacks_lost must be a number from 0 to 1"),
        ('{"callbacks_lost": null}', "callbacks_lost must be a number from 0 to 1"),
        ('{"latency_seconds": -1}', "latency_seconds must be a number from 0 to 3600"),
        ('{"messages_per_second": 0}', "messages_per_second must be a whole number from 1"),
        ('{"seed": 0.5}', "seed must be a whole number"),
        ('{"codes": [21610]}', "codes must be an object"),
        ('{"codes": {"stop": 1}}', "a code in codes must be five digits"),
        ('{"late_codes": {"s1005": 1}}', "a code in late_codes must be five digits, or S and four"),
        ('{"late_codes": [21610]}', "late_codes must be an object"),
        ('{"smart_encoding": 1}', "smart_encoding must be true or false"),
        ('{"retry_after": 30}', "retry_after must be a text"),
        ('{"unavailable": 2}', "unavailable must be a number from 0 to 1"),
        ('{"codes": {"21610": 2}}', "codes 21610 must be a number from 0 to 1"),
        ('{"codes": {"21610": 0.6, "30003": 0.6}}', "over 1 together"),
        ('{"server_error_after_taking": 0.6, "cut_after_taking": 0.6}', "over 1 together"),
    ],
)
def test_a_wrong_plan_is_told_in_one_line(text: str, problem: str) -> None:
    with pytest.raises(BadFaults) as caught:
        FaultPlan.read(text)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_shares_are_kept_and_exclude_each_other() -> None:
    plan = FaultPlan(
        too_many_requests=0.1,
        server_error_after_taking=0.2,
        cut_after_taking=0.3,
        codes={21610: 0.1, 30003: 0.2},
        callbacks_lost=0.1,
    )
    about = pytest.approx
    away = sum(plan.turns_away(to, 1) for to in PEOPLE)
    answers = [plan.lost_answer(to, 1) for to in PEOPLE]
    codes = [(plan.refusal_code(to), plan.delivery_code(to)) for to in PEOPLE]
    posts = [step for to in PEOPLE for step in plan.posts(STEPS, to, 1)]
    assert away / 2000 == about(0.1, abs=0.03)
    assert answers.count("server error") / 2000 == about(0.2, abs=0.03)
    assert answers.count("cut") / 2000 == about(0.3, abs=0.03)
    assert codes.count((21610, None)) / 2000 == about(0.1, abs=0.03)
    assert codes.count((None, 30003)) / 2000 == about(0.2, abs=0.03)
    assert codes.count((None, None)) / 2000 == about(0.7, abs=0.03)
    assert len(posts) / 6000 == about(0.9, abs=0.03)


@pytest.mark.parametrize(
    ("profile", "refused", "late"),
    [
        (TWILIO, [21606, 21610, 21704, "S1005"], [30002, 30003, 30006, 30008]),
        (
            SOMLENG,
            [21606, 21610, 21704, "S1004", "S1005", 30002, 30006, 30037],
            [21701, 21703, 30008, "S1001", "S1002"],
        ),
    ],
)
def test_which_codes_are_known_on_sending(profile: Profile, refused: list[ErrorCode], late: list[ErrorCode]) -> None:
    for code in refused + late:
        plan, anyhow = FaultPlan(codes={code: 1}), FaultPlan(late_codes={code: 1})
        at_once = (code, None) if code in refused else (None, code)
        assert (plan.refusal_code(PEOPLE[0], profile), plan.delivery_code(PEOPLE[0], profile)) == at_once
        assert (anyhow.refusal_code(PEOPLE[0], profile), anyhow.delivery_code(PEOPLE[0], profile)) == (None, code)


def test_the_seed_decides_and_a_second_try_is_drawn_anew() -> None:
    def away(plan: FaultPlan, attempt: int) -> list[bool]:
        return [plan.turns_away(to, attempt) for to in PEOPLE[:100]]

    assert away(FaultPlan(seed=1, too_many_requests=0.5), 1) == away(FaultPlan(seed=1, too_many_requests=0.5), 1)
    assert away(FaultPlan(seed=1, too_many_requests=0.5), 1) != away(FaultPlan(seed=2, too_many_requests=0.5), 1)
    assert away(FaultPlan(seed=1, too_many_requests=0.5), 1) != away(FaultPlan(seed=1, too_many_requests=0.5), 2)


def test_what_happens_to_callbacks() -> None:
    def posts(**shares: float) -> list[str]:
        return FaultPlan(**shares).posts(STEPS, PEOPLE[0], 1)  # type: ignore[arg-type]  # shares only

    assert posts(callbacks_lost=1) == []
    assert posts(callbacks_doubled=1) == [step for step in STEPS for _ in "12"]
    assert posts(callbacks_out_of_order=1) == ["delivered", "sent", "queued"]
