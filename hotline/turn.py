"""One turn: claim -> load -> advance -> save -> reply. A text and a call both come through here."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from flows import ANSWERS
from flows.talk import Desk

from .by_heart import by_heart
from .directory.snapshot import Snapshot
from .knowledge import Answer, Heard, Knowledge, Person, listen
from .lexicon import LEADING
from .mail import quiet, reminders
from .mail.kinds import KINDS
from .mail.outbox import TOLD, letter, mail_id, put, told_on
from .mail.questions import Questions, helped_by
from .mail.reminders import Reminder
from .metrics import AWAY
from .people import audit, volunteers
from .people.contacts import Contact
from .people.inbox import Kind
from .people.seal import BrokenSeal, Seals
from .settings import Settings
from .store import (
    CHANGES_AT_ONCE,
    CONTACTS,
    FORGOTTEN,
    INBOX,
    NEWS,
    Begun,
    Claim,
    Command,
    Store,
    StoreAway,
    contact_key,
    helper_key,
    limit_key,
    order,
    session_key,
)
from .talk.catalog import Catalog
from .talk.dialogue import Reply
from .talk.engine import Wanted
from .talk.keywords import Match
from .talk.session import BUSY, Session
from .talk.steps import Said
from .talk.wording import as_text

log = logging.getLogger(__name__)

ALWAYS = ("stop", "forget")  # these work whatever the limit says
RELOAD = 3.0  # seconds a turn waits for a new directory before it goes on with the old one
NOON = timedelta(hours=12)  # nights are counted from noon to noon: who asks at 23:50 and at 00:10 is one guest

Render: TypeAlias = Callable[[Answer], str]


class Turns:
    """Takes turns for one process, which keeps nothing between them but its knowledge of the directory."""

    def __init__(self, settings: Settings, store: Store, seals: Seals, catalog: Catalog) -> None:
        self.settings = settings
        self.store = store
        self.seals = seals
        self.knowledge = Knowledge(catalog, Snapshot(0, {}, settings.timezone))
        self.refreshed_at = 0.0  # when the store was last heard of, in the hotline's time
        self._reloading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the clock and the directory. Raises StoreAway."""
        await self.store.start_clock(self.settings.now)
        await self._reload()

    async def take(self, heard: Heard, render: Render) -> str:
        """Answer once: the reply as rendered. The same message id gets the same answer again, and does nothing."""
        contact = self.seals.pseudonym(heard.number) if heard.number else ""
        claim = Claim(heard.message_id, heard.call or contact, contact, counted=heard.counted)
        try:
            return await self._take(heard, claim, render)
        except StoreAway:
            AWAY.inc()
            refreshed = datetime.fromtimestamp(self.refreshed_at, self.settings.timezone)
            return render(by_heart(self.knowledge, heard, self.store.now(), refreshed.strftime("%d.%m %H:%M")))

    async def remind(self, reminder: Reminder, due: float) -> None:
        """Open the flow of a reminder that was due then, and queue what it says. Raises StoreAway.

        It waits for a talk that goes on, for the end of quiet hours, and for the next day if this one is full: opened
        now and sent then, it would hold old facts, and its question would stand in the way of the others. What is of
        no use any more, or by then, is dropped.
        """
        if not reminder.contact:
            for member in await self.store.read("SMEMBERS", reminder.group):
                await self.remind(replace(reminder, contact=member.decode()), due)
            return
        told = await self.store.read("HGET", contact_key(reminder.contact), TOLD)
        claim = Claim(f"due-{mail_id(reminder.member(), due)}", reminder.contact, reminder.contact, counted=False)
        heard = Heard(
            claim.message_id, "", "due", reminder.about, reminder=reminder, due=due, told=(told or b"").decode()
        )
        await self._take(heard, claim, lambda answer: plain(answer, self.knowledge.catalog))

    async def _take(self, heard: Heard, claim: Claim, render: Render) -> str:
        while True:
            seen = self.knowledge.snapshot.seen
            begun = await self.store.begin(claim, seen)
            if isinstance(begun, bytes):
                return self.seals.open(begun, claim.message_id).decode()
            rendered = await self._advance(heard, claim, begun, seen, render)
            if rendered is not None:
                return rendered

    async def _advance(self, heard: Heard, claim: Claim, begun: Begun, seen: str, render: Render) -> str | None:
        """Advance and save; None if the lease was lost meanwhile. Whatever breaks, the next text need not wait."""
        try:
            await self._catch_up(begun, seen)
            turn, answer = await self._advanced(heard, claim, begun)
            rendered = render(answer)
            commands, after = turn.commands(rendered), turn.after()
        except Exception:
            await self.store.free(claim, begun.token)
            raise
        sealed = self.seals.seal(rendered.encode(), claim.message_id)
        return rendered if await self.store.end(claim, begun.token, sealed, commands, after) else None

    async def _advanced(self, heard: Heard, claim: Claim, begun: Begun) -> tuple[_Turn, Answer]:
        found: dict[Hashable, Any] = {}
        while True:
            turn = _Turn(self, heard, claim, begun, found)
            try:
                return turn, turn.answer()
            except Wanted as wanted:
                found[wanted.key] = await wanted.read(self.store, self.seals)

    async def _catch_up(self, begun: Begun, seen: str) -> None:
        if not self.refreshed_at:  # the store was away when this process started
            await self.store.start_clock(self.settings.now)
        behind = len(begun.news) == CHANGES_AT_ONCE
        if begun.version != self.knowledge.snapshot.version or behind:
            if self._reloading is None or self._reloading.done():
                self._reloading = asyncio.create_task(self._reload())
            done, _ = await asyncio.wait([self._reloading], timeout=RELOAD)
            for reload in done:
                reload.result()
        snapshot = self.knowledge.snapshot
        # A reload may have put an older moment in its place: what lies between comes with the next turn.
        if not behind and order(seen) <= order(snapshot.seen):
            snapshot.apply((change.id, change.row) for change in begun.changes_after(snapshot.seen))
            snapshot.tidy(self.store.now())
            self.refreshed_at = self.store.now()

    async def _reload(self) -> None:
        """Read the directory anew; built off the loop, since it may hold 50,000 shelters."""
        version, tables = await self.store.read_tables()
        changes = await self.store.read_changes()

        def build() -> Knowledge:
            snapshot = Snapshot(version, tables, self.settings.timezone)
            snapshot.apply((change.id, change.row) for change in changes)
            snapshot.warm(self.store.now())
            gc.collect()
            gc.set_threshold(20_000, 20, 100)  # a turn makes some 300 objects and leaves none
            gc.freeze()  # 50,000 shelters would be looked through at every full collection, for 0.1 s each
            return Knowledge(self.knowledge.catalog, snapshot)

        self.knowledge = await asyncio.to_thread(build)
        self.refreshed_at = self.store.now()


