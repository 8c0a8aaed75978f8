"""A shelter in words: where it is, until when, how many beds, for whom; and which else there is."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.directory.places.places import distance_km
from hotline.directory.shelters.shelters import REACH_KM, Offer
from hotline.directory.shelters.welcome import groups, is_for_everyone
from hotline.talk.engine import Gone
from hotline.talk.steps import KEYS, Facts, Said

from ..spots import clock_at, place_name, zone_of
from ..talk import Talk

ANYWHERE_KM = 3000.0  # the width of Kazakhstan
TONIGHT = 12 * 3600.0  # seconds for which the hour of a report needs no day
# What a first answer leaves out where it grows too long, from the last to the first.
WAY, HOURS, BEDS, WELCOME, SECOND = 1, 2, 3, 4, KEYS


def best(talk: Talk, party: int, seen: Sequence[str], reach_km: float = REACH_KM) -> Offer | None:
    place, live, who = talk.known_place(), talk.snapshot.occupancy, talk.who()
    return talk.snapshot.shelters.next(place.lat, place.lon, party, seen, talk.now, live, reach_km, who)


def offered(talk: Talk, code: str) -> Offer:
    """A shelter with its facts, as seen from where the person is. Raises Gone."""
    place, snapshot = talk.known_place(), talk.snapshot
    try:
        return snapshot.shelters.offer(code, talk.now, snapshot.occupancy, place.lat, place.lon)
    except KeyError:
        raise Gone(code) from None


def what_is_known(talk: Talk, code: str, party: int) -> list[Said]:
    """Where it is and when, how many places are free as far as anybody said, and for whom."""
    offer = offered(talk, code)
    return [*found(talk, offer), _beds(talk, offer, party), *_welcome(talk, offer.code)]


def facts_alone(talk: Talk, code: str) -> list[Said]:
    """All that is known of a shelter as it is now, for whoever reads it wherever; nothing of one that is gone."""
    snapshot = talk.snapshot
    if code not in snapshot.shelter_rows:
        return []
    offer = snapshot.shelters.offer(code, talk.now, snapshot.occupancy)
    if offer.state in ("closed", "full") and offer.checked_at is not None:
        at = clock_at(talk, code, offer.checked_at)
        return [Said("share-shut", {"name": place_name(talk, code), "state": offer.state, "at": at})]
    return _whole([*found(talk, offer, anywhere=True), _beds(talk, offer, 1), *_welcome(talk, code)])


def _whole(said: Sequence[Said]) -> list[Said]:
    """The same with nothing left out, however long it grows."""
    return [Said(one.id, one.facts) for one in said]


def found(talk: Talk, offer: Offer, *, anywhere: bool = False) -> list[Said]:
    """Where a shelter is and when it is open, for who asked here, or for whoever reads it `anywhere`."""
    where, town = _whereabouts(talk, offer.code, anywhere=anywhere)
    return [Said("shelter-found", {"where": where}), *_way_and_hours(talk, offer, town)]


def _way_and_hours(talk: Talk, offer: Offer, town: str) -> list[Said]:
    hours, km = Said("shelter-hours", _hours(talk, offer), spare=HOURS), _km(offer)
    if town:
        return [Said("shelter-town", {"town": town, "km": km}, spare=WAY), hours]
    return [Said("shelter-way", {"km": km}, spare=WAY), hours] if km else [hours]


def _whereabouts(talk: Talk, code: str, *, anywhere: bool = False) -> tuple[str, str]:
    """Its name and address; and its town, "" for who is in it or where name and address tell it."""
    town = None if anywhere else talk.snapshot.town(talk.snapshot.shelter_rows[code].place)
    is_there = town is not None and town.id == talk.contact.place
    return talk.snapshot.whereabouts(code, talk.language, is_there=is_there)


def _km(offer: Offer) -> int:
    """How far it is, 0 where that is not known."""
    return 0 if offer.distance_km is None else round(offer.distance_km)


def _hours(talk: Talk, offer: Offer) -> Facts:
    if offer.opens_at is not None:
        state, at = "soon", offer.opens_at
    elif offer.closes_at is not None:
        state, at = "closing" if offer.closes_at - talk.now <= 1800 else "open", offer.closes_at
    else:
        row = talk.snapshot.shelter_rows[offer.code]
        return {"state": "unknown" if row.opens is None else "always", "time": ""}
    return {"state": state, "time": talk.hour(at, zone_of(talk, offer.code))}


def _beds(talk: Talk, offer: Offer, party: int) -> Said:
    """How many are free; a warning is never left out."""
    if offer.checked_at is None:
        return Said("shelter-unknown", spare=BEDS)
    at, zone = offer.checked_at, zone_of(talk, offer.code)
    tonight = talk.now - at < TONIGHT and not talk.dated
    facts: dict[str, str | int] = {"at": talk.hour(at, zone) if tonight else talk.clock(at, zone)}
    if offer.state == "reported-full":
        return Said("shelter-said-full", facts)
    if offer.state == "was-full":
        return Said("shelter-was-full", facts)
    if not offer.fresh:
        return Said("shelter-stale", facts, spare=BEDS)
    if offer.free is None:
        return Said("shelter-opened", facts, spare=BEDS)
    facts["free"] = offer.free
    if offer.free < party:
        return Said("shelter-few", {**facts, "party": party})
    return Said("shelter-free", facts, spare=BEDS)


def _welcome(talk: Talk, code: str) -> list[Said]:
    """For whom it is, if not for everyone."""
    welcomes = talk.snapshot.shelter_rows[code].welcomes
    if is_for_everyone(welcomes):
        return []
    named = [talk.wording(Said(f"welcome-{who}")) for who in ("women", "family", "men") if who in groups(welcomes)]
    return [Said("shelter-welcome", {"who": ", ".join(named) or welcomes}, spare=WELCOME)]


def second(talk: Talk, party: int, seen: Sequence[str]) -> list[Said]:
    """The one that comes next, by its name and its beds: who finds the first one shut goes on without asking."""
    offer = best(talk, party, seen)
    if offer is None or offer.state not in ("open", "opens-soon"):
        return []
    free = -1 if offer.free is None else offer.free
    return [Said("shelter-second", {"name": place_name(talk, offer.code), "free": free}, spare=SECOND)]


def way_told(talk: Talk, code: str) -> list[Said]:
    """Where it is, with its town, and how far from where they are."""
    km = _km(offered(talk, code))
    return [Said("shelter-found", {"where": _anywhere(talk, code)}), *([Said("shelter-way", {"km": km})] if km else [])]


def details(talk: Talk, code: str) -> list[Said]:
    """All else that its row tells."""
    offer = offered(talk, code)
    row = talk.snapshot.shelter_rows[code]
    _, town = _whereabouts(talk, code)
    said = _whole([*_way_and_hours(talk, offer, town), *_welcome(talk, code)])
    if row.note:
        said.append(Said("shelter-details", {"note": talk.name(row.note)}))
    if row.offers:
        named = [talk.wording(Said(f"offer-{offer}")) for offer in row.offers]
        said.append(Said("shelter-offers", {"offers": ", ".join(named)}))
    if row.phone:
        said.append(Said("shelter-phone", {"phone": row.phone}))
    return said or [Said("shelter-no-details")]


def far(talk: Talk, party: int) -> list[Said]:
    """The nearest one that is open now, however far: people have wheels, and a night is long."""
    place, snapshot = talk.known_place(), talk.snapshot
    offer = best(talk, party, (), ANYWHERE_KM)
    if offer is None:
        return []
    row = snapshot.shelter_rows[offer.code]
    position = snapshot.position(row) or (place.lat, place.lon)
    km = round(distance_km(place.lat, place.lon, *position))
    return [Said("shelter-far", {"km": str(km), "where": _anywhere(talk, offer.code)})]


def _anywhere(talk: Talk, code: str) -> str:
    """Name, address and town, for who is somewhere else."""
    where, town = _whereabouts(talk, code, anywhere=True)
    return f"{where}, {town}" if town else where


def full_there(talk: Talk) -> list[Said]:
    """The nearest that is full, with the age of that word: places do get free."""
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.nearest_full(place.lat, place.lon, talk.now, snapshot.occupancy)
    if offer is None or offer.checked_at is None:
        return []
    facts = {"name": place_name(talk, offer.code), "at": clock_at(talk, offer.code, offer.checked_at)}
    return [Said("shelter-full-there", facts, spare=SECOND)]


def opens_later(talk: Talk) -> list[Said]:
    """The nearest that is shut and will open."""
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.nearest_opening(place.lat, place.lon, talk.now, snapshot.occupancy)
    if offer is None or offer.opens_at is None:
        return []
    facts = {"where": _anywhere(talk, offer.code), "at": clock_at(talk, offer.code, offer.opens_at)}
    return [Said("shelter-opens-later", facts)]
