"""Whether a crossing is closed, as it is told: in answers of the border, and to who has a number in line there."""

from __future__ import annotations

from hotline.directory.changes import CrossingReport
from hotline.directory.crossings.closings import opening
from hotline.hearing.spelling import skeletons
from hotline.talk.steps import Said

from ..spots import clock_at, place_name
from ..talk import Talk


def told_closed(talk: Talk, code: str) -> list[Said]:
    """That a crossing is closed, and until when; nothing of one that is open, or of which nobody knows."""
    closing = talk.snapshot.closing(code, talk.now)
    return [closed_at(talk, closing)] if closing else []


def closed_at(talk: Talk, closing: CrossingReport) -> Said:
    """What a report says of a crossing that is closed by it."""
    until = "none" if closing.until is None else clock_at(talk, closing.code, closing.until)
    at = clock_at(talk, closing.code, closing.at)
    return Said("border-closed", {"name": place_name(talk, closing.code), "until": until, "at": at})


def told_open(talk: Talk, code: str) -> list[Said]:
    """That it is open, if somebody said so; to who asks, else that nobody told us that it is closed."""
    report = opening(talk.snapshot.statuses.get(code, ()), talk.now)
    if report:
        return [Said("border-open", {"at": clock_at(talk, code, report.at)})]
    return [Said("border-none-closed")] if asks_if_closed(talk) else []


def asks_if_closed(talk: Talk) -> bool:
    """Whether they ask if the border is closed, or open, rather than how long it takes."""
    heard = set(talk.said.skeletons)
    return any(heard & skeletons(talk.vocabulary[word]) for word in ("shut", "opened"))
