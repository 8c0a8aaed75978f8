"""README and docs tell of every command, setting, target and column, and of none that is not there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from hotline.cli import app
from hotline.directory.files.rulebook import RULES_FILE
from hotline.directory.files.sheets import CROSSINGS, OFFICES, REPORTS, SHELTERS, TOPICS
from hotline.directory.files.sheets import Sheet as AnySheet
from hotline.settings import Settings
from tests.evening import environment

ROOT = Path(__file__).parent.parent
PAGES = {
    path.relative_to(ROOT): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
}
DOCS = "\n".join(PAGES.values())
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
EXAMPLES = [line.strip() for line in DOCS.splitlines() if line.strip().startswith("hotline ")]
GROUP = typer.main.get_command(app)
VARIABLE = re.compile(r"`((?:HOTLINE|TWILIO|REDIS|PROMETHEUS|WEB)_[A-Z_]+|HOST|PORT)`")


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(environment("redis://localhost"))
        self.names: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]  # narrower: settings are texts
        self.names.add(name)
        return super().get(name, default)


def variables() -> set[str]:
    """All environment variables that the program reads."""
    asked = Asked()
    Settings.read(asked)
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "hotline").rglob("*.py"))
    elsewhere = re.findall(r"""environ(?:ment)?(?:\.get\(|\[)"([A-Z][A-Z_]+)\"""", sources)
    return asked.names | set(elsewhere)


def commands() -> Iterator[str]:
    assert isinstance(GROUP, typer.core.TyperGroup)
    for name, command in GROUP.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from (f"{name} {part}" for part in command.commands)
        else:
            yield name


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_told(command: str) -> None:
    assert f"`hotline {command}`" in DOCS


def test_every_variable_that_is_read_is_told_and_no_other() -> None:
    rows = [line.split("|")[1] for line in DOCS.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in VARIABLE.findall(row)} == variables()


def test_every_make_target_is_told_and_no_other() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    assert {row[1] for row in re.finditer(r"^\| `make ([a-z-]+)` \|", DOCS, re.MULTILINE)} == targets


@pytest.mark.parametrize("sheet", [SHELTERS, CROSSINGS, OFFICES, TOPICS, REPORTS], ids=lambda sheet: str(sheet.file))
def test_every_column_is_told_in_its_file_s_row_and_no_other(sheet: AnySheet[object]) -> None:
    [row] = [line for line in DOCS.splitlines() if line.startswith(f"| `{sheet.file}` |")]
    assert set(re.findall(r"`([a-z_]+)`", row)) == set(sheet.columns)


def test_every_key_of_a_rule_is_told() -> None:
    [row] = [line for line in DOCS.splitlines() if line.startswith(f"| `{RULES_FILE}` |")]
    sample = ROOT / "hotline" / "directory" / "sample" / "west-kazakhstan-2022" / RULES_FILE
    keys = set(re.findall(r"^([a-z_]+) =", sample.read_text(encoding="utf-8"), re.MULTILINE))
    assert keys
    assert keys <= set(re.findall(r"`([a-z_]+)`", row))


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_typed(example: str) -> None:
    """Up to the running: each command and option is there and its words are taken."""
    command, words = GROUP, shlex.split(example)[1:]
    while isinstance(command, typer.core.TyperGroup):
        name = words.pop(0)
        assert name in command.commands, example
        command = command.commands[name]
    command.make_context(example, words)


def test_there_are_examples() -> None:
    """An empty list would let the test above pass."""
    assert len(EXAMPLES) > 10


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(
        r"`((?:hotline|flows|tests|workers|prompts|talk|directory|carriers|doors|voice|turn|store|mail|broadcasts|people)/[\w/.]+\.\w+)`",
        DOCS,
    )
    named += re.findall(r"^ {0,3}\d?\.? ?.*`((?:app)\.py)`", DOCS, re.MULTILINE)
    assert len(named) > 10
    for path in named:
        assert (ROOT / path).exists() or (ROOT / "hotline" / path).exists(), path
