"""What of all that goes on needs a hand, one line each with the mend."""

from __future__ import annotations

from collections.abc import Iterator

from ..mail.outbox import NOT_LOOKED_UP
from ..routes import RATE
from .life import OtherEnd
from .reasons import in_words
from .status import Became, Status, Waiting

_MEND = "look into its console and at its settings"
_MEND_PHONE = "look at the phone, at the credit of its SIM, and at its settings"
SLOW = 300.0  # seconds that what is due may wait
FEW = 10  # failures that say nothing yet
SKEW = 60.0  # seconds that a phone's clock may be off
SHARE = 0.2  # of what came to an end may fail: some phones are always off


def troubles(status: Status) -> list[str]:
    """One line each; empty when all is well."""
    found = []
    if status.due and not status.workers:
        found.append(f"no worker is alive while {status.due} wait to be done; start one: hotline worker")
    if status.due and not status.clock:
        found.append(f"no clock is alive while {status.due} wait to be done; start one: hotline clock")
    if not found:  # else it is clear why they wait
        found += [line for name, lane in status.lanes.items() if (line := _slow(name, lane, status))]
        if _is_slow(status.reminders):
            late = _minutes(status.reminders)
            found.append(f"reminders wait for {late} min; look at hotline jobs list, and start more workers")
    for name, halt in status.halts.items():
        if not halt.asked or halt.age > SLOW:
            minutes, why = int(halt.age // 60), in_words(halt.why, name)
            mend = _MEND_PHONE if name in status.other_ends else _MEND
            found.append(f"{name} has refused us for {minutes} min, and nothing is sent by it: {why}; {mend}")
    for name, other in status.other_ends.items():
        found += [f"{name}: {line}" for line in _other_end(other)]
    if status.untold:
        found.append(
            f"of {status.untold} texts in 24 hours that told of danger to life nobody could be told: none is on duty, "
            "and no coordinator can be written to; have one text ON, or add one: hotline volunteer add"
        )
    for name, cut in status.cut.items():
        found.append(
            f"{name} is too slow for all who text: answers that would have waited over two minutes were cut to one "
            f"segment, {cut} lately; another way to text takes some of them off it"
        )
    # One that is turned away while others leave has its own reason; it expires and is counted then.
    if not status.halts and status.untaken and status.untaken.age > SLOW and status.per_minute < 1:
        minutes, why = int(status.untaken.age // 60), in_words(status.untaken.why)
        found.append(f"the carrier has taken no message for {minutes} min: {why}; {_MEND}")
    found += _failures(status.recent)
    if lost := status.day.reasons.get(NOT_LOOKED_UP):
        found.append(f"{lost} messages of 24 hours may or may not have left: their carrier can tell of none")
    if status.day.twice:
        found.append(f"{status.day.twice} messages went out twice in 24 hours; look for settled=twice in the log")
    return found


def _other_end(other: OtherEnd) -> Iterator[str]:
    if other.age is None:
        yield "the phone was never heard of; hotline connect"
    elif other.age > other.lively:
        yield (
            f"the phone was last heard of {_span(other.age)} ago; look whether it has power and network, and "
            "whether Android put the app to sleep"
        )
    if other.skew is not None and abs(other.skew) > SKEW:
        off = f"{_span(abs(other.skew))} {'ahead of' if other.skew > 0 else 'behind'} ours"
        refused = ", and what it tells is refused" if other.is_refused else ""
        yield f"the phone's clock is {off}{refused}; have it take its time from the network"


def _slow(name: str, lane: Waiting, status: Status) -> str | None:
    # A broadcast is long at any pace: it is well as long as some of it leaves.
    if not _is_slow(lane) or (name == "bulk" and status.per_minute >= 1):
        return None
    carrier = status.slowest.get(name, "")
    other = status.other_ends.get(carrier)
    if carrier in status.halts or (other is not None and (other.age is None or other.age > other.lively)):
        return f"{name} wait for {_minutes(lane)} min for {carrier}, by which nothing is sent now"
    if status.per_minute < 1:
        return f"{name} wait for {_minutes(lane)} min and none leaves; look at hotline jobs list and hotline doctor"
    pace = f"{status.per_minute:.0f} a minute leave"
    rate, _ = RATE.get(carrier, ("its rate", ""))
    return f"{name} wait for {_minutes(lane)} min, {pace}; raise {rate} if the carrier allows it"


def _failures(recent: Became) -> list[str]:
    failed, ended = recent.total("failed"), recent.total("failed") + recent.total("delivered")
    if failed < FEW or failed <= SHARE * ended:
        return []
    most = next((f", most of them: {in_words(reason)}" for reason in recent.reasons), "")
    return [f"{failed} of {ended} messages failed lately{most}; look into the carrier's console"]


def _is_slow(waiting: Waiting) -> bool:
    return waiting.oldest is not None and waiting.oldest > SLOW


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 120 * 60 else f"{seconds / 3600:.0f} h"


def _minutes(waiting: Waiting) -> int:
    return int((waiting.oldest or 0) // 60)
