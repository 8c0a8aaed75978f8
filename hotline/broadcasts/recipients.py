"""Lists of recipients: each made once, when its broadcast is confirmed, and cleared of those who are forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence, Set

from ..store import scan
from ..store.keys import BROADCASTS_CONFIRMED, broadcast_to_key, listing_key
from ..store.lua import script
from ..store.store import Command, Store

GROWING = 30.0  # seconds in which a list that is being made should grow; then another one is begun
UNFINISHED = 300  # seconds that the list is kept of one who died over it
PAGE = 5000  # recipients looked through at once

_BEGIN = script(__file__, "list_begin")
_END = script(__file__, "list_end")
_ERASE = script(__file__, "list_erase")


class Recipients:
    """The recipients of all broadcasts of one store, a list for each carrier, "contact/life/language" each."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, number: int) -> str:
        """Begin a list of one's own, since whoever began another may have died over it; "" if none is wanted.

        Nobody else is asked for one while it grows; if two grow all the same, the first that is whole counts.
        """
        again = repr(self._store.now() + GROWING)
        wanted = await self._store.run(_BEGIN(number=number, again=again))
        return secrets.token_hex(8) if wanted else ""

    async def add(self, number: int, token: str, rows: Mapping[str, Sequence[str]]) -> None:
        """Add recipients to the list that `begin` gave a token of; `rows` by the name of the carrier."""
        commands: list[Command] = []
        for carrier, theirs in rows.items():
            listing = listing_key(number, carrier, token)
            commands += [("RPUSH", listing, *theirs), ("EXPIRE", listing, UNFINISHED)]
        if commands:
            await self._store.apply(
                [*commands, ("ZADD", BROADCASTS_CONFIRMED, "XX", self._store.now() + GROWING, number)]
            )

    async def end(self, number: int, token: str, people: Mapping[str, int], cost: int) -> bool:
        """The list is whole, with so many `people` by carrier: begin to send.

        False if it was dropped meanwhile, or another list came first.
        """
        now = repr(self._store.now())
        counts = [one for carrier, count in people.items() for one in (carrier, count)]
        return bool(await self._store.run(_END(number=number, token=token, segments=cost, now=now, people=counts)))

    async def forget(self, contacts: Set[str]) -> None:
        """Take people out of all lists. Their rows stay as nobody's: a place in the list is a message's id."""
        # What is being made comes first: once it is whole, it is among the others.
        found = [
            key.decode()
            for pattern in (listing_key("*", "*", "*"), broadcast_to_key("*", "*"))
            async for keys in scan.keys(self._store, pattern, "list")
            for key in keys
        ]
        for key in dict.fromkeys(found):
            start = 0
            while rows := await self._store.read("LRANGE", key, start, start + PAGE - 1):
                for place, row in enumerate(rows, start):
                    contact, _, language = row.decode().split("/")
                    if contact in contacts:
                        await self._store.run(_ERASE(people=key, place=place, row=row, nobodys=f"//{language}"))
                start += PAGE
