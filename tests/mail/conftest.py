"""What the tests of mail share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.evening import Evening
from tests.mail.crowd import Crowd
from tests.mail.post import Post


@pytest.fixture
def crowd(evening: Evening) -> Crowd:
    return Crowd(evening)


@pytest.fixture
async def post(redis_url: str) -> AsyncIterator[Post]:
    post = Post(redis_url)
    await post.know()
    yield post
    await post.store.close()
