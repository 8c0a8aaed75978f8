"""What a volunteer reports in a few words is understood in three languages, by code and by name."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from hotline.commands.laptop import SAMPLE
from hotline.directory.changes import Change, CrossingReport, CrossingStatus, QueueReport, Sent, ShelterReport
from hotline.directory.files import importing
from hotline.directory.files.stored import dump_table
from hotline.directory.reports.reporting import UnclearReport, told
from hotline.directory.snapshot import Snapshot
from hotline.hearing.utterance import Utterance
from hotline.talk.catalog import Catalog
from hotline.turn.knowledge import Knowledge
from hotline.variables import LANGUAGES, PROMPTS

NOW = 1_664_128_800.0
TABLES = importing.read(SAMPLE)
assert TABLES.shelters
assert TABLES.crossings
SNAPSHOT = Snapshot(
    1, {"shelters": dump_table(TABLES.shelters), "crossings": dump_table(TABLES.crossings)}, ZoneInfo("Asia/Oral")
)
READER = Knowledge(Catalog(PROMPTS, LANGUAGES), SNAPSHOT, "KZ").reader


LATER = ("OPEN CAMP 40 from", "FULL CAMP from", "закрыто CINEMA с", "CLOSED TEPLOE from", "OPEN TEPLOE from")


def reported(text: str) -> Change:
    return READER.read(Utterance(text), SNAPSHOT, NOW, "operator")


def shelter(code: str, status: str | None, free: int | None = None) -> ShelterReport:
    return ShelterReport(NOW, code, status, free, True, "operator")  # type: ignore[arg-type]  # a word of the table


def crossing(status: CrossingStatus, until: float | None = None) -> CrossingReport:
    return CrossingReport(NOW, "TEPLOE", status, until, True, "operator")


def line(
    code: str, mode: str, queue: int | None = None, minutes: int | None = None, serving: int | None = None
) -> Change:
    return QueueReport(NOW, code, mode, queue, minutes, serving, True, "operator")  # type: ignore[arg-type]  # likewise


@pytest.mark.parametrize(
    ("text", "change"),
    [
        # each command, by code
        ("OPEN CAMP", shelter("CAMP", "open")),
        ("OPEN CAMP 40", shelter("CAMP", "open", 40)),
        ("FULL CINEMA", shelter("CINEMA", "full", 0)),
        ("CLOSED CINEMA", shelter("CINEMA", "closed")),
        ("BEDS CAMP 12", shelter("CAMP", None, 12)),
        # NOW is 23:00 in Uralsk
        ("OPEN CAMP 40 from 22:00", shelter("CAMP", "open", 40)),  # and so it is
        ("OPEN CAMP 22:00-08:00 40", shelter("CAMP", "open", 40)),
        ("OPEN CAMP 40 22:00", shelter("CAMP", "open", 40)),
        ("BEDS CAMP 12/150", shelter("CAMP", None, 12)),
        ("BEDS CAMP 12 of 150", shelter("CAMP", None, 12)),
        ("25.09.2022 BEDS CAMP 12", shelter("CAMP", None, 12)),
        ("BEDS CAMP 12, 25.09", shelter("CAMP", None, 12)),
        ("BEDS CAMP 0", shelter("CAMP", None, 0)),
        # in Russian and Kazakh
        ("ПОЛНО CINEMA", shelter("CINEMA", "full", 0)),
        ("открыто CAMP 40", shelter("CAMP", "open", 40)),
        ("закрыто CINEMA", shelter("CINEMA", "closed")),
        ("мест CAMP 12", shelter("CAMP", None, 12)),
        ("ТОЛЫ CINEMA", shelter("CINEMA", "full", 0)),
        ("ашық CAMP 40", shelter("CAMP", "open", 40)),
        ("жабық CINEMA", shelter("CINEMA", "closed")),
        # by name, in any case and order
        ("полно синема парк", shelter("CINEMA", "full", 0)),
        ("cinema park is full", shelter("CINEMA", "full", 0)),
        ("Camp: 12 beds", shelter("CAMP", None, 12)),
        # crossings
        ("OPEN TEPLOE", crossing("open")),
        ("Тёплое закрыто", crossing("closed")),
        ("жабық Шаған", crossing("closed")),
        ("CLOSED TEPLOE until 8:00", crossing("closed", NOW + 9 * 3600)),
        ("ЗАКРЫТО ТЁПЛОЕ до 26.09", crossing("closed", NOW + 25 * 3600)),
        ("закрыт Тёплое до завтра", crossing("closed", NOW + 25 * 3600)),
        ("CLOSED TEPLOE 22:00-06:00", crossing("closed", NOW + 7 * 3600)),
        # lines
        ("WAIT TEPLOE 250", line("TEPLOE", "foot", queue=250)),
        ("WAIT TEPLOE 90 cars", line("TEPLOE", "car", queue=90)),
        ("WAIT MASHTAKOVO 2900", line("MASHTAKOVO", "car", queue=2900)),
        ("ЖДУТ Тёплое 250", line("TEPLOE", "foot", queue=250)),
        ("ждут теплое 90 машин", line("TEPLOE", "car", queue=90)),
        ("КҮТУ Шаған 250", line("TEPLOE", "foot", queue=250)),
        ("PASSED TEPLOE 9H", line("TEPLOE", "foot", minutes=540)),
        ("PASSED TEPLOE 16.5h", line("TEPLOE", "foot", minutes=990)),
        ("ПРОШЁЛ Тёплое 16,5", line("TEPLOE", "foot", minutes=990)),
        ("PASSED TEPLOE 90 min", line("TEPLOE", "foot", minutes=90)),
        ("ӨТТІМ Шаған 9", line("TEPLOE", "foot", minutes=540)),
        ("NOW TEPLOE 143", line("TEPLOE", "foot", serving=143)),
        ("СЕЙЧАС Шаган 143", line("TEPLOE", "foot", serving=143)),
        ("ҚАЗІР TEPLOE 143", line("TEPLOE", "foot", serving=143)),
    ],
)
def test_report_is_understood(text: str, change: Change) -> None:
    assert reported(text) == change


@pytest.mark.parametrize(
    ("text", "why"),
    [
        # no command
        ("", "begin with OPEN, FULL, CLOSED, BEDS, WAIT, PASSED or NOW"),
        ("CINEMA", "begin with"),
        # no such name, or one that fits several
        ("FULL ATLANTIS", "no shelter of that name; there are CINEMA"),
        ("FULL", "no shelter of that name"),
        ("WAIT ATLANTIS 5", "no crossing of that name; there are TEPLOE"),
        # no number
        ("BEDS CAMP 40 10", "one number of places, as in: BEDS CAMP 40"),
        ("BEDS CAMP", "how many places are free? BEDS CAMP 40"),
        ("WAIT TEPLOE", "the number is missing, as in: WAIT TEPLOE 9"),
        *((f"{text} 23:30", "it is not 25.09. 23:30 yet: report it then") for text in LATER),
        ("ашық CAMP 40 8:00-ден бастап", "it is not 26.09. 08:00 yet: report it then"),
        ("CLOSED TEPLOE from tomorrow", "it is not 26.09. 00:00 yet: report it then"),
        ("CLOSED TEPLOE 23:30-06:00", "it is not 25.09. 23:30 yet: report it then"),
        ("CLOSED TEPLOE until 31.02", "until when? CLOSED TEPLOE until 20:00"),
        ("закрыто Тёплое до утра", "until when? CLOSED TEPLOE until 20:00"),
        ("CLOSED TEPLOE until 31.12.9999", "until when? CLOSED TEPLOE until 20:00"),
        ("OPEN TEPLOE 40", "a crossing has no beds; a line is told so: WAIT TEPLOE 40"),
        # slips of the finger
        ("CLOSED TEPLOE until 20.09", "CLOSED TEPLOE until 20.09 is over, or too long"),
        ("CLOSED TEPLOE until 30.12", "CLOSED TEPLOE until 30.12 is over, or too long"),
        ("BEDS CAMP 1000001", "1000001 places are a typing mistake"),
        ("WAIT TEPLOE 1000001", "1000001 in line are a typing mistake"),
        ("PASSED TEPLOE 0", "0 hours are a typing mistake"),
        ("PASSED TEPLOE 241", "241 hours are a typing mistake"),
    ],
)
def test_what_is_not_understood_is_said(text: str, why: str) -> None:
    with pytest.raises(UnclearReport) as caught:
        reported(text)
    assert str(caught.value).startswith(why)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (shelter("CAMP", "open", 40), "CAMP, open, 40 places free"),
        (shelter("CAMP", None, 12), "CAMP, 12 places free"),
        (shelter("CAMP", "closed"), "CAMP, closed"),
        (crossing("closed"), "TEPLOE, closed"),
        (crossing("closed", NOW + 3600), "TEPLOE, closed, until 25.09. 19:00 UTC"),
        (line("TEPLOE", "car", queue=90), "TEPLOE, car, 90 in line"),
        (line("TEPLOE", "foot", minutes=990), "TEPLOE, foot, passed after 16.5 h"),
        (line("TEPLOE", "foot", serving=143), "TEPLOE, foot, number 143 is served"),
        # not a report, but a change as well
        (Sent(NOW, "CAMP", 2, ""), "CAMP"),
    ],
)
def test_what_was_understood_is_told_in_a_line(change: Change, line: str) -> None:
    assert told(change) == line


@pytest.mark.parametrize(
    "form", ["т", "то", "та", "ты", "ли", "лся", "лась", "лось", "лись", "вается", "ваемся", "ваются"]
)
def test_a_shelter_that_closed_is_not_taken_for_one_that_opened(form: str) -> None:
    """The words are two letters apart, which is a forgiven typo: so each form of both stands in the lists."""
    assert reported(f"кинотеатр закры{form}") == shelter("CINEMA", "closed")
    assert reported(f"кинотеатр откры{form}") == shelter("CINEMA", "open")


@pytest.mark.parametrize("text", ["Cinema Park табылды", "жарық бар Cinema Park", "накрыли стол в Cinema Park"])
def test_a_word_one_letter_from_closed_closes_nothing(text: str) -> None:
    with pytest.raises(UnclearReport):
        reported(text)


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("WAIT TEPLOE 2h", "WAIT TEPLOE 250, PASSED TEPLOE 9h"),
        ("на Тёплом ждут 2 часа", "WAIT TEPLOE 250, PASSED TEPLOE 9h"),
        ("Тёплое 2 сағат күту", "WAIT TEPLOE 250, PASSED TEPLOE 9h"),
        ("WAIT TEPLOE 250 people 30 cars", "WAIT TEPLOE 250, WAIT TEPLOE 90 cars"),
        ("ждут Тёплое 250 человек 30 машин", "WAIT TEPLOE 250, WAIT TEPLOE 90 cars"),
    ],
)
def test_hours_are_not_people_and_people_are_not_cars(text: str, example: str) -> None:
    with pytest.raises(UnclearReport) as caught:
        reported(text)
    assert caught.value.facts == {"example": example}


@pytest.mark.parametrize("name", ["XYZ", "CAM", "ZAL"])
def test_a_short_name_that_nobody_knows_is_not_the_shelter_named_before(name: str) -> None:
    text = Utterance(f"FULL CINEMA, BEDS {name} 12")
    first, second = READER.read_all(text, SNAPSHOT, NOW, "operator")
    assert first.read == shelter("CINEMA", "full", 0)
    assert isinstance(second.read, UnclearReport)
    assert second.read.why == "shelter"


@pytest.mark.parametrize(
    "text",
    [
        "есть 20 мест",
        "осталось 20 мест",
        "у нас ещё есть 20 мест",
        "бізде 20 орын бар",
        "we still have 20 beds",
        "20 beds left",
    ],
)
def test_a_keeper_says_how_many_beds_there_are_as_people_talk(text: str) -> None:
    assert READER.is_report(Utterance(text), SNAPSHOT, "CINEMA")
    [item] = READER.read_all(Utterance(text), SNAPSHOT, NOW, "operator", "CINEMA")
    assert item.read == shelter("CINEMA", None, 20)


@pytest.mark.parametrize("text", ["нам нужно 5 мест", "we need 5 beds", "бізге 5 орын керек", "где есть места?"])
def test_a_keeper_who_looks_for_beds_reports_none(text: str) -> None:
    assert not READER.is_report(Utterance(text), SNAPSHOT, "CINEMA")
