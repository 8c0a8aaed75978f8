"""A reply in words: what was said, then the question, then what may be answered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from ..carriers.segments import is_gsm7, segments
from .catalog import Catalog
from .dialogue import Reply
from .engine import PAGE
from .steps import FREE, KEYS, Said

LONGEST = 1600  # characters that a carrier takes in one message

AskedLines: TypeAlias = tuple[str, ...]
SaidLines: TypeAlias = tuple[tuple[int, str], ...]  # `Said.spare` of each line, and the line


def as_text(reply: Reply, catalog: Catalog, language: str) -> str:
    """The reply as one SMS, a line each. Empty when there is nothing to say.

    What may be spared is left out where it does not fit: into one segment of Latin letters or two of Cyrillic, or into
    what the rest takes in any case; an answer to two things has one more. What is said for free costs no segment at
    all, or is not said.
    """
    told = tuple([(said.spare, catalog.text(said.language or language, said)) for said in reply.said])
    asked = _asked(reply, catalog, language)
    if not any(spare for spare, _ in told):
        return _joined(told, asked, FREE)
    return _fitted(told, asked, _asked(reply, catalog, language, short=True), 1 if reply.twofold else 0)


@lru_cache(maxsize=512)  # the same shelter is named to many in the same minute
def _fitted(told: SaidLines, asked: AskedLines, short: AskedLines, more: int) -> str:
    """The lines without what does not fit; `short` is the question where room is dear, `more` segments are granted."""
    text = _joined(told, asked, FREE)
    levels = sorted({spare for spare, _ in told if 0 < spare < FREE}, reverse=True)
    below = FREE
    if levels and segments(text) > _room(text) + more:
        below, asked = _fitting(told, levels, asked, short, more)
        text = _joined(told, asked, below)
    if any(spare == FREE for spare, _ in told):
        whole = _joined(told, asked, below, free=True)
        return whole if segments(whole) == segments(text) else text
    return text


def _fitting(
    told: SaidLines, levels: Sequence[int], asked: AskedLines, short: AskedLines, more: int
) -> tuple[int, AskedLines]:
    """From which `spare` on all is left out, and how the question is put, so that the reply fits."""
    least = segments(_joined(told, short, 1))
    shorter = [(level, asked) for level in levels if level >= KEYS]
    shorter += [(KEYS, short), *((level, short) for level in levels if level < KEYS)]
    for below, question in shorter:
        text = _joined(told, question, below)
        if segments(text) <= max(least, _room(text) + more):
            return below, question
    return shorter[-1]


def _room(text: str) -> int:
    return 1 if is_gsm7(text) else 2


def _joined(told: SaidLines, asked: AskedLines, below: int, *, free: bool = False) -> str:
    lines = [line for spare, line in told if line and (spare < below or (free and spare == FREE))]
    return "\n".join([*lines, *asked])[:LONGEST]


def _asked(reply: Reply, catalog: Catalog, language: str, *, short: bool = False) -> AskedLines:
    """The open question and what may be answered, a line each."""
    question = reply.session.question
    if question is None or reply.quiet:
        return ()
    lines = [catalog.text(language, question.said, again=reply.session.strikes > 0, short=short)]
    if question.listed and question.expects == "choice":
        labels = [catalog.text(option.label.language or language, option.label) for option in question.shown()]
        lines += [f"{number} {label}" for number, label in enumerate(labels, 1)]
        if question.has_more():
            lines.append(catalog.text(language, Said("option-further", {"key": PAGE + 1})))
    return tuple([line for line in lines if line])
