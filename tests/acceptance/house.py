"""The hotline behind its real doors, with the pretend carrier before them: in this process, or in one of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from redis import Redis
from yarl import URL

from hotline.app import create_app, make_catalog
from hotline.carriers.twilio_signature import signature
from hotline.commands.laptop import EVENING, SAMPLE
from hotline.commands.stand_ins import NUMBER
from hotline.directory.files import importing
from hotline.pretend.carrier import PretendCarrier, replies
from hotline.settings import Settings
from hotline.store.formats import bring_up_to_date
from hotline.store.keys import CHANGES
from hotline.store.store import Store, connect
from hotline.talk.steps import Fact, Said
from tests.evening import PERSON, environment
from tests.serving import served

ROOT = Path(__file__).parents[2]
TOKEN = environment("")["TWILIO_AUTH_TOKEN"]
LONGEST = 15  # seconds after which the carrier gives up
CATALOG = make_catalog(Settings.read(environment("redis://unused")))


def said(language: str, id_: str, **facts: Fact) -> str:
    """A message of the prompts as a text says it."""
    return CATALOG.text(language, Said(id_, facts))


def spoken_as(language: str, id_: str, **facts: Fact) -> str:
    """A message of the prompts as it is spoken."""
    return CATALOG.voice(language, Said(id_, facts))


@dataclass
class House:
    """A web process at `url`, the carrier before it, and a client for forms that no carrier would send."""

    url: str
    carrier: PretendCarrier
    http: aiohttp.ClientSession

    async def text(self, body: str, number: str = PERSON, *, sid: str | None = None, **extra: str) -> str:
        """The hotline's answer to a text, "" for silence."""
        return "".join(replies(await self.carrier.text(number, body, sid=sid, **extra)))

    async def post(
        self,
        path: str,
        fields: Mapping[str, str] | Iterable[tuple[str, str]],
        *,
        signed: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[int, str]:
        """Status and body of a form posted; `signed` and `body` replace the right signature and the form as sent."""
        rows = list(fields.items() if isinstance(fields, Mapping) else fields)
        data = urlencode(rows).encode() if body is None else body
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self.sign(path, rows) if signed is None else signed,
            **(headers or {}),
        }
        url = URL(self.url + path, encoded=True)
        async with self.http.post(url, data=data, headers={k: v for k, v in sent.items() if v}) as answer:
            return answer.status, await answer.text()

    def sign(self, path: str, fields: Iterable[tuple[str, str]]) -> str:
        """The carrier's signature of a form for that address."""
        return signature(TOKEN, self.url + path, fields)

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page."""
        async with self.http.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def metric(self, name: str) -> float:
        """One figure of /metrics, all its labels together."""
        _, page = await self.get("/metrics")
        rows = [line.rpartition(" ") for line in page.splitlines() if not line.startswith("#")]
        return sum(float(value) for label, _, value in rows if label.partition("{")[0] == name)

    async def ready(self) -> bool:
        """Whether all is well."""
        try:
            return (await self.get("/readyz"))[0] == 200
        except aiohttp.ClientError:
            return False


def text_form(body: str = "МЕНЮ", number: str = PERSON, sid: str = "SM1", **extra: str) -> dict[str, str]:
    """The fields of a text that matter."""
    return {"MessageSid": sid, "From": number, "To": NUMBER, "Body": body, **extra}


async def load_sample(redis_url: str) -> None:
    """Put the sample data into the store."""
    store = Store(connect(redis_url))
    await bring_up_to_date(store)
    await importing.write(store, importing.read(SAMPLE))
    await store.close()


@asynccontextmanager
async def in_process(redis_url: str, *, sample: bool = True, **more: str) -> AsyncIterator[House]:
    """A web process inside the test's own event loop, on the evening of the sample data."""
    if sample:
        await load_sample(redis_url)
    async with (
        served(lambda url: create_app(_environment(redis_url, url, more))) as url,
        _carrier(url) as (carrier, http),
    ):
        yield House(url, carrier, http)


@asynccontextmanager
async def processes(redis_url: str, count: int) -> AsyncIterator[list[tuple[House, int]]]:
    """Web processes of their own (`hotline web`) on one store, each with its process id; killed at the end."""
    await load_sample(redis_url)
    async with AsyncExitStack() as stack:
        ports = [free_port() for _ in range(count)]
        urls = [f"http://127.0.0.1:{port}" for port in ports]
        started = []
        for url, port in zip(urls, ports, strict=True):
            settings = {**os.environ, **_environment(redis_url, url, {"PORT": str(port)})}
            child = await asyncio.create_subprocess_exec(sys.executable, "-m", "hotline", "web", cwd=ROOT, env=settings)
            stack.push_async_callback(_end, child)
            started.append(child)
        houses = []
        for url, child in zip(urls, started, strict=True):
            carrier, http = await stack.enter_async_context(_carrier(url))
            houses.append((House(url, carrier, http), child.pid))
        for house, _ in houses:
            await until(house.ready, "the web process is ready")
        yield houses


def kill(pid: int) -> None:
    """End a process of this test's own as a crash would."""
    os.kill(pid, signal.SIGKILL)


async def until(holds: Callable[[], Awaitable[bool]], what: str, seconds: float = 20) -> None:
    """Wait for a condition that another process brings about."""
    try:
        async with asyncio.timeout(seconds):
            while not await holds():  # noqa: ASYNC110 - what another process does sets no event here
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"{seconds:.0f} s went by before this: {what}") from None


def log_rows(redis_url: str) -> list[list[object]]:
    """The change log, oldest first."""
    with Redis.from_url(redis_url) as redis:
        entries = redis.xrange(CHANGES)
    return [json.loads(fields[b"c"]) for _, fields in entries]


def sent_rows(redis_url: str) -> list[list[object]]:
    """Who was sent where, as the change log has it: the one effect of a SHELTER turn that all can see."""
    return [row for row in log_rows(redis_url) if row[0] == "sent"]


def _environment(redis_url: str, url: str, more: Mapping[str, str]) -> dict[str, str]:
    return environment(redis_url, HOTLINE_PUBLIC_URL=url, HOTLINE_NOW=EVENING, TWILIO_FROM=NUMBER, **more)


@asynccontextmanager
async def _carrier(url: str) -> AsyncIterator[tuple[PretendCarrier, aiohttp.ClientSession]]:
    account = environment("")["TWILIO_ACCOUNT_SID"]
    carrier = PretendCarrier(
        account_sid=account, auth_token=TOKEN, number=NUMBER, base_url=url, now=lambda: datetime.now(UTC)
    )
    timeout = aiohttp.ClientTimeout(total=2 * LONGEST)
    async with carrier, aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as http:
        yield carrier, http


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        child.kill()
    await child.wait()


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
