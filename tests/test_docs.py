"""README and docs tell of all commands, settings, targets, columns, metrics and rooms, and of no other."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from prometheus_client import REGISTRY, CollectorRegistry

from hotline.carriers.smsgate_settings import SmsgateSettings
from hotline.carriers.twilio_settings import TwilioSettings
from hotline.cli import app
from hotline.directory.files.rulebook import RULES_FILE
from hotline.directory.files.sheets import CROSSINGS, OFFICES, REPORTS, SHELTERS, TOPICS
from hotline.directory.files.sheets import Sheet as AnySheet
from hotline.settings import Settings
from hotline.status.gauges import Gauges
from hotline.status.status import read_status
from hotline.store.store import Store, connect
from hotline.variables import Variables
from tests.evening import environment

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "hotline" / "directory" / "sample" / "west-kazakhstan-2022"
NAMES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
PAGES = {name: (ROOT / name).read_text(encoding="utf-8") for name in sorted(NAMES)}
DOCS = "\n".join(PAGES.values())
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL))
EXAMPLES = re.findall(r"^ *(hotline .+)$", SHELL, re.MULTILINE)
GROUP = typer.main.get_command(app)
VARIABLE = re.compile(r"`((?:HOTLINE|TWILIO|SMSGATE|REDIS|PROMETHEUS|WEB)_[A-Z_]+|HOST|PORT)`")
FILE = re.compile(r"`([\w./-]+\.(?:py|md|ftl|csv|toml|txt|lock|lua))`")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
GLOSSARY = re.findall(r"^\| ([^|]+) \| [^|]+ \| `([^`]+)` \|$", PAGES["docs/glossary.md"], re.MULTILINE)


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self) -> None:
        phone = dict.fromkeys(("SMSGATE_USER", "SMSGATE_PASSWORD", "SMSGATE_SIGNING_KEY"), "+77000000001")
        phone |= {"SMSGATE_URL": "https://sms.example", "SMSGATE_NUMBER": "+77000000001", "SMSGATE_SIM": "1"}
        both = {"HOTLINE_CARRIERS": "smsgate:+77,twilio", "TWILIO_FROM": "Hotline", "HOTLINE_NUMBERS": "1414"}
        super().__init__(environment("redis://localhost", **both, **phone))
        self.names: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]  # narrower: settings are texts
        self.names.add(name)
        return super().get(name, default)


def variables() -> set[str]:
    """All environment variables that the program reads."""
    asked = Asked()
    Settings.read(asked)
    TwilioSettings.read(Variables(asked))
    SmsgateSettings.read(Variables(asked))
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


def first_cells(start: str) -> list[str]:
    """The first cells of the rows of all tables that begin so."""
    return [line.split("|")[1] for line in DOCS.splitlines() if line.startswith(f"| {start}")]


def anchors(page: str) -> set[str]:
    """What a link may name in a page: its headings, as they are made into addresses."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def found(name: str, page: str) -> Path | None:
    """A file as a page names it: from the top, from `hotline/`, from beside the page, or one of the data's."""
    folders = (ROOT, ROOT / "hotline", (ROOT / page).parent, SAMPLE)
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def test_every_command_is_told_in_one_row_and_no_other() -> None:
    told = [name for cell in first_cells("`hotline ") for name in re.findall(r"`hotline ([a-z ]+)`", cell)]
    assert sorted(told) == sorted(commands())


def test_every_variable_that_is_read_is_told_and_no_other() -> None:
    assert {name for cell in first_cells("`") for name in VARIABLE.findall(cell)} == variables()


def test_every_make_target_is_told_and_no_other() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    assert {row[1] for row in re.finditer(r"^\| `make ([a-z-]+)` \|", DOCS, re.MULTILINE)} == targets


def test_who_sets_up_a_phone_finds_all_its_variables_on_one_page() -> None:
    wanted = {name for name in variables() if name.startswith("SMSGATE_")}
    assert len(wanted) > 5
    assert wanted <= set(re.findall(r"SMSGATE_[A-Z_]+", PAGES["docs/phone.md"]))


async def test_every_metric_is_told_and_no_other(redis_url: str) -> None:
    store = Store(connect(redis_url))
    read = CollectorRegistry()
    read.register(Gauges(await read_status(store, ["twilio"])))
    await store.close()
    there = {f"{one.name}_total" if one.type == "counter" else one.name for one in REGISTRY.collect()}
    there |= {one.name for one in read.collect()}
    told = {name for cell in first_cells("`hotline_") for name in re.findall(r"`(hotline_\w+)`", cell)}
    assert told == {name for name in there if name.startswith("hotline_")}


@pytest.mark.parametrize("sheet", [SHELTERS, CROSSINGS, OFFICES, TOPICS, REPORTS], ids=lambda sheet: str(sheet.file))
def test_every_column_is_told_in_its_file_s_row_and_no_other(sheet: AnySheet[object]) -> None:
    [row] = [line for line in DOCS.splitlines() if line.startswith(f"| `{sheet.file}` |")]
    assert set(re.findall(r"`([a-z_]+)`", row)) == set(sheet.columns)


def test_every_key_of_a_rule_is_told() -> None:
    [row] = [line for line in DOCS.splitlines() if line.startswith(f"| `{RULES_FILE}` |")]
    keys = set(re.findall(r"^([a-z_]+) =", (SAMPLE / RULES_FILE).read_text(encoding="utf-8"), re.MULTILINE))
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


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_is_there(page: str) -> None:
    assert [name for name in FILE.findall(PAGES[page]) if found(name, page) is None] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page_of_ours_and_to_a_heading_there(page: str) -> None:
    for name, anchor in LINK.findall(PAGES[page]):
        target = (ROOT / page).parent / name if name else ROOT / page
        assert target.is_file(), name
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), anchor


def test_a_newcomer_finds_every_page_from_the_readme_which_is_short() -> None:
    assert set(PAGES) - {"README.md"} <= {name for name, _ in LINK.findall(PAGES["README.md"])}
    assert len(PAGES["README.md"].splitlines()) <= 100


def test_every_room_stands_on_the_map_and_no_other() -> None:
    drawn = PAGES["docs/engineer.md"].split("```")[1]
    rooms = {path.parent.name for path in (ROOT / "hotline").glob("*/__init__.py")}
    assert set(re.findall(r"\b([a-z]+)/", drawn)) == rooms | {"flows"}


def test_every_word_of_the_glossary_is_at_home_where_it_says() -> None:
    assert len(GLOSSARY) > 50
    lost = []
    for word, file in GLOSSARY:
        path = found(file, "docs/glossary.md")
        spoken = "" if path is None else f"{path.stem} {path.read_text(encoding='utf-8')}".lower()
        if word.lower().replace("-", " ") not in re.sub(r"[\W_]+", " ", spoken):
            lost.append((word, file))
    assert lost == []
