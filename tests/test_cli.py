"""The `hotline` command: what it prints, where it exits, and that no mistake of a user ends in a traceback."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from redis import Redis

from hotline.cli import app, main
from hotline.embedded import EVENING, SAMPLE
from hotline.keys import CONTACTS, VERSION, lane_key, mail_text_key
from hotline.people.seal import Seals
from tests.evening import OTHER, PERSON, SECRET, environment

HEADER = "code,place,name_en"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Hotline = Callable[..., Ran]


@pytest.fixture
def hotline(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hotline:
    """Runs the command as from a shell, without the price of a process."""

    def run(*words: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["hotline", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as end:
            main()
        captured = capsys.readouterr()
        return Ran(int(end.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def store(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Redis:
    """An empty store that the command is pointed to."""
    for name, value in environment(redis_url, HOTLINE_NOW=EVENING).items():
        monkeypatch.setenv(name, value)
    return Redis(unix_socket_path=redis_url.removeprefix("unix://"))


@pytest.fixture
def sample(store: Redis, hotline: Hotline) -> Redis:
    """The store with the sample data."""
    assert hotline("load", str(SAMPLE)).code == 0
    return store


def is_one_line(ran: Ran, code: int) -> bool:
    """Whether it failed as a command should: one line, the right exit code."""
    return ran.code == code and ran.err.startswith("hotline: ") and ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "name", "segments"),
    [
        ("НОЧЛЕГ Уральск", "Кинотеатр «Синема Парк»", "2 segments"),
        ("SHELTER Oral", "Cinema Park", "1 segment,"),
        ("БАСПАНА Орал", "Cinema Park кинотеатры", "2 segments"),
    ],
)
def test_text_is_answered_in_its_language_with_its_segments(
    sample: Redis, hotline: Hotline, words: str, name: str, segments: str
) -> None:
    ran = hotline("text", *words.split())
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(name)
    assert segments in ran.out.splitlines()[-1]


def test_lang_chooses_the_language_of_the_answers(sample: Redis, hotline: Hotline) -> None:
    assert "Ночлег" in hotline("text", "--lang", "ru", "MENU").out
    assert "Shelter" in hotline("text", "--lang", "en", "МЕНЮ").out


def test_conversation_goes_on_line_by_line_until_the_end_of_input(sample: Redis, hotline: Hotline) -> None:
    ran = hotline("text", "--from", OTHER, stdin="SHELTER\nOral\n2\n")
    asked, found, noted = ran.out.index("Where are you"), ran.out.index("Cinema Park"), ran.out.index("we noted")
    assert asked < found < noted


def test_each_number_has_a_conversation_of_its_own(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "--from", PERSON, "SHELTER")
    assert "Cinema Park" not in hotline("text", "--from", OTHER, "Oral").out
    assert "Cinema Park" in hotline("text", "--from", PERSON, "Oral").out


def test_call_says_what_a_phone_would(sample: Redis, hotline: Hotline) -> None:
    ran = hotline("call", "3", "1", "1")
    assert ran.code == 0
    assert "en-US Cinema Park." in ran.out
    assert "> 3" in ran.out


def test_silence_on_a_call_repeats_once_then_says_goodbye(sample: Redis, hotline: Hotline) -> None:
    ran = hotline("call", "-", "-", "-")
    assert ran.out.count("Здравствуйте") == 2
    assert ran.out.endswith("(the call is over)\n")


def test_withheld_caller_can_ask_but_not_be_answered(sample: Redis, hotline: Hotline) -> None:
    assert hotline("call", "--from", "anonymous", stdin="3\n0\nspeak\n").code == 0
    assert sample.zcard(CONTACTS) == 0
    number = hotline("inbox", "list").out.split()[0]
    assert is_one_line(hotline("inbox", "reply", number, "hello"), 1)
    assert hotline("inbox", "list").out == ""


def test_bad_files_are_named_by_line_and_column_and_nothing_is_loaded(
    store: Redis, hotline: Hotline, tmp_path: Path
) -> None:
    for name, content in {
        "shelters.csv": f"{HEADER},lat,lon\nA,Oral,Hall,910,51\nA,Oral,School,,\n".encode(),
        "crossings.csv": "code,name_ru\nX,Приют\n".encode("cp1251"),
        "offices.csv": f"{HEADER},opens,closes,dayz\nA,Oral,Desk,22:00,22:00,\nB,Oral,Desk,late,8:00,\n".encode(),
        "topics.csv": b"",
        "rules.toml": b"[[rule]]\ncountry =\n",
    }.items():
        (tmp_path / name).write_bytes(content)
    ran = hotline("load", str(tmp_path))
    assert ran.code == 1
    found = ran.err.strip().splitlines()
    for expected, line in zip(
        [
            "crossings.csv:2, column 3: not UTF-8",
            "offices.csv:1, column dayz: unknown column",
            "offices.csv:2, column closes: opens 22:00 and closes 22:00",
            "offices.csv:3, column opens: must be a time",
            "rules.toml:2, column 10: not TOML",
            "shelters.csv:2, column lat: latitude must be",
            "shelters.csv:3, column code: 'A' stands on line 2",
            "topics.csv:1: the file is empty",
            "hotline: nothing was loaded: 8 to mend",
        ],
        found,
        strict=True,
    ):
        assert line.startswith(expected)
    assert store.get(VERSION) is None


def test_load_of_a_folder_that_is_missing_says_so(store: Redis, hotline: Hotline, tmp_path: Path) -> None:
    ran = hotline("load", str(tmp_path / "nowhere"))
    assert ran.code == 1
    assert "cannot be read: No such file or directory" in ran.err
    assert "Traceback" not in ran.err


def test_loading_twice_changes_nothing(sample: Redis, hotline: Hotline) -> None:
    before = sample.get(VERSION)
    assert hotline("load", str(SAMPLE)).out == "all of it is there already: nothing changed\n"
    assert sample.get(VERSION) == before


def test_what_is_exported_can_be_loaded_and_is_the_same(sample: Redis, hotline: Hotline, tmp_path: Path) -> None:
    hotline("report", "FULL CINEMA")
    assert hotline("export", str(tmp_path / "one")).code == 0
    assert "nothing changed" in hotline("load", str(tmp_path / "one")).out
    sample.flushall()
    assert "loaded" in hotline("load", str(tmp_path / "one")).out
    assert hotline("export", str(tmp_path / "two")).code == 0
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_export_into_a_file_is_refused_in_one_line(sample: Redis, hotline: Hotline, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert is_one_line(hotline("export", str(tmp_path / "file")), 1)


@pytest.mark.slow
def test_50_000_shelters_load_with_a_progress_bar_and_are_found(
    store: Redis, hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # the bar is drawn on terminals only
    rows = (f"S{n},,Hall {n},{43 + n % 100 / 10},{50 + n // 100 / 20}" for n in range(50_000))
    (tmp_path / "shelters.csv").write_text("\n".join(["code,place,name_en,lat,lon", *rows]), encoding="utf-8")
    ran = hotline("load", str(tmp_path))
    assert "reading rows" in ran.err
    assert "50000/50000" in ran.err
    assert "50000" in ran.out
    assert "Hall " in hotline("text", "SHELTER Oral").out


@pytest.mark.parametrize(
    ("report", "understood"),
    [
        ("FULL CINEMA", "CINEMA, full, 0 places free"),
        ("ПОЛНО Синема Парк", "CINEMA, full, 0 places free"),
        ("WAIT TEPLOE 250", "TEPLOE, foot, 250 in line"),
    ],
)
def test_report_says_what_it_understood(sample: Redis, hotline: Hotline, report: str, understood: str) -> None:
    assert hotline("report", report) == Ran(0, f"understood: {understood}\n", "")


def test_report_changes_the_next_answer(sample: Redis, hotline: Hotline) -> None:
    hotline("report", "FULL CINEMA")
    assert "Cinema Park" not in hotline("text", "SHELTER Oral").out


@pytest.mark.parametrize("report", ["hello", "FULL ATLANTIS", "BEDS CINEMA", "WAIT TEPLOE", "BEDS CINEMA 99999999"])
def test_report_that_is_not_understood_is_one_line(sample: Redis, hotline: Hotline, report: str) -> None:
    assert is_one_line(hotline("report", report), 1)


def test_inbox_reply_queues_an_answer_and_closes_the_question(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "ВОЛОНТЁР где купить симку?")
    listed = hotline("inbox", "list")
    assert "(ru, 0 min) где купить симку?" in listed.out
    assert PERSON not in listed.out
    number = listed.out.split()[0]
    assert hotline("inbox", "reply", number, "На", "вокзале") == Ran(0, "queued\n", "")
    [mail] = sample.zrange(lane_key("replies"), 0, -1)
    assert isinstance(mail, bytes)
    sealed = sample.get(mail_text_key(mail.decode()))
    assert isinstance(sealed, bytes)
    assert Seals(SECRET).open(sealed, mail_text_key(mail.decode())).decode() == "Волонтёр: На вокзале"
    assert hotline("inbox", "list").out == ""
    assert is_one_line(hotline("inbox", "reply", number, "again"), 1)
    assert sample.zcard(lane_key("replies")) == 1
    assert f",operator,,reply {number}," in hotline("audit").out


def test_inbox_close_takes_a_question_out_without_an_answer(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "ВОЛОНТЁР где купить симку?")
    number = hotline("inbox", "list").out.split()[0]
    assert hotline("inbox", "close", number) == Ran(0, "closed\n", "")
    assert is_one_line(hotline("inbox", "close", number), 1)
    assert sample.zcard(lane_key("replies")) == 0


@pytest.mark.parametrize(
    ("faults", "problem"),
    [('{"lost": 1}', "there is no 'lost'"), ("nowhere.json", "cannot be read"), ("bad.json", "not JSON")],
)
def test_demo_with_a_wrong_plan_of_faults_does_not_start(
    hotline: Hotline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text("callbacks_lost: 1")
    ran = hotline("demo", "--faults", faults)
    assert is_one_line(ran, 2)
    assert problem in ran.err
    assert not (tmp_path / "var").exists()


def test_forget_erases_the_person(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "SHELTER Oral")
    assert sample.zcard(CONTACTS) == 1
    assert hotline("forget", PERSON) == Ran(0, "erased\n", "")
    assert sample.zcard(CONTACTS) == 0
    assert not list(sample.scan_iter("contact:*")) + list(sample.scan_iter("session:*"))


def test_doctor_ends_with_0_when_all_is_well_and_with_1_otherwise(store: Redis, hotline: Hotline) -> None:
    ill = hotline("doctor")
    assert (ill.code, ill.out) == (1, "✗ no directory is loaded; hotline load DIR\n")
    hotline("load", str(SAMPLE))
    assert hotline("doctor") == Ran(0, "✓ nothing found\n", "")


@pytest.mark.parametrize(
    "words",
    [
        # no number, a number without its country, a name, one that is too long
        ("text", "--from", "", "hi"),
        ("text", "--from", "87010000001", "hi"),
        ("call", "--from", "KAZTELECOM", "1"),
        ("forget", "+77010000001770100"),
        # a language without prompts
        ("text", "--lang", "de", "hi"),
        # what is no key
        ("call", "x"),
        ("call", "1", "１"),
    ],
)
def test_misuse_is_one_line_that_repeats_no_number(sample: Redis, hotline: Hotline, words: tuple[str, ...]) -> None:
    ran = hotline(*words)
    assert is_one_line(ran, 2)
    assert "7010000001" not in ran.err.replace("like +77010000001", "")


@pytest.mark.parametrize("words", [("nosuch",), ("load",), ("demo", "--port", "99999"), ("inbox", "reply", "x", "hi")])
def test_wrong_usage_ends_with_2(hotline: Hotline, words: tuple[str, ...]) -> None:
    ran = hotline(*words)
    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # what is missing
        ("HOTLINE_SECRET_KEY", ""),
        ("HOTLINE_PUBLIC_URL", ""),
        ("TWILIO_AUTH_TOKEN", ""),
        # what cannot be read
        ("HOTLINE_SECRET_KEY", "too-short-a-secret"),
        ("HOTLINE_PUBLIC_URL", "ftp://example.org"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("REDIS_URL", "redis://127.0.0.1:port/0"),
        ("REDIS_URL", "sentinel://127.0.0.1:26379"),
        ("HOTLINE_CARRIER", "pigeon"),
        ("HOTLINE_LANGUAGES", "ru,de"),
        ("HOTLINE_TIMEZONE", "Asia/Atlantis"),
        ("HOTLINE_COUNTRIES", "Kazakhstan"),
        ("HOTLINE_QUIET_HOURS", "night"),
        ("HOTLINE_SEND_RATE", "0"),
        ("HOTLINE_NOW", "tonight"),
        ("PORT", "http"),
        ("WEB_CONCURRENCY", "many"),
    ],
)
def test_bad_setting_is_one_line_that_names_it(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = hotline("web")
    assert is_one_line(ran, 2)
    assert name in ran.err
    assert "too-short-a-secret" not in ran.err


@pytest.mark.parametrize("words", [("worker",), ("clock",), ("text", "hi")])
def test_store_address_that_cannot_be_read_is_one_line(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:port/0")
    ran = hotline(*words)
    assert is_one_line(ran, 2)
    assert "REDIS_URL" in ran.err


@pytest.mark.parametrize("words", [("text", "hi"), ("call", "1"), ("export", "x"), ("worker",), ("clock",)])
def test_store_that_is_away_is_one_line(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere/valkey.sock")
    assert is_one_line(hotline(*words), 1)


@pytest.mark.parametrize("words", [("text", "hi"), ("doctor",), ("demo",)])
def test_folder_that_cannot_be_made_is_one_line(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("REDIS_URL")
    (tmp_path / "file").touch()
    port = ("--port", "18999") if words == ("demo",) else ()
    assert is_one_line(hotline(*words, *port, "--dir", str(tmp_path / "file")), 1)


def test_empty_redis_url_means_the_demos_store(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REDIS_URL", "")
    assert "Синема Парк" in hotline("text", "--dir", str(tmp_path), "НОЧЛЕГ Уральск").out
    assert hotline("doctor", "--dir", str(tmp_path)).code == 0


def test_hotline_now_counts_at_the_first_start_only(
    store: Redis, hotline: Hotline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("REDIS_URL")
    question = ("text", "--dir", str(tmp_path), "REGISTER 01.10.2022 Oral")
    monkeypatch.setenv("HOTLINE_NOW", "2022-10-05T12:00+05:00")
    assert "30.10.2022" in hotline(*question).out
    monkeypatch.setenv("HOTLINE_NOW", "2022-09-20T12:00+05:00")  # when that day had not come
    assert "30.10.2022" in hotline(*question).out


def test_help_of_each_command_shows_an_example() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    for name, command in group.commands.items():
        if name not in ("web", "worker", "clock", "inbox", "jobs", "volunteer"):
            assert f"Example: hotline {name}" in (command.help or ""), name
