"""The seam to a phone network: what every carrier can do for the hotline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

SendOutcome: TypeAlias = Literal["refused", "final", "unknown"]
CarrierState: TypeAlias = Literal["sent", "delivered", "failed"]  # sent: taken and still under way


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text to send. `to` is E.164, `body` at most 1,600 characters, `status_callback` an absolute URL."""

    to: str
    body: str
    status_callback: str | None = None
    validity_seconds: int | None = None  # how long it may wait at the carrier, 1 to 36,000; None: its default


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that the carrier took: its id there, its state, and the carrier's error code if any."""

    sid: str
    state: CarrierState
    code: int | None = None


class SendError(Exception):
    """A message was not certainly taken. Its text names neither the number nor the message.

    `outcome` says what to do next:
    - refused: certainly not processed, so it is safe to send again;
    - final: this number or this message can never be delivered;
    - unknown: it may or may not have been taken, so look it up at the carrier before sending it again.
    `code` is the carrier's error code, None when it gave none.
    """

    def __init__(self, outcome: SendOutcome, code: int | None = None) -> None:
        super().__init__(f"message {outcome}, carrier's error code: {code or 'none'}")
        self.outcome: SendOutcome = outcome
        self.code = code

    def __reduce__(self) -> tuple[type[SendError], tuple[SendOutcome, int | None]]:
        # A job's error crosses processes pickled; the default would hand the sentence to `outcome`.
        return type(self), (self.outcome, self.code)


class Carrier(Protocol):
    """A phone network that takes messages and signs the webhooks it sends."""

    async def send(self, message: Outgoing) -> str:
        """Hands the message over once, without repeating; gives the carrier's message id. Raises SendError."""
        ...

    async def status(self, sid: str) -> Taken | None:
        """What became of the message with the carrier's id `sid`; None if the carrier knows none.

        Raises SendError("unknown") if the carrier cannot be asked.
        """
        ...

    async def find(self, message: Outgoing, since: datetime) -> Taken | None:
        """The newest message like this one (to whom, from whom, the same text) that was taken at `since` or later.

        `since` has a zone and is the carrier's time, so real time, whatever clock the hotline runs on. None says only
        that the carrier lists none yet: lists lag behind. Raises SendError("unknown") if it cannot be asked.
        """
        ...

    def is_signed(self, url: str, fields: Sequence[tuple[str, str]], signature: str | None) -> bool:
        """Whether the carrier signed this webhook. `url` is the public one; never raises, False on any doubt."""
        ...

    def state(self, word: str) -> CarrierState | None:
        """What the carrier's own word, of a callback or in a list, means for a message. None for one not known."""
        ...

    async def close(self) -> None:
        """Frees the connections. The carrier cannot send after it."""
        ...
