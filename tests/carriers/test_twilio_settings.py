"""What is set for Twilio has the shape that Twilio's own things have; a mix-up is one line with the mend."""

from __future__ import annotations

import pytest

from hotline.carriers.twilio_settings import TwilioSettings
from hotline.variables import BadSetting, Variables

ZEROS = "0" * 32
TOKEN = "hunter2hunter2"
NEEDED = {"TWILIO_ACCOUNT_SID": f"AC{ZEROS}", "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": "+15005550006"}
UUID = "6b6b1d3e-0f5c-4e5b-9a53-4b1b3b7d2f10"
SOMLENG = {"TWILIO_API_BASE": "https://somleng.example/api", "TWILIO_ACCOUNT_SID": UUID}
KEYS = {"TWILIO_API_KEY": f"SK{ZEROS}", "TWILIO_API_SECRET": TOKEN, "TWILIO_SIGNING_KEY": "PSK_1"}
SERVICE = {"TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": f"MG{ZEROS}"}


def read(**more: str) -> TwilioSettings:
    return TwilioSettings.read(Variables({**NEEDED, **more}))


def test_what_is_needed_is_enough() -> None:
    settings = read()
    assert settings.api_base == "https://api.twilio.com"
    assert settings.sender == "+15005550006"
    assert (settings.api_key, settings.api_secret, settings.signing_key) == ("", "", "")


def test_the_three_keys_stand_for_the_token() -> None:
    assert read(TWILIO_AUTH_TOKEN="", **KEYS).auth_token == ""


@pytest.mark.parametrize(
    "more",
    [
        SOMLENG,
        SOMLENG | {"TWILIO_MESSAGING_SERVICE_SID": UUID, "TWILIO_FROM": "", "HOTLINE_NUMBERS": "1294"},
        {"TWILIO_API_BASE": "http://somleng_api:3000/", "TWILIO_ACCOUNT_SID": UUID},  # a name among containers
        {"TWILIO_API_BASE": "https://api.dublin.ie1.twilio.com"},
        {"TWILIO_FROM": "1414"},
        {"TWILIO_FROM": "Oral Help 2", "HOTLINE_NUMBERS": "+15005550006"},
        SERVICE | {"HOTLINE_NUMBERS": "+15005550006,+15005550007"},
        KEYS,
    ],
)
def test_what_other_servers_and_senders_need_is_taken(more: dict[str, str]) -> None:
    settings = read(**more)
    assert settings.sender or settings.messaging_service_sid
    assert not settings.api_base.endswith("/")


def test_nothing_secret_is_shown() -> None:
    shown = repr(read(**KEYS))
    assert TOKEN not in shown
    assert "PSK_1" not in shown


ONE_OF_TWO = "set either TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: who the messages come from"
FROM = (
    "TWILIO_FROM is a number with + and country code and no spaces, like +15005550006, a short code, "
    "or a name of up to 11 Latin letters and digits"
)
NUMBERS = (
    "HOTLINE_NUMBERS is not set: with a Messaging Service or a name as sender, only it says "
    "which numbers people text and call"
)
TOKEN_NEEDED = (
    "TWILIO_AUTH_TOKEN is not set; docs/operator.md says where to find it. "
    "Only TWILIO_API_KEY, TWILIO_API_SECRET and TWILIO_SIGNING_KEY together stand for it"
)


def own(name: str, prefix: str) -> str:
    return f"{name} is {prefix} and 32 digits or letters from a to f; copy it from the carrier's console"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID is not set; docs/operator.md says where to find it"),
        *(
            ({"TWILIO_ACCOUNT_SID": sid}, own("TWILIO_ACCOUNT_SID", "AC"))
            for sid in ("AC0", UUID, TOKEN, f"AC{ZEROS}0")
        ),
        (
            {"TWILIO_API_BASE": "https://api.dublin.ie1.twilio.com", "TWILIO_ACCOUNT_SID": UUID},
            own("TWILIO_ACCOUNT_SID", "AC"),
        ),
        (
            {"TWILIO_ACCOUNT_SID": f"SK{ZEROS}"},
            "TWILIO_ACCOUNT_SID is an API key: that is TWILIO_API_KEY, the account's begins with AC",
        ),
        (
            SOMLENG | {"TWILIO_ACCOUNT_SID": "an account"},
            "TWILIO_ACCOUNT_SID has up to 64 letters, digits and hyphens; copy it from the carrier's console",
        ),
        ({"TWILIO_AUTH_TOKEN": "", **KEYS, "TWILIO_SIGNING_KEY": ""}, TOKEN_NEEDED),
        ({"TWILIO_AUTH_TOKEN": ""}, TOKEN_NEEDED),
        *(
            (
                {"TWILIO_AUTH_TOKEN": token},
                "TWILIO_AUTH_TOKEN holds a space, or a letter that is in no key; copy it again",
            )
            for token in (f"{TOKEN} {TOKEN}", "…", "ключ")
        ),
        *(
            (KEYS | {name: ""}, "TWILIO_API_KEY and TWILIO_API_SECRET go together: set both, or none of them")
            for name in ("TWILIO_API_KEY", "TWILIO_API_SECRET")
        ),
        (KEYS | {"TWILIO_API_KEY": f"AC{ZEROS}"}, own("TWILIO_API_KEY", "SK")),
        ({"TWILIO_FROM": ""}, ONE_OF_TWO),
        ({"TWILIO_MESSAGING_SERVICE_SID": f"MG{ZEROS}"}, ONE_OF_TWO),
        *(
            ({"TWILIO_FROM": sender}, FROM)
            for sender in (
                "+1 500 555 0006",
                "15005550006",
                "Help-line",
                "Twelve chars",
                "Помощь",
                "whatsapp:+15005550006",
            )
        ),
        (SERVICE | {"TWILIO_MESSAGING_SERVICE_SID": "MG1"}, own("TWILIO_MESSAGING_SERVICE_SID", "MG")),
        (SERVICE, NUMBERS),
        ({"TWILIO_FROM": "Hotline"}, NUMBERS),
        ({"TWILIO_API_BASE": "ftp://x"}, "TWILIO_API_BASE must start with https:// or http://"),
        (
            {"TWILIO_API_BASE": f"https://AC:{TOKEN}@api.twilio.com"},
            "TWILIO_API_BASE names a user or a password before its host; take them out",
        ),
    ],
)
def test_a_bad_value_is_one_clear_line_without_a_secret(more: dict[str, str], message: str) -> None:
    with pytest.raises(BadSetting) as error:
        read(**more)
    assert str(error.value) == message
    assert TOKEN not in message
