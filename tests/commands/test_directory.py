"""`hotline load`, `export` and `report`."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from hotline.commands.laptop import SAMPLE
from hotline.store.keys import VERSION
from tests.commands.shell import Hotline, Ran, is_one_line

HEADER = "code,place,name_en"


def test_bad_files_are_named_by_line_and_column_and_nothing_is_loaded(
    store: Redis, hotline: Hotline, tmp_path: Path
) -> None:
    for name, content in {
        "shelters.csv": f"{HEADER},lat,lon\nA,Oral,Hall,910,51\nA,Oral,School,,\n".encode(),
        "crossings.csv": "code,name_ru\nX,Приют\n".encode("cp1251"),
        "offices.csv": f"{HEADER},opens,closes,dayz\nA,Oral,Desk,22:00,22:00,\nB,Oral,Desk,late,8:00,\n".encode(),
        "topics.csv": b"",
        "rules.toml": b"[[rule]]\ncountry =\n",
    }.items():
        (tmp_path / name).write_bytes(content)
    ran = hotline("load", str(tmp_path))
    assert ran.code == 1
    found = ran.err.strip().splitlines()
    for expected, line in zip(
        [
            "crossings.csv:2, column 3: not UTF-8",
            "offices.csv:1, column dayz: unknown column",
            "offices.csv:2, column closes: opens 22:00 and closes 22:00",
            "offices.csv:3, column opens: must be a time",
            "rules.toml:2, column 10: not TOML",
            "shelters.csv:2, column lat: latitude must be",
            "shelters.csv:3, column code: 'A' stands on line 2",
            "topics.csv:1: the file is empty",
            "hotline: nothing was loaded: 8 to mend",
        ],
        found,
        strict=True,
    ):
        assert line.startswith(expected)
    assert store.get(VERSION) is None


def test_load_of_a_folder_that_is_missing_says_so(store: Redis, hotline: Hotline, tmp_path: Path) -> None:
    ran = hotline("load", str(tmp_path / "nowhere"))
    assert ran.code == 1
    assert "cannot be read: No such file or directory" in ran.err
    assert "Traceback" not in ran.err


def test_loading_twice_changes_nothing(sample: Redis, hotline: Hotline) -> None:
    before = sample.get(VERSION)
    assert hotline("load", str(SAMPLE)).out == "all of it is there already: nothing changed\n"
    assert sample.get(VERSION) == before


def test_what_is_exported_can_be_loaded_and_is_the_same(sample: Redis, hotline: Hotline, tmp_path: Path) -> None:
    hotline("report", "FULL CINEMA")
    assert hotline("export", str(tmp_path / "one")).code == 0
    assert "nothing changed" in hotline("load", str(tmp_path / "one")).out
    sample.flushall()
    assert "loaded" in hotline("load", str(tmp_path / "one")).out
    assert hotline("export", str(tmp_path / "two")).code == 0
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_export_into_a_file_is_refused_in_one_line(sample: Redis, hotline: Hotline, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert is_one_line(hotline("export", str(tmp_path / "file")), 1)


@pytest.mark.slow
def test_50_000_shelters_load_with_a_progress_bar_and_are_found(
    store: Redis, hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # the bar is drawn on terminals only
    rows = (f"S{n},,Hall {n},{43 + n % 100 / 10},{50 + n // 100 / 20}" for n in range(50_000))
    (tmp_path / "shelters.csv").write_text("\n".join(["code,place,name_en,lat,lon", *rows]), encoding="utf-8")
    ran = hotline("load", str(tmp_path))
    assert "reading rows" in ran.err
    assert "50000/50000" in ran.err
    assert "50000" in ran.out
    assert "Hall " in hotline("text", "SHELTER Oral").out


@pytest.mark.parametrize(
    ("report", "understood"),
    [
        ("FULL CINEMA", "CINEMA, full, 0 places free"),
        ("ПОЛНО Синема Парк", "CINEMA, full, 0 places free"),
        ("WAIT TEPLOE 250", "TEPLOE, foot, 250 in line"),
    ],
)
def test_report_says_what_it_understood(sample: Redis, hotline: Hotline, report: str, understood: str) -> None:
    assert hotline("report", report) == Ran(0, f"understood: {understood}\n", "")


def test_report_changes_the_next_answer(sample: Redis, hotline: Hotline) -> None:
    hotline("report", "FULL CINEMA")
    assert "Cinema Park" not in hotline("text", "SHELTER Oral").out


@pytest.mark.parametrize("report", ["hello", "FULL ATLANTIS", "BEDS CINEMA", "WAIT TEPLOE", "BEDS CINEMA 99999999"])
def test_report_that_is_not_understood_is_one_line(sample: Redis, hotline: Hotline, report: str) -> None:
    assert is_one_line(hotline("report", report), 1)
