"""What the tests of commands share: the command itself, and a store that it is pointed to."""

from __future__ import annotations

import io
import sys

import pytest
from redis import Redis

from hotline.cli import main
from hotline.commands.laptop import EVENING, SAMPLE
from tests.commands.shell import Hotline, Ran
from tests.evening import environment


@pytest.fixture
def hotline(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hotline:
    """Runs the command as from a shell, without the price of a process."""

    def run(*words: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["hotline", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as end:
            main()
        captured = capsys.readouterr()
        return Ran(int(end.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def store(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Redis:
    """An empty store that the command is pointed to."""
    for name, value in environment(redis_url, HOTLINE_NOW=EVENING).items():
        monkeypatch.setenv(name, value)
    return Redis(unix_socket_path=redis_url.removeprefix("unix://"))


@pytest.fixture
def sample(store: Redis, hotline: Hotline) -> Redis:
    """The store with the sample data."""
    assert hotline("load", str(SAMPLE)).code == 0
    return store
