"""`hotline connect`: points the carriers' webhooks here, as far as that can be done from afar."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import typer
from rich.markup import escape

from ..app import make_carriers
from ..carriers.base import Carrier
from ..settings import Settings
from . import laptop
from .common import FINDING, VAR, Folder, console, demos_own, environment, fail

SETTING = 60.0  # seconds that a carrier has for all of it


def connect(folder: Folder = VAR) -> None:
    """Point the carriers' webhooks to HOTLINE_PUBLIC_URL, and say what is left to do by hand (exit code 1).

    It may be run again at any time. Example: hotline connect
    """
    if demos_own() and not laptop.is_running(folder):
        fail(f"no demo runs in {folder}/, and REDIS_URL is not set; start it: hotline demo", FINDING)
    settings = Settings.read(environment(folder))
    is_well = True
    for carrier in make_carriers(settings).values():
        said, found = asyncio.run(_connected(carrier, settings.public_url))
        for line in [*said, *(line for line in found if line not in said)]:
            mark = "[red]✗[/red]" if line in found else "[green]·[/green]"
            console.print(f"{mark} {carrier.limits.name}: {escape(line)}", soft_wrap=True)
        is_well = is_well and not found
    if not is_well:
        raise typer.Exit(FINDING)


async def _connected(carrier: Carrier, public_url: str) -> tuple[Sequence[str], Sequence[str]]:
    """What was set and what is to be known, and what is wrong even so."""
    try:
        async with asyncio.timeout(SETTING):
            return await carrier.connect(public_url), await carrier.check(public_url)
    except TimeoutError:
        return [], [f"it did not answer within {SETTING:.0f} s; look whether this machine reaches it"]
    finally:
        await carrier.close()
