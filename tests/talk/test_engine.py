"""What a person may do at a question, and what may happen to it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import pytest

from hotline.hearing.numerals import NUMBERED
from hotline.hearing.utterance import Utterance
from hotline.talk.answers import Number
from hotline.talk.dates import DateAnswer
from hotline.talk.engine import PAGE, Flow, Gone, OpenQuestion, advance, back
from hotline.talk.steps import (
    NotUnderstood,
    Option,
    Reading,
    Said,
    Several,
    Step,
    Understood,
    ask,
    choose,
    do,
    look,
    say,
)
from tests.talk.running import flowing, typed
from tests.talk.trees import YES_NO, options

DAY_WORDS = (
    *("after-tomorrow", "tomorrow", "today", "yesterday", "before-yesterday", "ago", "day", "week", "day-of-month"),
    *(f"number-{number}" for number in NUMBERED),
)


def choosing(codes: list[str]) -> Flow:
    """Choose one of `codes`, which may be others on the next turn."""

    @flowing
    async def flow() -> None:
        chosen = await choose("which", [Option(code, Said(f"option-{code}")) for code in codes])
        await say(f"chose-{chosen}")

    return flow


def test_options_keep_their_numbers_though_the_list_changes() -> None:
    """A shelter that opens meanwhile does not make "1" another one."""
    shown = advance(choosing(["a", "b"]), [])
    out = advance(choosing(["new", "a", "b"]), shown.journal, shown.question, typed("1"))
    assert out.said == [Said("chose-a")]


def test_options_put_again_are_those_that_were_shown() -> None:
    shown = advance(choosing(["a", "b"]), [])
    out = advance(choosing(["new", "a", "b"]), shown.journal, shown.question, typed("seven"))
    assert out.question == shown.question
    assert advance(choosing(["new", "a", "b"]), shown.journal, shown.question).question == shown.question


def test_a_step_put_in_right_before_the_open_question_makes_it_asked_again() -> None:
    """The new step may change what the question is about, so the answer to the old one is not taken for it."""

    @flowing
    async def flow() -> None:
        await look("new", lambda: True)
        await say("new-words")
        await choose("which", options(2))

    out = advance(flow, [], advance(choosing(["a", "b"]), []).question, typed("1"))
    assert out.question is not None
    assert (out.journal, out.said, out.question.key, out.taken) == (
        [["new", True]],
        [Said("new-words")],
        "which",
        False,
    )


def test_a_list_that_fills_one_page_has_no_other() -> None:
    out = advance(choosing([str(n) for n in range(PAGE)]), [])
    assert out.question is not None
    assert not out.question.has_more()


def test_a_list_longer_than_a_page_goes_on_with_nine() -> None:
    """Eight at once; 9 turns the page, where numbers start from 1 again; on the last page 9 is no answer."""
    flow = choosing([str(100 + n) for n in range(PAGE + 3)])
    first = advance(flow, [])
    assert first.question is not None
    assert (len(first.question.shown()), first.question.has_more()) == (PAGE, True)
    second = advance(flow, first.journal, first.question, typed(" 9 "))
    assert second.question is not None
    assert ([option.code for option in second.question.shown()], second.taken) == (["108", "109", "110"], True)
    assert not advance(flow, second.journal, second.question, typed("9")).taken
    assert advance(flow, second.journal, second.question, typed("2")).said == [Said("chose-109")]


@pytest.mark.parametrize("text", ["2", " 2 ", "2.", "2)", "b"])
def test_an_option_is_picked_by_its_number_or_its_code(text: str) -> None:
    shown = advance(choosing(["a", "b"]), [])
    assert advance(choosing(["a", "b"]), [], shown.question, typed(text)).said == [Said("chose-b")]


def test_an_option_is_picked_by_words_that_name_it_if_it_was_shown() -> None:
    @flowing
    async def flow() -> None:
        chosen = await choose(
            "which", options(2), named=lambda said: {"the first": "code-0", "new": "code-7"}.get(said.text, "")
        )
        await say(f"chose-{chosen}")

    shown = advance(flow, [])
    assert advance(flow, [], shown.question, typed("the first")).said == [Said("chose-code-0")]
    assert not advance(flow, [], shown.question, typed("new")).taken


def test_words_given_before_that_are_wrong_are_answered_with_the_reason() -> None:
    """РЕГИСТРАЦИЯ 31.02: no such day, and the question."""

    @flowing
    async def flow() -> None:
        await ask("when", DateAnswer({name: [] for name in DAY_WORDS}, date(2022, 9, 25)), given=Utterance("31.02"))

    out = advance(flow, [])
    assert out.question is not None
    assert (out.said, out.question.key, out.journal) == ([Said("date-impossible")], "when", [])


def test_what_was_said_before_may_answer_a_question_but_not_put_it_twice() -> None:
    """НОМЕР 143 answers "which number?"; after BACK the same words do not answer it again."""

    @flowing
    async def flow() -> None:
        number = await ask("which-number", Number(1, 999), given=Utterance("143 tomorrow"))
        await ask("really", YES_NO, facts=lambda: {"number": number})

    out = advance(flow, [])
    assert out.question is not None
    assert out.question.said == Said("really", {"number": 143})
    went = back(flow, out.journal, out.question)
    assert went is not None
    assert went.question is not None
    assert (went.journal, went.question.key) == ([], "which-number")
    again = advance(flow, went.journal, went.question, typed("144"))
    assert again.journal == [["which-number", 144]]


class Towns:
    """A kind of answer with two places of one name, and a guess."""

    expects: Literal["words"] = "words"
    digits = None

    def offers(self) -> Sequence[Option]:
        return []

    def read(self, said: Utterance) -> Reading[str]:
        text = said.text
        if text == "Aksai":
            return Several(options(2), "which-of-them")
        return Understood(text, sure=not text.endswith("?")) if text.startswith("Oral") else NotUnderstood()

    def dump(self, value: str) -> str:
        return value

    def load(self, kept: object) -> str:
        return str(kept)


async def travel() -> None:
    town = await ask("where", Towns())
    await say(f"to-{town}")


TRAVEL = flowing(travel)


def test_an_answer_that_fits_several_things_asks_which_of_them() -> None:
    asked = advance(TRAVEL, [])
    which = advance(TRAVEL, [], asked.question, typed("Aksai"))
    assert which.question is not None
    assert (which.question.said.id, which.journal, which.taken) == ("which-of-them", [], True)
    assert advance(TRAVEL, [], which.question, typed("2")).said == [Said("to-code-1")]
    assert advance(TRAVEL, [], which.question, typed("Oral")).said == [Said("to-Oral")]  # another place after all


def test_back_from_which_of_them_asks_the_question_itself() -> None:
    asked = advance(TRAVEL, [])
    which = advance(TRAVEL, [], asked.question, typed("Aksai"))
    assert which.question is not None
    went = back(TRAVEL, which.journal, which.question)
    assert went is not None
    assert went.question == asked.question


def test_a_guess_counts_only_when_guessing() -> None:
    asked = advance(TRAVEL, [])
    out = advance(TRAVEL, [], asked.question, typed("Oral?"))
    assert (out.journal, out.taken, out.guess) == ([], False, True)
    assert advance(TRAVEL, [], asked.question, typed("Oral?", guessing=True)).journal == [["where", "Oral?"]]


def test_what_is_gone_starts_the_talk_afresh() -> None:
    """The shelter was closed for good between two turns: the next best is told, and nothing of the old talk is done."""
    there = ["cinema", "school"]

    def found(code: str) -> list[Said]:
        if code not in there:
            raise Gone(code)
        return [Said(f"found-{code}")]

    @flowing
    async def flow() -> None:
        code = await look("nearest", lambda: there[0])
        await say("searching")
        await choose("then", options(2))
        await do("sent", lambda: [code])
        await say(lambda: found(code))
        await choose("after", options(1))

    first = advance(flow, [])
    there.remove("cinema")
    out = advance(flow, first.journal, first.question, typed("1"))
    assert out.question is not None
    assert (out.journal, out.writes, out.question.key) == ([["nearest", "school"]], [], "then")
    assert out.said == [Said("searching")]
    assert out.taken  # it was no wrong answer: nobody is told so
    second = advance(flow, out.journal, out.question, typed("1"))
    assert (second.said, second.writes) == ([Said("found-school")], ["school"])


def test_back_in_a_talk_whose_subject_is_gone_is_no_way() -> None:
    def facts() -> dict[str, str]:
        raise Gone("cinema")

    @flowing
    async def flow() -> None:
        await choose("first", options(2))
        await choose("second", options(2), facts=facts)

    question = OpenQuestion("second", Said("second"), "choice")
    assert back(flow, [["first", "code-0"]], question) is None


def test_back_that_would_say_again_what_is_gone_is_no_way() -> None:
    there = ["cinema"]

    def found() -> dict[str, str]:
        if not there:
            raise Gone("cinema")
        return {"name": there[0]}

    @flowing
    async def flow() -> None:
        await say("found", found)
        await choose("then", options(2))
        await choose("then-again", options(2))

    first = advance(flow, [])
    second = advance(flow, first.journal, first.question, typed("1"))
    there.clear()
    assert second.question is not None
    assert back(flow, second.journal, second.question) is None


def test_a_flow_whose_subject_is_gone_from_its_start_leads_to_the_menu() -> None:
    @flowing
    async def flow() -> None:
        raise Gone("cinema")

    out = advance(flow, [])
    assert (out.journal, out.said, out.question, out.following) == ([], [], None, "menu")


def test_a_question_that_is_now_of_another_kind_is_asked_again() -> None:
    """An update turned a number into a day under the same key: the kept value cannot be read, and is asked for anew."""

    @flowing
    async def flow() -> None:
        await ask("when", DateAnswer({name: [] for name in DAY_WORDS}, date(2022, 9, 25)))

    out = advance(flow, [["when", 7], ["where", "Oral"]], OpenQuestion("what", Said("what"), "words"), typed("x"))
    assert out.question is not None
    assert (out.journal, out.question.key) == ([], "when")


def test_an_ended_flow_names_the_one_that_follows() -> None:
    @flowing
    async def flow() -> str:
        await say("hello")
        return "menu"

    out = advance(flow, [])
    assert (out.said, out.question, out.following) == ([Said("hello")], None, "menu")


def test_a_flow_may_await_steps_only() -> None:
    @flowing
    async def flow() -> None:
        await Step()

    with pytest.raises(TypeError, match="a flow may not await Step"):
        advance(flow, [])
