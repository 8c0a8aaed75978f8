"""`hotline status`: what a coordinator sees, what a program gets, and the exit code."""

from __future__ import annotations

import asyncio
import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

from redis import Redis
from rich.console import Console
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from hotline.commands.status import draw
from hotline.mail import reminders
from hotline.mail.reminders import Reminder
from hotline.status.life import OtherEnd
from hotline.status.status import Became, Halt, Jobs, Upcoming, Waiting
from tests.commands.shell import Hotline
from tests.evening import PERSON, START, URALSK, environment
from tests.mail.post import ME, Post
from tests.status.test_troubles import WELL
from workers import clock
from workers.queues import QUEUES

SECONDS = 20
FACTS = {"version": "1.66.0", "battery": "87 %", "charging": "yes", "failed": "12 in an hour"}
SILENT = OtherEnd(86_400.0, lively=300.0, skew=-7200.0, is_refused=True, facts=FACTS)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def _fill(redis_url: str, at: float = 0.0) -> None:
    """A message and a reminder for a person, due since long."""
    post = Post(redis_url)
    await post.know()
    await post.put("one", body="Привет", at=at, until=START + 86400)
    await post.store.apply(reminders.owe(Reminder(ME, "1", "found-bed"), START + 86400))
    await post.store.close()


def _alive(redis: Redis) -> None:
    worker = SimpleWorker(QUEUES, connection=redis, serializer=JSONSerializer)
    worker.register_birth()  # type: ignore[no-untyped-call] # RQ has no types here
    clock.scheduler(redis, ["twilio"]).register_birth()


def _screen(status: object, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(draw(status, URALSK))  # type: ignore[arg-type] # always a Status
    text = console.file.getvalue()  # type: ignore[attr-defined] # it is the StringIO above
    assert isinstance(text, str)
    return text


def test_all_is_well(sample: Redis, hotline: Hotline) -> None:
    _alive(sample)
    ran = hotline("status")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("✓ All is well, 25.09.2022 23:0")
    assert "1 worker, the clock" in ran.out


def test_what_needs_a_hand_stands_first_and_is_the_exit_code(sample: Redis, redis_url: str, hotline: Hotline) -> None:
    run(_fill(redis_url))
    ran = hotline("status")
    assert ran.code == 1
    first, *found = ran.out.split("\n\n")[0].splitlines()
    assert first.startswith("✗ 2 to mend")
    assert found == [
        "✗ no worker is alive while 1 wait to be done; start one: hotline worker",
        "✗ no clock is alive while 1 wait to be done; start one: hotline clock",
    ]


def test_doctor_finds_the_same(sample: Redis, redis_url: str, hotline: Hotline) -> None:
    run(_fill(redis_url))
    ran = hotline("doctor")
    assert ran.code == 1
    assert "✗ no worker is alive while 1 wait to be done; start one: hotline worker\n" in ran.out


def test_no_number_text_or_pseudonym_is_shown(sample: Redis, redis_url: str, hotline: Hotline) -> None:
    run(_fill(redis_url))
    for ran in (hotline("status"), hotline("status", "--json")):
        assert not [word for word in (PERSON[1:], "Привет", ME) if word in ran.out]


def test_programs_get_all_figures(sample: Redis, redis_url: str, hotline: Hotline) -> None:
    run(_fill(redis_url))
    ran = hotline("status", "--json")
    told = json.loads(ran.out)
    assert ran.code == 1
    assert told["lanes"]["replies"]["due"] == 1
    assert told["upcoming"] == [{"at": START + 86400, "flow": "found-bed", "count": 1}]
    assert len(told["troubles"]) == 2


def test_the_screen_fits_eighty_columns_on_a_busy_night() -> None:
    many = {"reply": 123_456, "news": 1_234_567}
    became = Became(dict.fromkeys(("sent", "delivered", "failed", "dropped", "unknown"), many), {"30450": 99_999}, 3)
    screen = _screen(
        replace(
            WELL,
            now=START,
            lanes=dict.fromkeys(("alerts", "replies", "bulk"), Waiting(1_234_567, 1_234_567, 86_400.0)),
            slowest=dict.fromkeys(("alerts", "replies", "bulk"), "twilio"),
            sending=12_345,
            overdue=1_234,
            unfinished=1_234_567,
            unfinished_age=39_600.0,
            hour=became,
            day=became,
            reminders=Waiting(1_234_567, 200_000, 301.0),
            upcoming=[Upcoming(START + 60, "near", 12), Upcoming(START + 86_400, "papers-due", 1_234)],
            jobs=dict.fromkeys(QUEUES, Jobs(1_000, 1_000)),
            unanswered=dict.fromkeys(("name", "short", "number", "country", "channel"), 1_000),
            halts={"smsgate": Halt(86_400.0, "RESULT_ERROR_GENERIC_FAILURE", asked=False)},
            other_ends={"smsgate": SILENT},
        )
    )
    assert max(map(len, screen.splitlines())) <= 80
    rows = [" ".join(line.split()) for line in screen.splitlines()]
    assert "bulk 1,234,567 1,234,567 24 h upkeep 1,000 1,000" in rows
    assert "Messages since 23:00 24 hours" in rows
    assert "sent twice 3 3" in rows
    assert "held back by the carrier's fraud guard (30450) 99,999 99,999" in rows
    assert "23:01 number in line near? 12" in rows
    assert "26.09 23:00 last day to register 1,234" in rows


def test_texts_that_could_not_be_answered_are_told_by_why() -> None:
    counts = {"name": 1_009, "short": 2, "number": 1}
    assert "Silence" not in _screen(replace(WELL, now=START, unanswered={}))
    assert (
        "Silence    1,012 texts since 22:00 could not be answered: 1,009 from names, as companies have, "
        "2 from short codes, 1 from what is no number"
    ) in _screen(replace(WELL, now=START, unanswered=counts), 200)


def test_how_the_phone_is_is_told() -> None:
    well = replace(SILENT, age=12.0, skew=0.0, is_refused=False)
    assert (
        "Phone      smsgate: heard of 12 s ago\n"
        "           version 1.66.0, battery 87 %, charging yes, failed 12 in an hour\n"
    ) in _screen(replace(WELL, now=START, other_ends={"smsgate": well}))
    never = replace(SILENT, age=None, facts={})
    assert "Phone      smsgate: never heard of\n" in _screen(replace(WELL, now=START, other_ends={"smsgate": never}))


def test_watching_redraws_until_ctrl_c(sample: Redis, redis_url: str) -> None:
    """In a real terminal; the second picture shows what came meanwhile."""
    ours, theirs = pty.openpty()
    settings = {**os.environ, **environment(redis_url), "TERM": "xterm", "COLUMNS": "80", "LINES": "40"}
    watching = subprocess.Popen(
        [sys.executable, "-m", "hotline", "status", "--watch"],
        env=settings,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        _read_until(ours, "All is well")
        run(_fill(redis_url))
        _read_until(ours, "no worker is alive")
        watching.send_signal(signal.SIGINT)
        with suppress(OSError):  # Linux tells the end of a terminal so
            while os.read(ours, 4096):
                pass
        assert watching.wait(SECONDS) == 0
    finally:
        watching.kill()
        watching.wait()
        os.close(ours)


def _read_until(terminal: int, words: str) -> None:
    shown = b""
    while words.encode() not in shown:
        ready, _, _ = select.select([terminal], [], [], SECONDS)
        assert ready, shown.decode()
        shown += os.read(terminal, 4096)
