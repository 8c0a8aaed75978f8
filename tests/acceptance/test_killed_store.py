"""The store is killed while people text and an operator reports: whatever was acknowledged is there afterwards."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from hotline.commands.laptop import EVENING
from hotline.people import contacts
from hotline.people.seal import Seals
from hotline.store.store import Store, connect
from tests.acceptance.house import ROOT, House, load_sample, log_rows, processes, said, until
from tests.acceptance.mailroom import phones
from tests.acceptance.stoppable import StoppableStore, stoppable_store
from tests.evening import SECRET, environment

SENDERS = 10  # phones that text at once
SAVED, NOT_SAVED = said("ru", "stop-done"), said("ru", "away-not-saved")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoppableStore]:
    with stoppable_store(tmp_path) as store:
        yield store


async def test_no_stop_that_was_acknowledged_is_lost(store: StoppableStore) -> None:
    """Phones text STOP one after the other, some at once; the store dies among them, and comes back."""
    async with processes(store.url, 1) as ((house, _),):
        numbers, answers = iter(phones(10_000)), dict[str, str]()
        killed = asyncio.Event()
        senders = [asyncio.create_task(_stop(house, numbers, answers, killed)) for _ in range(SENDERS)]
        await until(partial(_are_answered, answers, 200), "200 are answered")
        await asyncio.to_thread(store.stop, "killed")
        killed.set()
        await asyncio.gather(*senders)
        assert set(answers.values()) == {SAVED, NOT_SAVED}
        await asyncio.to_thread(store.back)
        saved = [number for number, answer in answers.items() if answer == SAVED]
        assert len(saved) >= 200
        assert await _stopped(store.url, saved) == saved


@pytest.mark.slow
async def test_no_report_that_was_acknowledged_is_lost(store: StoppableStore) -> None:
    """`hotline report` in many processes at once; the store dies when the first of them have ended."""
    await load_sample(store.url)
    known = len(log_rows(store.url))
    reports = {asyncio.create_task(_report(store.url, number)): number for number in range(200, 205)}
    await asyncio.wait(reports, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.to_thread(store.stop, "killed")
    codes = {reports[task]: await task for task in reports}
    await asyncio.to_thread(store.back)
    assert set(codes.values()) <= {0, 1}
    done = [number for number, code in codes.items() if code == 0]
    assert done
    rows = log_rows(store.url)[known:]
    assert [number for number in done if not any(number in row for row in rows)] == []


async def _stop(house: House, numbers: Iterator[str], answers: dict[str, str], killed: asyncio.Event) -> None:
    """Text STOP from new phones, two more after the store was killed."""
    left = count(2, -1)
    while not killed.is_set() or next(left):
        number = next(numbers)
        answers[number] = await house.text("СТОП", number)


async def _are_answered(answers: dict[str, str], enough: int) -> bool:
    return len(answers) >= enough


async def _stopped(redis_url: str, numbers: Sequence[str]) -> list[str]:
    """Those of the numbers whose records say that they are not written to."""
    seals, store = Seals(SECRET), Store(connect(redis_url))
    profiles = [(number, await contacts.profile(store, seals, seals.pseudonym(number))) for number in numbers]
    await store.close()
    return [number for number, profile in profiles if profile.stopped_at]


async def _report(redis_url: str, number: int) -> int:
    """The exit code of an operator's report."""
    settings = {**os.environ, **environment(redis_url, HOTLINE_NOW=EVENING)}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hotline", "report", f"WAIT TEPLOE {number}", cwd=ROOT, env=settings,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return await child.wait()
