"""The `hotline` command."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from . import demo as demo_
from . import doctor as doctor_
from . import embedded, terminal
from .app import make_carrier, make_turns
from .carriers.base import Outgoing, SendError
from .directory import importing, loading, reporting
from .directory.problems import BadData
from .doors.webhook import is_number
from .people import contacts, inbox
from .people.seal import BrokenSeal
from .settings import BadSetting, Settings
from .store import StoreAway, StoreMisused
from .talk.catalog import BadPrompts
from .talk.steps import Said
from .turn import Turns

FINDING, MISUSE = 1, 2  # exit codes besides 0
T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
inbox_app = typer.Typer(no_args_is_help=True, help="Questions asked of a volunteer.")
app.add_typer(inbox_app, name="inbox")
console = Console(highlight=False)
Folder = Annotated[Path, typer.Option("--dir", help="Folder of the demo's data, when REDIS_URL is not set.")]
From = Annotated[str, typer.Option("--from", help="Number of the person, like +77010000001.")]
VAR, SOMEBODY = Path("var"), "+77010000001"


def main() -> None:
    """Run the command; what a user can cause ends in one clear line."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except (BadSetting, StoreMisused, BadPrompts) as error:
        _fail(str(error), MISUSE)
    except (StoreAway, BrokenSeal, demo_.CannotStart) as error:
        _fail(str(error), FINDING)


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the web process.")] = 8000, folder: Folder = VAR
) -> None:
    """Everything on this machine, with the sample data: store, web, worker, clock, pretend carrier.

    Example: hotline demo --port 8080
    """
    demo_.run(folder, port, os.environ)


@app.command()
def web() -> None:
    """The web process: answers texts and calls on PORT, with WEB_CONCURRENCY processes."""
    import uvicorn

    settings = Settings.read(os.environ)
    make_carrier(settings)
    make_turns(settings)
    workers = int(os.environ.get("WEB_CONCURRENCY") or 1)
    with ExitStack() as stack:
        if workers > 1 and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = stack.enter_context(tempfile.TemporaryDirectory())
        uvicorn.run(
            "hotline.app:create_app",
            factory=True,
            host=os.environ.get("HOST", "127.0.0.1" if settings.public_url.startswith("http://127.") else "0.0.0.0"),  # noqa: S104 - behind a load balancer
            port=settings.port,
            workers=workers,
            access_log=False,  # a call's keys stand in its addresses
            log_level="warning",
        )


@app.command()
def worker() -> None:
    """A worker process: does the jobs that wait in the queues."""
    from rq import SimpleWorker
    from rq.serializers import JSONSerializer

    from workers.queues import QUEUES, connect

    settings = Settings.read(os.environ)
    SimpleWorker(QUEUES, connection=connect(settings.redis_url), serializer=JSONSerializer).work(
        logging_level="WARNING", with_scheduler=True
    )


@app.command()
def clock() -> None:
    """The clock process: puts jobs into the queues when they are due. One is enough."""
    from workers.clock import scheduler
    from workers.queues import connect

    scheduler(connect(Settings.read(os.environ).redis_url)).start()  # type: ignore[no-untyped-call] # RQ has no types here


@app.command()
def text(
    words: Annotated[list[str] | None, typer.Argument(metavar="[MESSAGE]...", help="What to text.")] = None,
    number: From = SOMEBODY,
    lang: Annotated[str | None, typer.Option(help="Language of the answers: ru, kk or en.")] = None,
    folder: Folder = VAR,
) -> None:
    """Text the hotline and see the answer with its segments; without a message, a conversation.

    Example: hotline text НОЧЛЕГ Уральск
    """
    _check_number(number)

    async def act(turns: Turns) -> None:
        if lang:
            await _set_language(turns, number, lang)
        if words:
            terminal.show_text(console, await terminal.text(turns, number, " ".join(words)))
            return
        while (line := await asyncio.to_thread(_read_line)) is not None:
            terminal.show_text(console, await terminal.text(turns, number, line))

    _with_turns(act, folder)


