"""What the hotline can talk about: one row a flow, read from top to bottom. All that is said of a flow stands here.

The words that start a flow stand in the prompts: `keyword-<name>`, or `command-<name>` for a volunteer's order. Where
two flows claim a word, the upper one has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from hotline.hearing.lexicon import BETWEEN, DANGER, PLACE_ASKED, TOPIC, WHICH, Manner
from hotline.hearing.meanings import MEANINGS
from hotline.mail.kinds import KINDS, MailKind
from hotline.people.volunteers import Role, Volunteer
from hotline.talk.engine import Running

from .due.followups import crossed, found_bed, near, papers_due, stay_due
from .due.keeper import asked, told
from .guests.border import border
from .guests.charge import charge
from .guests.danger import danger, maybe_danger
from .guests.language import lang
from .guests.line import line
from .guests.menu import call, menu, which
from .guests.people import (
    forget,
    found,
    give,
    news,
    offer,
    refused,
    start,
    stop,
    thanks,
    unknown,
    volunteer,
    who,
)
from .guests.place import about_place, for_party
from .guests.register import register
from .guests.reports import mistake, now, passed, wait
from .guests.share import share
from .guests.shelter import full, shelter
from .guests.topics import topic, topics
from .helpers.broadcasts import approve, confirm, drop, send
from .helpers.inbox import next_question, off, on, reply, waiting_told
from .helpers.overview import commands, status
from .helpers.recruit import recruit
from .helpers.reports import report, undo
from .talk import Talk

TalkFlow: TypeAlias = Callable[[Talk], Running]
VolunteerFlow: TypeAlias = Callable[[Talk, Volunteer], Running]

# Words that only answer what was asked before: "ещё", "подробнее", "назад".
ANSWERS = ("more", "details", "back")


@dataclass(frozen=True, slots=True)
class Due:
    """How the hotline opens a flow by itself."""

    mail: str  # the kind of mail that it makes, of `KINDS`
    hours: float  # of use for so long after it was due
    daily: bool = False  # each asks for the next one, so none may be lost over a bad evening

    @property
    def kind(self) -> MailKind:
        """What that mail has to respect."""
        return KINDS[self.mail]

    def is_late(self, due: float, now: float) -> bool:
        """Whether it came too late to be of use; epoch seconds."""
        return now - due > 3600 * self.hours


@dataclass(frozen=True, slots=True)
class Row:
    """One flow, and when it is begun."""

    name: str
    begin: TalkFlow
    words: Manner | None = None  # how its words start it; None: no word does
    menu: int = 0  # its place in the menu, from 1 on; 0: it is not there
    order: Role | None = None  # from which role on its words are an order; from others they mean what they mean
    means: tuple[str, ...] = ()  # what starts it by the examples of `prompts/heard`, besides its own name
    quoted: bool = False  # what stands behind its word is for a person to read
    numbered: bool = False  # its words come with numbers that are no calls for help
    beside: bool = False  # in one text it may be asked beside another such one; the upper of two keeps the talk
    at_once: bool = False  # it holds at once, whatever is open
    aside: bool = False  # it leaves the open question open
    spared: bool = False  # it holds whatever the limit on texts says
    away: bool = False  # it needs nothing but the snapshot, so it works while the store is away
    due: Due | None = None


def _order(
    name: str, flow: VolunteerFlow, words: Manner | None = "anywhere", role: Role = "reporter", due: Due | None = None
) -> Row:
    """A flow of volunteers, which is handed its volunteer; who is none, or none any more, gets the menu."""

    def begin(talk: Talk) -> Running:
        helper = talk.volunteer
        return flow(talk, helper) if helper and helper.may(role) else _to_the_menu()

    return Row(name, begin, words, order=role, due=due)


def _told(name: str, flow: VolunteerFlow, hours: float, *, daily: bool = False) -> Row:
    """What volunteers are told or asked; who is none any more is told nothing."""

    def begin(talk: Talk) -> Running:
        return flow(talk, talk.volunteer) if talk.volunteer else _nothing()

    return Row(name, begin, due=Due("duty", hours, daily))


async def _to_the_menu() -> str:
    return "menu"


async def _nothing() -> None:
    """Nothing is said."""


ROWS: tuple[Row, ...] = (
    Row("stop", stop, "alone", at_once=True, spared=True),
    Row("start", start, "alone", at_once=True),
    Row("forget", forget, "alone", at_once=True, spared=True),
    Row("menu", menu, "weakly", means=("hello",), away=True),
    Row("full", full, "anywhere"),
    Row("shelter", shelter, "anywhere", menu=1, means=("party", "rules", "hours"), away=True, beside=True),
    Row("border", border, "anywhere", menu=2, away=True, beside=True),
    Row("charge", charge, "anywhere", away=True, beside=True),
    Row("register", register, "anywhere", menu=3, numbered=True, beside=True),
    Row("line", line, "anywhere", menu=5, numbered=True),
    Row("wait", wait, "with a number", numbered=True),
    Row("passed", passed, "anywhere", numbered=True),
    Row("now", now, "with a number", numbered=True),
    Row("mistake", mistake, "anywhere", aside=True),
    Row("news", news, "anywhere", menu=6),
    Row("share", share, "anywhere", aside=True),
    Row("volunteer", volunteer, "anywhere", menu=7, quoted=True),
    Row("lang", lang, "anywhere", menu=8),
    Row("topics", topics, "anywhere", menu=4, away=True),
    Row("who", who, "alone", aside=True, away=True, beside=True),
    Row("give", give, "alone", means=("offer",)),
    Row("thanks", thanks, "alone"),
    # Begun by what people mean, and by no word of its own.
    Row("found", found),
    Row("refused", refused, means=("refuse",), away=True),
    # Begun by the hotline itself, never by a word.
    Row("call", call, away=True),
    Row("offer", offer),
    Row("unknown", unknown),
    Row("maybe-danger", maybe_danger),
    # Due at a time: see `hotline.mail.reminders`.
    Row("found-bed", found_bed, due=Due("follow-up", 2)),
    Row("crossed", crossed, due=Due("reminder", 24)),
    Row("near", near, due=Due("line", 2)),
    Row("papers-due", papers_due, due=Due("reminder", 48)),
    Row("stay-due", stay_due, due=Due("reminder", 48)),
    _told("keeper-told", told, 1),
    _told("keeper-asked", asked, 2, daily=True),
    _told("inbox-new", waiting_told, 0.5),
    # Volunteers'. A report begins with one of the words of `hotline.directory.reports`, recruiting with VOLUNTEER.
    _order("report", report, None),
    _order("undo", undo),
    _order("status", status),
    _order("commands", commands),
    _order("on", on, "alone"),
    _order("off", off, "alone"),
    _order("next", next_question, "alone"),
    _order("reply", reply, "first"),
    _order("recruit", recruit, None, "coordinator"),
    _order("send", send, "first", "broadcaster"),
    _order("confirm", confirm, "first with a number", "broadcaster"),
    _order("approve", approve, "first with a number", "coordinator"),
    _order("drop", drop, "first with a number", "broadcaster"),
)


def by_meaning(topics: Iterable[str]) -> Mapping[str, str]:
    """Names of flows by the meanings of `prompts/heard` that start them; `topics` are codes, in capitals.

    What is asked about the way, when no place was named before, is how to get on.
    """
    found = {code.lower(): TOPIC + code for code in topics}
    found |= {one.name: one.name for one in ROWS if one.name in MEANINGS}
    found |= {meaning: one.name for one in ROWS for meaning in one.means}
    return {"way": found["ride"], **found} if "ride" in found else found


def rank(name: str) -> int:
    """Its place in the table, the coordinator's topics last."""
    return next((place for place, one in enumerate(ROWS) if one.name == name), len(ROWS))


FLOWS = {one.name: one for one in ROWS}
MENU = tuple(one.name for one in sorted(ROWS, key=lambda one: one.menu) if one.menu)


def row(name: str) -> Row:
    """The row of that name; the menu's for one that is gone.

    Some are made for what stands behind their colon: "topic:FOOD", "danger:cold", "place:way", "which:shelter|border".
    """
    if name in FLOWS:
        return FLOWS[name]
    if name.startswith(TOPIC):
        return Row(name, topic(name.removeprefix(TOPIC)), "anywhere", beside=True, away=True)
    if name.startswith(PLACE_ASKED):
        asked = name.removeprefix(PLACE_ASKED)
        return Row(name, for_party if asked == "party" else about_place(asked), aside=asked != "party")
    if name.startswith(WHICH):
        return Row(name, which(name.removeprefix(WHICH).split(BETWEEN)))
    if name.startswith(DANGER):
        return Row(name, danger(name.removeprefix(DANGER)))
    return FLOWS["menu"]
