"""`hotline volunteer` and `hotline audit`: who helps, with what role, and the trail of what was done."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from redis import Redis

from hotline.people.seal import Seals
from hotline.store.keys import INBOX_HELD
from tests.commands.shell import Hotline, Ran, is_one_line
from tests.evening import OTHER, PERSON, SECRET


def add(hotline: Hotline, *more: str, phone: str = PERSON, name: str = "Aigul") -> Ran:
    return hotline("volunteer", "add", "--phone", phone, "--name", name, *more)


def test_who_was_added_may_report_by_sms(sample: Redis, hotline: Hotline) -> None:
    assert add(hotline, "--place", "Уральск", "--shelter", "CINEMA").out == "added\n"
    assert "мест нет" in hotline("text", "--from", PERSON, "FULL").out
    assert "Мечети" in hotline("text", "--from", OTHER, "НОЧЛЕГ Уральск").out


def test_a_number_may_be_typed_as_it_is_dialled(sample: Redis, hotline: Hotline) -> None:
    assert add(hotline, phone="8 701 000 00 01").out == "added\n"
    assert add(hotline, phone=PERSON).out == "changed\n"
    assert hotline("volunteer", "remove", "--phone", "77010000001").out == "removed\n"


def test_the_list_shows_roles_and_no_number(sample: Redis, hotline: Hotline) -> None:
    add(hotline, "--place", "Уральск", "--shelter", "CINEMA")
    add(hotline, "--role", "coordinator", "--pin", "5830", phone=OTHER, name="Marat")
    out = hotline("volunteer", "list").out
    first, second = out.splitlines()[1:]
    assert first.split() == ["Marat", "coordinator", "everywhere", "yes", f"…{OTHER[-2:]}"]
    assert second.split() == ["Aigul", "reporter", "Oral", "CINEMA", f"…{PERSON[-2:]}"]
    assert PERSON[2:-2] not in out


def test_the_same_phone_again_changes_and_keeps_the_pin(sample: Redis, hotline: Hotline) -> None:
    add(hotline, "--role", "coordinator", "--pin", "5830")
    assert add(hotline, "--role", "broadcaster", name="Aigul B.").out == "changed\n"
    out = hotline("volunteer", "list").out
    assert out.splitlines()[1].split() == ["Aigul", "B.", "broadcaster", "everywhere", "yes", f"…{PERSON[-2:]}"]


def test_a_new_pin_unlocks(sample: Redis, hotline: Hotline) -> None:
    add(hotline, "--role", "coordinator", "--pin", "5830")
    contact = Seals(SECRET).pseudonym(PERSON)
    sample.hset("volunteers:tries", contact, "5")
    add(hotline, "--role", "coordinator")
    assert sample.hget("volunteers:tries", contact) == b"5"
    add(hotline, "--role", "coordinator", "--pin", "5831")
    assert sample.hget("volunteers:tries", contact) is None


def test_what_a_removed_volunteer_had_is_anybody_s_again(sample: Redis, hotline: Hotline) -> None:
    add(hotline)
    hotline("text", "--from", "+77010000002", "ВОЛОНТЁР где взять симку?")
    hotline("text", "--from", PERSON, "NEXT")
    assert sample.hlen(INBOX_HELD) == 1
    hotline("volunteer", "remove", "--phone", PERSON)
    assert sample.hlen(INBOX_HELD) == 0


def test_who_was_removed_may_report_no_more(sample: Redis, hotline: Hotline) -> None:
    add(hotline)
    assert hotline("volunteer", "remove", "--phone", PERSON).out == "removed\n"
    assert "мест нет" not in hotline("text", "--from", PERSON, "FULL CINEMA").out
    assert is_one_line(hotline("volunteer", "remove", "--phone", PERSON), 1)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--role", "king"), "--role must be one of reporter, broadcaster, coordinator"),
        (("--place", "Atlantis"), "no single place is called 'Atlantis'"),
        (("--shelter", "ATLANTIS"), "there is no shelter 'ATLANTIS'"),
        (("--pin", "12"), "a PIN has 4 to 8 digits"),
        (("--pin", "1234"), "among the first that anybody tries"),
        (("--phone", "8701"), "write the number with + and country code"),
        (("--name", " "), "--name has 1 to 40 characters"),
        (("--name", "A" * 41), "--name has 1 to 40 characters"),
    ],
)
def test_a_mistake_is_told_in_a_line_and_nobody_is_added(
    sample: Redis, hotline: Hotline, more: tuple[str, ...], told: str
) -> None:
    ran = add(hotline, *more)
    assert is_one_line(ran, 2)
    assert told in ran.err
    assert not sample.exists("volunteers")


def test_the_trail_tells_who_did_what(sample: Redis, hotline: Hotline) -> None:
    add(hotline)
    hotline("text", "--from", PERSON, "FULL CINEMA")
    hotline("report", "BEDS CAMP 12")
    hotline("volunteer", "remove", "--phone", PERSON)
    ran = hotline("audit")
    rows = list(csv.DictReader(ran.out.splitlines()))
    [contact] = {row["who"] for row in rows} - {"operator"}
    assert [(row["number"], row["who"], row["what"]) for row in rows] == [
        ("1", "operator", f"volunteer add {contact} reporter  "),
        ("2", contact, "report CINEMA full"),
        ("3", "operator", "report CAMP 12 places free"),
        ("4", "operator", f"volunteer remove {contact}"),
    ]
    assert ran.code == 0
    assert ran.err.startswith("whole up to entry 4, seal ")


def test_the_trail_is_exported(sample: Redis, hotline: Hotline, tmp_path: Path) -> None:
    add(hotline)
    file = tmp_path / "audit.csv"
    assert "1 entries written" in hotline("audit", "--export", str(file)).out
    [row] = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    assert (row["name"], row["what"].split()[:2]) == ("", ["volunteer", "add"])
    assert is_one_line(hotline("audit", "--export", str(tmp_path)), 1)


def test_a_trail_that_was_tampered_with_is_a_finding_that_names_the_entry(sample: Redis, hotline: Hotline) -> None:
    for _ in range(3):
        hotline("report", "BEDS CAMP 12")
    sample.xdel("audit", "2-0")
    ran = hotline("audit")
    assert ran.code == 1
    assert "tampered with at entry 3" in ran.err


def test_an_empty_trail_is_no_finding(sample: Redis, hotline: Hotline) -> None:
    assert hotline("audit").code == 0


def test_who_is_not_served_is_not_added(sample: Redis, hotline: Hotline) -> None:
    assert is_one_line(add(hotline, phone="+447911123456"), 2)
    assert hotline("volunteer", "list").out.count("Aigul") == 0
