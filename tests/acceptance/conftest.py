"""What the acceptance tests share: a house on an empty store with the sample data."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.acceptance.house import House, in_process


@pytest.fixture
async def house(redis_url: str) -> AsyncIterator[House]:
    """The hotline behind its doors, in this process."""
    async with in_process(redis_url) as house:
        yield house
