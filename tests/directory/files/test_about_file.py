"""about.toml: who runs the hotline, and whom else to call."""

from __future__ import annotations

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.about import ABOUT
from hotline.directory.files.about_file import MOST, read_about, write_about
from hotline.directory.files.problems import Problem


def read(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    problems: list[Problem] = []
    rows = read_about(text, problems)
    return [(row.what, row.text.in_language("ru")) for row in rows], [str(problem) for problem in problems]


def test_each_section_is_a_sentence_a_language() -> None:
    assert read('[us]\nru = " Мы волонтёры. "\nen = "Volunteers."\n') == ([("us", "Мы волонтёры.")], [])


def test_the_sample_has_all_of_it_and_what_is_written_is_read_again() -> None:
    problems: list[Problem] = []
    rows = read_about((SAMPLE / "about.toml").read_text(encoding="utf-8"), problems)
    assert [row.what for row in rows] == list(ABOUT)
    assert all("" not in row.text for row in rows)
    assert read_about(write_about(rows), problems) == rows
    assert problems == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[us", "about.toml:1: not TOML: Expected"),
        ('\n[them]\nru = "x"', "about.toml:2, column them: unknown section; known are [us], [suicide], [missing]"),
        ('us = "x"', "unknown section"),
        ('[us]\nde = "x"', "about.toml:1, column us.de: unknown language; known are"),
        ("[us]\nru = 5", "must be a text in quotes of at most 160 characters, found 5"),
        ('[us]\nru = " "', "must be a text in quotes"),
        (f'[us]\nru = "{"x" * (MOST + 1)}"', "must be a text in quotes of at most 160"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str) -> None:
    _, problems = read(text)
    assert told in problems[0]
    assert len(problems) == 1
