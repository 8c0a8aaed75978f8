"""What a message means in an open talk: the answer, a keyword, a strike, the way back."""

from __future__ import annotations

import pytest

from hotline.hearing.utterance import Utterance
from hotline.talk.answers import Number
from hotline.talk.dialogue import STRIKES
from hotline.talk.session import OPEN_SECONDS
from hotline.talk.steps import ask
from tests.talk.small_talk import FLOWS, YES_NO, Person

MEANINGS = [
    # texts before, the text, what is answered
    ([], "shelter", ["(where)"]),
    ([], "shelter Oral", ["found", "(then)"]),  # the place came along
    (["shelter"], "Oral", ["found", "(then)"]),
    (["shelter"], "Border", ["found", "(then)"]),  # the answer as a whole comes before the keyword
    (["shelter"], "border", ["border-wait"]),  # no answer, so the keyword
    (["shelter"], "stop", ["stop-done"]),
    (["shelter"], "Orl", ["found", "(then)"]),  # a guess, where nothing speaks against it
    (["shelter"], "border Orl", ["border-wait"]),  # a keyword to the letter comes before a guess
    (["shelter"], "bordr Orl", ["found", "(then)"]),  # a guess comes before a keyword with a typo
    (["shelter"], "bordr", ["border-wait"]),  # a keyword with a typo comes before a strike
    (["shelter"], "menu please Oral", ["(where)"]),  # the menu among other words is not asked for
    (["shelter"], "blah", ["(where)"]),
    (["shelter Oral"], "1", ["next"]),
    (["shelter Oral"], "more", ["next"]),  # an option by its keyword
    (["shelter Oral"], "border", ["next"]),  # also where the keyword has a flow of its own
    (["shelter Oral"], "border Aksai", ["border-wait"]),  # with more words it is another question
    (["shelter Oral"], "3", ["(then)"]),
    (["menu"], "2", ["(question)"]),
    (["line 143"], "yes", ["noted"]),
    ([], "more", ["(menu)"]),  # answers nothing: not understood
    ([], "back", ["(menu)"]),
    ([], "", ["(menu)"]),
]


@pytest.mark.parametrize(("before", "text", "answered"), MEANINGS)
def test_an_answer_comes_before_a_keyword_and_a_keyword_before_a_strike(
    before: list[str], text: str, answered: list[str]
) -> None:
    assert Person().text(*before, text) == answered


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("stop", ["stop-done"]),
        ("Stop, thanks", ["stop-done"]),
        ("forget", ["forget-done"]),
        ("menu", ["(menu)"]),
        ("start", ["start-done"]),  # opting back in acts at once, whatever is open
        ("shelter", ["passed"]),
        ("border", ["passed"]),
        ("volunteer", ["passed"]),
        ("back", ["passed"]),
        ("0", ["passed"]),
        ("1", ["passed"]),
        ("does the bus stop here?", ["passed"]),
        ("what is on the menu?", ["passed"]),
        ("I forget my number", ["passed"]),
    ],
)
def test_only_stop_start_forget_and_menu_break_out_of_free_text(text: str, answered: list[str]) -> None:
    person = Person()
    assert person.text("volunteer", text) == answered
    if answered == ["passed"]:
        assert person.reply.writes == [text]


def test_silence_is_no_free_text() -> None:
    assert Person().text("volunteer", " ") == ["(question)"]


def test_a_question_is_answered_for_two_hours() -> None:
    person = Person()
    person.text("shelter")
    person.now += OPEN_SECONDS - 1
    assert person.text("Oral") == ["found", "(then)"]


def test_after_two_hours_a_number_answers_nothing() -> None:
    person = Person()
    person.text("shelter Oral")
    person.now += OPEN_SECONDS
    assert person.text("1") == ["(menu)"]


def test_after_two_hours_a_keyword_still_starts_afresh() -> None:
    person = Person()
    person.text("volunteer")
    person.now += OPEN_SECONDS
    assert person.text("border") == ["border-wait"]


