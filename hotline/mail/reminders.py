"""What the hotline owes to people later: one sorted set by due time, not a job each.

A reminder opens a flow in a turn of its own (`Turns.remind`), so it waits while the person is in the middle of a talk,
and what it asks can be answered. Whether it still makes sense is the flow's to say when it is due: it may say nothing.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..people import contacts
from ..people.seal import Seals
from ..settings import DAY
from ..store import scan
from ..store.keys import DUTY, REMINDERS, keepers_key
from ..store.lua import script
from ..store.store import Command, Store

REGISTER_DAYS = (7, 3, 1)  # days before the last day to register
STAY_DAYS = (14, 3, 1)  # days before the last day of the stay
MORNING = time(10)  # local, on those days
BED_SECONDS = 3600.0  # after a shelter answer: by then one stands before the door
EVENING = time(19)  # local: doors open within hours, and who keeps them is awake
LINE_SECONDS = 1800.0  # before a number in line is due; and the estimate is looked at as often

REMINDED = script(__file__, "reminded")
_SPREAD = script(__file__, "spread")


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something owed: to whom (`life` as in their record), which flow, and what about. No number, no text.

    Without a contact it is owed to all in its `group`; without a life, to whoever has that number when it is due.
    """

    contact: str
    life: str
    flow: str
    about: str = ""

    def member(self) -> str:
        """As it stands in the set: owing the same again only moves its time."""
        return f"{self.contact}/{self.life}/{self.flow}/{self.about}"

    @property
    def group(self) -> str:
        """Key of those to whom it is owed when it names nobody: all on duty, or the keepers of the shelter."""
        return DUTY if self.flow == "inbox-new" else keepers_key(self.about)


def read(member: bytes) -> Reminder:
    """The reverse of `Reminder.member`."""
    contact, life, flow, about = member.decode().split("/", 3)
    return Reminder(contact, life, flow, about)


def owe(reminder: Reminder, due: float) -> list[Command]:
    """Owe it at `due` (epoch seconds), whenever it was due before."""
    return [("ZADD", REMINDERS, due, reminder.member())]


def cancel(reminder: Reminder) -> list[Command]:
    """Owe it no longer."""
    return [("ZREM", REMINDERS, reminder.member())]


async def spread(store: Store, reminder: Reminder, due: float) -> None:
    """Owe each of its group, as of when it was due, what is owed to nobody by name. Raises StoreAway."""
    await store.run(_SPREAD(group=reminder.group, owed=reminder.member(), at=repr(due)))


async def owed(store: Store) -> set[str]:
    """Pseudonyms of all to whom something is owed."""
    return {read(member).contact async for members in scan.members(store, REMINDERS) for member in members}


async def forget(store: Store, seals: Seals, people: Set[str]) -> None:
    """Owe forgotten people nothing any more, but what they have asked for since."""
    async for members in scan.members(store, REMINDERS):
        lives = {member: (one.contact, one.life) for member in members if (one := read(member)).contact in people}
        ended = await contacts.ended(store, seals, set(lives.values()))
        gone = [member for member, life in lives.items() if life in ended]
        if gone:
            await store.read("ZREM", REMINDERS, *gone)


def tell_keepers(shelter: str, now: float) -> list[Command]:
    """Have the keepers of a shelter told, right after this turn, that another spoke for it."""
    return owe(Reminder("", "", "keeper-told", shelter), now)


def ask_keeper(contact: str, shelter: str, zone: ZoneInfo, now: float) -> list[Command]:
    """Have a keeper asked each evening, from the next one on."""
    return owe(Reminder(contact, "", "keeper-asked", shelter), next_evening(zone, now))


def days_later(due: float, now: float) -> float:
    """The first time after `now` that lies whole days after `due`; epoch seconds."""
    return due + ((now - due) // DAY + 1) * DAY


def next_evening(zone: ZoneInfo, now: float) -> float:
    """The next time, in epoch seconds, that it is EVENING there."""
    today = datetime.fromtimestamp(now, zone).date()
    evenings = [datetime.combine(today + timedelta(days=days), EVENING, zone).timestamp() for days in (0, 1)]
    return next(at for at in evenings if at > now)


def mornings(last_day: date, days: tuple[int, ...], zone: ZoneInfo, now: float) -> list[tuple[int, float]]:
    """(days before `last_day`, when in epoch seconds) of the reminders that lie ahead of `now`."""
    found = []
    for before in days:
        at = datetime.combine(last_day - timedelta(days=before), MORNING, zone).timestamp()
        if at > now:
            found.append((before, at))
    return found
