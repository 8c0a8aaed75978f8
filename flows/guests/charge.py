"""ЗАРЯДКА: where a phone can be charged. Nobody needs a bed for that, so full shelters are named as well."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.talk.steps import Option, Said, ask, choose, do, look, say

from ..deadlines import settle
from ..talk import Talk
from .offer import found, offered

CHARGING = "charging"  # of the column `offers`
NEAR_KM = 50.0  # an hour by road: farther nobody goes for a charge
MORE = Option("more", Said("option-more"))


async def charge(talk: Talk) -> None:
    """Where are you now? — The nearest that is open, else the nearest that will be. — And the others."""
    where = await look("known-place", talk.recent_place)
    if not where:
        where = await ask("shelter-where", talk.a_place(CHARGING), given=talk.said)
    await do("place", lambda: settle(talk, where))
    seen: list[str] = []
    while code := await look("next", lambda: _next(talk, seen)):
        seen.append(code)
        await _named(talk, code)
        if not await look("others", lambda: bool(_next(talk, seen))):
            return
        await choose("charge-then", [MORE], listed=False)
    await say("charge-no-more" if seen else "charge-none")


async def _named(talk: Talk, code: str) -> None:
    await say(lambda: _what_is_known(talk, code))


def _next(talk: Talk, seen: Sequence[str]) -> str:
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.having(CHARGING, place.lat, place.lon, seen, talk.now, snapshot.occupancy, NEAR_KM)
    return offer.code if offer else ""


def _what_is_known(talk: Talk, code: str) -> list[Said]:
    """The address, the hours, and that no bed is needed where there is none."""
    offer = offered(talk, code)
    return [*found(talk, offer), Said("charge-full" if offer.state == "full" else "charge-here")]
