"""What a volunteer reports in a few words: FULL CINEMA · OPEN CAMP 40, BEDS CINEMA 12 · WAIT TEPLOE 250."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from ... import HotlineError
from ...hearing.keywords import Keywords, Match
from ...hearing.lexicon import Lexicon
from ...hearing.phrases import Vocabulary
from ...hearing.spelling import readings, single_words, skeleton, skeletons, zeros
from ...hearing.utterance import Chunk, Utterance
from ...talk.moments import Moments
from ..changes import LONGEST_HOURS, MOST_IN_LINE, Change, CrossingReport, QueueReport, ShelterReport, ShelterStatus
from ..crossings.crossings import Crossing, usual_mode
from ..shelters.shelters import Shelter
from ..snapshot import Snapshot

LONGEST_CLOSING = 3 * 86400.0  # seconds; longer is a slip, or to be said again
MOST_PLACES = 1000  # free places where the capacity is not known: no hall of the region sleeps more

ReportWord: TypeAlias = Literal["open", "closed", "full", "beds", "wait", "passed", "now"]
Why: TypeAlias = Literal["command", "shelter", "crossing", "several", "number", "typo", "way", "later"]

# "closed" before "full": guests say both of a shelter without room.
COMMANDS: tuple[ReportWord, ...] = ("open", "closed", "full", "beds", "wait", "passed", "now")
_OF_LINES = ("wait", "passed", "now")
_OF_BOTH = ("open", "closed")  # of shelters and crossings
_STATUS: dict[str, ShelterStatus | None] = {"open": "open", "full": "full", "closed": "closed", "beds": None}
# A comma within a number ("16,5") parts nothing.
_PARTS = re.compile(r"(?:(?<!\d)[,;]|[,;](?!\d)|[\n&])+")
_DATE = re.compile(r"\b\d{1,2}\.\d{1,2}(?:\.\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b")  # 25.09.2022
_PART_OF = re.compile(r"(\d+)\s*(?:/|of|из)\s*(\d+)", re.IGNORECASE)  # 12/150, 12 of 150
_DIGITS = re.compile(r"\d+")
_NEGATIVE = re.compile(r"(?<!\w)-\s*\d")


class UnclearReport(HotlineError):
    """The report names no known command, shelter or crossing, or lacks its number; the message says which.

    `why` names the reason for who puts it into other words, `facts` what they need: an example, codes, the number.
    """

    def __init__(self, why: Why, message: str, **facts: str) -> None:
        super().__init__(message)
        self.why, self.facts = why, facts


@dataclass(frozen=True, slots=True)
class Item:
    """One report of a message that may hold several, and what comes of it."""

    text: str
    read: Change | UnclearReport


class Reader:
    """Reads reports, with the words of all languages."""

    def __init__(
        self,
        commands: Mapping[str, Vocabulary],
        lexicon: Lexicon,
        names_crossing: Callable[[Utterance], bool] = lambda _: False,
    ) -> None:
        """`commands`: the words for each of COMMANDS."""
        vocabulary = lexicon.words
        closed = single_words([word for line in commands["closed"].values() for word in line])
        table: dict[str, Vocabulary] = {name: commands[name] for name in COMMANDS}
        table["full"] = {
            language: [phrase for phrase in phrases if skeletons([phrase]).isdisjoint(closed)]
            for language, phrases in commands["full"].items()
        }
        self._commands = Keywords(
            table, ordinary=vocabulary["ordinary"], incomplete=("wait", "now"), completes=names_crossing
        )
        self._durations, self._moments, self._asks = lexicon.durations, Moments(vocabulary), lexicon.asks
        self._until_said = frozenset(vocabulary["until"])  # as it is written: folded, "до" is "do"
        self._courtesy = single_words(vocabulary["courtesy"])
        self._no = single_words(vocabulary["no"])
        self._and = single_words(vocabulary["and"])
        self._car, self._people = single_words(vocabulary["car"]), single_words(vocabulary["foot"])
        self._starts = single_words([word for name in COMMANDS for line in table[name].values() for word in line])
        plain = [word for name in ("people", "today", "have") for word in vocabulary[name]]
        self._plain = self._courtesy | self._starts | single_words(plain)

    def is_report(self, text: Utterance, snapshot: Snapshot, own: str = "") -> bool:
        """Whether a volunteer means a report: the message begins with a command, or has one and what it is about."""
        match = self._commands.find(text)
        if match is None or self._asks(text):
            return False
        said, rest = text.words, match.rest.words
        if said[len(said) - len(rest) :] == rest or (own and self._says_nothing_else(rest)):
            return True
        of_crossing, of_shelter = match.flow in (*_OF_LINES, *_OF_BOTH), match.flow not in _OF_LINES
        return bool(of_crossing and snapshot.crossing_names.find(rest).codes) or bool(
            of_shelter and snapshot.shelter_names.find(rest).codes
        )

    def read(self, text: Utterance, snapshot: Snapshot, now: float, by: str) -> Change:
        """The one change that a trusted reporter's words mean. Raises UnclearReport."""
        return self._read(text, snapshot, now, by, None, "")[0]

    def read_all(self, text: Utterance, snapshot: Snapshot, now: float, by: str, own: str = "") -> list[Item]:
        """Each report of a message, read or not; `own`: code of the shelter that is meant when none is named.

        A report that says no command goes on with the last one ("FULL CINEMA, CAMP"), one that names no shelter with
        the last one named ("OPEN CAMP, BEDS 40").
        """
        items: list[Item] = []
        command: ReportWord | None = None
        code = own
        for part in self._parts(text):
            try:
                change, command = self._read(part, snapshot, now, by, command, code)
            except UnclearReport as problem:
                items.append(Item(part.text, problem))
                command = None  # what follows belongs to what was not understood
                continue
            if isinstance(change, ShelterReport):
                code = change.code
            if all(item.read != change for item in items):  # "Школа и сад" is one name in two halves
                items.append(Item(part.text, change))
        return items

    def is_courtesy(self, text: Utterance) -> bool:
        """Whether the text says nothing but "please" and the like."""
        return self._courtesy.issuperset(map(skeleton, text.words))

    def _parts(self, text: Utterance) -> list[Utterance]:
        parts: list[list[Chunk]] = []
        pieces = _PARTS.split(text.text)
        for piece in map(Utterance, pieces) if len(pieces) > 1 else [text]:
            parts.append([])
            for chunk in piece.chunks:
                said = {skeleton(word) for word in chunk[1]}
                joins = len(said) == 1 and said <= self._and
                begins = len(said) == 1 and said <= self._starts
                if joins or (begins and parts[-1] and parts[-1][-1][0].endswith((".", "!"))):
                    parts.append([])
                if not joins:
                    parts[-1].append(chunk)
        found = [Utterance.of(part) for part in parts if part]
        return [part for part in found if not self.is_courtesy(part)]

    def _read(
        self, text: Utterance, snapshot: Snapshot, now: float, by: str, command: ReportWord | None, own: str
    ) -> tuple[Change, ReportWord]:
        match = self._commands.find(text)
        named = self._named(match, command)
        rest = match.rest.words if match else text.words
        if named is None or {skeleton(word) for word in rest} & self._no:
            raise UnclearReport(
                "command", "begin with OPEN, FULL, CLOSED, BEDS, WAIT, PASSED or NOW, as in: FULL CINEMA"
            )
        if named in _OF_LINES:
            return self._queue(named, text.text, rest, snapshot, now, by), named
        if named in _OF_BOTH and _is_of_crossing(rest, snapshot):
            return self._crossing(named, text.text, rest, snapshot, now, by), named
        return self._shelter(named, text.text, rest, snapshot, now, by, own), named

    @staticmethod
    def _named(match: Match | None, command: ReportWord | None) -> ReportWord | None:
        return next((name for name in COMMANDS if match and name == match.flow), command)

    def _queue(
        self, command: ReportWord, text: str, rest: Sequence[str], snapshot: Snapshot, now: float, by: str
    ) -> QueueReport:
        code = _crossing_named(rest, snapshot)
        found = re.search(r"(\d{1,7}(?:[.,]\d{1,2})?)", zeros(text))
        example = f"{command.upper()} {code} 9"
        if found is None or _NEGATIVE.search(text):
            raise UnclearReport("number", f"the number is missing, as in: {example}", example=example)
        number = float(found[1].replace(",", "."))
        crossing = snapshot.crossings[code]
        heard = {reading for word in rest for reading in readings(word)}
        if command == "wait" and self._durations.is_time(text):
            example = f"WAIT {code} 250, PASSED {code} 9h"
            raise UnclearReport("number", f"how many are in line, and not how long: {example}", example=example)
        if heard & self._car and heard & self._people:
            example = f"WAIT {code} 250, WAIT {code} 90 cars"
            raise UnclearReport("number", f"people and cars are two reports: {example}", example=example)
        mode = "car" if heard & self._car else usual_mode(crossing)
        if mode not in snapshot.modes(crossing):
            raise UnclearReport("way", f"nobody crosses at {code} by {mode}", code=code)
        if command == "passed":
            minutes = round(self._durations.minutes(text))
            if not 0 < minutes <= 60 * LONGEST_HOURS:
                raise UnclearReport("typo", f"{found[1]} hours are a typing mistake", number=found[1])
            return QueueReport(now, code, mode, None, minutes, None, True, by)
        if number > MOST_IN_LINE:
            raise UnclearReport("typo", f"{found[1]} in line are a typing mistake", number=found[1])
        if command == "now":
            return QueueReport(now, code, mode, None, None, int(number), True, by)
        return QueueReport(now, code, mode, int(number), None, None, True, by)

    def _crossing(
        self, command: ReportWord, text: str, rest: Sequence[str], snapshot: Snapshot, now: float, by: str
    ) -> CrossingReport:
        """Open, or closed and perhaps until a time."""
        code = _crossing_named(rest, snapshot)
        if any(map(str.isdecimal, Utterance(_DATE.sub(" ", self._moments.without(text))).words)):
            example = f"WAIT {code} 40"
            raise UnclearReport("number", f"a crossing has no beds; a line is told so: {example}", example=example)
        until = self._until(text, snapshot, snapshot.crossings[code], now)
        if command == "open":
            return CrossingReport(now, code, "open", None, True, by)
        if until is None and not self._until_said.isdisjoint(rest):
            example = f"CLOSED {code} until 20:00"
            raise UnclearReport("number", f"until when? {example}", example=example)
        if until is not None and not now < until <= now + LONGEST_CLOSING:
            raise UnclearReport("typo", f"{text} is over, or too long", number=text)
        return CrossingReport(now, code, "closed", until, True, by)

    def _until(self, text: str, snapshot: Snapshot, row: Shelter | Crossing, now: float) -> float | None:
        """Until when it is so, where the row is; in epoch seconds, None where that is not said.

        Raises UnclearReport for what has not begun: it would outlive what others see until then.
        """
        zone = snapshot.zone(snapshot.town_of(row))
        begins, ends = self._moments.span(text, datetime.fromtimestamp(now, zone))
        if begins:
            raise UnclearReport("later", f"it is not {begins:%d.%m. %H:%M} yet: report it then")
        return ends.timestamp() if ends else None

    def _shelter(
        self, command: ReportWord, text: str, rest: Sequence[str], snapshot: Snapshot, now: float, by: str, own: str
    ) -> ShelterReport:
        named = snapshot.shelter_names.find(rest)
        code = _one(named.codes, "shelter", several=named.several)
        if not code and own in snapshot.shelter_rows and self._says_nothing_else(rest):
            code = own
        if not code:
            codes = _some(snapshot.shelter_rows)
            raise UnclearReport("shelter", f"no shelter of that name; there are {codes}", codes=codes)
        words = [word for place, word in enumerate(rest) if place not in named.taken]
        self._until(text, snapshot, snapshot.shelter_rows[code], now)  # a shelter's hours say when its word ends
        number = None if command == "full" else self._count(text, words, f"{command.upper()} {code} 40")
        if command == "beds" and number is None:
            example = f"BEDS {code} 40"
            raise UnclearReport("number", f"how many places are free? {example}", example=example)
        beds = snapshot.shelter_rows[code].beds
        if number is not None and (number > (MOST_PLACES if beds is None else beds) or _NEGATIVE.search(text)):
            holds = "fewer" if beds is None else str(beds)
            raise UnclearReport(
                "typo", f"{number} places are a typing mistake; {code} holds {holds}", number=str(number)
            )
        return ShelterReport(now, code, _STATUS[command], 0 if command == "full" else number, True, by)

    def _count(self, text: str, words: Sequence[str], example: str) -> int | None:
        """The number of places among the words: no time, no date, and of "12/150" or "12 of 150" what is free.

        Raises UnclearReport where two are left: who writes "40 10" may mean either.
        """
        beside = [*self._moments.numbers(text)]
        beside += [number for day in _DATE.findall(self._moments.without(text)) for number in _DIGITS.findall(day)]
        beside += [whole for _, whole in _PART_OF.findall(zeros(text))]
        numbers = []
        for word in words:
            if word in beside:
                beside.remove(word)
            elif word.isdecimal():
                numbers.append(word)
        if len(set(numbers)) > 1:
            raise UnclearReport("number", f"one number of places, as in: {example}", example=example)
        return int(numbers[0][:9]) if numbers else None

    def _says_nothing_else(self, rest: Sequence[str]) -> bool:
        """Whether the words name nothing: a name that nobody knows is not the reporter's own shelter."""
        return all(len(word) < 3 or word.isdecimal() or skeleton(word) in self._plain for word in rest)


