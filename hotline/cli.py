"""The `hotline` command: one explicit table of what it can do."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from . import HotlineError, Misuse, logs
from .commands import broadcast, connect, directory, jobs, people, running, status, talking, volunteers
from .commands.common import FINDING, MISUSE, fail

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
inbox = typer.Typer(no_args_is_help=True, help="Questions asked of a volunteer.")
failed = typer.Typer(no_args_is_help=True, help="Jobs that failed.")
volunteer = typer.Typer(no_args_is_help=True, help="Who may report, broadcast and coordinate.")

for command in (
    running.demo,
    running.web,
    running.worker,
    running.clock,
    talking.text,
    talking.call,
    talking.hear,
    directory.load,
    directory.export,
    directory.report,
    people.forget,
    broadcast.broadcast,
    volunteers.audit,
    status.status,
    running.doctor,
    connect.connect,
):
    app.command()(command)
app.add_typer(inbox, name="inbox")
inbox.command("list")(people.inbox_list)
inbox.command("reply")(people.inbox_reply)
inbox.command("close")(people.inbox_close)
app.add_typer(volunteer, name="volunteer")
volunteer.command("add")(volunteers.add)
volunteer.command("list")(volunteers.list_)
volunteer.command("remove")(volunteers.remove)
app.add_typer(failed, name="jobs")
failed.command("list")(jobs.jobs_list)
failed.command("retry")(jobs.jobs_retry)


@app.callback(invoke_without_command=True)
def start(shown: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    """A hotline by SMS and phone: the nearest open shelter, the wait at the border, the way to register."""
    if shown:
        print(f"hotline {version('hotline')}")  # noqa: T201 - as asked
        raise typer.Exit


def main() -> None:
    """Run the command; what a user can cause ends in one clear line."""
    logs.set_up("warning")
    try:
        app()
    except Misuse as error:
        fail(str(error), MISUSE)
    except HotlineError as error:
        fail(str(error), FINDING)
