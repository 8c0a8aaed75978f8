"""The directory goes into the store and comes out the same, and live reports survive both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory import changes
from hotline.directory.changes import QueueReport, Sent, ShelterReport
from hotline.directory.files import importing, loading
from hotline.directory.files.loading import Tables
from hotline.directory.files.problems import BadData
from hotline.directory.reports import logbook
from hotline.directory.snapshot import Snapshot
from hotline.store.keys import CHANGES
from hotline.store.store import Store, connect, log_commands

ORAL = ZoneInfo("Asia/Oral")
NOTHING = Tables(None, None, None, None, None, None)
EVENING = 1_664_128_800.0  # 25.09.2022 23:00 in Uralsk
FULL = ShelterReport(EVENING, "CINEMA", "full", 0, True, "operator")
GUEST = ShelterReport(EVENING + 0.123456789, "CINEMA", "full", None, False, "a guest")
LINE = QueueReport(EVENING, "TEPLOE", "foot", 300, None, None, True, "operator")
SENT = Sent(EVENING, "CINEMA", 2, "a guest")


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[Store]:
    store = Store(connect(redis_url))
    yield store
    await store.close()


async def version(store: Store) -> int:
    return (await store.read_tables())[0]


async def live(store: Store) -> Snapshot:
    """What a process that starts now would know."""
    snapshot = Snapshot(*(await store.read_tables()), ORAL)
    snapshot.apply(await store.read_changes())
    return snapshot


async def test_what_is_written_is_collected(store: Store) -> None:
    tables = importing.read(SAMPLE)
    assert tables.reports
    assert await importing.write(store, tables)
    collected = await importing.collect(store)
    assert replace(collected, reports=None) == replace(tables, reports=None)
    assert set(collected.reports or ()) == set(tables.reports)


async def test_nothing_is_collected_from_an_empty_store(store: Store) -> None:
    assert await importing.collect(store) == replace(NOTHING, reports=())


async def test_the_same_again_changes_nothing(store: Store) -> None:
    await importing.write(store, importing.read(SAMPLE))
    before = await version(store), await store.read("XLEN", CHANGES)
    assert not await importing.write(store, importing.read(SAMPLE))
    assert (await version(store), await store.read("XLEN", CHANGES)) == before


async def test_a_change_is_a_new_version_which_tells_processes_to_read_anew(store: Store) -> None:
    tables = importing.read(SAMPLE)
    await importing.write(store, tables)
    before = await version(store)
    assert tables.shelters
    assert await importing.write(store, replace(tables, shelters=tables.shelters[:1]))
    assert await version(store) == before + 1


async def test_a_table_without_a_file_stays(store: Store) -> None:
    tables = importing.read(SAMPLE)
    await importing.write(store, tables)
    assert tables.shelters
    await importing.write(store, replace(NOTHING, shelters=tables.shelters[:1]))
    collected = await importing.collect(store)
    assert collected.shelters == tables.shelters[:1]
    assert collected.topics == tables.topics


async def test_live_reports_stay_when_the_directory_is_loaded_anew(store: Store) -> None:
    await importing.write(store, importing.read(SAMPLE))
    await store.apply([*logbook.log(FULL), *logbook.log(LINE)])
    await importing.write(store, replace(importing.read(SAMPLE), topics=()))
    assert {FULL, LINE} <= set((await importing.collect(store)).reports or ())


async def test_who_was_sent_where_is_not_collected(store: Store) -> None:
    await store.apply(log_commands(changes.dump(SENT)))
    assert (await importing.collect(store)).reports == ()


@pytest.mark.parametrize("report", [FULL, GUEST, LINE], ids=["volunteer", "guest", "line"])
async def test_live_report_that_comes_back_by_a_file_is_not_doubled(
    store: Store, tmp_path: Path, report: ShelterReport | QueueReport
) -> None:
    await importing.write(store, importing.read(SAMPLE))
    await store.apply(logbook.log(report))
    before = await version(store)
    for name in ("one", "two"):
        loading.write_folder(tmp_path / name, await importing.collect(store), ORAL)
        assert not await importing.write(store, importing.read(tmp_path / name))
    assert await version(store) == before
    assert (tmp_path / "one" / "reports.csv").read_bytes() == (tmp_path / "two" / "reports.csv").read_bytes()


async def test_the_last_words_outlive_the_log(store: Store) -> None:
    """A shelter that was reported full stays so, however many were sent somewhere since."""
    await importing.write(store, importing.read(SAMPLE))
    await store.apply([*logbook.log(FULL), *logbook.log(LINE)])
    await store.read("XTRIM", CHANGES, "MAXLEN", 0)
    assert {FULL, LINE} <= set((await importing.collect(store)).reports or ())
    assert (await live(store)).queues["TEPLOE"][-1] == LINE


async def test_an_older_report_that_is_loaded_later_is_not_the_last_word(store: Store) -> None:
    await importing.write(store, importing.read(SAMPLE))
    await store.apply(logbook.log(FULL))
    opened = ShelterReport(EVENING - 3600, "CINEMA", "open", 40, True, "file")
    await importing.write(store, replace(NOTHING, reports=(opened,)))
    await store.read("XTRIM", CHANGES, "MAXLEN", 0)
    assert FULL in ((await importing.collect(store)).reports or ())


async def test_bad_folder_is_told_of_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "shelters.csv").write_text("code,place,name_en\nA,Atlantis,Hall\n", encoding="utf-8")
    with pytest.raises(BadData, match="unknown place 'Atlantis'"):
        importing.read(tmp_path)


def test_progress_ends_with_all_rows() -> None:
    told: list[int] = []
    tables = importing.read(SAMPLE, told.append)
    csv_tables = (tables.shelters, tables.crossings, tables.offices, tables.topics, tables.reports)
    assert told == sorted(told)
    assert told[-1] == sum(len(table or ()) for table in csv_tables)
