"""Thousands of generated requests at every door: none breaks anything, and none is repeated by a log."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from hotline.pretend.twiml_rules import problems
from tests.acceptance.house import House
from tests.acceptance.strange_forms import Strange, strange_forms, texts_in

AT_ONCE = 20
GROWTH = 8 * 1024 * 1024  # bytes: what the caches of words may still take in the second half


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, uvicorn's own lines included, which do not reach the root logger."""
    caplog.set_level(logging.INFO)
    servers = logging.getLogger("uvicorn")
    servers.addHandler(caplog.handler)
    yield caplog
    servers.removeHandler(caplog.handler)


async def test_three_hundred_strange_requests_break_nothing(house: House, log: pytest.LogCaptureFixture) -> None:
    await _all_answered(house, log, list(strange_forms(300, seed=1)))


@pytest.mark.slow
async def test_five_thousand_strange_requests_break_nothing_and_memory_stays_flat(
    house: House, log: pytest.LogCaptureFixture
) -> None:
    requests = list(strange_forms(5000, seed=2022))
    await _all_answered(house, log, requests[:2500])
    before = _memory()
    await _all_answered(house, log, requests[2500:])
    assert _memory() - before < GROWTH


async def test_a_carrier_that_hangs_up_in_the_middle_of_its_request_is_no_trouble_of_ours(
    house: House, log: pytest.LogCaptureFixture
) -> None:
    """Half a form, and the connection is gone: nothing to alarm anybody for."""
    trouble = await house.metric("hotline_trouble_total")
    _, writer = await asyncio.open_connection("127.0.0.1", int(house.url.rpartition(":")[2]))
    head = (
        "POST /sms HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\n"
    )
    writer.write(f"{head}Body=".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await house.get("/healthz"))[0] == 200
    assert await house.metric("hotline_trouble_total") == trouble
    assert [line for line in log.messages if "broke" in line] == []


async def _all_answered(house: House, log: pytest.LogCaptureFixture, requests: Sequence[Strange]) -> None:
    trouble = await house.metric("hotline_trouble_total")
    statuses: Counter[int] = Counter()
    for start in range(0, len(requests), AT_ONCE):
        answers = await asyncio.gather(*(_answered(house, one) for one in requests[start : start + AT_ONCE]))
        statuses.update(answers)
    assert set(statuses) == {200, 400, 403}
    assert statuses[200] > len(requests) // 4
    assert await house.metric("hotline_trouble_total") == trouble
    lines = log.text
    assert "Traceback" not in lines
    assert [text for one in requests for text in texts_in(one) if text in lines] == []


async def _answered(house: House, request: Strange) -> int:
    """The status of the answer, which is TwiML or one line."""
    signed = None if request.signed else "wrong"
    status, body = await house.post(
        request.path, request.fields, signed=signed, headers=request.headers, body=request.raw
    )
    if status == 200:
        assert problems(body, "voice" if request.path.startswith(("/voice", "/status/call")) else "sms") == []
    else:
        assert len(body.splitlines()) == 1
    return status


def _memory() -> int:
    """Bytes of this process that are in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
