"""A phone follows TwiML as Twilio does: what is heard, what is sent, when the call ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import pytest

from hotline.pretend.phones import Call, Heard, Played, Spoken
from hotline.pretend.twiml_rules import TwimlRefused

START = "https://hotline.example/voice"
LINE = Spoken("one", None, None)
OVER = Heard((), True, "nothing")


class Hotline:
    """Answers each URL with its document, and remembers what it was asked."""

    def __init__(self, **documents: str) -> None:
        self.documents = documents
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    async def post(self, url: str, fields: Mapping[str, str]) -> str:
        self.asked.append((url, fields))
        return f"<Response>{self.documents[url.removeprefix(START).lstrip('/') or 'start']}</Response>"

    def call(self) -> Call:
        return Call(
            self.post,
            start_url=START,
            caller="+77011234567",
            called="+77010000000",
            call_sid="CA1",
            account_sid="AC1",
        )


async def begun(**documents: str) -> tuple[Hotline, Call, Heard]:
    hotline = Hotline(**documents)
    call = hotline.call()
    return hotline, call, await call.start()


async def test_a_call_rings_then_speaks_plays_and_ends() -> None:
    hotline, call, heard = await begun(
        start="<Say language='ru-RU' voice='Polly.Tatyana'>Добрый  вечер</Say><Pause/><Play>audio/kk.wav</Play>"
    )
    assert heard == Heard(
        (Spoken("Добрый вечер", "ru-RU", "Polly.Tatyana"), Played("https://hotline.example/audio/kk.wav")),
        True,
        "nothing",
    )
    assert call.heard is heard
    assert hotline.asked == [
        (
            START,
            {
                "AccountSid": "AC1",
                "ApiVersion": "2010-04-01",
                "CallSid": "CA1",
                "CallStatus": "ringing",
                "Called": "+77010000000",
                "Caller": "+77011234567",
                "Direction": "inbound",
                "From": "+77011234567",
                "To": "+77010000000",
            },
        )
    ]


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits", "finished_by"),
    [
        ("numDigits='1'", "1", "1", ""),
        ("numDigits='2'", "1234", "12", ""),  # what comes after the limit is lost
        ("numDigits='4'", "12", "12", ""),  # submitted by the time-out
        ("", "12#34", "12", "#"),
        ("finishOnKey='*'", "1#*", "1#", "*"),
        ("finishOnKey=''", "1#*", "1#*", ""),
        ("actionOnEmptyResult='true'", "#", "", "#"),
        ("actionOnEmptyResult='true'", "", "", ""),
    ],
)
async def test_keys_are_submitted_as_the_gather_says(
    attributes: str, pressed: str, digits: str, finished_by: str
) -> None:
    hotline, call, _ = await begun(
        start=f"<Gather action='/voice/menu?at=1' {attributes}/>", **{"menu?at=1": "<Say>one</Say>"}
    )
    assert await call.press(pressed) == Heard((LINE,), True, "nothing")
    url, fields = hotline.asked[1]
    assert url == f"{START}/menu?at=1"
    assert (fields["Digits"], fields["FinishedOnKey"], fields["CallStatus"]) == (digits, finished_by, "in-progress")


@pytest.mark.parametrize("pressed", ["", "#", "#1"])
async def test_an_empty_entry_goes_on_with_the_next_verb(pressed: str) -> None:
    """Nothing pressed, or the finishing key first: no request is made."""
    hotline, call, heard = await begun(
        start="<Gather numDigits='3'><Say>two</Say></Gather><Gather numDigits='1'><Say>one</Say></Gather>"
    )
    assert heard == Heard((Spoken("two", None, None),), False, "keys", 3)
    assert await call.press(pressed) == Heard((LINE,), False, "keys", 1)
    assert await call.silence() == OVER
    assert len(hotline.asked) == 1


async def test_silence_calls_the_action_when_it_is_wanted() -> None:
    hotline, call, _ = await begun(start="<Gather actionOnEmptyResult='true' action='/voice/menu'/>", menu="")
    assert await call.silence() == OVER
    assert hotline.asked[1][1]["Digits"] == ""


async def test_an_action_is_found_from_the_document_it_stands_in() -> None:
    """Without an action the current document is asked again, which here is the second one."""
    hotline, call, _ = await begun(
        start="<Redirect>/voice/deep/menu</Redirect>",
        **{"deep/menu": "<Gather action='next'/>", "deep/next": "<Gather/>"},
    )
    await call.press("1")
    await call.press("2")
    assert [url for url, _ in hotline.asked] == [
        START, f"{START}/deep/menu", f"{START}/deep/next", f"{START}/deep/next"
    ]  # fmt: skip


RECORD = "<Record action='/voice/done' maxLength='30' finishOnKey='#'/><Say>one</Say>"


async def test_a_recording_is_submitted_no_longer_than_allowed() -> None:
    hotline, call, heard = await begun(start=RECORD, done="")
    assert heard == Heard((), False, "recording")
    assert await call.speak("https://api.example/RE1", 45) == OVER
    fields = hotline.asked[1][1]
    assert (fields["RecordingUrl"], fields["RecordingDuration"]) == ("https://api.example/RE1", "30")


@pytest.mark.parametrize(
    "say_nothing", [Call.silence, partial(Call.press, digits="#"), partial(Call.speak, recording_url="x", seconds=0)]
)
async def test_an_empty_recording_makes_no_request_and_goes_on(
    say_nothing: Callable[[Call], Awaitable[Heard]],
) -> None:
    hotline, call, _ = await begun(start=RECORD)
    assert await say_nothing(call) == Heard((LINE,), True, "nothing")
    assert len(hotline.asked) == 1


async def test_a_key_that_does_not_end_a_recording_is_a_noise_in_it() -> None:
    _, call, _ = await begun(start=RECORD, done="")
    assert await call.press("5") == Heard((), False, "recording")
    assert await call.speak("https://api.example/RE1", 5) == OVER


async def test_whom_the_phone_dials_does_not_pick_up() -> None:
    hotline, _, heard = await begun(
        start="<Dial action='/voice/after'><Number>+77011234568</Number></Dial>", after="<Say>one</Say>"
    )
    assert heard.lines == (LINE,)
    assert (hotline.asked[1][1]["DialCallStatus"], hotline.asked[1][1]["DialBridged"]) == ("no-answer", "false")
    _, _, heard = await begun(start="<Dial><Number>+77011234568</Number></Dial><Say>one</Say>")
    assert heard.lines == (LINE,)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("<Say/>", "<Say> is empty"),
        ("<Redirect>/voice</Redirect>", "20 documents in a row"),
        ("<Redirect method='GET'>/voice</Redirect>", "only posts"),
        ("<Gather input='speech'/>", "cannot speak into"),
    ],
)
async def test_a_document_that_cannot_be_followed_is_refused(document: str, problem: str) -> None:
    with pytest.raises(TwimlRefused, match=problem):
        await begun(start=document)


async def test_a_long_talk_is_no_loop() -> None:
    """The bound counts what is fetched without the person doing anything."""
    hotline, call, heard = await begun(start="<Gather/>")
    for _ in range(25):
        heard = await call.press("1")
    assert heard.expects == "keys"
    assert len(hotline.asked) == 26


async def test_a_phone_does_only_what_the_call_waits_for() -> None:
    _, call, _ = await begun(start="<Gather/>")
    with pytest.raises(RuntimeError, match="not at a Record"):
        await call.speak("x", 1)
    with pytest.raises(RuntimeError, match="started already"):
        await call.start()
    with pytest.raises(ValueError, match="keys are"):
        await call.press("a")
    await call.hang_up()
    with pytest.raises(RuntimeError, match="not at a Gather or Record"):
        await call.press("1")
