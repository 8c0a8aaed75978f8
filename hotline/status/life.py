"""When a carrier's other end, a phone, was last heard of, whether its clock is right, and how it is.

Only of carriers that tell so often that their silence means something (`Limits.lively`). Nothing of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from ..carriers.base import Arrival, Limits, SignOfLife
from ..store.keys import life_key
from ..store.lua import script
from ..store.store import Command, Store, StoreAway
from .behind import WritesBehind

PAUSE = 15.0  # seconds between two writings of one process

_LIFE = script(__file__, "life")


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """What is at a carrier's other end: `age` is the seconds since it was heard of, None for never."""

    age: float | None
    lively: float  # seconds of silence that are too many
    skew: float | None  # its clock minus ours, in seconds, as it was last told
    is_refused: bool  # what came last was dated so wrongly that it is not believed
    facts: Mapping[str, str]


@dataclass(slots=True)
class _Heard:
    """What is to be written down of one carrier."""

    limits: Limits
    at: float
    is_believed: bool = True
    skew: float | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


class SignsOfLife(WritesBehind):
    """What one process hears of carriers' other ends."""

    def __init__(self, store: Store, pause: float = PAUSE) -> None:
        """`pause`: seconds between two writings."""
        super().__init__(pause)
        self._store = store
        self._heard: dict[str, _Heard] = {}  # by the name of the carrier

    def heard(self, limits: Limits, arrived: Arrival) -> None:
        """Something came that its carrier has signed; needs a running loop."""
        if limits.lively is None:
            return
        before = self._heard.get(limits.name)
        now = _Heard(limits, self._store.now())
        if before is not None and before.is_believed:
            now.skew, now.facts = before.skew, before.facts
        if isinstance(arrived, SignOfLife):
            now.skew = now.skew if arrived.skew is None else arrived.skew
            now.facts = arrived.facts or now.facts
        self._note(now)

    def misdated(self, limits: Limits, skew: float | None) -> None:
        """Something came that was signed at another time, the other end's clock minus ours; None: it was not signed."""
        if limits.lively is not None and skew is not None:
            self._note(_Heard(limits, self._store.now(), is_believed=False, skew=skew))

    async def flush(self) -> None:
        """See `WritesBehind.flush`."""
        heard, self._heard = self._heard, {}
        for name, one in heard.items():
            try:
                await record(
                    self._store, one.limits, one.at, is_believed=one.is_believed, skew=one.skew, facts=one.facts
                )
            except StoreAway:
                self._heard.setdefault(name, one)

    def _note(self, heard: _Heard) -> None:
        self._heard[heard.limits.name] = heard
        self._noted()


async def record(
    store: Store,
    limits: Limits,
    at: float | None,
    *,
    is_believed: bool = True,
    skew: float | None = None,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Write down that the other end was heard of `at` that time of the hotline's clock, None: not that it was.

    Raises StoreAway.
    """
    call = _LIFE(
        life=life_key(limits.name),
        at="" if at is None else repr(at),
        believed=int(is_believed),
        lively=repr(limits.lively),
        skew="" if skew is None else repr(skew),
        facts=orjson.dumps(facts) if facts else "",
    )
    await store.run(call)


async def missed(store: Store, limits: Limits) -> float | None:
    """Since when (the hotline's clock) the other end was silent that is heard again now; None if nothing was missed.

    Raises StoreAway.
    """
    since, seen = await store.read("HMGET", life_key(limits.name), "missed", "seen")
    if since is None or seen is None or store.now() - float(seen) > (limits.lively or 0):
        return None
    return float(since)


async def caught_up(store: Store, limits: Limits) -> None:
    """What was missed was asked for. Raises StoreAway."""
    await store.apply([("HDEL", life_key(limits.name), "missed")])


def life_command(carrier: str) -> Command:
    """Reads what `other_end` understands."""
    return ("HMGET", life_key(carrier), "lively", "seen", "refused", "skew", "facts")


def other_end(answer: list[bytes | None], now: float) -> OtherEnd | None:
    """What is known of it at `now`; None of a carrier that has none, or of which nothing is known yet."""
    lively, seen, refused, skew, facts = answer
    if lively is None:
        return None
    last = [float(at) for at in (seen, refused) if at is not None]
    return OtherEnd(
        age=max(0.0, now - max(last)) if last else None,
        lively=float(lively),
        skew=None if skew is None else float(skew),
        is_refused=refused is not None,
        facts=orjson.loads(facts or b"{}"),
    )
