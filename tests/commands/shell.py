"""A command as from a shell, without the price of a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Hotline = Callable[..., Ran]


def is_one_line(ran: Ran, code: int) -> bool:
    """Whether it failed as a command should: one line, the right exit code."""
    return ran.code == code and ran.err.startswith("hotline: ") and ran.err.count("\n") == 1
