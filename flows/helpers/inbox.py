"""The volunteers' inbox by SMS: ON and OFF, NEXT hands out a question, REPLY answers it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hotline.mail import questions
from hotline.mail.questions import LONGEST_REPLY, seen
from hotline.people import inbox, rota
from hotline.people.audit import deed
from hotline.people.inbox import WITHHELD, Question
from hotline.people.volunteers import Volunteer
from hotline.talk.steps import Facts, Intent, Said, do, say

from ..talk import Talk

NOTICE_SECONDS = 600.0  # between two notices of new questions to one volunteer
NO_ANSWER = ("-", "\u2013", "\u2014", "--")  # REPLY 17 - closes a question

_REPLY = re.compile(r"\W*(\d{1,12})\b[\s.:,;)\]]*(.*)", re.DOTALL)


async def on(talk: Talk, volunteer: Volunteer) -> None:
    """From now on they hear of new questions."""
    waiting, _ = talk.fetch("waiting", lambda store, _: inbox.count(store, talk.now))
    await do("on", lambda: _on(talk))
    await say("inbox-on", lambda: {"count": waiting})


async def off(talk: Talk, volunteer: Volunteer) -> None:
    """And no longer; what they had is given to others."""
    talk.fetch("released", lambda store, _: inbox.release(store, volunteer.contact))
    await do("off", lambda: _off(talk))
    await say("inbox-off")


async def next_question(talk: Talk, volunteer: Volunteer) -> None:
    """The oldest question that nobody has, theirs for half an hour."""
    found = talk.fetch("next", lambda store, seals: inbox.take(store, seals, volunteer.contact, talk.now))
    if found is None:
        await say("inbox-empty")
        return
    question: Question = found
    await do("shown", lambda: inbox.hold(question, volunteer.contact, talk.now))
    facts = seen(question, talk.now)
    what = Said("inbox-recording", facts) if question.kind == "recording" else Said("inbox-question", facts)
    await say(lambda: [what, Said("inbox-how", facts)])


async def reply(talk: Talk, volunteer: Volunteer) -> None:
    """REPLY 17 and the answer, which reaches the asker as from the hotline; REPLY 17 - closes the question."""
    answer = talk.office.questions.answer
    said = _REPLY.fullmatch(talk.words.strip())
    if said is None or not said[2]:
        await say("inbox-reply-how")
        return
    number, text = int(said[1]), said[2]
    found = talk.fetch(number, lambda store, seals: questions.find(store, seals, number, talk.now))
    facts: Facts = {"number": str(number), "most": str(LONGEST_REPLY), "long": str(len(text))}
    if found is None:
        await say("inbox-gone", lambda: facts)
        return
    question, holder, asker = found
    # A life cannot wait for who holds the question: there the first answer counts.
    if holder not in ("", volunteer.contact) and question.kind != "danger":
        await say("inbox-held", lambda: facts)
    elif text in NO_ANSWER:
        await do("closed", lambda: _closed(question))
        await say("inbox-closed", lambda: facts)
    elif question.contact == WITHHELD:
        await do("closed", lambda: _closed(question))
        await say("inbox-withheld", lambda: facts)
    elif len(text) > LONGEST_REPLY:
        await say("inbox-long", lambda: facts)
    else:
        await do("answered", lambda: answer(question, asker, text))
        await say("inbox-sent", lambda: facts)


async def waiting_told(talk: Talk, volunteer: Volunteer) -> None:
    """Questions wait: once in ten minutes, as long as they do."""
    if talk.contact.on_at <= talk.contact.off_at:
        return
    waiting, _ = talk.fetch("waiting", lambda store, _: inbox.count(store, talk.now))
    if not waiting:
        return
    again = talk.contact.noticed_at + NOTICE_SECONDS
    if talk.now < again:
        await do("later", lambda: talk.later("inbox-new", again))
        return
    await do("noticed", lambda: _noticed(talk))
    await say("inbox-new", lambda: {"count": waiting})


def _closed(question: Question) -> Sequence[Intent]:
    return [*inbox.close(question), deed("close", str(question.number))]


def _on(talk: Talk) -> Sequence[Intent]:
    talk.contact.on_at = talk.now
    return rota.on(talk.contact.id)


def _off(talk: Talk) -> Sequence[Intent]:
    talk.contact.off_at = talk.now
    return rota.off(talk.contact.id)


def _noticed(talk: Talk) -> Sequence[Intent]:
    talk.contact.noticed_at = talk.now
    return []
