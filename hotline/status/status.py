"""What goes on now, in counts and ages: mail, reminders, jobs and who does them. Nothing of people or texts is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..mail import reminders
from ..mail.kinds import LANES
from ..store.keys import (
    CLOCKS,
    JOB_QUEUES,
    MAIL_CARRIERS,
    MAIL_SENDING,
    MAIL_SENT,
    REMINDERS,
    WORKERS,
    failed_jobs_key,
    halt_key,
    job_queue_key,
    stats_key,
    stats_minute,
    waiting_key,
)
from ..store.lua import script
from ..store.store import Command, Store
from .life import OtherEnd, life_command, other_end

HOURS = 24
UPCOMING = 200  # of the next reminders are looked at, however many wait
WORKER_SILENT = 90.0  # seconds: a job takes 60 at the most, and a free worker reports every 15
CLOCK_SILENT = 15.0  # seconds; it reports every second

_OLDEST = script(__file__, "oldest")
_UNTAKEN = script(__file__, "untaken")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits: how many, how many of them are due, and for how many seconds the oldest of those has been."""

    count: int
    due: int
    oldest: float | None


@dataclass(frozen=True, slots=True)
class Untaken:
    """The message that the carrier was offered in vain for longest: seconds, and its last reason, "" for none."""

    age: float
    why: str


@dataclass(frozen=True, slots=True)
class Halt:
    """A carrier by which nothing is sent: for how many seconds, and for which reason, as in the records."""

    age: float
    why: str
    asked: bool  # it wants to be left alone for a while, and refuses nobody


