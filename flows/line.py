"""НОМЕР 143 ТЁПЛОЕ: when will a number in line come up?"""

from __future__ import annotations

from collections.abc import Sequence

from hotline.directory.crossings import due
from hotline.store import Command
from hotline.talk.steps import Said, ask, choose, do, look, say

from .talk import Talk

HIGHEST = 99_999  # numbers written on hands and lists have at most five digits


async def line(talk: Talk) -> None:
    """Which number, and where? — It comes up about then."""
    number = await ask("line-number", talk.a_number(1, HIGHEST), given=talk.words)
    where = await look("named", talk.crossing_said)
    if not where:
        where = await choose("line-where", talk.crossings(), named=talk.crossing_named)
    await do("in-line", lambda: _in_line(talk, where, number))
    await say(lambda: [_due(talk, where, number)])


def _in_line(talk: Talk, code: str, number: int) -> Sequence[Command]:
    talk.contact.line = [code, number, talk.now]
    return talk.watch_line()


def _due(talk: Talk, code: str, number: int) -> Said:
    crossing = talk.crossing(code)
    zone = talk.snapshot.zone(talk.snapshot.town(crossing.nearest_place))
    found = due(crossing, number, talk.snapshot.queues.get(code, []), talk.now)
    facts: dict[str, str | int] = {"number": str(number), "name": talk.name(crossing.name)}
    if found.serving is None or found.serving_at is None:
        return Said("line-unknown", facts)
    facts |= {"serving": str(found.serving), "at": talk.clock(found.serving_at, zone)}
    if found.passed:
        return Said("line-passed", facts)
    if found.low_at is None or found.high_at is None:
        return Said("line-old", facts)
    return Said("line-due", {**facts, "from": talk.clock(found.low_at, zone), "to": talk.clock(found.high_at, zone)})
