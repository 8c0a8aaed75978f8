"""The words of the languages belong together, and to what the program says: nothing is missing, nothing spare."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from flows.table import ANSWERS, FLOWS, MENU, ROWS, by_meaning
from hotline.carriers.segments import GSM7_BASIC, GSM7_EXTENSION
from hotline.commands.laptop import SAMPLE
from hotline.directory.files import importing
from hotline.hearing.numerals import NUMBERED
from hotline.hearing.spelling import skeleton, words
from hotline.routes import OWN_NUMBER
from hotline.talk.catalog import SPOKEN, Catalog
from hotline.talk.steps import Fact, Said
from hotline.variables import LANGUAGES
from tests.evening import Evening

ROOT = Path(__file__).parent.parent
SOURCES = [path for folder in ("hotline", "flows", "workers") for path in sorted((ROOT / folder).rglob("*.py"))]
CATALOG = Catalog(ROOT / "prompts", LANGUAGES)
PLURALS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 5, "other": 7}

# Ids that are put together, and what may stand in the gap.
FAMILIES = {
    "option-": ("more", "full", "details", "yes", "not-yet", "other"),
    "menu-": MENU,
    "language-": LANGUAGES,
    "meant-": tuple(one for one in set(by_meaning([]).values()) if one != "menu"),
    "welcome-": ("women", "family", "men"),
    "offer-": (
        "warmth",
        "toilets",
        "tea",
        "hot-food",
        "beds",
        "registration",
        "volunteers",
        "shower",
        "charging",
        "medical",
    ),
    "paper-": ("passport", "border-stamp-or-card", "host-details"),
    "day-": tuple(str(day) for day in range(1, 8)),
    "number-": tuple(map(str, NUMBERED)),
    "people-": ("2", "3", "4", "5", "6"),
    "way-": tuple(OWN_NUMBER),
}
# Calls whose first argument is an id of the prompts; of Several it is the second.
SAYING = {"say": 0, "ask": 0, "choose": 0, "confirm": 0, "Said": 0, "Several": 1}
RESERVED = {
    "stop": "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT OPTOUT REVOKE",
    "start": "START UNSTOP",
    "menu": "HELP INFO",
}


def messages(language: str) -> dict[str, fluent.Message]:
    source = (ROOT / "prompts" / f"{language}.ftl").read_text(encoding="utf-8")
    return {entry.id.name: entry for entry in FluentParser().parse(source).body if isinstance(entry, fluent.Message)}


MESSAGES = {language: messages(language) for language in LANGUAGES}
IDS = sorted(MESSAGES["ru"])


class _Filled(Visitor):
    """What a pattern is filled with: each variable, and the values that lead to its variants."""

    def __init__(self) -> None:
        self.values: dict[str, list[Fact]] = {}

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802 - named by Fluent
        self.values.setdefault(node.id.name, [])

    def visit_SelectExpression(self, node: fluent.SelectExpression) -> None:  # noqa: N802
        assert isinstance(node.selector, fluent.VariableReference)
        name = node.selector.id.name
        for variant in node.variants:
            key = variant.key
            value: Fact = int(key.value) if isinstance(key, fluent.NumberLiteral) else PLURALS.get(key.name, key.name)
            self.values.setdefault(name, []).append(value)
        self.generic_visit(node)


def filled(*patterns: fluent.Pattern | None) -> dict[str, list[Fact]]:
    visitor = _Filled()
    for pattern in patterns:
        if pattern is not None:
            visitor.visit(pattern)
    return visitor.values


def of_message(message: fluent.Message) -> dict[str, list[Fact]]:
    return filled(message.value, *(attribute.value for attribute in message.attributes))


def renderings(language: str, id_: str) -> Iterator[str]:
    """The message as text and as speech, first and again, in each of its variants."""
    values = of_message(MESSAGES[language][id_])
    for row in product(*(options or ["7"] for options in values.values())):
        said = Said(id_, dict(zip(values, row, strict=True)))
        for again in (False, True):
            yield CATALOG.text(language, said, again=again)
            yield CATALOG.voice(language, said, again=again)


def _texts(node: ast.expr) -> Iterator[str]:
    """The strings that an expression may give; a gap in a string is a `*`."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)
        case ast.JoinedStr(values=values):
            yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in values)  # type: ignore[misc]


