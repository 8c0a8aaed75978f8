"""What the hotline understands: the word lists of the prompts, and the coordinator's topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from ..directory.reports.reporting import COMMANDS, Reader
from ..directory.topics import Topic
from ..talk.catalog import Catalog
from .keywords import Keywords, Match

NUMBERED = {"line", "wait", "now", "passed", "register"}  # what comes with numbers that are no calls for help
LEADING = (
    "send",
    "confirm",
    "approve",
    "drop",
    "reply",
)  # orders that begin their message; the rest is left as it stands
WITH_A_NUMBER = ("confirm", "approve", "drop")  # "подтверждаю: мест нет" gives no PIN, and must not cost a try
HELP = "?"  # a volunteer's way to ask what there is


class Lexicon:
    """The words of all languages together: whoever writes in Latin letters still means a Russian word."""

    def __init__(
        self,
        catalog: Catalog,
        flows: Iterable[str],
        topics: Iterable[Topic],
        names_crossing: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`flows` in the order in which they claim a word that two of them have."""
        starters = catalog.vocabulary("keyword-")
        words = catalog.vocabulary("word-")
        self.words = {
            name: tuple([word for one in by_language.values() for word in one]) for name, by_language in words.items()
        }
        self.words["full"] = tuple(
            [word for one in starters["full"].values() for word in one]
        )  # an answer as well: "нашлось место?" — "мест нет"
        self.language_names = words["language"]
        table = {name: starters[name] for name in flows if name in starters}
        for topic in topics:
            by_language = {"en": topic.keywords.en, "ru": topic.keywords.ru, "kk": topic.keywords.kk}
            table[f"topic:{topic.code}"] = {language: text.split(",") for language, text in by_language.items()}
        self._keywords = Keywords(
            table,
            courtesy=self.words["courtesy"],
            ordinary=self.words["ordinary"],
            alone=("stop", "start", "forget", "more", "details", "back", "thanks"),
            weak=("menu",),
            incomplete=("wait", "now"),
            completes=names_crossing,
        )
        commands = catalog.vocabulary("command-")
        said = {**starters, **commands}
        self.reader = Reader({name: said[name] for name in COMMANDS}, self.words, names_crossing)
        orders = {name: commands[name] for name in commands if name not in COMMANDS}
        self._orders = Keywords(
            orders,
            courtesy=self.words["courtesy"],
            ordinary=self.words["ordinary"],
            alone=("on", "off", "next"),
        )
        self._danger = Keywords({"danger": words["emergency"]})
        # One turn asks four times about one text; no other is kept.
        self._found = lru_cache(maxsize=1)(self._keywords.find)

    def find(self, text: str) -> Match | None:
        """The keyword in a text."""
        return self._found(text)

    def order(self, text: str) -> Match | None:
        """What a volunteer says besides reports, for who is known to be one: status, undo, commands.

        An order that leads its message has the rest of it as it was written.
        """
        if text.strip() == HELP:
            return Match("commands", "", sure=True, whole=True, languages=frozenset())
        first, _, rest = text.strip().partition(" ")
        match = self._orders.find(first)
        numbered = not rest.strip() or any(character.isdecimal() for character in rest)
        if match and match.flow in LEADING and (numbered or match.flow not in WITH_A_NUMBER):
            return Match(match.flow, rest.strip(), match.sure, whole=not rest.strip(), languages=match.languages)
        match = self._orders.find(text)
        return match if match and match.flow not in LEADING else None

    def in_danger(self, text: str, *, order: bool = False) -> bool:
        """Whether the text speaks of danger to life; in an `order` of a volunteer 112 are free beds."""
        return self.danger(text, order=order) is not None

    def danger(self, text: str, *, order: bool = False) -> Match | None:
        """The word of danger to life in a text. A 103 beside some keywords is a number in line or a date."""
        match = self.find(text)
        if order or (match and match.flow in NUMBERED):
            text = "".join(" " if character.isdecimal() else character for character in text)
        return self._danger.to_the_letter(text)
