"""One person's turn: what was said and loaded becomes an answer, and all that has to be written for it."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flows import ANSWERS
from flows.talk import Desk

from ..hearing.keywords import Match
from ..hearing.lexicon import LEADING
from ..mail import quiet, reminders
from ..mail.kinds import KINDS
from ..mail.message import letter, mail_id, put
from ..mail.outbox import TOLD, told_on
from ..mail.questions import Questions, helped_by
from ..mail.reminders import Reminder
from ..people import audit, volunteers
from ..people.contacts import Contact
from ..people.inbox import Kind
from ..people.seal import Seals
from ..settings import Settings
from ..store.keys import CONTACTS, FORGOTTEN, INBOX, NEWS, REMINDERS, contact_key, helper_key, limit_key, session_key
from ..store.store import Begun, Claim, Command
from ..talk.dialogue import Reply
from ..talk.engine import Wanted
from ..talk.session import BUSY, Session
from ..talk.steps import Said
from .kept import Record
from .knowledge import Answer, Heard, Knowledge, Person, listen

ALWAYS = ("stop", "forget")  # these work whatever the limit says
NOON = timedelta(hours=12)  # nights are counted from noon to noon: who asks at 23:50 and at 00:10 is one guest


class PersonTurn:
    """One person's turn: what is loaded, what comes of it, and what has to be written."""

    def __init__(
        self,
        settings: Settings,
        seals: Seals,
        knowledge: Knowledge,
        now: float,
        heard: Heard,
        claim: Claim,
        begun: Begun,
        found: Mapping[Hashable, Any],
    ) -> None:
        """`now` in epoch seconds; `found`: what flows asked to be read for this turn, and what it gave."""
        self._settings, self._seals, self._knowledge = settings, seals, knowledge
        self._found = found
        self._owed: Sequence[Command] = []
        self._heard, self._claim, self._begun = heard, claim, begun
        self._now = now
        self._forgotten = self._in_danger = False
        self._head = audit.Head.load(begun.head)
        self._record = Record(seals, claim, begun)
        self._session, self._contact = self._record.session, self._record.contact
        self._reply = Reply(self._session)
        night = (datetime.fromtimestamp(self._now, settings.timezone) - NOON).date()
        self._witness = self._seals.witness(claim.contact or claim.talker, night)

    def answer(self) -> Answer:
        """What to answer."""
        heard, contact = self._heard, self._contact
        if heard.reminder:
            return self._remind(heard.reminder)
        if heard.opted:
            return self._noted()
        person = self._person()
        if heard.event == "text":
            order = self._knowledge.order(heard.text, person, self._now)
            match = self._knowledge.lexicon.find(heard.text)
            # MORE goes with STATUS: of a volunteer it tells no more of the language than that.
            follows = person.volunteer is not None and match is not None and match.flow in ANSWERS
            self._knowledge.tune(contact, heard.text, order=order is not None or follows)
            if self._begun.limited and not (match and match.whole and match.flow in ALWAYS):
                return self._limited()
            self._in_danger = self._speaks_of_danger(order)
            if self._in_danger:
                person = self._person()  # whose question goes before all others
        dialogue = self._knowledge.dialogue(person, self._now, calling=bool(heard.call))
        self._reply = listen(dialogue, self._session, heard)
        if self._in_danger:
            self._warn()
        return Answer(self._reply, contact.language or self._knowledge.catalog.languages[0])

    def commands(self, rendered: str) -> Sequence[Command]:
        """All that this turn writes; `rendered` is what it says."""
        commands: list[Command] = [*self._owed]
        commands += [write for write in self._reply.writes if isinstance(write, tuple)]
        if self._heard.reminder and rendered:
            commands += self._queue(self._heard.reminder, rendered)
        commands += audit.entries(self._seals, self._head, self._now, self._contact.id, self._deeds())
        if self._forgotten:
            return commands
        commands += self._record.session_commands(self._reply.session, int(self._settings.keep_journals))
        if self._heard.reminder:  # that they are written to is no sign of life
            return commands + self._record.profile_commands()
        return commands + self._record.contact_commands(self._heard.number, self._now)

    def after(self) -> str:
        """The audit entry that this turn's follow, "" when it has none."""
        return self._head.id if self._deeds() else ""

    def _deeds(self) -> list[audit.Deed]:
        return [write for write in self._reply.writes if isinstance(write, audit.Deed)]

    def _person(self) -> Person:
        helper = helped_by(self._seals, self._contact.id, self._begun.helper, self._now)
        desk = Desk(self._settings, self._seals, self._found, self._questions(), helper)
        person = Person(self._contact, self._witness, self._forget, post=self._post, desk=desk)
        if self._begun.volunteer is None:
            return person
        volunteer = volunteers.load(self._seals, self._contact.id, self._begun.volunteer)

        def enlist(number: str, name: str) -> Sequence[object]:
            known = volunteers.Volunteer(self._seals.pseudonym(number), name, "reporter", volunteer.place)
            commands = volunteers.save(self._seals, known, fresh=True)
            deed = audit.deed("volunteer", "add", known.contact, known.role, known.place)
            return [*commands, *volunteers.introduce(self._seals, known.contact, number), deed]

        return replace(person, volunteer=volunteer, enlist=enlist)

    def _remind(self, reminder: Reminder) -> Answer:
        """What a reminder says, if it is of use and may be said now."""
        contact, session, now = self._contact, self._session, self._now
        silence = Answer(None, contact.language)
        self._reply = Reply(session)
        due, told = self._standing(reminder)
        if due is None or due != self._heard.due:  # the person's own turn has moved it meanwhile, or called it off
            return silence
        self._owed = reminders.cancel(reminder)
        if self._begun.profile is None or (reminder.life and contact.life != reminder.life):
            return silence
        earliest = self._earliest(reminder, told)
        if contact.stopped_at is not None or reminder.is_late(due, earliest):
            self._owed = reminder.unasked(due, now)
            return silence
        if earliest > now:
            self._owed = reminders.owe(reminder, earliest)
            return silence
        reply = self._knowledge.dialogue(self._person(), now, calling=False).begin(reminder.flow, reminder.about)
        self._reply = reply
        if reply.session.question is None:  # what only tells, or is of no use any more, leaves an open question open
            reply.session, reply.quiet = session, True
        else:
            reply.session.unasked = True
        return Answer(reply, contact.language or self._knowledge.catalog.languages[0])

    def _standing(self, reminder: Reminder) -> tuple[float | None, str]:
        """When it is due now, None if it is owed no more; and `TOLD` of its person. Read while the lock is ours."""
        commands: list[Command] = [
            ("ZSCORE", REMINDERS, self._heard.owed),
            ("HGET", contact_key(reminder.contact), TOLD),
        ]
        if "standing" not in self._found:
            raise Wanted("standing", lambda store, _: store.apply(commands))
        due, told = self._found["standing"]
        return due, (told or b"").decode()

    def _earliest(self, reminder: Reminder, told: str) -> float:
        """When the person may be asked: not in the middle of a talk, at night, or over the day's number."""
        settings, now, kind = self._settings, self._now, KINDS[reminder.kind]
        zone = self._contact.time_zone(settings.timezone)
        earliest = self._session.asked_at + BUSY if self._session.is_busy(now) else now
        if kind.counted and told_on(told, now, zone) >= settings.unasked_a_day:
            earliest = quiet.next_day(now, zone, settings.quiet_until)
        return quiet.not_before(earliest, zone, settings.quiet_from, settings.quiet_until) if kind.quiet else earliest

    def _queue(self, reminder: Reminder, body: str) -> list[Command]:
        """Queued as of when it was due: if a crash of the store loses this turn, the message that was sent by then is
        looked for from there on."""
        id_, kind = mail_id(reminder.member(), self._heard.due), reminder.kind
        until = self._now + KINDS[kind].hours * 3600
        mail = letter(id_, reminder.contact, self._contact.life, kind, body, self._heard.due, until)
        return put(self._seals, mail, body)

    def _post(self, who: Contact, body: str) -> list[Command]:
        mail = letter(secrets.token_hex(12), who.id, who.life, "duty", body, self._now)
        return put(self._seals, mail, body)

    def _questions(self) -> Questions:
        kind: Kind = "recording" if self._heard.event == "recording" else "danger" if self._in_danger else "text"
        catalog, number = self._knowledge.catalog, self._begun.token  # no other turn has that number
        return Questions(self._seals, catalog, self._contact, self._heard.number, number, self._now, kind)

    def _forget(self) -> Sequence[object]:
        """Erase the person; traces in the change log and on disk are cleared by upkeep."""
        contact = self._claim.contact
        if not contact:
            return []
        self._forgotten = True
        keys = [contact_key(contact), session_key(contact), limit_key(contact), f"{limit_key(contact)}:told"]
        keys.append(helper_key(contact))
        commands: list[Command] = [("DEL", *keys), ("ZREM", CONTACTS, contact)]
        commands += [("ZREM", NEWS, contact), ("SADD", FORGOTTEN, contact)]
        if self._begun.volunteer is None:
            return commands
        helper = volunteers.load(self._seals, contact, self._begun.volunteer)
        return [*commands, *volunteers.remove(helper), audit.deed("volunteer", "left")]

    def _noted(self) -> Answer:
        """The carrier has answered STOP, START or HELP by itself: record it and stay silent."""
        if self._heard.opted == "stop":
            self._contact.stop(self._now)
        elif self._heard.opted == "start":
            self._contact.stopped_at = None
        return Answer(None, self._contact.language)

    def _limited(self) -> Answer:
        """Too many texts: one notice, then silence; the open question stays."""
        if self._begun.limited == 1:
            return Answer(Reply(Session(), [Said("limit")]), self._contact.language)
        return Answer(None, self._contact.language)

    def _speaks_of_danger(self, order: Match | None) -> bool:
        """Whether a life is in danger here: not in what a volunteer writes to somebody else."""
        text = self._heard.text
        answers = self._session.is_open(self._now) and not any(character.isalpha() for character in text)
        if answers or (order and order.flow in LEADING):
            return False
        return self._knowledge.lexicon.in_danger(text, order=order is not None)

    def _warn(self) -> None:
        """Put the numbers to call first, and have volunteers read it; the menu or advice on a topic is left out."""
        reply = self._reply
        match = self._knowledge.lexicon.find(self._heard.text)
        if not any(write[:2] == ("ZADD", INBOX) for write in reply.writes if isinstance(write, tuple)):
            told = self._knowledge.dialogue(self._person(), self._now, calling=False).begin("danger", self._heard.text)
            reply.writes += told.writes
        if reply.session.flow == "menu" or (match and match.flow.startswith("topic:")):
            reply.said, reply.session, reply.quiet = [], self._session, True
        reply.said.insert(0, Said("emergency"))
