"""GET /healthz, /readyz and /metrics."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ..status.gauges import Gauges
from ..status.status import read_status
from ..store.keys import READY, VERSION
from ..store.store import StoreAway
from ..turn.turns import Turns


class Health:
    """Is it alive, is all well, and how much was done."""

    def __init__(self, turns: Turns, multiprocess_folder: str | None) -> None:
        self._turns = turns
        self._folder = multiprocess_folder

    async def alive(self, request: Request) -> Response:
        """The process answers: for load balancers, since texts are answered even without the store."""
        return PlainTextResponse("alive\n")

    async def ready(self, request: Request) -> Response:
        """Everything is well: the store answers and a directory is loaded. For alarms and deploys."""
        try:
            await self._turns.store.read("SET", READY, 1, "EX", 60)  # a store that cannot write is away
            version = await self._turns.store.read("GET", VERSION)
        except StoreAway:
            return PlainTextResponse("the store is away\n", 503)
        if not version:
            return PlainTextResponse("no directory is loaded: hotline load DIR\n", 503)
        return PlainTextResponse("ready\n")

    async def metrics(self, request: Request) -> Response:
        """Prometheus text: what was counted, over all web processes of this machine, and what goes on in the store.

        While the store is away, only the former comes, and hotline_store_up is 0.
        """
        counted: CollectorRegistry = REGISTRY
        if self._folder:
            counted = CollectorRegistry()
            MultiProcessCollector(counted, self._folder)  # type: ignore[no-untyped-call] # the library has no types here
        read = CollectorRegistry()
        try:
            read.register(Gauges(await read_status(self._turns.store, self._turns.settings.carriers)))
        except StoreAway:
            read.register(Gauges(None))
        return Response(generate_latest(counted) + generate_latest(read), media_type=CONTENT_TYPE_LATEST)
