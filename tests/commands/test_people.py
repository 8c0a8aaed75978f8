"""`hotline inbox` and `hotline forget`."""

from __future__ import annotations

import pytest
from redis import Redis

from hotline.people.seal import Seals
from hotline.store.keys import CONTACTS, mail_text_key, waiting_key
from tests.commands.shell import Hotline, Ran, is_one_line
from tests.evening import PERSON, SECRET


def test_withheld_caller_can_ask_but_not_be_answered(sample: Redis, hotline: Hotline) -> None:
    assert hotline("call", "--from", "anonymous", stdin="3\n0\nspeak\n").code == 0
    assert sample.zcard(CONTACTS) == 0
    number = hotline("inbox", "list").out.split()[0]
    assert is_one_line(hotline("inbox", "reply", number, "hello"), 1)
    assert hotline("inbox", "list").out == ""


def test_inbox_reply_queues_an_answer_and_closes_the_question(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "ВОЛОНТЁР где купить симку?")
    listed = hotline("inbox", "list")
    assert "(ru, 0 min) где купить симку?" in listed.out
    assert PERSON not in listed.out
    number = listed.out.split()[0]
    assert hotline("inbox", "reply", number, "На", "вокзале") == Ran(0, "queued\n", "")
    [mail] = sample.zrange(waiting_key("twilio", "replies"), 0, -1)
    assert isinstance(mail, bytes)
    sealed = sample.get(mail_text_key(mail.decode()))
    assert isinstance(sealed, bytes)
    assert Seals(SECRET).open(sealed, mail_text_key(mail.decode())).decode() == "Волонтёр: На вокзале"
    assert hotline("inbox", "list").out == ""
    assert is_one_line(hotline("inbox", "reply", number, "again"), 1)
    assert sample.zcard(waiting_key("twilio", "replies")) == 1
    assert f",operator,,reply {number}," in hotline("audit").out


def test_inbox_close_takes_a_question_out_without_an_answer(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "ВОЛОНТЁР где купить симку?")
    number = hotline("inbox", "list").out.split()[0]
    assert hotline("inbox", "close", number) == Ran(0, "closed\n", "")
    assert is_one_line(hotline("inbox", "close", number), 1)
    assert sample.zcard(waiting_key("twilio", "replies")) == 0


def test_forget_erases_the_person(sample: Redis, hotline: Hotline) -> None:
    hotline("text", "SHELTER Oral")
    assert sample.zcard(CONTACTS) == 1
    assert hotline("forget", PERSON) == Ran(0, "erased\n", "")
    assert sample.zcard(CONTACTS) == 0
    assert not list(sample.scan_iter("contact:*")) + list(sample.scan_iter("session:*"))


@pytest.mark.parametrize("typed", ["87010000001", "8 (701) 000-00-01", "77010000001", "7010000001", "+7 701 000 00 01"])
def test_forget_reads_a_number_as_the_hotline_does_in_a_text(sample: Redis, hotline: Hotline, typed: str) -> None:
    hotline("text", "SHELTER Oral")
    assert hotline("forget", typed) == Ran(0, "erased\n", "")
    assert sample.zcard(CONTACTS) == 0
