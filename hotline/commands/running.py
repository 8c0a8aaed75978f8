"""The processes, and whether all is well with them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer
from redis import Redis
from redis.exceptions import RedisError
from rich.markup import escape

from .. import logs
from ..app import create_app, make_carriers, make_catalog, make_store
from ..people.joining import join
from ..people.seal import Seals
from ..pretend.plan import BadFaults
from ..settings import Settings
from ..store.store import StoreAway
from . import doctor as doctor_
from . import laptop
from .common import FINDING, VAR, Folder, console, demos_own, environment
from .stand_ins import CarrierName, StandInFaults, read_plan

if TYPE_CHECKING:
    from starlette.types import ASGIApp

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds until a store that went away is tried again


def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the web process.")] = 8000,
    folder: Folder = VAR,
    carrier: Annotated[
        CarrierName, typer.Option(help="Which carrier is played; smsgate is an Android phone with a SIM.")
    ] = "twilio",
    faults: Annotated[
        str, typer.Option(help="What goes wrong at the carrier: a JSON file, or the JSON itself.")
    ] = "{}",
) -> None:
    """Everything on this machine, with the sample data: store, web, worker, clock, pretend carrier.

    Example: hotline demo --port 8080
    """
    from . import demo

    demo.run(folder, port, os.environ, carrier, _plan(carrier, faults))


def _plan(carrier: CarrierName, given: str) -> StandInFaults:
    if given.lstrip().startswith("{"):
        return read_plan(carrier, given)
    try:
        return read_plan(carrier, Path(given).read_bytes())
    except OSError as error:
        raise BadFaults(f"faults: {given} cannot be read: {error.strerror}") from None


def web() -> None:
    """The web process: answers texts and calls on PORT, with WEB_CONCURRENCY processes."""
    import uvicorn

    settings = Settings.read(os.environ)
    make_carriers(settings)
    make_catalog(settings).check()
    with suppress(StoreAway):  # then the first turn looks
        asyncio.run(_try_to_join(settings))
    with ExitStack() as stack:
        if settings.web_concurrency > 1 and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = stack.enter_context(tempfile.TemporaryDirectory())
        try:
            uvicorn.run(
                "hotline.commands.running:web_process",
                factory=True,
                host=settings.host,
                port=settings.port,
                workers=settings.web_concurrency,
                http="hotline.doors.protocol:Connection",
                ws="none",  # no door speaks it
                proxy_headers=False,  # signatures are checked for the configured address, whatever a proxy says
                server_header=False,
                access_log=False,  # a call's keys stand in its addresses
                log_config=None,  # as all of ours
                log_level="warning",
            )
        except SystemExit as end:  # uvicorn has said why
            raise typer.Exit(FINDING if end.code else 0) from None


def web_process() -> ASGIApp:
    """What one of the web process's processes serves: with several, each starts from nothing."""
    logs.set_up(Settings.read(os.environ).log)
    return create_app()


def worker() -> None:
    """A worker process: does the jobs that wait in the queues."""
    from workers.worker import JobWorker

    _work(JobWorker, lambda worker: worker.work(logging_level="WARNING"))


def clock() -> None:
    """The clock process: puts jobs into the queues when they are due. One is enough."""
    from workers.clock import Clock, scheduler

    def make(redis: Redis) -> Clock:
        return scheduler(redis, Settings.read(os.environ).carriers)

    _work(make, Clock.start)


class _Stoppable(Protocol):
    @property
    def told_to_stop(self) -> bool: ...  # by a signal; else it ended for want of a store


Process = TypeVar("Process", bound=_Stoppable)


def _work(make: Callable[[Redis], Process], run: Callable[[Process], object]) -> None:
    """Run the process until it is told to stop; a store that goes away meanwhile is waited for.

    Raises NewerStore or BrokenSeal.
    """
    from rq.exceptions import StopRequested

    from workers.queues import connect

    settings = Settings.read(os.environ)
    logs.set_up(settings.log)
    make_carriers(settings)
    make_catalog(settings).check()
    redis = connect(settings.redis_url)
    while True:
        try:
            asyncio.run(_try_to_join(settings))
            process = make(redis)
            try:
                try:
                    run(process)
                finally:
                    _end_by_signals()
            except (RedisError, StopRequested):
                if not process.told_to_stop:  # else the signal met the store's absence, or came outside RQ's loop
                    raise
            if process.told_to_stop:
                return
        except StoreAway as away:
            log.warning("store=away why=%r", str(away))
        except RedisError as error:
            log.warning("store=away error=%s", type(error).__name__)
        _end_by_signals()
        time.sleep(PAUSE)


def _end_by_signals() -> None:
    """RQ's handlers belong to what has ended, and would only note a signal: from now on one ends the process."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


async def _try_to_join(settings: Settings) -> None:
    """Raises NewerStore, BrokenSeal or StoreAway: here in one line, before anything is started."""
    store = make_store(settings)
    try:
        await join(store, Seals(settings.secret_key), settings.now)
    finally:
        await store.close()


def doctor(folder: Folder = VAR) -> None:
    """Everything that would make the hotline fail tonight, one line each with the mend.

    Example: hotline doctor
    """
    settings = environment(folder)
    asks = not demos_own() or laptop.is_running(folder)  # the pretend carrier runs with the demo only
    with ExitStack() as stack:
        if demos_own():
            stack.enter_context(laptop.store_in(folder))
        findings = asyncio.run(doctor_.examine(settings, asks=asks))
    for finding in findings:
        console.print(f"[red]✗[/red] {escape(finding)}", soft_wrap=True)
    if findings:
        raise typer.Exit(FINDING)
    console.print("[green]✓[/green] nothing found")
