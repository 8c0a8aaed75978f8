"""What the keeper of a shelter hears from us: that another changed it, and in the evening whether it is open."""

from __future__ import annotations

from hotline.directory.changes import Report, ShelterReport
from hotline.directory.reports.reporting import MOST_PLACES
from hotline.mail.reminders import next_evening
from hotline.people.volunteers import Volunteer
from hotline.talk.steps import Said, ask, do, look, say

from ..guests.reports import guests_words
from ..helpers.reports import facts, in_force, own_rows, row_of, written
from ..spots import place_name, zone_of
from ..talk import Talk

JUST_NOW = 300.0  # seconds: what another said of a shelter is told right after their turn
LATELY = 4 * 3600.0  # seconds: who said something this afternoon is not asked in the evening


async def told(talk: Talk, volunteer: Volunteer) -> None:
    """Somebody else spoke for your shelter; UNDO takes it back. Guests who say that it is full are to be answered."""
    if not _kept(talk, volunteer):
        return
    other, guests = _others_word(talk), {one.by for one in guests_words(talk, talk.words)}
    if other and (talk.now - other.at < JUST_NOW or len(guests) < 2):
        await say("keeper-told", lambda: facts(talk, other))
        await say("duty-hint")
    elif len(guests) > 1:
        await say("keeper-guests", lambda: {"name": place_name(talk, talk.words)})


async def asked(talk: Talk, volunteer: Volunteer) -> str | None:
    """Open tonight, and how many beds? — Noted. And tomorrow again."""
    code = await look("code", lambda: _kept(talk, volunteer))
    if not code:
        return None
    await do("tomorrow", lambda: talk.later("keeper-asked", next_evening(zone_of(talk, code), talk.now), code))
    lately = await look("lately", lambda: any(talk.now - one.at < LATELY for one in in_force(talk, code)))
    if lately:
        return None
    most = talk.snapshot.shelter_rows[code].beds or MOST_PLACES
    free = await ask("keeper-tonight", talk.a_number(0, most), facts=lambda: {"name": place_name(talk, code)})
    if volunteer.shelter != code:  # another's since they were asked
        return "menu"
    report = ShelterReport(talk.now, code, "open" if free else "full", free, True, talk.witness)
    await do("reported", lambda: written(talk, volunteer, [report]))
    await say(lambda: [Said("duty-noted", facts(talk, report)), Said("duty-hint")])
    return None


def _kept(talk: Talk, volunteer: Volunteer) -> str:
    """The shelter that this is about, if they still keep it; else ""."""
    kept = volunteer.shelter
    return kept if kept in talk.snapshot.shelter_rows and kept == talk.words else ""


def _others_word(talk: Talk) -> Report | None:
    """What was said last of the shelter, if it was not the keeper, and was not taken back meanwhile."""
    said = in_force(talk, talk.words)
    return said[-1] if said and row_of(said[-1]) not in own_rows(talk) else None
