"""What Twilio would refuse in a document, found before a caller hears it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

import pytest
from twilio.twiml import messaging_response, voice_response  # type: ignore[import-untyped]  # the SDK ships no types

from hotline.pretend.twiml_rules import TwimlRefused, parse, problems
from hotline.pretend.twiml_words import SMS, VOICE, Element

GOOD_VOICE = [
    "",
    "<Say language='ru-RU' voice='Polly.Tatyana'>Здравствуйте</Say>",
    "<Say voice='Polly.Maxim'>Да</Say><Say voice='alice' language='en-GB'>yes</Say>",
    "<Say voice='Polly.Joanna-Neural' language='en-US'>yes</Say>",
    "<Say voice='Google.ru-RU-Wavenet-A' language='ru-RU'>да</Say><Say voice='Google.en-GB-Standard-A'>yes</Say>",
    "<Say>At <say-as interpret-as='time'>7pm</say-as><break time='1s'/> <lang xml:lang='ru-RU'>да</lang></Say>",
    "<!-- a note --><Say><![CDATA[a < b]]></Say>",
    "<Play>https://hotline.example/a.wav</Play><Play digits='1w2'/><Pause length='2'/>",
    "<Gather numDigits='1' timeout='7' finishOnKey='' action='/menu?x=1&amp;y=2'><Say>1</Say></Gather><Say>a</Say>",
    "<Gather input='dtmf speech' timeout='auto' speechTimeout='auto' hints='Уральск, Теплое'/>",
    "<Record maxLength='60' finishOnKey='#*' action='done' recordingStatusCallback='/x'/><Say>Nothing was said</Say>",
    "<Dial timeout='20' callerId='+77010000000'>"
    "<Number url='/screen'>+77011234567</Number><Number>+77011234568</Number></Dial><Say>a</Say>",
    "<Dial action='/after'>+77011234567</Dial>",
    "<Dial><Conference beep='onEnter' waitUrl=''>room</Conference></Dial>",
    "<Enqueue waitUrl='/music'>line</Enqueue>",
    "<Say>a</Say><Redirect method='POST'>/voice</Redirect>",
    "<Reject reason='busy'/>",
]

BAD_VOICE = [
    ("<say>a</say>", "there is no <say> here (names are case-sensitive)"),
    ("<Message>a</Message>", "there is no <Message> here (names are case-sensitive)"),
    ("<Number>1</Number>", "<Number> cannot stand in <Response>"),
    ("<Gather><Record/></Gather>", "<Record> cannot stand in <Gather>"),
    ("<Say><p>a<Pause/></p></Say>", "<Pause> cannot stand in <p>"),
    ("hello", "<Response> takes no text"),
    ("<Gather>hello</Gather>", "<Gather> takes no text"),
    ("<Pause/>hello", "<Response> takes no text"),
    ("<Gather numdigits='1'/>", "<Gather> has no attribute numdigits"),
    ("<Gather numDigits='0'/>", "<Gather> numDigits must be a whole number from 1"),
    ("<Gather numDigits='٣'/>", "<Gather> numDigits must be a whole number from 1"),
    ("<Gather timeout='five'/>", "<Gather> timeout must be auto or a whole number from 1"),
    ("<Gather timeout='auto'/>", "<Gather> timeout auto needs speech input"),
    ("<Gather finishOnKey='12'/>", "<Gather> finishOnKey must be one key out of 0-9, * and #, or empty"),
    ("<Gather input='keys'/>", "<Gather> input must be one of dtmf, speech, dtmf speech"),
    ("<Gather method='post'/>", "<Gather> method must be one of GET, POST"),
    ("<Gather action='javascript:x'/>", "<Gather> action must be a URL, absolute (http, https) or relative"),
    ("<Gather actionOnEmptyResult='yes'/>", "<Gather> actionOnEmptyResult must be one of true, false"),
    (f"<Gather hints='{'a,' * 500}'/>", "<Gather> hints must be at most 500 phrases of at most 100 characters"),
    ("<Record maxLength='14401'/>", "<Record> maxLength must be a whole number from 1 to 14400"),
    ("<Record finishOnKey='x'/>", "<Record> finishOnKey must be keys out of 0-9, * and #"),
    ("<Record recordingStatusCallbackEvent='done'/>",
     "<Record> recordingStatusCallbackEvent must be some of in-progress, completed, absent"),
    ("<Dial timeout='0'>1</Dial>", "<Dial> timeout must be a whole number from 1 to 600"),
    ("<Dial/>", "<Dial> names nobody"),
    ("<Dial>1<Number>2</Number></Dial>", "<Dial> has a number and nouns, only one of the two can stand"),
    (f"<Dial>{'<Number>1</Number>' * 11}</Dial>", "<Dial> rings 11 numbers, over 10"),
    ("<Dial><Queue>a</Queue><Number>1</Number></Dial>", "<Dial> joins a conference or a queue alone"),
    ("<Play/>", "<Play> has neither a URL nor digits"),
    ("<Say> </Say>", "<Say> is empty"),
    ("<Redirect/>", "<Redirect> is empty"),
    (f"<Say>{'a' * 4097}</Say>", "<Say> has 4097 characters, over 4096"),
    ("<Say language='kk-KZ'>Сәлем</Say>", "<Say>: no voice speaks kk-KZ"),
    ("<Say language='ru'>Да</Say>", "<Say>: no voice speaks ru"),
    ("<Say language='en-US' voice='Polly.Tatyana'>a</Say>", "<Say>: voice Polly.Tatyana does not speak en-US"),
    ("<Say language='ru-RU' voice='Google.en-GB-Standard-A'>a</Say>",
     "<Say>: voice Google.en-GB-Standard-A does not speak ru-RU"),
    ("<Say voice='Polly.Tatiana'>a</Say>", "<Say>: there is no voice Polly.Tatiana"),
    ("<Say voice='Polly.Tatyana-Neural'>a</Say>", "<Say>: there is no voice Polly.Tatyana-Neural"),
    ("<Say voice='Tatyana'>a</Say>", "<Say>: there is no voice Tatyana"),
    ("<Hangup/><Say>a</Say>", "<Say> after <Hangup> is never reached"),
    ("<Redirect>/x</Redirect><Say>a</Say>", "<Say> after <Redirect> is never reached"),
    ("<Dial action='/x'>1</Dial><Say>a</Say>", "<Say> after <Dial> is never reached"),
    ("<Gather actionOnEmptyResult='true'/><Say>a</Say>", "<Say> after <Gather> is never reached"),
]  # fmt: skip

BAD_SMS = [
    ("<Say>a</Say>", "there is no <Say> here (names are case-sensitive)"),
    (f"<Message>{'ж' * 1601}</Message>", "<Message> has 1601 characters, over 1600"),
    (f"<Message><Body>{'ж' * 1601}</Body></Message>", "<Message> has 1601 characters, over 1600"),
    ("<Message/>", "<Message> has neither text nor media"),
    ("<Redirect>/x</Redirect><Message>a</Message>", "<Message> after <Redirect> is never reached"),
]


@pytest.mark.parametrize("inside", GOOD_VOICE)
def test_a_good_call_document_has_no_problems(inside: str) -> None:
    assert problems(f"<?xml version='1.0' encoding='UTF-8'?><Response>{inside}</Response>", "voice") == []


@pytest.mark.parametrize(("inside", "problem"), BAD_VOICE)
def test_a_bad_call_document_is_named_in_one_line(inside: str, problem: str) -> None:
    assert problems(f"<Response>{inside}</Response>", "voice") == [problem]


@pytest.mark.parametrize(
    "inside",
    ["", f"<Message>{'ж' * 1600}</Message>", "<Message to='+77011234567'><Body>a</Body></Message>",
     "<Message><Media>https://a.example/x.png</Media></Message>", "<Message>a</Message><Redirect>/x</Redirect>"],
)  # fmt: skip
def test_a_good_text_document_has_no_problems(inside: str) -> None:
    assert problems(f"<Response>{inside}</Response>", "sms") == []


@pytest.mark.parametrize(("inside", "problem"), BAD_SMS)
def test_a_bad_text_document_is_named_in_one_line(inside: str, problem: str) -> None:
    assert problems(f"<Response>{inside}</Response>", "sms") == [problem]


@pytest.mark.parametrize(
    ("twiml", "problem"),
    [
        ("", "not well-formed XML, line 1, column 0"),
        ("<Response><Say>a & b</Say></Response>", "not well-formed XML, line 1, column 18"),
        (" <?xml version='1.0'?><Response/>", "not well-formed XML, line 1, column 1"),
        ("<response/>", "the root is <response>, not <Response>"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><Response/>", "document type declarations are not TwiML"),
        (f"<Response><!--{'x' * 65536}--></Response>", "document over 65536 bytes"),
    ],
)
def test_what_is_not_twiml_at_all(twiml: str, problem: str) -> None:
    assert problems(twiml, "voice") == [problem]


def test_every_problem_is_told_at_once_and_none_quotes_a_number_or_a_text() -> None:
    with pytest.raises(TwimlRefused) as caught:
        parse("<Response><Dial timeout='+77011234567' x='y'>+77011234567</Dial><Sey>tajna</Sey></Response>", "voice")
    assert caught.value.problems == (
        "<Dial> timeout must be a whole number from 1 to 600",
        "<Dial> has no attribute x",
        "there is no <Sey> here (names are case-sensitive)",
    )
    assert "7701" not in str(caught.value)
    assert "tajna" not in str(caught.value)


# What the SDK can write but Twilio's pages on TwiML do not name.
UNDOCUMENTED = {"debug", "events", "passports"}


@pytest.mark.parametrize("name", ["Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Reject", "Enqueue"])
def test_the_verbs_have_the_attributes_that_the_sdk_can_write(name: str) -> None:
    assert_same_attributes(voice_response.VoiceResponse, name, VOICE)


@pytest.mark.parametrize("name", ["Number", "Sip", "Client", "Conference", "Queue"])
def test_whom_a_dial_reaches_has_the_attributes_that_the_sdk_can_write(name: str) -> None:
    assert_same_attributes(voice_response.Dial, name, VOICE)


@pytest.mark.parametrize("name", ["Message", "Redirect"])
def test_the_message_verbs_have_the_attributes_that_the_sdk_can_write(name: str) -> None:
    assert_same_attributes(messaging_response.MessagingResponse, name, SMS)


def assert_same_attributes(parent: type, name: str, words: Mapping[str, Element]) -> None:
    content = {"message", "body", "url", "number", "phoneNumber", "sipUrl", "identity", "name"}
    written = list(inspect.signature(getattr(parent, name.lower())).parameters)[1:-1]  # without self and kwargs
    camel = [re.sub(r"_(.)", lambda found: found[1].upper(), part.rstrip("_")) for part in written]
    if words[name].text != "none" and camel[0] in content:
        camel = camel[1:]
    assert set(words[name].attributes) == set(camel) - UNDOCUMENTED
