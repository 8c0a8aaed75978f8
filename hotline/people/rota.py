"""Who is on duty: volunteers who said ON, and want to hear of new questions until they say OFF."""

from __future__ import annotations

from collections.abc import Iterable

from ..store.keys import DUTY
from ..store.store import Command, Store
from . import contacts, volunteers
from .contacts import Contact
from .seal import Seals


def on(volunteer: str) -> list[Command]:
    """This volunteer (a pseudonym) is on duty."""
    return [("SADD", DUTY, volunteer)]


def off(volunteer: str) -> list[Command]:
    """And no longer."""
    return [("SREM", DUTY, volunteer)]


async def to_alert(store: Store, seals: Seals) -> list[Contact]:
    """Who is told when a life is in danger: all on duty, else the coordinators. Raises StoreAway."""
    on_duty = [one.decode() for one in await store.read("SMEMBERS", DUTY)]
    if not on_duty:
        on_duty = [one.contact for one in await coordinators(store, seals)]
    return await _profiles(store, seals, on_duty)


async def coordinators(store: Store, seals: Seals) -> list[volunteers.Volunteer]:
    """All coordinators."""
    return [one for one in await volunteers.everybody(store, seals) if one.may("coordinator")]


async def coordinators_but(store: Store, seals: Seals, contact: str) -> list[Contact]:
    """All coordinators but this one (a pseudonym), as they can be written to."""
    others = [one.contact for one in await coordinators(store, seals) if one.contact != contact]
    return await _profiles(store, seals, others)


async def helper(store: Store, seals: Seals, volunteer: str, since: float) -> Contact | None:
    """The volunteer who may get what a person adds; None if they left, stopped us, or went OFF after `since`."""
    if await volunteers.one(store, seals, volunteer) is None:
        return None
    found = await contacts.profile(store, seals, volunteer)
    return None if found.stopped_at is not None or found.off_at > since else found


async def _profiles(store: Store, seals: Seals, who: Iterable[str]) -> list[Contact]:
    return [await contacts.profile(store, seals, one) for one in who]
