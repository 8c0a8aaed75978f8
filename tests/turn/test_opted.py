"""STOP, START and HELP that the carrier has answered itself."""

from __future__ import annotations

import pytest

from hotline.people import contacts
from hotline.store.keys import NEWS
from tests.evening import PERSON, Evening
from tests.turn.door import profile, said, texted

# What the carrier sends as OptOutType, whether the person then counts as stopped.
OPTED = [("STOP", True), ("stop", True), ("START", False), ("HELP", False)]


@pytest.mark.parametrize(("opted", "stopped"), OPTED)
async def test_what_the_carrier_answered_itself_is_noted_in_silence(
    evening: Evening, opted: str, stopped: bool
) -> None:
    assert await texted(evening, "whatever", OptOutType=opted) == ""
    kept = await profile(evening)
    assert kept
    assert (kept.stopped_at is not None) == stopped


async def test_stop_at_the_carrier_ends_the_news_too(evening: Evening) -> None:
    await evening.text("МЕНЮ")
    contact = evening.turns.seals.pseudonym(PERSON)
    await evening.turns.store.apply(contacts.news(contact, evening.now))
    await texted(evening, "STOP", OptOutType="STOP")
    assert await evening.turns.store.read("ZSCORE", NEWS, contact) is None


async def test_start_at_the_carrier_undoes_stop_at_the_carrier(evening: Evening) -> None:
    await texted(evening, "STOP", OptOutType="STOP")
    await texted(evening, "START", OptOutType="START")
    kept = await profile(evening)
    assert kept
    assert kept.stopped_at is None


async def test_yes_from_who_has_stopped_is_start_as_carriers_take_it(evening: Evening) -> None:
    """They open the number again at that word; from anybody else, and to an open question, it is what it says."""
    assert await texted(evening, "Yes!") != said(evening, "start-done", "en")
    await texted(evening, "STOP")
    await texted(evening, "SHELTER")  # asks where
    assert await texted(evening, "yes") != said(evening, "start-done", "en")
    evening.later(60 * 24)
    assert await texted(evening, "YES") == said(evening, "start-done", "en")
    known = await profile(evening)
    assert known is not None
    assert known.stopped_at is None


async def test_the_carriers_stop_ends_consent_as_our_own_does(evening: Evening) -> None:
    """STOP stops everything, whoever answered it: no news and no reminders are left."""
    await texted(evening, "НОВОСТИ")
    await texted(evening, "1")
    await texted(evening, "STOP", OptOutType="STOP")
    kept = await profile(evening)
    assert kept
    assert (kept.news_at, kept.news_wording, kept.remind) == (None, "", False)


async def test_an_answer_of_the_carriers_own_leaves_the_open_question_open(evening: Evening) -> None:
    await texted(evening, "НОЧЛЕГ")
    await texted(evening, "HELP", OptOutType="HELP")
    assert "Синема Парк" in await texted(evening, "Уральск")
