"""People: the questions they asked, and erasing one of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from ..mail.questions import LONGEST_REPLY, answered
from ..people import audit, contacts, inbox
from ..people.inbox import Question
from ..store.keys import contact_key
from ..store.store import Command
from ..turn.turns import Turns
from . import terminal
from .common import FINDING, MISUSE, VAR, Folder, console, fail, read_number, with_turns


def inbox_list(folder: Folder = VAR) -> None:
    """The questions that wait, danger to life first, then the oldest. Of a recording: where to listen to it.

    Example: hotline inbox list
    """

    async def act(turns: Turns) -> None:
        for question in await inbox.waiting(turns.store, turns.seals):
            since = round((turns.store.now() - question.at) / 60)
            console.print(f"[bold]{question.number}[/bold] ({question.language}, {since} min) ", end="")
            console.print(question.text, markup=False)

    with_turns(act, folder)


def inbox_reply(number: int, words: Annotated[list[str], typer.Argument(metavar="TEXT")], folder: Folder = VAR) -> None:
    """Answer a question through the hotline; neither side sees the other's number.

    Example: hotline inbox reply 17 "Автобус в 9:00 от вокзала"
    """
    text = " ".join(words)
    if len(text) > LONGEST_REPLY:
        fail(f"a reply has at most {LONGEST_REPLY} characters", MISUSE)

    async def act(turns: Turns) -> None:
        closed = False

        async def answer(question: Question) -> list[Command]:
            nonlocal closed
            asker = await contacts.profile(turns.store, turns.seals, question.contact)
            closed = not asker.number
            if closed:
                return inbox.close(question)
            return answered(
                turns.seals, turns.knowledge.catalog, turns.settings.routes, question, asker, text, turns.store.now()
            )

        await _end(turns, number, "reply", answer)
        if closed:
            fail("the caller withheld the number and cannot be answered; the question is closed", FINDING)
        console.print("queued")

    with_turns(act, folder)


def inbox_close(number: int, folder: Folder = VAR) -> None:
    """Take a question out of the inbox without an answer.

    Example: hotline inbox close 17
    """

    async def act(turns: Turns) -> None:
        async def close(question: Question) -> list[Command]:
            return inbox.close(question)

        await _end(turns, number, "close", close)
        console.print("closed")

    with_turns(act, folder)


async def _end(turns: Turns, number: int, verb: str, end: Callable[[Question], Awaitable[list[Command]]]) -> None:
    """End a question; whoever ends it first, here or by SMS, ends it alone."""
    done = False
    while not done:
        head = await audit.last(turns.store)
        found = await inbox.find(turns.store, turns.seals, number, turns.store.now())
        if found is None:
            fail(f"no question {number} waits; see: hotline inbox list", FINDING)
        deeds = [audit.deed(verb, str(number))]
        done = await audit.write_after(head, turns.store, turns.seals, audit.OPERATOR, deeds, await end(found[0]))


def forget(number: Annotated[str, typer.Argument(metavar="PHONE")], folder: Folder = VAR) -> None:
    """Erase a person, as their own FORGET does.

    Example: hotline forget +77010000001
    """
    number = read_number(number, folder)

    async def act(turns: Turns) -> None:
        await terminal.text(turns, number, "FORGET")
        if await turns.store.read("EXISTS", contact_key(turns.seals.pseudonym(number))):
            fail("not erased: the store cannot write now; see hotline doctor, then repeat it", FINDING)
        console.print("erased")

    with_turns(act, folder)
