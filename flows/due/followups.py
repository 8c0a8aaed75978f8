"""What the hotline asks by itself, an hour or a month after it was asked: each question's answer is used.

A flow that finds nothing of use to say says nothing, and then nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hotline.directory.offices import last_open
from hotline.mail.reminders import LINE_SECONDS, REGISTER_DAYS, STAY_DAYS
from hotline.people.contacts import GUEST_SECONDS
from hotline.talk.steps import Facts, Intent, Option, Said, ask, choose, do, look, say

from ..deadlines import deadlines_of
from ..guests.line import HIGHEST, comes_up, watch
from ..guests.register import office, papers, written
from ..guests.reports import blank, write_down
from ..guests.shelter import no_room, offers
from ..spots import place_name, zone_of
from ..talk import Talk

STILL_WAITING = 6 * 3600.0  # seconds until who stands at the border is asked again
SENT_LATELY = 5 * 3600.0  # two hours until a shelter opens, one to get there, two that the question may wait
LISTENING = 48 * 3600.0  # a number in line of which nothing is heard is forgotten after two days


async def found_bed(talk: Talk) -> None:
    """Did you find a bed there? — Good. / No room: noted, and the next one at once."""
    code = await look("sent", lambda: _sent_lately(talk))
    if not code or code not in talk.snapshot.shelter_rows:
        return
    lately = await look("lately", lambda: talk.now + GUEST_SECONDS)
    answer = await choose(
        "found-bed",
        [_option("yes"), _option("full"), _option("other")],
        listed=False,
        facts=lambda: {"name": place_name(talk, code)},
        named=talk.naming({"yes": ["found"], "full": ["full", "not-found"], "other": ["not-gone"]}, no="other"),
    )
    if answer == "full" and await look("counts", lambda: talk.now < lately):  # else it is another night's news
        await do("full", lambda: no_room(talk, code))
        await say("shelter-noted")
        await offers(talk, [code])
        return
    await say("found-bed-good" if answer == "yes" else "found-bed-other")


async def crossed(talk: Talk) -> str | None:
    """Are you through, and how long did it take? That is what the next one will ask us."""
    answer = await choose(
        "crossed",
        [_option("yes"), _option("not-yet"), _option("other")],
        listed=False,
        named=talk.naming({"not-yet": ["waiting"], "other": ["not-gone"]}, no="not-yet"),
    )
    if answer == "yes":
        return "passed"
    if answer == "not-yet":
        await do("later", lambda: talk.later("crossed", talk.now + STILL_WAITING))
        await say("crossed-not-yet")
        return None
    await say("crossed-other")
    return None


async def near(talk: Talk) -> None:
    """Your number is near. — And which one do they call now?"""
    what = await look("what", lambda: _line_news(talk))
    if what == "later":
        await do("later", lambda: watch(talk))
    elif what == "passed":
        await say(lambda: [Said("line-passed", _line_facts(talk))])
    elif what == "near":
        await say(lambda: [Said("line-near", _line_facts(talk))])
        number = await ask("line-serving", talk.a_number(1, HIGHEST))
        await write_down(talk, replace(blank(talk, talk.contact.line[0]), serving=number))


async def papers_due(talk: Talk) -> None:
    """The last day to register comes near: is it done? — What to bring and where to go."""
    day = await look("day", lambda: _deadline(talk, REGISTER_DAYS))
    if not day:
        return
    done = await choose(
        "register-due",
        [_option("yes"), _option("no")],
        listed=False,
        facts=lambda: _left(talk, day),
        named=talk.naming({"yes": ["done"], "no": ["not-done"]}),
    )
    if done == "yes":
        await do("registered", lambda: _registered(talk))
        await say("register-done")
        return
    await say(lambda: [papers(talk), office(talk)])


async def stay_due(talk: Talk) -> None:
    """The last day of the stay comes near: is it settled what comes then? — Where one is advised."""
    day = await look("day", lambda: _deadline(talk, STAY_DAYS))
    if not day:
        return
    done = await choose(
        "stay-due",
        [_option("yes"), _option("no")],
        listed=False,
        facts=lambda: _left(talk, day),
        named=talk.naming({"yes": ["done"], "no": ["not-done"]}),
    )
    if done == "yes":
        await do("settled", lambda: _settled(talk))
        await say("stay-settled")
        return
    await say("stay-advice")
    await say(lambda: [office(talk)])


def _sent_lately(talk: Talk) -> str:
    code, at = talk.contact.sent[-1] if talk.contact.sent else ("", 0.0)
    return code if talk.now - at < SENT_LATELY else ""


def _option(code: str) -> Option:
    return Option(code, Said(f"option-{code}"))


def _line_news(talk: Talk) -> str:
    """What there is to say to who has a number in line: near, passed, later, or nothing."""
    if not talk.contact.line or talk.contact.line[0] not in talk.snapshot.crossings:
        return ""
    code, number, at = talk.contact.line
    found = comes_up(talk, code, number)
    if found.passed:
        return "passed"
    if found.low_at is not None and found.low_at - talk.now <= LINE_SECONDS:
        return "near"
    return "later" if talk.now - at < LISTENING else ""


def _line_facts(talk: Talk) -> Facts:
    code, number, _ = talk.contact.line
    crossing = talk.crossing(code)
    found = comes_up(talk, code, number)
    zone = zone_of(talk, code)
    low_at, high_at = found.low_at or talk.now, found.high_at or talk.now
    return {
        "when": "soon" if high_at > talk.now + 60 else "now",
        "number": str(number),
        "name": talk.name(crossing.name),
        "serving": str(found.serving or ""),
        "at": talk.clock(found.serving_at or talk.now, zone),
        "from": talk.hour(low_at, zone),
        "to": talk.hour(high_at, zone),
    }


def _deadline(talk: Talk, days: Sequence[int]) -> str:
    """The day that this reminder is about ("2022-10-24/7", the days before it), "" if it is of no use any more.

    Of several that are late, only the last one is said; and one whose date has changed is not.
    """
    day, _, planned = talk.words.partition("/")
    found = deadlines_of(talk)
    if not talk.contact.remind or found is None or not planned.isdecimal():
        return ""
    last, done = found.stay_until, False
    if days == REGISTER_DAYS:
        last, done = found.register_by, talk.contact.registered
        # It was counted from the last day on which the office that was nearest then is open.
        opened = {last_open(office, last).isoformat() for office in talk.snapshot.offices}
        last = date.fromisoformat(day) if day in opened else last
    left = (last - talk.today()).days
    later = max((one for one in days if one < int(planned)), default=-1)
    return day if day == last.isoformat() and not done and left > later else ""


def _left(talk: Talk, day: str) -> Facts:
    last = date.fromisoformat(day)
    return {"date": written(last, talk.today()), "days": (last - talk.today()).days}


def _registered(talk: Talk) -> Sequence[Intent]:
    talk.contact.registered = True
    return []


def _settled(talk: Talk) -> Sequence[Intent]:
    talk.contact.remind = False
    return []
