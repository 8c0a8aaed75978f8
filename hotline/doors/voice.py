"""POST /voice and /voice/…: a call, key by key."""

from __future__ import annotations

import re
from contextlib import suppress

from ..carriers import twiml
from ..metrics import CALL_TURNS
from ..numbers import is_served, is_withheld
from ..store.keys import call_id, session_key
from ..store.store import StoreAway
from ..talk.steps import Said
from ..turn.knowledge import Answer, Event, Incoming
from ..turn.turns import Turns
from ..voice import speech
from .webhook import Form, Malformed, needed

LONGEST_CALL = 200  # turns: nobody presses more keys, a loop would
_KEYS = re.compile(r"[0-9*#]{0,32}")
_STEP = re.compile(r"[0-9]{1,3}")


class Voice:
    """Answers calls. The address of each turn numbers it, so a repeated webhook is the same turn again."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def ring(self, form: Form, query: Form) -> str:
        """A call begins."""
        return await self._turn(form, query, "ring", "")

    async def keys(self, form: Form, query: Form) -> str:
        """Keys were pressed, or none in time."""
        keys = form.get("Digits", "")
        if not _KEYS.fullmatch(keys):
            raise Malformed("Digits holds something else than keys")
        pressed = keys.rstrip("#")
        return await self._turn(form, query, "keys" if pressed else "silence", pressed)

    async def recording(self, form: Form, query: Form) -> str:
        """Something was said after the tone; a star ends it and goes back."""
        if form.get("Digits") == "*":
            return await self._turn(form, query, "keys", "*")
        (address,) = needed(form, "RecordingUrl")
        return await self._turn(form, query, "recording", address)

    async def status(self, form: Form, query: Form) -> str:
        """The call ended, and its session with it."""
        (sid,) = needed(form, "CallSid")
        with suppress(StoreAway):  # then it expires
            await self._turns.store.apply([("DEL", session_key(call_id(sid)))])
        return twiml.SILENCE

    def apology(self) -> str:
        """What is said when something broke."""
        catalog = self._turns.knowledge.catalog
        return twiml.call(speech.farewell(catalog, catalog.languages[0], Said("trouble")))

    async def _turn(self, form: Form, query: Form, event: Event, text: str) -> str:
        (sid,) = needed(form, "CallSid")
        caller = form.get("From", "")
        number = "" if is_withheld(caller) else caller
        step = _step(query)
        pressed = tuple(keys for keys in query.get("pressed", "").split(".") if keys)
        if not all(_KEYS.fullmatch(keys) for keys in pressed):
            raise Malformed("pressed holds something else than keys")
        CALL_TURNS.inc()
        catalog = self._turns.knowledge.catalog
        if number and not is_served(number, self._turns.settings.countries):
            return twiml.call(speech.farewell(catalog, catalog.languages[0], Said("wrong-country")))
        heard = Incoming(f"{sid}:{step}", number, event, text, call_id(sid), pressed)
        now_pressed = (*pressed, text) if event == "keys" else pressed

        def render(answer: Answer) -> str:
            return twiml.call(speech.spoken(answer, catalog, step, now_pressed))

        return await self._turns.take(heard, render)


def _step(query: Form) -> int:
    step = query.get("step", "0")
    if not (_STEP.fullmatch(step) and int(step) < LONGEST_CALL):
        raise Malformed("step is no turn of a call")
    return int(step)
