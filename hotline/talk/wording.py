"""A reply in words: what was said, then the question, then what may be answered."""

from __future__ import annotations

from .catalog import Catalog
from .dialogue import Reply
from .engine import PAGE
from .steps import Said

LONGEST = 1600  # characters that a carrier takes in one message


def as_text(reply: Reply, catalog: Catalog, language: str) -> str:
    """The reply as one SMS, a line each. Empty when there is nothing to say."""
    lines = [catalog.text(said.language or language, said) for said in reply.said]
    question = reply.session.question
    if question is not None and not reply.quiet:
        lines.append(catalog.text(language, question.said, again=reply.session.strikes > 0))
        if question.listed and question.expects == "choice":
            labels = [catalog.text(option.label.language or language, option.label) for option in question.shown()]
            lines += [f"{number} {label}" for number, label in enumerate(labels, 1)]
            if question.has_more():
                lines.append(catalog.text(language, Said("option-further", {"key": PAGE + 1})))
    return "\n".join(line for line in lines if line)[:LONGEST]
