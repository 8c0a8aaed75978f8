"""A person's last days to register and to stay, and the mornings on which we remind of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hotline.directory.offices import Office, last_open, nearest
from hotline.directory.places.gazetteer import Place
from hotline.directory.registration import Deadlines, Rule, deadlines, rule_for
from hotline.mail.reminders import REGISTER_DAYS, STAY_DAYS, mornings
from hotline.talk.steps import Intent

from .talk import Talk

COUNTRY = "KZ"  # where people register
CITIZENS = "RU"  # whose rule is told; all others are sent to the office


def rule_of(talk: Talk, arrival: date) -> Rule | None:
    """The rule for who arrived then; the country of arrival and the passport are not asked."""
    return rule_for(talk.snapshot.rules, COUNTRY, CITIZENS, arrival)


def deadlines_of(talk: Talk) -> Deadlines | None:
    """The person's last days to register and to stay; None while they did not say when they came."""
    if not talk.contact.arrival:
        return None
    arrival = date.fromisoformat(talk.contact.arrival)
    rule = rule_of(talk, arrival)
    return deadlines(rule, arrival) if rule else None


def register_office(talk: Talk, place: Place) -> Office | None:
    """The nearest office; in one town the one that does more, so that nobody is sent on to the next."""
    local = datetime.fromtimestamp(talk.now, talk.snapshot.zone(place))
    found = nearest(talk.snapshot.offices, place.lat, place.lon, "registration", talk.snapshot.position, local)
    return max((one for one in found if one.place == found[0].place), key=lambda one: len(one.does), default=None)


def go_by(talk: Talk, register_by: date) -> date:
    """The last day up to the deadline on which the office is open: a deadline on a Sunday is not moved for anybody.

    The deadline itself where that day is past already.
    """
    place = talk.place(talk.contact.place)
    office = register_office(talk, place) if place else None
    last = last_open(office, register_by) if office else register_by
    return last if last >= talk.today() else register_by


def settle(talk: Talk, place: str) -> Sequence[Intent]:
    """Remember where the person is."""
    before = talk.contact.zone
    talk.contact.place, talk.contact.place_at = place, int(talk.now)
    talk.contact.zone = talk.zone().key
    return owe_deadlines(talk) if talk.contact.zone != before else []  # mornings come at another hour there


def owe_deadlines(talk: Talk) -> Sequence[Intent]:
    """Remind of the last days to register and to stay on the mornings before them, if the person wants it."""
    found = deadlines_of(talk)
    if found is None or not talk.contact.remind:
        return []
    owed: list[Intent] = []
    register_by = go_by(talk, found.register_by)
    last_days = (("papers-due", register_by, REGISTER_DAYS), ("stay-due", found.stay_until, STAY_DAYS))
    for flow, last, days in last_days:
        for before, at in mornings(last, days, talk.zone(), talk.now):
            owed += talk.later(flow, at, f"{last.isoformat()}/{before}")
    return owed