class _Turn:
    """One person's turn: what is loaded, what comes of it, and what has to be written."""

    def __init__(self, turns: Turns, heard: Heard, claim: Claim, begun: Begun, found: Mapping[Hashable, Any]) -> None:
        self._settings, self._seals, self._knowledge = turns.settings, turns.seals, turns.knowledge
        self._found = found
        self._owed: Sequence[Command] = []
        self._heard, self._claim, self._begun = heard, claim, begun
        self._now = turns.store.now()
        self._forgotten = self._in_danger = False
        self._head = audit.Head.load(begun.head)
        self._session = self._load_session()
        self._contact = self._load_contact()
        self._before = None if begun.profile is None else self._contact.dump()
        self._reply = Reply(self._session)
        night = (datetime.fromtimestamp(self._now, turns.settings.timezone) - NOON).date()
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
            person = self._person()
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
        session = self._reply.session
        key = session_key(self._claim.talker)
        if self._forgotten:
            return commands
        if session.flow:
            keep = int(self._settings.keep_journals)
            commands.append(("SET", key, self._seals.seal(self._dump(session), key), "EX", keep))
        elif self._begun.session is not None:
            commands.append(("DEL", key))
        return commands + self._contact_commands()

    def after(self) -> str:
        """The audit entry that this turn's follow, "" when it has none."""
        return self._head.id if self._deeds() else ""

    def _deeds(self) -> list[audit.Deed]:
        return [write for write in self._reply.writes if isinstance(write, audit.Deed)]

    def _contact_commands(self) -> list[Command]:
        if not self._claim.contact:
            return []
        key = contact_key(self._claim.contact)
        if self._heard.reminder:  # that they are written to is no sign of life
            after = self._contact.dump()
            changed = self._begun.profile is not None and after != self._before
            return [("HSET", key, "profile", self._seals.seal(after, f"{key} profile"))] if changed else []
        # To the hour: a finer time would tell which row of the change log is this person's.
        commands: list[Command] = [("ZADD", CONTACTS, self._now // 3600 * 3600, self._claim.contact)]
        kept: Command = ()
        after = self._contact.dump()
        if after != self._before:
            kept += ("profile", self._seals.seal(after, f"{key} profile"))
        if self._begun.profile is None:
            kept += ("number", self._seals.seal(self._heard.number.encode(), f"{key} number"))
        if kept:
            commands.append(("HSET", key, *kept))
        return commands

    def _load_session(self) -> Session:
        if self._begun.session is None:
            return Session()
        try:
            return Session.load(self._seals.open(self._begun.session, session_key(self._claim.talker)))
        except (BrokenSeal, ValueError, TypeError):
            log.warning("session=unreadable started=afresh")
            return Session()

    def _load_contact(self) -> Contact:
        if not self._claim.contact:
            return Contact.load("", (self._session.profile or "{}").encode())
        if self._begun.profile is None:
            return Contact(self._claim.contact, life=secrets.token_hex(4))
        about = f"{contact_key(self._claim.contact)} profile"
        return Contact.load(self._claim.contact, self._seals.open(self._begun.profile, about))

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

    def _dump(self, session: Session) -> bytes:
        if not self._claim.contact:
            session.profile = self._contact.dump().decode()
        return session.dump()

    def _remind(self, reminder: Reminder) -> Answer:
        """What a reminder says, if it is of use and may be said now."""
        contact, session, now = self._contact, self._session, self._now
        silence = Answer(None, contact.language)
        self._reply = Reply(session)
        self._owed = reminders.cancel(reminder)
        another = bool(reminder.life) and contact.life != reminder.life
        gone = self._begun.profile is None or another or contact.stopped_at is not None
        if gone or reminder.is_late(self._heard.due, now):
            return silence
        earliest = self._earliest(reminder)
        if earliest > now:
            if not reminder.is_late(self._heard.due, earliest):
                self._owed = reminders.owe(reminder, earliest)
            return silence
        reply = self._knowledge.dialogue(self._person(), now, calling=False).begin(reminder.flow, reminder.about)
        self._reply = reply
        if reply.session.question is None:  # what only tells, or is of no use any more, leaves an open question open
            reply.session, reply.quiet = session, True
        else:
            reply.session.unasked = True
        return Answer(reply, contact.language or self._knowledge.catalog.languages[0])

    def _earliest(self, reminder: Reminder) -> float:
        """When the person may be asked: not in the middle of a talk, at night, or over the day's number."""
        settings, now, kind = self._settings, self._now, KINDS[reminder.kind]
        zone = self._contact.time_zone(settings.timezone)
        earliest = self._session.asked_at + BUSY if self._session.is_busy(now) else now
        if kind.counted and told_on(self._heard.told, now, zone) >= settings.unasked_a_day:
            earliest = quiet.next_day(now, zone, settings.quiet_until)
        return quiet.not_before(earliest, zone, settings.quiet_from, settings.quiet_until) if kind.quiet else earliest

    def _queue(self, reminder: Reminder, body: str) -> list[Command]:
        id_ = mail_id(reminder.member(), self._heard.due)
        mail = letter(id_, reminder.contact, self._contact.life, reminder.kind, body, self._now)
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


def plain(answer: Answer, catalog: Catalog) -> str:
    """An answer as a text, "" for silence."""
    return as_text(answer.reply, catalog, answer.language) if answer.reply else ""
