"""A data folder is read whole or not at all, and every error names its file, line and column."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import hotline.directory
from hotline.directory.changes import QueueReport, ShelterReport
from hotline.directory.files.loading import Tables, read_folder, write_folder
from hotline.directory.files.problems import BadData
from hotline.directory.files.sheets import CROSSINGS, OFFICES, REPORTS, SHELTERS, TOPICS, Sheet
from hotline.directory.localized import Localized
from hotline.directory.offices import Office
from hotline.directory.shelters.shelters import Shelter

SAMPLE = Path(hotline.directory.__path__[0]) / "sample" / "west-kazakhstan-2022"
ORAL = ZoneInfo("Asia/Oral")
EMPTY = Tables(None, None, None, None, None, None)


def problems(folder: Path, **files: str | bytes) -> list[str]:
    """What reading the folder complains of, once the files (shelters="…" for shelters.csv) stand in it."""
    put(folder, **files)
    with pytest.raises(BadData) as caught:
        read_folder(folder)
    assert str(caught.value).splitlines() == list(map(str, caught.value.problems))
    return list(map(str, caught.value.problems))


def put(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(raw)


def one_shelter(folder: Path, columns: str, cells: str) -> Shelter:
    put(folder, shelters=f"code,place,name_en,{columns}\nA,Oral,Hall,{cells}\n")
    tables = read_folder(folder)
    assert tables.shelters is not None
    return tables.shelters[0]


def test_sample_is_read_in_full() -> None:
    tables = read_folder(SAMPLE)
    assert tables.shelters
    assert tables.crossings
    assert tables.offices
    assert tables.topics
    assert tables.rules
    cinema = tables.shelters[0]
    assert (cinema.code, cinema.name.in_language("en"), cinema.beds, cinema.lat) == ("CINEMA", "Cinema Park", 400, None)
    assert (cinema.opens, cinema.closes) == (22 * 60 + 30, 11 * 60)
    assert cinema.offers == ("warmth", "toilets", "tea", "hot-food")
    assert [(crossing.on_foot, crossing.people_per_hour) for crossing in tables.crossings[:2]] == [
        (True, 12.0),
        (False, None),
    ]
    assert tables.offices[1].days == frozenset(range(1, 7))
    assert tables.offices[1].does == {"registration", "id-number"}
    assert tables.topics[0].keywords.in_language("ru") == "еда,покушать,питание,поесть"
    assert [rule.until for rule in tables.rules] == [date(2026, 6, 30), None]
    assert tables.reports is not None
    assert tables.reports[0] == QueueReport(1664076600.0, "TEPLOE", "foot", 250, None, 140, True, "file")
    assert tables.reports[2] == ShelterReport(1664127600.0, "CINEMA", "open", 150, True, "file")


def test_what_is_written_is_read_back_the_same(tmp_path: Path) -> None:
    tables = read_folder(SAMPLE)
    assert tables.shelters
    assert tables.offices
    awkward = replace(
        tables.shelters[0],
        code="клуб-1",
        name=Localized(ru='Hall "A", upper\nfloor'),
        lat=-0.00001,
        lon=179.123456789,
        phone="1 2, 3",
        opens=0,
        closes=1440,
    )
    days = [frozenset[int](), frozenset({3}), frozenset({1, 2, 5}), frozenset({6, 7})]
    offices = tuple(replace(tables.offices[0], code=f"O{n}", days=some) for n, some in enumerate(days))
    tables = replace(tables, shelters=(*tables.shelters, awkward), offices=offices)
    write_folder(tmp_path / "new" / "folder", tables, ORAL)
    assert read_folder(tmp_path / "new" / "folder") == tables


def test_absent_tables_are_not_written_and_empty_ones_stay_empty(tmp_path: Path) -> None:
    empty = Tables((), (), (), (), (), ())
    write_folder(tmp_path / "empty", empty, ORAL)
    assert read_folder(tmp_path / "empty") == empty
    write_folder(tmp_path / "some", EMPTY, ORAL)
    assert list((tmp_path / "some").iterdir()) == []
    write_folder(tmp_path / "some", replace(EMPTY, topics=()), ORAL)
    assert read_folder(tmp_path / "some") == replace(EMPTY, topics=())


@pytest.mark.parametrize("sheet", [SHELTERS, CROSSINGS, OFFICES, TOPICS, REPORTS], ids=lambda sheet: str(sheet.file))
def test_each_field_of_a_row_has_its_line_in_the_sheet(sheet: Sheet[object]) -> None:
    """A field with a default would otherwise be lost without an error."""
    assert sorted(field.name for field in sheet.fields) == sorted(inspect.signature(sheet.row).parameters)


def test_export_gives_local_times_and_keeps_distrust(tmp_path: Path) -> None:
    reports = (
        ShelterReport(1664127600.25, "CINEMA", None, 7, False, "guest"),
        QueueReport(1664127600.0, "ILEK", "car", None, 540, None, True, "guest"),
    )
    write_folder(tmp_path, replace(EMPTY, reports=reports), ORAL)
    assert (tmp_path / "reports.csv").read_text().splitlines()[1:] == [
        "2022-09-25T22:40:00.250000+05:00,shelter,CINEMA,,,,7,,no,,",
        "2022-09-25T22:40:00+05:00,car,ILEK,,540,,,,yes,,",
    ]
    assert read_folder(tmp_path).reports == (replace(reports[0], by="file"), replace(reports[1], by="file"))


def test_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    write_folder(tmp_path, read_folder(SAMPLE), ORAL)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    unwritable = Localized(en="\ud800")  # half a surrogate pair has no UTF-8
    shelters = read_folder(SAMPLE).shelters
    assert shelters is not None
    with pytest.raises(UnicodeEncodeError):
        write_folder(tmp_path, replace(EMPTY, shelters=(replace(shelters[0], name=unwritable),)), ORAL)
    (tmp_path / "topics.csv").unlink()
    (tmp_path / "topics.csv").mkdir()  # cannot be replaced by a file
    with pytest.raises(OSError, match="directory"):
        write_folder(tmp_path, replace(EMPTY, topics=()), ORAL)
    (tmp_path / "topics.csv").rmdir()
    del before["topics.csv"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


# --- what may be left out, and the ways a cell may be written ---


def test_optional_columns_may_be_absent(tmp_path: Path) -> None:
    put(tmp_path, offices="code,place,name_kk\nO,Oral,Үй\n")
    nothing = Localized()
    office = Office(
        "O",
        "Oral",
        Localized(kk="Үй"),
        nothing,
        *(None, None, None, None),
        days=frozenset(),
        does=frozenset(),
        note=nothing,
        source="",
    )
    assert read_folder(tmp_path) == replace(EMPTY, offices=(office,))


@pytest.mark.parametrize(
    ("opens", "closes", "minutes"),
    [
        ("20:00", "08:00", (1200, 480)),  # overnight
        ("9:00", "18:05", (540, 1085)),  # spreadsheets drop the zero
        ("00:00", "24:00", (0, 1440)),  # all day, not "equal"
        ("", "", (None, None)),
    ],
)
def test_hours(tmp_path: Path, opens: str, closes: str, minutes: tuple[int | None, int | None]) -> None:
    shelter = one_shelter(tmp_path, "opens,closes", f"{opens},{closes}")
    assert (shelter.opens, shelter.closes) == minutes


@pytest.mark.parametrize(
    ("days", "numbers"),
    [("1-7", {1, 2, 3, 4, 5, 6, 7}), ("1,2,5", {1, 2, 5}), ("1-3, 6", {1, 2, 3, 6}), ("4", {4}), ("", set())],
)
def test_days(tmp_path: Path, days: str, numbers: set[int]) -> None:
    put(tmp_path, offices=f'code,place,name_en,days\nO,Oral,Desk,"{days}"\n')
    offices = read_folder(tmp_path).offices
    assert offices
    assert offices[0].days == numbers


def test_order_mark_windows_line_ends_blank_rows_and_spaces_are_no_matter(tmp_path: Path) -> None:
    put(tmp_path, shelters=b"\xef\xbb\xbfcode , place,name_en\r\n\r\n A, Oral ,Hall\r\n,,\r\nB,Oral,Barn")
    shelters = read_folder(tmp_path).shelters
    assert shelters
    assert [(row.code, row.place, row.name.in_language("en")) for row in shelters] == [
        ("A", "Oral", "Hall"),
        ("B", "Oral", "Barn"),
    ]


def test_reports_take_their_codes_as_the_tables_write_them(tmp_path: Path) -> None:
    put(
        tmp_path,
        shelters="code,place,name_en\nCinema,Oral,Cinema\n",
        reports="at,mode,code,status,queue\n2022-09-25T08:30Z,shelter,CINEMA,full,\n2022-09-25T08:30Z,car,NEW,,3\n",
    )
    reports = read_folder(tmp_path).reports  # there is no crossings.csv, so NEW may have been loaded before
    assert reports
    assert [report.code for report in reports] == ["Cinema", "NEW"]


def test_progress_counts_the_rows_of_all_files(tmp_path: Path) -> None:
    rows = "".join(f"S{n},Oral,Hall\n" for n in range(1200))
    put(tmp_path, shelters=f"code,place,name_en\n{rows}", offices="code,place,name_en\nO,Oral,Desk\n")
    told: list[int] = []
    tables = read_folder(tmp_path, progress=told.append)
    assert tables.shelters is not None
    assert len(tables.shelters) == 1200
    assert told == [500, 1000, 1200, 1201]


def test_town_must_be_known_unless_the_row_has_coordinates(tmp_path: Path) -> None:
    put(
        tmp_path,
        shelters="code,place,name_en,lat,lon\nA,Orall,Hall,,\nB,Orall,Hall,51.2,51.3\nC,Oral,Hall,,\n",
        offices="code,place,name_en\nO,Orall,Desk\nP,,Desk\n",
        crossings="code,name_en,from_country,to_country,nearest_place,on_foot,by_car\nX,X,RU,KZ,Orall,yes,no\n",
        topics="code,keywords_en,title_en,text_en,place\nT,t,T,T,Orall\nU,u,U,U,\n",
    )
    asked: list[str] = []

    def known(place: str) -> bool:
        asked.append(place)
        return place == "Oral"

    with pytest.raises(BadData) as caught:
        read_folder(tmp_path, known_place=known)
    unknown = "unknown place 'Orall'; write it as the gazetteer does"
    assert list(map(str, caught.value.problems)) == [
        f"crossings.csv:2, column nearest_place: {unknown}",
        f"offices.csv:2, column place: {unknown}",
        "offices.csv:3, column place: name the town",
        f"shelters.csv:2, column place: {unknown}, or give lat and lon",
        f"topics.csv:2, column place: {unknown}",
    ]
    assert asked == ["Orall", "Oral"]  # once a name, since a look-up among 20,000 towns is not free