def test_each_turn_keeps_the_question_open_for_two_hours_more() -> None:
    person = Person()
    person.text("shelter")
    person.now += OPEN_SECONDS - 1
    person.text("blah")
    person.now += OPEN_SECONDS - 1
    assert person.text("Oral") == ["found", "(then)"]


def test_three_strikes_offer_a_volunteer() -> None:
    person = Person()
    assert person.text("shelter", *["blah"] * (STRIKES - 1)) == ["(where)"]
    assert person.reply.session.strikes == STRIKES - 1
    assert person.text("blah") == ["(offer)"]
    assert person.text("yes") == ["(question)"]


def test_a_strike_leaves_the_answers_so_far() -> None:
    person = Person()
    person.text("shelter Oral")
    journal = person.reply.session.journal
    person.text("blah")
    assert (person.reply.session.journal, person.reply.writes) == (journal, [])


def test_an_answer_takes_the_strikes_back() -> None:
    person = Person()
    person.text("line", "blah", "blah", "143")
    assert person.reply.session.strikes == 0


def test_who_is_told_what_was_wrong_does_not_strike_out() -> None:
    """A place that is too far was understood: the reason is told, as often as it comes."""
    person = Person()
    for _ in range(STRIKES + 1):
        assert person.text("shelter" if not person.reply.session.flow else "Moon") in (
            ["(where)"],
            ["too-far", "(where)"],
        )
    assert person.reply.session.strikes == 1


def test_a_message_that_nothing_understands_gets_the_menu_once_and_then_a_volunteers_eye() -> None:
    person = Person()
    assert person.text("my cat") == ["(menu)"]
    assert person.text("he is called Barsik") == ["unknown-passed"]
    assert person.reply.writes == ["he is called Barsik"]
    assert person.text("and he is hungry") == ["unknown-passed"]
    assert person.text("1") == ["(where)"]  # the menu is still open


def test_three_words_that_nothing_understands_are_read_by_a_person_at_once() -> None:
    assert Person().text("my cat is") == ["unknown-passed"]


def test_an_empty_message_gets_the_menu_and_never_bothers_a_volunteer() -> None:
    person = Person()
    assert person.text("") == ["(menu)"]
    assert person.text(" \n") == ["(menu)"]
    assert person.text("my cat") == ["(menu)"]


def test_the_menu_that_was_asked_for_is_not_the_one_for_the_lost() -> None:
    assert Person().text("menu", "my cat") == ["(menu)"]


def test_two_hours_later_the_lost_get_the_menu_again() -> None:
    person = Person()
    person.text("my cat")
    person.now += OPEN_SECONDS
    assert person.text("my cat") == ["(menu)"]


@pytest.mark.parametrize("word", ["back", "Back!", "0"])
def test_back_in_a_text_takes_the_last_answer_back(word: str) -> None:
    person = Person()
    assert person.text("line", "143", word) == ["(number)"]
    assert person.text("144", "yes") == ["noted"]
    assert person.reply.said[0].facts == {"number": 144}


def test_back_never_passes_what_was_done() -> None:
    assert Person().text("shelter", "Oral", "back") == ["(menu)"]


def test_back_with_nothing_to_take_back_gives_the_menu() -> None:
    assert Person().text("line", "back") == ["(menu)"]


def test_a_zero_is_the_answer_where_it_can_be_one() -> None:
    person = Person()
    assert person.text("line", "0", "yes") == ["noted"]
    assert person.reply.said[0].facts == {"number": 0}


def test_a_zero_goes_back_where_it_cannot_be_an_answer() -> None:
    """A number in line begins with 1: who texts 0 to that question wants to go back."""

    async def numbered(words: Utterance) -> None:
        await ask("sure", YES_NO)
        await ask("number", Number(1, 999))

    assert Person(flows={**FLOWS, "line": numbered}).text("line", "yes", "0") == ["(sure)"]
