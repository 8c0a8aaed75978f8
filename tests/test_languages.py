"""A fourth language is data: a file of prompts, and columns in the coordinator's tables."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.commands.laptop import EVENING, SAMPLE
from hotline.variables import PROMPTS
from tests.evening import environment

ROOT = Path(__file__).parent.parent
UZBEK = {
    "keyword-shelter": "boshpana, yotoqxona",
    "keyword-news": "yangiliklar",
    "word-language": "uzbekcha",
    "word-mark": "uz",
    "shelter-then": "1 yana, 2 joy yoq, 3 batafsil",
    "lang-done": "Endi uzbekcha yozamiz.",
}
NAMES = "".join(f"\nlanguage-{code} = {name}\n    .voice = {name}: {{ $key }}.\n" for code, name in [
    ("uz", "Uzbekcha"), ("de", "Deutsch"),
])  # fmt: skip
CELLS = {
    "shelters.csv": ("CINEMA", {"name_uz": "Sinema Park kinoteatri", "address_uz": "Uralsk"}),
    "topics.csv": (
        "FOOD",
        {"keywords_uz": "ovqat,taom", "title_uz": "Ovqat", "text_uz": "Kafeda choy va issiq ovqat."},
    ),
}

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, redis_url: str) -> Run:
    """The hotline's command in a house with the same code and a fourth language in its prompts."""
    for room in ("hotline", "flows", "workers"):
        (tmp_path / room).symlink_to(ROOT / room)
    (tmp_path / "prompts").mkdir()
    english = (PROMPTS / "en.ftl").read_text(encoding="utf-8")
    for id_, words in UZBEK.items():
        english = re.sub(rf"^{id_} = .*", f"{id_} = {words}", english, flags=re.M)
    for language in ("ru", "kk", "en", "uz"):
        text = english if language == "uz" else (PROMPTS / f"{language}.ftl").read_text(encoding="utf-8")
        (tmp_path / "prompts" / f"{language}.ftl").write_text(text + NAMES, encoding="utf-8")

    def ran(*words: str, house: Path = tmp_path) -> str:
        settings = {**os.environ, **environment(redis_url, HOTLINE_NOW=EVENING)}
        command = [sys.executable, "-m", "hotline", *words]
        done = subprocess.run(command, cwd=house, env=settings, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    return ran


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The sample data with columns of that language."""
    folder = tmp_path / "data"
    shutil.copytree(SAMPLE, folder)
    for file, (code, cells) in CELLS.items():
        with (folder / file).open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table))
        with (folder / file).open("w", encoding="utf-8", newline="") as table:
            writer = csv.DictWriter(table, [*rows[0], *cells], restval="")
            writer.writeheader()
            writer.writerows({**row, **(cells if row["code"] == code else {})} for row in rows)
    return folder


def test_who_texts_a_word_of_a_fourth_language_is_answered_in_it_from_its_own_columns(run: Run, data: Path) -> None:
    run("load", str(data))
    answer = run("text", "boshpana Uralsk")
    assert "Sinema Park kinoteatri" in answer
    assert UZBEK["shelter-then"] in answer
    assert "Kafeda choy va issiq ovqat." in run("text", "ovqat", "--from", "+77010000002")
    assert UZBEK["lang-done"] in run("text", "uzbekcha", "--from", "+77010000003")


def test_a_sentence_in_a_language_that_was_only_heard_until_now_tells_it(run: Run) -> None:
    assert "language: uz" in run("hear", "bolalar muzlab qolyapti tez keling yordam bering")


def test_a_broadcast_has_a_text_for_a_fourth_language(run: Run) -> None:
    run("text", "yangiliklar")
    run("text", "1")
    assert "uz 1" in run("broadcast", "ru: Граница закрыта uz: Chegara yopiq", "--yes")


def test_a_caller_whose_language_no_carrier_speaks_is_told_so_and_spoken_to_in_the_first(run: Run) -> None:
    assert "На этом языке линия пока не говорит" in run("call", "4")


def test_the_columns_of_a_fourth_language_come_and_go_with_its_prompts(run: Run, data: Path, tmp_path: Path) -> None:
    run("load", str(SAMPLE), house=ROOT)  # as three languages left it
    assert "Кинотеатр" in run("text", "boshpana Uralsk")
    run("load", str(data))
    run("export", str(tmp_path / "four"))
    run("export", str(tmp_path / "three"), house=ROOT)
    headers = {name: (tmp_path / name / "shelters.csv").read_text(encoding="utf-8") for name in ("three", "four")}
    assert "name_en,name_ru,name_kk,name_uz,address_en" in headers["four"]
    assert "name_en,name_ru,name_kk,address_en" in headers["three"]
    assert "Sinema Park kinoteatri" in headers["four"]
    assert "nothing changed" in run("load", str(tmp_path / "four"))
    shutil.copy(tmp_path / "prompts" / "en.ftl", tmp_path / "prompts" / "de.ftl")  # before it, by the alphabet
    assert "Sinema Park kinoteatri" in run("text", "boshpana Uralsk")
