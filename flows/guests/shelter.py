"""НОЧЛЕГ: the nearest shelter that has a bed tonight, and the next one, and the next."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.directory.changes import Sent, ShelterReport
from hotline.directory.shelters.occupancy import OVERRULED
from hotline.directory.shelters.shelters import REACH_KM
from hotline.mail.reminders import BED_SECONDS, tell_keepers
from hotline.talk.steps import Intent, Option, Said, ask, choose, do, look, say

from ..deadlines import settle
from ..spots import code_named
from ..talk import Talk
from .offer import best, details, far, full_there, offered, opens_later, second, what_is_known
from .reports import guests_words, tell, told_at, told_of

KEPT_SENT = 5  # shelters a profile remembers having sent the person to
QUARTER = 900  # seconds
# How long one is on the way, in seconds: the least, and on foot; farther than an hour nobody walks with bags.
LEAST_WALK, LONGEST_WALK, WALKING_KMH = 900.0, 3600.0, 5.0
THEN = tuple(Option(code, Said(f"option-{code}")) for code in ("more", "full", "details"))


async def shelter(talk: Talk) -> None:
    """Where are you? — The nearest open one. — And the next, until none is left."""
    where = await look("known-place", talk.recent_place)
    if not where:
        where = await ask("shelter-where", talk.a_place(), given=talk.said)
    await do("place", lambda: settle(talk, where))
    await offers(talk, [])


async def full(talk: Talk) -> None:
    """ПОЛНО: the shelter we sent the person to has no room. Noted, and the next one at once.

    The last one, unless they name another: only of where we sent them they can know.
    """
    sent = await look("sent", lambda: talk.contact.guest_of(talk.now))
    where = "" if sent else await look("where", lambda: _town_said(talk))
    if where:
        full_one = await look("named", lambda: _shelter_named(talk))
        await do("place", lambda: settle(talk, where))
        await offers(talk, [full_one] if full_one else [])
        return
    if not sent or not talk.place(talk.contact.place):
        await say("shelter-full-unknown")
        return
    named = await look("named", lambda: _shelter_named(talk)) or sent[0]
    if named in sent:
        await do("full", lambda: no_room(talk, named))
        await say("shelter-noted")
    await offers(talk, [*sent, *({named} - set(sent))])


async def offers(talk: Talk, seen: list[str]) -> None:
    """One open shelter after the other, those in `seen` left out."""
    party = await look("party", talk.party)
    while code := await look("next", lambda: _next(talk, party, seen)):
        seen.append(code)
        await _offered(talk, code, party, seen)
    if seen:
        await say("shelter-no-more")
        await say(lambda: [*full_there(talk), *opens_later(talk)])
        return
    await say("shelter-none", lambda: {"km": round(REACH_KM)})
    await say(lambda: [*far(talk, party), *full_there(talk), *opens_later(talk)])
    await say("shelter-ask-volunteer")


async def _offered(talk: Talk, code: str, party: int, seen: list[str]) -> None:
    """One shelter, until the person wants another address or says that there is no room."""
    await say(lambda: [*what_is_known(talk, code, party), *second(talk, party, seen)])
    await do("sent", lambda: _sent(talk, code, party))
    answer = await choose("shelter-then", THEN, listed=False)
    if answer == "details":
        await say(lambda: details(talk, code))
        answer = await choose("shelter-then-again", THEN[:2], listed=False)
    if answer == "full":
        await do("full", lambda: no_room(talk, code))
        await say("shelter-noted")


def _town_said(talk: Talk) -> str:
    """The id of the town in which somebody who was sent nowhere has found no place."""
    found = talk.snapshot.places.find(talk.said)
    return found.places[0].id if len(found.places) == 1 and found.sure and found.places[0].population else ""


def _shelter_named(talk: Talk) -> str:
    named = code_named(talk, talk.said)
    return named if named in talk.snapshot.shelter_rows else ""


def _next(talk: Talk, party: int, seen: Sequence[str]) -> str:
    offer = best(talk, party, seen)
    return offer.code if offer else ""


def _sent(talk: Talk, code: str, party: int) -> Sequence[Intent]:
    """Expect the party there, let the person say whether there was room, and ask them an hour after it is open."""
    opens_at = offered(talk, code).opens_at or talk.now
    before = [entry for entry in talk.contact.sent if entry[0] != code]
    talk.contact.sent = [*before, [code, _quarter_up(talk.now)]][-KEPT_SENT:]
    asked = talk.later("found-bed", opens_at + BED_SECONDS)
    talk.contact.answer = ["shelter", code]
    return [*talk.log(Sent(talk.now, code, party, talk.witness)), *asked]


def no_room(talk: Talk, code: str) -> Sequence[Intent]:
    """This person stood there and was not let in: no need to ask. With a second one, the keepers are asked at once.

    It counts from when they can have been there; who says it earlier may still take it back.
    """
    report = ShelterReport(_there_at(talk, code), code, "full", None, False, talk.guest)
    others = {one.by for one in guests_words(talk, code)} - {talk.guest}
    asked = tell_keepers(code, talk.now) if len(others) == 1 and code not in told_of(talk) else []
    return [*tell(talk, report), *asked, *talk.not_later("found-bed")]


def _there_at(talk: Talk, code: str) -> float:
    """When this person can be at the shelter that they were sent to, by quarter hours; `now` if that is past.

    Nobody stands at two doors at once: the way begins where they told us of last. Within the hour of a volunteer's word
    it is dated now, and overruled.
    """
    if any(one.trusted and 0 <= talk.now - one.at < OVERRULED for one in talk.snapshot.reports(code)):
        return talk.now
    sent_at = max([next((at for one, at in reversed(talk.contact.sent) if one == code), talk.now), *told_at(talk)])
    km = offered(talk, code).distance_km
    walk = LEAST_WALK if km is None else min(max(LEAST_WALK, 3600 * km / WALKING_KMH), LONGEST_WALK)
    return max(talk.now, _quarter_up(sent_at + max(walk, _drive(talk, code))))


def _drive(talk: Talk, code: str) -> float:
    """Seconds by car to the town of a shelter from the crossing where they are; 0 where they are elsewhere."""
    kind, _, crossing = talk.contact.place.partition(":")
    at = talk.snapshot.crossings.get(crossing) if kind == "crossing" else None
    if at is None or at.drive_minutes is None or at.nearest_place != talk.snapshot.shelter_rows[code].place:
        return 0.0
    return 60.0 * at.drive_minutes


def _quarter_up(at: float) -> int:
    """The next quarter of an hour: beside a person no time stands that an operator's records could be matched with."""
    return -int(-at // QUARTER) * QUARTER
