"""Broadcasts from the terminal: estimate, confirmation, progress."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ..broadcasts import announcement
from ..broadcasts.announcement import BadText
from ..broadcasts.audience import RADIUS_KM, Audience
from ..broadcasts.broadcast import Broadcast, Broadcasts, confirm, draft, drop, next_number
from ..broadcasts.reach import Estimate, Pace, Reach
from ..hearing.utterance import Utterance
from ..people import audit
from ..people.audit import OPERATOR, deed
from ..routes import carrier_of
from ..settings import Settings
from ..turn.turns import Turns
from ..variables import LANGUAGES
from .common import FINDING, MISUSE, VAR, Folder, console, fail, with_turns

LOOKS = 0.5  # seconds between two looks at the progress
SHOWN = 10  # broadcasts in the list


def broadcast(
    words: Annotated[list[str] | None, typer.Argument(metavar="[TEXT]...", help="What to send, `ru: … kk: …`.")] = None,
    file: Annotated[Path | None, typer.Option(help="The text from a file instead.")] = None,
    place: Annotated[str, typer.Option(help="Those near a town.")] = "",
    radius: Annotated[float, typer.Option(min=1, max=3000, help="How near, in km.")] = RADIUS_KM,
    crossing: Annotated[str, typer.Option(help="Those near a crossing, or in its line.")] = "",
    topic: Annotated[str, typer.Option(help="Those who asked about a topic, by its code.")] = "",
    language: Annotated[str, typer.Option(help=f"Those who read it: {', '.join(LANGUAGES)}.")] = "",
    alert: Annotated[bool, typer.Option("--alert", help="Danger: also those answered in the last 48 h.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before sending.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Show the progress until it is over.")] = False,
    number: Annotated[int | None, typer.Option(help="Which one to watch; the last one by itself.")] = None,
    stop: Annotated[int | None, typer.Option("--drop", help="Stop that broadcast.")] = None,
    folder: Folder = VAR,
) -> None:
    """Send to all who asked for news, or to some of them; without a text, list what was sent.

    Example: hotline broadcast --place Уральск --watch "ru: Пункт закрыт. kk: Пункт жабық."
    """
    if file is not None and words:
        fail("either a text or --file, not both", MISUSE)
    try:
        text = file.read_text(encoding="utf-8") if file else " ".join(words or [])
    except (OSError, UnicodeDecodeError):
        fail(f"{file} cannot be read as UTF-8 text", MISUSE)

    async def act(turns: Turns) -> None:
        broadcasts = Broadcasts(turns.store, turns.seals)
        if stop is not None:
            await _drop(turns, broadcasts, stop)
        elif text:
            audience = _audience(turns, place, radius, crossing, topic, language, alert=alert)
            sent = await _send(turns, audience, text, asked=not yes)
            if watch:
                await _watch(broadcasts, sent)
        elif watch:
            await _watch(broadcasts, await _last(broadcasts) if number is None else number)
        else:
            console.print(_listed(await broadcasts.latest(SHOWN), turns.settings))

    with_turns(act, folder)


def _audience(
    turns: Turns, place: str, radius: float, crossing: str, topic: str, language: str, *, alert: bool
) -> Audience:
    snapshot = turns.knowledge.snapshot
    where = ""
    if place:
        found = snapshot.places.find(Utterance(place))
        if len(found.places) != 1 or not found.sure:
            fail(f"--place: no place {place!r} that is known, or several of that name", MISUSE)
        where = found.places[0].id
    code = snapshot.crossing_named(Utterance(crossing)) if crossing else ""
    if crossing and not code:
        fail(f"--crossing: no crossing {crossing!r}; there are {', '.join(snapshot.crossings)}", MISUSE)
    if topic and topic.upper() not in snapshot.topics:
        fail(f"--topic: no topic {topic!r}; there are {', '.join(snapshot.topics)}", MISUSE)
    if language and language not in turns.settings.languages:
        fail(f"--language must be one of {', '.join(turns.settings.languages)}", MISUSE)
    return Audience(where, radius, code, topic.upper(), language, alert)


async def _send(turns: Turns, audience: Audience, text: str, *, asked: bool) -> int:
    settings, default = turns.settings, turns.settings.languages[0]
    texts = _texts(turns, text)
    reach = Reach(turns.store, turns.seals, turns.knowledge.snapshot, default)
    estimate = await reach.estimate(audience, texts, Pace.of(settings))
    console.print(_told(estimate, settings))
    if not estimate.people:
        fail("nobody in that audience asked for news; nothing was sent", FINDING)
    question = f"Send to {estimate.people} people?"
    if asked and not typer.confirm(question):
        fail("nothing was sent", FINDING)
    number = await next_number(turns.store)
    now = turns.store.now()
    commands = [*draft(turns.seals, number, "", audience, texts, now), *confirm(number, texts, now)]
    await audit.write(turns.store, turns.seals, OPERATOR, [deed("broadcast", "confirm", str(number))], commands)
    console.print(f"broadcast {number} goes out; stop it: hotline broadcast --drop {number}")
    return number


def _texts(turns: Turns, text: str) -> Mapping[str, str]:
    languages, knowledge = turns.settings.languages, turns.knowledge
    try:
        read = announcement.read(text, knowledge.lexicon.language_marks, languages, languages[0])
        return announcement.signed(read, knowledge.catalog)
    except BadText as bad:
        told = {
            "empty": "the text is missing",
            "twice": f"the text {bad.language}: is there twice",
            "unknown": f"{bad.language}: is not among HOTLINE_LANGUAGES",
            "long": "the text is too long for one message",
        }
        fail(f"{told[bad.why]}; nothing was sent", MISUSE)


def _told(estimate: Estimate, settings: Settings) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_row("people", str(estimate.people))
    table.add_row("by language", ", ".join(f"{name} {count}" for name, count in estimate.languages.items()))
    table.add_row("segments", str(estimate.segments))
    if price := estimate.price(settings):
        table.add_row("price", price)
    table.add_row("sending", "\n".join(_sending(estimate, settings)))
    table.add_row("last one", datetime.fromtimestamp(estimate.last_at, settings.timezone).strftime("%d.%m.%Y %H:%M"))
    return table


def _sending(estimate: Estimate, settings: Settings) -> list[str]:
    """How long it takes; of several ways a line each."""
    rates = {name: f"at {rate:g} segments a second" for name, rate in settings.rates.items()}
    if len(estimate.ways) > 1:
        return [
            f"{name}: {way.people} people, {way.segments} segments, {way.minutes:.0f} min {rates[name]}"
            for name, way in estimate.ways.items()
        ]
    only = next(iter(estimate.ways), carrier_of("", settings.routes))
    return [f"{estimate.minutes:.0f} min {rates[only]}"]


async def _drop(turns: Turns, broadcasts: Broadcasts, number: int) -> None:
    found = await broadcasts.get(number)
    if found is None or found.state == "dropped" or (found.state == "sent" and found.is_over()):
        fail(f"broadcast {number} is over, or there is none; see: hotline broadcast", FINDING)
    commands = drop(found, turns.store.now())
    await audit.write(turns.store, turns.seals, OPERATOR, [deed("broadcast", "drop", str(number))], commands)
    console.print(f"stopped; {found.taken} of {found.people} were sent before, a few more may be on their way")


async def _last(broadcasts: Broadcasts) -> int:
    latest = await broadcasts.latest(1)
    if not latest:
        fail("there is no broadcast yet", FINDING)
    return latest[0].number


async def _watch(broadcasts: Broadcasts, number: int) -> None:
    """Until it is over; Ctrl-C ends only the watching."""
    found = await broadcasts.get(number)
    if found is None:
        fail(f"there is no broadcast {number}; see: hotline broadcast", FINDING)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"broadcast {number}", total=None)
        while found is not None and not found.is_over():
            progress.update(task, total=found.people or None, completed=found.ended)
            await asyncio.sleep(LOOKS)
            found = await broadcasts.get(number)
        if found is not None:
            progress.update(task, total=found.queued, completed=found.ended)
    if found is not None:
        told = ", ".join(f"{count} {fate}" for fate, count in found.fates.items() if count)
        console.print(f"broadcast {number} is over: of {found.people} people {told or 'none got it'}")


def _listed(latest: list[Broadcast], settings: Settings) -> Table:
    table = Table("number", "written", "state", "people", "sent", "delivered", "failed", "dropped", box=None)
    for one in latest:
        at = datetime.fromtimestamp(one.at, settings.timezone).strftime("%d.%m %H:%M")
        counts = (one.people, one.taken, one.fates["delivered"], one.fates["failed"], one.fates["dropped"])
        table.add_row(str(one.number), at, one.state, *map(str, counts))
    return table
