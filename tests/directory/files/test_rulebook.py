"""rules.toml is read and written; what is wrong names the line of the key."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.directory.files.problems import Problem
from hotline.directory.files.rulebook import read_rules, write_rules
from hotline.directory.registration import Rule

LEAST = """\
[[rule]]
country = "KZ"
citizens = ["RU", "BY"]
from = 2022-01-01
stay_days = 90
register_by_day = 30
documents = ["passport"]
source = "001"
"""
RULE = Rule("KZ", frozenset({"RU", "BY"}), date(2022, 1, 1), None, 90, 30, None, ("passport",), False, None, "001")


def complaints(text: str) -> list[str]:
    problems: list[Problem] = []
    read_rules(text, problems)
    return list(map(str, problems))


def test_optional_keys_may_be_absent() -> None:
    problems: list[Problem] = []
    assert read_rules(LEAST, problems) == (RULE,)
    assert problems == []


def test_what_is_written_is_read_back_the_same() -> None:
    odd = 'a "quoted" \\ text,\nэто\x7f\t'
    rules = (
        RULE,
        Rule("RU", RULE.citizens, date(1, 1, 1), date(2, 1, 1), 1, 1, 0, (odd, "b"), True, date(2022, 9, 29), odd),
    )
    problems: list[Problem] = []
    assert read_rules(write_rules(rules), problems) == rules
    assert problems == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        # wrong types, by the line of the key
        (
            '"KZ"',
            '"Kazakhstan"',
            "2, column country: must be a country's two letters, such as \"KZ\", found 'Kaz",
        ),
        ('"KZ"', "7", '2, column country: must be a country\'s two letters, such as "KZ", found 7'),
        ('["RU", "BY"]', "[]", '3, column citizens: must be a list of countries, such as ["RU"], found'),
        ('["RU", "BY"]', '"RU"', "3, column citizens: must be a list of countries, such as [\"RU\"], found 'RU'"),
        ("= 2022-01-01", '= "2022-01-01"', "4, column from: must be a date without quotes, such as 2022-01-01,"),
        ("= 2022-01-01", "= 2022-01-01T00:00:00", "4, column from: must be a date without quotes"),
        ("= 90", "= true", "5, column stay_days: must be a whole number from 1 to 3,650, found 'True'"),
        ("= 90", "= 0", "5, column stay_days: must be a whole number from 1 to 3,650, found 0"),
        ("= 30", "= 3651", "6, column register_by_day: must be a whole number from 1 to 3,650, found 3651"),
        ('["passport"]', '["passport", ""]', '7, column documents: must be a list of names, such as ["passport"]'),
        ('"001"', '" "', "8, column source: must be a text in quotes of at most 1,000 characters, found ' '"),
        ('"001"', f'"{"x" * 1001}"', "8, column source: must be a text in quotes of at most 1,000 characters"),
        ('"001"', '"001"\nonline = "yes"', "9, column online: must be true or false, found 'yes'"),
        ('"001"', '"001"\nuntil = 2021-12-31', "9, column until: is before from, 2022-01-01"),
        # keys
        ('"001"', '"001"\nfee = 3', "9, column fee: unknown key; known are country, citizens, from, until, stay_da"),
        ('"001"', '"001"\n[rule.fee]\nKZT = 3', "9, column fee: unknown key; known are"),
        ('"001"', '"001"\n[fees]\nKZT = 3', "9, column fees: unknown key; each rule begins with [[rule]]"),
        ("[[rule]]\n", "fee = 3\n[[rule]]\n", "1, column fee: unknown key; each rule begins with [[rule]]"),
        ("stay_days = 90\n", "", "1, column stay_days: is missing; it must be a whole number from 1 to 3,650"),
        ("[[rule]]", "\n[rule]", "2, column rule: each rule must begin with [[rule]]"),
        # syntax
        ("= 90", "90", "5, column 11: not TOML: Expected '=' after a key in a key/value pair"),
        ('"001"', '["001"', "8: not TOML: Unclosed array"),
    ],
)
def test_bad_rule(old: str, new: str, complaint: str) -> None:
    assert old in LEAST
    [found] = complaints(LEAST.replace(old, new, 1))
    assert found.startswith(f"rules.toml:{complaint}")


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000])
def test_value_beyond_what_python_reads_is_a_problem_too(value: str) -> None:
    [found] = complaints(f"a = {value}\n")
    assert found.startswith("rules.toml")
    assert "not TOML" in found


def test_rules_written_inline_are_placed_at_their_list() -> None:
    found = complaints('# inline\nrule = [{ country = "KZ" }]\n')
    assert [line.split(":")[1] for line in found] == [
        f"2, column {key}" for key in ("citizens", "from", "stay_days", "register_by_day", "documents", "source")
    ]


@pytest.mark.parametrize(
    ("until", "since", "country", "citizens", "overlaps"),
    [
        ("2022-06-30", "2022-06-30", "KZ", "RU", True),  # both days are in force
        ("2022-06-30", "2022-07-01", "KZ", "RU", False),
        ("", "2030-01-01", "KZ", "RU", True),  # until further notice
        ("", "2021-01-01", "KZ", "RU", True),  # the later row may begin earlier
        ("", "2030-01-01", "RU", "RU", False),  # another country
        ("", "2030-01-01", "KZ", "UA", False),  # other citizens
    ],
)
def test_overlapping_rules_are_refused(until: str, since: str, country: str, citizens: str, overlaps: bool) -> None:
    first = LEAST + (f"until = {until}\n" if until else "")
    second = LEAST.replace("2022-01-01", since).replace('"KZ"', f'"{country}"')
    second = second.replace('"RU", "BY"', f'"{citizens}"')
    line = first.count("\n") + 4
    expected = f"rules.toml:{line}, column from: overlaps the rule of line 1 for citizens of RU in KZ"
    assert complaints(first + second) == ([expected] if overlaps else [])
