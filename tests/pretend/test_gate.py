"""Which sends the pretend carrier lets in."""

from __future__ import annotations

import pytest

from hotline.pretend.faults import FaultPlan
from hotline.pretend.gate import Gate
from hotline.pretend.messages import ApiError
from hotline.pretend.profiles import TWILIO, ErrorCode
from tests.world import GOOD, NUMBER


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def refused(gate: Gate, plan: FaultPlan, **changes: str) -> tuple[int, ErrorCode] | None:
    try:
        gate.admit({**GOOD, **changes}, plan, TWILIO)
    except ApiError as error:
        return error.status, error.code
    return None


def test_more_than_so_many_in_any_second_are_turned_away() -> None:
    clock = Clock()
    gate, plan = Gate(NUMBER, clock), FaultPlan(messages_per_second=2)
    seen = []
    for clock.seconds in (0.0, 0.6, 0.9, 1.0, 1.5, 1.6):
        seen.append(refused(gate, plan))
    assert seen == [None, None, (429, 20429), None, (429, 20429), None]
    assert gate.turned_away == {20429: 2}


def test_what_the_rate_turns_away_does_not_change_what_befalls_the_rest() -> None:
    """Else a run on a slower machine could not be compared."""
    clock = Clock()
    gate = Gate(NUMBER, clock)
    assert gate.admit(GOOD, FaultPlan(), TWILIO) == 1
    assert refused(gate, FaultPlan(messages_per_second=1)) == (429, 20429)
    assert gate.admit(GOOD, FaultPlan(), TWILIO) == 2


@pytest.mark.parametrize(
    ("plan", "answer"),
    [
        (FaultPlan(too_many_requests=1), (429, 20429)),
        (FaultPlan(codes={21610: 1}), (400, 21610)),
        (FaultPlan(codes={30003: 1}), None),  # known only after sending
        (FaultPlan(), None),
    ],
)
def test_a_planned_refusal_has_its_code(plan: FaultPlan, answer: tuple[int, int] | None) -> None:
    assert refused(Gate(NUMBER, Clock()), plan) == answer


def test_a_form_twilio_would_not_take_is_counted_by_its_code() -> None:
    gate = Gate(NUMBER, Clock())
    assert refused(gate, FaultPlan(), Body="") == (400, 21602)
    assert gate.turned_away == {21602: 1}
