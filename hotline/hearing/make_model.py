"""Learn what texts mean from the examples: `make hearing`.

Prints what a model hears of those that it has not learned from: of each writer left out once, of families left out, and
of the exam, which is never learned from; then learns from all and writes `weights.bin`.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from .by_example import LIKELY, SURE
from .examples import SHORT, Family, digest, every_family, of_file, read_words
from .features import BUCKETS, HASHES, PLACE, ConceptWords, buckets, fold, hashes
from .meanings import DANGERS, MEANINGS
from .model import KNOWN, MIDDLE, SILENCE, WEIGHTS, fingerprint
from .spelling import skeleton, words
from .utterance import Utterance

FOLDS = 5  # of the writers, and of the families: each is left out once
# Of harmless texts that were left out so many may alarm, and may be danger. A third of these were written to tempt.
ALARMS, MAYBES = 0.016, 0.075
# Weight of the counts beside the support vectors, and of all texts in each class: a half or twice as much of either
# hears writers that are left out no better.
COUNTED, MIXED_IN = 0.07, 0.03
RARE = 24_000  # families for each of which a feature must be in one more than one to count: in three of 48,000
_SHORTEST_STEM = 4  # letters of a skeleton: shorter ones begin other words, and count as whole words only
UNHEARD = -9.0  # the score of a meaning of which there was no sentence to learn from
_LEARNED = ("coef_", "intercept_")  # of scikit-learn's models
_Floats = NDArray[np.float32]


@dataclass
class Rows:
    """Texts as rows of a matrix, with what is known of each."""

    rows: Any  # csr_matrix of shape (texts, BUCKETS): 1 / sqrt(features) where a feature is, else 0
    meanings: NDArray[np.str_]
    languages: NDArray[np.str_]
    family: NDArray[np.int64]  # the number of its family
    weight: _Floats  # of a family of many texts each counts less
    first: NDArray[np.bool_]  # the first of its family


def seen_in(families: Sequence[Family], concepts: ConceptWords) -> bytes:
    """A bit for each feature that is not too rare: what only a sentence or two have makes more noise than sense."""
    counts: Counter[int] = Counter()
    for family in families:
        counts.update(set().union(*(hashes(fold(Utterance(text), concepts)) for text in family.texts)))
    bits, least = bytearray(HASHES // 8), 1 + len(families) / RARE
    for one in [one for one, count in counts.items() if count >= least]:
        bits[one >> 3] |= 1 << (one & 7)
    return bytes(bits)


def texts_of(families: Sequence[Family], concepts: ConceptWords, seen: bytes) -> Rows:
    """The texts of these families in order."""
    columns: list[int] = []
    ends, values, meanings, languages, owners, weights, first = [0], [], [], [], [], [], []
    for number, family in enumerate(families):
        for place, text in enumerate(family.texts):
            found = sorted(buckets(hashes(fold(Utterance(text), concepts)), seen))
            columns += found
            ends.append(len(columns))
            values += [len(found) ** -0.5] * len(found)
            meanings.append(family.meaning)
            languages.append(family.language)
            owners.append(number)
            weights.append(len(family.texts) ** -0.5)
            first.append(place == 0)
    rows = csr_matrix((np.array(values, np.float32), columns, ends), (len(meanings), BUCKETS))
    return Rows(
        rows,
        np.array(meanings),
        np.array(languages),
        np.array(owners),
        np.array(weights, np.float32),
        np.array(first),
    )


def learned(texts: Rows, chosen: NDArray[np.bool_] | slice = slice(None), of: str = "meanings") -> LinearSVC:
    """The model of what those texts mean, or of another column of theirs.

    Both kinds of evidence are linear, so they add up to one: what sets the meanings apart (the support vectors), and
    how often each feature comes with a meaning (naive Bayes), which errs otherwise: it knows no single odd sentence.
    """
    rows, names, weight = texts.rows[chosen], getattr(texts, of)[chosen], texts.weight[chosen]
    svm = LinearSVC(C=1.0, dual=True, max_iter=3000, random_state=1).fit(rows, names, weight)
    svm.coef_ += COUNTED * _log_shares(rows, names, weight, svm.classes_)
    return svm


def _log_shares(rows: Any, names: NDArray[np.str_], weight: _Floats, classes: Sequence[str]) -> _Floats:
    """For each class and feature the logarithm of how much likelier the feature is there than elsewhere.

    Each class has a share of all texts mixed in (Jelinek-Mercer): what it has not seen speaks against all classes
    alike, and not for those of few sentences.
    """
    seen = diags(weight) @ rows.sign()
    counts = np.stack([np.asarray(seen[names == one].sum(axis=0)).ravel() for one in classes])
    everywhere = counts.sum(axis=0) / counts.sum()
    shares = counts / counts.sum(axis=1, keepdims=True) / np.where(everywhere > 0, everywhere, 1)
    logs = np.log((1 - MIXED_IN) * shares + MIXED_IN)
    likelier: _Floats = (logs - logs.mean(axis=0)) * (everywhere > 0)
    return likelier


def concepts_of(listed: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Words and stems, by skeleton: what they are about."""
    whole: dict[str, list[str]] = {PLACE: [PLACE]}
    stems: dict[str, list[str]] = {}
    for concept, entries in listed.items():
        for entry in entries:
            for word in words(entry.removesuffix("*")):
                short = skeleton(word)
                is_stem = entry.endswith("*") and len(short) >= _SHORTEST_STEM
                known = (stems if is_stem else whole).setdefault(short, [])
                if concept not in known:
                    known.append(concept)
    return whole, stems


