"""A withheld caller has no record: the call itself remembers."""

from __future__ import annotations

from tests.evening import Evening, spoken


async def test_a_withheld_caller_gets_one_shelter_after_the_other(evening: Evening) -> None:
    call = evening.call("anonymous")
    await call.start()
    for key in ("1", "1", "1"):
        heard = await call.press(key)
    assert "Синема Парк" in spoken(heard)
    assert "Мечети" in spoken(await call.press("1"))
    assert "Спортзалы" in spoken(await call.press("1"))
