"""Made-up flows, and two ways to talk them through: turn by turn with the engine, and in one go without it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from hypothesis import strategies as st

from hotline.talk.answers import FreeText, Number, YesNo
from hotline.talk.engine import PAGE, Flow, Journal, OpenQuestion, Outcome, advance
from hotline.talk.session import Session
from hotline.talk.steps import Ask, Choose, Do, Look, Option, Said, Say, ask, choose, do, look, say
from tests.talk.running import flowing, typed

YES_NO = YesNo({"yes": ["yes"], "no": ["no"]})


HIGHEST = 99


@dataclass(frozen=True)
class Node:
    """One step of a made-up flow. Its key tells its kind: say-1, number-2, choose-4, confirm-5, look-6 …"""

    key: str
    size: int = 1  # options of a choice, writes of a do, the value of a look
    yes: tuple[Node, ...] = ()  # what follows a yes, or an odd look
    no: tuple[Node, ...] = ()

    @property
    def kind(self) -> str:
        return self.key.split("-")[0]


Tree: TypeAlias = tuple[Node, ...]


World: TypeAlias = Callable[[int], int]  # what is read by a look; it may be another value each time


LEAVES = ("say", "number", "words", "choose", "do")


FORKS = ("confirm", "look")


QUESTIONS = ("number", "words", "choose", "confirm")


def flow_of(tree: Tree, world: World = lambda size: size) -> Flow:
    """The tree as a flow that a person could have written."""

    async def walk(nodes: Tree) -> None:
        for node in nodes:
            match node.kind:
                case "say":
                    await say(node.key)
                case "number":
                    await ask(node.key, Number(0, HIGHEST))
                case "words":
                    await ask(node.key, FreeText())
                case "choose":
                    await choose(node.key, options(node.size))
                case "do":
                    await do(node.key, lambda node=node: [(node.key, n) for n in range(node.size)])  # type: ignore[misc]
                case "confirm":
                    await walk(node.yes if await ask(node.key, YES_NO) else node.no)
                case "look":
                    odd = await look(node.key, lambda node=node: world(node.size)) % 2  # type: ignore[misc]
                    await walk(node.yes if odd else node.no)

    @flowing
    async def flow() -> None:
        await walk(tree)

    return flow


def options(size: int) -> list[Option]:
    return [Option(f"code-{n}", Said("option", {"n": n})) for n in range(size)]


def _numbered(tree: Tree, numbers: Iterator[int]) -> Tree:
    """The tree with a key of its own for each node."""
    return tuple(
        replace(
            node,
            key=f"{node.key}-{next(numbers)}",
            yes=_numbered(node.yes, numbers),
            no=_numbered(node.no, numbers),
        )
        for node in tree
    )


def _nodes(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    branch = st.lists(below, max_size=3).map(tuple)
    return st.builds(Node, st.sampled_from(FORKS), st.integers(0, 9), branch, branch)


leaves = st.builds(Node, st.sampled_from(LEAVES), st.integers(1, 20))


trees = (
    st.lists(st.recursive(leaves, _nodes, max_leaves=12), min_size=1, max_size=6)
    .map(tuple)
    .map(lambda tree: _numbered(tree, itertools.count()))
)


answers = st.lists(st.integers(0, HIGHEST), max_size=12)  # which answer is given to the first question, the second …


@dataclass
class Talk:
    """A talk as it went: all that came out, and the state after each turn."""

    said: list[Said] = field(default_factory=list)
    writes: list[object] = field(default_factory=list)
    states: list[tuple[Journal, OpenQuestion | None]] = field(default_factory=list)

    def take(self, out: Outcome) -> None:
        self.said += out.said
        self.writes += out.writes
        self.states.append((out.journal, out.question))


def texts(question: OpenQuestion, n: int) -> list[str]:
    """What a person texts to give answer `n`: for a choice the page is turned until its number is shown."""
    if question.expects != "choice":
        return [str(n)]
    page, place = divmod(n % len(question.options), PAGE)
    return [str(PAGE + 1)] * page + [str(place + 1)]


def turn_by_turn(flow: Flow, answers: Sequence[int], *, stored: bool = False, noise: Sequence[str] = ()) -> Talk:
    """The talk over many turns; `stored` as JSON in between; `noise` is answered first to each question."""
    talk = Talk()
    out = advance(flow, [])
    talk.take(out)
    for n in answers:
        if out.question is None:
            break
        for text in [*noise, *texts(out.question, n)]:
            session = Session("flow", "", out.journal, out.question)
            if stored:
                session = Session.load(session.dump())
            out = advance(flow, session.journal, session.question, typed(text))
            talk.said += out.said
            talk.writes += out.writes
        talk.states.append((out.journal, out.question))
    return talk


def in_one_go(flow: Flow, answers: Sequence[int]) -> Talk:
    """The same conversation without an engine: each step is met at once, each question answered on the spot."""
    talk, journal = Talk(), list[list[Any]]()
    coroutine, given, value = flow.run(), iter(answers), None
    try:
        while True:
            step = coroutine.send(value)
            value = None
            if isinstance(step, Say):
                talk.said += step.read()
                continue
            if isinstance(step, Look):
                value = step.read()
            elif isinstance(step, Do):
                talk.writes += step.writes()
            elif isinstance(step, Ask | Choose):
                n = next(given, None)
                if n is None:
                    coroutine.close()
                    break
                value = _answered(step, n)
            kept = step.kind.dump(value) if isinstance(step, Ask) else value
            journal.append([step.key, kept])
    except StopIteration:
        pass
    talk.states.append((journal, None))
    return talk


def _answered(step: Ask[Any] | Choose, n: int) -> object:
    if isinstance(step, Choose):
        return step.options[n % len(step.options)].code
    if step.kind is YES_NO:
        return n % 2 == 0
    return n if isinstance(step.kind, Number) else str(n)


def clock(start: int) -> World:
    """A world that never stands still: each look reads another value."""
    ticks = itertools.count(start)
    return lambda _: next(ticks)
