"""What is answered without the store, by the last snapshot alone: nothing here reads or writes anything."""

from __future__ import annotations

import pytest

from hotline.directory.snapshot import Snapshot
from hotline.store.store import Store, connect
from hotline.turn.by_heart import by_heart
from hotline.turn.knowledge import Answer, Incoming, Knowledge
from tests.evening import PERSON, Evening

REFRESHED = "25.09 22:40"


def heard(text: str, **more: str) -> Incoming:
    return Incoming("SM1", PERSON, "text", text, **more)  # type: ignore[arg-type] # `opted` is a literal


def ids(answer: Answer) -> list[str]:
    """What is said, by its ids in the prompts; [] for silence."""
    return [said.id for said in answer.reply.said] if answer.reply else []


def by_text(evening: Evening, text: str) -> Answer:
    return by_heart(evening.turns.knowledge, heard(text), evening.now, REFRESHED)


def by_keys(evening: Evening, *keys: str, event: str = "keys") -> Answer:
    """A call that was begun, and in which these keys were pressed."""
    if not keys:
        ringing = Incoming("CA1:0", PERSON, "ring", "", call="call-1")
        return by_heart(evening.turns.knowledge, ringing, evening.now, REFRESHED)
    last = Incoming("CA1:9", PERSON, event, keys[-1], call="call-1", pressed=keys[:-1])  # type: ignore[arg-type] # likewise
    return by_heart(evening.turns.knowledge, last, evening.now, REFRESHED)


# What is texted, the first thing that is said, and the language.
TEXTS = [
    ("НОЧЛЕГ Уральск", "shelter-found", "ru"),
    ("nochleg uralsk", "shelter-found", "ru"),
    ("SHELTER ORAL", "shelter-found", "en"),
    ("БАСПАНА Орал", "shelter-found", "kk"),
    ("ГРАНИЦА", "border", "ru"),
    ("ЗАРЯДКА Уральск", "shelter-found", "ru"),
    ("ҚУАТТАУ Орал", "shelter-found", "kk"),
    ("СИМКА", "topic", "ru"),
]


@pytest.mark.parametrize(("text", "first", "language"), TEXTS)
async def test_what_the_snapshot_knows_is_told_with_its_age_at_the_end(
    evening: Evening, text: str, first: str, language: str
) -> None:
    answer = by_text(evening, text)
    assert ids(answer)[0].startswith(first)
    assert answer.language == language
    assert answer.reply
    assert (answer.reply.said[-1].id, answer.reply.said[-1].facts["at"]) == ("away-age", REFRESHED)


@pytest.mark.parametrize("text", ["НОЧЛЕГ Уральск", "ГРАНИЦА", "СТОП", "ЖДУТ ТЁПЛОЕ 250", "абракадабра", "МЕНЮ", ""])
async def test_no_question_is_left_open(evening: Evening, text: str) -> None:
    """An answer to it could not be told from any other text: nothing remembers the question."""
    answer = by_text(evening, text)
    assert answer.reply
    assert answer.reply.session.question is None


@pytest.mark.parametrize(
    "text", ["СТОП", "СТАРТ", "ЗАБУДЬ", "ЖДУТ ТЁПЛОЕ 250", "НОМЕР 143", "ПОЛНО", "ЯЗЫК", "НОВОСТИ"]
)
async def test_what_must_be_saved_says_that_it_was_not(evening: Evening, text: str) -> None:
    assert ids(by_text(evening, text)) == ["away-not-saved"]


# What cannot be answered at once, or was not understood.
@pytest.mark.parametrize("text", ["НОЧЛЕГ", "МЕНЮ", "абракадабра", "", "1", "😀", "х" * 1600])
async def test_the_rest_is_told_to_say_it_in_one_message(evening: Evening, text: str) -> None:
    assert ids(by_text(evening, text)) == ["away-one-message"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ребёнок посинел и не просыпается", "emergency"),
        ("телефон умирает, где тут можно зарядиться", "maybe-danger"),
        ("где можно переночевать в уральске, нас трое", "shelter-found"),
    ],
)
async def test_sentences_are_understood_without_the_store_as_well(evening: Evening, text: str, first: str) -> None:
    said = ids(by_text(evening, text))
    assert said[0] == first
    assert said.count(first) == 1


async def test_danger_comes_first(evening: Evening) -> None:
    assert ids(by_text(evening, "нас избили, где ночлег Уральск"))[:2] == ["emergency", "shelter-found"]


