"""What is kept of one talker, session and profile: loaded when a turn begins, written when it ends."""

from __future__ import annotations

import logging

from ..people.contacts import Contact, new_life, open_profile, seal_profile
from ..people.seal import BrokenSeal, Seals
from ..store.keys import CONTACTS, contact_key, session_key
from ..store.store import Begun, Claim, Command
from ..talk.session import Session

log = logging.getLogger(__name__)


class Kept:
    """One talker's session and contact; a caller who withholds the number has the contact within the session."""

    def __init__(self, seals: Seals, claim: Claim, begun: Begun, number: str) -> None:
        """`number`: theirs, as the carrier gives it."""
        self._seals, self._claim, self._begun, self._number = seals, claim, begun, number
        self.session = self._load_session()
        self.contact = self._load_contact()
        self._before = None if begun.profile is None else self.contact.dump()

    def session_commands(self, session: Session, keep: int) -> list[Command]:
        """Keep what a talk has come to, for so many seconds."""
        key = session_key(self._claim.talker)
        if session.flow:
            return [("SET", key, self._seals.seal(self._dump(session), key), "EX", keep)]
        return [] if self._begun.session is None else [("DEL", key)]

    def contact_commands(self, now: float) -> list[Command]:
        """Keep who talked at `now`, epoch seconds."""
        if not self._claim.contact:
            return []
        # To the hour: a finer time would tell which row of the change log is this person's.
        return [("ZADD", CONTACTS, now // 3600 * 3600, self._claim.contact), *self._changed()]

    def profile_commands(self) -> list[Command]:
        """Keep what has changed of who did not talk; of who was forgotten meanwhile, nothing."""
        return [] if self._before is None else self._changed()

    def _changed(self) -> list[Command]:
        who, after = self.contact.id, self.contact.dump()
        return [] if after == self._before else [("SET", contact_key(who), seal_profile(self._seals, who, after))]

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
            return Contact.load("", (self.session.profile or "{}").encode())
        if self._begun.profile is None:
            return Contact(self._claim.contact, life=new_life(), number=self._number)
        return open_profile(self._seals, self._claim.contact, self._begun.profile)

    def _dump(self, session: Session) -> bytes:
        if not self._claim.contact:
            session.profile = self.contact.dump().decode()
        return session.dump()
