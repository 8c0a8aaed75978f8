"""What volunteers change: FULL CINEMA, BEDS CAMP 40; and UNDO."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.directory import changes
from hotline.directory.changes import CrossingReport, QueueReport, Report, ShelterReport
from hotline.directory.crossings.evidence import AGREEMENT
from hotline.directory.reports import logbook
from hotline.directory.reports.reporting import Item, UnclearReport
from hotline.mail.reminders import tell_keepers
from hotline.people.audit import Deed, deed
from hotline.people.volunteers import Volunteer
from hotline.talk.steps import Fact, Intent, Said, do, say

from ..guests.reports import guests_words
from ..spots import clock_at, code_named, is_near, place_name
from ..talk import Talk

MOST_CHANGES = 30  # an hour by one volunteer: a shelter a minute for half an hour; a forged sender gets no further
KEPT_MESSAGES = 60  # of a day, for UNDO: twice what an hour may bring; they are part of the record that each turn reads
HOUR, DAY = 3600.0, 86400.0
MOST_TOLD = 8  # lines of an answer, from which on no more problems are told: it costs two segments each
QUOTED = 30  # characters of what was not understood
FROM_FILES = "file"  # who reports in a table that was loaded: nobody who could be contradicted


async def report(talk: Talk, volunteer: Volunteer) -> None:
    """Written down, and said again as it was understood; what was not, is named."""
    items = talk.reader.read_all(talk.said, talk.snapshot, talk.now, talk.witness, volunteer.shelter)
    left = MOST_CHANGES - sum(len(rows) for at, rows in talk.contact.reported if talk.now - at < HOUR)
    taken: list[Report] = []
    said: list[Said] = []
    told: set[Report] = set()
    for item in items or [Item(talk.words, UnclearReport("command", ""))]:
        problem = _problem(talk, volunteer, item, left - len(taken))
        if problem is None and isinstance(item.read, Report):
            taken.append(item.read)
            said += _noted(talk, item.read, told)
        elif problem is not None and problem not in said and len(said) < MOST_TOLD:
            said.append(problem)
    if taken:
        await do("reported", lambda: written(talk, volunteer, taken))
        said.append(Said("duty-hint"))
    await say(lambda: said)


async def undo(talk: Talk, volunteer: Volunteer) -> None:
    """The last message's changes are taken back, all of them; said again, the one before it."""
    named = code_named(talk, talk.said)
    if talk.said.words and not named and not talk.reader.is_courtesy(talk.said):
        await say("duty-unclear", lambda: {"item": quoted(talk.words)})
        return
    gone = _to_undo(talk, volunteer, named)
    if not gone:
        await say("duty-nothing-to-undo")
        return
    await do("undone", lambda: _take_back(talk, gone))
    await say(lambda: [said for one in gone for said in _undone(talk, one, gone)])


def facts(talk: Talk, one: Report) -> dict[str, Fact]:
    """A report as it is told: `name`, `what`, `number`, `at`."""
    what, number = _what(one)
    if isinstance(one, CrossingReport) and one.until is not None:
        what, number = "closed-until", clock_at(talk, one.code, one.until)
    return {"name": place_name(talk, one.code), "what": what, "number": number, "at": clock_at(talk, one.code, one.at)}


def _what(one: Report) -> tuple[str, str]:
    """What was reported in a word, and the number that goes with it."""
    if isinstance(one, ShelterReport):
        if _state(one) in ("full", "closed") or one.free is None:
            return _state(one), ""
        return ("open-beds" if one.status == "open" else "beds"), str(one.free)
    if isinstance(one, CrossingReport):
        return one.status, ""
    if one.waited_minutes is not None:
        return "hours", f"{one.waited_minutes / 60:.1f}".removesuffix(".0")
    if one.serving is not None:
        return "serving", str(one.serving)
    return ("people" if one.mode == "foot" else "cars"), str(one.queue)


def _state(one: ShelterReport) -> str:
    return one.status or ("full" if one.free == 0 else "open")


def _problem(talk: Talk, volunteer: Volunteer, item: Item, left: int) -> Said | None:
    """Why a report cannot be taken, None if it can."""
    if isinstance(item.read, UnclearReport):
        return _not_understood(talk, item.text, item.read)
    if item.read.code != volunteer.shelter and not is_near(talk, volunteer.place, item.read.code):
        return Said("duty-far", {"name": place_name(talk, item.read.code)})
    return None if left > 0 else Said("duty-limit", {"most": MOST_CHANGES})


def _not_understood(talk: Talk, text: str, problem: UnclearReport) -> Said:
    about = {"item": quoted(text), **problem.facts}
    match problem.why:
        case "shelter":
            return Said("duty-which-shelter", about)
        case "crossing":
            return Said("duty-which-crossing", about)
        case "several":
            return Said("duty-several", about)
        case "number":
            return Said("duty-number", about)
        case "typo":
            return Said("duty-typo", about)
        case "later":
            return Said("duty-later", about)
        case "way":
            return Said("report-not-here", {"name": place_name(talk, problem.facts["code"])})
    return Said("duty-unclear", about)


def quoted(text: str) -> str:
    """What somebody wrote, cut where it is long."""
    item = " ".join(text.split())
    return item if len(item) <= QUOTED else f"{item[: QUOTED - 3]}..."


