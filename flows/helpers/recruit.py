"""VOLUNTEER +7701… Айгуль: a coordinator makes somebody a reporter for their own place."""

from __future__ import annotations

from hotline.hearing.phones import phone_said
from hotline.numbers import is_served
from hotline.people import volunteers
from hotline.people.volunteers import LONGEST_NAME, Volunteer
from hotline.talk.answers import YesNo
from hotline.talk.steps import ask, do, look, say

from ..talk import Talk


async def recruit(talk: Talk, volunteer: Volunteer) -> None:
    """Shall they? — They may, from now on."""
    region = talk.office.settings.region
    found = await look("who", lambda: list(phone_said(talk.words, region) or ()))  # "да" is no part of the name
    if not found:
        await say("recruit-how")
        return
    number, name = found[0], found[1][:LONGEST_NAME].strip(" ,.;:-") or found[0][-4:]
    if not is_served(number, talk.office.settings.countries):
        await say("wrong-country")
        return
    known = talk.fetch("known", lambda store, seals: volunteers.one(store, seals, seals.pseudonym(number)))
    if known is not None:
        await say("recruit-known", lambda: {"name": known.name})
        return
    place = talk.place(volunteer.place) if volunteer.place else None
    facts = {"name": name, "digits": number[-2:], "place": talk.name(place.name) if place else "everywhere"}
    if not await ask("recruit-ask", YesNo(talk.vocabulary), facts=lambda: facts):
        await say("recruit-no")
        return
    await do("recruited", lambda: talk.enlist(number, name))
    await say("recruit-done", lambda: {"name": name})
