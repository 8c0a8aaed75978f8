"""The volunteers' inbox: what the hotline did not understand, and what was asked of a person.

A question's text is sealed inside its asker's own record, so that erasing the person erases it too; the inbox itself
holds only numbers and pseudonyms.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..store import INBOX, Command, Store, contact_key
from .seal import Seals

WITHHELD = "withheld"  # whose record holds the questions of callers without a number


@dataclass(frozen=True, slots=True)
class Question:
    """A question that waits for an answer. `contact` is "withheld" when nobody can be answered."""

    number: int
    contact: str
    at: float  # epoch seconds
    language: str
    text: str


def ask(seals: Seals, number: int, contact: str, at: float, language: str, text: str) -> list[Command]:
    """Put a question into the inbox under a number that no other question has."""
    asker = contact or WITHHELD
    field = f"question:{number}"
    sealed = seals.seal(json.dumps([at, language, text], ensure_ascii=False).encode(), f"{asker} {field}")
    return [("HSET", contact_key(asker), field, sealed), ("ZADD", INBOX, at, f"{number}:{asker}")]


async def waiting(store: Store, seals: Seals) -> list[Question]:
    """All open questions, the oldest first; those of people who were forgotten meanwhile are left out."""
    questions = []
    for member in await store.read("ZRANGE", INBOX, 0, -1):
        number, _, asker = member.decode().partition(":")
        found = await _read(store, seals, int(number), asker)
        if found is not None:
            questions.append(found)
    return questions


def close(question: Question) -> list[Command]:
    """Take a question out of the inbox."""
    return [
        ("ZREM", INBOX, f"{question.number}:{question.contact}"),
        ("HDEL", contact_key(question.contact), f"question:{question.number}"),
    ]


async def _read(store: Store, seals: Seals, number: int, asker: str) -> Question | None:
    sealed = await store.read("HGET", contact_key(asker), f"question:{number}")
    if sealed is None:
        return None
    at, language, text = json.loads(seals.open(sealed, f"{asker} question:{number}"))
    return Question(number, asker, at, language, text)
