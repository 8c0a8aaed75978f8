"""PINs: what a forged sender lacks. Kept as a slow hash with a key, and locked after five wrong ones in a row."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import re
from itertools import pairwise
from typing import Literal, TypeAlias

from .. import Misuse
from ..store.keys import PIN_TRIES
from ..store.store import Command, Store
from .seal import Seals
from .volunteers import Volunteer

Checked: TypeAlias = Literal["right", "wrong", "locked", "none"]

TRIES = 5  # wrong ones in a row; then only `hotline volunteer add` with a new PIN helps
# scrypt (RFC 7914) with 32 MB, some 0.1 s: who has store and secret still needs a quarter of an hour for 10,000 PINs of
# one volunteer; who has the store alone cannot try any.
_COST, _BLOCK, _MEMORY = 2**15, 8, 64 * 1024 * 1024
_DIGITS = re.compile(r"\d{4,8}", re.ASCII)


class WeakPin(Misuse):
    """A PIN that is none, or that is tried first; the message says so."""


def hashed(seals: Seals, contact: str, pin: str) -> str:
    """What is kept of a PIN; takes about 0.1 s. Raises WeakPin."""
    if not _DIGITS.fullmatch(pin):
        raise WeakPin("a PIN has 4 to 8 digits")
    if _is_weak(pin):
        raise WeakPin("that PIN is among the first that anybody tries; take another")
    salt = os.urandom(16)
    return f"{salt.hex()}:{_slow(seals, contact, pin, salt)}"


async def check(store: Store, seals: Seals, volunteer: Volunteer, pin: str) -> Checked:
    """Whether it is their PIN. Raises StoreAway.

    A try is counted before it is looked at, so that no number of guesses at once gets more than five.
    """
    if not volunteer.pin:
        return "none"
    [tries] = await store.apply([("HINCRBY", PIN_TRIES, volunteer.contact, 1)])
    if tries > TRIES:
        return "locked"
    salt, _, kept = volunteer.pin.partition(":")
    # Off the loop: others' turns go on meanwhile.
    found = await asyncio.to_thread(_slow, seals, volunteer.contact, pin, bytes.fromhex(salt))
    if not hmac.compare_digest(found, kept):
        return "locked" if tries == TRIES else "wrong"
    await store.apply(unlock(volunteer.contact))
    return "right"


def unlock(contact: str) -> list[Command]:
    """Forget the wrong tries."""
    return [("HDEL", PIN_TRIES, contact)]


def _slow(seals: Seals, contact: str, pin: str, salt: bytes) -> str:
    keyed = seals.keyed("pin", f"{contact}:{pin}".encode()).encode()
    return hashlib.scrypt(keyed, salt=salt, n=_COST, r=_BLOCK, p=1, maxmem=_MEMORY, dklen=32).hex()


def _is_weak(pin: str) -> bool:
    """1111, 1212, 1234, 9876: one step from digit to digit, or a beginning said again."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1 or any(pin == pin[:length] * (len(pin) // length) for length in (1, 2))
