"""How many people come together, as they write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.hearing.lexicon import Lexicon
from hotline.hearing.utterance import Utterance
from hotline.talk.catalog import Catalog

PROMPTS = Path(__file__).parents[2] / "prompts"
READER = Lexicon(Catalog(PROMPTS, ["ru", "kk", "en"]).vocabulary, {}, {}, {}).party
PARTIES = [
    ("for 6 people", 6),
    ("SHELTER Uralsk for 6 people", 6),
    ("нас 6", 6),
    ("нас 6 человек", 6),
    ("6 чел", 6),
    ("ночлег Уральск 6 мест", 6),
    ("6 адамға", 6),
    ("6 адам", 6),
    ("біз 6 кісіміз", 6),
    ("we are 4", 4),
    ("4 of us", 4),
    ("нас двое", 2),
    ("мы вдвоём", 2),
    ("на троих", 3),
    ("нас четверо", 4),
    ("впятером", 5),
    ("екеуміз", 2),
    ("үшеумізге орын керек", 3),
    ("two people", 2),
    ("nas dvoe", 2),
    ("", None),
    ("Уральск", None),
    ("дом 6", None),  # a number of something else
    ("0 человек", None),
    ("1000 человек", None),  # no shelter is asked for so many
]


@pytest.mark.parametrize(("text", "count"), PARTIES)
def test_the_size_of_the_party_is_heard(text: str, count: int | None) -> None:
    assert READER.read(Utterance(text)) == count


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("с ребёнком", "family"), ("бала бар", "family"), ("with kids", "family"), ("я и муж", "family"),
        ("девушка одна", "women"), ("қызбын", "women"), ("two girls", "women"),
        ("два парня, мужчины", "men"), ("ер адамбыз", "men"), ("single man", "men"),
        ("мужчина и женщина", "family"),
        # who comes with a mother or a sister may be a man
        ("я с мамой", "family"), ("анаммен келдім", "family"), ("with my sister", "family"),
        # words of one language that sound like another's
        ("мен Оралдамын", ""), ("содан соң қайда барамыз", ""), ("ауыр жүкті қайда қоямыз", ""),
        ("нас 6", ""),
    ],
)  # fmt: skip
def test_who_they_are_is_read_as_far_as_it_decides_where_they_are_taken(text: str, who: str) -> None:
    assert READER.who(Utterance(text)) == who
