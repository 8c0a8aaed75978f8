"""A withheld caller has no record: the call itself remembers."""

from __future__ import annotations

from hotline.people import contacts
from tests.evening import PERSON, Evening, spoken


async def test_a_caller_whose_network_leaves_the_plus_out_is_not_withheld(evening: Evening) -> None:
    call = evening.call("87010000001")
    await call.start()
    for key in ("1", "1", "1"):
        await call.press(key)
    turns = evening.turns
    kept = await contacts.profile(turns.store, turns.seals, turns.seals.pseudonym(PERSON))
    assert kept.number == PERSON


async def test_a_withheld_caller_gets_one_shelter_after_the_other(evening: Evening) -> None:
    call = evening.call("anonymous")
    await call.start()
    for key in ("1", "1", "1"):
        heard = await call.press(key)
    assert "Синема Парк" in spoken(heard)
    assert "Мечети" in spoken(await call.press("1"))
    assert "Спортзалы" in spoken(await call.press("1"))
