"""What the answers cost on the sample data: a segment is money and minutes, and a long text comes in pieces."""

from __future__ import annotations

import pytest

from hotline.carriers.segments import segments
from hotline.variables import LANGUAGES
from tests.evening import Evening
from tests.mailroom import Mailroom

ALLOWED = {  # kind of answer -> language -> segments
    "first": {"ru": 2, "kk": 2, "en": 1},
    "registration": {"ru": 3, "kk": 3, "en": 2},
}

SHELTER = {"ru": "НОЧЛЕГ Уральск", "kk": "БАСПАНА Орал", "en": "SHELTER Uralsk"}
OUT_OF_REACH = {"ru": "НОЧЛЕГ Аксай", "kk": "БАСПАНА Ақсай", "en": "SHELTER Aksai"}
CHARGE = {"ru": "ЗАРЯДКА Уральск", "kk": "ҚУАТТАУ Орал", "en": "CHARGE Uralsk"}
NOBODY_CHARGES = {"ru": "ЗАРЯДКА Аксай", "kk": "ҚУАТТАУ Ақсай", "en": "CHARGE Aksai"}
BORDER = {"ru": "ГРАНИЦА", "kk": "ШЕКАРА", "en": "BORDER"}

FIRST = {
    "150 places free": ("2022-09-25 23:00", SHELTER),
    "opens in an hour": ("2022-09-25 21:30", SHELTER),
    "the longest name": ("2022-09-25 15:00", SHELTER),
    "an old report, with its date": ("2022-09-26 23:00", SHELTER),
    "nothing within reach, but the nearest": ("2022-09-25 23:00", OUT_OF_REACH),
    "a full one with the longest name, to charge a phone": ("2022-09-25 23:00", CHARGE),
    "nobody near to charge a phone": ("2022-09-25 23:00", NOBODY_CHARGES),
    "fresh counts at the border": ("2022-09-25 10:30", BORDER),
    "old counts": ("2022-09-25 23:00", BORDER),
    "old counts, with their date": ("2022-09-26 20:00", BORDER),
}

REGISTRATION = {  # the clock, the day of arrival
    "in time": ("2022-09-25 23:00", "25.09.2022"),
    "late": ("2022-11-05 12:00", "25.09.2022"),
    "by the rule of 2026, which has one thing more to say": ("2026-08-01 12:00", "20.07.2026"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", FIRST)
async def test_the_first_answer_is_short(evening: Evening, case: str, language: str) -> None:
    """Two segments in Cyrillic, one in Latin letters."""
    at, words = FIRST[case]
    evening.at(at)
    answer = await evening.text(words[language])
    assert segments(answer) <= ALLOWED["first"][language], answer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("town", ["Oral", "Almaty", "Petropavl"])
@pytest.mark.parametrize("case", REGISTRATION)
async def test_the_answer_on_registration_fits_three_segments(
    evening: Evening, case: str, town: str, language: str
) -> None:
    """The dates, the papers, the office with its hours, and the question at the end; two in English."""
    at, arrived = REGISTRATION[case]
    evening.at(at)
    keyword = {"ru": "РЕГИСТРАЦИЯ", "kk": "ТІРКЕУ", "en": "REGISTER"}[language]
    answer = await evening.text(f"{keyword} {arrived} {town}")
    assert "1" in answer.splitlines()[-1], "the answer is not the final one"
    assert segments(answer) <= ALLOWED["registration"][language], answer


UNASKED = {"ru": ("НОЧЛЕГ Уральск", "ГРАНИЦА", "РЕГИСТРАЦИЯ 25.09 Уральск", "НОМЕР 250 ТЁПЛОЕ")}
UNASKED["kk"] = ("БАСПАНА Орал", "ШЕКАРА", "ТІРКЕУ 25.09 Орал", "НӨМІР 250 ТЁПЛОЕ")
UNASKED["en"] = ("SHELTER Uralsk", "BORDER", "REGISTER 25.09 Uralsk", "LINE 250 TEPLOE")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", ["2022-09-25 15:00", "2022-09-25 23:00"])  # the longest name of a shelter, and midnight
async def test_what_is_asked_unasked_is_short_and_tells_how_to_stop(
    evening: Evening, mailroom: Mailroom, at: str, language: str
) -> None:
    """As short as a first answer. Who gave a number in line waits for that message, and needs no word to stop it."""
    stop = {"ru": "СТОП", "kk": "ТОҚТА", "en": "STOP"}[language]
    evening.at(at)
    await evening.report("NOW TEPLOE 150")
    shelter, border, register, line = UNASKED[language]
    for number, body in enumerate((shelter, border, register, line)):
        await evening.text(body, f"+7701000000{number}")
    await evening.text("1", "+77010000002")
    await mailroom.move(evening.time("2022-12-31 12:00"))
    sent = mailroom.sent()
    assert len(sent) == 1 + 1 + 6 + 1
    for message in sent:
        assert segments(message.body) <= ALLOWED["first"][language], message.body
        assert message.to == "+77010000003" or stop in message.body
