"""РЕГИСТРАЦИЯ: by when, what to bring, where to go; and shall we remind you?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hotline.directory.offices import Office
from hotline.directory.places.gazetteer import Place
from hotline.directory.registration import deadlines
from hotline.hearing.utterance import Utterance
from hotline.talk.dates import DayWords
from hotline.talk.engine import Gone
from hotline.talk.steps import FREE, Intent, Said, ask, do, look, say

from ..deadlines import deadlines_of, go_by, owe_deadlines, register_office, rule_of, settle
from ..talk import Talk


async def register(talk: Talk) -> None:
    """When did you come, where are you? — The dates, the papers, the office. — Shall we remind you?"""
    arrival = await ask("register-when", talk.a_day(), given=talk.said)
    where = await look("known-place", talk.recent_place)
    if not where:
        where = await ask("register-where", talk.a_place(), given=DayWords(talk.vocabulary).without(talk.said))
    await do("arrived", lambda: _arrived(talk, arrival, where))
    await say(lambda: _dates(talk, arrival))
    await say(lambda: [office(talk)])
    if not await look("may-stay", lambda: _may_stay(talk)):
        return
    if not talk.contact.id:
        await say("register-others")
        await say("register-no-number")
        await say(lambda: _host(talk))
        return
    remind = await talk.confirm("register-remind")
    await do("remind", lambda: _remind(talk, remind))
    await say("register-reminding" if remind else "register-not-reminding")
    await say("register-others")
    await say(lambda: _host(talk))


def _arrived(talk: Talk, arrival: date, where: str) -> Sequence[Intent]:
    if talk.contact.arrival != arrival.isoformat():
        talk.contact.arrival, talk.contact.registered = arrival.isoformat(), False
    return [*settle(talk, where), *owe_deadlines(talk)]  # other days than those they were to be reminded of


def _remind(talk: Talk, remind: bool) -> Sequence[Intent]:
    talk.contact.remind = remind
    return owe_deadlines(talk)


def _may_stay(talk: Talk) -> bool:
    """Whether a deadline lies ahead of which one could remind."""
    found = deadlines_of(talk)
    return found is not None and found.stay_until >= talk.today()


def _dates(talk: Talk, arrival: date) -> list[Said]:
    rule = rule_of(talk, arrival)
    if rule is None:
        return [Said("register-no-rule")]
    due = deadlines(rule, arrival)
    facts: dict[str, str | int] = {
        "register": written(due.register_by, talk.today()),
        "stay": written(due.stay_until, talk.today()),
        "days": rule.register_by_day,
        "total": rule.stay_days,
    }
    if due.stay_until < talk.today():
        return [Said("register-over", {"stay": facts["stay"]})]
    if due.register_by < talk.today():
        return [Said("register-late", facts), papers(talk)]
    last = go_by(talk, due.register_by)
    if last != due.register_by:
        facts |= {
            "shut": _weekday(talk, due.register_by),
            "day": _weekday(talk, last),
            "last": written(last, talk.today()),
        }
    return [Said("register-answer-shut" if "shut" in facts else "register-answer", facts), papers(talk)]


def _weekday(talk: Talk, day: date) -> str:
    return talk.wording(Said(f"day-{day.isoweekday()}"))


def papers(talk: Talk) -> Said:
    """What to bring. Raises Gone when no rule is known for the day of arrival any more."""
    rule = rule_of(talk, date.fromisoformat(talk.contact.arrival))
    if rule is None:
        raise Gone("rule")
    named = ", ".join(talk.wording(Said(f"paper-{paper}")) for paper in rule.documents)
    return Said("register-papers-online" if rule.online else "register-papers", {"papers": named})


def _host(talk: Talk) -> list[Said]:
    """By when their host has to tell of them, where it costs no segment."""
    rule = rule_of(talk, date.fromisoformat(talk.contact.arrival))
    days = rule.host_notice_working_days if rule else None
    return [Said("register-host", {"days": days}, spare=FREE)] if days else []


def office(talk: Talk) -> Said:
    """Where it is and when it is open."""
    place = talk.known_place()
    office = register_office(talk, place)
    if office is None:
        return Said("register-no-office")
    facts = {"name": talk.name(office.name), "address": talk.name(office.address)}
    if office.opens is None or office.closes is None:
        return Said("register-office-always", facts)
    hours = {"days": _days(talk, office), "opens": _time(office.opens), "closes": _time(office.closes)}
    # A town alone is no address, but news to who is elsewhere, unless the name says it already.
    town = talk.snapshot.town(office.place)
    bare = not facts["address"] or (
        _names(talk, facts["address"], town) and (place == town or _names(talk, facts["name"], town))
    )
    return Said("register-office" if bare else "register-office-at", {**facts, **hours})


def _names(talk: Talk, text: str, town: Place | None) -> bool:
    return talk.snapshot.places.find(Utterance(text)).places == (town,)


def _days(talk: Talk, office: Office) -> str:
    """The weekdays on which the office is open, as people write them: пн–пт."""
    days = sorted(office.days)
    if len(days) == 7:
        return talk.wording(Said("days-every"))
    named = [talk.wording(Said(f"day-{day}")) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return talk.wording(Said("days-range", {"first": named[0], "last": named[-1]}))
    return talk.wording(Said("days-list", {"days": ", ".join(named)}))


def _time(minute: int) -> str:
    return f"{minute // 60}" if minute % 60 == 0 else f"{minute // 60}:{minute % 60:02}"


def written(day: date, today: date) -> str:
    """A date as people write it: 24.10, in a later or an earlier year 24.10.2022."""
    return day.strftime("%d.%m" if day.year == today.year else "%d.%m.%Y")
