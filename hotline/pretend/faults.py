"""What goes wrong at the pretend carrier: a plan that can be set, shown as JSON and repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from hashlib import blake2b
from typing import Any, Literal, TypeAlias, TypeVar

import orjson

from .. import Misuse

LostAnswer: TypeAlias = Literal["server error", "cut"]
_Status = TypeVar("_Status")

# https://www.twilio.com/docs/api/errors: 30xxx are known only after a message was taken, they end its delivery.
_DELIVERY_CODES = range(30000, 40000)
_LONGEST = 3600.0  # seconds
_SHARES = (
    "too_many_requests",
    "server_error_after_taking",
    "cut_after_taking",
    "callbacks_lost",
    "callbacks_doubled",
    "callbacks_out_of_order",
)


class BadFaults(Misuse):
    """A plan that cannot be followed; the message is one line that names the field."""


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """What goes wrong and how often; nothing does unless it is said here. A share is a number from 0 to 1.

    What befalls a message follows from `seed`, its recipient and how many were sent to them before, so a run can be
    repeated although messages come in another order. Raises BadFaults.
    """

    seed: int = 0
    latency_seconds: float = 0.0  # between a send and its answer, whatever that is
    messages_per_second: int | None = None  # above it 429 with code 20429, not taken
    too_many_requests: float = 0.0  # share of sends: the same answer, whatever the rate
    server_error_after_taking: float = 0.0  # share of messages taken: answered with 500 all the same
    cut_after_taking: float = 0.0  # share of messages taken: the connection is closed without an answer
    # Error code: share of recipients, every message to them. 30xxx end as undelivered, others are a 400 on sending.
    codes: Mapping[int, float] = field(default_factory=dict)
    callbacks_lost: float = 0.0  # share of callbacks, as the next
    callbacks_doubled: float = 0.0
    callbacks_out_of_order: float = 0.0  # share of messages: their callbacks come last first

    def __post_init__(self) -> None:
        _check_whole("seed", self.seed, None)
        if self.messages_per_second is not None:
            _check_whole("messages_per_second", self.messages_per_second, 1)
        _check_number("latency_seconds", self.latency_seconds, _LONGEST)
        for name in _SHARES:
            _check_number(name, getattr(self, name), 1)
        for code, share in self.codes.items():
            _check_whole("a code in codes", code, 1)
            _check_number(f"codes {code}", share, 1)
        if sum(self.codes.values()) > 1:
            raise BadFaults("faults: the shares of codes are over 1 together")
        if self.server_error_after_taking + self.cut_after_taking > 1:
            raise BadFaults("faults: server_error_after_taking and cut_after_taking are over 1 together")

    @classmethod
    def read(cls, text: str | bytes) -> FaultPlan:
        """The plan from a JSON object of the fields above. Raises BadFaults."""
        try:
            given = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise BadFaults("faults: not JSON") from None
        if not isinstance(given, dict):
            raise BadFaults("faults: not a JSON object")
        names = [known.name for known in fields(cls)]
        for name in given:
            if name not in names:
                raise BadFaults(f"faults: there is no {name[:40]!r}, only {', '.join(names)}")
        if "codes" in given:
            given["codes"] = _codes(given["codes"])
        return cls(**given)

    def shown(self) -> dict[str, Any]:
        """The plan as a JSON object, which `read` takes."""
        return {**asdict(self), "codes": {str(code): share for code, share in self.codes.items()}}

    def turns_away(self, to: str, attempt: int) -> bool:
        """Whether this send is answered with 429 and not taken. `attempt` counts the sends to the recipient."""
        return self._falls_to(self.too_many_requests, "429", to, attempt)

    def refusal_code(self, to: str) -> int | None:
        """The code with which messages to this recipient are refused on sending."""
        code = self._code(to)
        return None if code is None or code in _DELIVERY_CODES else code

    def delivery_code(self, to: str) -> int | None:
        """The code with which messages to this recipient end as undelivered."""
        code = self._code(to)
        return None if code is None or code not in _DELIVERY_CODES else code

    def lost_answer(self, to: str, attempt: int) -> LostAnswer | None:
        """What the sender of a message that was taken gets instead of its id."""
        error, cut = self.server_error_after_taking, self.cut_after_taking
        if not self._falls_to(error + cut, "answer", to, attempt):
            return None
        return "server error" if self._falls_to(error, "answer", to, attempt) else "cut"

    def posts(self, statuses: Sequence[_Status], to: str, attempt: int) -> list[_Status]:
        """Which of a message's statuses are posted, in this order."""
        posts: list[_Status] = []
        for step, status in enumerate(statuses):
            if not self._falls_to(self.callbacks_lost, "lost", to, attempt, step):
                posts += [status] * (1 + self._falls_to(self.callbacks_doubled, "doubled", to, attempt, step))
        return posts[::-1] if self._falls_to(self.callbacks_out_of_order, "order", to, attempt) else posts

    def _code(self, to: str) -> int | None:
        bound = 0.0
        for code, share in sorted(self.codes.items()):
            bound += share
            if self._falls_to(bound, "code", to):
                return code
        return None

    def _falls_to(self, share: float, *what: object) -> bool:
        """Whether this is among the share. The same `what` draws the same number."""
        if not share:
            return False
        drawn = blake2b(repr((self.seed, *what)).encode(), digest_size=6).digest()
        return int.from_bytes(drawn, "big") < share * 2**48


def _codes(given: object) -> dict[int, float]:
    if not isinstance(given, dict):
        raise BadFaults("faults: codes must be an object of code and share")
    for code in given:
        if not (code.isascii() and code.isdigit() and len(code) == 5):
            raise BadFaults("faults: a code in codes must be five digits")
    return {int(code): share for code, share in given.items()}


def _check_whole(name: str, value: object, least: int | None) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or (least is not None and value < least):
        raise BadFaults(f"faults: {name} must be a whole number" + ("" if least is None else f" from {least}"))


def _check_number(name: str, value: object, most: float) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise BadFaults(f"faults: {name} must be a number from 0 to {most:g}")
