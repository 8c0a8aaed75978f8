"""ЯЗЫК: which language shall we use?"""

from __future__ import annotations

from hotline.hearing.phrases import Phrases
from hotline.hearing.utterance import Utterance
from hotline.talk.steps import Option, Said, choose, do, look, say

from ..talk import Talk


async def lang(talk: Talk) -> None:
    """Which one? — Good, this one from now on."""
    chosen = await look("named", lambda: _named(talk, talk.said))
    if not chosen:
        chosen = await choose("lang-which", languages(talk), named=lambda said: _named(talk, said))
    await do("language", lambda: talk.speak(chosen, pinned=True))
    await say("lang-done")


def languages(talk: Talk) -> list[Option]:
    """The languages to choose from, each named in itself, so that who knows no other finds it."""
    return [Option(language, Said(f"language-{language}", language=language)) for language in talk.languages]


def _named(talk: Talk, said: Utterance) -> str:
    """The language that the text names, in whatever language it does; "" for none."""
    return next(iter(Phrases(talk.lexicon.language_names).said(said)), "")
