"""НОМЕР 143 ТЁПЛОЕ: when will a number in line come up?"""

from __future__ import annotations

from collections.abc import Sequence

from hotline.directory.crossings.crossings import NumberDue, due, last_served
from hotline.hearing.spelling import skeletons
from hotline.mail.reminders import LINE_SECONDS
from hotline.talk.steps import Intent, Said, ask, choose, do, look, say

from ..spots import zone_of
from ..talk import Talk
from .closed import told_closed

HIGHEST = 99_999  # numbers written on hands and lists have at most five digits


async def line(talk: Talk) -> None:
    """Which number, and where? — It comes up about then. Who asks which one is called is told that."""
    asked_of = await look("called", lambda: _crossing_asked_of(talk))
    if asked_of:
        await say(lambda: [*told_closed(talk, asked_of), _called(talk, asked_of)])
        return
    number = await ask("line-number", talk.a_number(1, HIGHEST), given=talk.said_without_durations())
    where = await look("named", talk.crossing_said)
    if not where:
        where = await choose("line-where", talk.crossings(), named=talk.crossing_named)
    await do("in-line", lambda: _in_line(talk, where, number))
    await say(lambda: [*told_closed(talk, where), _due(talk, where, number)])


def _crossing_asked_of(talk: Talk) -> str:
    """The code of the crossing of which somebody asks which number is called there; "" for who names their own."""
    asks = not skeletons(talk.vocabulary["which"]).isdisjoint(talk.said.skeletons)
    if not asks or any(map(str.isdecimal, talk.words)):
        return ""
    own: str = talk.contact.line[0] if talk.contact.line else ""
    return talk.crossing_said() or own


def _called(talk: Talk, code: str) -> Said:
    crossing = talk.crossing(code)
    last = last_served(crossing, talk.snapshot.queues.get(code, []), talk.now)
    facts: dict[str, str | int] = {"name": talk.name(crossing.name)}
    if last is None:
        return Said("line-called-unknown", facts)
    facts |= {"serving": str(round(last.value)), "at": talk.clock(last.at, zone_of(talk, code))}
    return Said("line-called", facts)


def _in_line(talk: Talk, code: str, number: int) -> Sequence[Intent]:
    talk.contact.line = [code, number, int(talk.now)]
    return watch(talk)


def _due(talk: Talk, code: str, number: int) -> Said:
    crossing = talk.crossing(code)
    zone = zone_of(talk, code)
    found = comes_up(talk, code, number)
    facts: dict[str, str | int] = {"number": str(number), "name": talk.name(crossing.name)}
    if found.serving is None or found.serving_at is None:
        return Said("line-unknown", facts)
    facts |= {"serving": str(found.serving), "at": talk.clock(found.serving_at, zone)}
    if found.passed:
        return Said("line-passed", facts)
    if found.low_at is None or found.high_at is None:
        return Said("line-old", facts)
    return Said("line-due", {**facts, "from": talk.clock(found.low_at, zone), "to": talk.clock(found.high_at, zone)})


def comes_up(talk: Talk, code: str, number: int) -> NumberDue:
    """When a number in line is due there, as far as reports tell. Raises Gone."""
    return due(talk.crossing(code), number, talk.snapshot.queues.get(code, []), talk.now)


def watch(talk: Talk) -> Sequence[Intent]:
    """Look again when the number in line should be near, and at times, since a line moves as it likes."""
    code, number, _ = talk.contact.line
    found = comes_up(talk, code, number)
    at = talk.now + LINE_SECONDS
    if found.passed:  # they have just been told
        return talk.not_later("near")
    if found.low_at is not None:
        if found.low_at <= at:  # likewise
            return talk.not_later("near")
        at = min(at, found.low_at - LINE_SECONDS)
    return talk.later("near", max(at, talk.now + 60))
