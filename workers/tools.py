"""What a worker opens once for all its jobs: connections, prompts, and the event loop that they live in."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from functools import wraps
from typing import Any, TypeVar

from hotline.app import make_carriers, make_catalog, make_store, make_turns
from hotline.mail.outbox import Outbox
from hotline.people.joining import join
from hotline.settings import Settings
from hotline.store.store import StoreAway

T = TypeVar("T")


class Tools:
    """What a job works with."""

    def __init__(self, settings: Settings) -> None:
        """Not yet connected. Raises BadSetting and BadPrompts."""
        self.settings = settings
        self.store, self.carriers = make_store(settings), make_carriers(settings)
        self.outbox, self.turns = Outbox(self.store, settings.keep_texts), make_turns(settings, self.store)
        self.seals, self.catalog = self.turns.seals, make_catalog(settings)

    async def close(self) -> None:
        """Close the connections."""
        await self.store.close()
        for carrier in self.carriers.values():
            await carrier.close()


class Toolbox:
    """The tools of this process: opened with its first job and kept; after one that broke, the next opens them anew."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._tools: Tools | None = None

    def run(self, work: Callable[[Tools], Coroutine[Any, Any, T]]) -> T:
        """Do a job; what it leaves undone ends with it.

        Raises BadSetting, BadPrompts, NewerStore, BrokenSeal, StoreAway, and whatever the job raises.
        """
        runner = self._runner = self._runner or asyncio.Runner()
        is_whole = False
        try:
            result = runner.run(self._do(work), context=copy_context())  # RQ says in it which job this is
            is_whole = not asyncio.all_tasks(runner.get_loop())
        finally:
            if not is_whole:
                self.close()
        return result

    def close(self) -> None:
        """Close what is open."""
        runner, self._runner = self._runner, None
        tools, self._tools = self._tools, None
        if runner is not None:
            with runner:  # at its end it cancels what is left
                if tools is not None:
                    runner.run(tools.close())

    async def _do(self, work: Callable[[Tools], Coroutine[Any, Any, T]]) -> T:
        return await work(await self._ready())

    async def _ready(self) -> Tools:
        """The tools, joined to a store that answers, whose format and clock may not be those of the job before."""
        kept = self._tools
        tools = self._tools = kept or Tools(Settings.read(os.environ))
        try:
            await join(tools.store, tools.seals, tools.settings.now)
        except StoreAway:
            if kept is None:
                raise
            await kept.close()  # its connections may have died while they lay idle
            self._tools = None
            return await self._ready()
        return tools


TOOLBOX = Toolbox()


def job(work: Callable[[Tools], Coroutine[Any, Any, T]]) -> Callable[[], T]:
    """A job as RQ runs it: by name and without arguments, with this process's tools."""

    @wraps(work)
    def run() -> T:
        return TOOLBOX.run(work)

    return run
