"""Each thing that would make the hotline fail tonight is found, and its line says how to mend it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from hotline.commands import doctor
from hotline.commands.doctor import OLD_RULE_DAYS, examine
from hotline.commands.laptop import EVENING, SAMPLE
from hotline.directory.files import importing
from hotline.directory.files.loading import Tables
from hotline.pretend.carrier import PretendCarrier
from hotline.store.formats import TODAY, bring_up_to_date
from hotline.store.keys import CLOCK, FORMAT
from hotline.store.store import Store, connect
from tests.evening import Evening, environment

TABLES = importing.read(SAMPLE)
PHONE = {
    "SMSGATE_URL": "https://api.sms-gate.app/3rdparty/v1",
    "SMSGATE_USER": "user",
    "SMSGATE_PASSWORD": "password",
    "SMSGATE_SIGNING_KEY": "12345678",
    "SMSGATE_NUMBER": "+77000000001",
}
NOTHING = Tables(None, None, None, None, None, None)


@dataclass
class Patient:
    """A hotline to examine, healthy on the evening of the sample data."""

    redis_url: str
    api: str  # of its carrier

    async def load(self, tables: Tables = TABLES) -> None:
        store = Store(connect(self.redis_url))
        await bring_up_to_date(store)
        await importing.write(store, tables)
        await store.close()

    async def set_clock(self, now: str) -> None:
        store = Store(connect(self.redis_url))
        await store.apply([("DEL", CLOCK)])
        await store.start_clock(datetime.fromisoformat(now).timestamp())
        await store.close()

    async def findings(self, **settings: str) -> list[str]:
        usual = {"HOTLINE_NOW": EVENING, "TWILIO_API_BASE": self.api}
        return await examine(environment(self.redis_url, **usual | settings))


@pytest.fixture
def patient(redis_url: str, api: str) -> Patient:
    return Patient(redis_url, api)


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """The store itself, whose configuration is put back at the end: other tests share it."""
    with Redis(unix_socket_path=redis_url.removeprefix("unix://"), decode_responses=True) as redis:
        names = ("appendonly", "appendfsync", "maxmemory", "maxmemory-policy")
        before: dict[str, Any] = {name: redis.config_get(name)[name] for name in names}
        yield redis
        for name, value in before.items():
            redis.config_set(name, value)


async def test_nothing_is_found_in_a_healthy_hotline(patient: Patient) -> None:
    await patient.load()
    assert await patient.findings() == []


@pytest.mark.parametrize(
    ("settings", "finding"),
    [
        # settings that stop every process
        ({"HOTLINE_SECRET_KEY": ""}, "HOTLINE_SECRET_KEY is not set"),
        ({"HOTLINE_CARRIER": "twilio"}, "HOTLINE_CARRIER is HOTLINE_CARRIERS now"),
        ({"HOTLINE_PUBLIC_URL": "https://hot_line.example"}, "HOTLINE_PUBLIC_URL has an underscore in its host"),
        ({"TWILIO_ACCOUNT_SID": "SK" + "0" * 32}, "TWILIO_ACCOUNT_SID is an API key"),
        ({"TWILIO_FROM": "+7 700 000 00 01"}, "TWILIO_FROM is a number with + and country code and no spaces"),
        ({"HOTLINE_CARRIERS": "smsgate:+77,twilio"}, "SMSGATE_URL is not set"),
        ({"TWILIO_FROM": ""}, "set either TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID"),
        ({"TWILIO_MESSAGING_SERVICE_SID": "MG1"}, "set either TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID"),
        ({"REDIS_URL": "redis://host:port/0"}, "REDIS_URL cannot be read; write it like redis://host:6379/0"),
        # no store
        ({"REDIS_URL": "unix:///nowhere/s"}, "the store cannot be reached or cannot write"),
    ],
)
async def test_setting_that_would_fail_tonight(patient: Patient, settings: dict[str, str], finding: str) -> None:
    await patient.load()
    [found] = await patient.findings(**settings)
    assert found.startswith(finding)


async def test_texts_in_the_open(patient: Patient, carrier: PretendCarrier) -> None:
    await patient.load()
    carrier.public_url = "http://hotline.example.org"
    [found] = await patient.findings(HOTLINE_PUBLIC_URL="http://hotline.example.org")
    assert found.startswith("HOTLINE_PUBLIC_URL is not https")


async def test_what_is_wrong_at_the_carrier_is_told_with_its_name_beside_all_else(
    patient: Patient, carrier: PretendCarrier
) -> None:
    carrier.account.number.sms_url = ""
    assert await patient.findings() == [
        "twilio: texts to +77000000001 go nowhere; hotline connect",
        "no directory is loaded; hotline load DIR",
    ]
    assert await examine(environment(patient.redis_url, TWILIO_API_BASE=patient.api), asks=False) == [
        "no directory is loaded; hotline load DIR"
    ]


async def test_a_carrier_that_is_not_there_or_does_not_answer_is_told_by_a_line_of_its_own(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await patient.load()
    [away] = await patient.findings(TWILIO_API_BASE="http://127.0.0.1:9")
    assert away.startswith("twilio: the carrier does not answer at TWILIO_API_BASE")
    monkeypatch.setattr(doctor, "ASKING", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        [away] = await patient.findings(TWILIO_API_BASE=f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert away.startswith("twilio: it did not tell within 0 s how it is set up")


async def test_store_without_an_append_only_file(patient: Patient, redis: Redis) -> None:
    await patient.load()
    redis.config_set("appendonly", "no")
    assert await patient.findings() == [
        "the store keeps no append-only file: a restart loses everything; CONFIG SET appendonly yes"
    ]


@pytest.mark.parametrize(("policy", "count"), [("no", 1), ("everysec", 0), ("always", 0)])
async def test_store_that_loses_half_a_minute_with_the_power(
    patient: Patient, redis: Redis, policy: str, count: int
) -> None:
    await patient.load()
    redis.config_set("appendfsync", policy)
    found = await patient.findings()
    assert len(found) == count
    assert all(line.endswith("CONFIG SET appendfsync everysec, or always") for line in found)


async def test_store_that_may_evict_people(patient: Patient, redis: Redis) -> None:
    await patient.load()
    redis.config_set("maxmemory-policy", "allkeys-lru")
    assert await patient.findings() == [
        "the store may evict people when memory runs out; CONFIG SET maxmemory-policy noeviction"
    ]


async def test_store_whose_memory_is_nearly_used_up(patient: Patient, redis: Redis) -> None:
    await patient.load()
    redis.config_set("maxmemory", round(redis.info("memory")["used_memory"] / 0.9))
    [found] = await patient.findings()
    assert "% of its memory; raise maxmemory" in found


async def test_secret_that_is_not_the_one_that_sealed_the_people(patient: Patient) -> None:
    evening = await Evening(patient.redis_url).begin()
    await evening.text("SHELTER Oral")
    await evening.end()
    assert await patient.findings() == []
    assert await patient.findings(HOTLINE_SECRET_KEY="another secret of the tests, as long as it") == [
        "HOTLINE_SECRET_KEY is not the one that sealed the people in the store; put the old one back"
    ]


async def test_store_of_a_newer_version(patient: Patient, redis: Redis) -> None:
    """What else stands there is not looked at: this version would misread it."""
    redis.set(FORMAT, TODAY + 1)
    assert await patient.findings() == [
        f"this store was written by a newer hotline (format {TODAY + 1}, this one knows {TODAY}): start that version, "
        "or put back a backup from before it"
    ]


async def test_store_of_an_older_version(patient: Patient, redis: Redis) -> None:
    """The store itself is looked at even so; its mail and directory are not, and it stays as it is."""
    await patient.load()
    redis.delete(FORMAT)
    redis.config_set("appendfsync", "no")
    [configured, older] = await patient.findings()
    assert configured.endswith("CONFIG SET appendfsync everysec, or always")
    assert older.startswith("this store is of an older version (format 1, this one writes ")
    assert not redis.exists(FORMAT)


async def test_no_directory(patient: Patient) -> None:
    assert await patient.findings() == ["no directory is loaded; hotline load DIR"]


async def test_empty_tables(patient: Patient) -> None:
    await patient.load(replace(NOTHING, topics=TABLES.topics))
    found = await patient.findings()
    assert [line.split(":")[0] for line in found] == [
        "no shelter is loaded",
        "no crossing is loaded",
        "no registration rule is in force today",
    ]


async def test_all_shelters_closed_at_this_hour(patient: Patient) -> None:
    assert TABLES.shelters
    cinema = next(row for row in TABLES.shelters if row.code == "CINEMA")
    await patient.load(replace(TABLES, shelters=(cinema,), reports=None))
    assert await patient.findings() == []
    await patient.set_clock("2022-09-25T15:00+05:00")
    [found] = await patient.findings()
    assert found.startswith("no shelter is open now: look at opens and closes in shelters.csv")


async def test_rule_that_has_ended(patient: Patient) -> None:
    assert TABLES.rules
    await patient.load(replace(TABLES, rules=(replace(TABLES.rules[0], until=date(2022, 9, 24)),)))
    [found] = await patient.findings()
    assert found.startswith("no registration rule is in force today")


@pytest.mark.parametrize(("days", "count"), [(OLD_RULE_DAYS, 0), (OLD_RULE_DAYS + 1, 1)])
async def test_rule_that_nobody_checked_for_a_year(patient: Patient, days: int, count: int) -> None:
    assert TABLES.rules
    verified = date(2022, 9, 25) - timedelta(days)
    await patient.load(replace(TABLES, rules=(replace(TABLES.rules[0], verified=verified),)))
    found = await patient.findings()
    assert len(found) == count
    assert all(line.endswith(f"was last checked on {verified}; check it again") for line in found)


async def test_finding_holds_no_secret(patient: Patient) -> None:
    found = await patient.findings(HOTLINE_SECRET_KEY="short-secret")
    found += await patient.findings(TWILIO_AUTH_TOKEN="the-token")
    told = json.dumps(found)
    assert "HOTLINE_SECRET_KEY" in told
    assert "TWILIO_AUTH_TOKEN" in told
    assert "short-secret" not in told
    assert "the-token" not in told
