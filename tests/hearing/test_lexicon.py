"""The words of the prompts and of the coordinator's topics together: all are heard, and calls for help among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.files import importing
from hotline.directory.localized import Localized
from hotline.directory.topics import Topic
from hotline.hearing.utterance import Utterance
from hotline.talk.catalog import Catalog
from hotline.talk.steps import Said
from hotline.turn.knowledge import lexicon
from hotline.variables import LANGUAGES
from tests.evening import Evening

PROMPTS = Path(__file__).parents[2] / "prompts"
CATALOG = Catalog(PROMPTS, LANGUAGES)
LEXICON = lexicon(CATALOG, (), lambda said: False)
PHRASES = [
    (flow, phrase)
    for flow, by_language in CATALOG.vocabulary("keyword-").items()
    for phrases in by_language.values()
    for phrase in phrases
]


def topic(code: str, en: str, ru: str = "", kk: str = "") -> Topic:
    name = Localized(en=code)
    return Topic(code, Localized(en=en, ru=ru, kk=kk), name, name, "", None, "")


def test_every_phrase_that_a_translator_wrote_starts_its_flow() -> None:
    unheard = []
    for flow, phrase in PHRASES:
        match = LEXICON.find(Utterance(phrase))
        if match is None or (match.flow, match.sure, match.whole) != (flow, True, True):
            unheard.append((flow, phrase))
    assert unheard == []


def test_a_topic_is_found_by_its_words_in_each_language() -> None:
    topics = [topic("VET", "vet,animal doctor", "ветеринар", "мал дәрігері")]
    heard = lexicon(CATALOG, topics, lambda said: False)
    for text in ("vet", "animal doctor in Uralsk", "нужен ветеринар", "veterinar", "мал дәрігері"):
        match = heard.find(Utterance(text))
        assert match is not None, text
        assert match.flow == "topic:VET"


def test_a_topic_cannot_take_a_word_from_a_flow() -> None:
    """A coordinator's "stop" or "shelter" would cut people off from what they must reach."""
    heard = lexicon(CATALOG, [topic("X", "stop,shelter,kiosk")], lambda said: False)
    assert [match.flow for text in ("stop", "shelter", "kiosk") if (match := heard.find(Utterance(text)))] == [
        "stop",
        "shelter",
        "topic:X",
    ]


def test_a_topic_without_words_in_a_language_matches_nothing_there() -> None:
    heard = lexicon(CATALOG, [topic("X", "kiosk")], lambda said: False)
    assert heard.find(Utterance(" , ")) is None


DANGER = [
    "112",
    "скорая",
    "вызовите скорую",
    "помогите, человек умирает",
    "нас избили на границе",
    "ребёнок без сознания",
    "ambulance",
    "he is not breathing",
    "my father passed out",
    "she fainted at the border",
    "my wife is in labour",
    "жедел жәрдем",
    "ұрып жатыр",
    "ол есінен танып қалды",
    "ya umirayu",
    "103 срочно",
    "103",
    "112!!!",
    "пожалуйста 103",
    "вызовите 103 в приют",
    "103-ке звондаңызшы",
    "call 112 for us",
    "ночлег в Уральске, тут человек умирает",
]
NO_DANGER = [
    "",
    "ночлег в Уральске",
    "НОМЕР 103 ТЁПЛОЕ",  # a number in line
    "ЖДУТ ТЁПЛОЕ 112",
    "СЕЙЧАС ТЁПЛОЕ 102",
    "ПРОШЁЛ ТЁПЛОЕ за 112 минут",
    "регистрация 10.10.2022",
    "регистрация, прошло 103 дня",
    "комната 103 ещё сдаётся",
    "маршрут 112 идёт до вокзала",
    "школа 101 принимает людей",
    "квартира 102",
    "где быстрее, 103 автобус или пешком",
    "is there a phone in room 103",
    "кезек тез жүріп жатыр ма, 103 болдық",
    "где скоро автобус",
    "1120",
]


def in_danger(text: str) -> bool:
    said = Utterance(text)
    return LEXICON.danger(said, LEXICON.find(said)) is not None


@pytest.mark.parametrize("text", DANGER)
def test_who_writes_of_danger_to_life_is_heard(text: str) -> None:
    assert in_danger(text)


@pytest.mark.parametrize("text", NO_DANGER)
def test_a_number_in_line_is_no_call_for_help(text: str) -> None:
    assert not in_danger(text)


def test_danger_is_heard_beside_a_number_in_line() -> None:
    assert in_danger("номер 143 тёплое, здесь избили человека")


def test_a_volunteers_commands_have_words_in_all_languages() -> None:
    """A report's words are partly everybody's (FULL, WAIT), the others stand by themselves."""
    commands = CATALOG.vocabulary("command-")
    orders = {"send", "confirm", "approve", "drop", "reply"}
    assert commands.keys() == {"open", "closed", "beds", "status", "undo", "commands", "on", "off", "next", *orders}
    for command, by_language in commands.items():
        assert all(by_language[language] for language in LANGUAGES), command


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("STATUS", "status"),
        ("статус", "status"),
        ("Status, please", "status"),
        ("СТАТУСС", "status"),
        ("UNDO", "undo"),
        ("отмена", "undo"),
        ("otmena", "undo"),
        ("ҚАЙТАР", "undo"),
        ("?", "commands"),
        (" ? ", "commands"),
        ("where is the bus?", ""),
        ("??", ""),
        ("CONFIRM 4831", "confirm"),
        ("подтверждаю", "confirm"),
        ("подтверждаю: кинотеатр полон", ""),  # no PIN, so no try is counted
        ("отозвать 7", "drop"),
        ("жою 7", "drop"),
        ("верно", ""),  # "right!" takes nothing back
        ("отправили 5 человек в кинотеатр", ""),
        ("Тараз", ""),  # a city, one letter from an order to send
        ("cancel", ""),  # these stop what we write to the person, volunteer or not
        ("доғар", ""),
        ("прекратите", ""),
    ],
)
def test_a_volunteer_s_order_is_found_as_tolerantly_as_a_keyword(text: str, order: str) -> None:
    match = LEXICON.order(Utterance(text))
    assert (match.flow if match else "") == order


@pytest.mark.parametrize(
    ("text", "language"),
    [("LANG русский", "ru"), ("LANG kazakh қазақша", "kk"), ("ЯЗЫК english", "en"), ("тіл қазақ тілі", "kk")],
)
async def test_a_language_is_known_by_its_name(evening: Evening, text: str, language: str) -> None:
    await evening.text("hello")
    assert await evening.text(text) == CATALOG.text(language, Said("lang-done"))


async def test_the_word_of_a_topic_that_is_past_breaks_nothing(redis_url: str) -> None:
    """Its row stays in the table after its last day, and so do its words."""
    evening = await Evening(redis_url).begin(sample=False)
    tables = importing.read(SAMPLE)
    past = tuple(replace(row, valid_until=date(2022, 9, 24)) for row in tables.topics or ())
    await importing.write(evening.turns.store, replace(tables, topics=past))
    await evening.turns.start()
    try:
        answer = await evening.text("еда")
    finally:
        await evening.end()
    assert "Синема Парк" not in answer
    assert answer
