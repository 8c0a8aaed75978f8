"""A store of an older version is left as it is by every command: its own processes may be at work there."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from redis import Redis

from hotline.cli import app
from hotline.commands.laptop import SAMPLE
from hotline.store.keys import FORMAT
from tests.commands.shell import Hotline
from tests.evening import PERSON
from tests.stores import everything

COMMANDS = (
    "status",
    "status --json",
    "doctor",
    "audit",
    "broadcast",
    "broadcast --yes Привет",
    "inbox list",
    "inbox reply 1 Привет",
    "inbox close 1",
    "volunteer list",
    f"volunteer add --phone {PERSON} --name Aigul",
    f"volunteer remove --phone {PERSON}",
    f"load {SAMPLE}",
    "export copy",
    "report FULL CINEMA",
    "text НОЧЛЕГ Уральск",
    "hear НОЧЛЕГ Уральск",
    "call 1",
    f"forget {PERSON}",
)
PROCESSES = {"web", "worker", "clock", "demo"}  # these upgrade it
RQS = {"jobs"}  # looks at RQ's keys alone
CARRIERS = {"connect"}  # speaks to carriers alone


@pytest.fixture
def older(sample: Redis) -> Redis:
    """The sample data in a store of the first format, which bore no number."""
    sample.delete(FORMAT)
    return sample


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_leaves_an_older_store_as_it_is_and_says_so_in_one_line(
    older: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = everything(older)
    ran = hotline(*words.split())
    assert everything(older) == before
    assert ran.code == 1
    [told] = (ran.out + ran.err).strip().splitlines()
    assert "this store is of an older version" in told
    assert told.endswith("then start this one's, which upgrade it")


def test_every_command_is_tried_on_an_older_store() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    single = {name for name, one in group.commands.items() if not isinstance(one, typer.core.TyperGroup)}
    groups = {name: one for name, one in group.commands.items() if isinstance(one, typer.core.TyperGroup)}
    named = single | {f"{name} {verb}" for name, one in groups.items() for verb in one.commands if name not in RQS}
    tried = {" ".join(words.split()[: 2 if words.split()[0] in groups else 1]) for words in COMMANDS}
    assert tried == named - PROCESSES - CARRIERS
