"""HOTLINE_CARRIERS says who serves whom: the longest prefix of a number decides, and one carrier serves the rest."""

from __future__ import annotations

import pytest

from hotline.routes import Route, carrier_of, routes
from hotline.variables import BadSetting

BOTH = (Route("+77", "smsgate"), Route("", "twilio"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("twilio", (Route("", "twilio"),)),
        ("smsgate", (Route("", "smsgate"),)),
        ("smsgate:+77,twilio", BOTH),
        ("twilio, smsgate:+77", BOTH),
        (" smsgate:+77 ,twilio ", BOTH),
        (
            "twilio:+7,smsgate:+77,smsgate:+7701,twilio",
            (Route("+7701", "smsgate"), Route("+77", "smsgate"), Route("+7", "twilio"), Route("", "twilio")),
        ),
    ],
)
def test_the_longest_prefix_stands_first(text: str, found: tuple[Route, ...]) -> None:
    assert routes(text) == found


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("smsgate:+77,twilio", "+77010000001", "smsgate"),
        ("smsgate:+77,twilio", "+79161234567", "twilio"),
        ("smsgate:+77,twilio", "", "twilio"),  # who withholds the number
        ("twilio:+7,smsgate:+77,smsgate", "+79161234567", "twilio"),
        ("twilio:+7,smsgate:+77,smsgate", "+77010000001", "smsgate"),
        ("twilio:+7,smsgate:+77,smsgate", "+998901234567", "smsgate"),
    ],
)
def test_the_longest_prefix_decides(text: str, number: str, name: str) -> None:
    assert carrier_of(number, routes(text)) == name


NO_DEFAULT = "HOTLINE_CARRIERS: one carrier has no prefix and serves all other numbers, like smsgate:+77,twilio"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pigeon", "HOTLINE_CARRIERS: there is no carrier 'pigeon'; there are twilio, smsgate"),
        ("Twilio", "HOTLINE_CARRIERS: there is no carrier 'Twilio'; there are twilio, smsgate"),
        ("twilio,", "HOTLINE_CARRIERS: there is no carrier ''; there are twilio, smsgate"),
        ("smsgate:+77", NO_DEFAULT),
        ("smsgate,twilio", NO_DEFAULT),
        ("twilio,twilio", NO_DEFAULT),
        ("smsgate:77,twilio", "HOTLINE_CARRIERS: no number begins with '77'; write it like smsgate:+77,twilio"),
        ("smsgate:,twilio", "HOTLINE_CARRIERS: no number begins with ''; write it like smsgate:+77,twilio"),
        ("smsgate:+0,twilio", "HOTLINE_CARRIERS: no number begins with '+0'; write it like smsgate:+77,twilio"),
        (
            "smsgate:+77:+76,twilio",
            "HOTLINE_CARRIERS: no number begins with '+77:+76'; write it like smsgate:+77,twilio",
        ),
        ("smsgate:+77,twilio:+77,twilio", "HOTLINE_CARRIERS: +77 can be served by one carrier only"),
    ],
)
def test_what_says_it_not_clearly_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(BadSetting) as error:
        routes(text)
    assert str(error.value) == message
