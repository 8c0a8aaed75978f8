"""What the tests of broadcasts share."""

from __future__ import annotations

import pytest

from tests.broadcasts.crowd import Crowd
from tests.evening import Evening


@pytest.fixture
def crowd(evening: Evening) -> Crowd:
    return Crowd(evening)
