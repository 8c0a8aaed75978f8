"""Which place a person means, however it is typed: declined, transliterated, misspelt, in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA

from ...hearing.spelling import joined, readings, skeleton, words
from ...hearing.utterance import Utterance
from .gazetteer import Gazetteer, Place, displayed, distance_km, load_gazetteer, name_key
from .namesakes import MOST_OFFERED, Surroundings
from .place_words import follows, is_ablative, is_filler, is_ordinary, means_from, nominatives

__all__ = ["Found", "Landmark", "Place", "Places", "distance_km", "load_gazetteer"]

BIG = 50_000  # people; from here on a place is known beyond its region
MOST_GUESSED = 3  # places offered for an unknown name
LONGEST_NAME = 4  # words
LONGEST_TEXT_TO_GUESS = 3  # words; in longer ones only long words are compared with notable towns
LONG_WORD = 6
MOST_COMPARED = 8  # words of a text; a comparison costs about 0.5 ms
_LOOSE = 10.0  # above any score of a typing error


@dataclass(frozen=True, slots=True)
class Landmark:
    """A name that the loaded data brings, such as a crossing's; it wins over the gazetteer."""

    id: str
    names: tuple[str, ...]  # "Тёплое / Шаган" counts as two
    place: Place


@dataclass(frozen=True, slots=True)
class Found:
    """What a text says about a place."""

    places: tuple[Place, ...]  # (): none; one: understood; more: ask which, the likeliest first, at most 5
    sure: bool  # False: a guess, or names that sound alike offered for an unknown one
    rest: str  # the other words of the text, casefolded, in order


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int  # exclusive
    places: tuple[Place, ...]
    landmark: bool
    rank: tuple[int, bool, bool, bool, int]


