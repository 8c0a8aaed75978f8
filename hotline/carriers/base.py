"""The seam to a phone network: what every carrier can do for the hotline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Outcome: TypeAlias = Literal["refused", "final", "unknown"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text to send. `to` is E.164, `body` at most 1,600 characters, `status_callback` an absolute URL."""

    to: str
    body: str
    status_callback: str | None = None
    validity_seconds: int | None = None  # how long it may wait at the carrier, 1 to 36,000; None: its default


class SendError(Exception):
    """A message was not certainly taken. Its text names neither the number nor the message.

    `outcome` says what to do next:
    - refused: certainly not processed, so it is safe to send again;
    - final: this number or this message can never be delivered;
    - unknown: it may or may not have been taken, so look it up at the carrier before sending it again.
    `code` is the carrier's error code, None when it gave none.
    """

    def __init__(self, outcome: Outcome, code: int | None = None) -> None:
        super().__init__(f"message {outcome}, carrier's error code: {code or 'none'}")
        self.outcome: Outcome = outcome
        self.code = code

    def __reduce__(self) -> tuple[type[SendError], tuple[Outcome, int | None]]:
        # A job's error crosses processes pickled; the default would hand the sentence to `outcome`.
        return type(self), (self.outcome, self.code)


class Carrier(Protocol):
    """A phone network that takes messages and signs the webhooks it sends."""

    async def send(self, message: Outgoing) -> str:
        """Hands the message over once, without repeating; gives the carrier's message id. Raises SendError."""
        ...

    def is_signed(self, url: str, fields: Sequence[tuple[str, str]], signature: str | None) -> bool:
        """Whether the carrier signed this webhook. `url` is the public one; never raises, False on any doubt."""
        ...

    async def close(self) -> None:
        """Frees the connections. The carrier cannot send after it."""
        ...
