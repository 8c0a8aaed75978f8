"""What a flow may await: say, ask, choose, look, do; and confirm, which is an ask for yes or no.

A flow is an `async def` that awaits these steps and nothing else. The engine runs it and decides, step by step,
whether a value is already in the journal or the person has to be asked.

Here and elsewhere, what every turn makes anew is no frozen dataclass: one takes three times as long to make.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from ..hearing.utterance import NOTHING, Utterance

T = TypeVar("T")
Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Fact: TypeAlias = str | int | float
Facts: TypeAlias = Mapping[str, Fact]
Intent: TypeAlias = object  # something to be written, as the room of its noun put it together: a flow only hands it on


FREE = 99  # `Said.spare` of what is said only where it costs no segment
KEYS = 5  # what is spared from here on is left out before the question names its answers in short


@dataclass(slots=True)
class Said:
    """A message of the prompts and what it is filled with. The words are found later, in the person's language."""

    id: str
    facts: Facts = field(default_factory=dict)
    language: str = ""  # said in this language whatever the person's is: only a choice of languages needs it
    spare: int = 0  # left out of a text that grows too long, the highest first; 0: never


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: `code` is what the flow gets, `label` what the person sees or hears."""

    code: str
    label: Said


@dataclass(slots=True)
class Understood(Generic[T]):
    """An answer was read. `sure` is False for a guess (a typo mended), which a keyword may overrule."""

    value: T
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Several:
    """The answer fits more than one thing: ask which. `why` is the id of that question."""

    options: Sequence[Option]
    why: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing to be made of it. `why`, if given, is a message that says what was wrong (a date in the future …)."""

    why: Said | None = None


Reading: TypeAlias = Understood[T] | Several | NotUnderstood
Expects: TypeAlias = Literal["words", "keys", "free text"]


class AnswerKind(Protocol[T]):
    """How one kind of answer is read, kept in the journal, and given on a phone's keys."""

    @property
    def expects(self) -> Expects:
        """What is awaited: "keys" for digits on a phone, "free text" for anything (a recording on a phone), "words"."""
        ...

    @property
    def digits(self) -> int | None:
        """How many digits the answer has on the phone, None when it varies (# ends it)."""
        ...

    def read(self, said: Utterance) -> Reading[T]:
        """What the person meant."""
        ...

    def offers(self) -> Sequence[Option]:
        """What may be picked by number, best first; empty where the answer is typed, keyed or spoken freely."""
        ...

    def dump(self, value: T) -> Json:
        """The value as the journal keeps it."""
        ...

    def load(self, kept: Json) -> T:
        """The reverse of `dump`."""
        ...


class Step(Generic[T]):
    """What a flow awaits; the value of the `await` is a T."""

    __slots__ = ()
    key: str

    def __await__(self) -> Generator[Step[Any], Any, T]:
        result: T = yield self
        return result


@dataclass(slots=True)
class Say(Step[None]):
    key: str
    read: Callable[[], Sequence[Said]]


@dataclass(slots=True)
class Ask(Step[T]):
    key: str
    kind: AnswerKind[T]
    given: Utterance
    facts: Callable[[], Facts]


@dataclass(slots=True)
class Choose(Step[str]):
    key: str
    options: Sequence[Option]
    listed: bool
    facts: Callable[[], Facts]
    named: Callable[[Utterance], str]


@dataclass(slots=True)
class Look(Step[T]):
    key: str
    read: Callable[[], T]


@dataclass(slots=True)
class Do(Step[None]):
    key: str
    writes: Callable[[], Sequence[Intent]]


def _no_facts() -> Facts:
    return {}


def say(what: str | Callable[[], Sequence[Said]], facts: Callable[[], Facts] = _no_facts) -> Say:
    """Tell the person a message, or those that `what` names. It is called when it is said, so it is never stale."""
    if isinstance(what, str):
        return Say(what, lambda: [Said(what, facts())])
    return Say("", what)


def ask(key: str, kind: AnswerKind[T], *, given: Utterance = NOTHING, facts: Callable[[], Facts] = _no_facts) -> Ask[T]:
    """Ask question `key` until an answer of `kind` comes; `given` are words that may answer it already."""
    return Ask(key, kind, given, facts)


def _no_name(said: Utterance) -> str:
    return ""


def choose(
    key: str,
    options: Sequence[Option],
    *,
    listed: bool = True,
    facts: Callable[[], Facts] = _no_facts,
    named: Callable[[Utterance], str] = _no_name,
) -> Choose:
    """Let the person pick one of `options`, by its number or by the keyword that its code names.

    With `listed=False` the words of the question name the numbers themselves. `named` finds the code in words that
    name the option itself ("Тёплое"), "" for none.
    """
    return Choose(key, options, listed, facts, named)


def look(key: str, read: Callable[[], T]) -> Look[T]:
    """Read something that decides where the talk goes; the journal keeps it (JSON), so a replay goes the same way."""
    return Look(key, read)


def do(key: str, writes: Callable[[], Sequence[Intent]]) -> Do:
    """Name writes; they are applied together with the session and the reply at the end of the turn, or not at all."""
    return Do(key, writes)
