"""A pretend phone in each flavour, and the carrier that uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hotline.carriers.smsgate import Smsgate
from tests.carriers.smsgate.line import opened
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


@pytest.fixture
async def carrier(street: Street) -> AsyncIterator[Smsgate]:
    async with opened(street.api) as carrier:
        yield carrier
