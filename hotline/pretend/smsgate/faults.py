"""What goes wrong at the pretend SMSGate: a plan that can be set, shown as JSON and repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, TypeAlias

from hotline.pretend.plan import BadFaults, Drawn, read_faults

Silence: TypeAlias = Literal["kept", "lost"]
Fate: TypeAlias = tuple[object, ...]  # whom and which of theirs: the number, the count of theirs before, and so on

_LONGEST = 7 * 86400.0  # seconds
_OPTIONS = {"silence": ("kept", "lost")}


@dataclass(frozen=True, slots=True)
class SmsGateFaults(Drawn):
    """What goes wrong and how often; nothing does unless it is said here. A share is a number from 0 to 1.

    What befalls a message or a text follows from `seed`, the person's number and how many of theirs came before, so a
    run can be repeated although they come in another order. Raises BadFaults.

    Sources: threads of https://github.com/capcom6/android-sms-gateway/issues, named by their numbers below.
    """

    seed: int = 0
    # What is asked for by HTTP.
    latency_seconds: float = 0.0  # between a send and its answer, whatever that is
    unavailable: float = 0.0  # share of sends: 503, not taken
    server_error_after_taking: float = 0.0  # share of messages taken: answered with 500 all the same
    cut_after_taking: float = 0.0  # share of messages taken: the connection is closed without an answer
    repeats_fail: float = 0.0  # share of sends with an id taken before: 500, not 409
    # What the phone does with a message.
    stuck: float = 0.0  # share of messages: they wait on the phone, then leave unless their time is over (234, 330)
    stuck_seconds: float = 12 * 3600.0
    credit: int | None = None  # messages that may leave, those that left already counted; then as no_credit
    no_credit: float = 0.0  # share of messages: the phone tells a generic failure, none leaves (107)
    delivery_seconds: float = 0.0  # between the sending of a message and the report from the person's phone
    undeliverable: float = 0.0  # share of messages: sent, then the network gives up
    falsely_delivered: float = 0.0  # share of messages: told as delivered, though they never arrive (181)
    sent_untold: float = 0.0  # share of messages: they leave, and nothing is ever told of it: Processed for good (403)
    # Texts from the street.
    second_sim: float = 0.0  # share of texts: they come to the other SIM
    national_senders: float = 0.0  # share of texts: the network writes +7… as 8…
    texts_twinned: float = 0.0  # share of texts: told twice, as two events with ids of their own (288, 291, 310, 372)
    # Webhooks.
    webhooks_doubled: float = 0.0  # share of events: posted twice
    webhooks_late: float = 0.0  # share of events
    late_seconds: float = 3600.0
    reports_out_of_order: float = 0.0  # share of messages: their events come last first
    clock_off: float = 0.0  # share of requests and answers dated by a phone's clock that is wrong; 1 is always
    clock_off_seconds: float = 3600.0  # fast; below 0 slow
    # The phone as a whole.
    silent: float = 0.0  # share of the time that nothing goes in or out, at the end of each period; 1 is now (286)
    silent_period_seconds: float = 12 * 3600.0
    silence: Silence = "kept"  # texts meanwhile: the app keeps them for later, or never sees them until a refresh
    # An app before 1.58: a repeat is a 500, nothing is taken back, a refresh tells all again, a sender has one name.
    old_app: bool = False

    def __post_init__(self) -> None:
        for known in fields(self):
            _check(known.name, str(known.type), getattr(self, known.name))
        self.check_answers()
        if self.silent_period_seconds < 1:
            raise BadFaults("faults: silent_period_seconds must be at least 1")

    @classmethod
    def read(cls, text: str | bytes) -> SmsGateFaults:
        """The plan from a JSON object of the fields above. Raises BadFaults."""
        return cls(**read_faults(cls, text))

    def shown(self) -> dict[str, Any]:
        """The plan as a JSON object, which `read` takes."""
        return asdict(self)

    def befalls(self, name: str, *fate: object) -> bool:
        """Whether the fault of that field, a share, befalls this. The same `fate` draws the same number."""
        return self.falls_to(getattr(self, name), name, *fate)

    def clock_error(self, *fate: object) -> float:
        """By how many seconds the phone's clock is wrong when it dates this."""
        return self.clock_off_seconds if self.befalls("clock_off", *fate) else 0.0

    def is_silent(self, seconds: float) -> bool:
        """Whether nothing goes in or out at that many seconds after the phone was switched on."""
        into_period = seconds % self.silent_period_seconds
        return into_period >= self.silent_period_seconds * (1 - self.silent)


Plan: TypeAlias = Callable[[], SmsGateFaults]  # the one that counts now


def _check(name: str, kind: str, value: object) -> None:
    """Whether the value fits a field of that kind, which is how its type is written above."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "bool":
        well, wanted = isinstance(value, bool), "true or false"
    elif name in _OPTIONS:
        well, wanted = value in _OPTIONS[name], " or ".join(_OPTIONS[name])
    elif kind == "int | None":
        well, wanted = value is None or (number and isinstance(value, int) and value >= 0), "a whole number from 0"
    elif kind == "int":
        well, wanted = number and isinstance(value, int), "a whole number"
    else:
        most = _LONGEST if name.endswith("_seconds") else 1
        least = -_LONGEST if name == "clock_off_seconds" else 0
        well, wanted = number and least <= value <= most, f"a number from {least:g} to {most:g}"  # type: ignore[operator]
    if not well:
        raise BadFaults(f"faults: {name} must be {wanted}")
