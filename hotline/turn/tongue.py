"""The language in which a person is answered, as their texts tell it."""

from __future__ import annotations

from collections.abc import Sequence

from ..hearing import by_example
from ..hearing.meaning import Meaning
from ..hearing.spelling import LATIN, keyboard_language
from ..people.contacts import Contact


def tune(contact: Contact, meaning: Meaning, languages: Sequence[str], *, order: bool = False) -> None:
    """Take the language from the words used: a keyword's own, else what the letters give away, else the first.

    Of who has no language yet, a mistyped keyword, a cry for help and the examples tell it as well. An `order` is the
    same in all languages: who texts FULL CINEMA need not speak English.
    """
    text, match = meaning.said.text, meaning.keyword
    if order:
        own = text.partition(":")[0]  # what follows "kk:" is for others
        contact.language = contact.language or keyboard_language(own) or languages[0]
        return
    if not contact.language and not (match and match.languages):
        match = meaning.danger or match
    spoken = match.languages if match and (match.sure or not contact.language) else frozenset()
    if not (spoken or contact.language) and meaning.guess:
        spoken = by_example.spoken(meaning.said, meaning.guess)
    if contact.language in spoken or (contact.language and (contact.pinned or not spoken)):
        return
    # STOP is English in Latin letters and Russian in Cyrillic ones.
    likely, offered = keyboard_language(text) or (LATIN if spoken else ""), languages
    if likely in offered:
        offered = (likely, *offered)
    if spoken and not contact.pinned:
        contact.language = next(filter(spoken.__contains__, offered), contact.language)
    contact.language = contact.language or offered[0]
