"""The words: message id + language -> text for an SMS, wording for the voice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import Misuse
from ..hearing.echo import Echo
from ..variables import LANGUAGES
from .steps import Fact, Said

if TYPE_CHECKING:  # loading it takes a tenth of a short command's time, and most commands say nothing of the prompts
    from fluent.runtime import FluentBundle
    from fluent.runtime.resolver import Message

SPOKEN = ("ru", "en")  # that carriers have a voice for; nearly all who speak another language understand the first

_ENTRY = re.compile(r"^(?=[a-zA-Z#-])", re.MULTILINE)  # where Fluent's parser, too, looks for the next one
_BEFORE_TEXT = re.compile(r"\s*(?:[\w.-]+ *=|\*?\[[\w-]+\])")  # the id, the attribute or the variant's key
_FILLED = re.compile(r"\{[^{}]*\}?|\}")
_NO_SENTENCES = ("keyword-", "word-", "command-", "meant-", "menu-", "option-", "offer-", "paper-", "welcome-")
_ID = re.compile(r"([a-zA-Z][a-zA-Z0-9_-]*) *=")


def spoken_in(language: str) -> str:
    """The language in which a call is spoken with who has this one."""
    return language if language in SPOKEN else SPOKEN[0]


class BadPrompts(Misuse):
    """A prompts file that cannot be used; the message names file and id."""


class Catalog:
    """The prompts of all languages, of which `languages` are offered.

    A message, its `.voice` and its `.again` stand together in one file a language.

    Raises BadPrompts if a file is missing or cannot be cut into messages, or if the languages do not have the same
    ones; what is broken within a message is told when it is read, by `check` at the latest.
    """

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._files = {language: _File(folder / f"{language}.ftl", language) for language in LANGUAGES}
        self._ids = self._files[LANGUAGES[0]].sources.keys()
        first = LANGUAGES[0]
        for language in LANGUAGES[1:]:
            odd = self._ids ^ self._files[language].sources.keys()
            if odd:
                raise BadPrompts(f"prompts: {sorted(odd)[0]} stands in only one of {first}.ftl and {language}.ftl")
        # The same shelter is named to many in the same minute: most of a turn's formatting is a look-up.
        self._formatted = lru_cache(maxsize=4096)(self._format)

    def check(self) -> None:
        """Read all messages, as a process does before it answers anybody: a tenth of a second. Raises BadPrompts."""
        for file in self._files.values():
            for id_ in self._ids:
                file.message(id_)
        for language in LANGUAGES:
            if not self.has(f"language-{language}"):
                raise BadPrompts(f"prompts: no file has language-{language}, by which people choose {language}.ftl")
        _ = self.echo

    def text(self, language: str, said: Said, *, again: bool = False, short: bool = False) -> str:
        """The message as an SMS says it; `again`: as it is put after an answer that was not understood; `short`: where
        room is dear."""
        wanted = ("again",) if again else ("short",) if short else ()
        return self._formatted(language, said.id, wanted, tuple(said.facts.items()))

    def voice(self, language: str, said: Said, *, again: bool = False) -> str:
        """The message as it is spoken."""
        wanted = ("again-voice", "again", "voice") if again else ("voice",)
        return self._formatted(language, said.id, wanted, tuple(said.facts.items()))

    def has(self, id_: str) -> bool:
        """Whether there is such a message."""
        return id_ in self._ids

    def vocabulary(self, prefix: str) -> dict[str, dict[str, list[str]]]:
        """The comma-separated words of all messages whose id starts with `prefix`: rest of id -> language -> words."""
        return {
            id_.removeprefix(prefix): {language: file.words(id_) for language, file in self._files.items()}
            for id_ in self._ids
            if id_.startswith(prefix)
        }

    @cached_property
    def echo(self) -> Echo:
        """What tells our own words in a text that comes in. Made of all messages in all languages: a hundredth of a
        second."""
        reactions = [word for words in self.vocabulary("word-")["reaction"].values() for word in words]
        return Echo(self._sentences(), reactions)

    def _sentences(self) -> list[str]:
        """The fixed parts of all messages in all languages, without what they are filled with."""
        return [
            part
            for file in self._files.values()
            for id_, source in file.sources.items()
            if not id_.startswith(_NO_SENTENCES)
            for line in source.split("\n")
            for part in _FILLED.split(_BEFORE_TEXT.sub("", line))
        ]

    def _format(self, language: str, id_: str, wanted: Sequence[str], facts: tuple[tuple[str, Fact], ...]) -> str:
        file = self._files[language]
        message = file.message(id_)
        attribute = next((name for name in wanted if name in message.attributes), None)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            return ""
        text, errors = file.bundle.format_pattern(pattern, dict(facts))
        if errors:
            raise BadPrompts(f"prompts: {id_} in {language}.ftl: {errors[0]}")
        return str(text)


class _File:
    """The messages of one language. None refers to another, so each is parsed by itself, when it is first said."""

    def __init__(self, path: Path, language: str) -> None:
        self._name, self._language = path.name, language
        self.sources: dict[str, str] = {}  # id -> the message as it is written
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise BadPrompts(f"prompts: {path.name} cannot be read as UTF-8") from None
        for source in _ENTRY.split(text):
            if source.startswith("#") or not source.strip():
                continue
            found = _ID.match(source)
            if found is None:
                raise self._not_understood(source)
            if found[1] in self.sources:
                raise BadPrompts(f"prompts: {path.name}: {found[1]} stands there twice")
            self.sources[found[1]] = source

    @cached_property
    def bundle(self) -> FluentBundle:
        """What formats them."""
        from fluent.runtime import FluentBundle

        return FluentBundle([self._language], use_isolating=False)  # isolating marks would turn a Latin SMS into UCS-2

    def message(self, id_: str) -> Message:
        """The message, parsed. Raises BadPrompts."""
        bundle = self.bundle
        if not bundle.has_message(id_):
            from fluent.syntax import FluentParser, ast

            resource = FluentParser(with_spans=False).parse(self.sources[id_])
            for entry in resource.body:
                if isinstance(entry, ast.Junk):
                    raise self._not_understood(entry.content or "")
            bundle.add_resource(resource)
        return bundle.get_message(id_)

    def words(self, id_: str) -> list[str]:
        """The words of a list, which is plain text and commas."""
        _, _, text = self.sources[id_].partition("=")
        return [word for part in text.split(",") if (word := part.strip())]

    def _not_understood(self, source: str) -> BadPrompts:
        return BadPrompts(f"prompts: {self._name}: not understood: {source.strip()[:60]}")
