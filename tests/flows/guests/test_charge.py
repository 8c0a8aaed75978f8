"""CHARGE: where a phone can be charged, by text and on the phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from hotline.carriers import twiml
from hotline.carriers.segments import segments
from hotline.commands.laptop import SAMPLE
from hotline.directory.files import importing
from hotline.hearing.meaning import Meaning
from hotline.hearing.utterance import Utterance
from hotline.mail import reminders
from hotline.people.contacts import Contact
from hotline.pretend.twiml_rules import problems
from hotline.talk.dialogue import Reply
from hotline.turn.knowledge import Answer, Person
from hotline.voice import speech
from tests.evening import Evening

CAMP = "Welcome centre (children's summer camp), near Uralsk.\nOpen day and night."
CINEMA = "Cinema Park trade centre.\nOpen until 11:00."
HERE = "You can charge a phone there."
FULL = "No beds left, but you can charge a phone."
NONE = "We know no place nearby to charge a phone. To ask a person, text VOLUNTEER."


async def sockets(evening: Evening, *codes: str) -> None:
    """Let these shelters of the sample offer charging, and no others."""
    tables = importing.read(SAMPLE)
    rows = [replace(row, offers=("charging",) if row.code in codes else ()) for row in tables.shelters or ()]
    await importing.write(evening.turns.store, replace(tables, shelters=tuple(rows)))
    await evening.turns.start()


async def test_a_full_one_is_named_and_more_leads_on_to_the_end(evening: Evening) -> None:
    await evening.text("hello")
    await sockets(evening, "CINEMA", "CAMP")
    await evening.report("FULL CINEMA")
    assert await evening.text("CHARGE Uralsk") == f"{CINEMA}\n{FULL}\n1 more"
    assert await evening.text("more") == f"{CAMP}\n{FULL}"


async def test_a_shut_one_comes_after_the_open_one_and_says_when_it_opens(evening: Evening) -> None:
    await evening.text("hello")
    await sockets(evening, "CINEMA", "CAMP")
    evening.at("2022-09-25 15:00")
    assert await evening.text("CHARGE Uralsk") == f"{CAMP}\n{HERE}\n1 more"
    assert await evening.text("1") == f"{CINEMA.partition(chr(10))[0]}\nOpens at 22:30.\n{HERE}"


async def test_with_nobody_near_it_says_whom_to_ask(evening: Evening) -> None:
    await evening.text("hello")
    await sockets(evening)
    assert await evening.text("CHARGE Uralsk") == NONE
    await sockets(evening, "CINEMA")
    assert await evening.text("CHARGE Aksai") == NONE  # more than an hour by road


async def test_one_that_closed_while_the_talk_was_open_is_not_named(evening: Evening) -> None:
    await sockets(evening, "CINEMA", "CAMP")
    assert (await evening.text("CHARGE Uralsk")).endswith("1 more")
    await evening.report("CLOSED CAMP")
    assert await evening.text("1") == NONE.replace("no place", "no other place")


async def test_nobody_is_expected_there_or_asked_whether_they_found_a_bed(evening: Evening) -> None:
    before = await evening.turns.store.read_changes()
    await evening.text("CHARGE Uralsk")
    assert await evening.turns.store.read_changes() == before
    assert await reminders.owed(evening.turns.store) == set()


@pytest.mark.parametrize(
    ("asked", "more"), [("CHARGE Uralsk", "MORE"), ("ЗАРЯДКА Уральск", "ЕЩЁ"), ("ҚУАТТАУ Орал", "ТАҒЫ")]
)
async def test_each_answer_is_short_with_the_word_for_more_too(evening: Evening, asked: str, more: str) -> None:
    await sockets(evening, "CAMP", "SPORT")
    allowed = 1 if asked.isascii() else 2
    evening.at("2022-09-25 15:00")
    await evening.report("FULL CAMP")
    for words in (asked, more):
        answer = await evening.text(words)
        assert segments(answer) <= allowed, answer


def ways_in() -> list[str]:
    """What people text in the three languages, beside a town, in Latin letters, and with typos."""
    english = ["CHARGE", "CHARGING", "CHARGE MY PHONE", "where can I charge my phone?", "chargin"]
    russian = ["ЗАРЯДКА", "ЗАРЯДИТЬ ТЕЛЕФОН", "ГДЕ ЗАРЯДИТЬ", "РОЗЕТКА", "телефон сел", "zaryadka", "зорядка"]
    kazakh = ["ҚУАТТАУ", "ТЕЛЕФОН ҚУАТТАУ", "ЗАРЯДТАУ", "телефонды қайда қуаттаймын", "kuattau", "куаттау"]
    return [*english, *russian, *kazakh]


@pytest.mark.parametrize("words", ways_in())
def test_its_words_are_heard(evening: Evening, words: str) -> None:
    for said in (words, f"{words}, Уральск"):
        match = evening.turns.knowledge.lexicon.find(Utterance(said))
        assert match is not None
        assert match.flow == "charge"


@pytest.mark.parametrize("words", ["where do we change trains", "a large group", "ждём, порядка 100 человек", "pocket"])
def test_what_only_sounds_like_it_does_not_start_it(evening: Evening, words: str) -> None:
    match = evening.turns.knowledge.lexicon.find(Utterance(words))
    assert match is None or match.flow != "charge"


# On a call no key of the menu leads here: the flow is begun by hand.


def calling(evening: Evening, language: str) -> tuple[Reply, Callable[[Reply, str], Reply]]:
    """The flow, begun on a call, and what presses a key in it."""
    person = Person(Contact("caller", language), "", "", lambda: [])
    dialogue = evening.turns.knowledge.dialogue(person, evening.now, calling=True)
    return dialogue.begin("charge"), lambda reply, key: dialogue.hear(reply.session, Meaning(Utterance(key)))


def heard(evening: Evening, reply: Reply, language: str) -> list[str]:
    """What is said, in a document that Twilio would take."""
    document = twiml.call(speech.spoken(Answer(reply, language), evening.turns.knowledge.catalog, 1, ()))
    assert problems(document, "voice") == []
    return [say.text or "" for say in ElementTree.fromstring(document).iter("Say")]


async def test_on_a_call_the_town_is_a_key_and_after_the_last_one_comes_the_menu(evening: Evening) -> None:
    await sockets(evening, "CAMP", "CINEMA")
    await evening.report("FULL CAMP")
    await evening.text("CHARGE Uralsk")  # the process has read the report
    reply, press = calling(evening, "en")
    assert heard(evening, reply, "en") == ["Where are you now?", "For Oral, press 1."]
    reply = press(reply, "1")
    assert heard(evening, reply, "en") == [
        "Cinema Park trade centre.",
        "Open until 11:00.",
        "You can charge a phone there.",
        "What next?",
        "For another place, press 1.",
    ]
    reply = press(reply, "1")
    assert heard(evening, reply, "en")[2:4] == [
        "There are no beds left, but you can charge a phone there.",
        "Main menu.",
    ]


async def test_on_a_call_a_town_whose_shelters_are_all_full_can_be_chosen(evening: Evening) -> None:
    """For a bed it could not: there only towns with open shelters have a key."""
    tables = importing.read(SAMPLE)
    rows = [
        replace(
            row, place="Aksai" if row.code == "CINEMA" else "Oral", offers=("charging",) if row.code == "CAMP" else ()
        )
        for row in tables.shelters or ()
        if row.code in ("CAMP", "CINEMA")
    ]
    await importing.write(evening.turns.store, replace(tables, shelters=tuple(rows)))
    await evening.turns.start()
    reply, _ = calling(evening, "en")
    assert heard(evening, reply, "en") == ["Where are you now?", "For Oral, press 1."]


@pytest.mark.parametrize(
    ("language", "zero"), [("en", "press zero."), ("ru", "нажмите ноль."), ("kk", "нажмите ноль.")]
)
async def test_on_a_call_with_nobody_near_zero_asks_a_volunteer(evening: Evening, language: str, zero: str) -> None:
    """No voice speaks Kazakh, so it is said in Russian."""
    await sockets(evening)
    reply, press = calling(evening, language)
    assert heard(evening, press(reply, "1"), language)[0].endswith(zero)
