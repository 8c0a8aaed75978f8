"""An outbox for tests, and somebody whom it writes to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from hotline.carriers.base import Limits
from hotline.mail.message import Mail, letter, mail_id, put
from hotline.mail.outbox import Outbox
from hotline.people.contacts import Contact
from hotline.people.seal import Seals
from hotline.routes import routes
from hotline.store.keys import mail_key
from hotline.store.store import Store, connect
from tests.evening import PERSON, SECRET, START
from tests.people.known import known

SEALS = Seals(SECRET)
ME = SEALS.pseudonym(PERSON)
FAST = 100_000.0  # segments a second: as good as no pace
ROUTES = routes("twilio")
LIMITS = Limits("twilio", "+77000000001", FAST, 36_000, looks_up="by text")


class Post:
    """An outbox whose clock stands still until it is moved."""

    def __init__(self, redis_url: str, rate: float = FAST) -> None:
        self.now = START
        self.store = Store(connect(redis_url), clock=lambda: self.now)
        self.outbox = Outbox(self.store, keep=30 * 86400)
        self.limits = replace(LIMITS, rate=rate)

    async def know(self, number: str = PERSON) -> str:
        """Have a record of a person."""
        contact = Contact(SEALS.pseudonym(number), language="ru", life="1")
        await self.store.apply([known(SEALS, contact, number)])
        return contact.id

    async def put(self, name: str, kind: str = "reply", body: str = "Привет", **more: float) -> Mail:
        """Queue a message for the person."""
        mail = letter(
            mail_id(name), Contact(ME, life="1"), ROUTES, kind, body, more.get("at", self.now), more.get("until")
        )
        await self.store.apply(put(SEALS, mail, body))
        return mail

    async def claim_one(self) -> tuple[str, str]:
        """The id and claim of the only message that is due."""
        [claimed] = (await self.outbox.claim(self.limits, 10)).claimed
        return claimed.mail.id, claimed.claim

    async def state(self, id_: str) -> str:
        state: bytes = await self.store.read("HGET", mail_key(id_), "state")
        return state.decode()


@asynccontextmanager
async def posting(redis_url: str, rate: float = FAST) -> AsyncIterator[Post]:
    """An outbox, and the person is known."""
    post = Post(redis_url, rate)
    await post.know()
    yield post
    await post.store.close()
