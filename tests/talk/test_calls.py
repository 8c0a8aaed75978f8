"""A talk by phone, and what one flow hands over to the next."""

from __future__ import annotations

from hotline.hearing.utterance import Utterance
from hotline.talk.dialogue import WORDS
from hotline.talk.engine import Gone
from hotline.talk.session import Session
from hotline.talk.steps import Option, Said, choose, do, say
from tests.talk.small_talk import FLOWS, Person


def test_a_call_goes_from_flow_to_flow_and_ends_in_the_menu() -> None:
    person = Person(calling=True)
    assert person.ring() == ["welcome", "(menu)"]
    assert person.text("1") == ["(where)"]
    assert person.text("Oral", "1") == ["next", "(menu)"]


def test_in_a_text_an_ended_flow_is_silence() -> None:
    person = Person()
    assert person.text("shelter Oral", "1") == ["next"]
    assert person.reply.session == Session()


def test_silence_repeats_once_and_then_says_goodbye() -> None:
    person = Person(calling=True)
    person.ring()
    assert person.silence() == ["(menu)"]
    assert not person.reply.over
    assert person.silence() == ["goodbye"]
    assert (person.reply.over, person.reply.session) == (True, Session())


def test_a_key_in_between_makes_silence_count_anew() -> None:
    person = Person(calling=True)
    person.ring()
    person.silence()
    person.text("1")
    assert person.silence() == ["(where)"]


def test_silence_with_nothing_asked_says_goodbye() -> None:
    assert Person(calling=True).silence() == ["goodbye"]


def test_a_repeat_says_again_what_was_found_and_writes_nothing() -> None:
    person = Person(calling=True)
    person.ring()
    person.text("1", "Oral")
    assert person.silence() == ["found", "(then)"]
    assert person.reply.writes == []


def test_zero_on_a_call_asks_a_volunteer() -> None:
    person = Person(calling=True)
    person.ring()
    assert person.text("0") == ["(question)"]


def test_star_goes_back_and_from_the_first_question_to_the_menu() -> None:
    person = Person(calling=True)
    person.ring()
    assert person.text("1") == ["(where)"]
    assert person.star() == ["(menu)"]
    assert person.star() == ["(menu)"]
    assert Person(calling=True).star() == ["(menu)"]


def test_three_wrong_keys_in_the_menu_offer_a_volunteer_on_a_call() -> None:
    person = Person(calling=True)
    person.ring()
    assert person.text("7", "7") == ["(menu)"]
    assert person.text("7") == ["(offer)"]


def test_a_flow_hands_over_within_one_turn_and_what_it_did_is_kept() -> None:
    async def first(words: Utterance) -> str:
        await do("first", lambda: ["first"])
        await say("first-said")
        return "stop"

    person = Person(flows={**FLOWS, "line": first})
    assert person.text("line") == ["first-said", "stop-done"]
    assert person.reply.writes == ["first", "stop"]


def test_the_words_of_a_talk_are_kept_for_its_later_questions_within_bounds() -> None:
    person = Person()
    person.text("shelter tonight", "blah", "Oral")
    assert person.reply.session.words == "tonight Oral"
    person.text("shelter " + "x" * 2 * WORDS)
    assert len(person.reply.session.words) == WORDS


def test_a_bare_number_answers_its_own_question_and_no_later_one() -> None:
    person = Person()
    person.text("line tonight", "143")
    assert person.reply.session.words == "tonight"


def test_what_is_gone_is_followed_by_a_fresh_start_and_not_by_a_strike() -> None:
    """The shelter that was offered was closed for good meanwhile: nobody's key was wrong."""
    there = ["cinema"]

    def found() -> dict[str, str]:
        if not there:
            raise Gone("cinema")
        return {"name": there[0]}

    async def offering(words: Utterance) -> None:
        await choose("first", [Option("a", Said("a"))])
        await say("found", found)
        await choose("second", [Option("a", Said("a"))])

    person = Person(flows={**FLOWS, "shelter": offering})
    person.text("shelter")
    there.clear()
    assert person.text("1") == ["(first)"]
    assert person.reply.session.strikes == 0


def test_a_flow_whose_subject_is_gone_from_its_start_gives_the_menu() -> None:
    """A topic was taken from the directory: its word must break nothing."""
    assert Person().text("broken") == ["(menu)"]
