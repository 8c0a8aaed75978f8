"""about.toml: who runs the hotline, and whom else to call, each in a sentence a language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from ..about import ABOUT, About
from ..localized import FILED, Localized
from .problems import Problem, shown
from .toml_files import read_toml

ABOUT_FILE = "about.toml"
MOST = 160  # characters: it stands in an SMS beside other lines

_HEAD = """\
# Who runs the hotline ([us]), and whom to call who wants to die ([suicide]) or misses somebody ([missing]):
# a sentence a language, which is told as it stands.
"""


def read_about(text: str, problems: list[Problem]) -> tuple[About, ...]:
    """The sections that are there. Errors are added to `problems`; the result is of use only without any."""
    sections = read_toml(ABOUT_FILE, text, problems)
    if sections is None:
        return ()
    found = []
    for name, section in sections.items():
        line = _line(text, rf"\[\s*{re.escape(name)}\s*\]")
        if name not in ABOUT or not isinstance(section, dict):
            what = f"unknown section; known are {', '.join(f'[{one}]' for one in ABOUT)}"
            problems.append(Problem(ABOUT_FILE, line, name, what))
            continue
        for language, said in section.items():
            if language not in FILED:
                what = f"unknown language; known are {', '.join(FILED)}"
            elif not isinstance(said, str) or not 0 < len(said.strip()) <= MOST:
                what = f"must be a text in quotes of at most {MOST} characters, found {shown(said)}"
            else:
                continue
            problems.append(Problem(ABOUT_FILE, line, f"{name}.{language}", what))
        if section and all(isinstance(said, str) and language in FILED for language, said in section.items()):
            found.append(About(name, Localized(**{language: said.strip() for language, said in section.items()})))
    return tuple(found)


def _line(text: str, pattern: str) -> int:
    return next((number for number, line in enumerate(text.split("\n"), 1) if re.search(pattern, line)), 0)


def write_about(rows: Iterable[About]) -> str:
    """The text of about.toml."""
    return _HEAD + "".join(map(_section, rows))


def _section(row: About) -> str:
    texts = row.text.by_language().items()
    lines = [f"{language} = {json.dumps(said, ensure_ascii=False)}\n" for language, said in texts if said]
    return f"\n[{row.what}]\n{''.join(lines)}".replace("\x7f", "\\u007f")
