"""What goes on now, for a coordinator at night: one line that says whether all is well, then short tables."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ..status.reasons import in_words
from ..status.status import HOURS, Status, Waiting, read_status
from ..status.troubles import troubles
from ..store.store import StoreAway
from ..turn.turns import Turns
from .common import FINDING, VAR, Folder, console, with_turns

REDRAW = 2.0  # seconds
NEXT = 6  # lines of what comes next
REASONS = 6

_STATES = {
    "sent": "taken by the carrier",
    "delivered": "delivered",
    "failed": "failed",
    "dropped": "not sent",
    "unknown": "end not known",
}
_ALWAYS = ("sent", "delivered", "failed")
_UNANSWERED = {
    "name": "from names, as companies have",
    "short": "from short codes",
    "number": "from what is no number",
    "country": "from countries that HOTLINE_COUNTRIES does not name",
    "channel": "by another channel than SMS",
    "own": "from our own numbers",
}
_FLOWS = {
    "found-bed": "found a bed?",
    "crossed": "across the border?",
    "near": "number in line near?",
    "papers-due": "last day to register",
    "stay-due": "last day of the stay",
}


def status(
    watch: Annotated[bool, typer.Option("--watch", help="Draw it anew every 2 seconds, until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All figures, for programs.")] = False,
    folder: Folder = VAR,
) -> None:
    """What goes on now: mail, reminders, jobs, and whether it needs a hand (exit code 1).

    Example: hotline status --watch
    """

    async def act(turns: Turns) -> bool:
        zone = turns.settings.timezone
        if watch:
            await _watch(lambda now: draw(now, zone), turns)
            return True
        now = await read_status(turns.store, turns.settings.carriers)
        console.print_json(as_text(now)) if as_json else console.print(draw(now, zone))
        return not troubles(now)

    if not with_turns(act, folder):
        raise typer.Exit(FINDING)


def as_text(now: Status) -> str:
    """All figures as JSON; times are epoch seconds of the hotline's clock, ages seconds."""
    return json.dumps({**asdict(now), "troubles": troubles(now)})


def draw(now: Status, zone: ZoneInfo) -> RenderableType:
    """The screen, 80 columns wide. Times are local in `zone`."""
    blank = Text()
    waiting = Table.grid(padding=(0, 3, 0, 0))
    waiting.add_row(_waiting(now), _jobs(now))
    tables = (waiting, blank, _under_way(now, zone), blank, _became(now, zone), blank, _next(now, zone))
    return Group(*_head(now, zone), blank, *tables)


async def _watch(show: Callable[[Status], RenderableType], turns: Turns) -> None:
    from rich.live import Live

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop.set)
    with Live(console=console, screen=console.is_terminal, auto_refresh=False) as live:
        while not stop.is_set():
            try:
                shown = show(await read_status(turns.store, turns.settings.carriers))
            except StoreAway as away:
                shown = Text(f"✗ {away}", "red")
            live.update(shown, refresh=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), REDRAW)


def _head(now: Status, zone: ZoneInfo) -> Iterable[RenderableType]:
    at = datetime.fromtimestamp(now.now, zone).strftime("%d.%m.%Y %H:%M:%S")
    found = troubles(now)
    if not found:
        yield Text.from_markup(f"[green]✓ All is well[/green], {at}.")
        return
    yield Text.from_markup(f"[red]✗ {len(found)} to mend[/red], {at}:")
    for line in found:
        yield Text.from_markup(f"[red]✗[/red] {escape(line)}")


def _waiting(now: Status) -> Table:
    table = _table("Waiting", "all", "due", "oldest due")
    for name, waiting in [*now.lanes.items(), ("reminders", now.reminders)]:
        table.add_row(name, _count(waiting.count), _count(waiting.due), _oldest(waiting))
    return table


def _jobs(now: Status) -> Table:
    table = _table("Jobs", "waiting", "failed")
    for name, jobs in now.jobs.items():
        table.add_row(name, _count(jobs.waiting), _count(jobs.failed, "yellow"))
    return table


def _under_way(now: Status, zone: ZoneInfo) -> Text:
    oldest = f", the oldest for {_age(now.unfinished_age)}" if now.unfinished_age is not None else ""
    overdue = f" ({now.overdue:,} overdue for a look at the carrier)" if now.overdue else ""
    workers = f"{now.workers} worker{'s' * (now.workers != 1)}" if now.workers else "[red]no worker[/red]"
    lines = [
        f"[bold]Under way[/bold]  {now.sending:,} being sent or in doubt{overdue}",
        f"           {now.unfinished:,} sent, end not known yet{oldest}",
        f"[bold]Pace[/bold]       {now.per_minute:.0f} messages a minute",
        f"[bold]Alive[/bold]      {workers}, {'the clock' if now.clock else '[red]no clock[/red]'}",
    ]
    if now.failed_jobs:
        lines.append(f"           [yellow]jobs failed: {now.failed_jobs}; see hotline jobs list[/yellow]")
    for name, other in now.other_ends.items():
        heard = "never heard of" if other.age is None else f"heard of {_age(other.age)} ago"
        lines.append(f"[bold]Phone[/bold]      {name}: {heard}")
        if other.facts:
            lines.append(f"           {escape(', '.join(f'{what} {value}' for what, value in other.facts.items()))}")
    if now.unanswered:
        since = datetime.fromtimestamp(now.now // 3600 * 3600 - 3600, zone).strftime("%H:%M")
        why = ", ".join(f"{count:,} {_UNANSWERED.get(why, why)}" for why, count in now.unanswered.items())
        total = sum(now.unanswered.values())
        lines.append(f"[bold]Silence[/bold]    {total:,} texts since {since} could not be answered: {why}")
    return Text.from_markup("\n".join(lines))


def _became(now: Status, zone: ZoneInfo) -> Table:
    since = datetime.fromtimestamp(now.now // 3600 * 3600, zone).strftime("%H:%M")
    table = _table("Messages", f"since {since}", f"{HOURS} hours")
    for state, words in _STATES.items():
        if state in _ALWAYS or now.day.total(state):
            style = "red" if state == "failed" else ""
            table.add_row(words, _count(now.hour.total(state), style), _count(now.day.total(state), style))
    if now.day.twice:
        table.add_row("sent twice", _count(now.hour.twice, "red"), _count(now.day.twice, "red"))
    for reason in list(now.day.reasons)[:REASONS]:
        counts = (now.hour.reasons.get(reason, 0), now.day.reasons[reason])
        table.add_row(f"  {in_words(reason)}", *map(_count, counts), style="dim")
    return table


def _next(now: Status, zone: ZoneInfo) -> Table:
    table = _table("Next reminders", "", "")
    table.columns[1].justify = "left"
    today = datetime.fromtimestamp(now.now, zone).date()
    for one in now.upcoming[:NEXT]:
        at = datetime.fromtimestamp(one.at, zone)
        when = at.strftime("%H:%M" if at.date() == today else "%d.%m %H:%M")
        table.add_row(when, _FLOWS.get(one.flow, one.flow), _count(one.count))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _count(count: int, style: str = "") -> Text:
    return Text(f"{count:,}", style if count else "dim")


def _oldest(waiting: Waiting) -> str:
    return "" if waiting.oldest is None else _age(waiting.oldest)


def _age(seconds: float) -> str:
    """A time span as one reads it at a glance."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
