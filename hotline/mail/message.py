"""A message that the hotline sends by itself: what its record holds, and what queues it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..carriers.segments import segments
from ..people.contacts import Contact
from ..people.seal import Seals
from ..routes import Route, carrier_of
from ..store.keys import mail_key, mail_text_key, waiting_key
from ..store.store import Command
from .kinds import KINDS

MailState: TypeAlias = Literal["queued", "sending", "sent", "delivered", "failed", "unknown", "dropped"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to be sent. Times are epoch seconds; `life` is the contact's, so that who was forgotten stays so."""

    id: str
    contact: str
    life: str
    carrier: str  # the name of the one that is to send it
    kind: str
    text: str  # key of the sealed text
    segments: int
    at: float  # not before
    until: float  # not after


def mail_id(*parts: str | int | float) -> str:
    """The id of the one message that these words name: putting it twice sends it once."""
    return hashlib.blake2b("/".join(map(str, parts)).encode(), digest_size=12).hexdigest()


def letter(
    id_: str, to: Contact, routes: Sequence[Route], kind: str, body: str, at: float, until: float | None = None
) -> Mail:
    """A message with a text of its own, by their carrier; without `until` it expires as its kind does."""
    until = at + KINDS[kind].hours * 3600 if until is None else until
    carrier = carrier_of(to.number, routes, to.came_by)
    return Mail(id_, to.id, to.life, carrier, kind, mail_text_key(id_), segments(body), at, until)


def put(seals: Seals, mail: Mail, body: str, about: str = "", number: str = "") -> list[Command]:
    """Commands that queue a message which no record has yet: for the end of a turn, which happens once.

    `about`: pseudonym/life of somebody else whose words it holds, so that their FORGET erases it, too. `number`: of
    somebody of whom nothing is kept (E.164); it is kept with the message until that has left, or expires.
    """
    key = mail_key(mail.id)
    fields: list[str | bytes | float] = ["state", "queued", *(["about", about] if about else [])]
    if number:
        fields += ["to", seals.seal(number.encode(), f"{key} to")]
    for name, value in _fields(mail).items():
        fields += [name, value]
    commands: list[Command] = [
        ("HSET", key, *fields),
        ("SET", mail.text, seals.seal(body.encode(), mail.text)),
        ("ZADD", waiting_key(mail.carrier, KINDS[mail.kind].lane), mail.at, mail.id),
    ]
    if number:  # also when no worker comes
        commands += [("EXPIRE", one, int(mail.until - mail.at)) for one in (key, mail.text)]
    return commands


def carriers_id(id_: str, attempt: int) -> str:
    """The id by which a carrier knows a message; of those that it took and could not send, each has its own."""
    return f"{id_}_{attempt}" if attempt else id_


def read_carriers_id(known: str) -> tuple[str, int]:
    """Our id, and the attempt, of what `carriers_id` made, or a stranger did."""
    id_, _, attempt = known.partition("_")
    return id_, int(attempt) if attempt.isascii() and attempt.isdecimal() and len(attempt) < 4 else 0


def open_to(seals: Seals, id_: str, sealed: bytes) -> str:
    """The number that `put` kept with a message. Raises BrokenSeal."""
    return seals.open(sealed, f"{mail_key(id_)} to").decode()


def _fields(mail: Mail) -> dict[str, str | float]:
    return {
        "contact": mail.contact,
        "life": mail.life,
        "carrier": mail.carrier,
        "kind": mail.kind,
        "lane": KINDS[mail.kind].lane,
        "text": mail.text,
        "segments": mail.segments,
        "at": mail.at,
        "until": mail.until,
    }
