"""`hotline connect`: what it sets at the carriers, what it says, and the exit code."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis

from hotline.commands import connect
from hotline.pretend.carrier import PretendCarrier
from hotline.pretend.smsgate.api import create_app
from hotline.pretend.smsgate.gateway import PretendSmsGate
from tests.commands.shell import Hotline, Ran, is_one_line
from tests.serving import served_apart

SET = "· twilio: +77000000001: the addresses for texts, calls and reports on calls are set to http://127.0.0.1:8000\n"


def test_what_pointed_elsewhere_points_here(store: Redis, hotline: Hotline, carrier: PretendCarrier) -> None:
    carrier.public_url = "https://old.example"
    assert hotline("connect") == Ran(0, SET, "")
    number = carrier.account.number
    assert [number.sms_url, number.voice_url, number.status_callback] == [
        f"http://127.0.0.1:8000{path}" for path in ("/sms", "/voice", "/status/call")
    ]
    assert hotline("connect") == Ran(0, SET, "")


def test_what_wins_over_that_is_told_once_and_is_the_exit_code(
    store: Redis, hotline: Hotline, carrier: PretendCarrier
) -> None:
    carrier.account.number.trunk_sid = "TK1"
    assert hotline("connect") == Ran(
        1,
        SET + "✗ twilio: calls to +77000000001 go to a SIP trunk, which wins over the number; "
        "take it out of the trunk\n",
        "",
    )


def test_what_cannot_be_set_is_one_line_with_the_mend(
    store: Redis, hotline: Hotline, carrier: PretendCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier.auth_token = "another"
    ran = hotline("connect")
    assert (ran.code, ran.err, ran.out.count("\n")) == (1, "", 1)
    assert ran.out.startswith("✗ twilio: the carrier does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    assert ran.out.endswith("copy both from its console\n")
    monkeypatch.setattr(connect, "SETTING", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("TWILIO_API_BASE", f"http://127.0.0.1:{silent.getsockname()[1]}")
        ran = hotline("connect")
    assert ran.out == "✗ twilio: it did not answer within 0 s; look whether this machine reaches it\n"


def test_without_settings_and_without_a_demo_there_is_nothing_to_connect(
    hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    ran = hotline("connect", "--dir", str(tmp_path))
    assert is_one_line(ran, 1)
    assert "no demo runs in" in ran.err


def test_each_carrier_is_connected_under_its_name(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = PretendSmsGate(
        flavour="phone",
        user="sms",
        password="secret",
        signing_key="another",
        number="+77000000002",
        now=lambda: datetime.now(UTC),
    )
    phone = {"USER": "sms", "PASSWORD": "secret", "SIGNING_KEY": "S3cret-8", "NUMBER": "+77000000002"}
    monkeypatch.setenv("HOTLINE_CARRIERS", "smsgate:+77,twilio")
    for name, value in phone.items():
        monkeypatch.setenv(f"SMSGATE_{name}", value)
    with served_apart(lambda _: create_app(gate)) as url:
        monkeypatch.setenv("SMSGATE_URL", url)
        ran = hotline("connect")
    assert ran.code == 0
    assert ran.out.startswith("· smsgate: 6 of 6 webhooks point to http://127.0.0.1:8000/sms/smsgate\n")
    assert ran.out.endswith(f"· smsgate: the phone signs with SMSGATE_SIGNING_KEY\n{SET}")
    assert "S3cret-8" not in ran.out