@app.command()
def call(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys to press in turn; - is silence.")] = None,
    number: From = SOMEBODY,
    folder: Folder = VAR,
) -> None:
    """Call the hotline and read what would be spoken; without keys, press them as you go.

    Example: hotline call 1 1 1
    """
    if number != "anonymous":
        _check_number(number)

    async def act(turns: Turns) -> None:
        ongoing = terminal.call(turns, number)
        heard = await ongoing.start()
        terminal.show_call(console, heard)
        waiting = list(keys or [])
        while not heard.over:
            if keys and not waiting:
                break
            pressed = waiting.pop(0) if keys else await asyncio.to_thread(_read_line)
            if pressed is None:
                break
            if keys:
                console.print(f"[bold]> {pressed}[/bold]")
            if heard.expects == "recording" and pressed.strip() not in ("", "-"):
                heard = await ongoing.speak("https://recordings.invalid/terminal", 5)
            elif pressed.strip() in ("", "-"):
                heard = await ongoing.silence()
            elif set(pressed) <= set("0123456789*#"):
                heard = await ongoing.press(pressed)
            else:
                _fail(f"keys are 0-9, * and #, or - for silence; not {pressed!r}", MISUSE)
            terminal.show_call(console, heard)

    _with_turns(act, folder)


@app.command()
def load(source: Annotated[Path, typer.Argument(metavar="DIR")], folder: Folder = VAR) -> None:
    """Load the directory from a folder of CSV files; checked whole before anything changes.

    Example: hotline load data/west-kazakhstan-2022
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading rows", total=_count_lines(source))
        try:
            tables = importing.read(source, lambda done: progress.update(task, completed=done))
        except BadData as bad:
            progress.stop()
            for problem in bad.problems:
                print(problem, file=sys.stderr)  # noqa: T201
            _fail(f"nothing was loaded: {len(bad.problems)} to mend", FINDING)

    async def act(turns: Turns) -> None:
        changed = await importing.write(turns.store, tables)
        rows = [tables.shelters, tables.crossings, tables.offices, tables.topics, tables.rules, tables.reports]
        count = sum(len(table) for table in rows if table is not None)
        console.print(f"loaded {count} rows" if changed else "all of it is there already: nothing changed")

    _with_turns(act, folder)


@app.command()
def export(target: Annotated[Path, typer.Argument(metavar="DIR")], folder: Folder = VAR) -> None:
    """Write the directory, live reports included, into a folder of CSV files that `load` reads.

    Example: hotline export backup
    """

    async def act(turns: Turns) -> None:
        try:
            loading.write_folder(target, await importing.collect(turns.store), turns.settings.timezone)
        except OSError as error:
            _fail(f"cannot write to {target}: {error.strerror}", FINDING)
        console.print(f"written to {target}/")

    _with_turns(act, folder)


@app.command()
def report(words: Annotated[list[str], typer.Argument(metavar="TEXT")], folder: Folder = VAR) -> None:
    """A volunteer's status by the operator: OPEN, FULL, CLOSED, BEDS a shelter; WAIT, PASSED, NOW a crossing.

    Example: hotline report "FULL CINEMA"
    """

    async def act(turns: Turns) -> None:
        knowledge, now = turns.knowledge, turns.store.now()
        vocabulary = {**knowledge.lexicon.words, **knowledge.lexicon.commands}
        try:
            change = reporting.read(" ".join(words), vocabulary, knowledge.snapshot, now, "operator")
        except reporting.NotUnderstood as problem:
            _fail(str(problem), FINDING)
        await turns.store.apply(importing.log(change))
        console.print(f"understood: {reporting.told(change)}")

    _with_turns(act, folder)


@inbox_app.command("list")
def inbox_list(folder: Folder = VAR) -> None:
    """The questions that wait, the oldest first.

    Example: hotline inbox list
    """

    async def act(turns: Turns) -> None:
        for question in await inbox.waiting(turns.store, turns.seals):
            since = round((turns.store.now() - question.at) / 60)
            console.print(f"[bold]{question.number}[/bold] ({question.language}, {since} min) ", end="")
            console.print(question.text, markup=False)

    _with_turns(act, folder)


@inbox_app.command("reply")
def inbox_reply(number: int, words: Annotated[list[str], typer.Argument(metavar="TEXT")], folder: Folder = VAR) -> None:
    """Answer a question through the hotline; neither side sees the other's number.

    Example: hotline inbox reply 17 "Автобус в 9:00 от вокзала"
    """

    async def act(turns: Turns) -> None:
        questions = {one.number: one for one in await inbox.waiting(turns.store, turns.seals)}
        if number not in questions:
            _fail(f"no question {number} waits; see: hotline inbox list", FINDING)
        question = questions[number]
        to = await contacts.number(turns.store, turns.seals, question.contact)
        if to is None:
            await turns.store.apply(inbox.close(question))
            _fail("the caller withheld the number and cannot be answered; the question is closed", FINDING)
        body = turns.knowledge.catalog.text(question.language, Said("answer-volunteer", {"text": " ".join(words)}))
        carrier = make_carrier(turns.settings)
        try:
            await carrier.send(Outgoing(to, body))
        except SendError as error:
            _fail(f"not sent ({error}); the question still waits", FINDING)
        finally:
            await carrier.close()
        await turns.store.apply(inbox.close(question))
        console.print("sent")

    _with_turns(act, folder)


@app.command()
def forget(number: Annotated[str, typer.Argument(metavar="PHONE")], folder: Folder = VAR) -> None:
    """Erase a person, as their own FORGET does.

    Example: hotline forget +77010000001
    """
    _check_number(number)

    async def act(turns: Turns) -> None:
        await terminal.text(turns, number, "FORGET")
        console.print("erased")

    _with_turns(act, folder)


@app.command()
def doctor(folder: Folder = VAR) -> None:
    """Everything that would make the hotline fail tonight, one line each with the mend.

    Example: hotline doctor
    """
    environment = _environment(folder)
    with ExitStack() as stack:
        if "REDIS_URL" not in os.environ:
            stack.enter_context(embedded.store_in(folder))
        findings = asyncio.run(doctor_.examine(environment))
    for finding in findings:
        console.print(f"[red]✗[/red] {finding}")
    if findings:
        raise typer.Exit(FINDING)
    console.print("[green]✓[/green] nothing found")


def _environment(folder: Path) -> dict[str, str]:
    if os.environ.get("REDIS_URL"):
        return dict(os.environ)
    return embedded.demo_environment(folder, os.environ, 8000, 8001)


def _with_turns(act: Callable[[Turns], Awaitable[T]], folder: Path) -> T:
    """Do something with the hotline at REDIS_URL; without one, with the demo's, whether it runs or not."""
    environment = _environment(folder)
    turns = make_turns(Settings.read(environment))

    async def run() -> T:
        try:
            if "REDIS_URL" not in os.environ:
                await demo_.load_sample(environment)
            await turns.start()
            return await act(turns)
        finally:
            await turns.store.close()

    with ExitStack() as stack:
        if not os.environ.get("REDIS_URL"):
            stack.enter_context(embedded.store_in(folder))
        return asyncio.run(run())


async def _set_language(turns: Turns, number: str, language: str) -> None:
    if language not in turns.settings.languages:
        _fail(f"--lang must be one of {', '.join(turns.settings.languages)}", MISUSE)
    await terminal.text(turns, number, f"LANG {language}")


def _check_number(number: str) -> None:
    if not is_number(number):
        _fail("write the number with + and country code, like +77010000001", MISUSE)


def _count_lines(folder: Path) -> int | None:
    try:
        return sum(file.read_bytes().count(b"\n") for file in folder.glob("*.csv")) or None
    except OSError:
        return None


def _read_line() -> str | None:
    try:
        return input("> " if sys.stdin.isatty() else "")
    except EOFError:
        return None


def _fail(line: str, code: int) -> NoReturn:
    print(f"hotline: {line}", file=sys.stderr)  # noqa: T201 - an error is for the person at the terminal
    sys.exit(code)