def said_in_sources() -> set[str]:
    """All ids that the program says, and the families of which it says one, as `day-*`."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = SAYING.get(name)
            if place is not None and len(node.args) > place:
                found.update(_texts(node.args[place]))
    return found


def word_lists_in_sources() -> set[str]:
    """The names by which word lists are taken out of a vocabulary, and all other strings, which may name one."""
    return {
        text
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for text in _texts(node)
    }


def _expanded(ids: set[str]) -> set[str]:
    whole = {id_ for id_ in ids if "*" not in id_}
    for family in ids - whole:
        whole |= {family.replace("*", member) for member in FAMILIES[family.removesuffix("*")]}
    return whole


def test_every_id_that_the_program_says_stands_in_each_language() -> None:
    said = _expanded(said_in_sources())
    for language in LANGUAGES:
        assert said - MESSAGES[language].keys() == set()


def test_every_flow_and_answer_has_its_words_in_each_language() -> None:
    started = {row.name for row in ROWS if row.words and not row.order}
    for name in (*FLOWS, *ANSWERS):
        for language in LANGUAGES:
            assert (f"keyword-{name}" in MESSAGES[language]) is (name in started or name in ANSWERS)
    assert {id_.removeprefix("keyword-") for id_ in IDS if id_.startswith("keyword-")} <= {*FLOWS, *ANSWERS}


def test_the_lists_of_words_are_plain_text() -> None:
    """They are read at each start, without the parser that all else needs."""
    for language in LANGUAGES:
        for id_, message in MESSAGES[language].items():
            if id_.startswith(("keyword-", "word-", "command-")):
                assert message.value is not None
                assert [type(element) for element in message.value.elements] == [fluent.TextElement], id_
                assert message.attributes == [], id_


def test_no_message_is_spare() -> None:
    """What nobody says any more would still be translated."""
    said = _expanded(said_in_sources())
    strings = word_lists_in_sources()
    lists = strings | _expanded({text for text in strings if text in ("people-*", "number-*")})
    spare = [
        id_
        for id_ in IDS
        if id_ not in said
        and not id_.startswith(("keyword-", "command-"))
        and not (id_.startswith("word-") and id_.removeprefix("word-") in lists)
    ]
    assert spare == []


@pytest.mark.parametrize("id_", IDS)
def test_the_languages_fill_a_message_with_the_same_facts(id_: str) -> None:
    """A fact may be for the voice alone, or for the text."""
    names = {frozenset(of_message(MESSAGES[language][id_])) for language in LANGUAGES}
    assert len(names) == 1


@pytest.mark.parametrize("id_", IDS)
def test_a_question_is_asked_again_in_other_words_in_each_language(id_: str) -> None:
    """`.voice` stands where speech differs; but help after an answer that was not understood is everybody's."""
    again = [
        {attribute.id.name for attribute in MESSAGES[language][id_].attributes} - {"voice"} for language in LANGUAGES
    ]
    assert again == [again[0]] * len(LANGUAGES)
    assert again[0] <= {"again", "again-voice", "short"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_said_in_every_variant(language: str) -> None:
    for id_ in IDS:
        for text in renderings(language, id_):
            assert "{" not in text, id_
            assert text == text.strip(), id_


def test_every_question_has_words_for_the_phone() -> None:
    """The keys are told with the options, so a question by voice never says "reply with a number"."""
    for language in SPOKEN:
        for id_, message in MESSAGES[language].items():
            for attribute in message.attributes:
                if attribute.id.name == "again":
                    assert "again-voice" in {one.id.name for one in message.attributes} or id_ == "call-language"


def test_english_needs_no_more_than_gsm_7() -> None:
    """One other character would make 160 characters 70. Lists of words are never said."""
    for id_ in (id_ for id_ in IDS if not id_.startswith(("keyword-", "word-", "command-"))):
        strange = {one for text in renderings("en", id_) for one in text} - GSM7_BASIC - GSM7_EXTENSION
        assert not strange, id_


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_keyword_stands_in_two_flows(language: str) -> None:
    """The second one would never be heard; words that only sound alike count as well."""
    flows: dict[tuple[str, ...], str] = {}
    table = {name: found[language] for name, found in CATALOG.vocabulary("keyword-").items()}
    for topic in importing.read(SAMPLE).topics or ():
        table[topic.code] = topic.words()[language]
    for name, phrases in table.items():
        for phrase in phrases:
            key = tuple(skeleton(word) for word in words(phrase))
            assert flows.setdefault(key, name) == name, phrase


def test_no_mark_of_a_broadcast_s_text_stands_for_two_languages() -> None:
    marks = [mark for listed in CATALOG.vocabulary("word-")["mark"].values() for mark in listed]
    assert len(set(marks)) == len(marks)
    assert marks == [mark.lower() for mark in marks]  # as they are compared


def test_a_word_that_the_carrier_keeps_for_itself_is_no_menu_command() -> None:
    """What a carrier answers by itself never reaches us, or means that the person opted out."""
    meant = {word.casefold(): flow for flow, line in RESERVED.items() for word in line.split()}
    for flow, by_language in CATALOG.vocabulary("keyword-").items():
        for phrase in [phrase for phrases in by_language.values() for phrase in phrases]:
            assert meant.get(phrase.casefold(), flow) == flow, phrase
            assert phrase.casefold() != "yes"
    english = CATALOG.vocabulary("keyword-")
    assert all(word in english[flow]["en"] for word, flow in meant.items())


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_latin_letter_hides_in_a_cyrillic_word(language: str) -> None:
    """It looks the same and is found by nobody who searches."""
    source = (ROOT / "prompts" / f"{language}.ftl").read_text(encoding="utf-8")
    mixed = [word for word in re.findall(r"[^\W\d_]+", source) if re.search("[a-zA-Z]", word) and not word.isascii()]
    assert mixed == []


def test_kazakh_letters_stand_in_russian_texts_only_where_a_language_is_named() -> None:
    kazakh = {
        id_
        for id_ in IDS
        if not id_.startswith(("keyword-", "word-"))
        and any(set("әіңғүұқөһ") & set(text) for text in renderings("ru", id_))
    }
    assert kazakh == {"menu-lang", "lang-which", "language-kk"}


def test_whatever_the_sample_data_names_has_a_word() -> None:
    tables = importing.read(SAMPLE)
    assert {offer for row in tables.shelters or () for offer in row.offers} <= set(FAMILIES["offer-"])
    assert {paper for rule in tables.rules or () for paper in rule.documents} <= set(FAMILIES["paper-"])


async def test_what_a_coordinator_names_in_other_words_is_told_as_written(redis_url: str) -> None:
    """A shelter offers something that the prompts have no word for: no reason to say nothing."""
    evening = await Evening(redis_url).begin(sample=False)
    tables = importing.read(SAMPLE)
    shelters = tuple(replace(row, offers=("warmth", "board-games")) for row in tables.shelters or ())
    await importing.write(evening.turns.store, replace(tables, shelters=shelters))
    await evening.turns.start()
    try:
        await evening.text("SHELTER Uralsk")
        answer = await evening.text("3")
    finally:
        await evening.end()
    assert "a warm room, board games" in answer


async def test_a_crossing_of_which_only_an_old_crossing_time_is_known_says_how_old_it_is(evening: Evening) -> None:
    """Nobody counted the line: what was last heard is that somebody passed."""
    await evening.text("PASSED TASKALA 5H")
    evening.later(30 * 60)
    answer = await evening.text("BORDER TASKALA")
    assert "old report" in answer
    assert "25.09 23:00" in answer