def _crossing_named(rest: Sequence[str], snapshot: Snapshot) -> str:
    """The code of the one crossing that words name. Raises UnclearReport."""
    named = snapshot.crossing_names.find(rest)
    code = _one(named.codes, "crossing", several=named.several)
    if not code:
        codes = _some(snapshot.crossings)
        raise UnclearReport("crossing", f"no crossing of that name; there are {codes}", codes=codes)
    return code


def _is_of_crossing(rest: Sequence[str], snapshot: Snapshot) -> bool:
    """Whether words name a crossing: by its code, or by a name where no shelter is called so."""
    codes = snapshot.crossing_names.find(rest).codes
    coded = {code.casefold() for code in codes}.intersection(rest)
    return bool(coded) or bool(codes and not snapshot.shelter_names.find(rest).codes)


def _one(codes: Sequence[str], what: Why, *, several: bool) -> str:
    """The one code meant, "" for none. Raises UnclearReport where it cannot be told."""
    if several:
        raise UnclearReport("several", "that names two places; write one report for each, with a comma between them")
    if len(codes) > 1:
        shown = _some(dict.fromkeys(codes))
        raise UnclearReport(what, f"no {what} of that name alone; it may be {shown}", codes=shown)
    return codes[0] if codes else ""


def told(change: Change) -> str:
    """The change in a line for the operator."""
    match change:
        case ShelterReport(status=status, free=free):
            parts = [status or "", "" if free is None else f"{free} places free"]
        case QueueReport(mode=mode, queue=queue, waited_minutes=minutes, serving=serving):
            parts = [mode, "" if queue is None else f"{queue} in line"]
            parts += ["" if minutes is None else f"passed after {minutes / 60:g} h"]
            parts += ["" if serving is None else f"number {serving} is served"]
        case CrossingReport(status=status, until=until):
            parts = [status, "" if until is None else f"until {datetime.fromtimestamp(until, UTC):%d.%m. %H:%M} UTC"]
        case _:
            parts = []
    return ", ".join([change.code, *(part for part in parts if part)])


def _some(codes: Mapping[str, object]) -> str:
    shown = list(codes)[:8]
    return ", ".join(shown) + (" …" if len(codes) > len(shown) else "")
