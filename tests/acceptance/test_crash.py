"""The web process is killed in the middle of a turn, and the carrier repeats its message to a fresh one."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from hotline.pretend.webhooks import WebhookFailed
from tests.acceptance.house import kill, processes, said, sent_rows, until
from tests.acceptance.store_line import store_line
from tests.evening import OTHER, PERSON

# Before its end is saved the killed turn's lock has to run out first.
SAVED = [pytest.param(False, id="not saved", marks=pytest.mark.slow), pytest.param(True, id="saved")]


@pytest.mark.parametrize("saved", SAVED)
async def test_killed_in_the_middle_of_a_turn_and_asked_again(redis_url: str, tmp_path: Path, saved: bool) -> None:
    """One right answer and one effect, whether the killed turn was saved or not."""
    async with store_line(redis_url, tmp_path) as (line, url), processes(url, 1) as ((doomed, pid),):
        await doomed.text("НОЧЛЕГ Уральск", OTHER)
        before = sent_rows(redis_url)
        line.arm(2, after=saved)
        asked = asyncio.create_task(doomed.carrier.text(PERSON, "НОЧЛЕГ Уральск", sid="SM-crash"))
        await line.dead.wait()
        kill(pid)
        with pytest.raises(WebhookFailed):
            await asked
        if saved:
            await until(partial(_is_sent, redis_url, len(before) + 1), "the store has taken the turn")
        assert len(sent_rows(redis_url)) == len(before) + saved
        async with processes(redis_url, 1) as ((fresh, _),):
            answer = await fresh.text("НОЧЛЕГ Уральск", sid="SM-crash")
            assert "Синема Парк" in answer
            assert said("ru", "away-age", at="").split()[0] not in answer
            assert len(sent_rows(redis_url)) == len(before) + 1
            assert "Синема Парк" not in await fresh.text("ещё")


async def _is_sent(redis_url: str, count: int) -> bool:
    return len(sent_rows(redis_url)) == count
