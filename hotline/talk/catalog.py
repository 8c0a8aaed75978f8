"""The words: message id + language -> text for an SMS, wording for the voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser, ast

from .. import Misuse
from .steps import Fact, Said

LANGUAGES = ("ru", "kk", "en")
SPOKEN_INSTEAD = {"kk": "ru"}  # no carrier has a Kazakh voice; nearly all who speak it understand Russian


class BadPrompts(Misuse):
    """A prompts file that cannot be used; the message names file and id."""


class Catalog:
    """The prompts of all languages, of which `languages` are offered.

    A message, its `.voice` and its `.again` stand together in one file a language.

    Raises BadPrompts if a file is missing or broken, or if the languages do not have the same messages.
    """

    def __init__(self, folder: Path, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._bundles = {language: _bundle(folder / f"{language}.ftl", language) for language in LANGUAGES}
        self._ids = {language: ids for language, (_, ids) in self._bundles.items()}
        first = LANGUAGES[0]
        for language in LANGUAGES[1:]:
            odd = self._ids[first].keys() ^ self._ids[language].keys()
            if odd:
                raise BadPrompts(f"prompts: {sorted(odd)[0]} stands in only one of {first}.ftl and {language}.ftl")
        # The same shelter is named to many in the same minute: most of a turn's formatting is a look-up.
        self._formatted = lru_cache(maxsize=4096)(self._format)

    def text(self, language: str, said: Said, *, again: bool = False) -> str:
        """The message as an SMS says it; `again`: as it is put after an answer that was not understood."""
        wanted = ("again",) if again else ()
        return self._formatted(language, said.id, wanted, tuple(said.facts.items()))

    def voice(self, language: str, said: Said, *, again: bool = False) -> str:
        """The message as it is spoken."""
        wanted = ("again-voice", "again", "voice") if again else ("voice",)
        return self._formatted(language, said.id, wanted, tuple(said.facts.items()))

    def has(self, id_: str) -> bool:
        """Whether there is such a message."""
        return id_ in self._ids[LANGUAGES[0]]

    def vocabulary(self, prefix: str) -> dict[str, dict[str, list[str]]]:
        """The comma-separated words of all messages whose id starts with `prefix`: rest of id -> language -> words."""
        table: dict[str, dict[str, list[str]]] = {}
        for id_ in self._ids[LANGUAGES[0]]:
            if id_.startswith(prefix):
                table[id_.removeprefix(prefix)] = {
                    language: [word.strip() for word in self.text(language, Said(id_)).split(",") if word.strip()]
                    for language in LANGUAGES
                }
        return table

    def _format(self, language: str, id_: str, wanted: Sequence[str], facts: tuple[tuple[str, Fact], ...]) -> str:
        bundle, ids = self._bundles[language]
        message = bundle.get_message(id_)
        attribute = next((name for name in wanted if name in ids[id_]), None)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            return ""
        text, errors = bundle.format_pattern(pattern, dict(facts))
        if errors:
            raise BadPrompts(f"prompts: {id_} in {language}.ftl: {errors[0]}")
        return str(text)


def _bundle(path: Path, language: str) -> tuple[FluentBundle, Mapping[str, frozenset[str]]]:
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadPrompts(f"prompts: {path.name} cannot be read as UTF-8") from None
    ids: dict[str, frozenset[str]] = {}
    resource = FluentParser().parse(source)
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            raise BadPrompts(f"prompts: {path.name}: not understood: {(entry.content or '').strip()[:60]}")
        if isinstance(entry, ast.Message):
            if entry.id.name in ids:
                raise BadPrompts(f"prompts: {path.name}: {entry.id.name} stands there twice")
            ids[entry.id.name] = frozenset(attribute.id.name for attribute in entry.attributes)
    bundle = FluentBundle([language], use_isolating=False)  # isolating marks would turn a Latin SMS into UCS-2
    bundle.add_resource(resource)
    return bundle, ids
