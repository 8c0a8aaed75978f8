"""Texting and calling the hotline from a terminal: the same turns, without a carrier between."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import uuid4

from rich.console import Console
from rich.markup import escape

from ..carriers.base import CallTurn
from ..carriers.segments import segments
from ..pretend.phones import Call, Heard, Post, Spoken
from ..turn.knowledge import Incoming
from ..turn.turns import Turns, plain

HERE = "http://localhost"


async def text(turns: Turns, number: str, body: str) -> str:
    """The answer to one text from that number."""
    whole = body.encode(errors="replace").decode()  # a terminal may hand on half a letter
    incoming = Incoming(f"terminal-{uuid4().hex}", number, "text", whole)
    return await turns.take(incoming, lambda answer: plain(answer, turns.knowledge.catalog))


def show_text(console: Console, answer: str) -> None:
    """Print an answer and what it costs."""
    if not answer:
        console.print("[dim](no answer)[/dim]")
        return
    console.print(escape(answer), highlight=False, soft_wrap=True)
    count = segments(answer)
    console.print(f"[dim]{count} segment{'s' if count > 1 else ''}, {len(answer)} characters[/dim]")


def call(turns: Turns, number: str) -> Call:
    """A call from that number, not yet begun."""
    sid = f"CA{uuid4().hex}"
    return Call(answers(turns), start_url=f"{HERE}/voice", caller=number, called="", call_sid=sid, account_sid="")


def answers(turns: Turns) -> Post:
    """What answers the webhooks of a phone that calls, with no carrier and no signature between."""
    from ..carriers import twilio_forms, twiml  # commands that open no call start sooner
    from ..voice import calls

    async def post(url: str, fields: Mapping[str, str]) -> str:
        parts = urlsplit(url)
        turn = twilio_forms.arrival(parts.path, parts.query, fields)
        assert isinstance(turn, CallTurn)
        return await calls.take(turns, turn, twiml.call)

    return post


def show_call(console: Console, heard: Heard) -> None:
    """Print what is heard."""
    for line in heard.lines:
        if isinstance(line, Spoken):
            console.print(f"[dim]{line.language}[/dim] {escape(line.text)}", highlight=False, soft_wrap=True)
        else:
            console.print(f"[dim]plays[/dim] {escape(line.url)}", highlight=False)
    if heard.over:
        console.print("[dim](the call is over)[/dim]")
