"""A turn of a call in words: what is said, in which language, and which keys are waited for. No carrier's markup."""

from __future__ import annotations

from collections.abc import Sequence

from ..carriers.base import Speech
from ..talk.catalog import Catalog, spoken_in
from ..talk.engine import PAGE, OpenQuestion
from ..talk.steps import Said
from ..turn.knowledge import Answer


def spoken(answer: Answer, catalog: Catalog, step: int, pressed: Sequence[str]) -> Speech:
    """One turn of a call. `step` numbers the turns; `pressed` are all keys so far, which the next turn brings back."""
    if answer.reply is None:
        return Speech([])
    lines = [_line(catalog, answer.language, said) for said in answer.reply.said]
    question = answer.reply.session.question
    if question is None:
        return Speech(lines)
    lines.append(_line(catalog, answer.language, question.said, again=answer.reply.session.strikes > 0))
    if question.expects == "free text":
        return Speech(lines, "recording", None, step + 1, tuple(pressed))
    lines += [_line(catalog, answer.language, said) for said in _choices(question)]
    # One key is taken at once; a longer number ends with # or after a pause.
    digits = 1 if question.expects == "choice" else question.digits
    return Speech(lines, "keys", digits, step + 1, tuple(pressed))


def farewell(catalog: Catalog, language: str, said: Said) -> Speech:
    """One sentence, and the call ends."""
    return Speech([_line(catalog, language, said)])


def _choices(question: OpenQuestion) -> list[Said]:
    """The options with their keys."""
    if question.expects != "choice":
        return []
    options = [
        Said(option.label.id, {**option.label.facts, "key": key}, option.label.language)
        for key, option in enumerate(question.shown(), 1)
    ]
    if question.has_more():
        options.append(Said("option-further", {"key": PAGE + 1}))
    return options


def _line(catalog: Catalog, language: str, said: Said, *, again: bool = False) -> tuple[str, str]:
    # A choice of languages is heard in each of them; what has no voice is told in the language most know.
    tongue = spoken_in(said.language or language)
    return tongue, catalog.voice(tongue, said, again=again).strip()
