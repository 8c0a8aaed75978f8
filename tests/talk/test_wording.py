"""A reply as one SMS: what was said, the question, the numbered options, a line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.talk.catalog import Catalog
from hotline.talk.dialogue import Reply
from hotline.talk.engine import PAGE, OpenQuestion
from hotline.talk.session import Session
from hotline.talk.steps import FREE, KEYS, Option, Said
from hotline.talk.wording import LONGEST, as_text

PROMPTS = """
hello = Hello, { $name }
keys = 1 первое, 2 второе и ещё что-то
    .short = 1, 2
which = Which?
    .again = Again: which?
town = { $name }
empty = { $nothing }
option-further = { $key } more
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    for language in ("ru", "kk", "en"):
        text = PROMPTS.replace("Hello", {"ru": "Привет", "kk": "Сәлем", "en": "Hello"}[language])
        (tmp_path / f"{language}.ftl").write_text(text, encoding="utf-8")
    return Catalog(tmp_path, ["ru", "kk", "en"])


def towns(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"T{n}", Said("town", {"name": f"Town {n}"})) for n in range(1, count + 1))


def asking(question: OpenQuestion, *, strikes: int = 0, said: tuple[Said, ...] = ()) -> Reply:
    return Reply(Session("flow", question=question, strikes=strikes), list(said))


def test_what_was_said_comes_before_the_question_a_line_each(catalog: Catalog) -> None:
    reply = asking(OpenQuestion("which", Said("which"), "words"), said=(Said("hello", {"name": "Aida"}),))
    assert as_text(reply, catalog, "kk") == "Сәлем, Aida\nWhich?"


def test_options_are_numbered_from_one(catalog: Catalog) -> None:
    reply = asking(OpenQuestion("which", Said("which"), "choice", towns(2)))
    assert as_text(reply, catalog, "en") == "Which?\n1 Town 1\n2 Town 2"


def test_a_question_that_names_its_numbers_itself_gets_no_list(catalog: Catalog) -> None:
    reply = asking(OpenQuestion("which", Said("which"), "choice", towns(2), listed=False))
    assert as_text(reply, catalog, "en") == "Which?"


def test_a_long_list_is_cut_into_pages_with_the_way_on(catalog: Catalog) -> None:
    question = OpenQuestion("which", Said("which"), "choice", towns(PAGE + 1))
    assert as_text(asking(question), catalog, "en").splitlines()[-2:] == [f"{PAGE} Town {PAGE}", f"{PAGE + 1} more"]
    question = OpenQuestion("which", Said("which"), "choice", towns(PAGE + 1), page=1)
    assert as_text(asking(question), catalog, "en").splitlines() == ["Which?", f"1 Town {PAGE + 1}"]


def test_after_a_strike_it_is_asked_in_other_words(catalog: Catalog) -> None:
    reply = asking(OpenQuestion("which", Said("which"), "words"), strikes=1)
    assert as_text(reply, catalog, "en") == "Again: which?"


def test_a_quiet_reply_leaves_the_open_question_unsaid(catalog: Catalog) -> None:
    reply = asking(OpenQuestion("which", Said("which"), "words"), said=(Said("hello", {"name": "Aida"}),))
    reply.quiet = True
    assert as_text(reply, catalog, "en") == "Hello, Aida"


def test_a_message_with_a_language_of_its_own_keeps_it(catalog: Catalog) -> None:
    """In a choice of languages each one is named in itself."""
    label = Said("hello", {"name": "!"}, language="kk")
    reply = asking(OpenQuestion("which", Said("which"), "choice", (Option("kk", label),)), said=(label,))
    assert as_text(reply, catalog, "ru") == "Сәлем, !\nWhich?\n1 Сәлем, !"


def test_an_empty_message_leaves_no_empty_line(catalog: Catalog) -> None:
    reply = Reply(Session(), [Said("empty", {"nothing": ""}), Said("hello", {"name": "Aida"})])
    assert as_text(reply, catalog, "en") == "Hello, Aida"


def test_a_reply_is_never_longer_than_a_carrier_takes(catalog: Catalog) -> None:
    reply = Reply(Session(), [Said("hello", {"name": "A" * 900})] * 3)
    assert len(as_text(reply, catalog, "en")) == LONGEST


LONG, LINE = Said("hello", {"name": "А" * 110}), {"name": "Б" * 20}


def test_what_is_spared_is_left_out_from_the_highest_until_it_fits(catalog: Catalog) -> None:
    """Two segments of Cyrillic: 134 letters, line ends among them."""
    said = [LONG, *(Said("town", {"name": f"{spare}" * 8}, spare=spare) for spare in (1, 2, KEYS))]
    assert as_text(Reply(Session(), said), catalog, "ru").splitlines()[1:] == ["1" * 8]


def test_the_keys_are_put_in_short_before_more_is_left_out(catalog: Catalog) -> None:
    said = (Said("hello", {"name": "А" * 100}), Said("town", {"name": "1" * 8}, spare=1))
    reply = asking(OpenQuestion("keys", Said("keys"), "words"), said=said)
    assert as_text(reply, catalog, "ru").splitlines()[1:] == ["1" * 8, "1, 2"]


def test_what_takes_more_in_any_case_leaves_its_room_to_what_can_be_spared(catalog: Catalog) -> None:
    said = [Said("hello", {"name": "А" * 150}), Said("town", LINE, spare=1)]
    assert as_text(Reply(Session(), said), catalog, "ru").endswith("Б" * 20)


@pytest.mark.parametrize(("letters", "told"), [(36, True), (60, False), (100, True)])
def test_what_is_free_is_said_only_where_it_costs_no_segment(catalog: Catalog, letters: int, told: bool) -> None:
    said = [Said("hello", {"name": "А" * letters}), Said("town", LINE, spare=FREE)]
    assert as_text(Reply(Session(), said), catalog, "ru").endswith("Б" * 20) is told
