"""Whom a shelter takes, and who asks for one."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from typing import Literal, TypeAlias

Who: TypeAlias = Literal["", "family", "women", "men"]  # who asks, "" where they did not say
Fit: TypeAlias = Literal["yes", "perhaps", "no"]

_GROUPS: dict[str, Who] = {"families": "family", "women": "women", "men": "men"}
_EVERYONE = {"everyone", "all", "anyone"}
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)  # a directory has a few that differ
def is_for_everyone(welcomes: str) -> bool:
    """Whether the column `welcomes` turns nobody away, or says nothing."""
    return not welcomes.strip() or not _EVERYONE.isdisjoint(_WORD.findall(welcomes.lower()))


def groups(welcomes: str) -> Set[Who]:
    """Those whom the column `welcomes` names: families, women, men; nobody where it takes everyone, or says nothing."""
    if is_for_everyone(welcomes):
        return frozenset()
    words = _WORD.findall(welcomes.lower())
    return frozenset(who for word, who in _GROUPS.items() if word in words)


def fit(welcomed: Set[Who], who: Who) -> Fit:
    """Whether it takes who asks: perhaps, where they did not say who they are, and for a family where women are."""
    if not welcomed or who in welcomed:
        return "yes"
    return "perhaps" if not who or (who == "family" and "women" in welcomed) else "no"
