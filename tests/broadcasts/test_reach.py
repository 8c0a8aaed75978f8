"""Whom a broadcast reaches, and what it costs them and us: before it is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.broadcasts.audience import Audience
from hotline.broadcasts.reach import Pace
from tests.broadcasts.crowd import END_OF_NIGHT, START_OF_NIGHT, Crowd
from tests.evening import START, URALSK


async def _reached(crowd: Crowd, audience: Audience) -> set[str]:
    return {one.id async for found in crowd.reach.of(audience, crowd.evening.now) for one in found}


async def test_only_those_who_asked_for_news_and_did_not_stop_are_reached(crowd: Crowd) -> None:
    asked = await crowd.add("+77010000001")
    await crowd.add("+77010000002", news=False, answered=START)
    await crowd.add("+77010000003", stopped_at=START)
    await crowd.add("+77010000004", news_at=START + 60)  # after the confirmation
    assert await _reached(crowd, Audience()) == {asked}


async def test_an_alert_also_reaches_those_answered_in_the_last_two_days(crowd: Crowd) -> None:
    asked = await crowd.add("+77010000001")
    lately = await crowd.add("+77010000002", news=False, answered=START - 47 * 3600)
    await crowd.add("+77010000003", news=False, answered=START - 50 * 3600)
    await crowd.add("+77010000004", news=False, answered=START, stopped_at=START)
    assert await _reached(crowd, Audience(alert=True)) == {asked, lately}


async def test_an_audience_is_narrowed_by_place_crossing_topic_and_language(crowd: Crowd) -> None:
    here = await crowd.add("+77010000001", place=crowd.place["Уральск"], language="kk")
    far = await crowd.add("+77010000002", place=crowd.place["Астана"], topics=["FOOD"])
    nowhere = await crowd.add("+77010000003", language="en", line=["TEPLOE", 143, START])
    uralsk = Audience(place=crowd.place["Уральск"])
    assert await _reached(crowd, uralsk) == {here}
    assert await _reached(crowd, replace(uralsk, radius_km=2000.0)) == {here, far}
    assert await _reached(crowd, Audience(language="en")) == {nowhere}
    assert await _reached(crowd, Audience(language="ru")) == {far}
    assert await _reached(crowd, Audience(topic="FOOD")) == {far}
    assert await _reached(crowd, Audience(crossing="TEPLOE")) == {here, nowhere}  # Uralsk is near it


async def test_an_estimate_counts_each_language_in_its_own_segments(crowd: Crowd) -> None:
    for number, language in enumerate(["ru", "ru", "kk", "en", ""]):
        await crowd.add(f"+7701000000{number}", language=language)
    day = Pace(1, START_OF_NIGHT, END_OF_NIGHT, URALSK)
    estimate = await crowd.reach.estimate(Audience(), {"ru": "Ё" * 71, "kk": "Ә" * 70}, day)
    assert (estimate.people, estimate.languages, estimate.segments) == (5, {"ru": 4, "kk": 1}, 9)
    assert estimate.minutes == pytest.approx(9 / 60, rel=0.02)
    # It is 23:00: news waits until the morning, an alert does not.
    morning = START + 10 * 3600
    assert estimate.last_at == pytest.approx(morning + 9, abs=1)
    alert = await crowd.reach.estimate(Audience(alert=True), {"ru": "Ё"}, day)
    assert alert.last_at == pytest.approx(START + 5, abs=1)


async def test_a_long_broadcast_rests_at_night(crowd: Crowd) -> None:
    """Twelve hours a day at one segment a second: 44,000 take until the second morning."""
    crowd.evening.at("2022-09-26 09:00")
    await crowd.many(3)
    pace = Pace(3 / (14 * 3600), START_OF_NIGHT, END_OF_NIGHT, URALSK)
    estimate = await crowd.reach.estimate(Audience(), {"ru": "Привет"}, pace)
    assert estimate.last_at - crowd.evening.now == pytest.approx(14 * 3600 / 0.99 + 12 * 3600, rel=0.01)
