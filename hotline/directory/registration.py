"""By when to register and how long one may stay: the rule in force on the day of arrival, and its dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """One [[rule]] of rules.toml. The rule in force on the day of arrival is the one that counts."""

    country: str  # ISO 3166 alpha-2
    citizens: frozenset[str]  # whose stay it governs
    since: date  # first day in force
    until: date | None  # last day in force, None: until further notice
    stay_days: int  # without a visa; day 1 is the day of arrival
    register_by_day: int  # the last day on which to register; day 1 is the day of arrival
    host_notice_working_days: int | None
    documents: tuple[str, ...]
    online: bool  # can be done online
    verified: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Both are the last day on which it is still in time."""

    register_by: date
    stay_until: date


def rule_for(rules: Iterable[Rule], country: str, citizenship: str, arrival: date) -> Rule | None:
    """The rule in force on the day of arrival, its first and last day included; None when no rule is known.

    Where two overlap, the one that came into force later: it was made to replace the other.
    """
    in_force = [
        rule
        for rule in rules
        if rule.country == country
        and citizenship in rule.citizens
        and rule.since <= arrival
        and (rule.until is None or arrival <= rule.until)
    ]
    return max(in_force, key=lambda rule: rule.since, default=None)


def deadlines(rule: Rule, arrival: date) -> Deadlines:
    """The dates that follow from a rule.

    Day 1 is the day of arrival, as the rules themselves count (rules.toml), so day n is n - 1 days after it: who
    arrived on 25.09.2022 and has 30 days registers on 24.10.2022 at the latest and with 90 days stays until
    23.12.2022. Calendar days: a deadline on a Sunday is not moved, since no rule says that it is.
    """
    return Deadlines(
        register_by=arrival + timedelta(days=rule.register_by_day - 1),
        stay_until=arrival + timedelta(days=rule.stay_days - 1),
    )
