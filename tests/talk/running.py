"""How the tests of the engine run a flow of their own and answer it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from hotline.hearing.utterance import Utterance
from hotline.talk.engine import Flow, Given
from hotline.talk.steps import Step


def flowing(body: Callable[[], Coroutine[Step[Any], Any, str | None]]) -> Flow:
    """A flow that changes nothing in anybody."""
    return Flow(body, lambda: None)


def typed(text: str, *, guessing: bool = False) -> Given:
    """What a person answers."""
    return Given(Utterance(text), guessing)
