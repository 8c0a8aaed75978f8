"""The format of the store: how its keys and records are laid out, as a number that stands in the store itself.

1: as 0.1.0 wrote it, which wrote no number. 2: the same, and the number. 3: a person's profile with the number in it,
their questions and their day's count are keys of their own, which were fields of one hash. 4: messages wait by the
carrier that is to send them, and in five lanes, which were three; so do a broadcast's recipients. 5: the change log has
reports on crossings themselves, which no version before can read.

Whoever changes a key or a record so that an older version could not read it, or this one not what is there, adds a step
to UPGRADES and one to TODAY. A step is a script that brings the whole store from its format to the next. Step and new
number are one transaction, done only where the old number still stands: of processes that start at once one does it,
and a crash leaves a store of either format, from which the next start goes on. A step that breaks half-way has written
some of it all the same, since the store takes nothing back: so it must do no harm when it is run once more. It should
take less than a second, for nobody is answered meanwhile: after that, who began it takes the store for away.

A process looks at the number when it joins the store: at its start (a web process that starts while the store is away,
with its first turn), and a worker for each job. If a newer version upgrades the store meanwhile, a web process of this
one works on until it ends, as it did before: it would write what the newer one does not look for, and so all processes
are to be stopped first. A worker's jobs fail from then on and are kept (`hotline jobs list`), and neither worker nor
clock starts again. That is why no command upgrades a store: whoever tries a new version must not stop the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from .. import HotlineError
from .lua import calling, read, script
from .store import Store

TODAY = 5  # what this version reads and writes

# Format -> the Lua that makes the next one of it; the number before and after is not its business.
UPGRADES: Mapping[int, str] = MappingProxyType(
    {
        1: "",  # nothing changes but the number
        2: read(Path(__file__).with_name("lua"), "format_3"),
        3: read(Path(__file__).with_name("lua"), "format_4"),
        4: "",  # likewise
    }
)

_LOOK = script(__file__, "format_look")
_STEP = read(Path(__file__).with_name("lua"), "format_step")


class NewerStore(HotlineError):
    """A newer version has upgraded the store, and this one would misread it; the message says what to do."""


class OlderStore(HotlineError):
    """An older version wrote the store, and a command leaves it so; the message says what to do."""


async def check_up_to_date(store: Store) -> None:
    """Give an empty store today's number, and leave an older one alone. Raises OlderStore, NewerStore and StoreAway."""
    if (at := await _format(store, TODAY)) != TODAY:
        raise OlderStore(
            f"this store is of an older version (format {at}, this one writes {TODAY}) and stays so: "
            "stop that version's web, worker and clock, then start this one's, which upgrade it"
        )


async def bring_up_to_date(store: Store, upgrades: Mapping[int, str] = UPGRADES, today: int = TODAY) -> None:
    """Give an empty store today's number, and take an older one to it. Raises NewerStore and StoreAway."""
    while (at := await _format(store, today)) != today:
        step = calling(_STEP.replace("-- the step", upgrades[at]))
        await store.run(step(before=at, after=at + 1))  # or another process did it: then it is looked at again


async def _format(store: Store, today: int) -> int:
    """The store's format, which this version can bring to today's. Raises NewerStore and StoreAway."""
    found: bytes = await store.run(_LOOK(today=today))
    at = int(found) if found.isdigit() else 0
    if at > today:
        raise NewerStore(
            f"this store was written by a newer hotline (format {at}, this one knows {today}): start that version, "
            "or put back a backup from before it"
        )
    if at == 0 or str(at).encode() != found:
        raise NewerStore(f"the store's format is {ascii(found)[1:]}, which no hotline writes: put back a backup")
    return at
