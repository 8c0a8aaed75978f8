"""What is set for a phone with SMSGate: the address for programs, over a line that nobody reads, and its SIM."""

from __future__ import annotations

import pytest

from hotline.carriers.smsgate_settings import SmsgateSettings
from hotline.variables import BadSetting, Variables

CLOUD = "https://api.sms-gate.app/3rdparty/v1"
NEEDED = {
    "SMSGATE_URL": CLOUD,
    "SMSGATE_USER": "ABCDEF",
    "SMSGATE_PASSWORD": "hunter2 пароль",
    "SMSGATE_SIGNING_KEY": "hunter2-",
    "SMSGATE_NUMBER": "+77000000001",
}


def read(**more: str) -> SmsgateSettings:
    return SmsgateSettings.read(Variables({**NEEDED, **more}))


def test_what_is_needed_is_enough() -> None:
    settings = read()
    assert (settings.url, settings.user, settings.number) == (CLOUD, "ABCDEF", "+77000000001")
    assert (settings.sim, settings.device) == (None, "")


def test_the_rest_is_taken() -> None:
    settings = read(SMSGATE_SIM="2", SMSGATE_DEVICE="nZj_4-x")
    assert (settings.sim, settings.device) == (2, "nZj_4-x")


@pytest.mark.parametrize(
    ("value", "url"),
    [
        (f"{CLOUD}/", CLOUD),
        (f"{CLOUD}/messages", CLOUD),
        (f"{CLOUD}/messages/", CLOUD),
        ("https://sms.example/api/3rdparty/v1", "https://sms.example/api/3rdparty/v1"),
        ("http://192.168.1.7:8080", "http://192.168.1.7:8080"),
        ("http://10.0.0.7:8080/message", "http://10.0.0.7:8080/message"),
        ("http://[fd00::7]:8080", "http://[fd00::7]:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
    ],
)
def test_the_address_is_what_stands_before_messages(value: str, url: str) -> None:
    assert read(SMSGATE_URL=value).url == url


def test_nothing_secret_is_shown() -> None:
    assert "hunter2" not in repr(read())


NOT_SET = "{} is not set; docs/operator.md says where to find it"
OPEN = "SMSGATE_URL must start with https://; http:// is for a private address or 127.0.0.1 only"
FOR_PHONES = (
    "SMSGATE_URL is the address for phones; programs send to …/3rdparty/v1 in the cloud, to "
    "…/api/3rdparty/v1 on a server of one's own, and to the phone itself without a path"
)
NUMBER = "SMSGATE_NUMBER is the SIM's number with + and country code and no spaces: +77000000001"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        *((name, "", NOT_SET.format(name)) for name in NEEDED),
        *(
            ("SMSGATE_URL", f"http://{host}", OPEN)
            for host in ("api.sms-gate.app/3rdparty/v1", "8.8.8.8", "phone.local")
        ),
        *(("SMSGATE_URL", f"https://api.sms-gate.app/mobile/v1{end}", FOR_PHONES) for end in ("", "/", "/messages")),
        (
            "SMSGATE_URL",
            "https://user:hunter2@sms.example",
            "SMSGATE_URL names a user or a password before its host; take them out",
        ),
        ("SMSGATE_URL", "sms.example", "SMSGATE_URL must start with https:// or http://"),
        ("SMSGATE_URL", f"{CLOUD}?a=b", "SMSGATE_URL goes on behind a ? or a #; take that away"),
        (
            "SMSGATE_USER",
            "user:hunter2",
            "SMSGATE_USER is the name alone, without a colon; what stands behind it is SMSGATE_PASSWORD",
        ),
        (
            "SMSGATE_SIGNING_KEY",
            "hunter2",
            "SMSGATE_SIGNING_KEY is too short: 8 characters or more, as the app shows it",
        ),
        *(("SMSGATE_NUMBER", number, NUMBER) for number in ("77000000001", "+7 700 000 00 01", "Hotline", "1414")),
        ("SMSGATE_SIM", "4", "SMSGATE_SIM must be a whole number from 1 to 3, not '4'"),
        (
            "SMSGATE_DEVICE",
            "my phone",
            "SMSGATE_DEVICE has up to 64 letters, digits, hyphens and underscores; the app shows it",
        ),
    ],
)
def test_a_bad_value_is_one_clear_line_without_a_secret(name: str, value: str, message: str) -> None:
    with pytest.raises(BadSetting) as error:
        read(**{name: value})
    assert str(error.value) == message
    assert "hunter2" not in message
