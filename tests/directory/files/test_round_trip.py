"""Whatever a table holds: it comes back from a folder and from the store the same, and is written the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.directory.changes import CrossingReport, QueueReport, Report, ShelterReport, dump, load
from hotline.directory.crossings.crossings import Crossing
from hotline.directory.files.loading import Tables, read_folder, write_folder
from hotline.directory.files.stored import dump_table, load_table
from hotline.directory.localized import Localized
from hotline.directory.offices import Office
from hotline.directory.registration import Rule
from hotline.directory.shelters.shelters import Shelter
from hotline.directory.topics import Topic

R = TypeVar("R", Shelter, Crossing, Office, Topic)
ORAL = ZoneInfo("Asia/Oral")
EMPTY = Tables(None, None, None, None, None, None)

# A cell loses the spaces around it, and a line ends with \n alone.
text = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=60).map(str.strip)
written = text.filter(bool)
word = text.map(lambda text: text.replace(",", " ").strip()).filter(bool)
code = st.from_regex(r"[\w-]{1,40}", fullmatch=True)
localized = st.builds(Localized, en=text, ru=text, kk=text)
named = localized.filter(bool)
country = st.from_regex(r"[A-Z]{2}", fullmatch=True)
place = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
hours = st.none() | st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(
    lambda hours: hours[0] % 1440 != hours[1] % 1440 or hours == (0, 1440)
)
rate = st.none() | st.floats(0, 100_000, exclude_min=True)
day = st.dates()
line = st.none() | st.integers(0, 1_000_000)
moment = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC)).map(datetime.timestamp)  # noqa: DTZ001


@st.composite
def shelters(draw: st.DrawFn) -> Shelter:
    (lat, lon), (opens, closes) = draw(place) or (None, None), draw(hours) or (None, None)
    beds = draw(st.none() | st.integers(0, 100_000))
    offers = draw(st.lists(word, max_size=3).map(tuple))
    texts = draw(text), offers, draw(text), draw(localized), draw(text)
    return Shelter(
        draw(code), draw(written), draw(named), draw(localized), lat, lon, beds, opens, closes, *texts
    )  # fmt: skip


@st.composite
def crossings(draw: st.DrawFn) -> Crossing:
    lat, lon = draw(place) or (None, None)
    minutes = draw(st.none() | st.integers(0, 43_200))
    ways = draw(st.booleans()), draw(st.booleans()), draw(rate), draw(rate)
    return Crossing(
        draw(code), draw(named), draw(country), draw(country), draw(written), minutes, lat, lon, *ways,
        draw(localized), draw(text),
    )  # fmt: skip


@st.composite
def offices(draw: st.DrawFn) -> Office:
    (lat, lon), (opens, closes) = draw(place) or (None, None), draw(hours) or (None, None)
    days, does = draw(st.frozensets(st.integers(1, 7))), draw(st.frozensets(word, max_size=3))
    return Office(
        draw(code), draw(written), draw(named), draw(localized), lat, lon, opens, closes, days, does,
        draw(localized), draw(text),
    )  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    since, until = draw(day), draw(st.none() | day)
    days = st.integers(1, 3_650)
    return Rule(
        draw(country), draw(st.frozensets(country, min_size=1)), since, until and max(since, until), draw(days),
        draw(days), draw(st.none() | st.integers(0, 3_650)), draw(st.lists(written, min_size=1).map(tuple)),
        draw(st.booleans()), draw(st.none() | day), draw(written),
    )  # fmt: skip


topics = st.builds(
    # The words are the topic's own: one keyword cannot mean two topics.
    lambda code, *rest: Topic(code, Localized(ru=code), *rest),
    code, named, named, text, st.none() | day, text,
)  # fmt: skip
reports = st.builds(
    lambda at, code, status, free, trusted: ShelterReport(
        at, code, status, 0 if status is free is None else free, trusted, "file"
    ),
    moment, code, st.sampled_from([None, "open", "full", "closed"]), st.none() | st.integers(0, 100_000), st.booleans(),
) | st.builds(
    lambda at, code, mode, queue, waited, serving, trusted: QueueReport(
        at, code, mode, 0 if queue is waited is serving is None else queue, waited, serving, trusted, "file"
    ),
    moment, code, st.sampled_from(["foot", "car"]), line, st.none() | st.integers(0, 43_200), line, st.booleans(),
) | st.builds(
    lambda at, code, status, until, trusted: CrossingReport(at, code, status, until, trusted, "file"),
    moment, code, st.sampled_from(["open", "closed"]), st.none() | moment, st.booleans(),
)  # fmt: skip


def table(rows: st.SearchStrategy[R]) -> st.SearchStrategy[tuple[R, ...]]:
    return st.lists(rows, max_size=2, unique_by=lambda row: row.code.casefold()).map(tuple)


TABLES: dict[str, tuple[type, st.SearchStrategy[Any]]] = {
    "shelters": (Shelter, table(shelters())),
    "crossings": (Crossing, table(crossings())),
    "offices": (Office, table(offices())),
    "topics": (Topic, table(topics)),
    "rules": (Rule, st.lists(rules(), max_size=2, unique_by=lambda rule: rule.country).map(tuple)),
}


def written_and_read(tables: Tables) -> tuple[Tables, bool]:
    """What is read of a folder, and whether it is written the same again."""
    with TemporaryDirectory() as folder:
        write_folder(Path(folder, "first"), tables, ORAL)
        read = read_folder(Path(folder, "first"))
        write_folder(Path(folder, "second"), read, ORAL)
        first, second = ([file.read_bytes() for file in Path(folder, name).iterdir()] for name in ("first", "second"))
        return read, first == second


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_table_is_the_same_after_a_folder_and_after_the_store(name: str, data: st.DataObject) -> None:
    kind, some = TABLES[name]
    rows = data.draw(some)
    tables = replace(EMPTY, **{name: rows})
    assert written_and_read(tables) == (tables, True)
    assert load_table(kind, dump_table(rows)) == rows


@settings(max_examples=40, deadline=None)
@given(st.lists(reports, max_size=2).map(tuple))
def test_reports_are_the_same_after_a_folder_and_after_the_store(rows: tuple[Report, ...]) -> None:
    tables = replace(EMPTY, reports=rows)  # without their tables, any code may be one that was loaded before
    assert written_and_read(tables) == (tables, True)
    assert tuple(load(dump(report)) for report in rows) == rows
