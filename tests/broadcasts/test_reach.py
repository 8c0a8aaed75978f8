"""Whom a broadcast reaches, and what it costs them and us: before it is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.broadcasts.audience import Audience
from hotline.broadcasts.reach import Pace, WayCost
from hotline.routes import routes
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
    day = Pace(routes("twilio"), {"twilio": 1.0}, START_OF_NIGHT, END_OF_NIGHT, URALSK)
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
    pace = Pace(routes("twilio"), {"twilio": 3 / (14 * 3600)}, START_OF_NIGHT, END_OF_NIGHT, URALSK)
    estimate = await crowd.reach.estimate(Audience(), {"ru": "Привет"}, pace)
    assert estimate.last_at - crowd.evening.now == pytest.approx(14 * 3600 / 0.99 + 12 * 3600, rel=0.01)


def both(phone: float, twilio: float) -> Pace:
    """Numbers with +77 by the phone, all others by Twilio; segments a second."""
    rates = {"smsgate": phone, "twilio": twilio}
    return Pace(routes("smsgate:+77,twilio"), rates, START_OF_NIGHT, END_OF_NIGHT, URALSK)


async def test_each_carrier_takes_its_own_time_and_the_longest_is_the_broadcasts(crowd: Crowd) -> None:
    """Two by a slow phone take longer than four by Twilio, and all of it lasts as long as they do."""
    crowd.evening.at("2022-09-26 12:00")
    await crowd.add("+77010000001", language="kk")
    await crowd.add("+77010000002")
    for number in range(4):
        await crowd.add(f"+7916000000{number}")
    texts = {"ru": "Ё" * 71, "kk": "Ә" * 70}
    estimate = await crowd.reach.estimate(Audience(), texts, both(0.1, 1.0))
    phone, twilio = estimate.ways["smsgate"], estimate.ways["twilio"]
    assert (phone.people, phone.segments, twilio.people, twilio.segments) == (2, 3, 4, 8)
    assert (phone.minutes * 60, twilio.minutes * 60) == pytest.approx((30, 8), rel=0.02)
    assert (estimate.people, estimate.segments) == (6, 11)
    assert (estimate.minutes, estimate.last_at) == (phone.minutes, phone.last_at)
    assert phone.last_at - crowd.evening.now == pytest.approx(30, abs=1)
    other = await crowd.reach.estimate(Audience(), texts, both(10.0, 1.0))
    assert (other.minutes, other.last_at) == (other.ways["twilio"].minutes, other.ways["twilio"].last_at)


async def test_a_night_holds_up_only_the_way_that_is_not_done_before_it(crowd: Crowd) -> None:
    crowd.evening.at("2022-09-26 20:59")
    await crowd.add("+77010000001", language="ru")
    await crowd.add("+79160000001", language="ru")
    estimate = await crowd.reach.estimate(Audience(), {"ru": "Привет"}, both(1 / 120, 1.0))
    evening, morning = crowd.evening.time("2022-09-26 20:59"), crowd.evening.time("2022-09-27 09:00")
    assert estimate.ways["twilio"].last_at - evening == pytest.approx(1, abs=0.1)
    assert estimate.ways["smsgate"].last_at - morning == pytest.approx(120 / 0.99 - 60, abs=1)
    assert estimate.last_at == estimate.ways["smsgate"].last_at


async def test_who_came_by_another_carrier_is_counted_with_those_of_it(crowd: Crowd) -> None:
    """As they are answered: a Russian SIM that has texted the phone's number is texted by the phone."""
    await crowd.add("+79160000001", came_by="smsgate")
    await crowd.add("+79160000002", came_by="pigeon")  # is gone from the settings
    estimate = await crowd.reach.estimate(Audience(alert=True), {"ru": "Привет"}, both(0.1, 1.0))
    assert {name: way.people for name, way in estimate.ways.items()} == {"smsgate": 1, "twilio": 1}


async def test_a_carrier_that_reaches_nobody_is_no_way(crowd: Crowd) -> None:
    await crowd.add("+77010000001")
    estimate = await crowd.reach.estimate(Audience(alert=True), {"ru": "Привет"}, both(0.1, 1.0))
    [(name, way)] = estimate.ways.items()
    assert (name, way) == ("smsgate", WayCost(1, 1, estimate.minutes, estimate.last_at))
    nobody = await crowd.reach.estimate(Audience(language="en"), {"ru": "Привет"}, both(0.1, 1.0))
    assert (nobody.people, nobody.segments, nobody.ways, nobody.minutes) == (0, 0, {}, 0.0)
