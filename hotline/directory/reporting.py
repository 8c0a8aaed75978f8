"""What a volunteer reports in a few words: FULL CINEMA · OPEN CAMP 40 · BEDS CAMP 12 · WAIT TEPLOE 250."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from ..letters import readings, skeleton, words
from .changes import Change, QueueReport, ShelterReport, Status
from .crossings import usual_mode
from .snapshot import Snapshot

MOST = 1_000_000  # people or cars; more is a typing mistake
LONGEST_HOURS = 240  # ten days: twice the five that people stood at Mashtakovo


class NotUnderstood(Exception):
    """The report names no known command, shelter or crossing, or lacks its number; the message says which."""


Vocabulary: TypeAlias = Mapping[str, Sequence[str]]


def read(text: str, vocabulary: Vocabulary, snapshot: Snapshot, now: float, by: str) -> Change:
    """The change that a trusted reporter's words mean. Raises NotUnderstood.

    `vocabulary`: the words for each of COMMANDS, and for "car" and "minute".
    """
    said = words(text)
    heard = {reading for word in said for reading in readings(word)}
    command = next((name for name in COMMANDS if heard & _skeletons(vocabulary[name])), None)
    if command is None:
        raise NotUnderstood("begin with OPEN, FULL, CLOSED, BEDS, WAIT, PASSED or NOW, as in: FULL CINEMA")
    if command in ("wait", "passed", "now"):
        return _queue(command, text, heard, vocabulary, snapshot, now, by)
    code = _named(
        said, {code: [code, row.name.en, row.name.ru, row.name.kk] for code, row in snapshot.shelter_rows.items()}
    )
    if code is None:
        raise NotUnderstood(f"no shelter of that name; there are {_some(snapshot.shelter_rows)}")
    number = _number(said, code)
    if command == "beds" and number is None:
        raise NotUnderstood(f"how many places are free? BEDS {code} 40")
    beds = snapshot.shelter_rows[code].beds
    if number is not None and (number > (MOST if beds is None else beds) or re.search(r"-\s*\d", text)):
        raise NotUnderstood(f"{number} places are a typing mistake; {code} holds {'fewer' if beds is None else beds}")
    return ShelterReport(now, code, _STATUS[command], 0 if command == "full" else number, True, by)


def minutes_said(text: str, vocabulary: Vocabulary) -> int:
    """How long it took, in minutes: 9, 9H, 16.5 ч, 9 ч 30 мин, 40 мин, 5 дней; 0 when the words do not say it."""
    hours, minutes = _skeletons(vocabulary["hour"]), _skeletons(vocabulary["minute"])
    days = _skeletons(vocabulary["day"])
    total, found = 0.0, False
    for amount, unit in re.findall(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*([^\W\d_]*)", text):
        number, named = float(amount.replace(",", ".")), skeleton(unit.casefold())
        if named in minutes:
            total, found = total + number, True
        elif named in days:
            total, found = total + 1440 * number, True
        elif named in hours or not found:
            total, found = total + 60 * number, True
    return round(total) if 0 < total <= 60 * LONGEST_HOURS else 0


def told(change: Change) -> str:
    """The change in a line for the operator."""
    match change:
        case ShelterReport(status=status, free=free):
            parts = [status or "", "" if free is None else f"{free} places free"]
        case QueueReport(mode=mode, queue=queue, waited_minutes=minutes, serving=serving):
            parts = [mode, "" if queue is None else f"{queue} in line"]
            parts += ["" if minutes is None else f"passed after {minutes / 60:g} h"]
            parts += ["" if serving is None else f"number {serving} is served"]
        case _:
            parts = []
    return ", ".join([change.code, *(part for part in parts if part)])


# "closed" before "full": guests say both of a shelter without room.
COMMANDS = ("open", "closed", "full", "beds", "wait", "passed", "now")
_STATUS: dict[str, Status | None] = {"open": "open", "full": "full", "closed": "closed", "beds": None}


def _queue(
    command: str,
    text: str,
    heard: set[str],
    vocabulary: Vocabulary,
    snapshot: Snapshot,
    now: float,
    by: str,
) -> QueueReport:
    names = {
        code: [code, *(half for name in (row.name.en, row.name.ru, row.name.kk) for half in (name, *name.split("/")))]
        for code, row in snapshot.crossings.items()
    }
    code = _named(words(text), names)
    if code is None:
        raise NotUnderstood(f"no crossing of that name; there are {_some(snapshot.crossings)}")
    found = re.search(r"(\d{1,7}(?:[.,]\d{1,2})?)", text)
    if found is None or re.search(r"-\s*\d", text):
        raise NotUnderstood(f"the number is missing, as in: {command.upper()} {code} 9")
    number = float(found[1].replace(",", "."))
    crossing = snapshot.crossings[code]
    mode = "car" if heard & _skeletons(vocabulary["car"]) else usual_mode(crossing)
    if command == "passed":
        minutes = minutes_said(text, vocabulary)
        if not minutes:
            raise NotUnderstood(f"{found[1]} hours are a typing mistake")
        return QueueReport(now, code, mode, None, minutes, None, True, by)
    if number > MOST:
        raise NotUnderstood(f"{found[1]} in line are a typing mistake")
    if command == "now":
        return QueueReport(now, code, mode, None, None, int(number), True, by)
    return QueueReport(now, code, mode, int(number), None, None, True, by)


def _named(said: Sequence[str], names: Mapping[str, Sequence[str]]) -> str | None:
    """The code whose own name, or one word of it that no other has, stands in the words."""
    heard = [set(readings(word)) for word in said]
    whole = {code: max((_matched(heard, name) for name in forms if name), default=0) for code, forms in names.items()}
    best = max(whole.values(), default=0)
    winners = [code for code, score in whole.items() if score == best]
    return winners[0] if best and len(winners) == 1 else None


def _matched(heard: Sequence[set[str]], name: str) -> int:
    """How many letters of a name were said; a name of several words may be said by one long word of it."""
    parts = [skeleton(word) for word in words(name)]
    return sum(len(part) for part in parts if len(part) > 2 and any(part in options for options in heard))


def _number(said: Sequence[str], code: str) -> int | None:
    in_code = set(words(code))
    numbers = [word for word in said if word.isdecimal() and len(word) < 10 and word not in in_code]
    return int(numbers[-1]) if numbers else None


def _skeletons(phrases: Sequence[str]) -> set[str]:
    return {skeleton(word) for phrase in phrases if len(words(phrase)) == 1 for word in words(phrase)}


def _some(codes: Mapping[str, object]) -> str:
    shown = list(codes)[:8]
    return ", ".join(shown) + (" …" if len(codes) > len(shown) else "")