def _noted(talk: Talk, one: Report, told: set[Report]) -> list[Said]:
    """What was understood, and whom it contradicts unless that was `told` already: OPEN CINEMA, BEDS 20."""
    said = [Said("duty-noted", facts(talk, one))]
    other = _contradicted(talk, one)
    if other is not None and other not in told:
        told.add(other)
        said.append(Said("duty-differs", facts(talk, other)))
    return said


def _contradicted(talk: Talk, one: Report) -> Report | None:
    """What another volunteer said last, within the hour, where it is something else. The last word counts."""
    own = own_rows(talk)
    for other in reversed(talk.snapshot.reports(one.code)):
        if not (other.trusted and other.by != FROM_FILES and 0 <= talk.now - other.at <= HOUR):
            continue
        if _same_kind(one, other) and row_of(other) not in own:
            return other if _differ(one, other) else None
    return None


def _same_kind(one: Report, other: Report) -> bool:
    if isinstance(one, QueueReport) and isinstance(other, QueueReport):
        return one.mode == other.mode and _what(one)[0] == _what(other)[0] != "serving"
    return type(one) is type(other)


def _differ(one: Report, other: Report) -> bool:
    if isinstance(one, ShelterReport) and isinstance(other, ShelterReport):
        return _state(one) != _state(other)
    if isinstance(one, CrossingReport) and isinstance(other, CrossingReport):
        return one.status != other.status
    first, last = sorted((float(_what(one)[1]), float(_what(other)[1])))
    return last > AGREEMENT * first


def written(talk: Talk, volunteer: Volunteer, taken: Sequence[Report]) -> Sequence[Intent]:
    """Reports of this volunteer, logged, audited, kept for UNDO, and told to the keepers of these shelters."""
    kept = [entry for entry in talk.contact.reported if talk.now - entry[0] < DAY][1 - KEPT_MESSAGES :]
    talk.contact.reported = [*kept, [talk.now, [row_of(one) for one in taken]]]
    shelters = {one.code for one in taken if isinstance(one, ShelterReport)}
    others = shelters - {volunteer.shelter}
    return [
        *(command for one in taken for command in logbook.log(one)),
        *(command for code in sorted(others) for command in tell_keepers(code, talk.now)),
        *(_deed("report", one) for one in taken),
    ]


def _deed(verb: str, one: Report) -> Deed:
    what, number = _what(one)
    mode = (one.mode,) if isinstance(one, QueueReport) else ()
    return deed(verb, one.code, *mode, what, *([number] if number else []))


def row_of(one: Report) -> str:
    """A report as it stands in the log."""
    return changes.dump(one)


def own_rows(talk: Talk) -> set[str]:
    """What this volunteer reported within a day, as in the log."""
    return {row for _, rows in talk.contact.reported for row in rows}


def _to_undo(talk: Talk, volunteer: Volunteer, named: str) -> list[Report]:
    """What UNDO takes back; what was taken back already is no longer among the reports, so the one before is next.

    A volunteer takes back their own last message; a keeper what came last on their shelter, if it came later, whoever
    said it. With a name: what came last there, whoever said it if a coordinator or the keeper asks; and before that all
    that guests say of it, which goes at once.
    """
    any_of = volunteer.may("coordinator") and is_near(talk, volunteer.place, named)
    own = own_rows(talk)
    if named and (any_of or named == volunteer.shelter) and (guests := guests_words(talk, named)):
        return guests
    if named:
        found = [one for one in in_force(talk, named) if any_of or named == volunteer.shelter or row_of(one) in own]
        return found[-1:]
    mine: list[Report] = []
    for at, rows in reversed(talk.contact.reported):
        reports = [changes.load(row) for row in rows]
        standing = [one for one in reports if isinstance(one, Report) and _stands(talk, one)]
        if standing and talk.now - at < DAY:
            mine = standing
            break
    kept = volunteer.shelter
    theirs = in_force(talk, kept)[-1:] if kept else []
    if kept and not mine and not theirs:
        return guests_words(talk, kept)
    return theirs if theirs and (not mine or theirs[0].at > mine[0].at) else mine


def in_force(talk: Talk, code: str) -> list[Report]:
    """A day's reports of volunteers on a shelter or crossing, and the one by which it is closed now."""
    closing = talk.snapshot.closing(code, talk.now)
    return [
        one
        for one in talk.snapshot.reports(code)
        if one.trusted and one.by != FROM_FILES and (0 <= talk.now - one.at < DAY or one == closing)
    ]


def _stands(talk: Talk, one: Report) -> bool:
    return one in talk.snapshot.reports(one.code)


def _take_back(talk: Talk, gone: Sequence[Report]) -> Sequence[Intent]:
    writes = [
        command for one in gone for command in logbook.take_back(one, gone, talk.snapshot, talk.now, talk.witness)
    ]
    return [*writes, *(_deed("undo", one) for one in gone)]


def _undone(talk: Talk, one: Report, gone: Sequence[Report]) -> list[Said]:
    """What is taken back, and what is known without it."""
    if not one.trusted:
        return [Said("duty-guests-undone", {"name": place_name(talk, one.code)})] if one == gone[0] else []
    said = [Said("duty-undone", facts(talk, one))]
    left = [other for other in talk.snapshot.reports(one.code) if other.trusted and other not in gone]
    before = [other for other in left if _same_kind(one, other)]
    if before and one.code not in [other.code for other in gone[: gone.index(one)]]:
        said.append(Said("duty-again", facts(talk, before[-1])))
    return said
