"""A phone in each flavour, beside a hotline that keeps what it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.pretend.smsgate.street import SECOND_NUMBER, Street, standing


@pytest.fixture(params=["phone", "server"])
async def street(request: pytest.FixtureRequest) -> AsyncIterator[Street]:
    """Either flavour."""
    async with standing(request.param) as street:
        yield street


@pytest.fixture
async def phone() -> AsyncIterator[Street]:
    """The phone's own server; two SIMs."""
    async with standing("phone", second_number=SECOND_NUMBER) as street:
        yield street


@pytest.fixture
async def server() -> AsyncIterator[Street]:
    async with standing("server") as street:
        yield street
