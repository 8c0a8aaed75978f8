"""`hotline jobs`: what failed, and running it again."""

from __future__ import annotations

import pytest
from redis import Redis

from tests.commands.shell import Hotline, is_one_line
from tests.workers.test_failures import break_by_name, work
from workers.queues import REPLIES, connect, queue


def _fail(redis_url: str, count: int) -> list[str]:
    with connect(redis_url) as redis:
        ids = [queue(REPLIES, redis).enqueue(break_by_name).id for _ in range(count)]
        work(redis)
    return ids


def test_failed_jobs_are_listed_by_id_job_and_type_of_error(store: Redis, redis_url: str, hotline: Hotline) -> None:
    [id_] = _fail(redis_url, 1)
    ran = hotline("jobs", "list")
    assert (ran.code, ran.err) == (0, "")
    row = ran.out.splitlines()[1].split()
    assert (row[0], row[1], row[-1]) == (id_, "break_by_name", "WordError")
    assert "Привет" not in ran.out


def test_no_job_failed(store: Redis, hotline: Hotline) -> None:
    assert hotline("jobs", "list").out == "no job failed\n"


def test_one_or_all_are_put_back_into_their_queue(store: Redis, redis_url: str, hotline: Hotline) -> None:
    first, *others = _fail(redis_url, 3)
    assert hotline("jobs", "retry", first).out == "put back into the queue: 1\n"
    assert hotline("jobs", "retry", "--all").out == "put back into the queue: 2\n"
    with connect(redis_url) as redis:
        assert sorted(queue(REPLIES, redis).job_ids) == sorted([first, *others])
    assert hotline("jobs", "list").out == "no job failed\n"


def test_a_job_that_did_not_fail_says_so(store: Redis, hotline: Hotline) -> None:
    ran = hotline("jobs", "retry", "1234")
    assert is_one_line(ran, 1)
    assert ran.err == "hotline: no failed job 1234; see: hotline jobs list\n"


def test_one_or_all_has_to_be_said(store: Redis, hotline: Hotline) -> None:
    assert is_one_line(hotline("jobs", "retry"), 2)
    assert is_one_line(hotline("jobs", "retry", "1234", "--all"), 2)


def test_a_store_that_is_away_says_so(store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere/s")
    assert is_one_line(hotline("jobs", "list"), 1)
