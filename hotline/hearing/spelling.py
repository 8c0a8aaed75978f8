"""Words as people type them: Cyrillic or Latin, transliterated, with letters of one alphabet inside the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

# Apostrophes stand for soft signs in transliteration (Ural'sk), the rest is invisible: both leave no gap.
_DROPPED = dict.fromkeys(
    map(ord, "'`\u00b4\u2018\u2019\u201b\u02b9\u02bc\u02c8\u2032\u00ad\u200b\u200c\u200d\u2060\ufeff")
)
# Letters that need no folding but case, and what stands around them: most words.
_PLAIN = re.compile(r"""[("«-]*([a-zA-Z\u0400-\u0481\u048a-\u052f]+)[.,!?:;)"»-]*""")
_TOKEN = re.compile(r"[^\W_]+")
# No letter of these blocks is a combining mark: Latin, Greek, Cyrillic.
_MAY_COMBINE = re.compile("[^\0-\u02ff\u0370-\u0482\u048a-\u052f]")

LATIN = "en"  # what a text in Latin letters is taken for, where nothing else tells
_KAZAKH_ONLY = frozenset("әіңғүұқөһ")
_IS_CYRILLIC = re.compile("[\u0400-\u052f]")
_IS_LATIN = re.compile("[a-z]")

# Step one of a skeleton: everything in the Latin that people text; what is not here stays.
_TO_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыіїєэё", "abvgdeziiklmnoprstufiiieee", strict=True)),
        **dict(zip("әғқңөұүһў", "agknouuhu", strict=True)),
        **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"},
        **{"ъ": "", "ь": "", "ı": "i", "ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ø": "o"},
    }
)

# Step two: the spellings of one sound. Longest first, since the scan goes from left to right once.
# One letter a sound, so that an edit distance counts sounds: j is ж, w is ш and щ, c is ч, and ц is s.
_SOUND_OF = {
    **{"shch": "w", "tsch": "c", "shh": "w", "sch": "w", "tch": "c", "dzh": "j"},
    **{"sh": "w", "ch": "c", "zh": "j", "dj": "j", "kh": "h", "gh": "g", "ph": "f", "ts": "s", "tz": "s"},
    **{"ck": "sk", "ce": "se", "ci": "si", "cy": "si", "q": "k", "w": "v", "x": "ks", "y": "i", "j": "i"},
    "c": "k",
}
_SOUNDS = re.compile("[iyj]+[eo]|" + "|".join(_SOUND_OF))
_DOUBLED = re.compile(r"(\D)\1+")  # letters only: 100 is not 10

# Letters that look alike as capitals (people type in capitals, and tokens come casefolded).
_LATIN_LOOKS = "abcehikmoptxy"
_CYRILLIC_LOOKS = "авсенікмортху"
_AS_CYRILLIC = str.maketrans(_LATIN_LOOKS + "0", _CYRILLIC_LOOKS + "о")
_AS_LATIN = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)
_FAKE_CYRILLIC = re.compile(r"^(?:i[o0]|bl|[abcehikmoptxy0])+$")
_NUMBER = re.compile(r"(?<!\w)\d[\doOоО]+(?!\w)")
_ZEROS = str.maketrans("oOоО", "0000")
_DIGIT_LETTERS = str.maketrans({"0": "o", "3": "z", "4": "ch"})


def words(text: str) -> list[str]:
    """The words of a text in order: letters and digits, casefolded, ё as е, without accents.

    Punctuation, emoji and hyphens separate ("Алма-Ата" is two words, as "Алма Ата" is); apostrophes vanish
    ("ural'sk" is one).
    """
    if plain := _PLAIN.fullmatch(text):
        return [plain[1].casefold().replace("ё", "е")]
    folded = unicodedata.normalize("NFKC", zeros(text)).casefold().translate(_DROPPED).replace("ё", "е")
    if _MAY_COMBINE.search(folded):  # stress marks that have no composed letter ("Бесла́н") would cut a word in two
        folded = "".join(character for character in folded if not unicodedata.combining(character))
    return _TOKEN.findall(folded)


def zeros(text: str) -> str:
    """The text with an O (of either alphabet) inside a number read as the zero that was meant: 30O is 300."""
    return _NUMBER.sub(lambda found: found[0].translate(_ZEROS), text)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """One Latin form in which the spellings of a casefolded word meet, whatever the alphabet.

    "ночлег" and "nochleg" give "nocleg"; "тіркеу", "tirkeu" -> "tirkeu"; "қазір", "qazir", "kazir" -> "kazir".
    A key to compare by, not to show. For what else the same letters may mean see `readings`.
    """
    latin = word.translate(_TO_LATIN)
    if not latin.isascii():
        decomposed = unicodedata.normalize("NFKD", latin)
        latin = "".join(character for character in decomposed if not unicodedata.combining(character))
    if latin.startswith("j"):  # new Kazakh Latin (jol, jana); within a word j mostly stands for й (Aksaj)
        latin = "zh" + latin[1:]
    return _DOUBLED.sub(r"\1", _SOUNDS.sub(_sound, latin.replace("'", "")))


@lru_cache(maxsize=4096)  # the prompts hold more than 1,000 phrases, which are asked for with each new directory
def skeletons_of(phrase: str) -> tuple[str, ...]:
    """The skeletons of a phrase's words in order. Kept: for phrases of the prompts, not for what people write."""
    return tuple([skeleton(word) for word in words(phrase)])


def skeletons(phrases: Iterable[str]) -> frozenset[str]:
    """The words of these phrases of the prompts, as they are compared."""
    return _of_phrases(tuple(phrases))


def single_words(phrases: Iterable[str]) -> frozenset[str]:
    """The same of those phrases that are one word."""
    return frozenset(phrase[0] for phrase in map(skeletons_of, phrases) if len(phrase) == 1)


@lru_cache(maxsize=256)  # the word lists of the prompts, which stay the same
def _of_phrases(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in skeletons_of(phrase))


@lru_cache(maxsize=16384)
def readings(word: str) -> tuple[str, ...]:
    """All skeletons that a casefolded word may stand for, the likeliest first, never empty.

    Covers letters of the other alphabet that look alike ("hочлeг" with Latin h and e is "ночлег", "ctapt" may be
    "старт", "mehi0" "меню"), a Latin j (ж or й) and digits for letters ("no4leg").
    """
    found: list[str] = []
    if _IS_CYRILLIC.search(word) and _IS_LATIN.search(word):
        found += [skeleton(repaired) for repaired in _repaired(word)]
    found.append(skeleton(word))
    if _FAKE_CYRILLIC.match(word) and not word.isdecimal():
        found.append(skeleton(_to_cyrillic(word)))
    if "j" in word:
        found += [skeleton(word.replace("j", "zh")), skeleton(word.replace("j", "y"))]
    if not word.isalpha() and not word.isdecimal():
        found.append(skeleton(word.translate(_DIGIT_LETTERS)))
    return tuple(dict.fromkeys(found))


def joined(skeletons: Iterable[str]) -> str:
    """One skeleton for a name of several words, the same as if it had been written without gaps."""
    return _DOUBLED.sub(r"\1", "".join(skeletons))


def keyboard_language(text: str) -> Literal["kk", "ru"] | None:
    """The language that the keyboard gives away: "kk" by a letter only Kazakh has, "ru" by other Cyrillic.

    None when all is Latin, which may be any language. Ukrainian і counts as Kazakh.
    """
    lowered = text.lower()
    if not _KAZAKH_ONLY.isdisjoint(lowered):
        return "kk"
    return "ru" if _IS_CYRILLIC.search(lowered) else None


def _sound(match: re.Match[str]) -> str:
    # The default is the soft e and o: ye, ie, yo, jo, iye (Yekaterinburg, Tyoploye, Красное).
    return _SOUND_OF.get(match[0], "e")


def _repaired(word: str) -> list[str]:
    """A word of mixed alphabets in one alphabet, where all strange letters have a double in it."""
    if all(not _IS_LATIN.match(letter) or letter in _LATIN_LOOKS for letter in word):
        return [_to_cyrillic(word)]
    if all(not _IS_CYRILLIC.match(letter) or letter in _CYRILLIC_LOOKS for letter in word):
        return [word.translate(_AS_LATIN)]
    return []


def _to_cyrillic(word: str) -> str:
    return re.sub("i[o0]", "ю", word).replace("bl", "ы").translate(_AS_CYRILLIC)
