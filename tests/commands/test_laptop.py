"""A store of one's own for a laptop: it keeps what it was told, in one folder, for one user."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from redis import Redis

from hotline.carriers.smsgate_settings import SmsgateSettings
from hotline.carriers.twilio_settings import TwilioSettings
from hotline.commands.laptop import (
    EVENING,
    LONGEST_SOCKET,
    demo_environment,
    is_running,
    keep_ports,
    ports,
    socket_path,
    store_in,
)
from hotline.commands.stand_ins import StandIn
from hotline.settings import Settings

TWILIO, PHONE = StandIn("twilio", 8001), StandIn("smsgate", 8002)


def test_demo_needs_no_setting(tmp_path: Path) -> None:
    settings = Settings.read(demo_environment(tmp_path, {}, 8123, TWILIO))
    assert settings.port == 8123
    assert settings.public_url == "http://127.0.0.1:8123"
    assert settings.carriers == ("twilio",)
    assert TwilioSettings.read(settings.variables).api_base == "http://127.0.0.1:8001"


def test_demo_of_a_phone_needs_no_setting_either(tmp_path: Path) -> None:
    settings = Settings.read(demo_environment(tmp_path, {}, 8123, PHONE))
    assert settings.carriers == ("smsgate",)
    assert SmsgateSettings.read(settings.variables).url == "http://127.0.0.1:8002"


@pytest.mark.parametrize("carrier", [StandIn("twilio", 8005), StandIn("smsgate", 8006)])
def test_commands_beside_a_demo_know_its_carrier(tmp_path: Path, carrier: StandIn) -> None:
    keep_ports(tmp_path, 8123, carrier)
    assert ports(tmp_path) == (8123, carrier)


def test_a_folder_without_a_demo_is_as_if_its_carrier_were_twilio(tmp_path: Path) -> None:
    assert ports(tmp_path)[1].name == "twilio"
    (tmp_path / "ports").write_text("45123")
    assert ports(tmp_path)[1].name == "twilio"


def test_what_is_set_wins_over_the_demos_settings(tmp_path: Path) -> None:
    found = demo_environment(tmp_path, {"HOTLINE_LANGUAGES": "kk", "HOTLINE_NOW": "2022-10-01"}, 8000, TWILIO)
    assert (found["HOTLINE_LANGUAGES"], found["HOTLINE_NOW"]) == ("kk", "2022-10-01")


def test_no_carrier_of_the_shell_is_the_demos(tmp_path: Path) -> None:
    """Its children get the shell's variables too, so each of these is there, and empty."""
    real = {
        "HOTLINE_CARRIERS": "smsgate:+77,twilio",
        "HOTLINE_NUMBERS": "+15005550006",
        "SMSGATE_URL": "https://api.sms-gate.app/3rdparty/v1",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_MESSAGING_SERVICE_SID": "MG" + "1" * 32,
        "TWILIO_SIGNING_KEY": "PSK1",
    }
    own, found = demo_environment(tmp_path, {}, 8000, TWILIO), demo_environment(tmp_path, real, 8000, TWILIO)
    assert {name: value for name, value in found.items() if value} == own
    assert real.keys() <= found.keys()


def test_what_is_set_to_nothing_is_not_set(tmp_path: Path) -> None:
    assert demo_environment(tmp_path, {"HOTLINE_NOW": ""}, 8000, TWILIO)["HOTLINE_NOW"] == EVENING


def test_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet" / "there"
    first = demo_environment(folder, {}, 8000, TWILIO)["HOTLINE_SECRET_KEY"]
    assert len(first) == 64
    assert demo_environment(folder, {}, 8000, TWILIO)["HOTLINE_SECRET_KEY"] == first
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    one, other = (demo_environment(tmp_path / name, {}, 8000, TWILIO) for name in ("one", "other"))
    assert one["HOTLINE_SECRET_KEY"] != other["HOTLINE_SECRET_KEY"]


def test_socket_lies_in_the_folder(tmp_path: Path) -> None:
    assert socket_path(tmp_path) == tmp_path.resolve() / "valkey.sock"


def test_socket_of_a_folder_too_deep_lies_elsewhere_and_is_its_own(tmp_path: Path) -> None:
    deep, deeper = tmp_path / ("ы" * 60), tmp_path / ("ы" * 61)
    assert len(str(socket_path(deep)).encode()) <= LONGEST_SOCKET
    assert socket_path(deep) != socket_path(deeper)
    assert socket_path(deep) == socket_path(deep)


def test_store_in_a_folder_too_deep_runs(tmp_path: Path) -> None:
    deep = tmp_path / ("ы" * 60)
    with store_in(deep):
        assert is_running(deep)
    assert not is_running(deep)


def test_nothing_runs_behind_a_socket_that_was_left_over(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(socket_path(tmp_path)))
    assert not is_running(tmp_path)
    with store_in(tmp_path):
        assert is_running(tmp_path)


def test_store_keeps_what_it_was_told(tmp_path: Path) -> None:
    with store_in(tmp_path), Redis(unix_socket_path=str(socket_path(tmp_path))) as redis:
        redis.set("a", "kept")
    with store_in(tmp_path), Redis(unix_socket_path=str(socket_path(tmp_path))) as redis:
        assert redis.get("a") == b"kept"


def test_store_that_runs_already_is_used_and_left_running(tmp_path: Path) -> None:
    with store_in(tmp_path):
        with store_in(tmp_path), Redis(unix_socket_path=str(socket_path(tmp_path))) as redis:
            redis.set("a", "one store")
        with Redis(unix_socket_path=str(socket_path(tmp_path))) as redis:
            assert redis.get("a") == b"one store"


def test_store_is_stopped_when_its_user_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), store_in(tmp_path):
        raise KeyboardInterrupt
    assert not is_running(tmp_path)


def test_store_is_as_the_doctor_wants_it(tmp_path: Path) -> None:
    with store_in(tmp_path), Redis(unix_socket_path=str(socket_path(tmp_path)), decode_responses=True) as redis:
        assert redis.config_get("appendonly") == {"appendonly": "yes"}
        assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_store_can_be_reached_on_this_machine_only(tmp_path: Path) -> None:
    with store_in(tmp_path), Redis(unix_socket_path=str(socket_path(tmp_path)), decode_responses=True) as redis:
        assert set(redis.config_get("bind")["bind"].replace("-", "").split()) <= {"127.0.0.1", "::1"}
