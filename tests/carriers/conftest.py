"""What the tests of the carriers share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest

from hotline.carriers.twilio import Twilio
from tests.carriers.world import ACCOUNT, NUMBER, TOKEN, World
from tests.serving import served


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        world = World()
        world.hotline = await stack.enter_async_context(served(world.hotline_app))
        world.api = await stack.enter_async_context(served(world.carrier_app))
        world.twilio = Twilio(account_sid=ACCOUNT, auth_token=TOKEN, sender=NUMBER, api_base=world.api)
        stack.push_async_callback(world.twilio.close)
        world.http = await stack.enter_async_context(aiohttp.ClientSession())
        yield world
