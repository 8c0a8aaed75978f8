"""One row a flow: what the table says holds, and the docs say the same."""

from __future__ import annotations

import pytest

from flows.table import FLOWS, MENU, ROWS
from hotline.mail.kinds import KINDS
from hotline.people import inbox
from hotline.people.contacts import Contact
from hotline.store.keys import VOLUNTEERS
from hotline.talk.engine import PAGE, advance
from hotline.talk.steps import Option, Said, choose
from hotline.turn.knowledge import Person
from tests import words
from tests.evening import OTHER, PERSON, Evening
from tests.talk.running import flowing, typed

VOLUNTEER = "+77010000091"


def test_the_page_of_words_is_printed_from_the_table() -> None:
    """`python -m tests.words` writes it anew."""
    assert words.PAGE.read_text(encoding="utf-8") == words.page()


def test_each_flow_has_one_row_and_each_place_of_the_menu_one_flow() -> None:
    assert len(FLOWS) == len(ROWS)
    assert [FLOWS[name].menu for name in MENU] == list(range(1, len(MENU) + 1))
    assert [name for name in MENU if FLOWS[name].order or FLOWS[name].due] == []


def test_the_menu_fits_one_page_and_a_ninth_entry_would_stand_on_the_next() -> None:
    """On a phone 9 is the key for what follows, so a page holds eight."""
    assert len(MENU) <= PAGE == 8
    entries = [Option(f"entry-{n}", Said("menu")) for n in range(9)]

    @flowing
    async def menu() -> str:
        return await choose("menu", entries)

    first = advance(menu, [])
    assert first.question is not None
    assert (first.question.shown(), first.question.has_more()) == (tuple(entries[:8]), True)
    second = advance(menu, first.journal, first.question, typed("9"))
    assert second.question is not None
    assert second.question.shown() == (entries[8],)
    assert advance(menu, second.journal, second.question, typed("1")).following == "entry-8"


def test_what_is_due_makes_mail_of_a_kind_that_is_known_and_is_begun_by_no_word() -> None:
    due = [row for row in ROWS if row.due]
    assert due
    for row in due:
        assert row.due
        assert row.due.mail in KINDS
        assert (row.words, row.order, row.menu) == (None, None, 0)


@pytest.mark.parametrize("name", [row.name for row in ROWS if row.order])
async def test_an_order_from_who_is_no_volunteer_any_more_gives_the_menu(evening: Evening, name: str) -> None:
    """A hand-over or an old question may still name it."""
    nobody = Person(Contact("nobody"), "", "", lambda: [])
    dialogue = evening.turns.knowledge.dialogue(nobody, evening.now, calling=False)
    assert dialogue.begin(name).session.flow == "menu"


async def test_who_was_removed_in_the_middle_of_a_question_gets_the_menu(evening: Evening) -> None:
    await evening.volunteer(VOLUNTEER, "Айгуль")
    assert "ЕЩЁ" in await evening.text("STATUS", VOLUNTEER)
    contact = evening.turns.seals.pseudonym(VOLUNTEER)
    await evening.turns.store.read("HDEL", VOLUNTEERS, contact)
    assert await evening.text("ЕЩЁ", VOLUNTEER) == await evening.text("МЕНЮ", PERSON)


@pytest.mark.parametrize("word", ["СТОП", "СТАРТ", "ЗАБУДЬ"])
async def test_stop_start_and_forget_are_no_question_to_a_volunteer(evening: Evening, word: str) -> None:
    """They hold at once, also where anything else that is written would be passed on."""
    await evening.text("ВОЛОНТЁР")
    told = await evening.text(word)
    assert await inbox.waiting(evening.turns.store, evening.turns.seals) == []
    assert told == await evening.text(word, OTHER)
