"""What the hotline can talk about: one table, keyword -> flow, read from top to bottom.

The words that start a flow stand in the prompts (`keyword-<name>`); where two flows claim a word, the upper one has it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from hotline.hearing.lexicon import Manner
from hotline.people.volunteers import Role
from hotline.talk.steps import Step

from .due.followups import crossed, found_bed, near, papers_due, stay_due
from .due.keeper import asked, told
from .guests.border import border
from .guests.language import lang
from .guests.line import line
from .guests.menu import call, menu
from .guests.people import danger, forget, news, offer, start, stop, thanks, unknown, volunteer
from .guests.register import register
from .guests.reports import now, passed, wait
from .guests.share import share
from .guests.shelter import full, shelter
from .guests.topics import topic, topics
from .helpers.broadcasts import approve, confirm, drop, send
from .helpers.duty import report, undo
from .helpers.inbox import next_question, off, on, reply, waiting_told
from .helpers.overview import commands, status
from .helpers.recruit import recruit
from .talk import Talk

TalkFlow: TypeAlias = Callable[[Talk], Coroutine[Step[Any], Any, str | None]]

FLOWS: dict[str, TalkFlow] = {
    "stop": stop,
    "start": start,
    "forget": forget,
    "menu": menu,
    "full": full,
    "shelter": shelter,
    "border": border,
    "register": register,
    "line": line,
    "wait": wait,
    "passed": passed,
    "now": now,
    "news": news,
    "share": share,
    "volunteer": volunteer,
    "lang": lang,
    "topics": topics,
    "thanks": thanks,
    # Started by the hotline itself, never by a word.
    "call": call,
    "offer": offer,
    "unknown": unknown,
    "danger": danger,
    # Due at a time: see `hotline.mail.reminders`.
    "found-bed": found_bed,
    "crossed": crossed,
    "near": near,
    "papers-due": papers_due,
    "stay-due": stay_due,
    "keeper-told": told,
    "keeper-asked": asked,
    "inbox-new": waiting_told,
    # Volunteers'.
    "report": report,
    "undo": undo,
    "status": status,
    "commands": commands,
    "on": on,
    "off": off,
    "next": next_question,
    "reply": reply,
    "recruit": recruit,
    "send": send,
    "confirm": confirm,
    "approve": approve,
    "drop": drop,
}

# What only volunteers may tell the hotline to do, and from which role on; from others the words mean what they mean.
ORDERS: dict[str, Role] = {
    "report": "reporter",
    "undo": "reporter",
    "status": "reporter",
    "commands": "reporter",
    "on": "reporter",
    "off": "reporter",
    "next": "reporter",
    "reply": "reporter",
    "recruit": "coordinator",
    "send": "broadcaster",
    "confirm": "broadcaster",
    "approve": "coordinator",
    "drop": "broadcaster",
}

# Words that only answer what was asked before: "ещё", "подробнее", "назад".
ANSWERS = ("more", "details", "back")

AT_ONCE = ("stop", "start", "forget")  # these hold at once, whatever is open
ASIDE = ("share",)  # these leave the open question open
SPARED = ("stop", "forget")  # these hold whatever the limit on texts says
NUMBERED = ("line", "wait", "now", "passed", "register")  # what comes with numbers that are no calls for help

MANNERS: dict[str, Manner] = {
    **dict.fromkeys((*AT_ONCE, "thanks", *ANSWERS), "alone"),
    "menu": "weakly",
    "wait": "with a number",
    "now": "with a number",
    "on": "alone",
    "off": "alone",
    "next": "alone",
    "send": "first",
    "reply": "first",
    "confirm": "first with a number",
    "approve": "first with a number",
    "drop": "first with a number",
}


def flow(name: str) -> TalkFlow:
    """The flow of that name, "topic:FOOD" for a topic; the menu for one that is gone."""
    if name.startswith("topic:"):
        return topic(name.removeprefix("topic:"))
    return FLOWS.get(name, menu)
