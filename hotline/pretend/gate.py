"""Which of the sends reach the pretend carrier, and which are turned away."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping

from hotline.pretend.faults import FaultPlan
from hotline.pretend.messages import ApiError, check
from hotline.pretend.profiles import ErrorCode, Profile


class Gate:
    """Lets sends in from an account that owns `number`; `clock` gives the seconds that their rate is measured in."""

    def __init__(self, number: str, clock: Callable[[], float]) -> None:
        self.turned_away: Counter[ErrorCode] = Counter()  # sends by error code
        self._number = number
        self._clock = clock
        self._attempts: Counter[str] = Counter()  # sends by recipient
        self._let_in: deque[float] = deque()  # when, those of the last second

    def admit(self, form: Mapping[str, str], plan: FaultPlan, profile: Profile) -> int:
        """Which send to its recipient this POST is, counted from 1. Raises ApiError to turn it away."""
        try:
            return self._admit(form, plan, profile)
        except ApiError as error:
            self.turned_away[error.code] += 1
            raise

    def _admit(self, form: Mapping[str, str], plan: FaultPlan, profile: Profile) -> int:
        now = self._clock()
        while self._let_in and self._let_in[0] <= now - 1:
            self._let_in.popleft()
        # First of all: what the rate turns away must not change the fates, which have to come out alike in every run.
        if plan.messages_per_second is not None and len(self._let_in) >= plan.messages_per_second:
            raise _too_many()
        check(form, self._number, profile)
        to = form["To"]
        self._attempts[to] += 1
        if plan.turns_away(to, self._attempts[to]):
            raise _too_many()
        if plan.is_away(to, self._attempts[to]):
            raise ApiError(503, 20503, "Service Unavailable")
        if code := plan.refusal_code(to, profile):
            raise ApiError(profile.status_of(code), code, "Refused, as the plan of faults says")
        self._let_in.append(now)
        return self._attempts[to]


def _too_many() -> ApiError:
    return ApiError(429, 20429, "Too Many Requests")
