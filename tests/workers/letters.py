"""Messages to people of the tests, put into the outbox as a turn would, and what became of them."""

from __future__ import annotations

from hotline.mail.message import Mail, letter, mail_id, put
from hotline.people import contacts
from hotline.people.contacts import Contact
from hotline.store.keys import contact_key, mail_key
from tests.evening import PERSON, Evening
from tests.mail.post import ROUTES
from tests.mailroom import Mailroom


async def profile(evening: Evening, number: str = PERSON) -> Contact:
    """What is kept of a person; one who is not known yet texts first."""
    seals, store = evening.turns.seals, evening.turns.store
    contact = seals.pseudonym(number)
    if not await store.read("EXISTS", contact_key(contact)):
        await evening.text("МЕНЮ", number)
    return await contacts.profile(store, seals, contact)


async def write(
    evening: Evening, kind: str, name: str = "one", number: str = PERSON, until: float | None = None
) -> Mail:
    """Queue a message of that kind."""
    contact = await profile(evening, number)
    mail = letter(mail_id(name), contact, ROUTES, kind, f"Привет, {name}", evening.now, until)
    await evening.turns.store.apply(put(evening.turns.seals, mail, f"Привет, {name}"))
    return mail


async def became(evening: Evening, mail: Mail) -> tuple[str, str]:
    """A message's state and the reason for it."""
    found = await evening.turns.store.read("HMGET", mail_key(mail.id), "state", "why")
    state, why = ((value or b"").decode() for value in found)
    return state, why


def bodies(mailroom: Mailroom) -> list[str]:
    """What the carrier has taken since this was last asked."""
    return [message.body for message in mailroom.sent()]
