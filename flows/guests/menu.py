"""МЕНЮ: what the hotline can do; which of two things is meant; and the beginning of a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline.hearing.lexicon import TOPIC
from hotline.talk.catalog import spoken_in
from hotline.talk.engine import Running
from hotline.talk.steps import Option, Said, choose, do, say

from ..talk import Talk
from .language import languages


async def menu(talk: Talk) -> str:
    """What do you need? — And over to it. On the phone the first three are keys that people remember: 1, 2, 3."""
    return await choose("menu", [Option(entry, Said(f"menu-{entry}")) for entry in talk.menu])


def which(flows: Sequence[str]) -> Callable[[Talk], Running]:
    """The flow that asks which of two is meant, and hands over to it with what was written."""

    async def asked(talk: Talk) -> str:
        return await choose("which-meant", [Option(flow, _meant(talk, flow)) for flow in flows])

    return asked


def _meant(talk: Talk, flow: str) -> Said:
    topic = talk.snapshot.topics.get(flow.removeprefix(TOPIC)) if flow.startswith(TOPIC) else None
    return Said("option-named", {"name": talk.name(topic.title)}) if topic else Said(f"meant-{flow}")


async def call(talk: Talk) -> str:
    """Which language? — And over to the menu."""
    chosen = await choose("call-language", languages(talk))
    await do("language", lambda: talk.speak(chosen))
    if spoken_in(chosen) != chosen:
        await say("call-not-spoken", lambda: {"language": chosen})
    await say("call-hint")
    return "menu"