@dataclass(frozen=True, slots=True)
class Became:
    """What became of messages in some hours: by state and kind of mail, by reason, and how many went out twice."""

    kinds: Mapping[str, Mapping[str, int]]  # state -> kind -> count
    reasons: Mapping[str, int]  # as in the records, the most frequent first
    twice: int

    def total(self, state: str) -> int:
        """Messages of all kinds."""
        return sum(self.kinds.get(state, {}).values())


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Reminders of one flow that are due in the same minute, `at` epoch seconds."""

    at: float
    flow: str
    count: int


@dataclass(frozen=True, slots=True)
class Jobs:
    """One queue of jobs."""

    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Status:
    """What goes on at `now`, in epoch seconds. Ages are seconds."""

    now: float
    lanes: Mapping[str, Waiting]
    slowest: Mapping[str, str]  # lane -> the carrier that lets its oldest due message wait; only where one is due
    carriers: Sequence[str]  # the names of all that messages may wait for
    halts: Mapping[str, Halt]  # by the name of the carrier, of those that the settings name
    other_ends: Mapping[str, OtherEnd]  # likewise, of those that should be heard of all the time
    sending: int  # being sent, or in doubt and looked up soon
    overdue: int  # of these, what should have been looked up already
    untaken: Untaken | None  # of these and of what waits to be tried again
    unfinished: int  # sent, and no end is known
    unfinished_age: float | None  # of the oldest of these, about
    per_minute: float  # messages that the carrier takes now
    hour: Became  # since the full hour
    recent: Became  # since the full hour before
    day: Became  # in HOURS hours, this one included
    reminders: Waiting
    upcoming: Sequence[Upcoming]  # the next ones
    jobs: Mapping[str, Jobs]
    workers: int  # alive
    clock: bool  # alive
    unanswered: Mapping[str, int]  # texts that could not be answered since the full hour before, by why
    untold: int  # texts of danger in HOURS hours of which nobody could be told
    cut: Mapping[str, int]  # answers that were cut to one segment since then, for too many waited, by carrier

    @property
    def due(self) -> int:
        """Messages, reminders and jobs that somebody should be doing now."""
        return sum(lane.due for lane in self.lanes.values()) + self.reminders.due + self.waiting_jobs

    @property
    def waiting_jobs(self) -> int:
        """Jobs of all queues."""
        return sum(queue.waiting for queue in self.jobs.values())

    @property
    def failed_jobs(self) -> int:
        """Jobs of all queues."""
        return sum(queue.failed for queue in self.jobs.values())


async def read_status(store: Store, carriers: Collection[str]) -> Status:
    """What goes on now, with carriers of these names and such as there were. Raises StoreAway."""
    now = store.now()
    names = sorted({name.decode() for name in await store.read("SMEMBERS", MAIL_CARRIERS)} | set(carriers))
    waiting = [waiting_key(name, lane) for name in names for lane in LANES]
    sets = [*waiting, REMINDERS]
    commands: list[Command] = [command for key in sets for command in _waiting_commands(key, now)]
    commands += [("HMGET", halt_key(name), "until", "since", "why", "asked") for name in carriers]
    commands += [life_command(name) for name in carriers]
    commands += [
        ("ZCARD", MAIL_SENDING),
        ("ZCOUNT", MAIL_SENDING, "-inf", now),
        ("ZCARD", MAIL_SENT),
        ("ZRANGE", REMINDERS, f"({now}", "+inf", "BYSCORE", "LIMIT", 0, UPCOMING, "WITHSCORES"),
        ("TIME",),
        ("SORT", WORKERS, "BY", "nosort", "GET", "*->last_heartbeat"),
        ("ZRANGE", CLOCKS, -1, -1, "WITHSCORES"),
    ]
    commands += [("HGETALL", stats_key(now - 3600 * ago)) for ago in range(HOURS)]
    commands += [command for name in JOB_QUEUES for command in _job_commands(name)]
    answers = iter(await store.apply(commands))
    untaken = await store.run(_UNTAKEN(sets=[MAIL_SENDING, *waiting]))
    oldest = await store.run(_OLDEST(sent=MAIL_SENT))
    *lanes, owed = [_waiting(answers, now) for _ in sets]
    halts = {name: halt for name in carriers if (halt := _halt(next(answers), now))}
    other_ends = {name: found for name in carriers if (found := other_end(next(answers), now))}
    sending, overdue, unfinished, upcoming = (next(answers) for _ in range(4))
    time, heartbeats, clocks = (next(answers) for _ in range(3))
    hours = [_counts(next(answers)) for _ in range(HOURS)]
    real = time[0] + time[1] / 1e6  # RQ lives by the real time, whatever the hotline's clock says
    return Status(
        now=now,
        lanes={lane: _together(lanes[at :: len(LANES)]) for at, lane in enumerate(LANES)},
        slowest=_slowest(names, lanes),
        carriers=names,
        halts=halts,
        other_ends=other_ends,
        sending=sending,
        overdue=overdue,
        untaken=None if untaken is None else Untaken(now - float(untaken[0]), untaken[1].decode()),
        unfinished=unfinished,
        unfinished_age=None if oldest is None else now - float(oldest),
        per_minute=_per_minute(hours, now),
        hour=_became(hours[:1]),
        recent=_became(hours[:2]),
        day=_became(hours),
        reminders=owed,
        upcoming=_upcoming(upcoming),
        jobs={name: Jobs(next(answers), next(answers)) for name in JOB_QUEUES},
        workers=sum(real - _heartbeat(one) < WORKER_SILENT for one in heartbeats if one is not None),
        clock=bool(clocks) and real - clocks[0][1] < CLOCK_SILENT,
        unanswered=_counted("unanswerable", hours[:2]),
        cut=_counted("cut", hours[:2]),
        untold=sum(_counted("danger", hours).values()),
    )


def _waiting_commands(key: str, now: float) -> list[Command]:
    return [("ZCARD", key), ("ZCOUNT", key, "-inf", now), ("ZRANGE", key, 0, 0, "WITHSCORES")]


def _waiting(answers: Iterator[Any], now: float) -> Waiting:
    count, due, head = next(answers), next(answers), next(answers)
    return Waiting(count, due, now - head[0][1] if due else None)


def _together(lanes: Sequence[Waiting]) -> Waiting:
    ages = [lane.oldest for lane in lanes if lane.oldest is not None]
    return Waiting(sum(lane.count for lane in lanes), sum(lane.due for lane in lanes), max(ages, default=None))


def _slowest(names: Sequence[str], lanes: Sequence[Waiting]) -> Mapping[str, str]:
    ages = sorted((lane.oldest, at) for at, lane in enumerate(lanes) if lane.oldest is not None)
    return {LANES[at % len(LANES)]: names[at // len(LANES)] for _, at in ages}  # of each lane the last one stays


def _halt(fields: Sequence[bytes | None], now: float) -> Halt | None:
    until, since, why, asked = fields
    return None if until is None else Halt(now - float(since or now), (why or b"").decode(), asked == b"1")


def _job_commands(queue: str) -> list[Command]:
    return [("LLEN", job_queue_key(queue)), ("ZCARD", failed_jobs_key(queue))]


def _counts(fields: Mapping[bytes, bytes]) -> Counter[str]:
    return Counter({name.decode(): int(count) for name, count in fields.items()})


def _became(hours: Sequence[Counter[str]]) -> Became:
    counts = sum(hours, Counter[str]())
    kinds: dict[str, dict[str, int]] = {}
    reasons = {}
    for name, count in counts.most_common():
        first, _, second = name.partition(":")
        if first == "why":
            reasons[second] = count
        elif first not in ("minute", "twice", "unanswerable", "cut", "danger"):
            kinds.setdefault(second, {})[first] = count
    return Became(kinds, reasons, counts["twice"])


def _counted(wanted: str, hours: Sequence[Counter[str]]) -> Mapping[str, int]:
    counts = sum(hours, Counter[str]())
    split = [(*name.partition(":"), count) for name, count in counts.most_common()]
    return {which: count for what, _, which, count in split if what == wanted}


def _per_minute(hours: Sequence[Counter[str]], now: float) -> float:
    """This minute's count, and of the last one's the part that is less than 60 seconds ago."""
    minute = f"minute:{stats_minute(now)}"
    before = f"minute:{stats_minute(now - 60)}"
    last = hours[0 if stats_minute(now) else 1][before]
    return hours[0][minute] + last * (1 - now % 60 / 60)


def _upcoming(rows: Sequence[tuple[bytes, float]]) -> list[Upcoming]:
    counts = Counter((due // 60 * 60, reminders.read(member).flow) for member, due in rows)
    return [Upcoming(at, flow, count) for (at, flow), count in sorted(counts.items())]


def _heartbeat(written: bytes) -> float:
    return datetime.fromisoformat(written.decode()).timestamp()
