"""`hotline demo`: store, pretend carrier, web, worker and clock on one machine, stopped together by Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from .. import HotlineError
from ..app import make_store
from ..directory.files import importing
from ..people.joining import join
from ..people.seal import Seals
from ..pretend.faults import FaultPlan
from ..settings import Settings
from . import laptop

STOPPING = 10.0  # seconds that a process has to end by itself
STARTING = 30.0  # seconds that the web process has to answer


class CannotStart(HotlineError):
    """The demo cannot start here; the message says why and what to do."""


def check_port(port: int) -> None:
    """Raises CannotStart if something listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(f"port {port} is taken; choose another one: hotline demo --port {port + 10}") from None


def run(folder: Path, port: int, environment: Mapping[str, str], faults: FaultPlan) -> None:
    """Run until Ctrl-C, with a carrier that misbehaves as planned. Raises CannotStart."""
    check_port(port)
    if laptop.is_running(folder):
        raise CannotStart(
            f"a demo runs in {folder}/ already; stop it, or choose another folder: hotline demo --dir DIR"
        )
    carrier_port = _free_port()
    settings = laptop.demo_environment(folder, environment, port, carrier_port)
    with laptop.store_in(folder):
        (folder / "carrier").write_text(str(carrier_port))
        asyncio.run(_run(folder, settings, carrier_port, faults))


async def _load_sample(environment: Mapping[str, str]) -> None:
    settings = Settings.read(environment)
    store = make_store(settings)
    try:
        await join(store, Seals(settings.secret_key), settings.now)
        await importing.fill(store, laptop.SAMPLE)
    finally:
        await store.close()


async def _run(folder: Path, environment: dict[str, str], carrier_port: int, faults: FaultPlan) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await _load_sample(environment)
    stopped = asyncio.create_task(stop.wait())
    async with AsyncExitStack() as outliving:  # the carrier outlives those who may still write to it
        children = [await _start("web", environment)]
        try:
            await outliving.enter_async_context(_carrier(environment, carrier_port, faults))
            # The others start when the web process is up: on a small machine they would only hold it up.
            up = asyncio.create_task(_answers(int(environment["PORT"])))
            web = asyncio.create_task(children[0].wait())
            await asyncio.wait([up, stopped, web], return_when=asyncio.FIRST_COMPLETED)
            if up.done() and not stop.is_set() and up.exception() is None:
                _tell(folder, int(environment["PORT"]), carrier_port)
                children += [await _start(part, environment) for part in ("worker", "clock")]
                ended = [web, *(asyncio.create_task(child.wait()) for child in children[1:])]
                await asyncio.wait([stopped, *ended], return_when=asyncio.FIRST_COMPLETED)
            up.cancel()
            if not stop.is_set():
                raise CannotStart("a part of the demo ended by itself; its last words stand above")
        finally:
            await _end(children)


async def _end(children: Sequence[asyncio.subprocess.Process]) -> None:
    for child in children:
        with suppress(ProcessLookupError):
            child.terminate()
    for child in children:
        try:
            await asyncio.wait_for(child.wait(), STOPPING)
        except TimeoutError:
            child.kill()


async def _start(part: str, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
    # A session of its own: Ctrl-C is for the demo alone, which then ends the parts in order.
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hotline", part, env={**os.environ, **environment}, start_new_session=True
    )


@asynccontextmanager
async def _carrier(environment: Mapping[str, str], port: int, faults: FaultPlan) -> AsyncIterator[None]:
    # Loaded only now: meanwhile the web process loads its own part on the other core.
    import uvicorn

    from ..pretend.api import create_app
    from ..pretend.carrier import PretendCarrier

    carrier = PretendCarrier(
        account_sid=environment["TWILIO_ACCOUNT_SID"],
        auth_token=environment["TWILIO_AUTH_TOKEN"],
        number=environment["TWILIO_FROM"],
        base_url=environment["HOTLINE_PUBLIC_URL"],
        now=lambda: datetime.now(UTC),
        faults=faults,
    )
    server = uvicorn.Server(uvicorn.Config(create_app(carrier), host="127.0.0.1", port=port, log_level="warning"))
    # Without uvicorn's own signal handlers, which would take Ctrl-C from the demo.
    serving = asyncio.create_task(server._serve())
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def _answers(port: int) -> None:
    """Until the web process answers."""
    import aiohttp

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as session, asyncio.timeout(STARTING):
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


def _tell(folder: Path, port: int, carrier_port: int) -> None:
    hotline = ".venv/bin/hotline" if Path(".venv/bin/hotline").exists() else "hotline"
    where = "" if folder == Path("var") else f"--dir {folder} "
    print(  # noqa: T201 - this is what the demo has to say
        f"""The hotline answers. It is the evening of 25 September 2022 in Uralsk. In another terminal, try:

  {hotline} text {where}НОЧЛЕГ Уральск          the nearest open shelter
  {hotline} text {where}--from +79161234567     a conversation, as another person; Ctrl-D ends it
  {hotline} call {where}1 1 1                   a call: Russian, shelter, the first town
  {hotline} report {where}"FULL CINEMA"         what a volunteer at the door tells; then ask again

Web: http://127.0.0.1:{port} (/readyz, /metrics), pretend carrier: http://127.0.0.1:{carrier_port}. Data: {folder}/.
Ctrl-C stops everything; what was learned is there at the next start.""",
        flush=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
