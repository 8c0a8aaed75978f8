"""ЯЗЫК: which language shall we use?"""

from __future__ import annotations

from hotline.talk.answers import Phrases
from hotline.talk.steps import Option, Said, choose, do, look, say

from .talk import Talk


async def lang(talk: Talk) -> None:
    """Which one? — Good, this one from now on."""
    chosen = await look("named", lambda: _named(talk))
    if not chosen:
        options = [Option(language, Said("option-named", {"name": NAMES[language]})) for language in talk.languages]
        chosen = await choose("lang-which", options)
    await do("language", lambda: talk.speak(chosen, pinned=True))
    await say("lang-done")


# A language is named in itself, so that who reads no other finds it.
NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}


def _named(talk: Talk) -> str:
    """The language that the words name, in whatever language they do; "" for none."""
    return next(iter(Phrases(talk.language_names).said(talk.words)), "")
