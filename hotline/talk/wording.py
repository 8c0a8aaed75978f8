"""A reply in words: what was said, then the question, then what may be answered."""

from __future__ import annotations

from ..carriers.segments import is_gsm7, segments
from .catalog import Catalog
from .dialogue import Reply
from .engine import PAGE
from .steps import FREE, KEYS, Said

LONGEST = 1600  # characters that a carrier takes in one message


def as_text(reply: Reply, catalog: Catalog, language: str) -> str:
    """The reply as one SMS, a line each. Empty when there is nothing to say.

    What may be spared is left out where it does not fit: into one segment of Latin letters or two of Cyrillic, or into
    what the rest takes in any case. What is said for free costs no segment at all, or is not said.
    """
    below, short = _fitting(reply, catalog, language)
    text = _lines(reply, catalog, language, below, short=short)
    whole = _lines(reply, catalog, language, below, short=short, free=True)
    return whole if segments(whole) == segments(text) else text


def _fitting(reply: Reply, catalog: Catalog, language: str) -> tuple[float, bool]:
    """From which `spare` on all is left out, and whether the question is put in short, so that the reply fits."""
    levels = sorted({said.spare for said in reply.said if 0 < said.spare < FREE}, reverse=True)
    least = segments(_lines(reply, catalog, language, 1, short=True)) if levels else 0
    shorter = [(level, False) for level in levels if level >= KEYS]
    shorter += [(KEYS, True), *((level, True) for level in levels if level < KEYS)]
    for below, short in [(FREE, False), *(shorter if levels else ())]:
        text = _lines(reply, catalog, language, below, short=short)
        if not levels or segments(text) <= max(least, _room(text)):
            return below, short
    return shorter[-1]


def _room(text: str) -> int:
    return 1 if is_gsm7(text) else 2


def _lines(
    reply: Reply, catalog: Catalog, language: str, below: float, *, short: bool = False, free: bool = False
) -> str:
    kept = [said for said in reply.said if said.spare < below or (free and said.spare == FREE)]
    lines = [catalog.text(said.language or language, said) for said in kept]
    question = reply.session.question
    if question is not None and not reply.quiet:
        lines.append(catalog.text(language, question.said, again=reply.session.strikes > 0, short=short))
        if question.listed and question.expects == "choice":
            labels = [catalog.text(option.label.language or language, option.label) for option in question.shown()]
            lines += [f"{number} {label}" for number, label in enumerate(labels, 1)]
            if question.has_more():
                lines.append(catalog.text(language, Said("option-further", {"key": PAGE + 1})))
    return "\n".join(line for line in lines if line)[:LONGEST]
