"""A small hotline with flows of its own, and a person who texts or calls it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.hearing.keywords import Keywords
from hotline.hearing.meaning import Meaning
from hotline.hearing.utterance import Utterance
from hotline.talk.answers import FreeText, Number, YesNo
from hotline.talk.dialogue import Dialogue, Reply
from hotline.talk.engine import Flow, Gone
from hotline.talk.session import Session
from hotline.talk.steps import (
    Expects,
    Json,
    NotUnderstood,
    Option,
    Reading,
    Said,
    Step,
    Understood,
    ask,
    choose,
    do,
    say,
)
from tests.talk.running import flowing

NOW = 1_664_128_800.0


YES_NO = YesNo({"yes": ["yes"], "no": ["no"]})


VOCABULARY = {
    name: {"en": words}
    for name, words in {
        "stop": ["stop"],
        "start": ["start"],
        "forget": ["forget"],
        "menu": ["menu"],
        "shelter": ["shelter"],
        "border": ["border"],
        "line": ["line"],
        "volunteer": ["volunteer"],
        "more": ["more"],
        "back": ["back"],
        "broken": ["broken"],
    }.items()
}


KEYWORDS = Keywords(VOCABULARY, courtesy=["thanks"], alone=("stop", "start", "forget", "more", "back"))


class Town:
    """Oral is known, Orl is a guess, and Moon is understood but told why not."""

    expects: Expects = "words"
    digits = None

    def offers(self) -> list[Option]:
        return []

    def read(self, said: Utterance) -> Reading[str]:
        text = said.text
        if text in ("Oral", "Border"):  # there is a village of that name
            return Understood(text)
        if text in ("Orl", "border Orl", "bordr Orl"):
            return Understood("Oral", sure=False)
        return NotUnderstood(Said("too-far") if text == "Moon" else None)

    def dump(self, value: str) -> Json:
        return value

    def load(self, kept: Json) -> str:
        return str(kept)


Body = Callable[[Utterance], Coroutine[Step[Any], Any, str | None]]


async def menu(words: Utterance) -> str:
    return await choose("menu", [Option(code, Said(f"menu-{code}")) for code in ("shelter", "volunteer")])


async def shelter(words: Utterance) -> None:
    town = await ask("where", Town(), given=words)
    await do("sent", lambda: [town])
    await say("found", lambda: {"town": town})
    await choose("then", [Option("more", Said("option-more")), Option("border", Said("option-border"))])
    await say("next")


async def border(words: Utterance) -> None:
    await say("border-wait")


async def line(words: Utterance) -> None:
    number = await ask("number", Number(0, 999), given=words)
    await ask("sure", YES_NO)
    await say("noted", lambda: {"number": number})


async def volunteer(words: Utterance) -> None:
    question = await ask("question", FreeText(), given=words)
    await do("asked", lambda: [question])
    await say("passed")


async def unknown(words: Utterance) -> None:
    await do("asked", lambda: [words.text])
    await say("unknown-passed")


async def offer(words: Utterance) -> str:
    return "volunteer" if await ask("offer", YES_NO) else "menu"


async def call(words: Utterance) -> str:
    await say("welcome")
    return "menu"


async def broken(words: Utterance) -> None:
    raise Gone("never there")


def one_word(name: str) -> Body:
    async def flow(words: Utterance) -> None:
        await do(name, lambda: [name])
        await say(f"{name}-done")

    return flow


FLOWS: dict[str, Body] = {
    "menu": menu,
    "shelter": shelter,
    "border": border,
    "line": line,
    "volunteer": volunteer,
    "unknown": unknown,
    "offer": offer,
    "call": call,
    "broken": broken,
    **{name: one_word(name) for name in ("stop", "start", "forget")},
}


@dataclass
class Person:
    """Who texts, or calls, and what they were answered last."""

    calling: bool = False
    flows: Mapping[str, Body] = field(default_factory=lambda: FLOWS)
    now: float = NOW
    reply: Reply = field(default_factory=lambda: Reply(Session()))

    def _start(self, name: str, words: Utterance) -> Flow:
        return flowing(lambda: self.flows.get(name, menu)(words))

    def _dialogue(self) -> Dialogue:
        return Dialogue(self._start, self.now, calling=self.calling)

    def _meaning(self, text: str) -> Meaning:
        said = Utterance(text)
        match = None if self.calling else KEYWORDS.find(said)
        at_once = match is not None and match.whole and match.flow in ("stop", "start", "forget")
        return Meaning(said, keyword=match, intent=match, at_once=at_once)

    def text(self, *texts: str) -> list[str]:
        """What is answered to the last of `texts`: the ids of what is said, and of the question in brackets."""
        for text in texts:
            self.reply = self._dialogue().hear(self.reply.session, self._meaning(text))
        return self._heard()

    def ring(self) -> list[str]:
        self.reply = self._dialogue().begin("call")
        return self._heard()

    def silence(self) -> list[str]:
        self.reply = self._dialogue().again(self.reply.session)
        return self._heard()

    def star(self) -> list[str]:
        self.reply = self._dialogue().back(self.reply.session)
        return self._heard()

    def _heard(self) -> list[str]:
        question = self.reply.session.question
        asked = [f"({question.said.id})"] if question and not self.reply.quiet else []
        return [said.id for said in self.reply.said] + asked
