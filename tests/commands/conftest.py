"""What the tests of commands share: the command itself, and a store that it is pointed to."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from redis import Redis

from hotline.cli import main
from hotline.commands.laptop import EVENING, SAMPLE
from hotline.pretend.api import create_app
from hotline.pretend.carrier import PretendCarrier
from tests.commands.shell import Hotline, Ran
from tests.evening import environment
from tests.serving import served_apart


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
def carrier() -> PretendCarrier:
    """The carrier of the tests' settings, where all is set up as it has to be."""
    return PretendCarrier(
        account_sid="AC" + "0" * 32,
        auth_token="12345",
        number="+77000000001",
        base_url="http://127.0.0.1:8000",
        now=lambda: datetime.now(UTC),
    )


@pytest.fixture
def api(carrier: PretendCarrier) -> Iterator[str]:
    """Where it answers."""
    with served_apart(lambda _: create_app(carrier)) as url:
        yield url


@pytest.fixture
def store(redis_url: str, api: str, monkeypatch: pytest.MonkeyPatch) -> Redis:
    """An empty store that the command is pointed to, and a carrier."""
    for name, value in environment(redis_url, HOTLINE_NOW=EVENING, TWILIO_API_BASE=api).items():
        monkeypatch.setenv(name, value)
    return Redis(unix_socket_path=redis_url.removeprefix("unix://"))


@pytest.fixture
def sample(store: Redis, hotline: Hotline) -> Redis:
    """The store with the sample data."""
    assert hotline("load", str(SAMPLE)).code == 0
    return store
