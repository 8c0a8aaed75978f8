"""The demo, as a person at a terminal has it: real processes, real HTTP, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from hotline.commands.common import environment
from tests.acceptance.house import until
from tests.evening import OTHER, PERSON, THIRD

STARTS_WITHIN = 20.0  # seconds; it takes two to four, the rest is for busy machines
ENDS_WITHIN = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def hotline(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, far from the settings of whoever runs the tests."""
    return subprocess.run(
        [sys.executable, "-m", "hotline", *words], env=plain(**more), capture_output=True, text=True, timeout=60
    )


def plain(**more: str) -> dict[str, str]:
    ours = ("HOTLINE_", "TWILIO_", "SMSGATE_", "REDIS_URL", "PORT", "WEB_CONCURRENCY")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


@dataclass
class Demo:
    """A demo in a terminal of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()  # more of the command line
    told: str = ""  # what it prints when it is up
    took: float = 0.0  # seconds until then

    def start(self) -> Demo:
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hotline", "demo", "--port", str(self.port), "--dir", str(self.folder), *self.words],
            env=plain(**self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # what Ctrl-C reaches in a terminal: this group and no other
        )
        assert self.process.stdout
        for line in self.process.stdout:
            self.told += line
            if line.startswith("Ctrl-C stops everything"):
                break
        self.took = time.monotonic() - began
        return self

    def ctrl_c(self) -> str:
        """As a terminal does it: to the whole group. Gives what was printed to stderr."""
        os.killpg(self.process.pid, signal.SIGINT)
        _, errors = self.process.communicate(timeout=ENDS_WITHIN)
        return errors

    def descendants(self) -> list[int]:
        """Processes that the demo has started, and those they have."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in map(str.split, listed.splitlines())}
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return sorted(family - {self.process.pid})

    @property
    def carrier(self) -> str:
        """Where the pretend carrier is, as the demo tells."""
        return self.told.split("pretend carrier: ")[1].split()[0].rstrip(".")

    def post(self, path: str, **form: str) -> str:
        with urllib.request.urlopen(self.carrier + path, urlencode(form).encode(), timeout=15) as answer:
            text: str = answer.read().decode()
            return text

    def taken(self) -> int:
        """Messages that the pretend carrier took from the hotline."""
        with urllib.request.urlopen(self.carrier + "/pretend/counts", timeout=15) as answer:
            return int(json.load(answer)["taken"])

    def text(self, *words: str, number: str = PERSON) -> str:
        return hotline("text", "--dir", str(self.folder), "--from", number, *words).stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One that runs while the tests of this file look at it."""
    demo = Demo(tmp_path_factory.mktemp("demo") / "var", words=("--faults", '{"seed": 7}')).start()
    yield demo
    demo.ctrl_c()


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One whose carrier is a phone."""
    words = ("--carrier", "smsgate", "--faults", '{"seed": 7}')
    demo = Demo(tmp_path_factory.mktemp("phone") / "var", words=words).start()
    yield demo
    demo.ctrl_c()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_is_up_soon_and_says_what_to_try(demo: Demo) -> None:
    assert "hotline text" in demo.told
    assert "hotline call" in demo.told
    assert f"http://127.0.0.1:{demo.port}" in demo.told
    assert demo.took < STARTS_WITHIN


def test_it_answers_texts_that_come_by_the_carrier(demo: Demo) -> None:
    assert demo.post("/pretend/text", From=OTHER, Body="НОЧЛЕГ Уральск").startswith("Кинотеатр «Синема Парк»")


def test_it_answers_calls_that_come_by_the_carrier(demo: Demo) -> None:
    heard = json.loads(demo.post("/pretend/call", From=OTHER))
    assert heard["expects"] == "keys"
    assert "Здравствуйте" in heard["lines"][0]["text"]


def test_its_carrier_misbehaves_as_it_was_told(demo: Demo) -> None:
    with urllib.request.urlopen(demo.carrier + "/pretend/faults", timeout=15) as answer:
        assert json.load(answer)["seed"] == 7


def test_a_text_by_a_phone_is_answered_by_it(phone: Demo) -> None:
    """By webhook, turn, outbox, worker and the phone's API; with the line that it prints, up to the text."""
    assert f"curl {phone.carrier}/pretend/text --data-urlencode From=" in phone.told
    assert phone.post("/pretend/text", From=OTHER, Body="НОЧЛЕГ Уральск").startswith("Кинотеатр «Синема Парк»")
    assert phone.taken() == 1


def test_a_phone_carries_no_calls_so_none_is_to_be_tried(phone: Demo) -> None:
    assert "hotline text" in phone.told
    assert "hotline call" not in phone.told


