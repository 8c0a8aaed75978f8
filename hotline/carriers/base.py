"""The seam to a phone network: what every carrier can do for the hotline, and in which words.

A carrier is one module. It reads its own webhooks (`receive`) and answers them (`answer`), sends with our id, says how
a doubt about a message can be settled, what it can carry, and what its error codes mean.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

# How it is found out whether a message was taken when the answer to `send` was lost. Never: then it is not sent twice.
LooksUp: TypeAlias = Literal["by our id", "by text", "never"]
SendOutcome: TypeAlias = Literal["number", "stopped", "sender", "later", "unknown"]
CarrierState: TypeAlias = Literal["sent", "delivered", "failed", "withdrawn"]  # sent: taken and still under way
CallEvent: TypeAlias = Literal["ring", "keys", "silence", "recording"]
Opted: TypeAlias = Literal["", "stop", "start", "help"]
WaitsFor: TypeAlias = Literal["keys", "recording", "nothing"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a carrier can carry. `name` is that of HOTLINE_CARRIERS."""

    name: str
    number: str  # E.164, to which people write and from which they are written to; "" when a service picks it
    rate: float  # segments a second
    longest_validity: int  # seconds that a message may wait at the carrier, at most
    shortest_validity: int = 1
    in_flight: int = 50  # requests at the carrier at once
    looks_up: LooksUp = "never"
    answers: bool = True  # a text is answered in the response to its webhook; else the answer is sent as a message
    takes_back: bool = False  # what waits at the carrier can be kept from being sent
    lively: float | None = None  # seconds without a sign of life after which something is wrong


@dataclass(slots=True)
class Request:
    """A webhook as it came; nothing of it is believed. `at` is the machine's clock, in epoch seconds."""

    method: str
    path: str  # as it stands in the request, percent signs and all
    query: str = field(repr=False)  # likewise, without the question mark
    headers: Mapping[bytes, bytes] = field(repr=False)  # names in lower case
    body: bytes = field(repr=False)
    at: float


class Response(NamedTuple):
    """What is answered to a webhook."""

    status: int
    kind: bytes  # the content type, b"" without a body
    body: bytes


@dataclass(slots=True)
class IncomingText:
    """Somebody texted. `id` is the same for the same text, however often its webhook comes."""

    id: str
    sender: str = field(repr=False)  # as the network gives it
    body: str = field(repr=False)
    opted: Opted = ""  # the carrier has answered this text already: only take note
    sent_at: float | None = None  # epoch seconds of the real clock, if the carrier tells


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a message with our `id`, and the carrier's `sid`, "" when it told none."""

    id: str
    sid: str
    state: CarrierState
    code: str = ""  # the carrier's error code
    has_left: bool = True  # of one that was sent: it is on its way, and does not only wait at the carrier


@dataclass(frozen=True, slots=True)
class CallTurn:
    """Something was done on a call that waits for words. `step` numbers the turns of a call."""

    call: str
    caller: str = field(repr=False)  # as the network gives it
    event: CallEvent
    text: str = field(default="", repr=False)  # the keys, or the address of the recording
    step: int = 0
    pressed: tuple[str, ...] = ()  # all keys of the call before these


@dataclass(frozen=True, slots=True)
class CallEnded:
    """Nothing more comes of this call."""

    call: str


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """The other end is there. `facts` are for people to read: battery, version.

    `skew` is its clock minus ours in seconds, if its requests are dated.
    """

    facts: Mapping[str, str]
    skew: float | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing that concerns the hotline; `why` is one word for the counts."""

    why: str


Arrival: TypeAlias = IncomingText | DeliveryReport | CallTurn | CallEnded | SignOfLife | Ignored


class Unsigned(Exception):
    """Not signed by the carrier, or not for this address, or changed on the way.

    `skew` is set when only the time was wrong: the sender's clock minus ours, in seconds.
    """

    def __init__(self, skew: float | None = None) -> None:
        super().__init__("not signed by the carrier" if skew is None else "signed at another time")
        self.skew = skew


class Malformed(Exception):
    """No request of the carrier; the message is the one line that is answered and quotes nothing of the request."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One turn of a call before any markup: what is said, each line with its language, and what is waited for."""

    lines: Sequence[tuple[str, str]]
    expects: WaitsFor = "nothing"  # nothing: the call ends
    digits: int | None = None  # how many keys are waited for; None: until # or a pause
    step: int = 0
    pressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text to send: `id` is ours, `to` E.164, `body` at most 1,600 characters."""

    id: str
    to: str = field(repr=False)
    body: str = field(repr=False)
    validity_seconds: int  # how long it may wait at the carrier, within its `Limits`
    priority: int = 0  # what is more urgent has the higher one; see `mail/kinds.py`


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that the carrier took: its id there, its state, and the carrier's error code if any."""

    sid: str
    state: CarrierState
    code: str = ""


