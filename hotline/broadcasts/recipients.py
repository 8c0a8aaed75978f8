"""Lists of recipients: each made once, when its broadcast is confirmed, and cleared of those who are forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Sequence, Set

from ..store import scan
from ..store.keys import BROADCASTS, BROADCASTS_CONFIRMED, broadcast_people_key, listing_key
from ..store.lua import script
from ..store.store import Store

GROWING = 30.0  # seconds in which a list that is being made should grow; then another one is begun
UNFINISHED = 300  # seconds that the list is kept of one who died over it
PAGE = 5000  # recipients looked through at once

_BEGIN = script(__file__, "list_begin")
_END = script(__file__, "list_end")
_ERASE = script(__file__, "list_erase")


class Recipients:
    """The recipients of all broadcasts of one store, "contact/life/language" each."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, number: int) -> str:
        """Begin a list of one's own, since whoever began another may have died over it; "" if none is wanted.

        Nobody else is asked for one while it grows; if two grow all the same, the first that is whole counts.
        """
        again = repr(self._store.now() + GROWING)
        wanted = await self._store.run(_BEGIN(number=number, again=again))
        return listing_key(number, secrets.token_hex(8)) if wanted else ""

    async def add(self, number: int, listing: str, rows: Sequence[str]) -> None:
        """Add recipients to the list `listing`."""
        if not rows:
            return
        grown = ("ZADD", BROADCASTS_CONFIRMED, "XX", self._store.now() + GROWING, number)
        await self._store.apply([("RPUSH", listing, *rows), ("EXPIRE", listing, UNFINISHED), grown])

    async def end(self, number: int, listing: str, people: int, cost: int) -> bool:
        """The list is whole: begin to send; False if it was dropped meanwhile, or another list came first."""
        now = repr(self._store.now())
        return bool(await self._store.run(_END(listing=listing, number=number, people=people, segments=cost, now=now)))

    async def forget(self, contacts: Set[str]) -> None:
        """Take people out of all lists. Their rows stay as nobody's: a place in the list is a message's id."""
        # What is being made comes first: once it is whole, it is among the others.
        being_made = scan.keys(self._store, f"{broadcast_people_key('*')}:*", "list")
        lists = [key.decode() async for keys in being_made for key in keys]
        lists += [broadcast_people_key(int(number)) for number in await self._store.read("ZRANGE", BROADCASTS, 0, -1)]
        for key in lists:
            start = 0
            while rows := await self._store.read("LRANGE", key, start, start + PAGE - 1):
                for place, row in enumerate(rows, start):
                    contact, _, language = row.decode().split("/")
                    if contact in contacts:
                        await self._store.run(_ERASE(people=key, place=place, row=row, nobodys=f"//{language}"))
                start += PAGE
