"""What is wrong with a data folder is said by file, line and column, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from .files.test_loading import problems

SHELTERS = "code,place,name_en"


@pytest.mark.parametrize(
    ("columns", "cells", "complaint"),
    [
        # a place on earth
        ("lat,lon", "910,51", "lat: latitude must be between -90 and 90, found 910"),
        ("lat,lon", "51.2,-180.01", "lon: longitude must be between -180 and 180, found -180.01"),
        ("lat,lon", '"51,2",51', "lat: must be a number such as 51.23, found '51,2'"),
        ("lat,lon", "nan,51", "lat: must be a number such as 51.23, found 'nan'"),
        ("lat,lon", "51.2,", "lon: is empty though lat is given; give both or neither"),
        ("lat,lon", ",51.2", "lat: is empty though lon is given; give both or neither"),
        # hours
        ("opens,closes", "22:30,22:30", "closes: opens 22:30 and closes 22:30, which is no time at all;"),
        ("opens,closes", "24:00,00:00", "closes: opens 24:00 and closes 00:00, which is no time at all;"),
        ("opens,closes", "evening,08:00", "opens: must be a time from 00:00 to 24:00, found 'evening'"),
        ("opens,closes", "20:00,24:01", "closes: must be a time from 00:00 to 24:00, found '24:01'"),
        ("opens,closes", "20:60,08:00", "opens: must be a time from 00:00 to 24:00, found '20:60'"),
        ("opens,closes", "20:00,", "closes: is empty though opens is given; give both or neither"),
        # whole numbers
        ("beds", "-5", "beds: must be a whole number from 0 to 100,000, found -5"),
        ("beds", "100001", "beds: must be a whole number from 0 to 100,000, found 100001"),
        ("beds", "9" * 4500, "beds: 4,500 characters are too long, 1,000 are the most"),
        ("beds", "about 40", "beds: must be a whole number from 0 to 100,000, found 'about 40'"),
        ("beds", "٤", "beds: must be a whole number from 0 to 100,000, found '٤'"),
        ("beds", "+7 (701) 555-01-23", "beds: must be a whole number from 0 to 100,000, found what looks like"),
        # length
        ("welcomes", "x" * 1001, "welcomes: 1,001 characters are too long, 1,000 are the most"),
        ("opens,closes", "x" * 50 + ",", f"opens: must be a time from 00:00 to 24:00, found '{'x' * 40}…'"),
    ],
)
def test_bad_cell_of_a_shelter(tmp_path: Path, columns: str, cells: str, complaint: str) -> None:
    found = problems(tmp_path, shelters=f"{SHELTERS},{columns}\nA,Oral,Hall,{cells}\n")
    assert found[0].startswith(f"shelters.csv:2, column {complaint}")


def test_longest_allowed_text_passes(tmp_path: Path) -> None:
    longest = "x" * 1000
    found = problems(tmp_path, shelters=f"{SHELTERS},welcomes,beds\nA,Oral,Hall,{longest},many\n")
    assert len(found) == 1
    assert "column beds" in found[0]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (",Oral,Hall", "column code: must be 1 to 40 letters, digits, - or _, found nothing"),
        ("A B,Oral,Hall", "column code: must be 1 to 40 letters, digits, - or _, found 'A B'"),
        ("A,,Hall", "column place: name the town"),
        ("A,Oral,", "column name: must be given in one language at least (name_en, name_ru, name_kk)"),
        ("A,Oral", "has 2 cells where the header has 3"),
        ("A,Oral,Hall,more", "has 4 cells where the header has 3"),
    ],
)
def test_bad_row_of_a_shelter(tmp_path: Path, row: str, complaint: str) -> None:
    [found] = problems(tmp_path, shelters=f"{SHELTERS}\n{row}\n")
    assert found in (f"shelters.csv:2, {complaint}", f"shelters.csv:2: {complaint}")


CROSSINGS = "code,name_en,from_country,to_country,nearest_place,on_foot,by_car,people_per_hour,cars_per_hour"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("X,X,Russia,KZ,Oral,yes,no,,", "from_country: must be a country's two letters, such as KZ, found 'RUSSIA'"),
        ("X,X,RU,,Oral,yes,no,,", "to_country: must be a country's two letters, such as KZ, found nothing"),
        ("X,X,RU,KZ,Oral,maybe,no,,", "on_foot: must be yes or no, found 'maybe'"),
        ("X,X,RU,KZ,Oral,yes,,,", "by_car: must be yes or no, found nothing"),
        ("X,X,RU,KZ,Oral,yes,no,0,", "people_per_hour: must be above 0 and at most 100,000, or empty if unknown,"),
        ("X,X,RU,KZ,Oral,yes,no,,100001", "cars_per_hour: must be above 0 and at most 100,000, or empty if unknown,"),
        ("X,X,RU,KZ,Oral,yes,no,ten,", "people_per_hour: must be a number such as 51.23, found 'ten'"),
    ],
)
def test_bad_cell_of_a_crossing(tmp_path: Path, row: str, complaint: str) -> None:
    [found] = problems(tmp_path, crossings=f"{CROSSINGS}\n{row}\n")
    assert found.startswith(f"crossings.csv:2, column {complaint}")


@pytest.mark.parametrize("days", ["0-5", "5-1", "Mon", "1-8", "1;2", "1-"])
def test_bad_days(tmp_path: Path, days: str) -> None:
    [found] = problems(tmp_path, offices=f"code,place,name_en,days\nO,Oral,Desk,{days}\n")
    example = "must be days from 1 (Monday) to 7, such as 1-5 or 1,2,5"
    assert found == f"offices.csv:2, column days: {example}, found '{days}'"


def test_bad_topics(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        topics="code,keywords_en,keywords_ru,title_en,text_en,valid_until\n"
        'FOOD,"food, hot  meal",еда,Food,Soup,2022-10-24\n'
        'EAT,"Hot Meal,eat",ЕДА,Eat,Soup,24.10.2022\n'
        "SIM,,,,Cards,\n"
        "CAR,car,car,Car,Cars,\n",  # the same word in two languages of one topic is no conflict
    )
    one_language = "must be given in one language at least"
    assert found == [
        "topics.csv:3, column valid_until: must be a date such as 2022-10-24, found '24.10.2022'",
        "topics.csv:3, column keywords_en: 'Hot Meal' is a keyword of both FOOD (line 2) and EAT",
        "topics.csv:3, column keywords_ru: 'ЕДА' is a keyword of both FOOD (line 2) and EAT",
        f"topics.csv:4, column keywords: {one_language} (keywords_en, keywords_ru, keywords_kk)",
        f"topics.csv:4, column title: {one_language} (title_en, title_ru, title_kk)",
    ]


AT = "2022-09-25T08:30:00+05:00"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("2022-09-25T08:30:00,foot,X,1,,,,,", "at: must be a time with its offset such as 2022-09-25T22:30:00+05:00,"),
        ("yesterday,foot,X,1,,,,,", "at: must be a time with its offset such as 2022-09-25T22:30:00+05:00, found"),
        ("1022-09-25T08:30:00+05:00,foot,X,1,,,,,", "at: must be a time with its offset"),  # a slip of the year
        (f"{AT},bike,X,1,,,,,", "mode: must be one of foot, car, shelter, crossing, found 'bike'"),
        (f"{AT},,X,1,,,,,", "mode: must be one of foot, car, shelter, crossing, found nothing"),
        (
            f"{AT},bike,NEW,1,,,,,",
            "mode: must be one of foot, car, shelter, crossing, found 'bike'",
        ),  # NEW may be a shelter
        (f"{AT},foot,X,,,,,,", "queue: a report with mode foot needs at least one of queue, waited_minutes, serving"),
        (f"{AT},shelter,S,,,,,,", "free: a report with mode shelter needs at least one of free, status"),
        (f"{AT},shelter,S,5,,,1,,", "queue: must be empty in a report with mode shelter"),
        (f"{AT},car,X,5,,,,full,", "status: must be empty in a report with mode car"),
        (f"{AT},shelter,S,,,,,crowded,", "status: must be one of open, full, closed, found 'crowded'"),
        (f"{AT},foot,X,1000001,,,,,", "queue: must be a whole number from 0 to 1,000,000, found 1000001"),
        (f"{AT},foot,X,,43201,,,,", "waited_minutes: must be a whole number from 0 to 43,200, found 43201"),
        (f"{AT},foot,X,1,,,,,perhaps", "trusted: must be yes or no, found 'perhaps'"),
        (f"{AT},foot,S,1,,,,,", "code: 'S' is not in crossings.csv"),
        (f"{AT},crossing,X,,,,,,", "status: a report with mode crossing needs at least one of status"),
        (f"{AT},crossing,X,,,,,full,", "status: a crossing is open or closed"),
        (f"{AT},crossing,X,5,,,,closed,", "queue: must be empty in a report with mode crossing"),
        (f"{AT},shelter,X,,,,,full,", "code: 'X' is not in shelters.csv"),
        (f"{AT},shelter,,,,,,full,", "code: must be 1 to 40 letters, digits, - or _, found nothing"),
    ],
)
def test_bad_report(tmp_path: Path, row: str, complaint: str) -> None:
    [found] = problems(
        tmp_path,
        shelters=f"{SHELTERS}\nS,Oral,Hall\n",
        crossings=f"{CROSSINGS}\nX,X,RU,KZ,Oral,yes,no,,\n",
        reports=f"at,mode,code,queue,waited_minutes,serving,free,status,trusted\n{row}\n",
    )
    assert found.startswith(f"reports.csv:2, column {complaint}")


def test_equal_codes_name_both_lines_whatever_their_case(tmp_path: Path) -> None:
    rows = "Клуб,Oral,A\nB,Oral,B\nКЛУБ,Oral,C\nклуб,Oral\n"
    assert problems(tmp_path, shelters=f"{SHELTERS}\n{rows}") == [
        "shelters.csv:4, column code: 'КЛУБ' stands on line 2 already",
        "shelters.csv:5, column code: 'клуб' stands on line 2 already",
        "shelters.csv:5: has 2 cells where the header has 3",
    ]


def test_header_is_checked_by_name(tmp_path: Path) -> None:
    known = (
        "code, place, name_en, name_ru, name_kk, address_en, address_ru, address_kk, lat, lon, opens, closes, "
        "days, does, note_en, note_ru, note_kk, source"
    )
    # The second row is in the wrong place too: what the header lacks is said once, not again in each row.
    assert problems(tmp_path, offices="code,colour,lat,closes,lat,\nO,red,51.2,18:00,51.2,\n") == [
        f"offices.csv:1, column colour: unknown column; offices.csv has {known}",
        "offices.csv:1, column lat: stands in the header twice",
        f"offices.csv:1, column 6: unknown column; offices.csv has {known}",
        "offices.csv:1, column place: this column is missing",
        "offices.csv:1, column name: one of the columns name_en, name_ru, name_kk is needed",
        "offices.csv:1, column lon: this column is missing",
        "offices.csv:1, column opens: this column is missing",
    ]


@pytest.mark.parametrize(
    ("file", "header", "missing"),
    [
        ("crossings", "name_en", ["code", "from_country", "to_country", "nearest_place", "on_foot", "by_car"]),
        ("reports", "queue", ["at", "mode", "code"]),
        ("topics", "place", ["code", "keywords", "title", "text"]),
    ],
)
def test_missing_columns_are_named_and_rows_do_not_repeat_it(
    tmp_path: Path, file: str, header: str, missing: list[str]
) -> None:
    found = problems(tmp_path, **{file: f"{header}\n5\n"})
    assert [line.split(":")[1].removeprefix("1, column ") for line in found] == missing


def test_file_without_header_does_not_get_its_texts_into_the_error(tmp_path: Path) -> None:
    found = problems(tmp_path, shelters="77015550123,+7 701 555 01 23,bring a mat; knock twice at the back door!\n")
    assert [line.split(";")[0] for line in found[:3]] == [
        f"shelters.csv:1, column {number}: unknown column" for number in (1, 2, 3)
    ]
    assert not any("555" in line or "mat" in line for line in found)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", ":1: the file is empty"),
        (b"\xef\xbb\xbf \n\n", ":1: the file is empty"),
        (b"code;place;name_en\nA;Oral;Hall\n", ":1: columns must be separated by commas, found semicolons"),
        (b"code\tplace\tname_en\n", ":1: columns must be separated by commas, found tabs"),
        (
            b"code,place,name_en\r\nA,Oral,\xcf\xf0\r\n",  # as Windows-1251 writes it
            ":2, column 8: not UTF-8 (byte 0xcf); save the file as UTF-8, in a spreadsheet as “CSV UTF-8”",
        ),
        (
            "code".encode("utf-16"),
            ":1, column 1: not UTF-8 (byte 0xff); save the file as UTF-8, in a spreadsheet as “CSV UTF-8”",
        ),
        (
            b"code,place,name_en\nA,Oral,\0\n",
            ":2, column 8: a NUL byte; the file is damaged or not a text",
        ),
        (b'code,place,name_en\nA,Oral,"Hall\nB,Oral,Barn\n', ":2: not CSV: unexpected end of data;"),
        (b'code,place,name_en\nA,Oral,"Hall" upper\n', ":2: not CSV: ',' expected after '\"';"),
        (b'code,place,name_en\nA,Oral,"' + b"x" * 140_000 + b'"\n', ":2: not CSV: field larger than field limit"),
    ],
)
def test_file_that_is_no_table(tmp_path: Path, content: bytes, complaint: str) -> None:
    [found] = problems(tmp_path, shelters=content)
    assert found.startswith(f"shelters.csv{complaint}")


def test_line_is_where_the_row_starts_in_the_file(tmp_path: Path) -> None:
    rows = 'A,Oral,"Hall\r\nin two\r\nlines"\r\n\r\n,Oral,"Barn\r\nin two"\r\nB C,Oral,Shed\r\n'
    found = problems(tmp_path, shelters=f"{SHELTERS}\r\n{rows}")
    assert [line.split(",")[0] for line in found] == ["shelters.csv:6", "shelters.csv:8"]


def test_every_problem_of_every_file_is_found_at_once(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("stay = 1\n")
    found = problems(
        tmp_path,
        shelters=f"{SHELTERS},lat,lon,beds\nA,Oral,Hall,910,,many\nA,Oral,,,,\n",
        topics=b"\xff",
        # CINEMA stands nowhere; A stands in a bad row, which is no reason to call the report wrong.
        reports=f"at,mode,code,free\n{AT},shelter,CINEMA,1\n{AT},shelter,A,1\n",
    )
    assert [line.split(": ")[0] for line in found] == [
        "reports.csv:2, column code",
        "rules.toml:1, column stay",
        "shelters.csv:2, column lat",
        "shelters.csv:2, column lon",
        "shelters.csv:2, column beds",
        "shelters.csv:3, column code",
        "shelters.csv:3, column name",
        "topics.csv:1, column 1",
    ]


def test_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder, reason in ((tmp_path / "nowhere", "No such file or directory"), (tmp_path / "file", "Not a directory")):
        assert problems(folder) == [f"{folder}: cannot be read: {reason}"]


def test_folder_without_a_known_file(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("")
    known = "shelters.csv, crossings.csv, offices.csv, topics.csv, reports.csv, rules.toml, about.toml"
    assert problems(tmp_path) == [f"{tmp_path}: has none of {known}"]


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "shelters.csv").mkdir()
    assert problems(tmp_path) == ["shelters.csv: cannot be read: Is a directory"]
