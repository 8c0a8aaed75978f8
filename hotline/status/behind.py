"""What a process writes down behind its turns, which wait for nothing."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod


class WritesBehind(ABC):
    """Writes down what was noted: at once, but a while after the last time, so that a flood costs the store no more."""

    def __init__(self, pause: float) -> None:
        """`pause`: seconds between two writings."""
        self._pause = pause
        self._written = float("-inf")  # when, on the loop's clock
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    @abstractmethod
    async def flush(self) -> None:
        """Write down what was noted; while the store is away it stays noted, for the next time."""

    async def close(self) -> None:
        """Write down the rest."""
        if self._timer is not None:
            self._timer.cancel()
        if self._writing is not None:
            await self._writing
        await self.flush()

    def _noted(self) -> None:
        """There is something to write; needs a running loop."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._written + self._pause), self._begin)

    def _begin(self) -> None:
        self._timer, self._written = None, asyncio.get_running_loop().time()
        self._writing = asyncio.create_task(self.flush())
