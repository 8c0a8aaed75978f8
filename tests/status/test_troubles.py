"""What needs a hand at night, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.status.life import OtherEnd
from hotline.status.reasons import in_words
from hotline.status.status import Became, Halt, Jobs, Status, Untaken, Waiting
from hotline.status.troubles import SLOW, troubles

NONE, FRESH, OLD = Waiting(0, 0, None), Waiting(9, 3, SLOW), Waiting(9, 3, SLOW + 60)
NOTHING = Became({}, {}, 0)
WELL = Status(
    now=0.0,
    lanes={"alerts": NONE, "replies": FRESH, "bulk": NONE},
    slowest={"replies": "twilio"},
    carriers=["twilio"],
    halts={},
    other_ends={},
    cut={},
    untold=0,
    sending=5,
    overdue=0,
    untaken=Untaken(SLOW, "20429"),
    unfinished=2,
    unfinished_age=30.0,
    per_minute=58.0,
    hour=NOTHING,
    recent=NOTHING,
    day=NOTHING,
    reminders=FRESH,
    upcoming=[],
    jobs={"replies": Jobs(waiting=1, failed=2)},
    workers=1,
    clock=True,
    unanswered={"name": 3},
)


def ended(delivered: int, failed: int) -> Became:
    return Became({"delivered": {"reply": delivered}, "failed": {"reply": failed}}, {"30003": failed}, 0)


def test_mail_that_leaves_in_time_needs_no_hand() -> None:
    assert troubles(WELL) == []


@pytest.mark.parametrize(
    ("age", "skew", "lines"),
    [
        (12.0, None, []),
        (300.0, 60.0, []),
        (12.0, -60.0, []),
        (
            430.0,
            None,
            [
                "smsgate: the phone was last heard of 7 min ago; look whether it has power and network, and whether "
                "Android put the app to sleep"
            ],
        ),
        (None, None, ["smsgate: the phone was never heard of; hotline connect"]),
        (
            12.0,
            -90.0,
            ["smsgate: the phone's clock is 90 s behind ours; have it take its time from the network"],
        ),
        (
            12.0,
            7200.0,
            ["smsgate: the phone's clock is 2 h ahead of ours; have it take its time from the network"],
        ),
    ],
)
def test_a_phone_that_is_silent_or_has_a_wrong_clock(age: float | None, skew: float | None, lines: list[str]) -> None:
    other = OtherEnd(age, lively=300.0, skew=skew, is_refused=False, facts={})
    assert troubles(replace(WELL, other_ends={"smsgate": other})) == lines


def test_what_a_phone_tells_is_refused_when_its_clock_is_too_far_off() -> None:
    other = OtherEnd(12.0, lively=300.0, skew=-720.0, is_refused=True, facts={})
    assert troubles(replace(WELL, other_ends={"smsgate": other})) == [
        "smsgate: the phone's clock is 12 min behind ours, and what it tells is refused; "
        "have it take its time from the network"
    ]


def test_the_mend_of_a_carrier_that_refuses_us_is_at_its_console_or_at_its_phone() -> None:
    other = OtherEnd(12.0, lively=300.0, skew=0.0, is_refused=False, facts={})
    halt = Halt(120.0, "RESULT_ERROR_GENERIC_FAILURE", asked=False)
    assert troubles(replace(WELL, halts={"smsgate": halt}, other_ends={"smsgate": other})) == [
        "smsgate has refused us for 2 min, and nothing is sent by it: no credit, or the network blocks the "
        "SIM; look at the phone, at the credit of its SIM, and at its settings"
    ]
    [line] = troubles(replace(WELL, halts={"twilio": replace(halt, why="20003")}))
    assert line.endswith("look into its console and at its settings")


def test_nobody_at_work_while_something_is_due() -> None:
    assert troubles(replace(WELL, workers=0)) == [
        "no worker is alive while 7 wait to be done; start one: hotline worker"
    ]
    assert troubles(replace(WELL, clock=False)) == [
        "no clock is alive while 7 wait to be done; start one: hotline clock"
    ]
    assert len(troubles(replace(WELL, workers=0, clock=False))) == 2


def test_nobody_needs_to_be_at_work_while_nothing_is_due() -> None:
    """So doctor finds nothing before the first start."""
    idle = replace(WELL, lanes={"replies": Waiting(9, 0, None)}, reminders=NONE, jobs={"replies": Jobs(0, 0)})
    assert troubles(replace(idle, workers=0, clock=False)) == []


def test_a_carrier_that_takes_nothing() -> None:
    """What it turns away is put off each time, so no lane tells for how long it has been due."""
    silent = replace(WELL, per_minute=0.0)
    assert troubles(replace(silent, untaken=Untaken(SLOW + 60, "20003"))) == [
        "the carrier has taken no message for 6 min: account or token not accepted (20003); "
        "look into its console and at its settings"
    ]
    [line] = troubles(replace(silent, untaken=Untaken(SLOW + 60, "")))
    assert "no connection" in line
    assert troubles(replace(WELL, untaken=Untaken(SLOW + 60, "20003"))) == []


def test_mail_that_waits_for_long() -> None:
    [slow] = troubles(replace(WELL, lanes={"replies": OLD}))
    assert slow == "replies wait for 6 min, 58 a minute leave; raise HOTLINE_SEND_RATE if the carrier allows it"
    [phone] = troubles(replace(WELL, lanes={"replies": OLD}, slowest={"replies": "smsgate"}))
    assert phone == "replies wait for 6 min, 58 a minute leave; raise SMSGATE_RATE if the carrier allows it"
    [stuck] = troubles(replace(WELL, lanes={"replies": OLD}, per_minute=0.2))
    assert stuck == "replies wait for 6 min and none leaves; look at hotline jobs list and hotline doctor"


@pytest.mark.parametrize("pace", [58.0, 0.0])
def test_what_waits_for_a_carrier_that_sends_nothing_is_not_mended_by_its_rate(pace: float) -> None:
    """However much another one sends meanwhile."""
    waits = replace(WELL, lanes={"replies": OLD}, slowest={"replies": "smsgate"}, per_minute=pace)
    line = "replies wait for 6 min for smsgate, by which nothing is sent now"
    for age in (None, 400.0):
        silent = OtherEnd(age, 300.0, None, is_refused=False, facts={})
        assert troubles(replace(waits, other_ends={"smsgate": silent}))[0] == line
    halt = Halt(60.0, "401", asked=False)
    assert troubles(replace(waits, halts={"smsgate": halt}))[0] == line
    elsewhere = replace(waits, halts={"twilio": halt})
    assert line not in troubles(elsewhere)


def test_a_long_broadcast_is_no_trouble_as_long_as_it_leaves() -> None:
    assert troubles(replace(WELL, lanes={"bulk": OLD})) == []
    [stuck] = troubles(replace(WELL, lanes={"bulk": OLD}, per_minute=0.0))
    assert stuck.startswith("bulk wait for 6 min and none leaves")


def test_reminders_that_wait_for_long() -> None:
    [late] = troubles(replace(WELL, reminders=OLD))
    assert late.startswith("reminders wait for 6 min; look at hotline jobs list")


def test_what_waits_because_nobody_works_is_told_once() -> None:
    assert len(troubles(replace(WELL, lanes={"replies": OLD}, reminders=OLD, workers=0))) == 1


@pytest.mark.parametrize(("delivered", "failed", "count"), [(0, 9, 0), (0, 10, 1), (40, 10, 0), (39, 10, 1)])
def test_failures_above_a_fifth_and_more_than_a_few(delivered: int, failed: int, count: int) -> None:
    found = troubles(replace(WELL, recent=ended(delivered, failed)))
    assert len(found) == count
    assert all(f"{failed} of {delivered + failed} messages failed lately" in line for line in found)
    assert all("most of them: phone off or out of reach (30003)" in line for line in found)


def test_a_message_that_went_out_twice() -> None:
    [twice] = troubles(replace(WELL, day=replace(NOTHING, twice=1)))
    assert twice.startswith("1 messages went out twice in 24 hours")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("30003", "phone off or out of reach (30003)"),
        ("S1005", "no credit (S1005)"),
        ("401", "account or token not accepted (401)"),
        ("31234", "carrier's code 31234"),
        ("S9999", "carrier's code S9999"),
        ("late", "too late to be of use"),
        ("something new", "something new"),
        ("RESULT_ERROR_GENERIC_FAILURE", "no credit, or the network blocks the SIM"),
        ("SC-70", "phone off or out of reach (SC-70)"),
        ("RESULT_OF_TOMORROW", "RESULT_OF_TOMORROW"),
    ],
)
def test_a_reason_is_told_in_words_with_the_carriers_code(reason: str, words: str) -> None:
    assert in_words(reason) == words


def test_a_status_of_http_is_told_as_the_carrier_means_it() -> None:
    assert in_words("401", "smsgate") == "SMSGATE_USER or SMSGATE_PASSWORD not accepted (401)"
    assert in_words("401", "twilio") == "account or token not accepted (401)"
    assert in_words("400", "twilio") == in_words("400") == "carrier's code 400"
    assert in_words("late", "smsgate") == "too late to be of use"
