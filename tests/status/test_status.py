"""What goes on now, read from the real store: mail, reminders, and RQ as RQ itself writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import SimpleWorker
from rq.cron import CronScheduler
from rq.serializers import JSONSerializer
from rq.utils import utcformat

from hotline.mail import reminders
from hotline.mail.kinds import LANES
from hotline.mail.outbox import LEASE
from hotline.mail.reminders import Reminder
from hotline.status.status import CLOCK_SILENT, WORKER_SILENT, Jobs, Status, Untaken, Upcoming, Waiting, read_status
from hotline.store.keys import CLOCKS, MAIL_CARRIERS, MAIL_SENT, REMINDERS, WORKERS, waiting_key
from tests.mail.post import ME, Post
from workers import clock, jobs
from workers.queues import LONGEST, QUEUES, REPLIES, UPKEEP, connect, enqueue_once
from workers.worker import JobWorker

HOUR = 3600.0


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return connect(redis_url)


async def now(post: Post) -> Status:
    return await read_status(post.store, ["twilio"])


async def _send(post: Post, name: str, *states: str, sid: str = "", why: str = "") -> str:
    """Have a message claimed and settled so."""
    mail = await post.put(name)
    await post.outbox.claim(post.limits, 1)
    for state in states:
        await post.outbox.settle(mail.id, state, sid=sid or f"SM-{name}", why=why)  # type: ignore[arg-type]
    return mail.id


async def test_nothing_goes_on_in_an_empty_store(post: Post) -> None:
    status = await now(post)
    assert status.lanes == dict.fromkeys(LANES, Waiting(0, 0, None))
    assert status.reminders == Waiting(0, 0, None)
    assert (status.due, status.workers, status.clock, status.per_minute, status.unfinished_age) == (
        0,
        0,
        False,
        0,
        None,
    )


async def test_what_waits_is_told_by_lane_with_what_is_due_and_since_when(post: Post) -> None:
    await post.put("late", at=post.now - 40)
    await post.put("just now", at=post.now)
    await post.put("tomorrow", at=post.now + 86400)
    await post.put("broadcast", "news", at=post.now + 10)
    lanes = (await now(post)).lanes
    others = dict.fromkeys(LANES, Waiting(0, 0, None))
    assert lanes == {**others, "replies": Waiting(3, 2, 40.0), "bulk": Waiting(1, 0, None)}


async def test_of_each_lane_the_carrier_is_told_that_is_furthest_behind(post: Post) -> None:
    await post.put("by Twilio", at=post.now - 40)
    await post.put("news by Twilio", "news", at=post.now - 10)
    await post.store.apply(
        [
            ("SADD", MAIL_CARRIERS, "smsgate"),
            ("ZADD", waiting_key("smsgate", "replies"), post.now - 400, "by the phone"),
            ("ZADD", waiting_key("smsgate", "bulk"), post.now + 10, "news by the phone"),
        ]
    )
    status = await now(post)
    assert (status.lanes["replies"].oldest, status.lanes["bulk"].oldest) == (400, 10)
    assert status.slowest == {"replies": "smsgate", "bulk": "twilio"}


async def test_what_is_under_way_is_told_with_its_age(post: Post) -> None:
    await _send(post, "old", "sent")
    post.now += 100
    await _send(post, "new", "sent")
    await post.put("being sent")
    await post.outbox.claim(post.limits, 1)
    status = await now(post)
    assert (status.sending, status.overdue) == (1, 0)
    assert (status.unfinished, status.unfinished_age) == (2, 100)
    post.now += LEASE + 1
    assert (await now(post)).overdue == 1


async def test_for_how_long_the_carrier_takes_a_message_in_vain_is_told(post: Post) -> None:
    """However often it is put off; and a wait for the morning is none."""
    mail = await post.put("one", at=post.now - 5000)
    assert (await now(post)).untaken is None
    for code in ("", "20003"):
        [claimed] = (await post.outbox.claim(post.limits, 1)).claimed
        await post.outbox.requeue(mail.id, claimed.claim, post.now + 300, why=code)
        post.now += 300
    assert (await now(post)).untaken == Untaken(600.0, "20003")
    [claimed] = (await post.outbox.claim(post.limits, 1)).claimed
    assert (await now(post)).untaken == Untaken(600.0, "20003")
    await post.outbox.requeue(mail.id, claimed.claim, post.now, tried=False)
    assert (await now(post)).untaken is None
    await post.outbox.claim(post.limits, 1)
    await post.outbox.settle(mail.id, "sent", sid="SM-one")
    assert (await now(post)).untaken is None


@pytest.mark.parametrize("kinds", [("reply", "news"), ("news", "reply")])
async def test_of_several_that_the_carrier_takes_in_vain_the_oldest_is_told(post: Post, kinds: tuple[str, str]) -> None:
    for name, kind in zip(("old", "new"), kinds, strict=True):
        mail = await post.put(name, kind)
        [claimed] = (await post.outbox.claim(post.limits, 1)).claimed
        await post.outbox.requeue(mail.id, claimed.claim, post.now + 900, why=name)
        post.now += 300
    assert (await now(post)).untaken == Untaken(600.0, "old")
    await post.store.apply([("ZADD", waiting_key("twilio", "bulk"), "inf", "gone")])
    assert (await now(post)).untaken == Untaken(600.0, "old")


async def test_what_is_in_doubt_for_long_counts_as_not_taken(post: Post) -> None:
    """The carrier cannot be asked."""
    await post.put("one")
    await post.outbox.claim(post.limits, 1)
    post.now += 400
    assert len(await post.outbox.doubted(10)) == 1
    assert (await now(post)).untaken == Untaken(400.0, "")


async def test_the_oldest_without_an_end_is_told_when_the_carrier_was_asked_for_it_already(post: Post) -> None:
    """Its turn in the set is then the last one, not the first."""
    await _send(post, "old", "sent")
    post.now += 3000
    for number in range(120):
        await _send(post, str(number), "sent")
    await post.outbox.ask_again(next(doubt for doubt in await post.outbox.unfinished(200) if doubt.at < post.now))
    assert (await now(post)).unfinished_age == 3000
    await post.store.apply([("ZADD", MAIL_SENT, "inf", "gone")])
    assert (await now(post)).unfinished_age == 3000


async def test_a_message_that_is_delivered_before_its_sending_ended_counts_as_sent_once(post: Post) -> None:
    """A callback may be faster than the answer to the request."""
    await _send(post, "fast", "delivered", "sent")
    await _send(post, "usual", "sent", "delivered")
    day = (await now(post)).day
    assert (day.total("sent"), day.total("delivered")) == (2, 2)


async def test_ends_are_counted_by_kind_and_reason(post: Post) -> None:
    await _send(post, "off", "sent", "failed", why="30003")
    await _send(post, "off too", "sent", "failed", why="30003")
    mail = await post.put("refused", "alert")
    [claimed] = (await post.outbox.claim(post.limits, 1)).claimed
    await post.outbox.settle(mail.id, "failed", why="21211", claim=claimed.claim)
    day = (await now(post)).day
    assert day.kinds == {"sent": {"reply": 2}, "failed": {"reply": 2, "alert": 1}}
    assert list(day.reasons.items()) == [("30003", 2), ("21211", 1)]


async def test_a_message_that_went_out_twice_counts_once_however_many_callbacks_tell_it(post: Post) -> None:
    id_ = await _send(post, "one", "sent")
    for _ in range(3):
        assert await post.outbox.settle(id_, "delivered", sid="SM-other") == "twice"
    assert (await now(post)).day.twice == 1


async def test_this_hour_the_last_two_and_a_day_are_told_apart(post: Post) -> None:
    for hours in (0, 22, 1, 1):  # three of four are in the last 24 hours, counted from the full hour
        post.now += hours * HOUR
        await _send(post, str(post.now), "sent")
    status = await now(post)
    assert [became.total("sent") for became in (status.hour, status.recent, status.day)] == [1, 2, 3]


async def test_the_pace_is_that_of_the_last_sixty_seconds(post: Post) -> None:
    """Also over a full hour; of the minute before, the part that lies within them."""
    post.now += HOUR - 60  # 23:59:00
    for number in range(8):
        await _send(post, str(number), "sent")
    assert (await now(post)).per_minute == 8
    post.now += 75  # 00:00:15
    await _send(post, "new", "sent")
    assert (await now(post)).per_minute == 1 + 8 * 0.75
    post.now += 120
    assert (await now(post)).per_minute == 0


async def test_the_next_reminders_are_told_by_minute_and_flow(post: Post) -> None:
    minute = post.now // 60 * 60 + 600
    dues = [("found-bed", minute + 5), ("found-bed", minute + 50), ("near", minute + 7), ("papers-due", minute + 60)]
    for number, (flow, due) in enumerate([*dues, ("found-bed", post.now - 30)]):
        await post.store.apply(reminders.owe(Reminder(ME, "1", flow, str(number)), due))
    status = await now(post)
    assert status.reminders == Waiting(5, 1, 30.0)
    assert status.upcoming == [
        Upcoming(minute, "found-bed", 2),
        Upcoming(minute, "near", 1),
        Upcoming(minute + 60, "papers-due", 1),
    ]


async def test_jobs_are_told_by_queue(post: Post, redis: Redis) -> None:
    enqueue_once(jobs.reconcile, UPKEEP, redis)
    enqueue_once(jobs.remind, REPLIES, redis)
    enqueue_once(jobs.deliver, REPLIES, redis)
    status = await now(post)
    assert status.jobs == {name: Jobs({UPKEEP: 1, REPLIES: 2}.get(name, 0), 0) for name in QUEUES}
    assert status.due == 3


async def test_a_worker_is_alive_until_it_ends_or_falls_silent(post: Post, redis: Redis) -> None:
    """By the store's time: the hotline's clock may stand on another day."""
    workers = [SimpleWorker(QUEUES, connection=redis, serializer=JSONSerializer) for _ in range(3)]
    for worker in workers:
        worker.register_birth()  # type: ignore[no-untyped-call] # RQ has no types here
    assert (await now(post)).workers == 3
    workers[0].register_death()  # type: ignore[no-untyped-call] # RQ has no types here
    silent = datetime.now(UTC) - timedelta(seconds=WORKER_SILENT + 1)
    redis.hset(workers[1].key, "last_heartbeat", utcformat(silent))
    redis.delete(workers[2].key)  # as it expires when its worker was killed
    assert redis.scard(WORKERS) == 2
    assert (await now(post)).workers == 0


def test_a_worker_that_works_is_not_taken_for_silent(redis: Redis) -> None:
    """It reports before each job, and when it waits for one."""
    waits = JobWorker(redis).dequeue_timeout
    assert LONGEST + waits < WORKER_SILENT


async def test_a_clock_is_alive_until_it_ends_or_falls_silent(post: Post, redis: Redis) -> None:
    one: CronScheduler = clock.scheduler(redis, ["twilio"])
    one.register_birth()
    assert (await now(post)).clock
    redis.zincrby(CLOCKS, -CLOCK_SILENT - 1, one.name)
    assert not (await now(post)).clock
    one.heartbeat()
    assert (await now(post)).clock
    one.register_death()
    assert not (await now(post)).clock


async def test_reading_costs_one_round_trip_and_the_same_however_many_reminders_wait(post: Post, redis: Redis) -> None:
    await now(post)
    members = {f"{ME}/1/found-bed/{number}": post.now + 3600 + number for number in range(2000)}
    redis.zadd(REMINDERS, members)
    before = redis.info("commandstats")["cmdstat_multi"]["calls"]
    status = await now(post)
    assert redis.info("commandstats")["cmdstat_multi"]["calls"] == before + 1
    assert status.reminders.count == 2000
    assert sum(one.count for one in status.upcoming) == 200
