"""Processes of the hotline on one store, which a test may kill and replace."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from tests.acceptance.house import ROOT, until


class Processes:
    """A web process and workers with these settings; what they say goes into `log`."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self._settings, self._log = settings, log
        self._web: asyncio.subprocess.Process | None = None
        self._workers: list[asyncio.subprocess.Process] = []
        self._words: Sequence[str] = ()

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        """A process: `hotline` with these words, or a script that ends in .py with them."""
        command = words if words[0].endswith(".py") else ("-m", "hotline", *words)
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=ROOT, env={**os.environ, **self._settings}, stdout=log, stderr=log
            )

    async def hire(self, count: int, *words: str) -> None:
        """Start workers."""
        self._words = words
        self._workers += [await self.start(*words) for _ in range(count)]

    async def replace(self, number: int) -> None:
        """Kill a worker as a crash would, and start another one in its place."""
        place = number % len(self._workers)
        await end(self._workers[place])
        self._workers[place] = await self.start(*self._words)

    async def start_web(self) -> None:
        """Start the web process; one that runs is killed before, as a crash would."""
        if self._web is not None:
            await end(self._web)
        self._web = await self.start("web")
        await until(lambda: _answers(self._settings["HOTLINE_PUBLIC_URL"]), "the web process answers")

    async def dismiss(self) -> None:
        """Kill the web process and all workers."""
        for process in (*self._workers, *([self._web] if self._web else [])):
            await end(process)

    def memory(self) -> list[int]:
        """Resident memory of the web process and the workers, in kB."""
        pids = [process.pid for process in (*([self._web] if self._web else []), *self._workers)]
        status = [Path(f"/proc/{pid}/status").read_text(encoding="ascii") for pid in pids]
        return [int(text.partition("VmRSS:")[2].split()[0]) for text in status]

    @property
    def alive(self) -> int:
        """Workers that have not ended by themselves."""
        return sum(worker.returncode is None for worker in self._workers)


async def _answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as http, http.get(f"{url}/healthz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def end(child: asyncio.subprocess.Process) -> None:
    """Kill a process as a crash would."""
    if child.returncode is None:
        child.kill()
    await child.wait()
