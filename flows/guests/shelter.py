"""НОЧЛЕГ: the nearest shelter that is open tonight, and the next one, and the next."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.directory.changes import Sent, ShelterReport
from hotline.directory.places.places import distance_km
from hotline.directory.shelters.shelters import REACH_KM, Offer
from hotline.mail.reminders import BED_SECONDS
from hotline.talk.engine import Gone
from hotline.talk.steps import Facts, Intent, Option, Said, ask, choose, do, look, say

from ..deadlines import settle
from ..spots import clock_at, code_named, place_name, zone_of
from ..talk import Talk

ANYWHERE_KM = 3000.0  # the width of Kazakhstan
KEPT_SENT = 5  # shelters a profile remembers having sent the person to
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
        await _offered(talk, code, party)
    if seen:
        await say("shelter-no-more")
        await say(lambda: _opens_later(talk))
        return
    await say("shelter-none", lambda: {"km": round(REACH_KM)})
    await say(lambda: [*_far(talk, party), *_opens_later(talk)])
    await say("shelter-ask-volunteer")


async def _offered(talk: Talk, code: str, party: int) -> None:
    """One shelter, until the person wants another address or says that there is no room."""
    await say(lambda: _what_is_known(talk, code, party))
    await do("sent", lambda: _sent(talk, code, party))
    answer = await choose("shelter-then", THEN, listed=False)
    if answer == "details":
        await say(lambda: _details(talk, code))
        answer = await choose("shelter-then-again", THEN[:2], listed=False)
    if answer == "full":
        await do("full", lambda: no_room(talk, code))
        await say("shelter-noted")


def _shelter_named(talk: Talk) -> str:
    named = code_named(talk, talk.said)
    return named if named in talk.snapshot.shelter_rows else ""


def _next(talk: Talk, party: int, seen: Sequence[str]) -> str:
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.next(place.lat, place.lon, party, seen, talk.now, snapshot.occupancy)
    return offer.code if offer else ""


def offered(talk: Talk, code: str) -> Offer:
    """A shelter with its facts, as seen from where the person is. Raises Gone."""
    place, snapshot = talk.known_place(), talk.snapshot
    try:
        return snapshot.shelters.offer(code, talk.now, snapshot.occupancy, place.lat, place.lon)
    except KeyError:
        raise Gone(code) from None


def _what_is_known(talk: Talk, code: str, party: int) -> list[Said]:
    """The address and the hours, and how many places are free as far as anybody said."""
    offer = offered(talk, code)
    return [Said("shelter-found", found(talk, offer)), _places(talk, offer, party)]


def facts_alone(talk: Talk, code: str) -> list[Said]:
    """All that is known of a shelter as it is now, for whoever reads it wherever; nothing of one that is gone."""
    snapshot = talk.snapshot
    if code not in snapshot.shelter_rows:
        return []
    offer = snapshot.shelters.offer(code, talk.now, snapshot.occupancy)
    if offer.state in ("closed", "full") and offer.checked_at is not None:
        at = clock_at(talk, code, offer.checked_at)
        return [Said("share-shut", {"name": place_name(talk, code), "state": offer.state, "at": at})]
    return [Said("shelter-found", found(talk, offer)), _places(talk, offer, 1)]


def found(talk: Talk, offer: Offer) -> Facts:
    """Where a shelter is and when it is open: what `shelter-found` is filled with."""
    row = talk.snapshot.shelter_rows[offer.code]
    zone = zone_of(talk, offer.code)
    if offer.opens_at is not None:
        state, at = "soon", offer.opens_at
    elif offer.closes_at is not None:
        state, at = "closing" if offer.closes_at - talk.now <= 1800 else "open", offer.closes_at
    else:
        state, at = "unknown" if row.opens is None else "always", talk.now
    km = round(offer.distance_km) if offer.distance_km is not None and row.lat is not None else 0
    return {
        "name": talk.name(row.name),
        "address": talk.name(row.address) or row.place,
        "state": state,
        "time": talk.hour(at, zone),
        "km": km,
    }


def _places(talk: Talk, offer: Offer, party: int) -> Said:
    if offer.checked_at is None:
        return Said("shelter-unknown")
    facts: dict[str, str | int] = {"at": clock_at(talk, offer.code, offer.checked_at)}
    if offer.state == "reported-full":
        return Said("shelter-said-full", facts)
    if offer.state == "was-full":
        return Said("shelter-was-full", facts)
    if not offer.fresh:
        return Said("shelter-stale", facts)
    if offer.free is None:
        return Said("shelter-opened", facts)
    facts["free"] = offer.free
    if offer.free < party:
        return Said("shelter-few", {**facts, "party": party})
    return Said("shelter-free", facts)


def _details(talk: Talk, code: str) -> list[Said]:
    offered(talk, code)
    row = talk.snapshot.shelter_rows[code]
    said = []
    if row.note:
        said.append(Said("shelter-details", {"note": talk.name(row.note)}))
    if row.offers:
        named = [talk.wording(Said(f"offer-{offer}")) for offer in row.offers]
        said.append(Said("shelter-offers", {"offers": ", ".join(named)}))
    if row.phone:
        said.append(Said("shelter-phone", {"phone": row.phone}))
    return said or [Said("shelter-no-details")]


def _far(talk: Talk, party: int) -> list[Said]:
    """The nearest one that is open now, however far: people have wheels, and a night is long."""
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.next(place.lat, place.lon, party, (), talk.now, snapshot.occupancy, reach_km=ANYWHERE_KM)
    if offer is None:
        return []
    row = snapshot.shelter_rows[offer.code]
    position = snapshot.position(row) or (place.lat, place.lon)
    km = round(distance_km(place.lat, place.lon, *position))
    return [Said("shelter-far", {"km": str(km), "name": talk.name(row.name), "address": talk.name(row.address)})]


def _opens_later(talk: Talk) -> list[Said]:
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.nearest_opening(place.lat, place.lon, talk.now, snapshot.occupancy)
    if offer is None or offer.opens_at is None:
        return []
    row = snapshot.shelter_rows[offer.code]
    facts = {"name": talk.name(row.name), "address": talk.name(row.address) or row.place}
    return [Said("shelter-opens-later", {**facts, "at": clock_at(talk, offer.code, offer.opens_at)})]


def _sent(talk: Talk, code: str, party: int) -> Sequence[Intent]:
    """Expect the party there, let the person say whether there was room, and ask them an hour after it is open."""
    opens_at = offered(talk, code).opens_at or talk.now
    before = [entry for entry in talk.contact.sent if entry[0] != code]
    talk.contact.sent = [*before, [code, int(talk.now)]][-KEPT_SENT:]
    asked = talk.later("found-bed", opens_at + BED_SECONDS)
    talk.contact.answer = ["shelter", code]
    return [*talk.log(Sent(talk.now, code, party, talk.witness)), *asked]


def no_room(talk: Talk, code: str) -> Sequence[Intent]:
    """This person stood there and was not let in: no need to ask."""
    report = talk.log(ShelterReport(talk.now, code, "full", None, False, talk.witness))
    return [*report, *talk.not_later("found-bed")]
