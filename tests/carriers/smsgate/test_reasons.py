"""What the app says of a message that failed, as a code, and what a code means."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.carriers.base import SendOutcome
from hotline.carriers.smsgate_reasons import MEANINGS, reason_code
from tests.carriers.smsgate.line import smsgate


@pytest.mark.parametrize(
    ("reason", "code", "outcome"),
    [
        ("Send result: RESULT_ERROR_GENERIC_FAILURE (Generic failure cause)", "RESULT_ERROR_GENERIC_FAILURE", "sender"),
        ("Send result: RESULT_ERROR_GENERIC_FAILURE", "RESULT_ERROR_GENERIC_FAILURE", "sender"),
        ("Send result: RESULT_ERROR_NO_SERVICE (Failed because service …)", "RESULT_ERROR_NO_SERVICE", "sender"),
        ("Send result: RESULT_RIL_SIM_ABSENT (The radio failed …)", "RESULT_RIL_SIM_ABSENT", "sender"),
        ("Send result: RESULT_INVALID_SMS_FORMAT (Failed …)", "RESULT_INVALID_SMS_FORMAT", "number"),
        ("Send result: RESULT_NEW_ONE (Who knows)", "RESULT_NEW_ONE", "unknown"),
        ("TTL expired", "TTL", "unknown"),
        ("Delivery result from SC +77019990001: 70", "SC-70", "unknown"),
        ("Delivery result from SC null: 103 (who knows)", "SC-103", "unknown"),
        ("Delivery result from SC +77019990001: 77011234567", "OTHER", "unknown"),
        ("Can't send message: SIM 2 not found", "NO-SIM", "sender"),
        ("Can't send message: No SIMs found", "NO-SIM", "sender"),
        ("Can't send message: SIM selection requires READ_PHONE_STATE permission", "NO-PERMISSION", "sender"),
        ("Can't send message: Neither user 10 nor current process has android.permission.SEND_SMS.", "NO-PERMISSION",
         "sender"),
        ("Delivery result: 1", "OTHER", "unknown"),
        ("Send result: Unknown error code: 17.", "OTHER", "unknown"),
        ("Can't send message: null", "OTHER", "unknown"),
        ("", "OTHER", "unknown"),
    ],
)  # fmt: skip
def test_a_reason_is_a_code_with_a_meaning(reason: str, code: str, outcome: str) -> None:
    assert reason_code(reason) == code
    assert smsgate("http://127.0.0.1:9").meaning(code) == outcome


@given(st.text(max_size=80).map(lambda odd: f"{odd}+77011234567{odd}"))
def test_a_code_never_holds_a_number(reason: str) -> None:
    for sentence in (reason, f"Delivery result from SC {reason}: 70", f"Send result: {reason}"):
        assert "77011234567" not in reason_code(sentence)


def test_every_meaning_is_an_outcome_with_words() -> None:
    for code, (outcome, words) in MEANINGS.items():
        assert outcome in get_args(SendOutcome), code
        assert words, code


def test_nothing_that_the_phone_says_of_a_message_says_that_it_may_be_sent_again() -> None:
    """Its id is taken, and who stopped is not told by a phone."""
    assert {outcome for code, (outcome, _) in MEANINGS.items() if not code.isdecimal()} == {
        "number",
        "sender",
        "unknown",
    }
