"""People: the questions they asked, and erasing one of them."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import terminal
from ..app import make_carrier
from ..carriers.base import Outgoing, SendError
from ..people import contacts, inbox
from ..store import contact_key
from ..talk.steps import Said
from ..turn import Turns
from .common import FINDING, MISUSE, VAR, Folder, check_number, console, fail, with_turns

LONGEST_REPLY = 1000  # characters: more would not fit one message beside its head


def inbox_list(folder: Folder = VAR) -> None:
    """The questions that wait, the oldest first.

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

    if len(" ".join(words)) > LONGEST_REPLY:
        fail(f"a reply has at most {LONGEST_REPLY} characters", MISUSE)

    async def act(turns: Turns) -> None:
        questions = {one.number: one for one in await inbox.waiting(turns.store, turns.seals)}
        if number not in questions:
            fail(f"no question {number} waits; see: hotline inbox list", FINDING)
        question = questions[number]
        to = await contacts.number(turns.store, turns.seals, question.contact)
        if to is None:
            await turns.store.apply(inbox.close(question))
            fail("the caller withheld the number and cannot be answered; the question is closed", FINDING)
        body = turns.knowledge.catalog.text(question.language, Said("answer-volunteer", {"text": " ".join(words)}))
        carrier = make_carrier(turns.settings)
        try:
            await carrier.send(Outgoing(to, body))
        except SendError as error:
            sent = "perhaps sent, look in the carrier's console" if error.outcome == "unknown" else "not sent"
            fail(f"{sent} ({error}); the question still waits", FINDING)
        finally:
            await carrier.close()
        await turns.store.apply(inbox.close(question))
        console.print("sent")

    with_turns(act, folder)


def forget(number: Annotated[str, typer.Argument(metavar="PHONE")], folder: Folder = VAR) -> None:
    """Erase a person, as their own FORGET does.

    Example: hotline forget +77010000001
    """
    check_number(number)

    async def act(turns: Turns) -> None:
        await terminal.text(turns, number, "FORGET")
        if await turns.store.read("EXISTS", contact_key(turns.seals.pseudonym(number))):
            fail("not erased: the store cannot write now; see hotline doctor, then repeat it", FINDING)
        console.print("erased")

    with_turns(act, folder)
