"""What a broadcast says: one text for all, or one for each language ("ru: … kk: …"), with how to stop it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .. import Misuse
from ..hearing.spelling import LATIN, keyboard_language
from ..talk.catalog import Catalog
from ..talk.steps import Said
from ..talk.wording import LONGEST


class BadText(Misuse):
    """A text that cannot be sent; `why` is empty, twice (one language), unknown (a language not spoken) or long."""

    def __init__(self, why: str, language: str = "") -> None:
        super().__init__(why)
        self.why, self.language = why, language


def read(text: str, marks: Mapping[str, str], languages: Sequence[str], default: str) -> dict[str, str]:
    """language -> text. One without marks is for everybody, in the language that its letters tell. Raises BadText.

    `marks`: what may stand before a text -> its language; `default` is the language where letters tell none that the
    hotline speaks. In Latin ones it is taken for English: the line on how to stop would else double what it costs.
    """
    parts = re.split(rf"(?:^|(?<=\s))({'|'.join(map(re.escape, marks))})\s*:\s*", text.strip(), flags=re.IGNORECASE)
    if len(parts) == 1 or parts[0].strip():
        whole = text.strip()
        if not whole:
            raise BadText("empty")
        told = keyboard_language(whole) or LATIN
        return {told if told in languages else default: whole}
    found: dict[str, str] = {}
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        language = marks[mark.lower()]
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
