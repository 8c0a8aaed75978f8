"""ГРАНИЦА: the crossings near the person, the wait at each, which are closed, and the faster way."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from hotline.directory.changes import Mode
from hotline.directory.crossings.crossings import Crossing, CrossingWait, WaitEstimate, estimate
from hotline.talk import steps
from hotline.talk.steps import Facts, Intent, Said, choose, do, look, say

from ..spots import clock_at
from ..talk import Talk
from .closed import asks_if_closed, closed_at, told_closed, told_open

# When to ask who asked for the wait whether they are through: at its end, if it is known.
USUAL_HOURS, SOONEST_HOURS, LATEST_HOURS = 6.0, 3.0, 36.0
FAR_KM = 150.0  # from which on the way to a crossing is told: three hours by car
AT_ONCE = 2  # crossings in one answer: more do not fit two segments


async def border(talk: Talk) -> None:
    """How long does it take, and where is it faster? — And the others."""
    asked = await look("asked", talk.crossing_said)
    if asked:
        await say(lambda: _one(talk, asked))
        await do("ask-later", lambda: [*_named_last(talk, [asked]), *_ask_later(talk, [asked])])
        return
    place = await look("near", lambda: _place_said(talk))
    closed, codes = await look("crossings", lambda: _by_status(talk, place))
    if not codes and not closed:
        await say("border-unknown")
    asks = await look("asks", lambda: asks_if_closed(talk))
    await say(lambda: [said for code in closed for said in told_closed(talk, code)])
    if asks and not closed:
        await say("border-none-closed")
    await do("ask-later", lambda: _ask_later(talk, codes[:AT_ONCE]))
    start, end = 0, 1 if closed or asks else AT_ONCE
    while start < len(codes):
        await _named(talk, place, codes[start:end], first=start == 0)
        if end < len(codes):
            more = steps.Option("more", Said("option-others"))
            await choose("border-then", [more], listed=False)
        start, end = end, end + AT_ONCE


def _by_status(talk: Talk, place: str) -> list[list[str]]:
    """Codes of the crossings that are closed now, and of the others, each in order."""
    waits = _waits(talk, place)
    return [[one.crossing.code for one in waits if bool(one.closing) == closed] for closed in (True, False)]


async def _named(talk: Talk, place: str, codes: list[str], *, first: bool) -> None:
    await do("named", lambda: _named_last(talk, codes))
    await say(lambda: [wait_at(talk, one) for one in _options(talk, place, codes)])
    if first:
        await say(lambda: _faster(talk, _options(talk, place, codes)))
        await say(lambda: _distant(_options(talk, place, codes)[:1]))


def _ask_later(talk: Talk, codes: list[str]) -> Sequence[Intent]:
    """Ask how it went when they should be through."""
    waits = [one.estimate.high_hours for one in _options(talk, talk.contact.place, codes)]
    known = [hours for hours in waits if hours is not None]
    hours = min(max(max(known, default=USUAL_HOURS), SOONEST_HOURS), LATEST_HOURS)
    return talk.later("crossed", talk.now + hours * 3600) if codes else []


def _place_said(talk: Talk) -> str:
    """The id of the place the person named, else of where they were a few hours ago, else ""."""
    found = talk.snapshot.places.find(talk.said)
    if len(found.places) == 1 and found.sure:
        return found.places[0].id
    return talk.recent_place()


def _waits(talk: Talk, place: str) -> list[CrossingWait]:
    """The crossings near a place, by the way that the person wants to cross, if they said so."""
    return talk.snapshot.waits(talk.place(place), talk.now, _mode_said(talk))


def _mode_said(talk: Talk) -> Mode | None:
    """Whether they walk or drive: 250 people in line, or no car, tell nothing of that."""
    said = talk.lexicon.way_of_crossing.said(talk.said)
    return "foot" if "foot" in said else "car" if "car" in said else None


def _options(talk: Talk, place: str, codes: list[str]) -> list[CrossingWait]:
    found = {one.crossing.code: one for one in _waits(talk, place)}
    return [found[code] for code in codes if code in found]


def _named_last(talk: Talk, codes: list[str]) -> Sequence[Intent]:
    """Remember which crossings were named, for SHARE."""
    talk.contact.answer = ["border", *codes]
    return []


def waits_at(talk: Talk, codes: list[str]) -> list[Said]:
    """The wait at these crossings as it is now; nothing of one that is gone."""
    return [wait_at(talk, one) for one in _options(talk, "", codes)]


def _one(talk: Talk, code: str) -> list[Said]:
    """All that is known of one crossing: each way of crossing, and what to know there."""
    crossing = talk.crossing(code)
    if closed := told_closed(talk, code):
        return [*closed, *_instead(talk, crossing)]
    reports = talk.snapshot.queues.get(code, [])
    modes, wanted = talk.snapshot.modes(crossing), _mode_said(talk)
    not_so = wanted is not None and wanted not in modes
    waits = [estimate(crossing, mode, reports, talk.now) for mode in modes if not_so or wanted in (None, mode)]
    known = [wait for wait in waits if wait.at is not None] or waits[:1]
    said = [wait_at(talk, CrossingWait(crossing, wait, None, None)) for wait in known]
    said += told_open(talk, code)
    if not_so:
        said.insert(0, Said("border-not-so", {"name": talk.name(crossing.name), "mode": wanted or ""}))
    if any(wait.doubted for wait in known):
        said.append(Said("border-disputed"))
    if crossing.note and not asks_if_closed(talk):
        said.append(Said("border-note", {"note": talk.name(crossing.note)}))
    return said


def _instead(talk: Talk, crossing: Crossing) -> list[Said]:
    """The way round a closed crossing: the soonest across of those near it."""
    around = talk.snapshot.town_of(crossing)
    others = [one for one in talk.snapshot.waits(around, talk.now, _mode_said(talk)) if one.closing is None]
    return [wait_at(talk, one) for one in others if one.crossing.code != crossing.code][:1]


def wait_at(talk: Talk, option: CrossingWait) -> Said:
    """The wait at one crossing, as sure as it is known."""
    if option.closing:
        return closed_at(talk, option.closing)
    now = option.estimate
    facts: dict[str, str | int] = {"name": talk.name(option.crossing.name), "mode": now.mode}
    if now.at is None:
        return Said("border-no-data", facts)
    if now.fresh and now.low_hours is not None and now.high_hours is not None:
        return Said("border-range", {**facts, **_range(talk, option.crossing, now)})
    if now.queue is not None and now.queue_at is not None:
        facts |= {"queue": str(now.queue), "at": clock_at(talk, option.crossing.code, now.queue_at)}
        return Said("border-length" if now.fresh else "border-old", facts)
    facts |= {"at": clock_at(talk, option.crossing.code, now.at), "hours": f"{now.passed_hours or 0:.3g}"}
    return Said("border-old-wait", facts)


def _range(talk: Talk, crossing: Crossing, now: WaitEstimate) -> Facts:
    assert now.low_hours is not None
    assert now.high_hours is not None
    assert now.at is not None
    return {
        "low": str(floor(now.low_hours)),
        "high": str(max(ceil(now.high_hours), 1)),
        "trend": now.trend or "none",
        "at": clock_at(talk, crossing.code, now.at),
    }


def _distant(options: list[CrossingWait]) -> list[Said]:
    """How far the first one is, if that is a day's way."""
    far = [round(one.distance_km) for one in options if one.distance_km is not None and one.distance_km >= FAR_KM]
    return [Said("border-distant", {"km": km}) for km in far]


def _faster(talk: Talk, options: list[CrossingWait]) -> list[Said]:
    """Named only where two waits are known: else nobody knows which is faster."""
    known = [one for one in options if one.estimate.fresh and one.estimate.high_hours is not None]
    if len(known) < 2:
        return []
    return [Said("border-faster", {"name": talk.name(known[0].crossing.name)})]