class Places:
    """The gazetteer seen from where the loaded data are. Making one is cheap: the index is shared."""

    def __init__(
        self,
        gazetteer: Sequence[Place],
        landmarks: Sequence[Landmark],
        anchors: Sequence[tuple[float, float]],
    ) -> None:
        """`anchors` are positions (degrees) of shelters and crossings: what lies within 300 km is meant first."""
        self._gazetteer = gazetteer if isinstance(gazetteer, Gazetteer) else Gazetteer(gazetteer)
        self._surroundings = Surroundings(anchors)
        self._found = lru_cache(maxsize=4096)(self._find)
        self._alike = lru_cache(maxsize=2048)(self._spelt_alike)  # a word is like the same names in every text
        self._landmarks: dict[str, dict[str, Place]] = {}
        self._landmark_parts: set[str] = set()
        self._landmarks_by_id = {landmark.place.id: landmark.place for landmark in landmarks}
        for landmark in landmarks:
            for name in (part for names in landmark.names for part in names.split("/")):
                self._landmarks.setdefault(name_key(name), {})[landmark.place.id] = landmark.place
                self._landmark_parts.update(map(skeleton, words(name)))

    def get(self, id: str) -> Place:  # noqa: A002 - the name callers know it by
        """The place of the gazetteer, or the landmark, with this id; KeyError when it is gone."""
        return self._gazetteer.by_id.get(id) or self._landmarks_by_id[id]

    def near(self, place: Place) -> bool:
        """Whether a place lies within 300 km of the loaded data."""
        return self._surroundings.near(place)

    def named(self, name: str) -> Place | None:
        """The place that a row of the data names, in any alphabet but spelt right; None when there is none.

        Of namesakes the one that is spelt exactly so, then one near an anchor, then the largest.
        """
        known, key = self._gazetteer.names, name_key(name)
        candidates = known.shown.get(key) or known.other.get(key)
        if not candidates:
            return None
        return max(
            candidates, key=lambda place: (name in displayed(place), self._surroundings.near(place), place.population)
        )

    def find(self, said: Utterance) -> Found:
        """The place in a text, or those to ask about; see `Found`."""
        tokens = tuple(said.words)
        # Most name one of a few towns. What is longer than a name is nobody else's business, and is not kept.
        return self._found(tokens) if len(tokens) <= LONGEST_NAME else self._find(tokens)

    def _find(self, tokens: tuple[str, ...]) -> Found:
        matches = [match for match in self._matches(tokens) if self._believable(match, tokens)]
        if matches:
            best = max(matches, key=lambda match: match.rank)
            return Found(best.places, True, _rest(tokens, best.start, best.end))
        return self._guess(tokens)

    # Exact names, declined or not.

    def _matches(self, tokens: tuple[str, ...]) -> Iterator[_Match]:
        start = 0
        while start < len(tokens):
            for end in range(min(len(tokens), start + LONGEST_NAME), start, -1):
                match = self._match(tokens, start, end)
                if match:
                    yield match
                    start = end - 1
                    break
            start += 1

    def _match(self, tokens: tuple[str, ...], start: int, end: int) -> _Match | None:
        span = tokens[start:end]
        keys = self._keys(span)
        places = self._of_landmarks(keys)
        landmark, declined = bool(places), False
        if not places:
            plain = any(is_ordinary(word) or is_filler(word) for word in span)
            if plain and len(span) > 1:  # "я на" is not Яна, but Ростов на Дону is a name of three words
                keys = [key for key in keys if key in self._gazetteer.names.several_words]
            elif plain and len(tokens) > 1:
                return None
            places = self._surroundings.meant(self._named(keys))
            if not (places and self._notable(places[0])) and not (plain and len(span) == 1):
                other_case, landmark = self._declined(span)
                places, declined = other_case or places, bool(other_case)
        if not places:
            return None
        ablative = declined and is_ablative(readings(span[-1])[0])
        comes_from = ablative or (start > 0 and means_from(tokens[start - 1]))
        rank = (
            len(span),
            not comes_from,  # of two towns the one they are bound for
            landmark,
            self._notable(places[0]),
            sum(map(len, span)),
        )
        return _Match(start, end, places, landmark, rank)

    def _declined(self, span: tuple[str, ...]) -> tuple[tuple[Place, ...], bool]:
        """The places whose name in another case this is, and whether they are landmarks."""
        if len(span) > 1:
            keys = [joined(forms) for forms in product(*map(self._parts, span))]
        else:
            keys = [key for reading in readings(span[0]) for key in nominatives(reading)]
        landmarks = self._of_landmarks(keys)
        if landmarks:
            return landmarks, True
        known = self._gazetteer.names
        if len(span) > 1:
            keys = [key for key in keys if key in known.several_words]
        places = self._surroundings.meant(self._named(keys))
        if places and not self._notable(places[0]):
            # Cut by an ending any word is some far village's name: only its own, and not a short one, is believed.
            places = self._surroundings.meant(
                place for key in keys if len(key) > 4 for place in known.shown.get(key, ())
            )
        return places, False

    def _parts(self, word: str) -> list[str]:
        """What this word, declined or not, may be within a name of several words."""
        reading = readings(word)[0]
        parts = self._gazetteer.names.parts
        return [part for part in (reading, *nominatives(reading)) if part in parts or part in self._landmark_parts]

    def _keys(self, span: tuple[str, ...]) -> list[str]:
        if len(span) == 1:
            return list(readings(span[0]))
        return [joined(readings(word)[0] for word in span)]

    def _named(self, keys: Iterable[str]) -> list[Place]:
        """Places that are shown by one of the names; those that have it otherwise only if none is, or near."""
        known, keys = self._gazetteer.names, list(keys)
        shown = [place for key in keys for place in known.shown.get(key, ())]
        other = [place for key in keys for place in known.other.get(key, ())]
        return shown + [place for place in other if not shown or self._surroundings.near(place)]

    def _of_landmarks(self, keys: Iterable[str]) -> tuple[Place, ...]:
        places = {id_: place for key in keys for id_, place in self._landmarks.get(key, {}).items()}
        return tuple(places.values())[:MOST_OFFERED]

    def _believable(self, match: _Match, tokens: tuple[str, ...]) -> bool:
        """A far village is believed only where the text leaves no other reading."""
        if match.landmark or any(map(self._notable, match.places)):
            return True
        around = tokens[: match.start] + tokens[match.end :]
        led = match.start > 0 and is_filler(tokens[match.start - 1])
        return led or all(is_filler(word) or is_ordinary(word) for word in around)

    def _notable(self, place: Place) -> bool:
        return place.population >= BIG or self._surroundings.near(place) or place.id not in self._gazetteer.by_id

    # Misspelt names.

    def _guess(self, tokens: tuple[str, ...]) -> Found:
        rest = " ".join(tokens)
        at = [i for i, word in enumerate(tokens) if not (is_ordinary(word) or is_filler(word))]
        alone, short = len(at) == 1, len(at) <= LONGEST_TEXT_TO_GUESS
        if short:
            spans = [(i, i + 1) for i in at if alone or len(tokens[i]) > 4]
            if not alone and at and at[-1] - at[0] == len(at) - 1:
                spans.append((at[0], at[-1] + 1))
        else:
            spans = [(i, i + 1) for i in at if len(tokens[i]) >= LONG_WORD]
            spans.sort(key=lambda span: not (span[0] and is_filler(tokens[span[0] - 1])))
        scored = [
            (score, start, end, place)
            for start, end in spans[:MOST_COMPARED]
            for score, place in self._alike(self._keys(tokens[start:end])[0], alone)
            # Among other words any word is some far village's name but for a letter.
            if self._notable(place) or (alone and len(tokens[start]) >= LONG_WORD)
        ]
        if not scored:
            return Found((), False, rest)
        scored.sort(key=lambda entry: entry[0])
        best, start, end, _ = scored[0]
        if best < _LOOSE:
            places = self._surroundings.meant(place for score, *_, place in scored if score < best + 0.5)
            return Found(places[:MOST_GUESSED], False, _rest(tokens, start, end))
        offered = {place.id: place for *_, place in scored if self._notable(place)}
        return Found(tuple(offered.values())[:MOST_GUESSED], False, _rest(tokens, start, end) if offered else rest)

    def _spelt_alike(self, key: str, loosely: bool) -> Sequence[tuple[float, Place]]:
        """Places whose name is a few typing errors away, scored; `loosely`: and one error more, from _LOOSE on."""
        allowed, found = _errors_allowed(key), []
        if not allowed:
            return ()
        for form in (key, *(stem for stem in nominatives(key) if key.startswith(stem))):
            cutoff = min(allowed, _errors_allowed(form)) + (loosely and form is key and len(key) >= LONG_WORD)
            for name, distance, places in (
                *self._gazetteer.names.alike(form, cutoff),
                *self._landmarks_alike(form, cutoff),
            ):
                for place in places:
                    score = distance + (name[0] != form[0]) + (form is not key) * 0.25 + (not self._notable(place))
                    found.append((score + _LOOSE if distance > allowed else score, place))
        return found

    def _landmarks_alike(self, form: str, errors: int) -> Iterator[tuple[str, int, list[Place]]]:
        for name, places in self._landmarks.items():
            distance = OSA.distance(form, name, score_cutoff=errors)
            if len(name) > 3 and distance <= errors:
                yield name, distance, list(places.values())


def _errors_allowed(key: str) -> int:
    """How many letters may be wrong: none in three letters, one up to six, two from seven."""
    return 0 if len(key) < 4 else 1 if len(key) < 7 else 2


def _rest(tokens: tuple[str, ...], start: int, end: int) -> str:
    """The words around a place, without those that only led to it."""
    while start and is_filler(tokens[start - 1]):
        start -= 1
    while end < len(tokens) and follows(tokens[end]):
        end += 1
    return " ".join(tokens[:start] + tokens[end:])
