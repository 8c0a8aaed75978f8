"""A life is in danger, or may be: whom to call, that people were told, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hotline.people import rota
from hotline.people.contacts import Contact
from hotline.talk.engine import Running
from hotline.talk.steps import Intent, Said, ask, do, look, say

from ..talk import Talk

FURTHER = 4  # texts after the first that reach all who were told: where they are, and what changes
ALERT_SECONDS = 600.0  # between two alerts for one person: what they add meanwhile goes first in the inbox all the same


def danger(kind: str) -> Callable[[Talk], Running]:
    """The talk about one kind of danger (of `hearing.meanings.DANGERS`), "" where only its word is known."""

    async def tell(talk: Talk) -> None:
        """Whom to call. — We told people; where are you? — And whatever is written then goes to them as well."""
        told = await look("told", lambda: _is_told(talk))
        fresh = await look("fresh", lambda: not _is_alerted(talk))
        await do("asked", lambda: _alarmed(talk))
        await say(lambda: [Said("emergency", {"kind": kind or "any"}), *_others(talk, kind)])
        if told:
            await say("danger-told")
        known = await look("known", lambda: _where_is_known(talk))
        words = await ask("danger-go-on" if known else "danger-where", talk.anything())
        await _passed_on(talk, words, to_all=fresh)
        further = 1
        while True:
            words = await ask("danger-heard", talk.anything(), facts=lambda: {"told": "yes" if told else "no"})
            await _passed_on(talk, words, to_all=fresh and further < FURTHER)
            further += 1

    return tell


async def _passed_on(talk: Talk, words: str, *, to_all: bool) -> None:
    await do("further", lambda: _further(talk, words, to_all=to_all))


async def maybe_danger(talk: Talk) -> None:
    """A life may be in danger: whom to call, and a volunteer reads it before all else."""
    await do("asked", lambda: talk.desk.questions.ask(talk.words) if talk.desk else [])
    await say("maybe-danger")


def _where_is_known(talk: Talk) -> bool:
    found = talk.snapshot.places.find(talk.said)
    return bool(talk.contact.recent_place(talk.now)) or (found.sure and len(found.places) == 1)


def _others(talk: Talk, kind: str) -> list[Said]:
    """Whom the coordinator names besides."""
    text = talk.snapshot.about.get(kind)
    return [Said("danger-others", {"text": talk.name(text)})] if text else []


def _alarmed(talk: Talk) -> Sequence[Intent]:
    """Put into the inbox what they wrote; those who can be told read it at once, and not each further text."""
    if talk.desk is None:
        return []
    if _is_alerted(talk):
        return talk.desk.questions.ask(talk.words)
    told = _to_alert(talk)
    if not told:
        return [*talk.desk.questions.ask(talk.words), *rota.nobody_told(talk.now)]
    talk.contact.alerted_at = talk.now
    return talk.desk.questions.ask(talk.words, told)


def _further(talk: Talk, words: str, *, to_all: bool = False) -> Sequence[Intent]:
    """What is added stands first in the inbox, and reaches all who were told, later only whoever answered."""
    if talk.desk is None:
        return []
    told = _to_alert(talk) if to_all else _answering(talk)
    return talk.desk.questions.ask(words, told, kind="danger")


def _is_told(talk: Talk) -> bool:
    return talk.desk is not None and (_is_alerted(talk) or bool(_to_alert(talk)))


def _is_alerted(talk: Talk) -> bool:
    return talk.now - talk.contact.alerted_at < ALERT_SECONDS


def _to_alert(talk: Talk) -> list[Contact]:
    me = talk.contact.id
    return list(talk.fetch("to-alert", lambda store, seals: rota.to_alert(store, seals, but=me)))


def _answering(talk: Talk) -> list[Contact]:
    who, since = talk.office.helper
    helper = talk.fetch("helper", lambda store, seals: rota.helper(store, seals, who, since)) if who else None
    return [helper] if helper else []
