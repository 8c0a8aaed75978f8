"""The change log: a report that was taken back is as if never made, in every process, after a restart, in an export."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.changes import Change, QueueReport, Report, ShelterReport, Undone, dump, load
from hotline.directory.files import importing
from hotline.directory.reports import logbook
from hotline.directory.snapshot import Snapshot
from hotline.store.keys import CHANGES
from hotline.store.store import Store, connect
from tests.evening import START, URALSK

OPEN = ShelterReport(START, "CINEMA", "open", 120, True, "one")
FULL = ShelterReport(START + 60, "CINEMA", "full", 0, True, "two")
SHORT = QueueReport(START, "TEPLOE", "foot", 50, None, None, True, "one")
LONG = QueueReport(START + 60, "TEPLOE", "foot", 500, None, None, True, "two")


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[Store]:
    store = Store(connect(redis_url), clock=lambda: START + 120)
    await importing.write(store, importing.read(SAMPLE))
    yield store
    await store.close()


async def known(store: Store) -> Snapshot:
    """What a process that starts now knows."""
    version, tables = await store.read_tables()
    snapshot = Snapshot(version, tables, URALSK)
    snapshot.apply(await store.read_changes())
    return snapshot


async def log(store: Store, *reports: Report) -> None:
    for report in reports:
        await store.apply(logbook.log(report))


async def take_back(store: Store, *reports: Report) -> None:
    snapshot = await known(store)
    for report in reports:
        await store.apply(logbook.take_back(report, reports, snapshot, store.now(), "two"))


def newest(snapshot: Snapshot, code: str) -> Report:
    return max(snapshot.reports(code), key=lambda report: report.at)


@pytest.mark.parametrize(("earlier", "later"), [(OPEN, FULL), (SHORT, LONG)])
async def test_what_was_known_before_stands_again(store: Store, earlier: Report, later: Report) -> None:
    await log(store, earlier, later)
    assert newest(await known(store), later.code) == later
    await take_back(store, later)
    assert newest(await known(store), later.code) == earlier


@pytest.mark.parametrize(("earlier", "later"), [(OPEN, FULL), (SHORT, LONG)])
async def test_it_stands_again_even_when_the_log_has_been_cut_off(store: Store, earlier: Report, later: Report) -> None:
    """The last word outlives the log; the one that was taken back must not."""
    await log(store, earlier, later)
    await take_back(store, later)
    await store.apply([("DEL", CHANGES)])
    assert newest(await known(store), later.code) == earlier


async def test_without_an_earlier_word_nothing_is_left(store: Store) -> None:
    report = ShelterReport(START, "SPORT", "closed", None, True, "one")
    await log(store, report)
    await take_back(store, report)
    await store.apply([("DEL", CHANGES)])
    assert list((await known(store)).reports("SPORT")) == []


async def test_two_reports_of_one_message_go_together(store: Store) -> None:
    beds = ShelterReport(START + 60, "CINEMA", None, 7, True, "two")
    await log(store, OPEN, FULL, beds)
    await take_back(store, FULL, beds)
    await store.apply([("DEL", CHANGES)])
    assert newest(await known(store), "CINEMA") == OPEN


async def test_a_process_that_has_known_it_for_long_forgets_it(store: Store) -> None:
    snapshot = await known(store)
    snapshot.apply([("1-0", dump(OPEN).encode()), ("2-0", dump(FULL).encode())])
    assert snapshot.shelters.offer("CINEMA", START + 120, snapshot.occupancy).state == "full"
    snapshot.apply([("3-0", dump(Undone(START + 120, FULL, "two")).encode())])
    offer = snapshot.shelters.offer("CINEMA", START + 120, snapshot.occupancy)
    assert (offer.state, offer.free) == ("open", 120)
    # It may come again, or be of a report that this process has let go of: nothing changes.
    snapshot.apply([("3-0", dump(Undone(START + 120, FULL, "two")).encode())])
    snapshot.apply([("4-0", dump(Undone(START + 120, LONG, "two")).encode())])
    assert newest(snapshot, "CINEMA") == OPEN


async def test_an_export_leaves_out_what_was_taken_back(store: Store) -> None:
    await log(store, OPEN, FULL)
    await take_back(store, FULL)
    reports = (await importing.collect(store)).reports or ()
    assert OPEN in reports
    assert FULL not in reports


async def test_what_was_taken_back_does_not_return_with_the_file_it_came_from(store: Store) -> None:
    tables = importing.read(SAMPLE)
    [report] = [one for one in tables.reports or () if one.code == "CAMP"]
    await take_back(store, report)
    assert not await importing.write(store, tables)
    assert list((await known(store)).reports("CAMP")) == []


@pytest.mark.parametrize("change", [Undone(START, FULL, "two"), Undone(START, LONG, "two")])
def test_it_is_read_as_it_was_written(change: Change) -> None:
    assert load(dump(change)) == change
    assert change.code in ("CINEMA", "TEPLOE")


async def test_of_who_is_forgotten_no_row_is_left_and_what_they_took_back_stays_so(store: Store) -> None:
    """Their last word, and what they took back of others, is nobody's; what others took back of theirs goes."""
    closed = ShelterReport(START, "SPORT", "closed", None, True, "three")
    await log(store, OPEN, FULL, closed, LONG)
    await take_back(store, closed)
    await store.apply([*logbook.log(SHORT), *logbook.log(Undone(START + 90, SHORT, "three"))])
    await logbook.forget(store, {"one", "two"})
    rows = [change.row for change in await store.read_changes()]
    assert [row for row in rows if b'"one"' in row or b'"two"' in row] == []
    snapshot = await known(store)
    assert newest(snapshot, "CINEMA") == replace(FULL, by="")
    assert list(snapshot.reports("SPORT")) == []


async def test_who_said_very_much_is_forgotten_whole(store: Store) -> None:
    reports = [replace(OPEN, at=START - number, by=by) for number in range(600) for by in ("one", "two")]
    await store.apply([command for report in reports for command in logbook.log(report)])
    await logbook.forget(store, {"one"})
    rows = [change.row for change in await store.read_changes() if change.id]
    assert not any(b'"one"' in row for row in rows)
    assert sum(b'"two"' in row for row in rows) == 600
