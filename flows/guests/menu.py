"""МЕНЮ: what the hotline can do; and the beginning of a call."""

from __future__ import annotations

from hotline.talk.steps import Option, Said, choose, do, say

from ..talk import Talk
from .language import languages


async def menu(talk: Talk) -> str:
    """What do you need? — And over to it. On the phone the first three are keys that people remember: 1, 2, 3."""
    return await choose("menu", [Option(entry, Said(f"menu-{entry}")) for entry in talk.menu])


async def call(talk: Talk) -> str:
    """Which language? — And over to the menu."""
    chosen = await choose("call-language", languages(talk))
    await do("language", lambda: talk.speak(chosen))
    if chosen == "kk":
        await say("call-no-kazakh")
    await say("call-hint")
    return "menu"
