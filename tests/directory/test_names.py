"""A row is named by its code or its name, as people type it; two of them at once are no name."""

from __future__ import annotations

import pytest

from hotline.directory.names import Names
from hotline.hearing.spelling import words

NAMES = Names(
    {
        "CINEMA": ["Cinema Park", "Кинотеатр «Синема Парк»", "Cinema Park кинотеатры"],
        "MOSQUES": ["Mosques of Uralsk", "Мечети Уральска", "Орал мешіттері"],
        "SPORT": ["Sports halls of Uralsk", "Спортзалы Уральска", "Орал спорт залдары"],
        "ORAL-12": ["", "Школа 12", ""],
        "ORAL-15": ["", "Школа 15", ""],
    }
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # by code, whatever the case and the alphabet
        ("cinema", ("CINEMA",)),
        ("СИНЕМА", ("CINEMA",)),
        ("ORAL-12", ("ORAL-12",)),
        ("oral 15", ("ORAL-15",)),
        # by name, declined, mistyped, transliterated, with letters of the other alphabet
        ("в кинотеатре", ("CINEMA",)),
        ("кинотиатр", ("CINEMA",)),
        ("kinoteatr", ("CINEMA",)),
        ("мечетях", ("MOSQUES",)),
        ("спортзалах Уральска", ("SPORT",)),
        ("мешіттерінде", ("MOSQUES",)),
        # a number tells apart, and names nothing by itself
        ("школа 12", ("ORAL-12",)),
        ("школе 15", ("ORAL-15",)),
        ("12", ()),
        # what several have in common names none of them
        ("уральск", ("MOSQUES", "SPORT")),
        ("школа", ("ORAL-12", "ORAL-15")),
        # nothing
        ("atlantis", ()),
        ("", ()),
        ("of", ()),
    ],
)
def test_row_is_found(text: str, codes: tuple[str, ...]) -> None:
    found = NAMES.find(words(text))
    assert (found.codes, found.several) == (codes, False)


@pytest.mark.parametrize("text", ["cinema mosques", "кинотеатр мечети", "мечети и спортзалы", "cinema мечети"])
def test_two_rows_in_one_breath_are_told(text: str) -> None:
    assert NAMES.find(words(text)).several


def test_the_words_of_a_name_are_told_so_that_the_other_numbers_can_be_read() -> None:
    said = words("в школе 12 свободно 40")
    assert {said[number] for number in NAMES.find(said).taken} == {"школе", "12"}
    said = words("beds oral-12 40")
    assert {said[number] for number in NAMES.find(said).taken} == {"oral", "12"}


@pytest.mark.parametrize(("text", "codes"), [("beds s-1 40", ("S-1",)), ("S_12", ("S_12",)), ("school", ()), ("s", ())])
def test_in_a_large_directory_only_the_code_names_a_row(text: str, codes: tuple[str, ...]) -> None:
    assert Names({"S-1": [], "S_12": [], "S-140": []}).find(words(text)).codes == codes
