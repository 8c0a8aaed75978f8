"""A person's own affairs: news, a question to a volunteer, stop, start, forget."""

from __future__ import annotations

from collections.abc import Sequence

from hotline.people import contacts, inbox, rota
from hotline.people.contacts import Contact
from hotline.settings import DAY
from hotline.talk.steps import Intent, Said, ask, do, say

from ..talk import Desk, Talk


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
    question = await ask("volunteer-question", talk.anything(), given=talk.said)
    await do("asked", lambda: asked(talk, question))
    await say(lambda: passed(talk, Said("volunteer-passed")))


async def unknown(talk: Talk) -> None:
    """What nobody understood goes to the volunteers; after an answer, to the one who gave it."""
    if talk.desk and (helper := _helper(talk, talk.desk)):
        relay = talk.desk.questions.relay
        await do("passed", lambda: relay(talk.words, helper))
        await say("unknown-further")
        return
    await do("asked", lambda: asked(talk, talk.words))
    await say(lambda: passed(talk, Said("unknown-passed")))


async def thanks(talk: Talk) -> None:
    """Thank you! — Take care."""
    await say("goodbye")


async def who(talk: Talk) -> None:
    """Who are you, and what do you keep of me?"""
    await say(lambda: [_who_runs_it(talk), Said("who-answer", {"days": _kept_days(talk)})])


async def give(talk: Talk) -> None:
    """I can help: a room, a ride, work, food, hands. — Thank you; the volunteers read it."""
    await do("offered", lambda: _offered(talk))
    await say("give-passed" if talk.contact.id else "volunteer-no-number")


async def found(talk: Talk) -> None:
    """We have a place. — Good; nobody need ask about it any more."""
    await do("found", lambda: talk.not_later("found-bed"))
    await say("found-done")


async def refused(talk: Talk) -> None:
    """We need nothing. — All right."""
    await say("refused-done")


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
    """Everything about the person is erased at the end of this turn; questions they had are anybody's again."""
    helper = talk.volunteer
    if helper is not None:
        talk.fetch("released", lambda store, _: inbox.release(store, helper.contact))
    await do("forget", talk.forget)
    await say("forget-done")


def passed(talk: Talk, how: Said) -> list[Said]:
    """That a person reads it, and later if nobody is on duty."""
    if not talk.contact.id:
        return [Said("volunteer-no-number")]
    return [how, *([] if is_anybody_on_duty(talk) else [Said("nobody-on-duty")])]


def is_anybody_on_duty(talk: Talk) -> bool:
    """Whether a volunteer is there to read."""
    return talk.desk is not None and talk.desk.on_duty > 0


def asked(talk: Talk, question: str) -> Sequence[Intent]:
    """Put into the inbox; where a life is in danger, all that was written stands there already."""
    if talk.desk is None or talk.desk.questions.kind == "danger":
        return []
    return talk.desk.questions.ask(question)


def _who_runs_it(talk: Talk) -> Said:
    """In the coordinator's words, if there are any."""
    us = talk.snapshot.about.get("us")
    return Said("who-told", {"text": talk.name(us)}) if us else Said("who-we-are")


def _kept_days(talk: Talk) -> int:
    """For how long a number is kept; 0 while the store is away, and with it the desk that knows."""
    return round(talk.desk.settings.keep_contacts / DAY) if talk.desk else 0


def _offered(talk: Talk) -> Sequence[Intent]:
    return talk.desk.questions.ask(talk.words, kind="offer") if talk.desk else []


def _helper(talk: Talk, desk: Desk) -> Contact | None:
    """The volunteer whose answer this follows; where a life is in danger, no one alone."""
    who, since = desk.helper
    if not who or desk.questions.kind == "danger":
        return None
    return talk.fetch("helper", lambda store, seals: rota.helper(store, seals, who, since))


def _consent(talk: Talk, wanted: bool) -> Sequence[Intent]:
    """Consent is kept with its time and the very words that were agreed to."""
    talk.contact.news_at = talk.now if wanted else None
    talk.contact.news_wording = talk.wording(Said("news-ask")) if wanted else ""
    if not wanted:
        return contacts.no_news(talk.contact.id)
    talk.contact.stopped_at = None
    return contacts.news(talk.contact.id, talk.now)


def _stopped(talk: Talk) -> Sequence[Intent]:
    talk.contact.stop(talk.now)
    return contacts.no_news(talk.contact.id) if talk.contact.id else []


def _started(talk: Talk) -> Sequence[Intent]:
    talk.contact.stopped_at = None
    return []
