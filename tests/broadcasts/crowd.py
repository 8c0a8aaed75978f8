"""People for the tests of broadcasts."""

from __future__ import annotations

from datetime import time

from hotline.broadcasts.audience import Audience
from hotline.broadcasts.broadcast import Broadcasts, confirm, draft
from hotline.broadcasts.reach import Reach
from hotline.mail.outbox import Outbox
from hotline.people.contacts import Contact
from hotline.store.keys import CONTACTS, NEWS
from hotline.store.store import Command
from tests.evening import START, Evening
from tests.mail.post import LIMITS
from tests.people.known import known
from workers.broadcasts import list_confirmed

KEEP = 30 * 86400.0
START_OF_NIGHT, END_OF_NIGHT = time(21), time(9)


class Crowd:
    """People with profiles as turns would have written them, and a broadcast to them."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening
        self.store, self.seals = evening.turns.store, evening.turns.seals
        self.broadcasts = Broadcasts(self.store, self.seals)
        self.reach = Reach(self.store, self.seals, evening.turns.knowledge.snapshot, "ru")
        self.outbox = Outbox(self.store, KEEP)
        self.place = {name: self._place(name) for name in ("Уральск", "Аксай", "Астана")}

    def _place(self, name: str) -> str:
        found = self.evening.turns.knowledge.snapshot.places.named(name)
        assert found is not None
        return found.id

    async def add(self, number: str, *, news: bool = True, answered: float | None = None, **profile: object) -> str:
        """Somebody who asked for news, or was answered."""
        contact = Contact(self.seals.pseudonym(number), life="1", news_at=START if news else None)
        for name, value in profile.items():
            setattr(contact, name, value)
        commands: list[Command] = [known(self.seals, contact, number)]
        if news:
            commands.append(("ZADD", NEWS, START, contact.id))
        if answered is not None:
            commands.append(("ZADD", CONTACTS, answered, contact.id))
        await self.store.apply(commands)
        return contact.id

    async def many(self, count: int) -> None:
        for number in range(count):
            await self.add(f"+7701{number:07}", place=self.place["Уральск"])

    async def write(
        self, audience: Audience | None = None, *, number: int = 7, listed: bool = True, **texts: str
    ) -> int:
        """Write one down and confirm it."""
        await self.store.apply(
            draft(self.seals, number, "", audience or Audience(), texts or {"ru": "Привет"}, self.evening.now)
        )
        await self.store.apply(confirm(number, texts or ["ru"], self.evening.now))
        if listed:
            await self.listed()
        return number

    async def listed(self) -> None:
        """The job that lists people has run, and fed the outbox."""
        await list_confirmed(self.broadcasts, self.reach, self.evening.turns.settings)
        await self.feed()

    async def feed(self, morning: float | None = None) -> int:
        """What the worker of the only carrier does."""
        return await self.broadcasts.feed("twilio", morning)

    async def send_all(self) -> list[tuple[str, str]]:
        """Everything that is fed and claimed: the recipient and the text's key of each."""
        sent = []
        while (batch := await self.outbox.claim(LIMITS, 50)).claimed or batch.wait == 0 or await self.feed():
            for claimed in batch.claimed:
                sent.append((claimed.mail.contact, claimed.mail.text))
                await self.outbox.settle(claimed.mail.id, "delivered", sid=f"SM{len(sent)}")
        return sent
