"""rules.toml: how long a person may stay and by when they must register."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..registration import Rule
from .problems import LONGEST, Problem, shown
from .toml_files import read_toml

RULES_FILE = "rules.toml"

# Days; a stay without a visa longer than ten years is a slip.
_MOST_DAYS = 3_650

_RULE = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")
_TABLE = re.compile(r"\s*\[+\s*[\"']?([\w-]+)[\"']?(?:\s*\.\s*[\"']?([\w-]+))?")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST


def _is_country(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[A-Z]{2}", value) is not None


def _is_days(least: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and least <= value <= _MOST_DAYS


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_list(of: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(of, value))


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of a rule: what its value must be, in words and as a test, and how the field of Rule is made of it."""

    must: str
    fits: Callable[[object], bool]
    make: Callable[[Any], Any] = lambda value: value  # of None where the key is absent
    needed: bool = True
    field: str = ""  # "": as the key is called


_KEYS = {
    "country": _Key('a country\'s two letters, such as "KZ"', _is_country),
    "citizens": _Key('a list of countries, such as ["RU"]', _is_list(_is_country), frozenset),
    "from": _Key("a date without quotes, such as 2022-01-01", _is_date, field="since"),
    "until": _Key("a date without quotes, such as 2026-06-30", _is_date, needed=False),
    "stay_days": _Key(f"a whole number from 1 to {_MOST_DAYS:,}", _is_days(1)),
    "register_by_day": _Key(f"a whole number from 1 to {_MOST_DAYS:,}", _is_days(1)),
    "host_notice_working_days": _Key(f"a whole number from 0 to {_MOST_DAYS:,}", _is_days(0), needed=False),
    "documents": _Key('a list of names, such as ["passport"]', _is_list(_is_text), tuple),
    "online": _Key("true or false", lambda value: isinstance(value, bool), bool, needed=False),
    "verified": _Key("a date without quotes, such as 2022-09-29", _is_date, needed=False),
    "source": _Key(f"a text in quotes of at most {LONGEST:,} characters", _is_text),
}


class _Lines:
    """Where in the text each rule and each of its keys stands; the parser does not tell."""

    def __init__(self, text: str) -> None:
        self.top: dict[str, int] = {}
        self.rules: list[dict[str, int]] = []
        keys = self.top
        for number, line in enumerate(text.split("\n"), 1):
            if _RULE.match(line):
                keys = {"": number}
                self.rules.append(keys)
            elif match := _KEY.match(line):
                keys.setdefault(match[1], number)
            elif match := _TABLE.match(line):
                if match[1] == "rule" and match[2]:
                    keys.setdefault(match[2], number)
                else:
                    self.top.setdefault(match[1], number)
                keys = {}

    def of(self, rule: int, key: str) -> int:
        """The line of a key of the n-th rule, else where that rule begins."""
        keys = self.rules[rule] if rule < len(self.rules) else {"": self.top.get("rule", 1)}
        return keys.get(key, keys[""])


def read_rules(text: str, problems: list[Problem]) -> tuple[Rule, ...]:
    """The rules in the file's order. Errors are added to `problems`; the result is of use only without any."""

    def wrong(line: int, column: str, what: str) -> None:
        problems.append(Problem(RULES_FILE, line, column, what))

    tables = read_toml(RULES_FILE, text, problems)
    if tables is None:
        return ()

    lines = _Lines(text)
    for key in sorted(tables.keys() - {"rule"}):
        wrong(lines.top.get(key, 1), key, "unknown key; each rule begins with [[rule]]")
    found = tables.get("rule", [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        wrong(lines.top.get("rule", 1), "rule", "each rule must begin with [[rule]]")
        return ()

    rules: list[tuple[int, Rule]] = []
    for number, table in enumerate(found):
        before = len(problems)
        for key in sorted(table.keys() - _KEYS.keys()):
            wrong(lines.of(number, key), key, f"unknown key; known are {', '.join(_KEYS)}")
        for key, declared in _KEYS.items():
            if key not in table:
                if declared.needed:
                    wrong(lines.of(number, ""), key, f"is missing; it must be {declared.must}")
            elif not declared.fits(table[key]):
                wrong(lines.of(number, key), key, f"must be {declared.must}, found {shown(table[key])}")
        if len(problems) > before:
            continue
        rule = Rule(**{declared.field or key: declared.make(table.get(key)) for key, declared in _KEYS.items()})
        if rule.until is not None and rule.until < rule.since:
            wrong(lines.of(number, "until"), "until", f"is before from, {rule.since}")
        for line, other in rules:
            if _overlap(rule, other):
                both = ", ".join(sorted(rule.citizens & other.citizens))
                what = f"overlaps the rule of line {line} for citizens of {both} in {rule.country}"
                wrong(lines.of(number, "from"), "from", what)
        rules.append((lines.of(number, ""), rule))
    return tuple(rule for _, rule in rules)


def _overlap(one: Rule, other: Rule) -> bool:
    """Whether both are in force on some day for somebody, when it would be chance which one is told."""
    return (
        one.country == other.country
        and bool(one.citizens & other.citizens)
        and one.since <= (other.until or date.max)
        and other.since <= (one.until or date.max)
    )


def write_rules(rules: Iterable[Rule]) -> str:
    """The text of rules.toml."""
    head = "# How long a person may stay and by when they must register. Dates are inclusive.\n"
    return head + "".join(map(_table, rules))


def _table(rule: Rule) -> str:
    values = {key: getattr(rule, declared.field or key) for key, declared in _KEYS.items()}
    pairs = (f"{key} = {_value(value)}\n" for key, value in values.items() if value is not None)
    return "\n[[rule]]\n" + "".join(pairs)


def _value(value: object) -> str:
    """As TOML, whose texts, lists, numbers and truths are written as JSON's but for one character."""
    if isinstance(value, date):
        return value.isoformat()
    plain = sorted(value) if isinstance(value, frozenset) else value
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
