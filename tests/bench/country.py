"""A directory of any size: the sample data, and more shelters in every town of Kazakhstan by its population."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hotline.commands.laptop import SAMPLE
from hotline.directory.files import importing
from hotline.directory.files.loading import Tables
from hotline.directory.localized import Localized
from hotline.directory.places.gazetteer import load_gazetteer
from hotline.directory.shelters.shelters import Shelter

HOURS = [(20 * 60, 9 * 60), (22 * 60, 8 * 60), (8 * 60, 23 * 60), (0, 24 * 60), (None, None)]
BEDS = [None, 20, 40, 80, 120]  # fewer than are free in the sample's cinema, so that the first answer is known
SCATTERED = 0.03  # degrees around the middle of a town: some 3 km


def directory(shelters: int) -> Tables:
    """The sample data, filled up to so many shelters; always the same ones."""
    sample = importing.read(SAMPLE)
    rows = sample.shelters or ()
    return replace(sample, shelters=(*rows, *_more(shelters - len(rows))))


def _more(amount: int) -> Iterator[Shelter]:
    random = Random(2022)
    towns = [place for place in load_gazetteer() if place.country == "KZ"]
    weights = [max(town.population, 1000) for town in towns]
    for number, town in enumerate(random.choices(towns, weights, k=amount)):
        opens, closes = random.choice(HOURS)
        yield Shelter(
            code=f"N{number}",
            place=town.name.in_language("en"),
            name=Localized(en=f"School {number}", ru=f"Школа № {number}", kk=f"№ {number} мектеп"),
            address=Localized(ru=f"{town.name.in_language('ru')}, улица Абая, {number}"),
            lat=town.lat + random.uniform(-SCATTERED, SCATTERED),
            lon=town.lon + random.uniform(-SCATTERED, SCATTERED),
            beds=random.choice(BEDS),
            opens=opens,
            closes=closes,
            welcomes="everyone",
            offers=("warmth", "tea"),
            phone="",
            note=Localized(ru="Вход со двора."),
            source="made up",
        )
