"""The volunteers' inbox: what the hotline did not understand, and what was asked of a person.

A question's text is sealed inside its asker's own record, so that erasing the person erases it too; the inbox itself
holds only numbers and pseudonyms. A question that is handed out is its volunteer's for LEASE; unanswered, it is
anybody's again. Nothing has to be done for that, so none is lost by a process or a volunteer that vanishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import orjson

from ..store.keys import INBOX, INBOX_HELD, contact_key
from ..store.lua import script
from ..store.store import Command, Store
from .seal import Seals

Kind: TypeAlias = Literal["text", "recording", "danger"]

WITHHELD = "withheld"  # whose record holds the questions of callers without a number
LEASE = 1800.0  # seconds that a volunteer has for an answer
MOST_HELD = 3  # questions that one volunteer may have: who goes away takes no more along
_FIRST = 1e9  # seconds by which danger to life goes before all that was ever asked

_TAKE = script(__file__, "take")
_FIND = script(__file__, "find")
_WAITING = script(__file__, "waiting")
_RELEASE = script(__file__, "release")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that waits for an answer. `contact` is "withheld" when nobody can be answered.

    The `text` of a recording is its address.
    """

    number: int
    contact: str
    at: float  # epoch seconds
    language: str
    text: str
    kind: Kind = "text"

    @property
    def member(self) -> str:
        """As it stands in the inbox."""
        return f"{self.number}:{self.contact}"


def ask(seals: Seals, question: Question) -> list[Command]:
    """Put a question into the inbox under a number that no other question has."""
    field = f"question:{question.number}"
    row = orjson.dumps([question.at, question.language, question.text, question.kind])
    sealed = seals.seal(row, f"{question.contact} {field}")
    place = question.at - (_FIRST if question.kind == "danger" else 0)
    return [("HSET", contact_key(question.contact), field, sealed), ("ZADD", INBOX, place, question.member)]


def hold(question: Question, volunteer: str, now: float) -> list[Command]:
    """The question was shown to this volunteer (a pseudonym), who has LEASE for an answer from now on."""
    return [("HSET", INBOX_HELD, question.member, f"{volunteer} {now + LEASE!r} 1")]


def close(question: Question) -> list[Command]:
    """Take a question out of the inbox."""
    return [
        ("ZREM", INBOX, question.member),
        ("HDEL", INBOX_HELD, question.member),
        ("HDEL", contact_key(question.contact), f"question:{question.number}"),
    ]


async def take(store: Store, seals: Seals, volunteer: str, now: float) -> Question | None:
    """The next question for this volunteer (a pseudonym), theirs from now on; None when none waits. Raises StoreAway.

    Until it is shown (`hold`) the same one is given again: a turn that died or was taken again loses none.
    """
    found = await store.run(_TAKE(who=volunteer, now=repr(now), lease_ends=repr(now + LEASE), most=MOST_HELD))
    return None if found is None else _opened(seals, *found)


async def find(store: Store, seals: Seals, number: int, now: float) -> tuple[Question, str] | None:
    """An open question and the pseudonym of who has it, "" for nobody; None when it is gone. Raises StoreAway."""
    found = await store.run(_FIND(number=number, now=repr(now)))
    if found is None or found[1] is None:  # its asker was forgotten
        return None
    member, sealed, holder = found
    return _opened(seals, member, sealed), holder.decode()


async def count(store: Store, now: float, age: float = 0.0) -> tuple[int, int]:
    """How many questions wait that nobody has, and how many of them for `age` seconds or more, or of danger."""
    waiting, old = await store.run(_WAITING(now=repr(now), before=repr(now - age)))
    return int(waiting), int(old)


async def release(store: Store, volunteer: str) -> None:
    """Whatever this volunteer has is anybody's again."""
    await store.run(_RELEASE(who=volunteer))


async def waiting(store: Store, seals: Seals) -> list[Question]:
    """All open questions, in their order; those of people who were forgotten meanwhile are left out."""
    members: Sequence[bytes] = await store.read("ZRANGE", INBOX, 0, -1)
    pairs = [member.decode().split(":", 1) for member in members]
    reads: list[Command] = [("HGET", contact_key(asker), f"question:{number}") for number, asker in pairs]
    rows = await store.apply(reads) if reads else []
    return [_opened(seals, member, row) for member, row in zip(members, rows, strict=True) if row is not None]


def _opened(seals: Seals, member: bytes, sealed: bytes) -> Question:
    number, _, asker = member.decode().partition(":")
    row: list[Any] = orjson.loads(seals.open(sealed, f"{asker} question:{number}"))
    return Question(int(number), asker, *row)  # an earlier version wrote no kind
