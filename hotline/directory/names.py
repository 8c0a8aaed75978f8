"""Which row of a table a few words name: by its code, by its name, declined or mistyped, or by one word of the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..hearing.spelling import readings, skeleton, words
from .places.place_words import nominatives

# As with keywords: a typo is forgiven from five letters on, two from eight.
ONE_TYPO, TWO_TYPOS = 5, 8
_ENDINGS = 6  # letters
_SHORTEST = 3  # letters; "на" and "of" stand in many names


@dataclass(frozen=True, slots=True)
class Named:
    """What words name: `codes` that fit equally well, () for none; `taken`: numbers of the words that say so."""

    codes: tuple[str, ...]
    taken: frozenset[int]
    several: bool = False  # different words name different rows: nobody can tell which of them is meant


class Names:
    """The names of a table's rows, as people say them."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        """`names`: code -> the names of its row in all languages; without any, its code must be said as it is."""
        self._codes = {code.casefold().replace("ё", "е"): code for code in names}  # as `words` has it
        self._longest_code = 1 + max((code.count("-") + code.count("_") for code in names), default=0)  # words
        self._rows: dict[str, set[str]] = {}  # word of a name -> codes
        for code, forms in names.items():
            for form in (code, *forms) if forms else ():
                for part in map(skeleton, words(form)):
                    if len(part) >= _SHORTEST or part.isdecimal():
                        self._rows.setdefault(part, set()).add(code)
        self._long_parts = [part for part in self._rows if len(part) >= ONE_TYPO and not part.isdecimal()]

    def find(self, said: Sequence[str]) -> Named:
        """The row that words (of `spelling.words`) name. A code said whole outweighs all else."""
        coded = self._by_code(said)
        by_word = {number: codes for number, word in enumerate(said) if (codes := self._meant(word))}
        if coded is not None:
            code, taken = coded
            others = [codes for number, codes in by_word.items() if number not in taken]
            return Named((code,), taken, several=any(len(codes) == 1 and code not in codes for codes in others))
        return self._by_words(said, by_word)

    def _by_code(self, said: Sequence[str]) -> tuple[str, frozenset[int]] | None:
        for length in range(min(self._longest_code, len(said)), 0, -1):
            for start in range(len(said) - length + 1):
                for mark in "-_":
                    code = self._codes.get(mark.join(said[start : start + length]))
                    if code:
                        return code, frozenset(range(start, start + length))
        return None

    def _by_words(self, said: Sequence[str], by_word: Mapping[int, set[str]]) -> Named:
        score: dict[str, int] = {}
        for number, codes in by_word.items():
            for code in codes:
                score[code] = score.get(code, 0) + len(said[number])
        # "Школа 12": a number tells two schools apart, but names none by itself.
        for word in said:
            for code in self._rows.get(word, ()) if word.isdecimal() else ():
                if code in score:
                    score[code] += len(word)
        best = max(score.values(), default=0)
        winners = tuple(sorted(code for code, points in score.items() if points == best))
        taken = frozenset(
            number
            for number, word in enumerate(said)
            if not set(winners).isdisjoint(self._rows.get(word, ()) if word.isdecimal() else by_word.get(number, ()))
        )
        own = [codes for codes in by_word.values() if len(codes) == 1]
        return Named(winners, taken, several=len(winners) == 1 and any(codes != {winners[0]} for codes in own))

    def _meant(self, word: str) -> set[str]:
        """Codes of the rows that have this word in their names."""
        if word.isdecimal():
            return set()
        options = readings(word)
        # Kazakh puts one ending behind the other: мешіттері, мешіттерінде, мешіттеріндегі.
        stems = [options[0][:end] for end in range(len(options[0]) - 1, ONE_TYPO - 1, -1)][:_ENDINGS]
        for option in (*options, *nominatives(options[0]), *stems):
            if option in self._rows:
                return self._rows[option]
        heard = options[0]
        if len(heard) < ONE_TYPO:
            return set()
        allowed = 2 if len(heard) >= TWO_TYPOS else 1
        found = process.extractOne(heard, self._long_parts, scorer=OSA.distance, score_cutoff=allowed)
        return self._rows[found[0]] if found else set()
