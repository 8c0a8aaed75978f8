"""НОЧЛЕГ: the nearest shelter that has a bed tonight, and the next one, and the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hotline.directory.changes import Sent, ShelterReport
from hotline.directory.places.places import distance_km
from hotline.directory.shelters.occupancy import OVERRULED
from hotline.directory.shelters.shelters import REACH_KM, Offer, Shelter
from hotline.directory.shelters.welcome import groups
from hotline.mail.reminders import BED_SECONDS, tell_keepers
from hotline.talk.engine import Gone
from hotline.talk.steps import KEYS, Facts, Intent, Option, Said, ask, choose, do, look, say

from ..deadlines import settle
from ..spots import clock_at, code_named, place_name, zone_of
from ..talk import Talk
from .reports import guests_words, told, told_at, told_of

ANYWHERE_KM = 3000.0  # the width of Kazakhstan
KEPT_SENT = 5  # shelters a profile remembers having sent the person to
EVERYONE = ("", "everyone", "all")  # what `welcomes` says where nobody is turned away
TONIGHT = 12 * 3600.0  # seconds for which the hour of a report needs no day
QUARTER = 900  # seconds
# How long one is on the way, in seconds: the least, and on foot; farther than an hour nobody walks with bags.
LEAST_WALK, LONGEST_WALK, WALKING_KMH = 900.0, 3600.0, 5.0
# What a first answer leaves out where it grows too long, from the last to the first.
WAY, HOURS, BEDS, WELCOME, SECOND = 1, 2, 3, 4, KEYS
WARNINGS = ("shelter-few", "shelter-said-full", "shelter-was-full")  # of beds, which are never left out
_WORDS = re.compile(r"\w+")
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
        await say(lambda: [*_full(talk), *_opens_later(talk)])
        return
    await say("shelter-none", lambda: {"km": round(REACH_KM)})
    await say(lambda: [*_far(talk, party), *_full(talk), *_opens_later(talk)])
    await say("shelter-ask-volunteer")


async def _offered(talk: Talk, code: str, party: int, seen: list[str]) -> None:
    """One shelter, until the person wants another address or says that there is no room."""
    await say(lambda: [*_what_is_known(talk, code, party), *_second(talk, party, seen)])
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
    offer = _best(talk, party, seen)
    return offer.code if offer else ""


def _best(talk: Talk, party: int, seen: Sequence[str], reach_km: float = REACH_KM) -> Offer | None:
    place, live, who = talk.known_place(), talk.snapshot.occupancy, talk.who()
    return talk.snapshot.shelters.next(place.lat, place.lon, party, seen, talk.now, live, reach_km, who)


def offered(talk: Talk, code: str) -> Offer:
    """A shelter with its facts, as seen from where the person is. Raises Gone."""
    place, snapshot = talk.known_place(), talk.snapshot
    try:
        return snapshot.shelters.offer(code, talk.now, snapshot.occupancy, place.lat, place.lon)
    except KeyError:
        raise Gone(code) from None


def _what_is_known(talk: Talk, code: str, party: int) -> list[Said]:
    """Where it is and when, how many places are free as far as anybody said, and for whom."""
    offer = offered(talk, code)
    return [*found(talk, offer), _places(talk, offer, party), *_welcome(talk, offer.code)]


def facts_alone(talk: Talk, code: str) -> list[Said]:
    """All that is known of a shelter as it is now, for whoever reads it wherever; nothing of one that is gone."""
    snapshot = talk.snapshot
    if code not in snapshot.shelter_rows:
        return []
    offer = snapshot.shelters.offer(code, talk.now, snapshot.occupancy)
    if offer.state in ("closed", "full") and offer.checked_at is not None:
        at = clock_at(talk, code, offer.checked_at)
        return [Said("share-shut", {"name": place_name(talk, code), "state": offer.state, "at": at})]
    said = [*found(talk, offer, anywhere=True), _places(talk, offer, 1), *_welcome(talk, code)]
    return [Said(one.id, one.facts) for one in said]


def found(talk: Talk, offer: Offer, *, anywhere: bool = False) -> list[Said]:
    """Where a shelter is and when it is open, for who asked here, or for whoever reads it `anywhere`."""
    row = talk.snapshot.shelter_rows[offer.code]
    town, here = talk.snapshot.town(row.place), None if anywhere else talk.place(talk.contact.place)
    is_there = town is not None and here is not None and town.id == here.id
    where, tells_town = _where(talk, offer.code, is_there=is_there)
    said = [Said("shelter-found", {"where": where})]
    km = 0 if offer.distance_km is None else round(offer.distance_km)
    if not is_there and not tells_town:
        said.append(Said("shelter-town", {"town": _town_name(talk, row), "km": km}, spare=WAY))
    elif km:
        said.append(Said("shelter-way", {"km": km}, spare=WAY))
    return [*said, Said("shelter-hours", _hours(talk, offer), spare=HOURS)]


def _where(talk: Talk, code: str, *, is_there: bool) -> tuple[str, bool]:
    """Name and address, without their town for who is there; and whether they tell the town."""
    row, snapshot = talk.snapshot.shelter_rows[code], talk.snapshot
    parts = [part.strip() for part in talk.name(row.address).split(",")]
    towns = [part for part in parts if part and snapshot.town(part) == snapshot.town(row.place)]
    named = _town_name(talk, row).casefold()
    told = bool(towns) or named in f"{talk.name(row.name)} {talk.name(row.address)}".casefold()
    return address_of(talk.name(row.name), tuple(part for part in parts if not (is_there and part in towns))), told


def _town_name(talk: Talk, row: Shelter) -> str:
    town = talk.snapshot.town(row.place)
    return talk.name(town.name) if town else row.place


@lru_cache(maxsize=4096)  # the same places are named to many
def address_of(name: str, address: tuple[str, ...]) -> str:
    """Name and parts of an address in one, without a word said twice.

    Words of one or two letters ("ТЦ", "st") tell nothing alone.
    """
    parts, said = [name], _telling(name)
    for part in address:
        words = _telling(part)
        if words <= said:
            continue
        if said <= words and parts == [name]:
            parts = [part]
        else:
            parts.append(" ".join(word for word in part.split() if not _telling(word) or not _telling(word) <= said))
        said |= words
    return ", ".join(parts)


def _telling(text: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(text) if len(word) > 2 or word.isdecimal()}


def _hours(talk: Talk, offer: Offer) -> Facts:
    row = talk.snapshot.shelter_rows[offer.code]
    zone = zone_of(talk, offer.code)
    if offer.opens_at is not None:
        state, at = "soon", offer.opens_at
    elif offer.closes_at is not None:
        state, at = "closing" if offer.closes_at - talk.now <= 1800 else "open", offer.closes_at
    else:
        state, at = "unknown" if row.opens is None else "always", talk.now
    return {"state": state, "time": talk.hour(at, zone)}


def _places(talk: Talk, offer: Offer, party: int) -> Said:
    said = _beds(talk, offer, party)
    said.spare = 0 if said.id in WARNINGS else BEDS
    return said


def _beds(talk: Talk, offer: Offer, party: int) -> Said:
    if offer.checked_at is None:
        return Said("shelter-unknown")
    at, zone = offer.checked_at, zone_of(talk, offer.code)
    tonight = talk.now - at < TONIGHT and not talk.dated
    facts: dict[str, str | int] = {"at": talk.hour(at, zone) if tonight else talk.clock(at, zone)}
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


def _welcome(talk: Talk, code: str) -> list[Said]:
    """For whom it is, if not for everyone."""
    welcomes = talk.snapshot.shelter_rows[code].welcomes
    if welcomes.casefold() in EVERYONE:
        return []
    named = [talk.wording(Said(f"welcome-{who}")) for who in ("women", "family", "men") if who in groups(welcomes)]
    return [Said("shelter-welcome", {"who": ", ".join(named) or welcomes}, spare=WELCOME)]


def _second(talk: Talk, party: int, seen: Sequence[str]) -> list[Said]:
    """The one that comes next, by its name and its beds: who finds the first one shut goes on without asking."""
    offer = _best(talk, party, seen)
    if offer is None or offer.state not in ("open", "opens-soon"):
        return []
    free = -1 if offer.free is None else offer.free
    return [Said("shelter-second", {"name": place_name(talk, offer.code), "free": free}, spare=SECOND)]


def way_told(talk: Talk, code: str) -> list[Said]:
    """Where it is, with its town, and how far from where they are."""
    offer = offered(talk, code)
    km = 0 if offer.distance_km is None else round(offer.distance_km)
    return [Said("shelter-found", {"where": _anywhere(talk, code)}), *([Said("shelter-way", {"km": km})] if km else [])]


def details(talk: Talk, code: str) -> list[Said]:
    offer = offered(talk, code)
    row = talk.snapshot.shelter_rows[code]
    said = [Said(one.id, one.facts) for one in [*found(talk, offer)[1:], *_welcome(talk, code)]]
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
    offer = _best(talk, party, (), ANYWHERE_KM)
    if offer is None:
        return []
    row = snapshot.shelter_rows[offer.code]
    position = snapshot.position(row) or (place.lat, place.lon)
    km = round(distance_km(place.lat, place.lon, *position))
    return [Said("shelter-far", {"km": str(km), "where": _anywhere(talk, offer.code)})]


def _anywhere(talk: Talk, code: str) -> str:
    """Name, address and town, for who is somewhere else."""
    where, tells_town = _where(talk, code, is_there=False)
    return where if tells_town else f"{where}, {_town_name(talk, talk.snapshot.shelter_rows[code])}"


def _full(talk: Talk) -> list[Said]:
    """The nearest that is full, with the age of that word: places do get free."""
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.nearest_full(place.lat, place.lon, talk.now, snapshot.occupancy)
    if offer is None or offer.checked_at is None:
        return []
    facts = {"name": place_name(talk, offer.code), "at": clock_at(talk, offer.code, offer.checked_at)}
    return [Said("shelter-full-there", facts, spare=SECOND)]


def _opens_later(talk: Talk) -> list[Said]:
    place, snapshot = talk.known_place(), talk.snapshot
    offer = snapshot.shelters.nearest_opening(place.lat, place.lon, talk.now, snapshot.occupancy)
    if offer is None or offer.opens_at is None:
        return []
    facts = {"where": _anywhere(talk, offer.code), "at": clock_at(talk, offer.code, offer.opens_at)}
    return [Said("shelter-opens-later", facts)]


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
    return [*told(talk, report), *asked, *talk.not_later("found-bed")]


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
