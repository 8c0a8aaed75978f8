"""What Twilio would refuse in a document, found before a caller hears it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

import pytest
from twilio.twiml import messaging_response, voice_response  # type: ignore[import-untyped]  # the SDK ships no types

from hotline.pretend.twiml_rules import SMS, VOICE, Element, TwimlRefused, parse, problems

VOICES = "Polly.Joanna, Polly.Maxim, Polly.Tatyana"

GOOD_VOICE = [
    "",
    "<Say language='ru-RU' voice='Polly.Tatyana'>Здравствуйте</Say>",
    "<Say voice='Polly.Maxim'>Да</Say><Say voice='Polly.Joanna' language='en-US'>yes</Say><Say>a</Say>",
    "<!-- a note --><Say><![CDATA[a < b]]></Say>",
    "<Play>https://hotline.example/a.wav</Play><Pause length='2'/>",
    "<Gather numDigits='1' timeout='7' finishOnKey='' action='/menu?x=1&amp;y=2'><Say>1</Say></Gather><Say>a</Say>",
    "<Gather input='dtmf speech' language='ru-RU' hints='Уральск, Теплое'><Play>a.wav</Play><Pause/></Gather>",
    "<Record maxLength='60' finishOnKey='#*' action='done' recordingStatusCallback='/x'/><Say>Nothing was said</Say>",
    "<Dial timeout='20' callerId='+77010000000'>"
    "<Number url='/screen'>+77011234567</Number><Number>+77011234568</Number></Dial><Say>a</Say>",
    "<Dial action='/after'><Number>+77011234567</Number></Dial>",
    "<Say>a</Say><Redirect method='POST'>/voice</Redirect>",
    "<Reject reason='busy'/>",
]

BAD_VOICE = [
    ("<say>a</say>", "<say> is not spoken here"),
    ("<Message>a</Message>", "<Message> is not spoken here"),
    ("<Enqueue>a</Enqueue>", "<Enqueue> is not spoken here"),  # Twilio would take it
    ("<Say>a<break/></Say>", "<break> is not spoken here"),
    ("<Dial><Queue>a</Queue></Dial>", "<Queue> is not spoken here"),
    ("<Number>1</Number>", "<Number> cannot stand in <Response>"),
    ("<Gather><Record/></Gather>", "<Record> cannot stand in <Gather>"),
    ("<Say>a<Pause/></Say>", "<Pause> cannot stand in <Say>"),
    ("hello", "<Response> takes no text"),
    ("<Gather>hello</Gather>", "<Gather> takes no text"),
    ("<Pause/>hello", "<Response> takes no text"),
    ("<Gather numdigits='1'/>", "<Gather> numdigits is not spoken here"),
    ("<Gather bargeIn='true'/>", "<Gather> bargeIn is not spoken here"),  # Twilio would take it
    ("<Gather numDigits='0'/>", "<Gather> numDigits must be a whole number from 1"),
    ("<Gather numDigits='٣'/>", "<Gather> numDigits must be a whole number from 1"),
    ("<Gather timeout='five'/>", "<Gather> timeout must be a whole number from 1"),
    ("<Gather finishOnKey='12'/>", "<Gather> finishOnKey must be one key out of 0-9, * and #, or empty"),
    ("<Gather input='keys'/>", "<Gather> input must be one of dtmf, speech, dtmf speech"),
    ("<Gather method='post'/>", "<Gather> method must be one of GET, POST"),
    ("<Gather action='javascript:x'/>", "<Gather> action must be a URL, absolute (http, https) or relative"),
    ("<Gather actionOnEmptyResult='yes'/>", "<Gather> actionOnEmptyResult must be one of true, false"),
    ("<Gather language='kk-KZ'/>", "<Gather> language must be one of en-US, ru-RU"),
    (f"<Gather hints='{'a,' * 500}'/>", "<Gather> hints must be at most 500 phrases of at most 100 characters"),
    (f"<Gather hints='{'a' * 101}'/>", "<Gather> hints must be at most 500 phrases of at most 100 characters"),
    ("<Record maxLength='14401'/>", "<Record> maxLength must be a whole number from 1 to 14400"),
    ("<Record finishOnKey='x'/>", "<Record> finishOnKey must be keys out of 0-9, * and #"),
    ("<Dial timeout='0'><Number>1</Number></Dial>", "<Dial> timeout must be a whole number from 1 to 600"),
    ("<Dial callerId='the hotline'><Number>1</Number></Dial>", "<Dial> callerId must be a number in E.164"),
    ("<Dial/>", "<Dial> rings 0 numbers, it can ring 1 to 10"),
    ("<Dial>1<Number>2</Number></Dial>", "<Dial> takes no text"),
    (f"<Dial>{'<Number>1</Number>' * 11}</Dial>", "<Dial> rings 11 numbers, it can ring 1 to 10"),
    ("<Play/>", "<Play> is empty"),
    ("<Say> </Say>", "<Say> is empty"),
    ("<Redirect/>", "<Redirect> is empty"),
    (f"<Say>{'a' * 4097}</Say>", "<Say> has 4097 characters, over 4096"),
    ("<Say language='kk-KZ'>Сәлем</Say>", "<Say> language must be one of en-US, ru-RU"),
    ("<Say language='ru'>Да</Say>", "<Say> language must be one of en-US, ru-RU"),
    ("<Say language='en-US' voice='Polly.Tatyana'>a</Say>", "<Say> voice Polly.Tatyana does not speak en-US"),
    ("<Say voice='Polly.Tatiana'>a</Say>", f"<Say> voice must be one of {VOICES}"),
    ("<Say voice='Polly.Tatyana-Neural'>a</Say>", f"<Say> voice must be one of {VOICES}"),
    ("<Say voice='Tatyana'>a</Say>", f"<Say> voice must be one of {VOICES}"),
    ("<Hangup/><Say>a</Say>", "<Say> after <Hangup> is never reached"),
    ("<Reject/><Say>a</Say>", "<Say> after <Reject> is never reached"),
    ("<Redirect>/x</Redirect><Say>a</Say>", "<Say> after <Redirect> is never reached"),
    ("<Dial action='/x'><Number>1</Number></Dial><Say>a</Say>", "<Say> after <Dial> is never reached"),
    ("<Gather actionOnEmptyResult='true'/><Say>a</Say>", "<Say> after <Gather> is never reached"),
]  # fmt: skip

BAD_SMS = [
    ("<Say>a</Say>", "<Say> is not spoken here"),
    ("<Message>a<Body>b</Body></Message>", "<Body> is not spoken here"),
    ("<Message to='+77011234567'>a</Message>", "<Message> to is not spoken here"),
    (f"<Message>{'ж' * 1601}</Message>", "<Message> has 1601 characters, over 1600"),
    ("<Message/>", "<Message> is empty"),
]


@pytest.mark.parametrize("inside", GOOD_VOICE)
def test_a_good_call_document_has_no_problems(inside: str) -> None:
    assert problems(f"<?xml version='1.0' encoding='UTF-8'?><Response>{inside}</Response>", "voice") == []


@pytest.mark.parametrize(("inside", "problem"), BAD_VOICE)
def test_a_bad_call_document_is_named_in_one_line(inside: str, problem: str) -> None:
    assert problems(f"<Response>{inside}</Response>", "voice") == [problem]


@pytest.mark.parametrize(
    "inside",
    ["", f"<Message>{'ж' * 1600}</Message>", "<Message>a</Message><Message>b</Message>"],
)
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
        "<Dial> x is not spoken here",
        "<Dial> takes no text",
        "<Dial> rings 0 numbers, it can ring 1 to 10",
        "<Sey> is not spoken here",
    )
    assert "7701" not in str(caught.value)
    assert "tajna" not in str(caught.value)


@pytest.mark.parametrize("name", sorted(VOICE.keys() - {"Response", "Number"}))
def test_the_sdk_can_write_each_verb_with_each_of_its_attributes(name: str) -> None:
    assert_written(voice_response.VoiceResponse, name, VOICE)


def test_the_sdk_can_write_whom_a_dial_rings() -> None:
    assert_written(voice_response.Dial, "Number", VOICE)


def test_the_sdk_can_write_a_message() -> None:
    assert_written(messaging_response.MessagingResponse, "Message", SMS)


def assert_written(parent: type, name: str, words: Mapping[str, Element]) -> None:
    written = inspect.signature(getattr(parent, name.lower())).parameters
    camel = {re.sub(r"_(.)", lambda found: found[1].upper(), part.rstrip("_")) for part in written}
    assert camel > set(words[name].attributes)
