"""What the hotline understands: the word lists of the prompts, and the coordinator's topics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, TypeAlias

from .durations import Durations
from .features import PLACE
from .keywords import Keywords, Match
from .model import model
from .numerals import Numerals
from .party import PartyReader
from .phrases import Phrases
from .spelling import skeletons
from .utterance import NOTHING, Utterance

Words: TypeAlias = Mapping[str, Sequence[str]]  # language -> words and phrases

# How a word starts its flow: wherever it stands, when it stands alone, when nothing else is said that would start one,
# beside a number, or at the head of an order (which hands on the rest as it was written; some only with a number:
# "подтверждаю: мест нет" gives no PIN, and must not cost a try).
Manner: TypeAlias = Literal["anywhere", "alone", "weakly", "with a number", "first", "first with a number"]

TOPIC = "topic:"  # before the code of a topic: the name of its flow
DANGER = "danger:"  # before the kind of danger
PLACE_ASKED = "place:"  # before what is asked about the shelter that was named
WHICH, BETWEEN = "which:", "|"  # before the two flows of which one is meant, and between them
_LONGEST_NAME = 2  # words of a language's name: "қазақ тілінде"
HELP = "?"  # a volunteer's way to ask what there is


class Lexicon:
    """The words of all languages together: whoever writes in Latin letters still means a Russian word."""

    def __init__(
        self,
        vocabulary: Callable[[str], Mapping[str, Words]],
        starts: Mapping[str, Manner],
        orders: Mapping[str, Manner],
        topics: Mapping[str, Words],
        *,
        numbered: Collection[str] = (),
        quoted: Collection[str] = (),
        names_crossing: Callable[[Utterance], bool] = lambda _: False,
    ) -> None:
        """`vocabulary` gives the words of all messages with a prefix, by the rest of their ids.

        `starts` in the order in which they claim a word that two of them have; `orders` are volunteers'; `numbered` are
        flows whose words come with numbers that are no calls for help, `quoted` those behind whose word stands what is
        for a person to read.
        """
        starters, listed, commands = vocabulary("keyword-"), vocabulary("word-"), vocabulary("command-")
        self.words = {name: tuple([word for one in lines.values() for word in one]) for name, lines in listed.items()}
        self.words["full"] = tuple([word for one in starters["full"].values() for word in one])  # an answer as well
        self.language_names = listed["language"]
        self.language_marks = {mark: language for language, marks in listed["mark"].items() for mark in marks}
        self._courtesy, self._calling = skeletons(self.words["courtesy"]), skeletons(self.words["call"])
        self._languages = Phrases(self.language_names)
        self.numerals, self.durations = Numerals(self.words), Durations(self.words)
        self.party = PartyReader(self.words)
        self.way_of_crossing = Phrases({"foot": self.words["walking"], "car": self.words["driving"]})
        self.beside_a_place = {word for name in ("people", "foot", "car") for word in self.words[name]}
        self._numbered, self._quoted, self._orders_manner = numbered, quoted, orders
        table = {name: starters[name] for name in starts if name in starters}
        self._keywords = Keywords(
            {**table, **{f"{TOPIC}{code}": words for code, words in topics.items()}},
            courtesy=self.words["courtesy"],
            ordinary=self.words["ordinary"],
            alone=_of("alone", starts),
            weak=_of("weakly", starts),
            incomplete=_of("with a number", starts),
            completes=names_crossing,
        )
        self._orders = Keywords(
            {name: commands[name] for name in orders if name in commands},
            courtesy=self.words["courtesy"],
            ordinary=self.words["ordinary"],
            alone=_of("alone", orders),
        )
        self._asking_first, self._asking = frozenset(self.words["asks-first"]), frozenset(self.words["asks"])
        self._danger = Keywords({DANGER: listed["emergency"]})

    def find(self, said: Utterance) -> Match | None:
        """The keyword in a text."""
        return self._keywords.find(said)

    def is_plain(self, said: Utterance, keyword: Match | None) -> bool:
        """Whether nothing stands beside a keyword, or alone, but names of places, numbers and courtesy; or it leads.

        "ВОЛОНТЁР" leads a question, and "ЖДУТ" a crossing and a number: then the rest is no other matter.
        """
        rest = keyword.rest if keyword else said
        about = model().concepts.of
        for word, *_ in rest.readings:
            if not (word.isdecimal() or word in self._courtesy or PLACE in about(word)):
                return keyword is not None and keyword.sure and self._leads(said, keyword)
        return True

    def _leads(self, said: Utterance, keyword: Match) -> bool:
        if said.words[1:] != keyword.rest.words:
            return False
        numbered = keyword.flow in self._numbered and any(map(str.isdecimal, keyword.rest.text))
        return numbered or keyword.flow in self._quoted

    def asks(self, said: Utterance) -> bool:
        """Whether it is a question: by its mark, the word that it begins with, or one that only questions have.

        By the words as they are written: folded, "ме" is "me" and "до" is "do".
        """
        begins = not self._asking_first.isdisjoint(said.words[:1])
        return said.text.rstrip().endswith("?") or begins or not self._asking.isdisjoint(said.words)

    def language(self, said: Utterance) -> Match | None:
        """A text that is nothing but the name of a language asks for it."""
        named, count = self._languages.said(said), len(said.words)
        if len(named) != 1 or count > _LONGEST_NAME:
            return None
        return Match("lang", said, sure=True, whole=False, languages=frozenset())

    def order(self, said: Utterance) -> Match | None:
        """The order in a volunteer's text; reports are read elsewhere."""
        if said.text.strip() == HELP:
            return Match("commands", NOTHING, sure=True, whole=True, languages=frozenset())
        match = self._orders.find(Utterance.of(said.chunks[:1]))
        if match and self.leads(match.flow):
            rest = Utterance(said.text.strip()[len(said.chunks[0][0]) :].strip())
            numbered = not rest or any(map(str.isdecimal, rest.text))
            if numbered or self._orders_manner[match.flow] != "first with a number":
                return Match(match.flow, rest, match.sure, whole=not rest, languages=match.languages)
        match = self._orders.find(said)
        return match if match and not self.leads(match.flow) else None

    def leads(self, order: str) -> bool:
        """Whether an order stands at the head of its message, and what follows is for somebody else to read."""
        return self._orders_manner.get(order, "").startswith("first")

    def danger(self, said: Utterance, keyword: Match | None, *, order: bool = False) -> Match | None:
        """The word of danger to life in a text. 103 is one alone or beside calling: else it is a room, a bus, a place.

        Beside some keywords it is a number in line or a date, and in an `order` of a volunteer 112 are free beds.
        """
        numbered = order or (keyword is not None and keyword.flow in self._numbered)
        plain = said.without_digits()
        return self._danger.to_the_letter(plain if numbered or (plain is not said and not self._calls(said)) else said)

    def _calls(self, said: Utterance) -> bool:
        words = [skeleton for skeleton in said.skeletons if not skeleton.isdecimal()]
        return self._courtesy.issuperset(words) or not self._calling.isdisjoint(words)


def _of(manner: Manner, flows: Mapping[str, Manner]) -> Collection[str]:
    return [name for name, one in flows.items() if one == manner]
