"""What the commands share: where the hotline is, and how they end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console

from ..app import make_turns
from ..directory.files import importing
from ..numbers import normalised
from ..people.joining import join
from ..settings import Settings
from ..store.formats import check_up_to_date
from ..turn.turns import Turns
from . import laptop

FINDING, MISUSE = 1, 2  # exit codes besides 0
VAR, SOMEBODY = Path("var"), "+77010000001"
Folder = Annotated[Path, typer.Option("--dir", help="Folder of the demo's data, when REDIS_URL is not set.")]
From = Annotated[str, typer.Option("--from", help="Number of the person, like +77010000001.")]
T = TypeVar("T")

console = Console(highlight=False)


def demos_own() -> bool:
    """Whether a command works on the demo's store, since the environment names none."""
    return not os.environ.get("REDIS_URL")


def environment(folder: Path) -> dict[str, str]:
    """The settings: the environment's, or the demo's in `folder` when REDIS_URL is not set."""
    if not demos_own():
        return dict(os.environ)
    return laptop.demo_environment(folder, os.environ, *laptop.ports(folder))


def with_turns(act: Callable[[Turns], Awaitable[T]], folder: Path) -> T:
    """Do something with the hotline at REDIS_URL; without one, with the demo's, whether it runs or not.

    Raises OlderStore: its own processes may be at work there.
    """
    turns = make_turns(Settings.read(environment(folder)))

    async def run() -> T:
        try:
            await check_up_to_date(turns.store)
            if demos_own():
                await join(turns.store, turns.seals, turns.settings.now)
                await importing.fill(turns.store, laptop.SAMPLE)
            await turns.start()
            return await act(turns)
        finally:
            await turns.store.close()

    with ExitStack() as stack:
        if demos_own():
            stack.enter_context(laptop.store_in(folder))
        return asyncio.run(run())


def read_number(typed: str, folder: Path) -> str:
    """The number in E.164, read as one in a text is; ends the command if it is none."""
    number = normalised(typed, Settings.read(environment(folder)).region)
    if not number:
        fail("write the number with + and country code, like +77010000001", MISUSE)
    return number


def read_line() -> str | None:
    """A line of the terminal; None at its end.

    Nothing else goes on meanwhile, so it may hold up the loop; the loop's own handler would let Ctrl-C wait for Enter.
    """
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return input("> " if sys.stdin.isatty() else "")
    except EOFError:
        return None
    finally:
        signal.signal(signal.SIGINT, handler)


def fail(line: str, code: int) -> NoReturn:
    """End the command with one clear line."""
    print(f"hotline: {line}", file=sys.stderr)  # noqa: T201 - an error is for the person at the terminal
    sys.exit(code)
