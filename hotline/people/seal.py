"""Pseudonyms and seals: a stolen database names nobody.

Subkeys are drawn from HOTLINE_SECRET_KEY by HKDF (RFC 5869), one for each use. Who has both the secret and the
data can hash all mobile numbers of a country in minutes, so the secret is never kept with the data.
"""

from __future__ import annotations

import hashlib
import os
from datetime import date
from typing import Literal, TypeAlias, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .. import HotlineError
from ..keyed import KeyedHash

Use: TypeAlias = Literal["pin", "audit", "check"]
NONCE = 12  # bytes; random, as NIST SP 800-38D allows for 2**32 messages a key
NONCES_DRAWN = 256  # at once: asking the system for each costs as much as the seal itself

_nonces: list[bytes] = []
os.register_at_fork(after_in_child=_nonces.clear)  # two processes must never use the same one


class BrokenSeal(HotlineError):
    """Sealed data that this secret did not seal, or that was moved or changed. The secret was changed, most likely."""


class Seals:
    """Names and seals made from one secret of 32 bytes or more."""

    def __init__(self, secret: str) -> None:
        def subkey(use: str) -> bytes:
            return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"hotline {use}".encode()).derive(
                secret.encode()
            )

        self._pseudonym = KeyedHash(subkey("pseudonym"), hashlib.sha256)
        self._witness = KeyedHash(subkey("witness"), hashlib.sha256)
        self._aead = AESGCM(subkey("seal"))
        self._keyed = {use: KeyedHash(subkey(use), hashlib.sha256) for use in get_args(Use)}

    def pseudonym(self, number: str) -> str:
        """The key of a person's records: HMAC-SHA256(secret, number), 128 bits as 32 hex digits."""
        return self._pseudonym.digest(number.encode()).hex()[:32]

    def witness(self, contact: str, night: date) -> str:
        """Who reported or was sent somewhere, for one night only, so that the change log links no two nights."""
        return self._witness.digest(f"{night.isoformat()} {contact}".encode()).hex()[:16]

    def keyed(self, use: Use, text: bytes) -> str:
        """HMAC-SHA256 of a text with the subkey of its use, as 64 hex digits: only who has the secret can make it."""
        return self._keyed[use].digest(text).hex()

    def seal(self, plain: bytes, about: str) -> bytes:
        """`plain`, encrypted and authenticated; it opens only for the same `about` (its key in the store)."""
        nonce = unique()
        return nonce + self._aead.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """The reverse of `seal`. Raises BrokenSeal."""
        try:
            return self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
        except (InvalidTag, ValueError):
            raise BrokenSeal("a sealed record does not open with this HOTLINE_SECRET_KEY") from None


def unique() -> bytes:
    """Random bytes, NONCE of them, that were never given before, in whatever thread or process."""
    try:
        return _nonces.pop()
    except IndexError:
        drawn = os.urandom(NONCES_DRAWN * NONCE)
        _nonces.extend([drawn[start : start + NONCE] for start in range(NONCE, len(drawn), NONCE)])
        return drawn[:NONCE]
