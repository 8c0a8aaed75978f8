"""What the tests of flows share."""

from __future__ import annotations

import pytest

from tests.evening import Evening
from tests.flows.asking import COLLEAGUE, COORDINATOR, VOLUNTEER


@pytest.fixture
async def helpers(evening: Evening) -> None:
    """Two reporters and a coordinator, who read English."""
    for number, name in ((VOLUNTEER, "Aigul"), (COLLEAGUE, "Daniyar")):
        await evening.volunteer(number, name)
        await evening.text("LANG English", number)
    await evening.volunteer(COORDINATOR, "Marat", "coordinator")
    await evening.text("LANG English", COORDINATOR)
