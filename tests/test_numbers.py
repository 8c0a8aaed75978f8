"""A number is the same person's however a network or somebody at a keyboard writes it; what is none is nobody's."""

from __future__ import annotations

import pytest
from phonenumbers import (
    SUPPORTED_REGIONS,
    PhoneNumberFormat,
    PhoneNumberType,
    example_number_for_type,
    format_number,
)

from hotline.numbers import is_number, is_withheld, normalised

WRITTEN = {
    # country: number -> its spellings there
    "KZ": {
        "+77015550199": [
            "+77015550199",
            "77015550199",
            "87015550199",
            "7015550199",
            "0077015550199",
            "81077015550199",
            "+7 (701) 555-01-99",
            "8 (701) 555-01-99",
            "8-701-555-01-99",
            "8.701.555.01.99",
            "8 701\u00a0555\u201101\u201199",
            " 0077015550199 ",
            "00 7 701 555 01 99",
            "8 10 7 701 555 01 99",
        ],
        "+79161234567": [
            "79161234567",
            "89161234567",
            "9161234567",
            "0079161234567",
        ],  # over the border, and of one plan
        "+998901234567": ["998901234567", "00998901234567", "810998901234567", "+998 90 123 45 67"],
        "+996555123456": ["996555123456", "00996555123456"],
        "+995555123456": ["995555123456", "810995555123456"],
        "+491711234567": ["491711234567", "00491711234567", "+49 (0)171 1234567"],
        "+77172555019": ["87172555019", "8 (7172) 555-019"],  # a landline, of who calls
    },
    "RU": {
        "+79161234567": ["79161234567", "89161234567", "9161234567", "8 (916) 123-45-67", "0079161234567"],
        "+77015550199": ["77015550199", "87015550199", "81077015550199"],
        "+74951234567": ["84951234567", "8 495 123-45-67"],  # with another prefix it would be a mobile in Vietnam
    },
    "UZ": {
        "+998901234567": ["998901234567", "901234567", "90 123 45 67", "00998901234567"],
        "+77015550199": ["77015550199", "0077015550199"],
    },
    "KG": {
        "+996555123456": ["996555123456", "0555123456", "0555 12-34-56", "555123456", "00996555123456"],
        "+77015550199": ["77015550199", "0077015550199"],
    },
    "GE": {
        "+995555123456": ["995555123456", "555123456", "555 12-34-56", "00995555123456"],
        "+995597412345": ["597412345"],  # it is a landline in Suriname as well
        "+77015550199": ["77015550199", "0077015550199"],
    },
    "DE": {
        "+491711234567": ["491711234567", "01711234567", "0171 1234567", "0171-1234567", "00491711234567"],
        "+77015550199": ["77015550199", "0077015550199"],  # in Germany landlines may begin so too
    },
}
SPELLINGS = [(region, raw, number) for region, told in WRITTEN.items() for number, raws in told.items() for raw in raws]
_EXAMPLES = {region: example_number_for_type(region, PhoneNumberType.MOBILE) for region in SUPPORTED_REGIONS}
# Seven digits with the country code, as on Tokelau, are a number within a town elsewhere.
MOBILES = {
    region: found
    for region, found in _EXAMPLES.items()
    if found and is_number(format_number(found, PhoneNumberFormat.E164))
}
NONE = [
    "",
    " ",
    "+",
    "()",
    "Kcell",
    "KASPI.KZ",
    "7Eleven",
    "anonymous",
    # another channel
    "whatsapp:+77015550199",
    "tel:+77015550199",
    "77015550199@sip.example",
    # short codes, and numbers within a town
    "1414",
    "101",
    "8800",
    "87777",
    "555-01-99",
    # digits that are missing, or too many
    "7701555019",
    "770155501999",
    "+7701555019",
    "+7 701 555 01 9",
    "++77015550199",
    "+7 701 +7 702",
    "8" * 40,
    # digits of other scripts
    "٨٧٠١٥٥٥٠١٩٩",
]


@pytest.mark.parametrize(("region", "raw", "number"), SPELLINGS)
def test_a_number_is_read_as_it_is_written_in_its_country(region: str, raw: str, number: str) -> None:
    assert normalised(raw, region) == number


@pytest.mark.parametrize("region", WRITTEN)
@pytest.mark.parametrize("raw", NONE)
def test_what_is_no_number_anywhere_is_none(region: str, raw: str) -> None:
    assert normalised(raw, region) == ""


@pytest.mark.parametrize(
    ("region", "raw"),
    [
        ("KZ", "87095550199"),  # a range that nobody uses
        ("KZ", "71234567890"),
        ("UZ", "810998901234567"),  # another country's way out
        ("DE", "0999999999"),
    ],
)
def test_what_the_plans_of_countries_do_not_know_is_not_guessed(region: str, raw: str) -> None:
    assert normalised(raw, region) == ""


@pytest.mark.parametrize("raw", ["+77095550199", "+7 709 555 01 99", "0077095550199"])
def test_behind_its_country_code_a_new_range_is_a_number(raw: str) -> None:
    """Operators get ranges between two releases of the library."""
    assert normalised(raw, "KZ") == "+77095550199"


@pytest.mark.parametrize("region", sorted(MOBILES))
def test_the_mobiles_of_all_countries_are_read_at_home(region: str) -> None:
    found = MOBILES[region]
    number = format_number(found, PhoneNumberFormat.E164)
    national = format_number(found, PhoneNumberFormat.NATIONAL)
    spellings = [number, number[1:], f"00{number[1:]}", *([national] if len(national) > 8 else [])]
    assert {normalised(raw, region) for raw in spellings} == {number}


@pytest.mark.parametrize("caller", ["anonymous", "Restricted", "", "266696687", "+266696687", "7378742833", "Kcell"])
@pytest.mark.parametrize("region", ["KZ", "DE"])
def test_who_withholds_the_number_has_none(caller: str, region: str) -> None:
    assert is_withheld(normalised(caller, region))
