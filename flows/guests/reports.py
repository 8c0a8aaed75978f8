"""ЖДУТ, ПРОШЁЛ, СЕЙЧАС: what anybody at a crossing can tell the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hotline.directory import changes
from hotline.directory.changes import LONGEST_HOURS, MOST_IN_LINE, Mode, QueueReport, Report, ShelterReport
from hotline.directory.crossings.crossings import accepted, usual_mode
from hotline.directory.crossings.evidence import FRESH
from hotline.directory.reports import logbook
from hotline.directory.shelters.occupancy import RUMOUR
from hotline.hearing.spelling import skeletons
from hotline.talk.answers import Number
from hotline.talk.steps import Intent, Said, ask, choose, do, look, say

from ..spots import place_name
from ..talk import Talk
from .line import HIGHEST

KEPT_TOLD = 5  # reports of a guest that can be taken back, one after the other


async def wait(talk: Talk) -> None:
    """ЖДУТ ТЁПЛОЕ 250: how many stand in line, and where?"""
    code = await _where(talk)
    queue = await ask("report-how-many", talk.a_number(0, MOST_IN_LINE), given=talk.said_without_durations())
    await write_down(talk, replace(blank(talk, code), queue=queue))


async def passed(talk: Talk) -> None:
    """ПРОШЁЛ ТЁПЛОЕ 9 Ч: how long did it take, and where?"""
    code = await _where(talk)
    minutes = await look("minutes", lambda: round(talk.lexicon.durations.minutes(talk.words)))
    if not 0 < minutes <= 60 * LONGEST_HOURS:
        minutes = 60 * await ask("report-how-long", Number(1, LONGEST_HOURS))
    await do("through", lambda: talk.not_later("crossed", "near"))
    await write_down(talk, replace(blank(talk, code), waited_minutes=minutes))


async def now(talk: Talk) -> None:
    """СЕЙЧАС ТЁПЛОЕ 143: which number is being let in, and where?"""
    code = await _where(talk)
    number = await ask("report-which-number", talk.a_number(1, HIGHEST), given=talk.said_without_durations())
    await write_down(talk, replace(blank(talk, code), serving=number))


async def _where(talk: Talk) -> str:
    named = await look("named", talk.crossing_said)
    return named or await choose("report-where", talk.crossings(), named=talk.crossing_named)


async def write_down(talk: Talk, report: QueueReport) -> None:
    """Write it down and say what was understood, or that a second one is awaited."""
    allowed = await look("allowed", lambda: report.mode in talk.snapshot.modes(talk.crossing(report.code)))
    if not allowed:
        await say("report-not-here", lambda: {"name": talk.name(talk.crossing(report.code).name)})
        return
    counts = await look("counts", lambda: _counts(talk, report))
    await do("report", lambda: tell(talk, report))
    await say(lambda: [_understood(talk, report, counts)])


def blank(talk: Talk, code: str) -> QueueReport:
    """A report of this person on that crossing which says nothing yet."""
    return QueueReport(talk.now, code, _mode(talk, code), None, None, None, False, talk.guest)


def tell(talk: Talk, report: Report) -> Sequence[Intent]:
    """What a guest tells, logged, and kept for ОТМЕНА."""
    talk.contact.told = [*_told_lately(talk), changes.dump(report)][-KEPT_TOLD:]
    return talk.log(report)


async def mistake(talk: Talk) -> None:
    """ОТМЕНА: what this person told us last is taken back."""
    code = await look("taken-back", lambda: report.code if (report := _last_told(talk)) else "")
    if not code:
        await say("mistake-nothing")
        return
    await do("undone", lambda: _take_back(talk))
    await say("mistake-undone", lambda: {"name": place_name(talk, code)})


def _take_back(talk: Talk) -> Sequence[Intent]:
    report = _last_told(talk)
    return logbook.take_back(report, [report], talk.snapshot, talk.now, talk.guest) if report else []


def _last_told(talk: Talk) -> Report | None:
    """What they told within the hours for which it counts, and nobody took back since."""
    reports = [report for row in reversed(_told_lately(talk)) if (report := _report(row))]
    return next((report for report in reports if report in talk.snapshot.reports(report.code)), None)


def told_of(talk: Talk) -> set[str]:
    """Codes of what they told of lately, taken back or not."""
    return {report.code for row in _told_lately(talk) if (report := _report(row))}


def told_at(talk: Talk) -> list[float]:
    """The times from which it counts."""
    return [report.at for row in _told_lately(talk) if (report := _report(row))]


def guests_words(talk: Talk, code: str) -> list[Report]:
    """What guests say of a shelter or crossing since a volunteer's last word, while it counts or is yet to count."""
    reports = talk.snapshot.reports(code)
    last = max((one.at for one in reports if one.trusted), default=0.0)
    return [one for one in reports if not one.trusted and one.at >= last and talk.now - one.at < _counts_for(one)]


def _counts_for(report: Report) -> float:
    return RUMOUR if isinstance(report, ShelterReport) else FRESH


def _report(row: str) -> Report | None:
    report = changes.load(row)
    return report if isinstance(report, Report) else None


def _told_lately(talk: Talk) -> list[str]:
    return [row for row in talk.contact.told if talk.now - changes.load(row).at < RUMOUR]


def _mode(talk: Talk, code: str) -> Mode:
    """By car if the words say so; else on foot where that is allowed."""
    said = {reading for options in talk.said.readings for reading in options}
    cars = skeletons(talk.vocabulary["car"])
    feet = skeletons(talk.vocabulary["foot"])
    if said & cars:
        return "car"
    return "foot" if said & feet else usual_mode(talk.crossing(code))


def _counts(talk: Talk, report: QueueReport) -> bool:
    """Whether it counts at once, or waits for a second phone that agrees."""
    crossing = talk.crossing(report.code)
    reports = [*talk.snapshot.queues.get(report.code, []), report]
    return any(
        one.at == report.at and one.by == report.by for one in accepted(crossing, report.mode, reports, talk.now)
    )


def _understood(talk: Talk, report: QueueReport, counts: bool) -> Said:
    name = talk.name(talk.crossing(report.code).name)
    if not counts:
        return Said("report-waiting", {"name": name})
    if report.waited_minutes is not None:
        hours = f"{report.waited_minutes / 60:.1f}".removesuffix(".0")
        return Said("report-thanks", {"name": name, "what": "hours", "number": hours})
    if report.serving is not None:
        return Said("report-thanks", {"name": name, "what": "serving", "number": str(report.serving)})
    what = "people" if report.mode == "foot" else "cars"
    return Said("report-thanks", {"name": name, "what": what, "number": str(report.queue)})
