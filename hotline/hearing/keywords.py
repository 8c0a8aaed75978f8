"""Which flow a message means: case, typos, homoglyphs, transliteration and word order do not matter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from .spelling import skeleton, skeletons, skeletons_of, words
from .utterance import Utterance

Phrase: TypeAlias = tuple[str, ...]
KeywordLists: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]  # flow -> language -> words and phrases

# A typo is forgiven from five letters on, two from eight: shorter words turn into one another too easily.
ONE_TYPO, TWO_TYPOS = 5, 8


@dataclass(slots=True)
class Match:
    """A keyword found in a message."""

    flow: str
    rest: Utterance  # what the message says besides the keyword
    sure: bool  # found to the letter (in whatever alphabet), not by mending a typo
    whole: bool  # the message is the keyword and nothing else, courtesy aside
    languages: frozenset[str]  # languages that have this word


class Keywords:
    """All words that start a flow, in all languages; where two flows claim a word, the first one has it.

    `courtesy` are words that mean nothing ("спасибо"). `ordinary` are words that are no keyword, however near they
    sound, and phrases within which no keyword is meant ("free of charge"), unless it has more words than the phrase.
    A flow in `alone` is meant only by a message that says nothing else ("does the bus stop here?" stops nothing);
    one in `weak` yields to any other ("помогите, где ночлег?"), and one in `incomplete`
    needs a number beside it, or what `completes` says ("мы сейчас в Уральске" is no report).
    """

    def __init__(
        self,
        vocabulary: KeywordLists,
        *,
        courtesy: Iterable[str] = (),
        ordinary: Iterable[str] = (),
        alone: Collection[str] = (),
        weak: Collection[str] = (),
        incomplete: Collection[str] = (),
        completes: Callable[[Utterance], bool] = lambda rest: False,
    ) -> None:
        self._alone, self._weak, self._incomplete, self._completes = alone, weak, incomplete, completes
        self._ordinary = {phrase[0] for phrase in map(words, ordinary) if len(phrase) == 1}
        self._ordinary_phrases: dict[str, list[Phrase]] = {}  # by their first word
        for phrase in map(skeletons_of, ordinary):
            if len(phrase) > 1:
                self._ordinary_phrases.setdefault(phrase[0], []).append(phrase)
        self._phrases: dict[Phrase, str] = {}
        self._languages: dict[Phrase, frozenset[str]] = {}
        self._longest: dict[str, int] = {}  # of the phrases that begin with this word, how many words the longest has
        for flow, by_language in vocabulary.items():
            for language, phrases in by_language.items():
                for written in phrases:
                    self._learn(flow, language, skeletons_of(written))
        singles = [phrase[0] for phrase in self._phrases if len(phrase) == 1 and len(phrase[0]) >= ONE_TYPO]
        # A word is near the same keyword in every text.
        self._near = lru_cache(maxsize=2048)(partial(_nearest, singles))
        self._courtesy = skeletons(courtesy)

    def _learn(self, flow: str, language: str, phrase: Phrase) -> None:
        if phrase and self._phrases.setdefault(phrase, flow) == flow:
            self._languages[phrase] = self._languages.get(phrase, frozenset()) | {language}
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def find(self, said: Utterance) -> Match | None:
        """The keyword of the message: the longest one to the letter, the earlier of equals, else one with a typo."""
        return self.to_the_letter(said) or self._mended(said)

    def to_the_letter(self, said: Utterance) -> Match | None:
        """The same without mending typos."""
        heard, begins = said.readings, self._longest
        found = [
            (start, begins[option]) for start, options in enumerate(heard) for option in options if option in begins
        ]
        if not found:
            return None
        weak, ordinary = None, self._in_ordinary_phrases(heard)
        longest = max([length for _, length in found])
        for length in range(min(longest, len(heard)), 0, -1):
            for start, _ in found:
                if start + length > len(heard):
                    break
                phrase = self._exact(heard[start : start + length])
                if phrase is None or (length == 1 and said.words[start] in self._ordinary):
                    continue
                if ordinary and any(ordinary.get(place, 0) >= length for place in range(start, start + length)):
                    continue
                match = self._match(phrase, said, range(start, start + length), sure=True)
                if match.flow in self._weak:
                    weak = weak or match
                elif match.whole or self._counts(match):
                    return match
        return weak

    def _counts(self, match: Match) -> bool:
        """Whether a keyword among other words is meant."""
        if match.flow in self._incomplete:
            return any(character.isdecimal() for character in match.rest.text) or self._completes(match.rest)
        return match.flow not in self._alone

    def _mended(self, said: Utterance) -> Match | None:
        ordinary = self._in_ordinary_phrases(said.readings)
        for start, options in enumerate(said.readings):
            if said.words[start] in self._ordinary or start in ordinary:
                continue
            for near in filter(None, map(self._near, options)):
                match = self._match((near,), said, range(start, start + 1), sure=False)
                if self._counts(match) and (match.flow not in self._weak or len(said.words) == 1):
                    return match
        return None

    def _in_ordinary_phrases(self, heard: Sequence[Sequence[str]]) -> Mapping[int, int]:
        """Places of the words that stand in ordinary phrases -> how many words the phrase has."""
        found: dict[int, int] = {}
        for start, options in enumerate(heard):
            for phrase in self._ordinary_phrases.get(options[0], ()):
                if phrase == tuple([near[0] for near in heard[start : start + len(phrase)]]):
                    found |= dict.fromkeys(range(start, start + len(phrase)), len(phrase))
        return found

    def _exact(self, heard: Sequence[Sequence[str]]) -> Phrase | None:
        if len(heard) > 1:
            best = tuple([options[0] for options in heard])
            return best if best in self._phrases else None
        for option in heard[0]:
            if (option,) in self._phrases:
                return (option,)
        return None

    def _match(self, phrase: Phrase, said: Utterance, taken: range, *, sure: bool) -> Match:
        rest = said.without(taken)
        polite = self._courtesy.issuperset(map(skeleton, rest.words))
        return Match(self._phrases[phrase], rest, sure, sure and polite, self._languages[phrase])


def _nearest(keywords: Sequence[str], word: str) -> str | None:
    if len(word) < ONE_TYPO:
        return None
    allowed = 2 if len(word) >= TWO_TYPOS else 1
    found = process.extractOne(word, keywords, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
    # A short keyword is not meant by a longer word that happens to contain most of it.
    return found[0] if found and (found[1] == 1 or len(found[0]) >= TWO_TYPOS) else None
