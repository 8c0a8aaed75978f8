"""Who is on duty, who is told of danger, and who may be sent what a person adds to a question."""

from __future__ import annotations

from hotline.people import rota, volunteers
from tests.evening import OTHER, PERSON, THIRD, Evening


async def alerted(evening: Evening) -> set[str]:
    return {one.id for one in await rota.to_alert(evening.turns.store, evening.turns.seals, but="")}


async def test_of_danger_those_on_duty_are_told_and_else_the_coordinators(evening: Evening) -> None:
    store = evening.turns.store
    reporter = await evening.volunteer(OTHER, "Aigul")
    coordinator = await evening.volunteer(THIRD, "Marat", "coordinator")
    assert await alerted(evening) == {coordinator.contact}
    await store.apply(rota.on(reporter.contact))
    assert await alerted(evening) == {reporter.contact}
    await store.apply(rota.off(reporter.contact))
    assert await alerted(evening) == {coordinator.contact}


async def test_who_is_no_volunteer_any_more_is_not_on_duty(evening: Evening) -> None:
    reporter = await evening.volunteer(OTHER, "Aigul")
    await evening.turns.store.apply(rota.on(reporter.contact))
    await evening.turns.store.apply(volunteers.remove(reporter))
    assert await alerted(evening) == set()


async def test_a_helper_is_who_is_a_volunteer_still_and_has_not_left_since(evening: Evening) -> None:
    store, seals, answered = evening.turns.store, evening.turns.seals, evening.now
    reporter = await evening.volunteer(OTHER, "Aigul")
    await evening.text("OFF", OTHER)  # before the answer: they answered all the same
    found = await rota.helper(store, seals, reporter.contact, answered)
    assert found is not None
    assert found.id == reporter.contact
    evening.later(1)
    await evening.text("OFF", OTHER)
    assert await rota.helper(store, seals, reporter.contact, answered) is None
    assert await rota.helper(store, seals, seals.pseudonym(PERSON), answered) is None
