"""Telling somebody who is not in a turn: their language is read, the text queued."""

from __future__ import annotations

from ..people import contacts
from ..people.seal import Seals
from ..store import Store, mail_key
from ..talk.catalog import Catalog
from ..talk.steps import Said
from .message import letter, mail_id, put


async def tell(store: Store, seals: Seals, catalog: Catalog, to: str, occasion: str, *said: Said) -> None:
    """Queue a text to the contact `to`; telling the same occasion again leaves the first."""
    who = await contacts.profile(store, seals, to)
    language = who.language or catalog.languages[0]
    body = "\n".join(catalog.text(language, one) for one in said)
    mail = letter(mail_id("told", to, occasion), to, who.life, "duty", body, store.now())
    if not await store.read("EXISTS", mail_key(mail.id)):
        await store.apply(put(seals, mail, body))
