"""Telling somebody who is not in a turn: their language is read, the text queued."""

from __future__ import annotations

from collections.abc import Sequence

from ..people import contacts
from ..people.seal import Seals
from ..routes import Route
from ..store.store import Store
from ..talk.catalog import Catalog
from ..talk.steps import Said
from .message import letter, mail_id
from .outbox import put_once


async def tell(
    store: Store, seals: Seals, catalog: Catalog, routes: Sequence[Route], to: str, occasion: str, *said: Said
) -> None:
    """Queue a text to the contact `to`; telling the same occasion again leaves the first."""
    who = await contacts.profile(store, seals, to)
    language = who.language or catalog.languages[0]
    body = "\n".join(catalog.text(language, one) for one in said)
    mail = letter(mail_id("told", to, occasion), who, routes, "duty", body, store.now())
    await put_once(store, seals, mail, body)