@dataclass
class Exam:
    """What a model hears of texts, beside what they mean."""

    meanings: Sequence[str]  # the columns of `scores`
    scores: _Floats
    right: NDArray[np.str_]

    def only(self, chosen: NDArray[np.bool_]) -> Exam:
        """The same of some of the texts."""
        return Exam(self.meanings, self.scores[chosen], self.right[chosen])

    @property
    def ranked(self) -> NDArray[np.str_]:
        """For each text the meanings, the likeliest first."""
        named: NDArray[np.str_] = np.array(self.meanings)[np.argsort(-self.scores, axis=1)]
        return named

    @property
    def margins(self) -> _Floats:
        """How far the likeliest is before the next."""
        ordered = -np.sort(-self.scores, axis=1)
        margins: _Floats = ordered[:, 0] - ordered[:, 1]
        return margins

    @property
    def alarms(self) -> _Floats:
        """How much likelier the likeliest danger is than anything harmless."""
        danger = np.isin(np.array(self.meanings), DANGERS)
        harmless = self.scores[:, ~danger].max(axis=1).clip(min=SILENCE)
        alarms: _Floats = self.scores[:, danger].max(axis=1) - harmless
        return alarms

    def table(self, name: str, danger: tuple[float, float] = (0, 0)) -> str:
        """One line: share right, right among two, danger that alarms or may be, harmless texts that do.

        `danger`: from where on a text alarms, and may be danger.
        """
        first, second = self.ranked[:, 0], self.ranked[:, 1]
        right, cry, (alarm, maybe) = first == self.right, np.isin(self.right, DANGERS), danger
        found = [right, right | (second == self.right)]
        for of in (cry, ~cry):
            found += [self.alarms[of] > alarm, self.alarms[of] > maybe]
        return f"{name:20}{len(right):6}" + "".join(f"{_share(one):>9}" for one in found)

    def by_meaning(self) -> str:
        """The share right of each meaning."""
        right = self.ranked[:, 0] == self.right
        return ", ".join(f"{one} {_share(right[self.right == one])}" for one in sorted(set(self.right.tolist())))

    def confusions(self, most: int) -> str:
        """The commonest mistakes: right > heard, how often."""
        wrong = Counter(zip(self.right, self.ranked[:, 0], strict=True))
        told = [f"{right} > {heard} {n}" for (right, heard), n in wrong.most_common() if right != heard]
        return ", ".join(told[:most])


def _share(found: NDArray[np.bool_]) -> str:
    return f"{100 * found.mean():.1f} %" if len(found) else "-"


def left_out(texts: Rows, names: Sequence[Any]) -> Exam:
    """What a model hears of texts whose name (a writer, a family) it has not learned from; the first of each family."""
    order = np.random.RandomState(1).permutation(sorted(set(names))).tolist()
    parts = {name: place % FOLDS for place, name in enumerate(order)}
    part = np.array([parts[name] for name in names])[texts.family]
    scores = np.full((len(part), len(MEANINGS)), UNHEARD, np.float32)
    for one in sorted(set(parts.values())):
        svm = learned(texts, part != one)
        columns = [MEANINGS.index(meaning) for meaning in svm.classes_]
        scores[np.ix_(part == one, columns)] = svm.decision_function(texts.rows[part == one])
    return Exam(MEANINGS, scores, texts.meanings).only(texts.first)


def heard(svm: LinearSVC, texts: Rows, chosen: NDArray[np.bool_] | slice = slice(None)) -> Exam:
    """What a model hears of those texts."""
    return Exam(svm.classes_.tolist(), svm.decision_function(texts.rows[chosen]), texts.meanings[chosen])


