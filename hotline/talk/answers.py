"""What a person may answer: yes or no, a number, a place, anything; in any language and on keys (days: `dates`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..hearing.phrases import Phrases, Vocabulary
from ..hearing.spelling import zeros
from ..hearing.utterance import Utterance
from .engine import Gone
from .steps import Expects, Json, NotUnderstood, Option, Reading, Said, Several, Understood

_SIGNS = {"+": True, "\U0001f44d": True, "-": False, "\U0001f44e": False}  # plus and minus, thumbs up and down


class YesNo:
    """1 or yes, 2 or no."""

    expects: Expects = "words"
    digits = None

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._phrases = Phrases({"yes": vocabulary["yes"], "no": vocabulary["no"]})

    def offers(self) -> Sequence[Option]:
        return [Option("yes", Said("option-yes")), Option("no", Said("option-no"))]

    def read(self, said: Utterance) -> Reading[bool]:
        if (sign := _SIGNS.get(said.text.strip().rstrip("\ufe0f"))) is not None:
            return Understood(sign)
        # "да нет" says both: better to ask again than to guess. A long sentence is no answer.
        meant = set(self._phrases.said(said))
        return Understood(meant == {"yes"}) if len(meant) == 1 and len(said.words) <= 4 else NotUnderstood()

    def dump(self, value: bool) -> Json:
        return "yes" if value else "no"

    def load(self, kept: Json) -> bool:
        return kept == "yes"


@dataclass(frozen=True)
class Number:
    """A whole number from `low` to `high`, as digits."""

    low: int
    high: int
    digits: int | None = None
    expects: Expects = "keys"

    def offers(self) -> Sequence[Option]:
        return []

    def read(self, said: Utterance) -> Reading[int]:
        found = re.findall(r"\d+", zeros(said.text))
        if len(found) != 1 or len(found[0]) > 9 or not self.low <= int(found[0]) <= self.high:
            return NotUnderstood()
        return Understood(int(found[0]))

    def dump(self, value: int) -> Json:
        return value

    def load(self, kept: Json) -> int:
        if not isinstance(kept, int):
            raise TypeError(kept)
        return kept


class FreeText:
    """Anything; on the phone a recording, whose address is the answer."""

    expects: Expects = "free text"
    digits = None

    def offers(self) -> Sequence[Option]:
        return []

    def read(self, said: Utterance) -> Reading[str]:
        return Understood(said.text.strip()) if said else NotUnderstood()

    def dump(self, value: str) -> Json:
        return value

    def load(self, kept: Json) -> str:
        return str(kept)


class FoundPlaces(Protocol):
    """What a search for a place gives: one, several to ask about, or none."""

    @property
    def places(self) -> Sequence[Any]: ...
    @property
    def sure(self) -> bool: ...
    @property
    def rest(self) -> str: ...


@dataclass(slots=True)
class PlaceAnswer:
    """A place by its name; `towns` can be picked by key on the phone. The value is the place's id."""

    find: Callable[[Utterance], FoundPlaces]
    near: Callable[[Any], bool]  # near enough that neither a mended typo nor a far namesake need be asked about
    likely: Callable[[Any], bool]  # near, or so large that somebody far away may be there
    label: Callable[[Any], Said]
    exists: Callable[[str], bool]
    towns: Sequence[Option] = ()
    expects: Expects = "words"
    digits: int | None = None

    def offers(self) -> Sequence[Option]:
        return self.towns

    def read(self, said: Utterance) -> Reading[str]:
        if not any(map(str.isalpha, said.text)):  # a village may be called "2-й", but who texts "2" means a choice
            return NotUnderstood()
        found = self.find(said)
        if not found.places:
            return NotUnderstood()
        # Words beside the place make it a guess only: they may be a keyword with another meaning.
        sure = found.sure and not found.rest
        one = found.places[0] if len(found.places) == 1 else None
        if one and (self.near(one) or (found.sure and self.likely(one))):
            return Understood(one.id, sure)
        meant = [place for place in found.places if found.sure or self.likely(place)]
        if not meant:
            return NotUnderstood()
        # Two of one name in one region look the same in a list: the likelier one stands for both.
        options: dict[str, Option] = {}
        for place in meant:
            label = self.label(place)
            options.setdefault(str(label.facts), Option(place.id, label))
        named = found.sure and len(found.places) > 1
        return Several(list(options.values()), "place-which" if named else "place-near", sure)

    def dump(self, value: str) -> Json:
        return value

    def load(self, kept: Json) -> str:
        if not self.exists(str(kept)):
            raise Gone(kept)
        return str(kept)
