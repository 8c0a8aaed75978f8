"""The hotline in a terminal: what is shown, and that Ctrl-C ends it at once."""

from __future__ import annotations

import io
import os
import pty
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from rich.console import Console

from hotline.commands.terminal import show_call, show_text
from hotline.pretend.phones import Heard, Played, Spoken
from tests.commands.test_demo import plain
from tests.evening import OTHER, Evening, spoken


def shown(answer: str) -> str:
    console = Console(file=io.StringIO(), width=40)
    show_text(console, answer)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def heard(*lines: Spoken | Played, over: bool = False) -> str:
    console = Console(file=io.StringIO(), width=40)
    show_call(console, Heard(lines, over, "keys"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("answer", "cost"),
    [
        # one segment: 160 characters of GSM-7, 70 of any other alphabet
        ("a" * 160, "1 segment, 160 characters"),
        ("ы" * 70, "1 segment, 70 characters"),
        # several: 153 and 67 each
        ("a" * 161, "2 segments, 161 characters"),
        ("ы" * 135, "3 segments, 135 characters"),
    ],
)
def test_text_is_shown_with_what_it_costs(answer: str, cost: str) -> None:
    assert shown(answer) == f"{answer}\n{cost}\n"


def test_silence_is_shown_as_such() -> None:
    assert shown("") == "(no answer)\n"


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    assert shown("[bold]1[/bold] [/x]").startswith("[bold]1[/bold] [/x]\n")
    assert heard(Spoken("[red]x", "en-US", None)) == "en-US [red]x\n"


def test_call_shows_who_says_what_in_which_language() -> None:
    lines = heard(Spoken("Привет", "ru-RU", None), Played("https://example.org/a.wav"), over=True)
    assert lines == "ru-RU Привет\nplays https://example.org/a.wav\n(the call is over)\n"


async def test_text_and_call_of_one_person_share_what_is_known_of_them(evening: Evening) -> None:
    await evening.text("LANG English", OTHER)
    assert spoken(await evening.call(OTHER).start()).startswith("Hello!")


async def test_each_text_is_a_message_of_its_own(evening: Evening) -> None:
    """The same words twice are no repeated webhook: the second time they ask for the next answer."""
    await evening.text("hello")
    assert await evening.text("SHELTER Oral") == await evening.text("SHELTER Oral")
    first = await evening.text("MORE")
    assert first != await evening.text("MORE")


def test_ctrl_c_ends_a_conversation_without_waiting_for_enter(tmp_path: Path) -> None:
    parent, terminal = pty.openpty()
    talk = subprocess.Popen(
        [sys.executable, "-m", "hotline", "text", "--dir", str(tmp_path)],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=plain(),
        start_new_session=True,
    )
    try:
        assert select.select([parent], [], [], 30)[0], "no prompt"
        assert os.read(parent, 1000).endswith(b"> ")
        for _ in range(
            10
        ):  # between the prompt and the reading of a line there is a moment that a signal slips through
            os.killpg(talk.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                talk.wait(5)
                break
        assert talk.poll() in (1, 130)
        last_words = os.read(parent, 10_000) if select.select([parent], [], [], 0)[0] else b""
        assert b"Traceback" not in last_words
    finally:
        if talk.poll() is None:
            os.killpg(talk.pid, signal.SIGTERM)  # the store that it started as well
            talk.wait(10)
        os.close(parent)
        os.close(terminal)
