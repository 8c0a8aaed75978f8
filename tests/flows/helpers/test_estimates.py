"""What a coordinator is told a SEND comes to, where two carriers serve the people."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hotline.carriers.segments import segments
from hotline.routes import routes
from tests.broadcasts.crowd import Crowd
from tests.evening import PERSON, Evening

ORDERS = {
    "ru": ("ЯЗЫК русский", "ВСЕМ", "УРАЛЬСК", "ТРЕВОГА ВСЕМ", "ТРЕВОГА УРАЛЬСК", "МАШТАКОВО"),
    "kk": ("ТІЛ қазақша", "БАРЛЫҒЫНА", "ОРАЛ", "ДАБЫЛ БАРЛЫҒЫНА", "ДАБЫЛ ОРАЛ", "МАШТАКОВО"),
    "en": ("LANG English", "ALL", "URALSK", "ALERT ALL", "ALERT URALSK", "MASHTAKOVO"),
}


@pytest.mark.parametrize("at", ["2022-09-26 12:00", "2022-09-26 20:55"])  # the phone is done before the night, or not
@pytest.mark.parametrize("language", ORDERS)
async def test_an_estimate_for_two_carriers_costs_no_more_than_one_for_one(
    evening: Evening, language: str, at: str
) -> None:
    """As it is on a usual evening: 12 people by the phone in 24 minutes, 300 by Twilio in 5."""
    crowd = Crowd(evening)
    evening.at(at)
    for number in [*range(12), *range(100, 400)]:
        prefix = "+77010" if number < 100 else "+79160"
        await crowd.add(f"{prefix}{number:06}", place=crowd.place["Уральск"])
    await evening.volunteer(PERSON, "Aigul", "coordinator")
    own, *audiences = ORDERS[language]
    await evening.text(own)
    one = evening.turns.settings
    rates = {"smsgate": 12 / (24 * 60), "twilio": 300 / (5 * 60)}
    both = replace(one, routes=routes("smsgate:+77,twilio"), rates=rates)
    for audience in audiences:
        told = []
        for settings in (one, both):
            evening.turns.settings = settings
            told.append(await evening.text(f"SEND {audience} en: Stay here"))
        assert "Twilio 300 " in told[1]
        assert {"12", "24", "5", "312"} <= set(re.findall(r"\d+", told[1]))
        assert segments(told[1]) <= segments(told[0]), told
