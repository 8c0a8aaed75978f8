"""The directory as one process knows it: the tables of one version, and what has changed by the minute since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from ..hearing.utterance import Utterance
from . import changes
from .about import About
from .changes import CrossingReport, Mode, QueueReport, Report, ShelterReport, Undone
from .crossings.closings import closing
from .crossings.crossings import Crossing, CrossingWait, estimate, rank
from .files.stored import load_table
from .localized import Localized
from .names import Names
from .offices import Office
from .places.gazetteer import Place, distance_km, load_gazetteer
from .places.places import Landmark, Places
from .registration import Rule
from .shelters.address import address_of
from .shelters.occupancy import Occupancy
from .shelters.shelters import Shelter, Shelters
from .topics import Topic

NEAR_KM = 400.0  # crossings farther than that are not named to who said where they are, unless none is nearer
NAMED = 1000  # shelters; in a larger directory nobody finds one by its name
KEPT_REPORTS = 100  # on one crossing: six hours count, and more of them than that tell nothing new


class Snapshot:
    """Tables of one `version`, and the fold of the change log up to `seen` (its id in the log)."""

    def __init__(self, version: int, tables: Mapping[str, bytes], timezone: ZoneInfo) -> None:
        empty = b"[]"
        self.version = version
        self.seen = "0"
        self._tidied_at = 0.0
        self.timezone = timezone
        rows = load_table(Shelter, tables.get("shelters", empty))
        self.crossings = {row.code: row for row in load_table(Crossing, tables.get("crossings", empty))}
        self.offices = load_table(Office, tables.get("offices", empty))
        self.topics = {row.code: row for row in load_table(Topic, tables.get("topics", empty))}
        self.rules = load_table(Rule, tables.get("rules", empty))
        self.about: Mapping[str, Localized] = {
            row.what: row.text for row in load_table(About, tables.get("about", empty))
        }
        self._towns: dict[str, Place | None] = {}
        self._whereabouts: dict[tuple[str, str, bool], tuple[str, str]] = {}
        self._gazetteer = Places(load_gazetteer(), (), ())
        located: list[Shelter | Crossing] = [*rows, *self.crossings.values()]
        anchors = {point for row in located if (point := self.position(row))}
        self.places = Places(load_gazetteer(), self._landmarks(rows), sorted(anchors))
        self.shelter_rows = {row.code: row for row in rows}
        # Of thousands no one names one by its name, and the index costs memory: there the code must be said.
        self.shelter_names = Names({row.code: _each(row.name) if len(rows) <= NAMED else [] for row in rows})
        self.crossing_names = Names({row.code: _each(row.name) for row in self.crossings.values()})
        self.shelters = Shelters(rows, self.position, lambda row: self.zone(self.town(row.place)))
        self.occupancy = Occupancy()
        self.queues: dict[str, list[QueueReport]] = {}
        self.statuses: dict[str, list[CrossingReport]] = {}  # of crossings, in order of time

    def apply(self, log: Iterable[tuple[str, bytes]]) -> None:
        """Fold entries of the change log in: (id in the log, row). Entries known already change nothing."""
        for id_, row in log:
            change = changes.load(row)
            if isinstance(change, Undone):
                self._take_back(change.report)
            elif isinstance(change, QueueReport):
                self._queue(change)
            elif isinstance(change, CrossingReport):
                self._status(change)
            else:
                self.occupancy.apply(change)
            if id_:
                self.seen = id_

    def _queue(self, report: QueueReport) -> None:
        reports = self.queues.setdefault(report.code, [])
        if report not in reports:
            reports.append(report)
            reports.sort(key=_at)
            if len(reports) > KEPT_REPORTS:  # who speaks often drops his own words, never another's
                own = next(one for one in reports if one.by == report.by)
                reports.remove(reports[0] if report.trusted else own)

    def _status(self, report: CrossingReport) -> None:
        statuses = self.statuses.setdefault(report.code, [])
        if report not in statuses:
            statuses.append(report)
            statuses.sort(key=_in_order)
            del statuses[:-KEPT_REPORTS]

    def _take_back(self, report: Report) -> None:
        if isinstance(report, ShelterReport):
            self.occupancy.take_back(report)
            return
        of_line, of_crossing = self.queues.get(report.code, []), self.statuses.get(report.code, [])
        if isinstance(report, QueueReport) and report in of_line:
            of_line.remove(report)
        elif isinstance(report, CrossingReport) and report in of_crossing:
            of_crossing.remove(report)

    def reports(self, code: str) -> Sequence[Report]:
        """What was reported of a shelter or a crossing and still matters, in order of time."""
        of_crossing = [*self.queues.get(code, ()), *self.statuses.get(code, ())]
        return sorted(of_crossing, key=_at) if of_crossing else self.occupancy.reports(code)

    def closing(self, code: str, now: float) -> CrossingReport | None:
        """The report by which a crossing is closed at `now`, None when it is open or nobody knows."""
        return closing(self.statuses.get(code, ()), self.queues.get(code, ()), now)

    def town(self, name: str) -> Place | None:
        """The town that a `place` column names."""
        if name not in self._towns:
            self._towns[name] = self._gazetteer.named(name)
        return self._towns[name]

    def row(self, code: str) -> Shelter | Crossing | None:
        """The shelter or the crossing of that code."""
        return self.shelter_rows.get(code) or self.crossings.get(code)

    def town_of(self, row: Shelter | Crossing | Office) -> Place | None:
        """The town that a row lies in or near."""
        return self.town(row.nearest_place if isinstance(row, Crossing) else row.place)

    def position(self, row: Shelter | Crossing | Office) -> tuple[float, float] | None:
        """Where it lies; its town's place when the row gives none."""
        if row.lat is not None and row.lon is not None:
            return row.lat, row.lon
        town = self.town_of(row)
        return (town.lat, town.lon) if town else None

    def whereabouts(self, code: str, language: str, *, is_there: bool) -> tuple[str, str]:
        """Name and address of a shelter, and its town where they do not tell it; for who is there, both without it."""
        key = code, language, is_there
        if key not in self._whereabouts:
            row = self.shelter_rows[code]
            town, name, address = (
                self.town(row.place),
                row.name.in_language(language),
                row.address.in_language(language),
            )
            parts = [part.strip() for part in address.split(",")]
            towns = [part for part in parts if part and self.town(part) == town]
            named = town.name.in_language(language) if town else row.place
            told = is_there or bool(towns) or named.casefold() in f"{name} {address}".casefold()
            where = address_of(name, [part for part in parts if not (is_there and part in towns)])
            self._whereabouts[key] = where, "" if told else named
        return self._whereabouts[key]

    def crossing_named(self, said: Utterance) -> str:
        """The code of the one crossing that a text names, "" for none."""
        found = self.places.find(said).places
        if len(found) == 1 and found[0].id.startswith("crossing:"):
            return found[0].id.removeprefix("crossing:")
        return ""

    def tidy(self, now: float) -> None:
        """Once an hour, let go of what is too old to matter, so that a process that runs for weeks does not grow."""
        if now >= self._tidied_at + 3600:
            self._tidied_at = now
            self.occupancy.forget_before(now - 48 * 3600)

    def warm(self, now: float) -> None:
        """Ask once from the largest towns, so that the first who text wait no longer than others."""
        for place, _ in Counter(row.place for row in self.shelter_rows.values()).most_common(20):
            if town := self.town(place):
                self.shelters.next(town.lat, town.lon, 1, (), now, self.occupancy)
        for row in list(self.shelter_rows.values())[:NAMED]:
            for part in {part.strip() for address in _each(row.address) for part in address.split(",")}:
                self.town(part)

    def towns(self, now: float, having: str = "") -> list[str]:
        """Towns to choose from: those with shelters that can be named now, else all that the directory knows.

        With `having`, first of all those with shelters that have it, full ones too.
        """
        if having:
            places = Counter(row.place for row in self.shelter_rows.values() if having in row.offers)
            if places:
                return [name for name, _ in places.most_common()]
        opened = [name for name, _ in self.shelters.towns_open(now, self.occupancy)]
        rows: list[Shelter | Office] = [*self.shelter_rows.values(), *self.offices]
        return opened or list(dict.fromkeys(row.place for row in rows))

    def zone(self, place: Place | None) -> ZoneInfo:
        """The time zone of a place, the hotline's own when it is not known."""
        return ZoneInfo(place.timezone) if place else self.timezone

    def waits(self, place: Place | None, now: float, mode: Mode | None = None) -> list[CrossingWait]:
        """The crossings near a place with the wait there, the soonest across first; all of them for None.

        With a `mode` those that can be crossed so, unless there are none. Who is still in the country that they lead
        from takes the road that they are on, so there the nearest of unknown wait comes first, heard of or not.
        """
        options = []
        fitting = [one for one in self.crossings.values() if mode is None or mode in self.modes(one)]
        for crossing in fitting or self.crossings.values():
            position = self.position(crossing)
            distance = distance_km(place.lat, place.lon, *position) if place and position else None
            reports = self.queues.get(crossing.code, [])
            modes = self.modes(crossing)
            waits = [estimate(crossing, one, reports, now) for one in modes if mode not in modes or one == mode]
            known = [one for one in waits if one.at is not None]
            # A crossing that is open to both is named by the way that something is known of.
            options.append(
                CrossingWait(
                    crossing,
                    max(known, key=lambda one: one.at or 0.0) if known else waits[0],
                    distance,
                    self.closing(crossing.code, now),
                )
            )
        near = [one for one in options if one.distance_km is None or one.distance_km <= NEAR_KM]
        named = near or options
        before_the_border = place is not None and all(place.country == one.crossing.from_country for one in named)
        return rank(named, by_road=before_the_border)

    @staticmethod
    def modes(crossing: Crossing) -> Sequence[Mode]:
        """How one may cross there, on foot first."""
        allowed: list[Mode] = []
        if crossing.on_foot:
            allowed.append("foot")
        if crossing.by_car or not allowed:
            allowed.append("car")
        return allowed

    def current_topics(self, today: date) -> list[Topic]:
        """The topics that may still be told."""
        return [topic for topic in self.topics.values() if topic.valid_until is None or today <= topic.valid_until]

    def _landmarks(self, shelters: Sequence[Shelter]) -> list[Landmark]:
        """The names that the data brings: crossings in all spellings, and shelters."""
        marks = []
        for crossing in self.crossings.values():
            halves = {part.strip() for name in _each(crossing.name) for part in name.split("/")}
            # "Илек / Аксай": who says Аксай means the town, where there are beds, and gets this crossing first anyway.
            town = self.town(crossing.nearest_place)
            names = {half for half in halves if self.town(half) != town or town is None} | set(_each(crossing.name))
            marks.append(self._landmark(crossing, f"crossing:{crossing.code}", names | {crossing.code}))
        if len(shelters) <= NAMED:
            marks += [self._landmark(row, f"shelter:{row.code}", set(_each(row.name))) for row in shelters]
        return [mark for mark in marks if mark is not None]

    def _landmark(self, row: Shelter | Crossing, id_: str, names: set[str]) -> Landmark | None:
        position = self.position(row)
        town = self.town_of(row)
        if position is None:
            return None
        country, timezone = (town.country, town.timezone) if town else ("", self.timezone.key)
        place = Place(id_, row.name, Localized(), country, *position, timezone, 0)
        return Landmark(id_, tuple(sorted(names)), place)


def _each(name: Localized) -> list[str]:
    return [text for text in name if text]


def _at(report: Report) -> float:
    return report.at


def _in_order(report: CrossingReport) -> tuple[float, str, float, str]:
    """By time, and of one moment by all that they say: so the order in which they came is of no account."""
    return report.at, report.status, report.until or 0.0, report.by
