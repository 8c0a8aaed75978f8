"""What is asked about the shelter that was just named: how to get there, its phone, until when, what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline.talk.engine import Running
from hotline.talk.steps import Intent, Said, do, look, say

from ..spots import place_name
from ..talk import Talk
from .offer import details, way_told
from .people import asked, is_anybody_on_duty
from .shelter import offers


def about_place(what: str) -> Callable[[Talk], Running]:
    """The flow that answers one such question (of `hearing.meanings.ABOUT_A_PLACE`) from the row of the place.

    What the row does not tell is asked of a volunteer, with the name of the place.
    """

    async def tell(talk: Talk) -> str | None:
        code = await look("named", lambda: _named_last(talk))
        if not code:
            return "shelter"
        await say(lambda: _told(talk, code, what))
        if not await look("known", lambda: _is_known(talk, code, what)):
            await do("asked", lambda: _asked(talk, code))
            await say(lambda: [_rest(talk)])
        return None

    return tell


async def for_party(talk: Talk) -> str | None:
    """So many are we: the best place for all of them, at the place that is known."""
    if not await look("known-place", lambda: talk.contact.recent_place(talk.now)):
        return "shelter"
    await offers(talk, [])
    return None


def _named_last(talk: Talk) -> str:
    flow, *codes = talk.contact.answer or [""]
    return next((code for code in codes if flow == "shelter" and code in talk.snapshot.shelter_rows), "")


def _told(talk: Talk, code: str, what: str) -> list[Said]:
    row = talk.snapshot.shelter_rows[code]
    phone = [Said("shelter-phone", {"phone": row.phone})] if row.phone else []
    if what == "phone":
        return phone
    if what == "way":
        return [*way_told(talk, code), *phone]
    told = details(talk, code)
    return told if what == "hours" else [said for said in told if said.id != "shelter-hours"] or told


def _rest(talk: Talk) -> Said:
    """Who answers what the row does not tell, and whether at once."""
    if not talk.contact.id:
        return Said("volunteer-no-number")
    return Said("place-passed", {"duty": "on" if is_anybody_on_duty(talk) else "off"})


def _is_known(talk: Talk, code: str, what: str) -> bool:
    """Whether the row answers it: where a door is says its position, or who answers the phone."""
    row = talk.snapshot.shelter_rows[code]
    if what == "hours":
        return row.opens is not None
    return bool(row.phone) or (what == "way" and row.lat is not None)


def _asked(talk: Talk, code: str) -> Sequence[Intent]:
    return asked(talk, f"{place_name(talk, code)}: {talk.words}")
