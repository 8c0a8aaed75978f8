"""What a broadcast says: one text for all, or one for each language ("ru: … kk: …"), with how to stop it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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


class BadText(Exception):
    """A text that cannot be sent; `why` is empty, twice (one language), unknown (a language not spoken) or long."""

    def __init__(self, why: str, language: str = "") -> None:
        super().__init__(why)
        self.why, self.language = why, language


def read(text: str, languages: Sequence[str], default: str) -> dict[str, str]:
    """language -> text. A text without marks is in `default` and for everybody. Raises BadText."""
    parts = _MARK.split(text.strip())
    if len(parts) == 1 or parts[0].strip():
        whole = text.strip()
        if not whole:
            raise BadText("empty")
        return {default: whole}
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
