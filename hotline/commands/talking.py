"""Texting and calling the hotline from the terminal, and what it hears."""

from __future__ import annotations

from typing import Annotated

import typer

from ..hearing.lexicon import DANGER
from ..hearing.meaning import Meaning
from ..people.contacts import Contact
from ..people.volunteers import Volunteer
from ..talk.session import Session
from ..turn.tongue import tune
from ..turn.turns import Turns
from ..variables import LANGUAGES
from . import terminal
from .common import MISUSE, SOMEBODY, VAR, Folder, From, console, fail, read_line, read_number, with_turns


def text(
    words: Annotated[list[str] | None, typer.Argument(metavar="[MESSAGE]...", help="What to text.")] = None,
    number: From = SOMEBODY,
    lang: Annotated[str | None, typer.Option(help=f"Language of the answers: {', '.join(LANGUAGES)}.")] = None,
    folder: Folder = VAR,
) -> None:
    """Text the hotline and see the answer with its segments; without a message, a conversation.

    Example: hotline text НОЧЛЕГ Уральск
    """
    number = read_number(number, folder)

    async def act(turns: Turns) -> None:
        if lang:
            await _set_language(turns, number, lang)
        if words:
            terminal.show_text(console, await terminal.text(turns, number, " ".join(words)))
            return
        while (line := read_line()) is not None:
            terminal.show_text(console, await terminal.text(turns, number, line))

    with_turns(act, folder)


def call(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys to press in turn; - is silence.")] = None,
    number: From = SOMEBODY,
    folder: Folder = VAR,
) -> None:
    """Call the hotline and read what would be spoken; without keys, press them as you go.

    Example: hotline call 1 1 1
    """
    if number != "anonymous":
        number = read_number(number, folder)

    async def act(turns: Turns) -> None:
        ongoing = terminal.call(turns, number)
        heard = await ongoing.start()
        terminal.show_call(console, heard)
        waiting = list(keys or [])
        while not heard.over:
            if keys and not waiting:
                break
            pressed = waiting.pop(0) if keys else read_line()
            if pressed is None:
                break
            if keys:
                console.print(f"[bold]> {pressed}[/bold]")
            if heard.expects == "recording" and pressed.strip() not in ("", "-"):
                heard = await ongoing.speak("https://recordings.invalid/terminal", 5)
            elif pressed.strip() in ("", "-"):
                heard = await ongoing.silence()
            elif set(pressed) <= set("0123456789*#"):
                heard = await ongoing.press(pressed)
            else:
                fail(f"keys are 0-9, * and #, or - for silence; not {pressed!r}", MISUSE)
            terminal.show_call(console, heard)

    with_turns(act, folder)


def hear(
    words: Annotated[list[str], typer.Argument(metavar="MESSAGE...", help="What somebody may text.")],
    lang: Annotated[str, typer.Option(help=f"The language they are answered in so far: {', '.join(LANGUAGES)}.")] = "",
    as_: Annotated[str, typer.Option("--as", help="Who they are besides: volunteer.")] = "",
    folder: Folder = VAR,
) -> None:
    """Say what a text is understood as, and why. Nothing is done.

    Example: hotline hear подскажите где переночевать
    """
    if as_ not in ("", "volunteer"):
        fail("--as must be volunteer", MISUSE)
    said = " ".join(words)

    async def act(turns: Turns) -> None:
        if lang not in ("", *turns.settings.languages):
            fail(f"--lang must be one of {', '.join(turns.settings.languages)}", MISUSE)
        helper = Volunteer("", "", "coordinator") if as_ else None
        knowledge, contact = turns.knowledge, Contact("", language=lang)
        meaning = knowledge.understanding.of(said, contact, helper, Session(), turns.store.now())
        tune(contact, meaning, knowledge.catalog.languages, order=meaning.order is not None)
        console.print(f"starts: {meaning.intent.flow if meaning.intent else 'nothing'}")
        console.print(f"danger: {_danger(meaning)}")
        console.print(f"by example: {_by_example(meaning)}")
        console.print(f"language: {contact.language}")
        console.print(f"people: {knowledge.lexicon.party.read(meaning.said) or 'not said'}")
        places = [
            place.name.in_language(contact.language) for place in knowledge.snapshot.places.find(meaning.said).places
        ]
        console.print(f"place: {', '.join(places) or 'not said'}")
        console.print(f"crossing: {knowledge.snapshot.crossing_named(meaning.said) or 'not said'}")

    with_turns(act, folder)


def _by_example(meaning: Meaning) -> str:
    guess = meaning.guess
    if guess is None:
        return "not asked: it is a keyword, an order, or a name"
    return f"{guess.first} ({100 * guess.chance:.0f} %), else {guess.second}"


def _danger(meaning: Meaning) -> str:
    if meaning.danger:
        return f"yes, {meaning.danger.flow.removeprefix(DANGER) or 'of no sure kind'}"
    return "maybe" if meaning.maybe_danger else "no"


async def _set_language(turns: Turns, number: str, language: str) -> None:
    if language not in turns.settings.languages:
        fail(f"--lang must be one of {', '.join(turns.settings.languages)}", MISUSE)
    named = turns.knowledge.lexicon.language_names[language][0]
    await terminal.text(turns, number, f"LANG {named}")
