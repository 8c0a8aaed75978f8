"""STATUS: what a volunteer answers for, in a few lines; and ?, what they may text."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from hotline.directory.crossings.crossings import CrossingWait
from hotline.directory.shelters.shelters import Offer
from hotline.people.volunteers import Volunteer
from hotline.talk import steps
from hotline.talk.steps import Said, choose, look, say

from ..guests.border import wait_at
from ..spots import clock_at, is_near
from ..talk import Talk
from .broadcasts import running

AT_ONCE = 3  # lines in one answer: codes are short, and they are what volunteers text
MOST = 60  # shelters and crossings that a journal keeps


async def status(talk: Talk, volunteer: Volunteer) -> None:
    """The shelters, then the crossings, a few at a time."""
    if volunteer.may("broadcaster"):
        await say(lambda: running(talk))
    codes = await look("codes", lambda: _codes(talk, volunteer))
    if not codes:
        await say("duty-nothing-near")
    for start in range(0, len(codes), AT_ONCE):
        shown = codes[start : start + AT_ONCE]
        await _shown(talk, shown)
        if start + AT_ONCE < len(codes):
            await choose("duty-then", [steps.Option("more", Said("option-others"))], listed=False)


async def commands(talk: Talk, volunteer: Volunteer) -> None:
    """All that may be texted, with examples, in one SMS."""
    await say("duty-commands", lambda: {"role": volunteer.role})


async def _shown(talk: Talk, codes: list[str]) -> None:
    await say(lambda: [said for code in codes for said in _line(talk, code)])


def _codes(talk: Talk, volunteer: Volunteer) -> list[str]:
    """A keeper's own shelter; then, or for who keeps none, whatever is near, of which something is known first."""
    own = [volunteer.shelter] if volunteer.shelter in talk.snapshot.shelter_rows else []
    if own and not volunteer.place:
        return own
    reported = [code for code in talk.snapshot.occupancy.reported() if code in talk.snapshot.shelter_rows]
    codes = dict.fromkeys([*own, *sorted(reported), *talk.snapshot.shelter_rows, *talk.snapshot.crossings])
    return list(islice((code for code in codes if code in own or is_near(talk, volunteer.place, code)), MOST))


def _line(talk: Talk, code: str) -> list[Said]:
    snapshot = talk.snapshot
    if code in snapshot.crossings:
        return [wait_at(talk, replace(crossing, distance_km=None)) for crossing in _waits(talk, code)]
    if code not in snapshot.shelter_rows:  # the directory was loaded anew meanwhile
        return []
    offer = snapshot.shelters.offer(code, talk.now, snapshot.occupancy)
    what = _state(offer)
    if offer.checked_at is None or not what:
        return [Said("duty-silent", {"code": code})]
    facts = {"code": code, "what": what, "number": str(offer.free or 0)}
    return [Said("duty-state", {**facts, "at": clock_at(talk, code, offer.checked_at)})]


def _waits(talk: Talk, code: str) -> list[CrossingWait]:
    return [option for option in talk.snapshot.waits(None, talk.now) if option.crossing.code == code]


def _state(offer: Offer) -> str:
    """What is known of a shelter in a word, "" for nothing."""
    if offer.state in ("closed", "full", "was-full", "reported-full"):
        return "full" if offer.state == "was-full" else offer.state
    if offer.free is not None:
        return "beds"
    return "open" if offer.checked_at is not None else ""
