"""A text as a coordinator wrote it, in any of the languages."""

from __future__ import annotations

from collections.abc import Iterable

from ..variables import LANGUAGES

FILED = ("en", *(language for language in LANGUAGES if language != "en"))  # as files and the store order them

_PLACES = {language: place for place, language in enumerate(FILED)}


class Localized(tuple[str, ...]):
    """The same words in each language of FILED; any may be empty. A tuple, because 50,000 shelters have three each."""

    __slots__ = ()

    def __new__(cls, **texts: str) -> Localized:
        """`texts`: language -> text; the others are empty."""
        return cls.filed([texts.get(language, "") for language in FILED])

    @classmethod
    def filed(cls, texts: Iterable[str]) -> Localized:
        """A text for each language, in the order of FILED."""
        return super().__new__(cls, texts)

    def __bool__(self) -> bool:
        return any(self)

    def by_language(self) -> dict[str, str]:
        """Language -> text."""
        return dict(zip(FILED, self, strict=True))

    def in_language(self, language: str) -> str:
        """The text in `language`, else in the language its reader most likely knows as well."""
        place = _PLACES.get(language)
        if place is not None and self[place]:
            return self[place]
        return next((text for one in LANGUAGES if (text := self[_PLACES[one]])), "")
