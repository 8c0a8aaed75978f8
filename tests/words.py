"""The docs' table of words, printed from the table of flows: `python -m tests.words` writes it anew."""

from __future__ import annotations

from pathlib import Path

from babel import Locale

from flows.table import ANSWERS, FLOWS, ROWS, Row
from hotline.directory.localized import FILED
from hotline.talk.catalog import Catalog
from hotline.variables import LANGUAGES

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "words.md"
NAMES = {language: str(Locale(language).english_name) for language in FILED}
SHOWN = 3  # words of each language; all of them stand in the prompts
HEAD = """\
# Words

What starts which conversation, printed from `flows/table.py` and the prompts by `python -m tests.words`. Typos, free
word order and Latin letters are understood. Here stand the first words of each language; all of them are in
`prompts/`, where a translator adds to them without code.

- **Heard**: *anywhere* in a text; *alone*, when the text says nothing else; *weakly*, when nothing else in the text
  starts anything; *with a number* or a crossing beside it; *first*, at the head of a text that is left as it stands.
- **At once**: it holds whatever question is open. **Aside**: the open question stays open. **Always**: it holds
  whatever the limit on texts says. **Away**: it works while the store is away.
"""


def page() -> str:
    """The whole page."""
    catalog = Catalog(ROOT / "prompts", LANGUAGES)
    words = catalog.vocabulary("keyword-")
    orders = catalog.vocabulary("command-")
    guests = [row for row in ROWS if row.words and not row.order]
    lines = [HEAD, "## What anybody texts", "", *_table("menu", "besides")]
    lines += [_line(row.name, words[row.name], row.words or "", str(row.menu or ""), _besides(row)) for row in guests]
    lines += [_line(name, words[name], "alone", "", "answers what was asked") for name in ANSWERS]
    lines += ["", "## What volunteers text", "", *_table("from the role")]
    lines += [_line(row.name, orders.get(row.name, {}), row.words or "", row.order) for row in ROWS if row.order]
    lines += [
        "",
        "A report begins with one of these, recruiting with VOLUNTEER and a phone number; `?` is the list.",
        "",
    ]
    lines += [*_table()]
    lines += [_line(name, listed, "anywhere") for name, listed in orders.items() if name in ("open", "closed", "beds")]
    lines += [_line(name, words[name], FLOWS[name].words or "") for name in ("full", "wait", "passed", "now")]
    return "\n".join([*lines, ""])


def _table(*others: str) -> list[str]:
    heads = ["", *(NAMES[language] for language in NAMES), "heard", *others]
    return [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]


def _line(name: str, listed: dict[str, list[str]], *others: str) -> str:
    shown = [", ".join(listed.get(language, [])[:SHOWN]).upper() for language in NAMES]
    return f"| {' | '.join([f'`{name}`', *shown, *others])} |"


def _besides(row: Row) -> str:
    marks = {"at once": row.at_once, "aside": row.aside, "always": row.spared, "away": row.away}
    return ", ".join(mark for mark, has in marks.items() if has)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
