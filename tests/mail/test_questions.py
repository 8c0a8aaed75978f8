"""Questions and answers as stored and sent: whose words are in a mail, how long what follows is passed on."""

from __future__ import annotations

from hotline.mail.questions import SHOWN, helped_by, seen
from hotline.people.inbox import Question
from hotline.people.seal import Seals
from hotline.store.keys import HELPED, helper_key
from tests.evening import OTHER, PERSON, SECRET, Evening

SEALS = Seals(SECRET)


def question(text: str, kind: str = "text") -> Question:
    return Question(17, "someone", 1000.0, "ru", text, kind)  # type: ignore[arg-type] # a test may name it so


def test_a_volunteer_sees_the_number_the_language_the_age_and_the_masked_text() -> None:
    facts = seen(question("жду, 87011234567"), 1000 + 12 * 60)
    assert facts == {"number": "17", "language": "ru", "minutes": 12, "text": "жду, ***"}


def test_the_longest_question_fits_a_message_with_its_head() -> None:
    text = seen(question("ж" * 1600), 1000)["text"]
    assert text == "ж" * SHOWN + "..."
    assert SHOWN < 1600 - 200


def test_of_a_recording_no_address_is_shown() -> None:
    assert seen(question("https://recordings.invalid/1", "recording"), 1000)["text"] == ""


def test_a_helper_is_remembered_for_an_hour() -> None:
    kept = SEALS.seal(b'["helper",1000.0]', helper_key("someone"))
    assert helped_by(SEALS, "someone", kept, 1000 + HELPED - 1) == ("helper", 1000.0)
    assert helped_by(SEALS, "someone", kept, 1000 + HELPED) == ("", 0.0)
    assert helped_by(SEALS, "someone", None, 1000) == ("", 0.0)


def test_a_helper_who_was_sealed_for_another_is_nobody() -> None:
    kept = SEALS.seal(b'["helper",1000.0]', helper_key("another"))
    assert helped_by(SEALS, "someone", kept, 1000) == ("", 0.0)


async def test_the_store_forgets_a_helper_by_itself(evening: Evening) -> None:
    await evening.volunteer(OTHER, "Aigul")
    await evening.text("ВОЛОНТЁР где взять симку?")
    number = (await evening.text("NEXT", OTHER)).split()[0]
    await evening.text(f"REPLY {number} На вокзале", OTHER)
    key = helper_key(evening.turns.seals.pseudonym(PERSON))
    assert 0 < await evening.turns.store.read("TTL", key) <= HELPED
