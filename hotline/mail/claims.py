"""What the outbox gives out: messages to send within a lease, and messages whose fate is to be learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .message import Mail, MailState


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send within the lease, and what is needed for it."""

    mail: Mail
    claim: str
    tries: int  # this one included
    delay: float  # seconds until it may leave
    text: bytes | None  # sealed
    profile: bytes | None  # sealed; None for who was forgotten
    to: bytes | None  # the sealed number of somebody of whom nothing else is kept
    attempt: int  # how often the carrier has taken it and then could not send it
    doubted: bool  # look it up at the carrier first


@dataclass(frozen=True, slots=True)
class Batch:
    """What was claimed; `wait`: seconds until more may be, None when nothing waits. `replicas`: of the store."""

    claimed: Sequence[Claimed]
    wait: float | None
    replicas: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message whose fate is to be learned at the carrier."""

    id: str
    claim: str
    state: MailState
    carrier: str  # the name of the one that was to send it
    kind: str
    sid: str
    at: float  # when it was last claimed
    text_key: str
    contact: str
    text: bytes | None
    profile: bytes | None
    to: bytes | None
    attempt: int


def read_claimed(row: list[bytes], carrier: str, claim: str) -> Claimed:
    """A row as the claiming script gives it."""
    id_, contact, life, kind, text_key, count, at, until, tries, delay, text, profile, to, attempt, doubted = row
    mail = Mail(
        id_.decode(),
        contact.decode(),
        life.decode(),
        carrier,
        kind.decode(),
        text_key.decode(),
        int(count),
        float(at),
        float(until),
    )
    return Claimed(mail, claim, int(tries), float(delay), text, profile, to, int(attempt), bool(doubted))


def read_doubt(row: list[bytes | None]) -> Doubt:
    """A row as the looking script gives it."""
    id_, claim, state, sid, at, text_key, contact, carrier, kind, text, profile, to, attempt = row
    return Doubt(
        id=_word(id_),
        claim=_word(claim),
        state=_word(state),  # type: ignore[arg-type] # only our scripts write it
        carrier=_word(carrier),
        kind=_word(kind),
        sid=_word(sid),
        at=float(at or 0),
        text_key=_word(text_key),
        contact=_word(contact),
        text=text,
        profile=profile,
        to=to,
        attempt=int(attempt or 0),
    )


def _word(value: bytes | None) -> str:
    return (value or b"").decode()
