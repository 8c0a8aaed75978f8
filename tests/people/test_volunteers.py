"""Volunteers are kept sealed; a lower role may not what a higher one may."""

from __future__ import annotations

import pytest

from hotline.people import contacts, volunteers
from hotline.people.seal import BrokenSeal
from hotline.people.volunteers import ROLES, Role, Volunteer
from hotline.store.keys import VOLUNTEERS, contact_key
from tests.evening import OTHER, PERSON, Evening


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("wanted", ROLES)
def test_a_role_may_what_it_and_the_lower_ones_may(role: Role, wanted: Role) -> None:
    assert Volunteer("c", "Aigul", role).may(wanted) is (ROLES.index(role) >= ROLES.index(wanted))


async def test_a_volunteer_is_read_as_they_were_kept(evening: Evening) -> None:
    store, seals = evening.turns.store, evening.turns.seals
    kept = await evening.volunteer(PERSON, "Айгуль", "coordinator", "Уральск", "CINEMA", "5830")
    assert await volunteers.one(store, seals, kept.contact) == kept
    assert (await contacts.profile(store, seals, kept.contact)).number == PERSON
    assert await volunteers.one(store, seals, seals.pseudonym(OTHER)) is None


async def test_who_became_a_volunteer_meanwhile_stays_what_they_were_made(evening: Evening) -> None:
    """A coordinator was asked "are you sure?" while the operator made the same number a coordinator."""
    store, seals = evening.turns.store, evening.turns.seals
    kept = await evening.volunteer(PERSON, "Айгуль", "coordinator", pin="5830")
    await store.apply(volunteers.save(seals, Volunteer(kept.contact, "Bota", "reporter"), fresh=True))
    assert await volunteers.one(store, seals, kept.contact) == kept


async def test_the_store_names_nobody(evening: Evening) -> None:
    kept = await evening.volunteer(PERSON, "Aigul", "reporter", "Уральск", "CINEMA")
    sealed = await evening.turns.store.read("HGET", VOLUNTEERS, kept.contact)
    assert not any(word in sealed for word in (b"Aigul", b"CINEMA", PERSON.encode(), b"reporter"))


async def test_a_record_that_was_moved_to_another_person_does_not_open(evening: Evening) -> None:
    """Or who has the store could make themselves a coordinator."""
    store, seals = evening.turns.store, evening.turns.seals
    kept = await evening.volunteer(PERSON, "Aigul", "coordinator")
    sealed = await store.read("HGET", VOLUNTEERS, kept.contact)
    with pytest.raises(BrokenSeal):
        volunteers.load(seals, seals.pseudonym(OTHER), sealed)


async def test_all_are_listed_the_highest_role_first(evening: Evening) -> None:
    for number, name, role in (("1", "Bota", "reporter"), ("2", "Arman", "reporter"), ("3", "Zarina", "coordinator")):
        await evening.volunteer(f"+7701000010{number}", name, role)  # type: ignore[arg-type]  # roles all
    found = await volunteers.everybody(evening.turns.store, evening.turns.seals)
    assert [one.name for one in found] == ["Zarina", "Arman", "Bota"]


async def test_who_is_removed_is_a_person_like_any_other(evening: Evening) -> None:
    aigul = await evening.volunteer(PERSON, "Aigul", shelter="CINEMA")
    assert "no room" in await evening.text("LANG english") + await evening.text("FULL")
    await evening.turns.store.apply(volunteers.remove(aigul))
    assert await evening.text("FULL") == "Which place is full? First text SHELTER and your town."


async def test_forget_erases_the_volunteer_too(evening: Evening) -> None:
    kept = await evening.volunteer(PERSON, "Aigul", "coordinator", pin="5830")
    await evening.text("FULL CINEMA")
    await evening.text("FORGET")
    store = evening.turns.store
    assert await store.read("HEXISTS", VOLUNTEERS, kept.contact) == 0
    assert await store.read("EXISTS", contact_key(kept.contact)) == 0


async def test_who_is_made_a_volunteer_keeps_what_they_had(evening: Evening) -> None:
    """The coordinator that they are already, and all that the hotline knows of who has texted before."""
    store, seals = evening.turns.store, evening.turns.seals
    kept = await evening.volunteer(PERSON, "Aigul", "coordinator", pin="5830")
    await evening.text("НОЧЛЕГ Уральск")
    known = await contacts.profile(store, seals, kept.contact)
    again = Volunteer(kept.contact, "Somebody", "reporter")
    await store.apply(volunteers.save(seals, again, fresh=True) + volunteers.introduce(seals, kept.contact, PERSON))
    assert await volunteers.one(store, seals, kept.contact) == kept
    assert await contacts.profile(store, seals, kept.contact) == known
