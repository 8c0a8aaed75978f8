"""TOML as coordinators write it: read, or told where it is none."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from .problems import Problem

_WHERE = re.compile(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$")


def read_toml(file: str, text: str, problems: list[Problem]) -> dict[str, Any] | None:
    """The file's tables; None if it is no TOML, which is added to `problems` with its place."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, int's for too many digits, too many brackets
        where = _WHERE.search(str(error))
        line, column = 0, ""
        if where is not None:
            line, column = (int(where[1]), where[2]) if where[1] else (text.rstrip().count("\n") + 1, "")
        problems.append(Problem(file, line, column, f"not TOML: {_WHERE.sub('', str(error))}"))
        return None
