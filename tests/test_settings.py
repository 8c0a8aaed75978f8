"""The environment is read once; a bad value is one clear line that names the variable and never tells a secret."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from hotline.routes import Route
from hotline.settings import Settings
from hotline.variables import BadSetting

SECRET = "0123456789abcdef0123456789abcdef"
NEEDED = {
    "REDIS_URL": "redis://127.0.0.1/0",
    "HOTLINE_PUBLIC_URL": "https://hotline.example/",
    "HOTLINE_SECRET_KEY": SECRET,
}


def test_what_is_not_set_has_the_default_of_the_contract() -> None:
    settings = Settings.read(NEEDED)
    assert (settings.routes, settings.numbers, settings.carriers_numbers) == ((Route("", "twilio"),), (), {})
    assert (settings.languages, settings.countries) == (("ru", "kk", "en"), frozenset({"KZ", "RU"}))
    assert settings.timezone == ZoneInfo("Asia/Oral")
    assert (settings.rates, settings.port, settings.now) == ({"twilio": 1.0}, 8000, None)
    assert (settings.quiet_from, settings.quiet_until) == (time(21), time(9))


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    """A deploy tool that sets all variables leaves some of them empty."""
    assert Settings.read({**NEEDED, "PORT": " ", "HOTLINE_LANGUAGES": ""}) == Settings.read(NEEDED)


def test_what_each_carrier_needs_is_read_from_the_same_variables() -> None:
    assert Settings.read({**NEEDED, "SMSGATE_USER": "phone"}).variables.text("SMSGATE_USER") == "phone"


def test_nothing_secret_is_shown_where_settings_are_printed() -> None:
    shown = repr(Settings.read({**NEEDED, "REDIS_URL": "redis://:hunter2@127.0.0.1", "TWILIO_AUTH_TOKEN": "hunter2"}))
    assert SECRET not in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize(
    ("more", "numbers", "by_carrier"),
    [
        ({"TWILIO_FROM": "+15005550006"}, ("+15005550006",), {"twilio": "+15005550006"}),
        ({"TWILIO_FROM": "1414"}, ("1414",), {"twilio": "1414"}),
        ({"TWILIO_FROM": "Hotline", "HOTLINE_NUMBERS": "+15005550006"}, ("+15005550006",), {}),
        (
            {"TWILIO_FROM": "+15005550006", "HOTLINE_NUMBERS": "+77000000009, +15005550006"},
            ("+77000000009", "+15005550006"),
            {"twilio": "+15005550006"},
        ),
        (
            {
                "HOTLINE_CARRIERS": "smsgate:+77,twilio",
                "TWILIO_FROM": "+15005550006",
                "SMSGATE_NUMBER": "+77000000001",
            },
            ("+77000000001", "+15005550006"),
            {"smsgate": "+77000000001", "twilio": "+15005550006"},
        ),
        # of a carrier that is not named nothing counts
        (
            {"TWILIO_FROM": "+15005550006", "SMSGATE_NUMBER": "+77000000001"},
            ("+15005550006",),
            {"twilio": "+15005550006"},
        ),
    ],
)
def test_our_own_numbers(more: dict[str, str], numbers: tuple[str, ...], by_carrier: dict[str, str]) -> None:
    settings = Settings.read({**NEEDED, **more})
    assert (settings.numbers, settings.carriers_numbers) == (numbers, by_carrier)


def test_each_carrier_has_its_own_rate_and_one_that_is_not_named_has_none() -> None:
    """A bad rate of the phone is told by every process, not only by those that send."""
    both = {**NEEDED, "HOTLINE_CARRIERS": "smsgate:+77,twilio", "HOTLINE_SEND_RATE": "3"}
    assert Settings.read(both).rates == {"smsgate": 0.1, "twilio": 3.0}
    assert Settings.read({**both, "SMSGATE_RATE": "0.2"}).rates["smsgate"] == 0.2
    with pytest.raises(BadSetting, match=r"^SMSGATE_RATE must be a number above 0"):
        Settings.read({**both, "SMSGATE_RATE": "often"})
    assert Settings.read({**NEEDED, "SMSGATE_RATE": "often"}).rates == {"twilio": 1.0}


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://hotline.example/", "https://hotline.example"),
        ("https://hotline.example:8443", "https://hotline.example:8443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_an_address_ends_without_a_slash(value: str, address: str) -> None:
    assert Settings.read({**NEEDED, "HOTLINE_PUBLIC_URL": value}).public_url == address


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("REDIS_URL", "unix:///tmp/s", "redis_url", "unix:///tmp/s"),
        ("REDIS_URL", "sentinel://a:26379,b:26379/main/0", "redis_url", "sentinel://a:26379,b:26379/main/0"),
        ("HOTLINE_LANGUAGES", "kk, ru", "languages", ("kk", "ru")),
        ("HOTLINE_COUNTRIES", "kz,ru, uz", "countries", frozenset({"KZ", "RU", "UZ"})),
        ("HOTLINE_COUNTRIES", "*", "countries", frozenset({"*"})),
        ("HOTLINE_COUNTRIES", "uz, kz", "region", "UZ"),
        ("HOTLINE_COUNTRIES", "*", "region", "KZ"),
        ("HOTLINE_TIMEZONE", "Asia/Almaty", "timezone", ZoneInfo("Asia/Almaty")),
        ("HOTLINE_SEND_RATE", "0.5", "rates", {"twilio": 0.5}),
        ("PORT", "8080", "port", 8080),
        ("HOTLINE_QUIET_HOURS", "22:30 - 07:00", "quiet_from", time(22, 30)),
        ("HOTLINE_QUIET_HOURS", "22:30-07:00", "quiet_until", time(7)),
    ],
)
def test_a_good_value_is_taken(name: str, value: str, field: str, expected: object) -> None:
    assert getattr(Settings.read({**NEEDED, name: value}), field) == expected


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2022-09-25T23:00+05:00", datetime(2022, 9, 25, 18, tzinfo=UTC)),
        ("2022-09-25T18:00Z", datetime(2022, 9, 25, 18, tzinfo=UTC)),
        ("2022-09-25 23:00", datetime(2022, 9, 25, 18, tzinfo=UTC)),  # in the hotline's own zone
        ("2022-09-25T23:00-03:00", datetime(2022, 9, 25, 23, tzinfo=timezone(timedelta(hours=-3)))),
    ],
)
def test_the_clock_starts_at_an_iso_time(value: str, moment: datetime) -> None:
    assert Settings.read({**NEEDED, "HOTLINE_NOW": value}).now == moment.timestamp()


WITH_A_USER = "HOTLINE_PUBLIC_URL names a user or a password before its host; take them out"
WITH_MORE = "HOTLINE_PUBLIC_URL goes on behind a ? or a #; take that away"
NO_ADDRESS = "HOTLINE_PUBLIC_URL is an address like https://hotline.example.org, in Latin letters and without spaces"
BAD = [
    # the variable, a bad value, what is told
    ("REDIS_URL", "", "REDIS_URL is not set; docs/operator.md says where to find it"),
    (
        "REDIS_URL",
        "http://:secret@127.0.0.1",
        "REDIS_URL must start with redis:// or rediss:// or unix:// or sentinel://",
    ),
    ("HOTLINE_PUBLIC_URL", "", "HOTLINE_PUBLIC_URL is not set; docs/operator.md says where to find it"),
    ("HOTLINE_PUBLIC_URL", "hotline.example", "HOTLINE_PUBLIC_URL must start with https:// or http://"),
    ("HOTLINE_SECRET_KEY", "", "HOTLINE_SECRET_KEY is not set; docs/operator.md says where to find it"),
    (
        "HOTLINE_SECRET_KEY",
        "short secret",
        "HOTLINE_SECRET_KEY is too short: 32 bytes or more, for instance from `openssl rand -hex 32`",
    ),
    *(("HOTLINE_PUBLIC_URL", value, WITH_A_USER) for value in ("https://u:hunter2@h.example", "https://u@h.example")),
    *(("HOTLINE_PUBLIC_URL", f"https://h.example{end}", WITH_MORE) for end in ("?a=b", "/?", "#top", "/a?b#c")),
    *(
        ("HOTLINE_PUBLIC_URL", value, NO_ADDRESS)
        for value in (
            "https://",
            "https://h.example /",
            "https://hot line.example",
            "https://уйде.қаз",
            "https://h:port",
        )
    ),
    (
        "HOTLINE_PUBLIC_URL",
        "https://h.example/hotline/",
        "HOTLINE_PUBLIC_URL ends with the host, as https://HOST; take away the path behind it",
    ),
    (
        "HOTLINE_PUBLIC_URL",
        "https://hot_line.example",
        "HOTLINE_PUBLIC_URL has an underscore in its host, and Twilio calls no such host; use another name",
    ),
    (
        "HOTLINE_CARRIER",
        "twilio",
        "HOTLINE_CARRIER is HOTLINE_CARRIERS now, for instance smsgate:+77,twilio; take it out",
    ),
    ("HOTLINE_CARRIERS", "pigeon", "HOTLINE_CARRIERS: there is no carrier 'pigeon'; there are twilio, smsgate"),
    *(
        (
            "HOTLINE_NUMBERS",
            value,
            "HOTLINE_NUMBERS: write each with + and country code, and commas between: +77000000001,+15005550006",
        )
        for value in ("77000000001", "+7 700 000 00 01", "+77000000001;+15005550006", "Hotline")
    ),
    ("HOTLINE_LANGUAGES", "ru,fr", "HOTLINE_LANGUAGES: 'fr' has no prompts; there are ru, kk, en"),
    ("HOTLINE_LANGUAGES", "ru,", "HOTLINE_LANGUAGES: '' has no prompts; there are ru, kk, en"),
    ("HOTLINE_LANGUAGES", "ru,kk,ru", "HOTLINE_LANGUAGES names a language twice"),
    ("HOTLINE_TIMEZONE", "Asia/Nowhere", "HOTLINE_TIMEZONE: no time zone 'Asia/Nowhere'; write it like Asia/Oral"),
    ("HOTLINE_TIMEZONE", "Asia", "HOTLINE_TIMEZONE: no time zone 'Asia'; write it like Asia/Oral"),
    ("HOTLINE_TIMEZONE", "../etc", "HOTLINE_TIMEZONE: no time zone '../etc'; write it like Asia/Oral"),
    (
        "HOTLINE_COUNTRIES",
        "Kazakhstan",
        "HOTLINE_COUNTRIES: 'KAZAKHSTAN' is no country; write two letters each, like KZ,RU, or *",
    ),
    ("HOTLINE_COUNTRIES", "KZ,РУ", "HOTLINE_COUNTRIES: 'РУ' is no country; write two letters each, like KZ,RU, or *"),
    ("HOTLINE_SEND_RATE", "0", "HOTLINE_SEND_RATE must be a number above 0, not '0'"),
    ("HOTLINE_SEND_RATE", "fast", "HOTLINE_SEND_RATE must be a number above 0, not 'fast'"),
    ("HOTLINE_SEND_RATE", "nan", "HOTLINE_SEND_RATE must be a number above 0, not 'nan'"),
    ("HOTLINE_QUIET_HOURS", "21-9", "HOTLINE_QUIET_HOURS must look like 21:00-09:00, not '21-9'"),
    ("HOTLINE_QUIET_HOURS", "21:00", "HOTLINE_QUIET_HOURS must look like 21:00-09:00, not '21:00'"),
    ("HOTLINE_QUIET_HOURS", "25:00-09:00", "HOTLINE_QUIET_HOURS must look like 21:00-09:00, not '25:00-09:00'"),
    ("HOTLINE_NOW", "tonight", "HOTLINE_NOW must be an ISO time like 2022-09-25T23:00+05:00, not 'tonight'"),
]


@pytest.mark.parametrize(("name", "value", "message"), BAD)
def test_a_bad_value_is_one_clear_line(name: str, value: str, message: str) -> None:
    with pytest.raises(BadSetting) as error:
        Settings.read({**NEEDED, name: value})
    assert str(error.value) == message


@pytest.mark.parametrize("value", ["-1", "0", "70000", "0.5", "8000.5", "http"])
def test_what_is_no_port_is_told_before_anything_listens(value: str) -> None:
    with pytest.raises(BadSetting, match=r"^PORT must be "):
        Settings.read({**NEEDED, "PORT": value})


@pytest.mark.parametrize("name", ["REDIS_URL", "HOTLINE_SECRET_KEY"])
def test_a_secret_is_never_told(name: str) -> None:
    with pytest.raises(BadSetting) as error:
        Settings.read({**NEEDED, name: "http://user:hunter2@x"})
    assert "hunter2" not in str(error.value)
