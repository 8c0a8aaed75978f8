"""Topics: food, a phone card, transport … rows of data, so a coordinator adds one without code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .localized import Localized


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of topics.csv."""

    code: str
    keywords: Localized  # comma-separated words, per language
    title: Localized
    text: Localized
    place: str  # name of the town it holds for; "" for everywhere
    valid_until: date | None  # the last day on which it may be told, in the hotline's time zone
    source: str

    def words(self) -> dict[str, list[str]]:
        """What asks for it, by language."""
        return {language: listed.split(",") for language, listed in self.keywords.by_language().items()}
