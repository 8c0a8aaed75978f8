"""Whether a process has the secret of those before it: with another one it knows nobody, and loses what waits."""

from __future__ import annotations

from ..store.keys import SEALED_WITH
from ..store.store import Store
from .seal import BrokenSeal, Seals


async def check_secret(store: Store, seals: Seals) -> None:
    """The first process leaves a keyed hash, by which all others are measured. Raises BrokenSeal."""
    own = seals.keyed("check", b"")
    _, first = await store.apply([("SETNX", SEALED_WITH, own), ("GET", SEALED_WITH)])
    if first.decode() != own:
        raise BrokenSeal("HOTLINE_SECRET_KEY is not the one that sealed the people in the store; put the old one back")
