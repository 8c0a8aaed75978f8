"""What goes wrong at the pretend carrier: a plan that can be set, shown as JSON and repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from .plan import BadFaults, Drawn, read_faults
from .profiles import TWILIO, ErrorCode, Profile

_Status = TypeVar("_Status")

_LONGEST = 3600.0  # seconds
_SHARES = (
    "too_many_requests",
    "unavailable",
    "server_error_after_taking",
    "cut_after_taking",
    "callbacks_lost",
    "callbacks_doubled",
    "callbacks_out_of_order",
    "redacted",
)


@dataclass(frozen=True, slots=True)
class FaultPlan(Drawn):
    """What goes wrong and how often; nothing does unless it is said here. A share is a number from 0 to 1.

    What befalls a message follows from `seed`, its recipient and how many were sent to them before, so a run can be
    repeated although messages come in another order. Raises BadFaults.
    """

    seed: int = 0
    latency_seconds: float = 0.0  # between a send and its answer, whatever that is
    messages_per_second: int | None = None  # above it 429 with code 20429, not taken
    too_many_requests: float = 0.0  # share of sends: the same answer, whatever the rate
    unavailable: float = 0.0  # share of sends: 503, not taken
    retry_after: str = ""  # header of 429 and 503 as it is sent: seconds, or a date of HTTP
    server_error_after_taking: float = 0.0  # share of messages taken: answered with 500 all the same
    cut_after_taking: float = 0.0  # share of messages taken: the connection is closed without an answer
    # Error code: share of recipients, every message to them. At Twilio 30xxx end it later, others refuse the send.
    codes: Mapping[ErrorCode, float] = field(default_factory=dict)
    late_codes: Mapping[ErrorCode, float] = field(default_factory=dict)  # whatever the code: known after it was taken
    callbacks_lost: float = 0.0  # share of callbacks, as the next
    callbacks_doubled: float = 0.0
    callbacks_out_of_order: float = 0.0  # share of messages: their callbacks come last first
    redacted: float = 0.0  # share of recipients: the bodies of their messages are empty when looked up
    smart_encoding: bool = False  # changes the text of every send that does not say SmartEncoded=false

    def __post_init__(self) -> None:
        _check_whole("seed", self.seed, None)
        if self.messages_per_second is not None:
            _check_whole("messages_per_second", self.messages_per_second, 1)
        _check_number("latency_seconds", self.latency_seconds, _LONGEST)
        for name in _SHARES:
            _check_number(name, getattr(self, name), 1)
        if not isinstance(self.smart_encoding, bool):
            raise BadFaults("faults: smart_encoding must be true or false")
        if not isinstance(self.retry_after, str):
            raise BadFaults("faults: retry_after must be a text")
        for name in ("codes", "late_codes"):
            _check_codes(name, getattr(self, name))
        self.check_answers()

    @classmethod
    def read(cls, text: str | bytes) -> FaultPlan:
        """The plan from a JSON object of the fields above. Raises BadFaults."""
        given = read_faults(cls, text)
        for name in {"codes", "late_codes"} & given.keys():
            given[name] = _codes(name, given[name])
        return cls(**given)

    def shown(self) -> dict[str, Any]:
        """The plan as a JSON object, which `read` takes."""
        return {
            **asdict(self),
            "codes": {str(code): share for code, share in self.codes.items()},
            "late_codes": {str(code): share for code, share in self.late_codes.items()},
        }

    def turns_away(self, to: str, attempt: int) -> bool:
        """Whether this send is answered with 429 and not taken. `attempt` counts the sends to the recipient."""
        return self.falls_to(self.too_many_requests, "429", to, attempt)

    def is_away(self, to: str, attempt: int) -> bool:
        """Whether this send is answered with 503 and not taken."""
        return self.falls_to(self.unavailable, "503", to, attempt)

    def redacts(self, to: str) -> bool:
        """Whether nobody can look up any more what messages to this recipient said."""
        return self.falls_to(self.redacted, "redacted", to)

    def refusal_code(self, to: str, profile: Profile = TWILIO) -> ErrorCode | None:
        """The code with which messages to this recipient are refused on sending."""
        code = self._code(self.codes, "code", to)
        return None if code is None or profile.comes_late(code) else code

    def delivery_code(self, to: str, profile: Profile = TWILIO) -> ErrorCode | None:
        """The code with which messages to this recipient end after they were taken."""
        code = self._code(self.codes, "code", to)
        return code if code is not None and profile.comes_late(code) else self._code(self.late_codes, "late", to)

    def posts(self, statuses: Sequence[_Status], to: str, attempt: int) -> list[_Status]:
        """Which of a message's statuses are posted, in this order."""
        posts: list[_Status] = []
        for step, status in enumerate(statuses):
            if not self.falls_to(self.callbacks_lost, "lost", to, attempt, step):
                posts += [status] * (1 + self.falls_to(self.callbacks_doubled, "doubled", to, attempt, step))
        return posts[::-1] if self.falls_to(self.callbacks_out_of_order, "order", to, attempt) else posts

    def _code(self, codes: Mapping[ErrorCode, float], what: str, to: str) -> ErrorCode | None:
        bound = 0.0
        for code, share in sorted(codes.items(), key=lambda code: str(code[0])):
            bound += share
            if self.falls_to(bound, what, to):
                return code
        return None


def _codes(name: str, given: object) -> dict[ErrorCode, float]:
    if not isinstance(given, dict):
        raise BadFaults(f"faults: {name} must be an object of code and share")
    return {int(code) if re.fullmatch("[0-9]{5}", code) else code: share for code, share in given.items()}


def _check_codes(name: str, codes: Mapping[ErrorCode, float]) -> None:
    for code, share in codes.items():
        if not re.fullmatch("[0-9]{5}" if isinstance(code, int) else "S[0-9]{4}", str(code)):
            raise BadFaults(f"faults: a code in {name} must be five digits, or S and four as Somleng has them")
        _check_number(f"{name} {code}", share, 1)
    if sum(codes.values()) > 1:
        raise BadFaults(f"faults: the shares of {name} are over 1 together")


def _check_whole(name: str, value: object, least: int | None) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or (least is not None and value < least):
        raise BadFaults(f"faults: {name} must be a whole number" + ("" if least is None else f" from {least}"))


def _check_number(name: str, value: object, most: float) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise BadFaults(f"faults: {name} must be a number from 0 to {most:g}")
