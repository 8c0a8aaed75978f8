"""`hotline demo`: store, pretend carrier, web, worker and clock on one machine, stopped together by Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from .. import HotlineError
from ..app import make_store
from ..directory.files import importing
from ..people.joining import join
from ..people.seal import Seals
from ..settings import Settings
from . import laptop
from .stand_ins import CarrierName, PlayedCarrier, StandIn, StandInFaults, play

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


def run(folder: Path, port: int, environment: Mapping[str, str], played: CarrierName, faults: StandInFaults) -> None:
    """Run until Ctrl-C, with a stand-in for that carrier that misbehaves as planned. Raises CannotStart."""
    check_port(port)
    if laptop.is_running(folder):
        raise CannotStart(
            f"a demo runs in {folder}/ already; stop it, or choose another folder: hotline demo --dir DIR"
        )
    with socket.create_server(("127.0.0.1", 0)) as carriers_door:
        carrier = StandIn(played, carriers_door.getsockname()[1])
        settings = laptop.demo_environment(folder, environment, port, carrier)
        with laptop.store_in(folder):
            laptop.keep_ports(folder, port, carrier)
            asyncio.run(_run(folder, settings, carrier, carriers_door, faults))


async def _load_sample(environment: Mapping[str, str]) -> None:
    settings = Settings.read(environment)
    store = make_store(settings)
    try:
        await join(store, Seals(settings.secret_key), settings.now)
        await importing.fill(store, laptop.SAMPLE)
    finally:
        await store.close()


async def _run(
    folder: Path, environment: dict[str, str], carrier: StandIn, carriers_door: socket.socket, faults: StandInFaults
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await _load_sample(environment)
    stopped = asyncio.create_task(stop.wait())
    async with AsyncExitStack() as outliving:  # the carrier outlives those who may still write to it
        children = [await _start("web", environment)]
        try:
            played = await outliving.enter_async_context(_serving(carriers_door, environment, faults))
            # The others start when the web process is up: on a small machine they would only hold it up.
            up = asyncio.create_task(_answers(int(environment["PORT"])))
            web = asyncio.create_task(children[0].wait())
            await asyncio.wait([up, stopped, web], return_when=asyncio.FIRST_COMPLETED)
            if up.done() and not stop.is_set() and up.exception() is None:
                if wrong := await played.set_up():
                    raise CannotStart(f"the pretend carrier cannot be used: {'; '.join(wrong)}")
                _tell(folder, int(environment["PORT"]), carrier)
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
async def _serving(
    door: socket.socket, environment: Mapping[str, str], faults: StandInFaults
) -> AsyncIterator[PlayedCarrier]:
    """The stand-in behind `door`, which listens already: who comes early waits there."""
    # Loaded only now: meanwhile the web process loads its own part on the other core.
    import uvicorn

    played = play(environment, faults)
    server = uvicorn.Server(uvicorn.Config(played.app, log_level="warning"))
    # Without uvicorn's own signal handlers, which would take Ctrl-C from the demo.
    serving = asyncio.create_task(server._serve([door]))
    try:
        yield played
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


def _tell(folder: Path, port: int, carrier: StandIn) -> None:
    hotline = ".venv/bin/hotline" if Path(".venv/bin/hotline").exists() else "hotline"
    where = "" if folder == Path("var") else f"--dir {folder} "
    to_try = {
        f"{hotline} text {where}НОЧЛЕГ Уральск": "the nearest open shelter",
        f"{hotline} text {where}--from +79161234567": "a conversation, as another person; Ctrl-D ends it",
        f"{hotline} call {where}1 1 1": "a call: Russian, shelter, the first town",
        f'{hotline} report {where}"FULL CINEMA"': "what a volunteer at the door tells; then ask again",
    }
    if carrier.name == "smsgate":  # a phone carries no calls
        del to_try[f"{hotline} call {where}1 1 1"]
    width = max(map(len, to_try))
    lines = "\n".join(f"  {command:{width}}  {what}" for command, what in to_try.items())
    print(  # noqa: T201 - this is what the demo has to say
        f"""The hotline answers. It is the evening of 25 September 2022 in Uralsk. In another terminal, try:

{lines}

A text through the carrier, to the last webhook; what the person gets is printed:

  curl {carrier.url}/pretend/text --data-urlencode From=+77010000002 --data-urlencode "Body=НОЧЛЕГ Уральск"

Web: http://127.0.0.1:{port} (/readyz, /metrics), pretend carrier: {carrier.url}. Data: {folder}/.
Ctrl-C stops everything; what was learned is there at the next start.""",
        flush=True,
    )
