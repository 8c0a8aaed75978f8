"""A message that the hotline sends by itself: what its record holds, and what queues it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..carriers.segments import segments
from ..people.seal import Seals
from ..store.keys import lane_key, mail_key, mail_text_key
from ..store.store import Command
from .kinds import KINDS

MailState: TypeAlias = Literal["queued", "sending", "sent", "delivered", "failed", "unknown", "dropped"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to be sent. Times are epoch seconds; `life` is the contact's, so that who was forgotten stays so."""

    id: str
    contact: str
    life: str
    kind: str
    text: str  # key of the sealed text
    segments: int
    at: float  # not before
    until: float  # not after


def mail_id(*parts: str | int | float) -> str:
    """The id of the one message that these words name: putting it twice sends it once."""
    return hashlib.blake2b("/".join(map(str, parts)).encode(), digest_size=12).hexdigest()


def letter(id_: str, contact: str, life: str, kind: str, body: str, at: float, until: float | None = None) -> Mail:
    """A message with a text of its own; without `until` it expires as its kind does."""
    until = at + KINDS[kind].hours * 3600 if until is None else until
    return Mail(id_, contact, life, kind, mail_text_key(id_), segments(body), at, until)


def put(seals: Seals, mail: Mail, body: str, about: str = "") -> list[Command]:
    """Commands that queue a message which no record has yet: for the end of a turn, which happens once.

    `about`: pseudonym/life of somebody else whose words it holds, so that their FORGET erases it, too.
    """
    key, lane = mail_key(mail.id), KINDS[mail.kind].lane
    fields: list[str | float] = ["state", "queued", *(["about", about] if about else [])]
    for name, value in _fields(mail).items():
        fields += [name, value]
    return [
        ("HSET", key, *fields),
        ("SET", mail.text, seals.seal(body.encode(), mail.text)),
        ("ZADD", lane_key(lane), mail.at, mail.id),
    ]


def _fields(mail: Mail) -> dict[str, str | float]:
    return {
        "contact": mail.contact,
        "life": mail.life,
        "kind": mail.kind,
        "lane": KINDS[mail.kind].lane,
        "text": mail.text,
        "segments": mail.segments,
        "at": mail.at,
        "until": mail.until,
    }
