"""`hotline demo` and `hotline doctor`, as far as they end by themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from hotline import app
from hotline.commands.laptop import SAMPLE, socket_path, store_in
from hotline.store.formats import TODAY
from hotline.store.keys import FORMAT
from hotline.talk.catalog import BadPrompts
from hotline.variables import PROMPTS
from tests.acceptance.house import free_port
from tests.commands.shell import Hotline, Ran, is_one_line


@pytest.mark.parametrize(
    ("faults", "problem"),
    [('{"lost": 1}', "there is no 'lost'"), ("nowhere.json", "cannot be read"), ("bad.json", "not JSON")],
)
def test_demo_with_a_wrong_plan_of_faults_does_not_start(
    hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text("callbacks_lost: 1")
    ran = hotline("demo", "--faults", faults)
    assert is_one_line(ran, 2)
    assert problem in ran.err
    assert not (tmp_path / "var").exists()


def test_doctor_tells_of_a_store_that_a_newer_version_wrote_in_one_line(store: Redis, hotline: Hotline) -> None:
    store.set(FORMAT, TODAY + 1)
    ran = hotline("doctor")
    assert (ran.code, ran.err, ran.out.count("\n")) == (1, "", 1)
    assert ran.out.startswith("✗ this store was written by a newer hotline")


def test_doctor_ends_with_0_when_all_is_well_and_with_1_otherwise(store: Redis, hotline: Hotline) -> None:
    ill = hotline("doctor")
    assert (ill.code, ill.out) == (1, "✗ no directory is loaded; hotline load DIR\n")
    hotline("load", str(SAMPLE))
    assert hotline("doctor") == Ran(0, "✓ nothing found\n", "")


@pytest.fixture
def broken_prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Prompts of which one message cannot be read; gives how that is told."""
    for source in PROMPTS.glob("*.ftl"):
        text = source.read_text(encoding="utf-8").replace("\nunknown-passed =", "\nunknown-passed = { $")
        (tmp_path / source.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(app, "PROMPTS", tmp_path)
    app._catalog.cache_clear()
    yield "prompts: ru.ftl: not understood: unknown-passed = { $"
    app._catalog.cache_clear()


@pytest.mark.parametrize("name", ["web", "worker", "clock", "doctor"])
def test_a_message_that_cannot_be_read_is_told_before_anybody_is_answered(
    store: Redis, hotline: Hotline, broken_prompts: str, name: str
) -> None:
    ran = hotline(name)
    assert ran.code == (1 if name == "doctor" else 2)
    assert broken_prompts in ran.out + ran.err
    with pytest.raises(BadPrompts, match="unknown-passed"):
        app.create_app(os.environ)


@pytest.mark.parametrize("words", [("demo", "--port", str(free_port())), ("text", "МЕНЮ")], ids=["demo", "text"])
def test_the_demo_leaves_a_store_of_a_newer_version_as_it_is(
    hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Its sample data is not written there either."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    with store_in(tmp_path), Redis(unix_socket_path=str(socket_path(tmp_path))) as store:
        store.set(FORMAT, TODAY + 1)
    ran = hotline(*words, "--dir", str(tmp_path))
    assert is_one_line(ran, 1)
    assert "start that version" in ran.err
    with store_in(tmp_path), Redis(unix_socket_path=str(socket_path(tmp_path))) as store:
        assert store.keys() == [FORMAT.encode()]
