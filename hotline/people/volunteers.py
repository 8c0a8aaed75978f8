"""Those who keep it true: a name, a role, the place it holds for. A number can be forged, so a role alone is little."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias, get_args

import orjson

from ..store.keys import DUTY, PIN_TRIES, VOLUNTEERS, contact_key, keepers_key
from ..store.store import Command, Store
from .contacts import Contact, new_life, seal_profile
from .seal import Seals

Role: TypeAlias = Literal["reporter", "broadcaster", "coordinator"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
LONGEST_NAME = 40  # characters: it stands in messages of one segment


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Who helps. Their number is sealed in their profile, like anybody's."""

    contact: str  # pseudonym
    name: str
    role: Role
    place: str = ""  # id of the place that the role holds for, with all near it; "": everywhere
    shelter: str = ""  # code of the shelter that they keep, "": none
    pin: str = ""  # as `pins.hashed` keeps it, "": none

    def may(self, role: Role) -> bool:
        """Whether they may do what `role` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def load(seals: Seals, contact: str, sealed: bytes) -> Volunteer:
    """A record of the store. Raises BrokenSeal."""
    kept = orjson.loads(seals.open(sealed, f"{VOLUNTEERS} {contact}"))
    return Volunteer(contact, **kept)


def save(seals: Seals, volunteer: Volunteer, *, fresh: bool = False) -> list[Command]:
    """Keep a volunteer in place of what was kept of them; `fresh`: only if nothing was."""
    kept = asdict(volunteer)
    del kept["contact"]
    sealed = seals.seal(orjson.dumps(kept), f"{VOLUNTEERS} {volunteer.contact}")
    commands: list[Command] = [("HSETNX" if fresh else "HSET", VOLUNTEERS, volunteer.contact, sealed)]
    if volunteer.shelter:
        commands.append(("SADD", keepers_key(volunteer.shelter), volunteer.contact))
    return commands


def introduce(seals: Seals, contact: str, number: str) -> list[Command]:
    """Keep a record of somebody who may never have texted, so that they can be written to."""
    profile = Contact(contact, life=new_life(), number=number).dump()
    return [("SET", contact_key(contact), seal_profile(seals, contact, profile), "NX")]


def remove(volunteer: Volunteer) -> list[Command]:
    """They are a person like any other again."""
    contact = volunteer.contact
    commands: list[Command] = [("HDEL", VOLUNTEERS, contact), ("HDEL", PIN_TRIES, contact), ("SREM", DUTY, contact)]
    return commands + leave(volunteer)


def leave(volunteer: Volunteer) -> list[Command]:
    """They keep their shelter no longer."""
    return [("SREM", keepers_key(volunteer.shelter), volunteer.contact)] if volunteer.shelter else []


async def everybody(store: Store, seals: Seals) -> list[Volunteer]:
    """All volunteers, by role and name."""
    rows: dict[bytes, bytes] = await store.read("HGETALL", VOLUNTEERS)
    found = [load(seals, contact.decode(), sealed) for contact, sealed in rows.items()]
    return sorted(found, key=lambda one: (-ROLES.index(one.role), one.name))


async def one(store: Store, seals: Seals, contact: str) -> Volunteer | None:
    """The volunteer of that pseudonym."""
    sealed = await store.read("HGET", VOLUNTEERS, contact)
    return None if sealed is None else load(seals, contact, sealed)
