"""One person's turn: what was said and loaded becomes an answer, and all that has to be written for it."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flows.guests.danger import ALERT_SECONDS
from flows.table import ANSWERS, FLOWS, Due
from flows.talk import Desk

from ..carriers.segments import in_one_segment
from ..hearing.meaning import Meaning
from ..hearing.utterance import Utterance
from ..mail import quiet, reminders
from ..mail.kinds import MailKind
from ..mail.message import letter, mail_id, put
from ..mail.outbox import told_on
from ..mail.questions import Questions, helped_by
from ..mail.reminders import Reminder
from ..people import audit, volunteers
from ..people.contacts import Contact, erase, no_news
from ..people.inbox import QuestionKind
from ..people.seal import Seals
from ..people.volunteers import Volunteer
from ..routes import carrier_of
from ..settings import Settings
from ..store.keys import STATS_SECONDS, stats_key
from ..store.store import Begun, Claim, Command
from ..talk.dialogue import Reply
from ..talk.session import BUSY, Session
from ..talk.steps import FREE, Intent, Said
from .kept import Kept
from .knowledge import Answer, Incoming, Knowledge, Person, listen
from .tongue import tune

ANSWER_EXPIRES = 2 * 3600.0  # seconds that an answer which is queued is of use
FAREWELL_EXPIRES = 600.0  # that to FORGET: so long the number of who was forgotten is kept at the most
WITHHELD = "withheld"  # in the place of a pseudonym: all who call without a number are one guest
QUARTER = 900  # seconds; every time zone's noon is at a full one
NOON = timedelta(hours=12)  # nights are counted from noon to noon: who asks at 23:50 and at 00:10 is one guest


class PersonTurn:
    """One person's turn: what is loaded, what comes of it, and what has to be written."""

    def __init__(
        self,
        settings: Settings,
        seals: Seals,
        knowledge: Knowledge,
        now: float,
        heard: Incoming,
        claim: Claim,
        begun: Begun,
    ) -> None:
        """`now` in epoch seconds."""
        self._settings, self._seals, self._knowledge = settings, seals, knowledge
        self._found: Mapping[Hashable, Any] = {}
        self._owed: Sequence[Command] = []
        self._heard, self._claim, self._begun = heard, claim, begun
        self._now = now
        self._forgotten = False
        self._cut: Sequence[Command] = []
        self._head = audit.Head.load(begun.head)
        self._kept = Kept(seals, claim, begun, heard.number)
        self._session, self._contact = self._kept.session, self._kept.contact
        self._reply = Reply(self._session)
        night = _night(self._now // QUARTER, settings.timezone)
        self._witness = self._seals.witness(claim.contact or claim.talker, night)
        self._guest = self._witness if claim.contact else self._seals.witness(WITHHELD, night)
        self._volunteer: Volunteer | None = None
        if begun.volunteer is not None:
            self._volunteer = volunteers.load(seals, self._contact.id, begun.volunteer)
        self._meaning = self._understood() if heard.event == "text" and not heard.opted else None
        if heard.carrier and len(settings.routes) > 1:  # they are answered the way they came
            own = carrier_of(heard.number, settings.routes)
            self._contact.came_by = "" if heard.carrier == own else heard.carrier
        self._values = self._contact.values()

    def answer(self, found: Mapping[Hashable, Any]) -> Answer:
        """What to answer; `found`: what flows wanted read for this turn so far. Raises Wanted: undo, ask again."""
        self._found = found
        heard, meaning = self._heard, self._meaning
        if heard.reminder:
            return self._remind(heard.reminder)
        if heard.opted:
            return self._noted()
        if meaning and heard.late and not (meaning.spared or meaning.danger):
            return Answer(None, self._contact.language)
        if meaning and self._begun.limited and not meaning.spared:
            if not self._may_be_warned(meaning):
                return self._limited()
            self._contact.warned_at = self._now
        dialogue = self._knowledge.dialogue(self._person(), self._now, calling=bool(heard.call))
        self._reply = listen(dialogue, self._session, heard, meaning)
        if meaning and self._begun.profile is None and not self._forgotten:
            self._introduce(meaning)
        return Answer(self._reply, self._contact.language or self._knowledge.catalog.languages[0])

    def _may_be_warned(self, meaning: Meaning) -> bool:
        """Whether a text of danger is heard beyond the limit: once in a while, for each answer is paid for."""
        return meaning.danger is not None and self._now - self._contact.warned_at >= ALERT_SECONDS

    def _introduce(self, meaning: Meaning) -> None:
        """A first answer tells how to learn who we are, where there is room; to danger and STOP nothing is added."""
        told = [said.id for said in self._reply.said]
        if meaning.danger or meaning.at_once or "who-answer" in told or "menu" in told:
            return
        if told or self._reply.session.question:
            self._reply.said.append(Said("who-word", spare=FREE))

    def undo(self) -> None:
        """Take back what an answer that was thrown away did."""
        self._owed, self._forgotten = [], False
        self._contact.restore(self._values)

    def commands(self, rendered: str) -> Sequence[Command]:
        """All that this turn writes; `rendered` is what it says."""
        commands: list[Command] = [*self._owed, *self._cut]
        if self._heard.queue_rate and rendered:
            commands += self._answer_queued(rendered)
        commands += [write for write in self._reply.writes if isinstance(write, tuple)]
        if self._heard.reminder and rendered and (manner := FLOWS[self._heard.reminder.flow].due):
            commands += self._queue(self._heard.reminder, manner, rendered)
        if deeds := self._deeds():
            commands += audit.entries(self._seals, self._head, self._now, self._contact.id, deeds)
        if self._forgotten:
            return commands
        commands += self._kept.session_commands(self._reply.session, int(self._settings.keep_journals))
        if self._heard.event == "due":  # that they are written to is no sign of life
            return commands + self._kept.profile_commands()
        return commands + self._kept.contact_commands(self._now)

    def cut(self, rendered: str) -> str:
        """The answer in one segment, since many wait; that it was cut is counted.

        That to danger, STOP and FORGET is left whole: how to come back, or whom to call, may stand at its end.
        """
        if self._meaning and (self._meaning.danger or self._meaning.spared):
            return rendered
        short, stats = in_one_segment(rendered), stats_key(self._now)
        if short != rendered:
            self._cut = [("HINCRBY", stats, f"cut:{self._heard.carrier}", 1), ("EXPIRE", stats, STATS_SECONDS)]
        return short

    def after(self) -> str:
        """The audit entry that this turn's follow, "" when it has none."""
        return self._head.id if self._deeds() else ""

    def _deeds(self) -> list[audit.Deed]:
        return [write for write in self._reply.writes if isinstance(write, audit.Deed)]

    def _understood(self) -> Meaning:
        """What the text means; and the language that it tells of."""
        knowledge, volunteer = self._knowledge, self._volunteer
        meaning = knowledge.understanding.of(self._heard.text, self._contact, volunteer, self._session, self._now)
        # MORE goes with STATUS: of a volunteer it tells no more of the language than that.
        follows = volunteer is not None and meaning.keyword is not None and meaning.keyword.flow in ANSWERS
        tune(self._contact, meaning, knowledge.catalog.languages, order=meaning.order is not None or follows)
        return meaning

    def _person(self) -> Person:
        helper = helped_by(self._seals, self._contact.id, self._begun.helper, self._now)
        desk = Desk(self._settings, self._seals, self._found, self._questions(), self._begun.on_duty, helper)
        person = Person(self._contact, self._witness, self._guest, self._forget, post=self._post, desk=desk)
        volunteer = self._volunteer
        if volunteer is None:
            return person

        def enlist(number: str, name: str) -> Sequence[Intent]:
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
        due, told = self._begun.due, self._begun.told.decode()
        if due is None or due != self._heard.due:  # the person's own turn has moved it meanwhile, or called it off
            return silence
        manner = FLOWS[reminder.flow].due
        assert manner is not None
        self._owed = reminders.cancel(reminder)
        if self._begun.profile is None or (reminder.life and contact.life != reminder.life):
            return silence
        earliest = self._earliest(manner.kind, told)
        if contact.stopped_at is not None or manner.is_late(due, earliest):
            if manner.daily:  # tomorrow at the same time
                self._owed = reminders.owe(reminder, reminders.days_later(due, now))
            return silence
        if earliest > now:
            self._owed = reminders.owe(reminder, earliest)
            return silence
        reply = self._knowledge.dialogue(self._person(), now, calling=False).begin(
            reminder.flow, Utterance(reminder.about)
        )
        self._reply = reply
        if reply.session.question is None:  # what only tells, or is of no use any more, leaves an open question open
            reply.session, reply.quiet = session, True
        else:
            reply.session.unasked = True
        return Answer(reply, contact.language or self._knowledge.catalog.languages[0])

    def _earliest(self, kind: MailKind, told: str) -> float:
        """When the person may be asked: not in the middle of a talk, at night, or over the day's number."""
        settings, now = self._settings, self._now
        zone = self._contact.time_zone(settings.timezone)
        earliest = self._session.asked_at + BUSY if self._session.is_busy(now) else now
        if kind.counted and told_on(told, now, zone) >= settings.unasked_a_day:
            earliest = quiet.next_day(now, zone, settings.quiet_until)
        return quiet.not_before(earliest, zone, settings.quiet_from, settings.quiet_until) if kind.quiet else earliest

    def _queue(self, reminder: Reminder, manner: Due, body: str) -> list[Command]:
        """Queued as of when it was due: if a crash of the store loses this turn, the message that was sent by then is
        looked for from there on."""
        id_, until = mail_id(reminder.member(), self._heard.due), self._now + manner.kind.hours * 3600
        mail = letter(id_, self._contact, self._settings.routes, manner.mail, body, self._heard.due, until)
        return put(self._seals, mail, body)

    def _answer_queued(self, body: str) -> list[Command]:
        """The answer as a message; its id is the text's, so that a text that comes again queues it once.

        Who has just been forgotten gets it all the same: as nobody's, with the number, which goes as it ends.
        """
        id_, now, number = mail_id("reply", self._heard.message_id), self._now, self._heard.number
        to = Contact("", number=number, came_by=self._contact.came_by) if self._forgotten else self._contact
        until = now + (FAREWELL_EXPIRES if self._forgotten else ANSWER_EXPIRES)
        mail = letter(id_, to, self._settings.routes, "reply", body, now, until)
        return put(self._seals, mail, body, number=number if self._forgotten else "")

    def _post(self, who: Contact, body: str) -> list[Command]:
        mail = letter(secrets.token_hex(12), who, self._settings.routes, "duty", body, self._now)
        return put(self._seals, mail, body)

    def _questions(self) -> Questions:
        meaning = self._meaning
        in_danger = meaning is not None and (meaning.danger is not None or meaning.maybe_danger)
        kind: QuestionKind = "recording" if self._heard.event == "recording" else "danger" if in_danger else "text"
        catalog, number = self._knowledge.catalog, self._begun.token  # no other turn has that number
        routes, phone = self._settings.routes, self._heard.number
        return Questions(self._seals, catalog, routes, self._contact, phone, number, self._now, kind)

    def _forget(self) -> Sequence[Intent]:
        """Erase the person; what names them elsewhere, and the file on disk, is cleared by upkeep."""
        contact = self._claim.contact
        if not contact:
            return []
        self._forgotten = True
        erased = erase(contact, self._contact.life)
        if self._volunteer is None:
            return erased
        return [*erased, *volunteers.remove(self._volunteer), audit.deed("volunteer", "left")]

    def _noted(self) -> Answer:
        """The carrier has answered STOP, START or HELP by itself, or has told of a STOP: record it and stay silent."""
        if self._heard.opted == "stop":
            self._contact.stop(self._now)
            self._owed = no_news(self._contact.id)
        elif self._heard.opted == "start":
            self._contact.stopped_at = None
        return Answer(None, self._contact.language)

    def _limited(self) -> Answer:
        """Too many texts: one notice, then silence; the open question stays."""
        if self._begun.limited == 1:
            return Answer(Reply(Session(), [Said("limit")]), self._contact.language)
        return Answer(None, self._contact.language)


@lru_cache(maxsize=16)
def _night(quarter: float, zone: ZoneInfo) -> date:
    """The day on whose noon the night begins; `quarter` is the time in QUARTERs since the epoch."""
    return (datetime.fromtimestamp(quarter * QUARTER, zone) - NOON).date()
