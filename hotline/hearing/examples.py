"""What people write and what they mean by it, as the folders of `prompts/heard` hold it: a folder a writer.

A line is `meaning|text`. `[a|b|c]` stands for any one of these, `{place}`, `{crossing}` and `{n}` for a name or a
number; all that a line can become is one family, and never stands on both sides of an exam.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path

from .. import HotlineError
from .features import PLACE

SHORT = "short"  # a file of texts so short that their language is anybody's guess
WORDS = "words"  # the folder of words that mean nearly the same
MOST = 6  # texts of one family: more are copies of one another
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_KEYWORDS = re.compile(r"^keyword-(?P<flow>[a-z]+) = (?P<words>.+)$", re.MULTILINE)
_NAMED = re.compile(r"\{([a-z]+)\}")
_NAMES = {"place": f" {PLACE} ", "crossing": f" {PLACE} ", "n": " 7 "}


class BadExample(HotlineError):
    """A line that cannot be read; the message says which, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Family:
    """One line: a meaning, and the texts that the line stands for."""

    writer: str
    language: str
    meaning: str
    texts: Sequence[str]


def read(folder: Path, meanings: Iterable[str]) -> list[Family]:
    """All families of all writers, in order. Raises BadExample."""
    known = frozenset(meanings)
    return [
        family
        for path in sorted(folder.glob("*/*.txt"))
        if path.parent.name != WORDS
        for family in of_file(path, known)
    ]


def read_keywords(prompts: Path, meanings: Iterable[str]) -> list[Family]:
    """The words that start flows, as the prompts list them: each means what it starts, alone and beside a place."""
    known = frozenset(meanings)
    return [
        Family("prompts", path.stem, found["flow"], (word.strip(), f"{word.strip()} {PLACE}"))
        for path in sorted(prompts.glob("*.ftl"))
        for found in _KEYWORDS.finditer(path.read_text(encoding="utf-8"))
        if found["flow"] in known
        for word in found["words"].split(",")
    ]


def read_words(folder: Path) -> Mapping[str, Sequence[str]]:
    """Concept -> its words and stems (`stem*`), of all languages. Raises BadExample."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.txt")):
        for place, line in _lines(path):
            concept, colon, entries = line.partition(":")
            if not colon or not entries.strip():
                raise BadExample(f"{path.name}:{place}: a line is `concept: word stem*`")
            found.setdefault(concept.strip(), []).extend(entries.split())
    return found


def every_family(folder: Path, meanings: Sequence[str]) -> list[Family]:
    """All that is learned from: those of the writers, and the keywords of the prompts beside the folder."""
    return [*read(folder, meanings), *read_keywords(folder.parent, meanings)]


def digest(families: Sequence[Family]) -> int:
    """A number that changes with any of them."""
    return zlib.crc32("\n".join(f"{one.meaning}|{'|'.join(one.texts)}" for one in families).encode())


def of_file(path: Path, known: frozenset[str]) -> Iterator[Family]:
    """The families of one file. Raises BadExample."""
    for place, line in _lines(path):
        meaning, bar, text = line.partition("|")
        if not bar or meaning not in known or not text.strip():
            raise BadExample(
                f"{path.parent.name}/{path.name}:{place}: a line is `meaning|text`, and {meaning} no meaning"
            )
        yield Family(path.parent.name, path.stem, meaning, texts(text.strip()))


def texts(line: str) -> Sequence[str]:
    """What a line of examples stands for: all of it, or MOST of it drawn by its own chance, the same each time."""
    named = _NAMED.sub(lambda found: _NAMES.get(found[1], f" {PLACE} "), line)
    parts = _CHOICE.split(named)  # text, choices, text, choices, ..., text
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    if prod(map(len, choices)) <= MOST:
        return ["".join(chosen) for chosen in product(*choices)]
    chance = random.Random(line)
    return sorted({"".join(map(chance.choice, choices)) for _ in range(MOST)})


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield place, line
