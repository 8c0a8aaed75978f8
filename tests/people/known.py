"""Somebody as a turn of theirs would have kept them."""

from __future__ import annotations

from dataclasses import replace

from hotline.people.contacts import Contact, seal_profile
from hotline.people.seal import Seals
from hotline.store.keys import contact_key
from hotline.store.store import Command


def known(seals: Seals, contact: Contact, number: str) -> Command:
    """What keeps their profile and number."""
    profile = replace(contact, number=number).dump()
    return ("SET", contact_key(contact.id), seal_profile(seals, contact.id, profile))


def known_before(seals: Seals, who: str, profile: bytes, number: str) -> dict[str, bytes]:
    """The fields of the hash in which format 2 of the store held somebody (a pseudonym); the profile is JSON."""
    sealed = seals.seal(number.encode(), f"contact:{who} number")
    return {"profile": seals.seal(profile, f"contact:{who} profile"), "number": sealed}


def asked_before(seals: Seals, who: str, number: int) -> bytes:
    """A question of theirs, as it stood there under its number."""
    return seals.seal('[1.0,"ru","где поесть?","text"]'.encode(), f"{who} question:{number}")
