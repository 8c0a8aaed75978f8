"""VOLUNTEER +7701… Айгуль: a coordinator makes somebody a reporter for their own place."""

from __future__ import annotations

from hotline.people.volunteers import LONGEST_NAME
from hotline.talk.answers import YesNo
from hotline.talk.phones import phone_said
from hotline.talk.steps import ask, do, say

from .talk import Talk


async def recruit(talk: Talk) -> str | None:
    """Shall they? — They may, from now on."""
    volunteer = talk.volunteer
    found = phone_said(talk.words)
    if volunteer is None or not volunteer.may("coordinator") or found is None:
        return "menu"
    number, name = found[0], found[1][:LONGEST_NAME].strip(" ,.;:-") or found[0][-4:]
    place = talk.place(volunteer.place) if volunteer.place else None
    facts = {"name": name, "digits": number[-2:], "place": talk.name(place.name) if place else "everywhere"}
    if not await ask("recruit-ask", YesNo(talk.vocabulary), facts=lambda: facts):
        await say("recruit-no")
        return None
    await do("recruited", lambda: talk.enlist(number, name))
    await say("recruit-done", lambda: {"name": name})
    return None
