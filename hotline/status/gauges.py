"""What goes on now, in Prometheus' terms: read from the store when it is asked for, the same from every process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client.core import GaugeMetricFamily

from .status import Status


class Gauges:
    """A collector of one moment's status; None: the store is away."""

    def __init__(self, status: Status | None) -> None:
        self._status = status

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """All gauges. A label is a lane, a carrier, a queue, a kind, a state or a reason."""
        now = self._status
        yield _one("store_up", "Whether the store answers", now is not None)
        if now is None:
            return
        lanes, jobs = now.lanes.items(), now.jobs.items()
        yield _by("mail_waiting", "Messages that wait", "lane", {name: lane.count for name, lane in lanes})
        yield _by("mail_due", "Messages that may leave now", "lane", {name: lane.due for name, lane in lanes})
        ages = {name: lane.oldest or 0 for name, lane in lanes}
        yield _by("mail_oldest_due_seconds", "For how long the oldest of these has been due", "lane", ages)
        halted = {name: name in now.halts for name in now.carriers}
        yield _by("carrier_halted", "Whether nothing is sent by it for a while", "carrier", halted)
        heard = {name: other.age for name, other in now.other_ends.items() if other.age is not None}
        yield _by("carrier_seen_seconds", "How long ago its phone was heard of", "carrier", heard)
        yield _one("mail_sending", "Messages being sent or in doubt", now.sending)
        yield _one("mail_overdue", "Messages in doubt that should have been looked up already", now.overdue)
        untaken = now.untaken.age if now.untaken else 0
        yield _one("mail_untaken_oldest_seconds", "For how long the carrier was offered a message in vain", untaken)
        yield _one("mail_unfinished", "Messages sent whose end is not known", now.unfinished)
        yield _one("mail_unfinished_oldest_seconds", "Age of the oldest of these, about", now.unfinished_age or 0)
        yield _one("mail_per_minute", "Messages that the carrier takes a minute", now.per_minute)
        ended = GaugeMetricFamily("hotline_mail_day", "What became of messages in 24 hours", labels=("kind", "state"))
        for state, kinds in now.day.kinds.items():
            for kind, count in kinds.items():
                ended.add_metric((kind, state), count)
        yield ended
        yield _by("mail_day_reasons", "Why messages did not arrive in 24 hours", "reason", now.day.reasons)
        yield _one("mail_day_twice", "Messages that went out twice in 24 hours", now.day.twice)
        yield _one("reminders_waiting", "Reminders owed", now.reminders.count)
        yield _one("reminders_due", "Reminders that are due", now.reminders.due)
        yield _one("reminders_oldest_due_seconds", "For how long the oldest has been due", now.reminders.oldest or 0)
        yield _by("jobs_waiting", "Jobs that wait", "queue", {name: queue.waiting for name, queue in jobs})
        yield _by("jobs_failed", "Jobs that failed and are kept", "queue", {name: queue.failed for name, queue in jobs})
        yield _one("workers", "Workers alive", now.workers)
        yield _one("clock_up", "Whether a clock is alive", now.clock)


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"hotline_{name}", text, value=value)


def _by(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"hotline_{name}", text, labels=(label,))
    for value, count in values.items():
        family.add_metric((value,), count)
    return family
