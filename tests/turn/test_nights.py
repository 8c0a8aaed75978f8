"""Nights are counted from noon to noon, so that who asks twice in one night is one guest."""

from __future__ import annotations

from hotline.directory import changes
from tests.evening import Evening


async def test_who_asks_before_midnight_and_after_it_is_one_guest_until_noon(evening: Evening) -> None:
    """In the change log; on the next night nobody can tell that it is the same one."""
    for time in ("2022-09-25 12:00", "2022-09-25 23:50", "2022-09-26 00:10", "2022-09-26 11:59", "2022-09-26 12:00"):
        evening.at(time)
        await evening.text("НОЧЛЕГ Уральск")
    log = [changes.load(entry.row) for entry in await evening.turns.store.read_changes()]
    first, *same, next_night = [one.by for one in log if isinstance(one, changes.Sent)]
    assert same == 3 * [first]
    assert next_night != first
