"""Who is on duty: volunteers who said ON, and want to hear of new questions until they say OFF."""

from __future__ import annotations

from collections.abc import Iterable

from ..store.keys import DUTY, STATS_SECONDS, stats_key
from ..store.store import Command, Store
from . import contacts, volunteers
from .contacts import Contact
from .seal import Seals

UNTOLD = "danger:untold"  # how the count of those is called of whose danger nobody could be told


def on(volunteer: str) -> list[Command]:
    """This volunteer (a pseudonym) is on duty."""
    return [("SADD", DUTY, volunteer)]


def off(volunteer: str) -> list[Command]:
    """And no longer."""
    return [("SREM", DUTY, volunteer)]


async def to_alert(store: Store, seals: Seals, but: str) -> list[Contact]:
    """Who is told when a life is in danger: all on duty who did not stop us, else the coordinators who did not.

    `but`: the pseudonym of who is in danger, who cannot help themselves. Raises StoreAway.
    """
    told = await _reachable(store, seals, [one.decode() for one in await store.read("SMEMBERS", DUTY)], but)
    return told or await _reachable(store, seals, [one.contact for one in await coordinators(store, seals)], but)


async def _reachable(store: Store, seals: Seals, who: Iterable[str], but: str) -> list[Contact]:
    found = await _profiles(store, seals, [one for one in who if one != but])
    return [one for one in found if one.stopped_at is None and one.number]


def nobody_told(now: float) -> list[Command]:
    """A life was in danger and nobody could be told: that is counted, and `hotline status` says so."""
    key = stats_key(now)
    return [("HINCRBY", key, UNTOLD, 1), ("EXPIRE", key, STATS_SECONDS)]


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
