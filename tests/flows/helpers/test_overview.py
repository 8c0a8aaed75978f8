"""`?`: all that a volunteer may text, in one SMS, and the docs tell of the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.table import ROWS
from hotline.carriers.segments import segments
from hotline.directory.reports.reporting import COMMANDS
from hotline.people.volunteers import ROLES, Role
from hotline.talk.catalog import Catalog
from hotline.talk.steps import Said
from hotline.variables import LANGUAGES
from tests.evening import PERSON, Evening

ROOT = Path(__file__).parents[3]
CATALOG = Catalog(ROOT / "prompts", LANGUAGES)
DOCS = (ROOT / "docs" / "volunteers.md").read_text(encoding="utf-8")
ORDERS = {row.name: row.order for row in ROWS if row.order}
TEXTED = {
    "recruit": "VOLUNTEER",
    "undo": "UNDO",
    "status": "STATUS",
    "on": "ON",
    "off": "OFF",
    "next": "NEXT",
    "reply": "REPLY",
    "send": "SEND",
    "confirm": "CONFIRM",
    "approve": "APPROVE",
    "drop": "DROP",
}  # `report` is COMMANDS, `commands` is ? itself


def words(role: Role) -> set[str]:
    """The first words of all that a role may text."""
    orders = {TEXTED[name] for name, needed in ORDERS.items() if name in TEXTED and may(role, needed)}
    return orders | {command.upper() for command in COMMANDS}


def may(role: Role, needed: Role) -> bool:
    return ROLES.index(role) >= ROLES.index(needed)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_all_that_the_role_may_and_no_more_in_one_sms(language: str, role: Role) -> None:
    text = CATALOG.text(language, Said("duty-commands", {"role": role}))
    assert {part.split()[0] for part in text.split(", ")} == words(role)
    assert segments(text) == 1


def test_the_docs_tell_of_all_that_may_be_texted() -> None:
    table = DOCS.partition("| a volunteer texts |")[2].partition("\n\n")[0]
    first = {example.split()[0] for row in table.splitlines() for example in re.findall("`([^`]+)`", row)}
    assert words("coordinator") | {"?"} <= first


def test_every_order_is_of_one_of_these_kinds() -> None:
    """A new one has to be told of here, in the help and in the docs."""
    assert ORDERS.keys() == {*TEXTED, "report", "commands"}


async def test_each_example_of_the_help_is_understood(evening: Evening) -> None:
    await evening.volunteer(PERSON, "Aigul", "reporter")
    await evening.text("LANG English")
    examples = (await evening.text("?")).split(", ")
    for example in examples:
        evening.later(1)
        answer = await evening.text(example)
        assert any(sign in answer for sign in ("UNDO", "MORE", "Taken back", "duty", "question", "Question")), example


async def test_status_pages_on_though_a_shelter_is_gone_meanwhile(evening: Evening) -> None:
    await evening.volunteer(PERSON, "Aigul", "reporter", "Уральск")
    await evening.text("LANG English")
    assert "MORE for the rest" in await evening.text("STATUS")
    del evening.turns.knowledge.snapshot.shelter_rows["SPORT"]
    answer = await evening.text("MORE")
    assert "SPORT" not in answer
    assert "Tyoploye" in answer


async def test_status_tells_of_each_state(evening: Evening) -> None:
    await evening.volunteer(PERSON, "Aigul", "reporter", "Уральск")
    await evening.text("LANG English")
    await evening.text("CLOSED CAMP, OPEN SPORT")
    evening.later(1)
    answer = await evening.text("STATUS")
    assert "CAMP: closed, 23:00." in answer
    assert "CINEMA: 150 free, 22:40." in answer
    assert "SPORT: open, 23:00." in answer
