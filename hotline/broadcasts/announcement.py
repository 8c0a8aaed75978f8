"""What a broadcast says: one text for all, or one for each language ("ru: … kk: …"), with how to stop it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .. import Misuse
from ..hearing.spelling import keyboard_language
from ..talk.catalog import Catalog
from ..talk.steps import Said
from ..talk.wording import LONGEST

NAMES = {
    "ru": "ru",
    "рус": "ru",
    "kk": "kk",
    "kz": "kk",
    "қаз": "kk",
    "каз": "kk",
    "en": "en",
    "eng": "en",
    "анг": "en",
}
_MARK = re.compile(rf"(?:^|(?<=\s))({'|'.join(NAMES)})\s*:\s*", re.IGNORECASE)


class BadText(Misuse):
    """A text that cannot be sent; `why` is empty, twice (one language), unknown (a language not spoken) or long."""

    def __init__(self, why: str, language: str = "") -> None:
        super().__init__(why)
        self.why, self.language = why, language


def read(text: str, languages: Sequence[str], default: str) -> dict[str, str]:
    """language -> text. One without marks is for everybody, in the language that its letters tell. Raises BadText.

    `default` is the language where they tell none that the hotline speaks. In Latin letters it is taken for English:
    the line on how to stop would else double what it costs.
    """
    parts = _MARK.split(text.strip())
    if len(parts) == 1 or parts[0].strip():
        whole = text.strip()
        if not whole:
            raise BadText("empty")
        told = keyboard_language(whole) or "en"
        return {told if told in languages else default: whole}
    found: dict[str, str] = {}
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        language = NAMES[mark.lower()]
        if language in found:
            raise BadText("twice", language)
        if language not in languages:
            raise BadText("unknown", language)
        if not part.strip():
            raise BadText("empty", language)
        found[language] = part.strip()
    return found


def signed(texts: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
    """The texts as they are sent: each with a last line on how to stop. Raises BadText."""
    found = {}
    for language, text in texts.items():
        found[language] = f"{text}\n{catalog.text(language, Said('broadcast-footer'))}"
        if len(found[language]) > LONGEST:
            raise BadText("long", language)
    return found
