"""Food, a phone card, the road, a flat: what the coordinator wrote, told as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline.directory.topics import Topic
from hotline.hearing.lexicon import TOPIC
from hotline.talk.engine import Gone, Running
from hotline.talk.steps import Intent, Option, Said, choose, do, look, say

from ..talk import Talk

KEPT_TOPICS = 8  # topics a profile remembers


async def topics(talk: Talk) -> str | None:
    """What shall we tell of? — And over to it."""
    codes = await look("topics", lambda: [topic.code for topic in talk.snapshot.current_topics(talk.today())])
    if not codes:
        await say("topics-none")
        return None
    return TOPIC + await choose("topics", [_option(talk, code) for code in codes])


def topic(code: str) -> Callable[[Talk], Running]:
    """The flow that tells of one topic."""

    async def told(talk: Talk) -> None:
        await say(lambda: [Said("topic", {"text": talk.name(_current(talk, code).text)})])
        await do("asked", lambda: _asked(talk, code))

    return told


def _asked(talk: Talk, code: str) -> Sequence[Intent]:
    """News on a topic goes to who asked about it."""
    talk.contact.topics = [*(one for one in talk.contact.topics if one != code), code][-KEPT_TOPICS:]
    return []


def _option(talk: Talk, code: str) -> Option:
    found = talk.snapshot.topics.get(code)
    return Option(code, Said("option-named", {"name": talk.name(found.title) if found else code}))


def _current(talk: Talk, code: str) -> Topic:
    found = {one.code: one for one in talk.snapshot.current_topics(talk.today())}.get(code)
    if found is None:
        raise Gone(code)
    return found
