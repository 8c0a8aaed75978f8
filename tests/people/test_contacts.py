"""A person's profile: what it keeps, for how long it counts, and who can read the number."""

from __future__ import annotations

from dataclasses import fields

import orjson
import pytest

from hotline.people import contacts
from hotline.people.contacts import GUEST_SECONDS, PLACE_SECONDS, Contact
from hotline.people.seal import BrokenSeal, Seals
from hotline.store.keys import contact_key
from tests.evening import OTHER, PERSON, SECRET, Evening


def test_a_profile_comes_back_as_it_was() -> None:
    contact = Contact("c1", "kk", True, "place:1", 5.0, 6.0, 7.0, "Сізге жазайық па?", "2022-09-25", True)
    contact.sent, contact.line = [["CINEMA", 8.0]], ["TEPLOE", 143, 9.0]
    assert Contact.load("c1", contact.dump()) == contact


def test_an_empty_profile_keeps_nothing() -> None:
    assert Contact("c1").dump() == b"{}"
    assert Contact.load("c1", b"{}") == Contact("c1")


def test_every_field_is_kept_under_a_letter_of_its_own() -> None:
    filled = {one.name: [one.name] for one in fields(Contact) if one.name != "id"}
    dumped = Contact("c1", **filled).dump()  # type: ignore[arg-type] # whatever it is, it comes back
    assert Contact.load("c1", dumped) == Contact("c1", **filled)  # type: ignore[arg-type]
    assert all(len(letter) == 1 for letter in orjson.loads(dumped))


def test_a_profile_of_the_first_version_is_read_and_what_a_newer_one_knows_more_is_left_out() -> None:
    kept = b'{"language":"kk","place_at":5.5,"sent":[["CAMP",8.0]],"life":"1","mood":"good","y":[1],"z":"Asia/Oral"}'
    found = Contact("c1", "kk", place_at=5.5, sent=[["CAMP", 8.0]], life="1", zone="Asia/Oral")
    assert Contact.load("c1", kept) == found


def test_what_most_people_leave_takes_few_bytes() -> None:
    """Who asked for a shelter, as half of a city may."""
    contact = Contact("c1", "ru", place="608668", place_at=1664128800, sent=[["CINEMA", 1664128800]], number="+7701")
    contact.zone, contact.life, contact.answer = "Asia/Oral", "f23bb39b", ["shelter", "CINEMA"]
    assert contact.dump() == (
        b'{"l":"ru","p":"608668","P":1664128800,"s":[["CINEMA",1664128800]],"z":"Asia/Oral","i":"f23bb39b",'
        b'"g":["shelter","CINEMA"],"e":"+7701"}'
    )


def test_a_profile_does_not_hold_its_own_pseudonym() -> None:
    assert b"c1" not in Contact("c1", "ru").dump()


def test_a_place_stands_in_for_one_that_is_not_named_for_a_day() -> None:
    contact = Contact("c1", place="place:1", place_at=1000.0)
    assert contact.recent_place(1000.0 + PLACE_SECONDS - 1) == "place:1"
    assert contact.recent_place(1000.0 + PLACE_SECONDS) == ""


def test_a_guest_is_one_for_three_hours_the_last_shelter_first() -> None:
    contact = Contact("c1", sent=[["OLD", 0.0], ["CAMP", 5000.0], ["CINEMA", 6000.0]])
    assert contact.guest_of(GUEST_SECONDS + 1.0) == ["CINEMA", "CAMP"]


async def test_a_number_is_sealed_with_its_profile_and_opens_for_nobody_else(evening: Evening) -> None:
    """It stands nowhere in clear, opens with the secret, and not for another person's record."""
    await evening.text("МЕНЮ", PERSON)
    await evening.text("МЕНЮ", OTHER)
    store, seals = evening.turns.store, evening.turns.seals
    mine, others = seals.pseudonym(PERSON), seals.pseudonym(OTHER)
    kept = await contacts.profile(store, seals, mine)
    assert kept.number == PERSON
    assert PERSON not in repr(kept)
    assert (await contacts.profile(store, seals, "nobody")).number == ""
    sealed = await store.read("GET", contact_key(mine))
    assert PERSON.encode() not in sealed
    await store.apply([("SET", contact_key(others), sealed)])
    with pytest.raises(BrokenSeal):
        await contacts.profile(store, seals, others)
    with pytest.raises(BrokenSeal):
        await contacts.profile(store, Seals(SECRET + "!"), mine)


def test_a_person_that_an_earlier_version_sealed_is_still_known() -> None:
    """The words are part of the seal: with any other, all numbers of all stores would be lost."""
    seals = Seals(SECRET)
    profile, number = seals.seal(b'{"language":"kk"}', "contact:c1 profile"), seals.seal(b"+7701", "contact:c1 number")
    assert contacts.open_profile(seals, "c1", b"\0" + profile) == Contact("c1", "kk")
    before = bytes([len(number)]) + number + profile  # the number apart, as an upgraded store has it
    assert contacts.open_profile(seals, "c1", before) == Contact("c1", "kk", number="+7701")
    assert seals.open(contacts.seal_profile(seals, "c1", b"{}")[1:], "contact:c1 profile") == b"{}"


@pytest.mark.parametrize("kept", [b"", b"\0", b"\x28", b"\x28" + bytes(40), bytes(300), b"\xff" * 300])
def test_what_is_no_profile_breaks_as_a_seal_does(kept: bytes) -> None:
    with pytest.raises(BrokenSeal):
        contacts.open_profile(Seals(SECRET), "c1", kept)


async def test_a_life_ends_with_a_forget_and_the_next_one_is_another(evening: Evening) -> None:
    """Whose record does not open, leads none: nothing can be sent to them."""
    store, seals = evening.turns.store, evening.turns.seals
    mine, others = seals.pseudonym(PERSON), seals.pseudonym(OTHER)
    await evening.text("МЕНЮ")
    first = (mine, (await contacts.profile(store, seals, mine)).life)
    assert await contacts.ended(store, seals, {first, (others, "")}) == {(others, "")}
    await evening.text("ЗАБУДЬ")
    await evening.text("МЕНЮ")
    second = (mine, (await contacts.profile(store, seals, mine)).life)
    assert await contacts.ended(store, seals, {first, second}) == {first}
    await store.apply([("SET", contact_key(mine), seals.seal(b"{}", "another"))])
    assert await contacts.ended(store, seals, {first, second}) == {first, second}
