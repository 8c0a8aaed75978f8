"""The volunteers' inbox: what the hotline did not understand, and what was asked of a person.

A question's text is sealed under its asker's own name, so that erasing the person erases it too; the inbox itself
holds only numbers and pseudonyms. A question that is handed out is its volunteer's for LEASE; unanswered, it is
anybody's again. Nothing has to be done for that, so none is lost by a process or a volunteer that vanishes.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import orjson

from ..store.keys import INBOX, INBOX_HELD, questions_key
from ..store.lua import script
from ..store.store import Command, Store
from .seal import Seals

QuestionKind: TypeAlias = Literal["text", "recording", "danger", "offer"]

WITHHELD = "withheld"  # under whose name the questions of callers without a number stand
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
    kind: QuestionKind = "text"

    @property
    def member(self) -> str:
        """As it stands in the inbox."""
        return f"{self.number}:{self.contact}"


def ask(seals: Seals, question: Question) -> list[Command]:
    """Put a question into the inbox under a number that no other question has."""
    row = orjson.dumps([question.at, question.language, question.text, question.kind])
    sealed = seals.seal(row, _about(question.contact, question.number))
    place = question.at - (_FIRST if question.kind == "danger" else 0)
    kept = ("HSET", questions_key(question.contact), question.number, sealed)
    return [kept, ("ZADD", INBOX, place, question.member)]


def hold(question: Question, volunteer: str, now: float) -> list[Command]:
    """The question was shown to this volunteer (a pseudonym), who has LEASE for an answer from now on."""
    return [("HSET", INBOX_HELD, question.member, f"{volunteer} {now + LEASE!r} 1")]


def close(question: Question) -> list[Command]:
    """Take a question out of the inbox."""
    return [
        ("ZREM", INBOX, question.member),
        ("HDEL", INBOX_HELD, question.member),
        ("HDEL", questions_key(question.contact), question.number),
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
    reads: list[Command] = [("HGET", questions_key(asker), number) for number, asker in map(_parted, members)]
    rows = await store.apply(reads) if reads else []
    return [_opened(seals, member, row) for member, row in zip(members, rows, strict=True) if row is not None]


async def askers(store: Store) -> set[str]:
    """Pseudonyms of all who wait for an answer."""
    return {_parted(member)[1] for member in await store.read("ZRANGE", INBOX, 0, -1)}


async def forget(store: Store, people: Set[str]) -> None:
    """Take out what forgotten people had asked, and give back what they have; what they ask anew waits on."""
    gone: list[Command] = []
    for member in await store.read("ZRANGE", INBOX, 0, -1):
        number, asker = _parted(member)
        if asker in people and not await store.read("HEXISTS", questions_key(asker), number):
            gone += [("ZREM", INBOX, member), ("HDEL", INBOX_HELD, member)]
    for member, held in (await store.read("HGETALL", INBOX_HELD)).items():
        if held.decode().partition(" ")[0] in people:
            gone.append(("HDEL", INBOX_HELD, member))
    if gone:
        await store.apply(gone)


def _parted(member: bytes) -> tuple[int, str]:
    """Number and asker of a question as it stands in the inbox."""
    number, _, asker = member.decode().partition(":")
    return int(number), asker


def _about(asker: str, number: int) -> str:
    """What its seal is about: never to be changed, or no question that waits would open."""
    return f"{asker} question:{number}"


def _opened(seals: Seals, member: bytes, sealed: bytes) -> Question:
    number, asker = _parted(member)
    row: list[Any] = orjson.loads(seals.open(sealed, _about(asker, number)))
    return Question(number, asker, *row)  # an earlier version wrote no kind
