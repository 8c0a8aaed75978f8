"""The servers, each a process on the server's core; their stores, and everything else, on the load's."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from hotline.app import make_turns
from hotline.commands import laptop
from hotline.commands.stand_ins import StandIn
from hotline.directory.files import importing
from hotline.settings import Settings

from .country import directory
from .messages import ACCOUNT, HOTLINE, TOKEN

SERVER_CORE, LOAD_CORE = 0, 1
STARTING = 60.0  # seconds: one of them reads 50,000 shelters
STOPPING = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens on a loopback port."""

    port: int
    process: subprocess.Popen[bytes]

    def worked(self) -> float:
        """Seconds of processor time that it and its workers have used since they started."""
        return sum(_worked(pid) for pid in (self.process.pid, *_children(self.process.pid)))


@dataclass(frozen=True, slots=True)
class Hotline(Server):
    """A web process of ours, with its store."""

    settings: Settings
    store: Redis

    def sync(self, when: str) -> None:
        """Have the store write to its disk then: `always` before it answers, or `everysec`."""
        self.store.execute_command("CONFIG", "SET", "appendfsync", when)  # type: ignore[no-untyped-call]

    def store_worked(self) -> float:
        """Seconds of processor time that the store has used since it started."""
        return _worked(self.store.info("server")["process_id"])


@contextmanager
def hotline(folder: Path, shelters: int) -> Iterator[Hotline]:
    """The web process as it is deployed, on a store of its own with the append-only file on."""
    port = _free_port()
    given = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": HOTLINE, "HOST": "127.0.0.1"}
    environment = laptop.demo_environment(folder, {}, port, StandIn("twilio", port)) | given
    with laptop.store_in(folder):
        settings = Settings.read(environment)
        asyncio.run(_load(settings, shelters))
        with (
            Redis.from_url(settings.redis_url) as store,
            _served([sys.executable, "-m", "hotline", "web"], port, environment) as server,
        ):
            yield Hotline(server.port, server.process, settings, store)


@contextmanager
def starlette(factory: str) -> Iterator[Server]:
    """A factory of `rivals` under uvicorn, with the options of the hotline's own web process."""
    port = _free_port()
    options = ["--factory", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    options += ["--no-proxy-headers", "--no-server-header"]
    command = [sys.executable, "-m", "uvicorn", f"tests.bench.rivals:{factory}", *options]
    with _served(command, port, {"TWILIO_AUTH_TOKEN": TOKEN}) as server:
        yield server


@contextmanager
def flask(*options: str) -> Iterator[Server]:
    """The quickstart under gunicorn."""
    port = _free_port()
    bound = ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", "--workers", "1"]
    command = [sys.executable, "-m", "gunicorn", *bound, *options, "tests.bench.quickstart:app"]
    with _served(command, port, {"TWILIO_AUTH_TOKEN": TOKEN}) as server:
        yield server


@contextmanager
def carrier() -> Iterator[Server]:
    """The pretend carrier, which calls nobody back."""
    port = _free_port()
    with _served([sys.executable, "-m", "tests.bench.carrier", str(port)], port, {}) as server:
        yield server


async def _load(settings: Settings, shelters: int) -> None:
    turns = make_turns(settings)
    try:
        await turns.store.start_clock(turns.settings.now)
        await importing.write(turns.store, directory(shelters))
    finally:
        await turns.store.close()


@contextmanager
def _served(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    os.sched_setaffinity(0, {SERVER_CORE})  # a child inherits it
    try:
        process = subprocess.Popen(command, env={**os.environ, **environment})
    finally:
        os.sched_setaffinity(0, {LOAD_CORE})
    try:
        _await(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections."""
    for _ in range(round(STARTING / 0.05)):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("a server did not start; its last words stand above")


def _worked(pid: int) -> float:
    # In nanoseconds, of each thread; /proc/<pid>/stat counts hundredths of a second, of which a short round takes ten.
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