def test_a_phone_misbehaves_by_a_plan_of_its_own(phone: Demo) -> None:
    with urllib.request.urlopen(phone.carrier + "/pretend/faults", timeout=15) as answer:
        plan = json.load(answer)
    assert (plan["seed"], plan["stuck"]) == (7, 0)


def test_commands_beside_a_demo_with_a_phone_know_it(phone: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert environment(phone.folder)["SMSGATE_URL"] == phone.carrier


def test_a_plan_of_another_carrier_is_refused_in_one_line(tmp_path: Path) -> None:
    other = hotline("demo", "--dir", str(tmp_path / "other"), "--carrier", "smsgate", "--faults", '{"redacted": 1}')
    assert other.returncode == 2
    assert other.stderr.startswith("hotline: faults: there is no 'redacted'")
    assert other.stderr.count("\n") == 1


def test_its_evening_is_shared_by_the_command(demo: Demo) -> None:
    """The cinema opened at 22:30, the 26th of September has not come yet."""
    assert "until 11:00" in demo.text("SHELTER Oral", number=THIRD)
    assert "register by" not in demo.text("REGISTER 26.09.2022 Oral", number=THIRD)
    assert "register by 24.10" in demo.text("REGISTER 25.09.2022 Oral", number=THIRD)


def test_what_is_reported_is_in_the_next_answer_of_the_web_process(demo: Demo) -> None:
    assert hotline("report", "--dir", str(demo.folder), "BEDS CINEMA 333").returncode == 0
    assert "Room for 333" in demo.post("/pretend/text", From="+77010000017", Body="SHELTER Oral")


async def test_the_operators_reply_reaches_the_demos_carrier(demo: Demo) -> None:
    """By the demo's own clock and worker."""
    demo.post("/pretend/text", From=OTHER, Body="VOLUNTEER where is the bus?")
    waiting = hotline("inbox", "list", "--dir", str(demo.folder)).stdout.splitlines()
    number = next(line for line in waiting if "where is the bus?" in line).split()[0]
    before = demo.taken()
    replied = hotline("inbox", "reply", "--dir", str(demo.folder), number, "At the station")
    assert (replied.returncode, replied.stdout, replied.stderr) == (0, "queued\n", "")

    async def is_taken() -> bool:
        return demo.taken() == before + 1

    await until(is_taken, "the carrier has the answer")


def test_doctor_finds_nothing(demo: Demo) -> None:
    examined = hotline("doctor", "--dir", str(demo.folder))
    assert (examined.returncode, examined.stderr) == (0, "")


def test_another_one_on_the_same_port_says_so_in_one_line(demo: Demo, tmp_path: Path) -> None:
    other = hotline("demo", "--port", str(demo.port), "--dir", str(tmp_path / "other"))
    assert other.returncode == 1
    assert other.stderr.startswith(f"hotline: port {demo.port} is taken")
    assert other.stderr.count("\n") == 1
    assert not (tmp_path / "other").exists()


def test_another_one_in_the_same_folder_says_so_in_one_line(demo: Demo) -> None:
    other = hotline("demo", "--port", str(free_port()), "--dir", str(demo.folder))
    assert other.returncode == 1
    assert "a demo runs in" in other.stderr
    assert other.stderr.count("\n") == 1


def test_web_on_a_taken_port_says_so_in_one_line(demo: Demo) -> None:
    settings = {
        "REDIS_URL": f"unix://{demo.folder}/valkey.sock",
        "HOTLINE_PUBLIC_URL": f"http://127.0.0.1:{demo.port}",
        "HOTLINE_SECRET_KEY": (demo.folder / "secret").read_text(),
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "12345",
        "TWILIO_FROM": "+77000000001",
        "PORT": str(demo.port),
    }
    web = hotline("web", **settings)
    assert web.returncode == 1
    assert web.stderr.count("\n") == 1
    assert "Traceback" not in web.stderr


def test_ctrl_c_leaves_no_process_and_what_was_learned_is_there_at_the_next_start(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "var").start()
    demo.post("/pretend/text", From=PERSON, Body="LANG English")
    hotline("report", "--dir", str(demo.folder), "FULL CINEMA")
    started = demo.descendants()
    assert len(started) >= 4  # store, web, worker, clock
    errors = demo.ctrl_c()
    assert demo.process.returncode == 0
    assert errors == ""
    assert not [pid for pid in started if alive(pid)]

    again = Demo(demo.folder).start()
    answer = again.post("/pretend/text", From=PERSON, Body="НОЧЛЕГ Уральск")
    again.ctrl_c()
    assert "Mosques of Uralsk" in answer  # still in English, and no cinema


def test_its_port_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    """Whatever PORT is in the environment of the terminal."""
    demo = Demo(tmp_path / "var", settings={"PORT": str(free_port())}).start()
    demo.ctrl_c()
    assert f"Web: http://127.0.0.1:{demo.port} " in demo.told