def packed(svm: LinearSVC, languages: LinearSVC, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The weights in bytes, a row a feature, first of the meanings, then of the languages; and how to read them."""
    coefficients, bias = (np.concatenate([getattr(one, name) for one in (svm, languages)]) for name in _LEARNED)
    scale = float(np.abs(coefficients).max()) / (MIDDLE - 1)
    weights = (np.rint(coefficients.T / scale) + MIDDLE).astype(np.uint8)
    more = {
        "meanings": svm.classes_.tolist(),
        "languages": languages.classes_.tolist(),
        "bias": [round(float(one), 6) for one in bias],
        "scale": scale,
    }
    return {**head, **more}, weights.tobytes()


def limits(known: Exam) -> tuple[float, float]:
    """From where on a text alarms, and may be danger, by the harmless ones among texts that were left out."""
    harmless = known.alarms[~np.isin(known.right, DANGERS)]
    return float(np.quantile(harmless, 1 - ALARMS)), float(np.quantile(harmless, 1 - MAYBES))


def chance(known: Exam) -> tuple[float, float, float]:
    """How likely the likeliest meaning is right: by its margin, by its score, and the level of the logistic curve."""
    by = np.column_stack([known.margins, known.scores.max(axis=1)])
    fit = LogisticRegression().fit(by, known.ranked[:, 0] == known.right)
    margin, score = (round(float(one), 4) for one in fit.coef_[0])
    return margin, score, round(float(fit.intercept_[0]), 4)


def by_chance(known: Exam, curve: tuple[float, float, float]) -> str:
    """How many are sure, likely and doubtful, and how many of each are right."""
    by_margin, by_score, level = curve
    chances = 1 / (1 + np.exp(-(by_margin * known.margins + by_score * known.scores.max(axis=1) + level)))
    right, told = known.ranked[:, 0] == known.right, []
    for name, low, high in (("sure", SURE, 2.0), ("likely", LIKELY, SURE), ("doubtful", 0.0, LIKELY)):
        chosen = (low <= chances) & (chances < high)
        told.append(f"{name} {_share(chosen)}, of these right {_share(right[chosen])}")
    return "; ".join(told)


def shared(whole: Mapping[str, Sequence[str]], stems: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Words and stems with the number of what they are about, since many are about the same."""
    numbers: dict[tuple[str, ...], int] = {}
    numbered = [
        {word: numbers.setdefault(tuple(about), len(numbers)) for word, about in listed.items()}
        for listed in (whole, stems)
    ]
    return {"about": list(numbers), "words": numbered[0], "stems": numbered[1]}


def known_words(families: Sequence[Family], concepts: ConceptWords) -> str:
    """A bit for each word of the examples, in hexadecimal: what holds none of them was never heard."""
    bits = bytearray(KNOWN // 8)
    for text in {text for family in families for text in family.texts}:
        for word in fold(Utterance(text), concepts).names:
            bit = zlib.crc32(word.encode()) % KNOWN
            bits[bit // 8] |= 1 << bit % 8
    return bits.hex()


def not_asked(families: Sequence[Family], asked: Sequence[Family]) -> list[Family]:
    """Those of which no text is in the exam: of short ones, two people write a few alike."""
    texts = {text.casefold() for family in asked for text in family.texts}
    return [family for family in families if texts.isdisjoint(map(str.casefold, family.texts))]


def main(examples: Path, exam: Path, weights: Path = WEIGHTS) -> None:
    """Learn, print, and write the weights."""
    whole, stems = concepts_of(read_words(examples / "words"))
    concepts = ConceptWords(whole, stems)
    every = every_family(examples, MEANINGS)
    asked = [family for path in sorted(exam.glob("*.txt")) for family in of_file(path, frozenset(MEANINGS))]
    families = not_asked(every, asked)
    seen = seen_in(families, concepts)
    texts = texts_of(families, concepts, seen)
    writers = [family.writer for family in families]
    _say(f"{len(families)} families, {len(texts.meanings)} texts, {len(whole)} words and {len(stems)} stems")
    _say(f"{'':20}{'texts':>6}{'right':>9}{'of two':>9}{'alarm':>9}{'maybe':>9}{'false':>9}{'f. maybe':>9}")
    known = left_out(texts, writers)
    danger = limits(known)
    for writer in sorted(set(writers)):
        _say(known.only(np.array([one == writer for one in writers])).table(f"without {writer}", danger))
    _say(known.table("without the writer", danger))
    _say(left_out(texts, range(len(families))).table("without the family", danger))
    svm = learned(texts)
    for path in sorted(exam.glob("*.txt")):
        part = texts_of(list(of_file(path, frozenset(MEANINGS))), concepts, seen)
        _say(heard(svm, part).table(f"exam: {path.stem}", danger))
    _say(f"by meaning: {known.by_meaning()}")
    _say(f"mistakes: {known.confusions(30)}")
    _say(f"by chance: {by_chance(known, chance(known))}")
    head = {
        "examples": digest(every),
        "fingerprint": fingerprint(concepts),
        "chance": chance(known),
        "danger": danger,
        "known": known_words(families, concepts),
        "seen": zlib.compress(seen, 9).hex(),
        **shared(whole, stems),
    }
    tongues = learned(texts, texts.languages != SHORT, "languages")
    head, values = packed(svm, tongues, head)
    weights.write_bytes(orjson.dumps(head) + b"\n" + zlib.compress(values, 9))
    _say(f"{weights.name}: {weights.stat().st_size / 1e6:.1f} MB")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the table is what `make hearing` is for


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
