"""A reply as TwiML: each kind of question, silence, the end; and the same step twice."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.carriers import twiml
from hotline.commands.stand_ins import NUMBER
from hotline.commands.terminal import answers
from hotline.pretend.carrier import replies
from hotline.pretend.twiml_rules import problems
from hotline.talk.catalog import SPOKEN
from hotline.talk.dialogue import Reply
from hotline.talk.engine import PAGE, OpenQuestion
from hotline.talk.session import Session
from hotline.talk.steps import Option, Said
from hotline.turn.knowledge import Answer
from hotline.voice import speech
from tests.acceptance.house import CATALOG, spoken_as
from tests.evening import PERSON, Evening, spoken

SAID = [Said("call-hint")]
TOWNS = tuple(Option(f"place:{number}", Said("option-named", {"name": f"Город {number}"})) for number in range(20))


def document(question: OpenQuestion | None, *, language: str = "ru", strikes: int = 0) -> ElementTree.Element:
    """The TwiML of an answer that says one sentence and asks this; as Twilio would take it."""
    session = Session("x", question=question, strikes=strikes)
    text = twiml.call(speech.spoken(Answer(Reply(session, SAID), language), CATALOG, 4, ("1", "25092022")))
    assert problems(text, "voice") == []
    return ElementTree.fromstring(text)


def says(node: ElementTree.Element) -> list[str]:
    return [say.text or "" for say in node.iter("Say")]


def test_a_choice_names_each_option_with_its_key_and_takes_one() -> None:
    root = document(OpenQuestion("shelter-where", Said("shelter-where"), "choice", TOWNS[:3]))
    (gather,) = root
    assert gather.tag == "Gather"
    assert gather.get("numDigits") == "1"
    assert says(gather) == [
        spoken_as("ru", "call-hint"),
        spoken_as("ru", "shelter-where"),
        *(spoken_as("ru", "option-named", name=f"Город {number}", key=number + 1) for number in range(3)),
    ]


def test_a_long_choice_is_paged_and_the_last_key_leads_on() -> None:
    first = document(OpenQuestion("a", Said("shelter-where"), "choice", TOWNS))
    assert says(first)[-1] == spoken_as("ru", "option-further", key=PAGE + 1)
    assert len(says(first)) == 2 + PAGE + 1
    last = document(OpenQuestion("a", Said("shelter-where"), "choice", TOWNS, page=2))
    assert len(says(last)) == 2 + len(TOWNS) - 2 * PAGE
    assert says(last)[-1] == spoken_as("ru", "option-named", name="Город 19", key=4)


# How many digits a question takes, and what stands in the TwiML: none means "until # or a pause".
@pytest.mark.parametrize(("digits", "limit"), [(8, "8"), (1, "1"), (None, None)])
def test_a_question_for_keys_takes_as_many_as_it_needs(digits: int | None, limit: str | None) -> None:
    (gather,) = document(OpenQuestion("register-when", Said("register-when"), "keys", digits=digits))
    assert (gather.get("numDigits"), gather.get("finishOnKey")) == (limit, "#")


def test_free_text_is_recorded_and_a_recording_without_a_sound_goes_on_as_silence() -> None:
    root = document(OpenQuestion("volunteer-question", Said("volunteer-question"), "free text"))
    assert [node.tag for node in root] == ["Say", "Say", "Record", "Redirect"]
    record, redirect = root[2], root[3]
    assert record.get("action") == "/voice/recording?step=5&pressed=1.25092022"
    assert redirect.text == "/voice/keys?step=5&pressed=1.25092022"


def test_the_address_carries_the_next_step_and_all_keys() -> None:
    (gather,) = document(OpenQuestion("a", Said("shelter-where"), "choice", TOWNS))
    assert gather.get("action") == "/voice/keys?step=5&pressed=1.25092022"
    assert gather.get("actionOnEmptyResult") == "true"


def test_after_a_strike_the_question_is_put_more_helpfully() -> None:
    question = OpenQuestion("shelter-where", Said("shelter-where"), "choice", TOWNS)
    assert says(document(question)) != says(document(question, strikes=1))


def test_an_end_says_its_words_and_hangs_up() -> None:
    root = document(None)
    assert [node.tag for node in root] == ["Say", "Hangup"]


def test_silence_on_a_call_is_a_hangup_and_in_a_text_an_empty_response() -> None:
    assert twiml.call(speech.spoken(Answer(None, "ru"), CATALOG, 0, ())).endswith("<Response><Hangup/></Response>")
    assert twiml.message("") == twiml.SILENCE
    assert problems(twiml.SILENCE, "sms") == []


# The language of an answer and who speaks it: nobody's voice is Kazakh yet.
@pytest.mark.parametrize(("language", "voice"), [("ru", "ru-RU"), ("kk", "ru-RU"), ("en", "en-US")])
def test_no_kazakh_text_goes_into_say(language: str, voice: str) -> None:
    root = document(OpenQuestion("menu", Said("menu"), "choice", TOWNS[:1]), language=language)
    assert {say.get("language") for say in root.iter("Say")} == {voice}
    assert not set("".join(says(root))) & set("әғқңөұүһӘҒҚҢӨҰҮҺ")


@pytest.mark.parametrize("language", SPOKEN)
def test_a_language_that_is_spoken_has_a_voice_of_its_own(language: str) -> None:
    root = document(OpenQuestion("menu", Said("menu"), "choice", TOWNS[:1]), language=language)
    assert all(str(say.get("language")).startswith(language) for say in root.iter("Say"))


def test_each_language_is_offered_in_its_own_voice() -> None:
    options = tuple(Option(one, Said(f"language-{one}", language=one)) for one in ("ru", "kk", "en"))
    root = document(OpenQuestion("call-language", Said("call-language"), "choice", options))
    assert [say.get("language") for say in root.iter("Say")][-3:] == ["ru-RU", "ru-RU", "en-US"]


@given(st.text(min_size=1, max_size=1600))
def test_any_text_makes_a_document_that_says_it(text: str) -> None:
    """Whatever characters a name in the directory has: what XML cannot hold is left out, the rest arrives as it was."""
    made = twiml.message(text)
    whole = "".join(one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff"))
    if whole.strip():
        assert problems(made, "sms") == []
        assert replies(made) == (whole.replace("\r\n", "\n").replace("\r", "\n"),)


async def test_a_repeated_webhook_of_a_step_gives_the_same_document(evening: Evening) -> None:
    """At every step of a call, even late, and with no second effect."""
    answer = answers(evening.turns)
    steps = [("0", "", ""), ("1", "", "1"), ("2", "1", "1"), ("3", "1.1", "1"), ("4", "1.1.1", "1")]

    async def take(step: str, pressed: str, keys: str) -> str:
        address = f"/voice/keys?step={step}&pressed={pressed}" if int(step) else "/voice"
        return await answer(address, {"CallSid": "CA1", "From": PERSON, "To": NUMBER, "Digits": keys})

    given = [await take(*step) for step in steps for _ in range(2)]
    assert given[::2] == given[1::2]
    assert len(set(given)) == len(steps)
    changes = len(await evening.turns.store.read_changes())
    assert [await take(*step) for step in steps] == given[::2]
    assert len(await evening.turns.store.read_changes()) == changes


async def test_silence_repeats_once_and_then_says_goodbye(evening: Evening) -> None:
    call = evening.call()
    await call.start()
    asked = await call.press("1")
    again = await call.silence()
    assert spoken(again) in spoken(asked)
    last = await call.silence()
    assert last.over
    assert spoken(last) == spoken_as("ru", "goodbye")


async def test_a_whole_shelter_call_takes_four_keys_at_most(evening: Evening) -> None:
    """Language, menu, town: the name of the cinema is heard."""
    call = evening.call()
    heard = await call.start()
    for key in ("1", "1", "1"):
        heard = await call.press(key)
    assert "Синема Парк" in spoken(heard)


async def test_a_caller_from_another_country_is_told_so_and_the_call_ends(evening: Evening) -> None:
    heard = await evening.call("+14155552671").start()
    assert heard.over
    assert spoken(heard) == spoken_as("ru", "wrong-country")
