"""A plan of what goes wrong at a stand-in: read from JSON, and drawn so that a run can be repeated."""

from __future__ import annotations

from dataclasses import fields
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import orjson

from .. import Misuse

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LostAnswer: TypeAlias = Literal["server error", "cut"]


class BadFaults(Misuse):
    """A plan that cannot be followed; the message is one line that names the field."""


def read_faults(kind: type[DataclassInstance], text: str | bytes) -> dict[str, Any]:
    """The fields of a plan of that kind, as a JSON object gives them. Raises BadFaults."""
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadFaults("faults: not JSON") from None
    if not isinstance(given, dict):
        raise BadFaults("faults: not a JSON object")
    names = [known.name for known in fields(kind)]
    for name in given:
        if name not in names:
            raise BadFaults(f"faults: there is no {name[:40]!r}, only {', '.join(names)}")
    return given


class Drawn:
    """What a plan draws from its seed. The same `fate` (whom, and which of theirs) draws the same number."""

    __slots__ = ()
    seed: int
    server_error_after_taking: float
    cut_after_taking: float

    def check_answers(self) -> None:
        """Whether the answers that are lost in the one way and the other are shares of one whole. Raises BadFaults."""
        if self.server_error_after_taking + self.cut_after_taking > 1:
            raise BadFaults("faults: server_error_after_taking and cut_after_taking are over 1 together")

    def lost_answer(self, *fate: object) -> LostAnswer | None:
        """What the sender of a message that was taken gets instead of its answer."""
        error, cut = self.server_error_after_taking, self.cut_after_taking
        if not self.falls_to(error + cut, "answer", *fate):
            return None
        return "server error" if self.falls_to(error, "answer", *fate) else "cut"

    def falls_to(self, share: float, *fate: object) -> bool:
        """Whether this is among the share, a number from 0 to 1."""
        if not share:
            return False
        drawn = blake2b(repr((self.seed, *fate)).encode(), digest_size=6).digest()
        return int.from_bytes(drawn, "big") < share * 2**48
