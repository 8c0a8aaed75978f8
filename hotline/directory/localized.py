"""A text as a coordinator wrote it, in up to three languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Localized:
    """The same words in English, Russian and Kazakh; any may be empty."""

    en: str = ""
    ru: str = ""
    kk: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.ru or self.kk)

    def in_language(self, language: str) -> str:
        """The text in `language`, else in the language its reader most likely knows as well."""
        if language == "kk":
            return self.kk or self.ru or self.en
        if language == "en":
            return self.en or self.ru or self.kk
        return self.ru or self.kk or self.en