class SendError(Exception):
    """A message was not certainly taken. Its text names neither the number nor the message.

    `outcome` says what to do next:
    - number: this number or this text can never be delivered;
    - stopped: the person has told the carrier to stop;
    - sender: our sender or account is refused, so nobody can be written to;
    - later: certainly not taken, so it is safe to send again;
    - unknown: it may or may not have been taken, so look it up at the carrier before sending it again.
    `code` is the carrier's error code, "" when it gave none; `after` the seconds it asks to wait, if it does.
    """

    def __init__(self, outcome: SendOutcome, code: str = "", after: float | None = None) -> None:
        super().__init__(f"message {outcome}, carrier's error code: {code or 'none'}")
        self.outcome: SendOutcome = outcome
        self.code = code
        self.after = after

    def __reduce__(self) -> tuple[type[SendError], tuple[SendOutcome, str, float | None]]:
        # A job's error crosses processes pickled; the default would hand the sentence to `outcome`.
        return type(self), (self.outcome, self.code, self.after)


class Carrier(ABC):
    """A phone network that takes messages and signs the webhooks it sends."""

    limits: Limits
    paths: Sequence[str]  # of the webhooks that it sends
    methods: Sequence[str] = ("POST",)  # by which it sends them

    @abstractmethod
    def receive(self, request: Request) -> Arrival:
        """What came in. Raises Unsigned or Malformed, and nothing else whatever the request holds."""

    @abstractmethod
    def answer(self, arrived: Arrival | None, said: str) -> Response:
        """The response to a webhook that is no error.

        `arrived` is None for one that broke before it could be read. `said` is the answer to a text, what `markup`
        gave for a turn of a call, or "" for silence; a carrier that does not answer in the response leaves it unread.
        """

    @abstractmethod
    async def send(self, message: Outgoing) -> str:
        """Hands the message over once, without repeating; gives the carrier's message id. Raises SendError."""

    @abstractmethod
    async def status(self, sid: str) -> Taken | None:
        """What became of the message with the carrier's id `sid`; None if the carrier knows none.

        Raises SendError("unknown") if the carrier cannot be asked.
        """

    @abstractmethod
    async def close(self) -> None:
        """Frees the connections. The carrier cannot send after it."""

    def markup(self, speech: Speech) -> str:
        """A turn of a call in the carrier's own words; only for one that carries calls."""
        raise NotImplementedError

    async def find(self, message: Outgoing, since: datetime, others: Collection[str] = ()) -> Taken | None:
        """The message if it was taken at `since` or later, as `limits.looks_up` says how; never asked of "never".

        `since` has a zone and is the carrier's time, so real time, whatever clock the hotline runs on. None says only
        that the carrier lists none yet: lists lag behind. Raises SendError("unknown") if it cannot be told.
        `others`: the carrier's ids of messages to that number which are known to be others.
        """
        raise SendError("unknown")

    def meaning(self, code: str) -> SendOutcome:
        """What an error code of a report means for what comes next; "unknown" for one that is not listed."""
        return "unknown"

    async def take_back(self, sid: str) -> bool:
        """Have a message that waits at the carrier not sent; False if that cannot be."""
        return False

    async def seen(self) -> float | None:
        """When the other end was last heard of, in epoch seconds of the machine's clock; None if nobody can tell."""
        return None

    async def catch_up(self, since: float, until: float) -> None:
        """Ask for what came between the two times (epoch seconds) and was never told; what was told may come again.

        Raises SendError("unknown").
        """
        return

    async def check(self, public_url: str) -> list[str]:
        """What at the carrier would fail tonight, a line each with the mend. `public_url` is the hotline's own."""
        return []

    async def connect(self, public_url: str) -> list[str]:
        """Sets at the carrier what can be set from here; says what was, and what is left to do by hand."""
        return []
