"""Two crossings and reports on the lines there, for the tests of waits."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from hotline.directory.changes import Mode, QueueReport
from hotline.directory.crossings.crossings import Crossing, WaitEstimate, estimate, usual_mode
from hotline.directory.localized import Localized

HOUR = 3600.0
NOW = 1_664_118_000.0  # 25.09.2022 20:00 in Uralsk

TEPLOE = Crossing(
    code="TEPLOE",
    name=Localized(en="Tyoploye"),
    from_country="RU",
    to_country="KZ",
    nearest_place="Oral",
    drive_minutes=60,
    lat=None,
    lon=None,
    on_foot=True,
    by_car=True,
    people_per_hour=12,
    cars_per_hour=None,
    note=Localized(),
    source="003",
)
MASHTAKOVO = replace(TEPLOE, code="MASHTAKOVO", on_foot=False, people_per_hour=None)

_phones = count()


def said(
    queue: int | None = None,
    *,
    hours: float | None = None,
    serving: int | None = None,
    ago: float = 0.0,
    by: str | None = None,
    trusted: bool = False,
    at: Crossing = TEPLOE,
    mode: Mode | None = None,
) -> QueueReport:
    """A report made `ago` hours before NOW, by a phone of its own unless `by` is given."""
    return QueueReport(
        at=NOW - ago * HOUR,
        code=at.code,
        mode=mode or usual_mode(at),
        queue=queue,
        waited_minutes=None if hours is None else round(hours * 60),
        serving=serving,
        trusted=trusted,
        by=by or f"phone-{next(_phones)}",
    )


def volunteer(queue: int | None = None, **rest: object) -> QueueReport:
    return replace(said(queue, **rest), trusted=True)  # type: ignore[arg-type]  # passed on to `said` as it came


def foot(*reports: QueueReport, now: float = NOW) -> WaitEstimate:
    return estimate(TEPLOE, "foot", reports, now)


def hours(found: WaitEstimate) -> tuple[float, float]:
    assert found.low_hours is not None
    assert found.high_hours is not None
    return found.low_hours, found.high_hours
