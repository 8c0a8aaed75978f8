"""A call is turns like a text: each brings keys or silence, and waits for what is said."""

from __future__ import annotations

from collections.abc import Callable

from ..carriers.base import CallTurn, Speech
from ..metrics import CALL_TURNS
from ..numbers import is_served, is_withheld, normalised
from ..store.keys import call_id
from ..talk.steps import Said
from ..turn.knowledge import Answer, Incoming
from ..turn.turns import Turns
from . import speech


async def take(turns: Turns, turn: CallTurn, markup: Callable[[Speech], str]) -> str:
    """What is said to it, in a carrier's `markup`.

    Each turn of a call has its number, so a repeated webhook is the same turn again.
    """
    number = normalised(turn.caller, turns.settings.region)
    number = "" if is_withheld(number) else number
    CALL_TURNS.inc()
    catalog = turns.knowledge.catalog
    if number and not is_served(number, turns.settings.countries):
        return markup(speech.farewell(catalog, catalog.languages[0], Said("wrong-country")))
    id_ = f"{turn.call}:{turn.step}"
    heard = Incoming(id_, number, turn.event, turn.text, call_id(turn.call), turn.pressed)
    pressed = (*turn.pressed, turn.text) if turn.event == "keys" else turn.pressed

    def render(answer: Answer) -> str:
        return markup(speech.spoken(answer, catalog, turn.step, pressed))

    return await turns.take(heard, render)
