"""What a guess starts beside a keyword: what is sure goes first, what is likely where nothing better is known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from flows.table import by_meaning
from hotline.hearing import by_example
from hotline.hearing.by_example import ANSWER, CERTAIN, HARMLESS, LIKELY, OVERRULES, SURE, UNSURE
from hotline.hearing.keywords import Match
from hotline.hearing.lexicon import DANGER, PLACE_ASKED
from hotline.hearing.model import Guess, model
from hotline.hearing.utterance import Utterance

SAID = Utterance("какие то слова о чём то")
FLOWS = by_meaning(["MONEY", "RIDE"])


def guess(first: str, chance: float, second: str = "scope", alarm: float = -2.0, language: str = "ru") -> Guess:
    return Guess(first, second, chance, "illness", alarm, language)


def keyword(flow: str, *, sure: bool = True) -> Match:
    return Match(flow, Utterance("слова"), sure=sure, whole=False, languages=frozenset({"kk"}))


def started(found: Guess, beside: Match | None = None) -> str | None:
    match = by_example.intent(SAID, found, beside, FLOWS)
    return match.flow if match else None


@pytest.mark.parametrize(
    ("chance", "beside", "flow"),
    [
        (SURE, None, "shelter"),
        (SURE, keyword("border"), "shelter"),
        (LIKELY, keyword("border"), "shelter"),
        (LIKELY - 0.01, keyword("border"), None),  # which of the two, is asked
        (OVERRULES, keyword("border", sure=False), None),
        (OVERRULES - 0.01, keyword("border"), "border"),
        (OVERRULES - 0.01, keyword("border", sure=False), "border"),
        (OVERRULES, keyword("shelter"), "shelter"),  # both say the same
        (SURE, keyword("mistake"), "mistake"),  # of which there are no examples
        (LIKELY, None, "shelter"),
        (LIKELY - 0.01, None, None),
    ],
)
def test_what_is_likely_goes_before_a_keyword_among_other_words(
    chance: float, beside: Match | None, flow: str | None
) -> None:
    assert started(guess("shelter", chance), beside) == flow


@pytest.mark.parametrize(
    ("first", "second", "chance", "asked"),
    [
        ("shelter", "border", UNSURE, ("shelter", "border")),
        ("shelter", "border", UNSURE - 0.01, ()),
        ("shelter", "border", LIKELY, ()),
        ("shelter", "party", 0.5, ()),  # both start one flow
        ("shelter", "scope", 0.5, ()),  # nothing is done about the other
        ("shelter", "volunteer", 0.3, ()),  # who reads it asks
    ],
)
def test_of_two_likely_meanings_one_is_asked_for(
    first: str, second: str, chance: float, asked: tuple[str, ...]
) -> None:
    assert by_example.unsure(guess(first, chance, second), FLOWS) == asked


def test_what_a_person_would_have_to_read_is_rather_answered() -> None:
    assert started(guess("money", 0.4, "volunteer")) == "topic:MONEY"
    assert started(guess("money", 0.39, "volunteer")) is None


@pytest.mark.parametrize(
    ("first", "second", "chance", "elsewhere", "asked"),
    [
        ("way", "ride", 0.3, False, "way"),
        ("way", "ride", UNSURE - 0.01, False, ""),
        ("ride", "menu", 0.8, False, "way"),  # there no town is meant
        ("ride", "menu", 0.8, True, ""),
        ("shelter", "rules", 0.5, False, "rules"),
        ("shelter", "rules", SURE, False, ""),
        ("border", "rules", 0.5, False, ""),
        ("party", "shelter", 0.5, False, "party"),
    ],
)
def test_after_a_shelter_was_named_questions_are_about_it(
    first: str, second: str, chance: float, elsewhere: bool, asked: str
) -> None:
    match = by_example.about_place(SAID, guess(first, chance, second), elsewhere=elsewhere)
    assert (match.flow if match else "") == (f"{PLACE_ASKED}{asked}" if asked else "")


@pytest.mark.parametrize(
    ("meaning", "flow"),
    [
        ("offer", "give"),
        ("refuse", "refused"),
        ("money", "topic:MONEY"),
        ("ride", "topic:RIDE"),
        ("way", "topic:RIDE"),
        ("charge", "charge"),
        ("hello", "menu"),
        ("party", "shelter"),
        ("food", None),  # the coordinator has no such topic
        ("insult", None),
    ],
)
def test_each_meaning_has_its_flow_as_far_as_there_is_one(meaning: str, flow: str | None) -> None:
    assert started(guess(meaning, 0.99)) == flow


def test_of_danger_a_keyword_in_it_is_still_answered_and_a_mended_one_is_not() -> None:
    """ "болит" is no misspelt "бөліс"."""
    assert started(guess("illness", 0.99), keyword("shelter")) == "shelter"
    assert started(guess("illness", 0.6), keyword("shelter", sure=False)) is None


def test_two_meanings_that_it_is_no_harm_to_confuse_need_not_be_told_apart() -> None:
    assert started(guess("thanks", 0.4, second="found")) == "thanks"
    assert started(guess("thanks", 0.4, second="stop")) is None


@pytest.mark.parametrize(("meaning", "certain"), [("stop", SURE), ("forget", CERTAIN), ("start", CERTAIN)])
def test_what_cannot_be_undone_is_done_only_when_it_is_certain_and_asked_about_else(
    meaning: str, certain: float
) -> None:
    """Who lost a phone is not erased."""
    match = by_example.intent(SAID, guess(meaning, certain), None, FLOWS)
    assert match is not None
    assert match.whole
    doubtful = guess(meaning, certain - 0.01, second="border")
    for beside in (None, keyword("line"), keyword(meaning, sure=False)):
        assert by_example.intent(SAID, doubtful, beside, FLOWS) in (None, beside)
    assert by_example.unsure(doubtful, FLOWS) == (meaning, "border")


def test_a_keyword_of_the_same_meaning_keeps_its_rest_and_its_language() -> None:
    beside = keyword("shelter")
    match = by_example.intent(SAID, guess("shelter", 0.99), beside, FLOWS)
    assert match == beside


def test_a_language_is_told_by_three_words_and_that_of_others_is_answered_in_russian() -> None:
    def spoken(text: str, language: str) -> frozenset[str]:
        found = guess("shelter", 0.99, language=language)
        match = by_example.intent(Utterance(text), found, None, FLOWS)
        assert match is not None
        return match.languages

    assert spoken("i need bed", "en") == {"en"}
    assert spoken("need bed", "en") == frozenset()
    assert spoken("yotoqxona kerak bizga", "uz") == {"ru"}
    assert spoken("три слова тут", "") == frozenset()


def dangerous(
    alarm: float, *, first: str = "scope", chance: float = 0.5, answering: bool = False, said: Utterance = SAID
) -> tuple[str, bool]:
    found, maybe = by_example.danger(said, guess(first, chance, alarm=alarm), None, None, answering=answering)
    return found.flow if found else "", maybe


def test_danger_begins_at_the_level_that_was_learned_and_possible_danger_below_it() -> None:
    alarm, maybe = model().alarm, model().maybe
    assert dangerous(alarm + 0.01) == (DANGER, False)
    assert dangerous(alarm) == ("", True)
    assert dangerous(maybe + 0.01) == ("", True)
    assert dangerous(maybe) == ("", False)
    assert dangerous(-math.inf, chance=0.0) == ("", False)


@pytest.mark.parametrize(
    ("first", "chance", "flow"),
    [("illness", LIKELY, f"{DANGER}illness"), ("illness", LIKELY - 0.01, DANGER), ("cold", 0.99, DANGER)],
)
def test_of_which_kind_a_danger_is_counts_only_where_it_is_what_the_text_likely_means(
    first: str, chance: float, flow: str
) -> None:
    """What is advised depends on it: 103 or 102, a way out, a trust line."""
    assert dangerous(model().alarm + 0.01, first=first, chance=chance) == (flow, False)


def test_an_answer_may_be_danger_only_if_nothing_is_likelier() -> None:
    level = model().maybe + 0.01
    assert dangerous(level, answering=True) == ("", False)
    assert dangerous(level, first="illness", answering=True) == ("", True)


@pytest.mark.parametrize(
    ("chance", "alarm", "is_danger"),
    [(SURE, HARMLESS - 0.01, False), (SURE, HARMLESS, True), (SURE - 0.01, -9.0, True)],
)
def test_a_word_of_danger_is_doubted_only_by_what_is_sure_and_far_from_danger(
    chance: float, alarm: float, is_danger: bool
) -> None:
    word, beside = keyword(DANGER), guess("charge", chance, alarm=alarm)
    assert by_example.danger(SAID, beside, word, beside, answering=False) == (
        (word, False) if is_danger else (None, True)
    )
    alone = replace(word, whole=True)
    assert by_example.danger(SAID, beside, alone, beside, answering=False) == (alone, False)


def test_a_word_or_two_that_answer_what_was_asked_alarm_by_a_word_of_danger_alone() -> None:
    """Who is asked where they are says "в поле"."""
    level = model().alarm + 0.01
    for words, flow in ((ANSWER, ""), (ANSWER + 1, DANGER)):
        said = Utterance(" ".join(["поле"] * words))
        assert dangerous(level, answering=True, said=said)[0] == flow
        assert dangerous(level, said=said)[0] == DANGER
