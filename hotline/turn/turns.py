"""One turn: claim -> load -> advance -> save -> reply. A text and a call both come through here."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from ..directory.snapshot import Snapshot
from ..mail import reminders
from ..mail.message import mail_id
from ..mail.outbox import ahead
from ..mail.reminders import Reminder
from ..people.joining import join
from ..people.seal import Seals
from ..settings import Settings
from ..store.store import Begun, Claim, Store, StoreAway, order
from ..talk.catalog import Catalog
from ..talk.engine import Wanted
from ..talk.wording import as_text
from .by_heart import by_heart
from .knowledge import Answer, Incoming, Knowledge
from .person import PersonTurn
from .replies import open_reply, seal_reply

MANY = 1000  # shelters from which on freezing them is worth the collection that it takes
LONGEST_WAIT = 120.0  # seconds that an answer may wait for others to leave; then all are cut to one segment
RELOAD = 3.0  # seconds a turn waits for a new directory before it goes on with the old one

Render: TypeAlias = Callable[[Answer], str]


class Turns:
    """Takes turns for one process, which keeps nothing between them but its knowledge of the directory."""

    def __init__(self, settings: Settings, store: Store, seals: Seals, catalog: Catalog) -> None:
        self.settings = settings
        self.store = store
        self.seals = seals
        self.knowledge = Knowledge(catalog, Snapshot(0, {}, settings.timezone), settings.region)
        self.refreshed_at = 0.0  # when the store was last heard of, in the hotline's time
        self._reloading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Join the store and read the directory. Raises StoreAway, NewerStore, or BrokenSeal: another secret."""
        await self._join()
        await self._reload()

    async def take(self, heard: Incoming, render: Render) -> str:
        """Answer once: the reply as rendered. The same message id gets the same answer again, and does nothing.

        What is to be queued is, in the same transaction; then StoreAway is raised, since it could not be.
        """
        contact = self.seals.pseudonym(heard.number) if heard.number else ""
        claim = Claim(heard.message_id, heard.call or contact, contact, counted=heard.counted)
        try:
            return await self._take(heard, claim, render)
        except StoreAway:
            if heard.queue_rate:
                raise
            return render(self.by_heart(heard))

    def by_heart(self, heard: Incoming) -> Answer:
        """What can be answered while the store is away."""
        from ..metrics import AWAY  # whoever serves the figures has them already

        AWAY.inc()
        refreshed = datetime.fromtimestamp(self.refreshed_at, self.settings.timezone)
        return by_heart(self.knowledge, heard, self.store.now(), refreshed.strftime("%d.%m %H:%M"))

    async def remind(self, reminder: Reminder, due: float) -> None:
        """Open the flow of a reminder that was due then, and queue what it says. Raises StoreAway.

        It waits for a talk that goes on, for the end of quiet hours, and for the next day if this one is full: opened
        now and sent then, it would hold old facts, and its question would stand in the way of the others. What is of
        no use any more, or by then, is dropped.
        """
        id_ = f"due-{mail_id(reminder.member(), due)}"
        claim = Claim(id_, reminder.contact, reminder.contact, counted=False, owed=reminder.member())
        heard = Incoming(id_, "", "due", reminder.about, reminder=reminder, due=due)
        await self._take(heard, claim, lambda answer: plain(answer, self.knowledge.catalog))

    async def opted_out(self, contact: str, mail: str) -> None:
        """A person has stopped at the carrier, which refused this message for it: they have stopped. Raises StoreAway.

        A turn like another one, since nobody else may write a profile.
        """
        id_ = f"stopped-{mail}"
        claim = Claim(id_, contact, contact, counted=False)
        heard = Incoming(id_, "", "due", "", opted="stop")
        await self._take(heard, claim, lambda answer: plain(answer, self.knowledge.catalog))

    async def _take(self, heard: Incoming, claim: Claim, render: Render) -> str:
        if not self.refreshed_at:  # the store was away when this process started
            await self._join()
        while True:
            seen = self.knowledge.snapshot.seen
            begun = await self.store.begin(claim, seen)
            if isinstance(begun, bytes):
                if claim.owed:  # a turn that came before has answered it
                    await self.store.run(reminders.REMINDED(owed=claim.owed, at=repr(heard.due), again=""))
                return open_reply(self.seals, claim.message_id, begun)
            rendered = await self._advance(heard, claim, begun, seen, render)
            if rendered is not None:
                return rendered
            if not begun.limited:
                claim = replace(claim, counted=False)  # it is taken again, and is one text all the same

    async def _advance(self, heard: Incoming, claim: Claim, begun: Begun, seen: str, render: Render) -> str | None:
        """Advance and save; None if the lease was lost meanwhile. Whatever breaks, the next text need not wait."""
        try:
            await self._catch_up(begun, seen)
            turn, answer = await self._advanced(heard, claim, begun)
            rendered = render(answer)
            if heard.queue_rate and rendered and await self._is_crowded(heard):
                rendered = turn.cut(rendered)
            commands, after = turn.commands(rendered), turn.after()
        except Exception:
            await self.store.free(claim, begun.token)
            raise
        sealed = seal_reply(self.seals, claim.message_id, rendered)
        return rendered if await self.store.end(claim, begun.token, sealed, commands, after) else None

    async def _advanced(self, heard: Incoming, claim: Claim, begun: Begun) -> tuple[PersonTurn, Answer]:
        turn = PersonTurn(self.settings, self.seals, self.knowledge, self.store.now(), heard, claim, begun)
        found: dict[Hashable, Any] = {}
        while True:
            try:
                return turn, turn.answer(found)
            except Wanted as wanted:
                turn.undo()
                found[wanted.key] = await wanted.read(self.store, self.seals)

    async def _is_crowded(self, heard: Incoming) -> bool:
        """Whether the answer would wait for too long behind others."""
        return await ahead(self.store, heard.carrier) / heard.queue_rate > LONGEST_WAIT

    async def _join(self) -> None:
        await join(self.store, self.seals, self.settings.now)

    async def _catch_up(self, begun: Begun, seen: str) -> None:
        behind = begun.is_behind
        if begun.version != self.knowledge.snapshot.version or behind:
            if self._reloading is None or self._reloading.done():
                self._reloading = asyncio.create_task(self._reload())
            done, _ = await asyncio.wait([self._reloading], timeout=RELOAD)
            for reload in done:
                reload.result()
        snapshot = self.knowledge.snapshot
        # A reload may have put an older moment in its place: what lies between comes with the next turn.
        if not behind and (seen == snapshot.seen or order(seen) <= order(snapshot.seen)):
            if begun.news:
                snapshot.apply(begun.changes_after(snapshot.seen))
            snapshot.tidy(self.store.now())
            self.refreshed_at = self.store.now()

    async def _reload(self) -> None:
        """Read the directory anew; built off the loop, since it may hold 50,000 shelters."""
        version, tables = await self.store.read_tables()
        changes = await self.store.read_changes()

        def build() -> Knowledge:
            snapshot = Snapshot(version, tables, self.settings.timezone)
            snapshot.apply(changes)
            snapshot.warm(self.store.now())
            gc.set_threshold(20_000, 20, 100)  # a turn makes some 300 objects and leaves none
            if len(snapshot.shelter_rows) >= MANY:
                gc.unfreeze()  # what an earlier directory left
                gc.collect()
                gc.freeze()  # 50,000 shelters would be looked through at every full collection, for 0.1 s each
            return Knowledge(self.knowledge.catalog, snapshot, self.settings.region)

        self.knowledge = await asyncio.to_thread(build)
        self.refreshed_at = self.store.now()


def plain(answer: Answer, catalog: Catalog) -> str:
    """An answer as a text, "" for silence."""
    return as_text(answer.reply, catalog, answer.language) if answer.reply else ""
