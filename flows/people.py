"""A person's own affairs: news, a question to a volunteer, stop, start, forget."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.store import NEWS, Command
from hotline.talk.steps import Said, ask, do, say

from .talk import Talk


async def news(talk: Talk) -> None:
    """Shall we write to you? — Good, and how to stop it."""
    if not talk.contact.id:
        await say("news-no-number")
        return
    wanted = await talk.confirm("news-ask")
    await do("consent", lambda: _consent(talk, wanted))
    await say("news-yes" if wanted else "news-no")


async def volunteer(talk: Talk) -> None:
    """What is your question? — A volunteer will read it."""
    question = await ask("volunteer-question", talk.anything(), given=talk.words)
    await do("asked", lambda: talk.inbox(question))
    await say("volunteer-passed" if talk.contact.id else "volunteer-no-number")


async def unknown(talk: Talk) -> None:
    """What nobody understood goes to the volunteers."""
    await do("asked", lambda: talk.inbox(talk.words))
    await say("unknown-passed")


async def danger(talk: Talk) -> None:
    """Somebody's life is in danger: the numbers to call were said first; a volunteer reads it, too."""
    await do("asked", lambda: talk.inbox(talk.words))


async def thanks(talk: Talk) -> None:
    """Thank you! — Take care."""
    await say("goodbye")


async def offer(talk: Talk) -> str | None:
    """We do not understand one another: shall a volunteer help?"""
    return "volunteer" if await talk.confirm("offer-volunteer") else "menu"


async def stop(talk: Talk) -> None:
    """Nothing unasked any more; questions are still answered."""
    await do("stop", lambda: _stopped(talk))
    await say("stop-done")


async def start(talk: Talk) -> None:
    """Back again."""
    await do("start", lambda: _started(talk))
    await say("start-done")


async def forget(talk: Talk) -> None:
    """Everything about the person is erased at the end of this turn."""
    await do("forget", talk.forget)
    await say("forget-done")


def _consent(talk: Talk, wanted: bool) -> Sequence[Command]:
    """Consent is kept with its time and the very words that were agreed to."""
    talk.contact.news_at = talk.now if wanted else None
    talk.contact.news_wording = talk.wording(Said("news-ask")) if wanted else ""
    if not wanted:
        return [("ZREM", NEWS, talk.contact.id)]
    talk.contact.stopped_at = None
    return [("ZADD", NEWS, talk.now, talk.contact.id)]


def _stopped(talk: Talk) -> Sequence[Command]:
    talk.contact.stop(talk.now)
    return [("ZREM", NEWS, talk.contact.id)] if talk.contact.id else []


def _started(talk: Talk) -> Sequence[Command]:
    talk.contact.stopped_at = None
    return []
