"""What the tests of mail share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.evening import Evening
from tests.mail.crowd import Crowd
from tests.mail.post import Post, posting


@pytest.fixture
def crowd(evening: Evening) -> Crowd:
    return Crowd(evening)


@pytest.fixture
async def post(redis_url: str) -> AsyncIterator[Post]:
    async with posting(redis_url) as post:
        yield post
