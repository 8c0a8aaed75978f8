"""Somebody as a turn of theirs would have kept them."""

from __future__ import annotations

from hotline.people.contacts import Contact, seal_number, seal_profile
from hotline.people.seal import Seals
from hotline.store.keys import contact_key
from hotline.store.store import Command


def known(seals: Seals, contact: Contact, number: str) -> Command:
    """What keeps their profile and number."""
    profile, sealed = seal_profile(seals, contact.id, contact.dump()), seal_number(seals, contact.id, number)
    return ("HSET", contact_key(contact.id), "profile", profile, "number", sealed)