@pytest.mark.parametrize("opted", ["stop", "start", "help"])
async def test_who_was_answered_by_the_carrier_gets_no_second_answer(evening: Evening, opted: str) -> None:
    """It blocks the number after its STOP, and our text would be an error in its log and a cost."""
    answer = by_heart(evening.turns.knowledge, heard("STOP", opted=opted), evening.now, REFRESHED)
    assert ids(answer) == []


async def test_who_is_answered_by_heart_is_expected_nowhere(evening: Evening) -> None:
    """However many ask: nothing is written, so the first and the last are told the same."""
    before = await evening.turns.store.read_changes()
    first, *_, last = [by_text(evening, "НОЧЛЕГ Уральск") for _ in range(60)]
    assert first == last
    assert await evening.turns.store.read_changes() == before


# Keys pressed in a call, what is said after the age, and whether a question follows.
CALLS = [
    ((), "call-language"),
    (("1",), "menu"),
    (("1", "1"), "shelter-where"),
    (("1", "2"), "border-then"),
    (("1", "4"), "topics"),
    (("1", "1", "1"), "shelter-then"),
    (("1", "1", "1", "*"), "menu"),
    (("9",), "call-language"),
]


@pytest.mark.parametrize(("keys", "question"), CALLS)
async def test_a_call_is_played_again_from_its_keys(evening: Evening, keys: tuple[str, ...], question: str) -> None:
    answer = by_keys(evening, *keys)
    assert answer.reply
    assert ids(answer)[0] == "away-age"
    assert "away-not-saved" not in ids(answer)
    assert answer.reply.session.question
    assert answer.reply.session.question.said.id == question


@pytest.mark.parametrize("keys", [("1", "3"), ("1", "5"), ("1", "6"), ("1", "7"), ("1", "0")])
async def test_a_call_that_would_have_to_be_saved_leads_back_to_the_menu(
    evening: Evening, keys: tuple[str, ...]
) -> None:
    answer = by_keys(evening, *keys)
    assert ids(answer)[:2] == ["away-age", "away-not-saved"]
    assert answer.reply
    assert answer.reply.session.flow == "menu"


async def test_silence_on_a_call_is_asked_once_more(evening: Evening) -> None:
    answer = by_heart(
        evening.turns.knowledge,
        Incoming("CA1:3", PERSON, "silence", "", call="call-1", pressed=("1", "1")),
        evening.now,
        REFRESHED,
    )
    assert answer.reply
    assert answer.reply.session.question
    assert answer.reply.session.question.said.id == "shelter-where"


async def test_an_english_call_stays_english(evening: Evening) -> None:
    assert by_keys(evening, "3", "1").language == "en"


async def test_the_age_is_that_of_the_last_turn_and_not_of_the_start(evening: Evening) -> None:
    """Each turn brings what is new in the directory: what is told when the store goes is no older than that."""
    evening.later(30)
    await evening.text("МЕНЮ")
    evening.later(30)
    store, evening.turns.store = evening.turns.store, Store(connect("redis://127.0.0.1:9"), clock=lambda: evening.now)
    told = await evening.text("НОЧЛЕГ Уральск")
    await evening.turns.store.close()
    evening.turns.store = store
    assert "25.09 23:30" in told


# What is texted to a hotline that has not read its directory yet, what is said, and the language.
NOTHING_KNOWN = [
    ("помогите, нас избили", ["emergency", "trouble"], "ru"),
    ("my friend is dying", ["emergency", "trouble"], "en"),
    ("НОЧЛЕГ Уральск", ["trouble"], "ru"),
    ("абракадабра", ["trouble"], "ru"),
]


@pytest.mark.parametrize(("text", "told", "language"), NOTHING_KNOWN)
async def test_while_nothing_is_known_danger_gets_its_numbers_and_the_rest_that_there_is_trouble(
    evening: Evening, text: str, told: list[str], language: str
) -> None:
    """A process that started without its store does not say that there is no bed."""
    known = evening.turns.knowledge
    nothing = Knowledge(known.catalog, Snapshot(0, {}, evening.turns.settings.timezone), "KZ")
    answer = by_heart(nothing, heard(text), evening.now, REFRESHED)
    assert (ids(answer), answer.language) == (told, language)


async def test_while_nothing_is_known_a_call_is_told_so_and_ends(evening: Evening) -> None:
    nothing = Knowledge(evening.turns.knowledge.catalog, Snapshot(0, {}, evening.turns.settings.timezone), "KZ")
    ringing = Incoming("CA1:0", PERSON, "ring", "", call="call-1")
    answer = by_heart(nothing, ringing, evening.now, REFRESHED)
    assert ids(answer) == ["trouble"]
    assert answer.reply
    assert answer.reply.over
